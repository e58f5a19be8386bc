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
    /// How it is removed.
    #[serde(default)]
    pub remove: Remove,
    /// The publisher's page for reports.
    pub report_abuse: Option<String>,
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

    /// The tool that a data item names: a path, a command line, a service or a product.
    pub(crate) fn named_in(&self, item: &str) -> Option<&Tool> {
        let item = item.trim().to_lowercase();
        if item.is_empty() {
            return None;
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
        Self { paths, files, names, images: small(&tool.service_image) }
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
