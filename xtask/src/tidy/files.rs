//! The project's text files: what git would commit, or everything where there is no git.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

/// A text file of the project.
#[derive(Debug, Clone)]
pub struct File {
    /// From the project's root, with `/` between the parts.
    pub path: String,
    /// Its content.
    pub text: String,
}

impl File {
    /// Whether the name ends in a dot and these letters.
    #[must_use]
    pub fn has_extension(&self, extension: &str) -> bool {
        self.name().rsplit_once('.').is_some_and(|(_, found)| found == extension)
    }

    /// The name without its folder.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The name without folder and extension.
    #[must_use]
    pub fn stem(&self) -> &str {
        self.name().rsplit_once('.').map_or(self.name(), |(stem, _)| stem)
    }

    /// Whether it is there for tests only.
    #[must_use]
    pub fn is_test(&self) -> bool {
        let folders = self.path.split('/');
        folders.into_iter().any(|part| matches!(part, "tests" | "tests.rs" | "benches"))
    }
}

/// All text files below the root, in order of their paths; files that are not UTF-8 are left out.
///
/// # Errors
/// When a file or folder cannot be read.
pub fn read_all(root: &Path) -> Result<Vec<File>> {
    let mut paths = match known_to_git(root) {
        Some(paths) => paths,
        None => {
            let mut paths = Vec::new();
            walk(root, "", &mut paths)?;
            paths
        }
    };
    paths.sort();
    paths.dedup();
    let mut files = Vec::new();
    for path in paths {
        let place = root.join(&path);
        if !place.is_file() {
            continue;
        }
        let bytes = std::fs::read(&place).with_context(|| path.clone())?;
        if let Ok(text) = String::from_utf8(bytes) {
            files.push(File { path, text });
        }
    }
    Ok(files)
}

/// The files that git keeps or would keep; none if this is no checkout.
fn known_to_git(root: &Path) -> Option<Vec<String>> {
    let listing = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .ok()?;
    let text = String::from_utf8(listing.stdout).ok()?;
    let paths: Vec<String> =
        text.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect();
    (listing.status.success() && !paths.is_empty()).then_some(paths)
}

fn walk(root: &Path, folder: &str, paths: &mut Vec<String>) -> Result<()> {
    for entry in std::fs::read_dir(root.join(folder)).with_context(|| folder.to_owned())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        let kind = entry.file_type()?;
        if kind.is_dir() && path != ".git" && path != "target" {
            walk(root, &path, paths)?;
        } else if kind.is_file() {
            paths.push(path);
        }
    }
    Ok(())
}
