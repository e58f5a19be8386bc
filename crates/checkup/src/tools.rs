//! Remote tools: which one a path, a service or a product names.

use serde::Deserialize;

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
    /// How it is removed, step by step.
    #[serde(default)]
    pub remove: Vec<String>,
    /// The publisher's page for reports.
    pub report_abuse: Option<String>,
}

/// All tools, their globs ready to match.
#[derive(Debug)]
pub(crate) struct Tools {
    pub(crate) all: Vec<Tool>,
    globs: Vec<Globs>,
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
    /// Hosts, each with a dot before it.
    sites: Vec<String>,
}

impl Tools {
    pub(crate) fn new(all: Vec<Tool>) -> Self {
        let globs = all.iter().map(Globs::new).collect();
        Self { all, globs }
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
        let site = |domain: &String| match domain.strip_prefix("*.") {
            Some(below) => format!("*.{}", below.to_lowercase()),
            None => format!(".{}", domain.to_lowercase()),
        };
        let sites = tool.domains.iter().map(site).collect();
        Self { paths, files, names, images: small(&tool.service_image), sites }
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
