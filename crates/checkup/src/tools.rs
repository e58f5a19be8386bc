//! Remote tools: which one a path, a service or a product names.

use std::collections::HashMap;

use regex_lite::Regex;
use serde::Deserialize;

use crate::conditions::Condition;
use crate::findings::{Direction, Entry};
use crate::globs::{Parts, PathGlob, name_fits};

/// A file of `facts/remote-tools`, as far as it is used.
#[derive(Debug, Clone, Deserialize)]
pub struct Tool {
    /// The name of the file.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it does, in one sentence.
    pub what: String,
    /// Whether Windows brings it along.
    pub built_in: bool,
    /// When it is there for a good reason.
    pub ordinary: String,
    /// What its logs leave open.
    pub cannot_show: Option<String>,
    #[serde(default)]
    install_paths: Vec<String>,
    #[serde(default)]
    portable_names: Vec<String>,
    #[serde(default)]
    generic_names: Vec<String>,
    #[serde(default)]
    processes: Vec<String>,
    #[serde(default)]
    services: Vec<String>,
    #[serde(default)]
    service_image: Vec<String>,
    #[serde(default)]
    uninstall_names: Vec<String>,
    #[serde(default)]
    domains: Vec<String>,
    server_pattern: Option<String>,
    /// Entries of event logs that tell of its sessions.
    #[serde(default, rename = "event")]
    events: Vec<ToolEvent>,
    /// How it is removed.
    #[serde(default)]
    pub remove: Remove,
    /// The publisher's page for reports.
    pub report_abuse: Option<String>,
}

/// An entry of an event log that a tool writes.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ToolEvent {
    provider: String,
    id: u32,
    pub(crate) meaning: String,
    /// What it is to a session; without it the entry is only known.
    pub(crate) does: Option<Does>,
    #[serde(default)]
    pub(crate) key: Vec<String>,
    pub(crate) partner_id: Option<String>,
    pub(crate) partner_name: Option<String>,
    pub(crate) partner_address: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) file: Option<String>,
    pub(crate) entry: Option<Entry>,
    pub(crate) direction: Option<Direction>,
    cut: Option<String>,
    #[serde(default)]
    pub(crate) counts_when: Vec<Condition>,
}

/// What an entry is to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Does {
    /// It closes one.
    Ends,
    /// It opens one.
    Begins,
    /// It tells of a file that was moved in it.
    Moves,
    /// It tells of something else in it.
    Notes,
}

/// The server that a program obeys, as its command line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Server {
    pub(crate) tool: String,
    /// Host and port.
    pub(crate) address: String,
}

/// The steps that remove a tool; those that all tools share stand in `facts/removal`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Remove {
    /// Whom to ask before.
    pub ask: Vec<String>,
    /// What to copy before anything changes.
    pub keep: Vec<String>,
    /// What removes it.
    pub uninstall: Vec<String>,
    /// How to see that it is gone.
    pub look: Vec<String>,
}

/// All tools, their globs ready to match.
#[derive(Debug)]
pub(crate) struct Tools {
    pub(crate) all: Vec<Tool>,
    globs: Vec<Globs>,
    /// By the number of an event: the tool's place and the event's in its file.
    by_event: HashMap<u32, Vec<(usize, usize)>>,
}

/// An entry that tells of a session.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Telling<'t> {
    pub(crate) tool: &'t Tool,
    pub(crate) event: &'t ToolEvent,
    pub(crate) does: Does,
    /// What is cut out of its items.
    pub(crate) cut: Option<&'t Regex>,
}

#[derive(Debug)]
struct Globs {
    paths: Vec<PathGlob>,
    /// Names of its programs, which no other program has.
    files: Vec<String>,
    /// Names of services and products.
    names: Vec<String>,
    /// Command lines of services.
    images: Vec<String>,
    /// In such a command line: the server that it obeys.
    server: Option<Regex>,
    /// What is cut out of the items of its entries, by the number of the entry.
    cuts: Vec<Option<Regex>>,
    /// Hosts, each with a dot before it.
    sites: Vec<String>,
}

impl Tools {
    pub(crate) fn new(all: Vec<Tool>) -> Self {
        let globs = all.iter().map(Globs::new).collect();
        let mut by_event: HashMap<u32, Vec<(usize, usize)>> = HashMap::new();
        for (number, tool) in all.iter().enumerate() {
            for (place, event) in tool.events.iter().enumerate() {
                if event.does.is_some() {
                    by_event.entry(event.id).or_default().push((number, place));
                }
            }
        }
        Self { all, globs, by_event }
    }

    /// The tool to which a file belongs: by its folder, or by a name that it alone has. Parts of
    /// Windows are none, because their presence means nothing.
    pub(crate) fn of_file(&self, path: &Parts) -> Option<&Tool> {
        self.find(|globs| {
            let name = path.name();
            globs.files.iter().any(|glob| name_fits(glob, name))
                || globs.paths.iter().any(|glob| glob.fits(path))
        })
    }

    /// The tool that a data item names: a path, a command line, a service, a product, or a site,
    /// which is a host with a dot before it.
    pub(crate) fn named_in(&self, item: &str) -> Option<&Tool> {
        let item = item.trim().to_lowercase();
        if item.is_empty() {
            return None;
        }
        if item.starts_with('.') && !item.contains(['\\', '/', ' ']) {
            let fits = |globs: &Globs| globs.sites.iter().any(|glob| name_fits(glob, &item));
            return self.find(fits).or_else(|| self.of_file(&Parts::new(&item)));
        }
        let product = product(&item);
        let named = |globs: &Globs| {
            globs.names.iter().any(|glob| name_fits(glob, product))
                || globs.images.iter().any(|glob| name_fits(glob, &item))
        };
        self.find(named).or_else(|| self.of_file(&Parts::new(program(&item))))
    }

    /// The entries of tools that tell of sessions and may be this one.
    pub(crate) fn events(&self, provider: &str, id: u32) -> Vec<Telling<'_>> {
        let Some(places) = self.by_event.get(&id) else { return Vec::new() };
        let provider = provider.to_lowercase();
        let telling = |&(tool, event): &(usize, usize)| {
            let (tool, globs) = (&self.all[tool], &self.globs[tool]);
            let (event, cut) = (&tool.events[event], globs.cuts[event].as_ref());
            let fits = name_fits(&event.provider.to_lowercase(), &provider);
            fits.then_some(Telling { tool, event, does: event.does?, cut })
        };
        places.iter().filter_map(telling).collect()
    }

    /// The server that a service obeys, if its command line names one.
    pub(crate) fn server_in(&self, command: &str) -> Option<Server> {
        let (found, number) = self.globs.iter().zip(0..).find_map(|(globs, number)| {
            globs.server.as_ref()?.captures(command).map(|found| (found, number))
        })?;
        let tool = self.named_in(command)?;
        let mut address = found.name("host")?.as_str().to_owned();
        if let Some(port) = found.name("port") {
            address += &format!(":{}", port.as_str());
        }
        let own: usize = number;
        (self.all[own].id == tool.id).then(|| Server { tool: tool.id.clone(), address })
    }

    fn find(&self, fits: impl Fn(&Globs) -> bool) -> Option<&Tool> {
        let mut tools = self.all.iter().zip(&self.globs);
        let found = tools.find(|(tool, globs)| !tool.built_in && fits(globs));
        found.map(|(tool, _)| tool)
    }
}

impl Globs {
    fn new(tool: &Tool) -> Self {
        let small = |list: &[String]| list.iter().map(|glob| glob.to_lowercase()).collect();
        let mut files: Vec<String> = small(&tool.portable_names);
        files.extend(small(&tool.processes) as Vec<String>);
        let generic: Vec<String> = small(&tool.generic_names);
        files.retain(|file| !generic.contains(file));
        let mut names: Vec<String> = small(&tool.services);
        names.extend(small(&tool.uninstall_names) as Vec<String>);
        let paths = tool.install_paths.iter().map(|glob| PathGlob::new(glob)).collect();
        let regex = |pattern: &Option<String>| Regex::new(pattern.as_deref()?).ok();
        let cuts = tool.events.iter().map(|event| regex(&event.cut)).collect();
        let server = regex(&tool.server_pattern);
        let site = |domain: &String| match domain.strip_prefix("*.") {
            Some(below) => format!("*.{}", below.to_lowercase()),
            None => format!(".{}", domain.to_lowercase()),
        };
        let sites = tool.domains.iter().map(site).collect();
        Self { paths, files, names, images: small(&tool.service_image), server, cuts, sites }
    }
}

/// The name in "Product: AnyDesk -- Installation completed", in whatever language; else all of it.
fn product(item: &str) -> &str {
    let Some((head, _)) = item.split_once(" -- ") else { return item };
    head.split_once(": ").map_or(head, |(_, name)| name)
}

/// The program of a command line, without its arguments.
fn program(item: &str) -> &str {
    if let Some(quoted) = item.strip_prefix('"') {
        return quoted.split('"').next().unwrap_or(quoted);
    }
    match item.find(".exe ") {
        Some(at) => &item[..at + ".exe".len()],
        None => item,
    }
}
