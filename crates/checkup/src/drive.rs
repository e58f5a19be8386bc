//! A folder tree on a drive or copied from one: which files matter. Nothing is written, no link is
//! followed, and what cannot be read is named.

use std::fs::{self, File, Metadata};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;
use tempfile::TempDir;

use crate::findings::Problem;

mod form;
mod zipped;

pub use self::form::Form;

/// A folder nested deeper is not looked into.
pub const DEPTH_MAX: usize = 64;
/// So many files of one folder tree are looked at.
pub const FILES_MAX: usize = 4_000_000;
/// So many problems are named one by one.
pub const PROBLEMS_MAX: usize = 1_000;

/// A file that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Where it lies; what was in a ZIP lies in a folder that is removed with the [`Tree`].
    pub path: PathBuf,
    /// How it is called in the findings: relative to what was named.
    pub shown: String,
    /// How large it is.
    pub bytes: u64,
    /// When it was last changed, if the system says so.
    pub changed: Option<SystemTime>,
}

impl Found {
    /// When it was last changed.
    pub(crate) fn changed(&self) -> Option<Timestamp> {
        self.changed.and_then(|at| Timestamp::try_from(at).ok())
    }
}

/// What a folder tree holds.
#[derive(Debug, Default)]
pub struct Tree {
    /// Files that are read, with their forms.
    pub readable: Vec<(Form, Found)>,
    /// What could not be looked at.
    pub problems: Vec<Problem>,
    files: usize,
    /// Where ZIPs were unpacked.
    unpacked: Vec<TempDir>,
}

impl Tree {
    /// Looks through a file or a folder; `see` gets every file.
    pub fn walk(&mut self, root: &Path, see: &mut dyn FnMut(&Found)) {
        match fs::metadata(root) {
            Ok(data) if data.is_dir() => match only_zip_in(root) {
                Some(zip) => self.zip(&zip, see),
                None => self.folder(root, root, DEPTH_MAX, see),
            },
            Ok(data) if data.is_file() && is_zip(root) => self.zip(root, see),
            Ok(data) if data.is_file() => {
                self.file(root.parent().unwrap_or(root), root, &data, see);
            }
            Ok(_) => self.problem(&root.display().to_string(), "neither a file nor a folder"),
            Err(error) => self.problem(&root.display().to_string(), &error.to_string()),
        }
    }

    /// Notes a problem.
    pub fn problem(&mut self, file: &str, why: &str) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(Problem { file: file.to_owned(), why: why.to_owned() });
        }
    }

    fn folder(&mut self, root: &Path, folder: &Path, depth: usize, see: &mut dyn FnMut(&Found)) {
        let shown = shown(root, folder);
        if depth == 0 {
            return self.problem(&shown, "nested too deeply, not looked into");
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.problem(&shown, &format!("cannot be opened: {error}")),
        };
        let mut paths: Vec<PathBuf> = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => paths.push(entry.path()),
                Err(error) => self.problem(&shown, &format!("cannot be listed fully: {error}")),
            }
        }
        paths.sort();
        for path in paths {
            if self.files >= FILES_MAX {
                return self.problem(&shown, "too many files, the rest was not looked at");
            }
            self.entry(root, &path, depth, see);
        }
    }

    fn entry(&mut self, root: &Path, path: &Path, depth: usize, see: &mut dyn FnMut(&Found)) {
        match fs::symlink_metadata(path) {
            Ok(data) if data.is_symlink() => {
                self.problem(&shown(root, path), "a link to elsewhere, not followed");
            }
            Ok(data) if data.is_dir() => self.folder(root, path, depth - 1, see),
            Ok(data) if data.is_file() => self.file(root, path, &data, see),
            Ok(_) => self.problem(&shown(root, path), "neither a file nor a folder"),
            Err(error) => self.problem(&shown(root, path), &error.to_string()),
        }
    }

    fn file(&mut self, root: &Path, path: &Path, data: &Metadata, see: &mut dyn FnMut(&Found)) {
        self.files += 1;
        let found = Found {
            path: path.to_owned(),
            shown: shown(root, path),
            bytes: data.len(),
            changed: data.modified().ok(),
        };
        see(&found);
        if let Some(form) = Form::of(&path.to_string_lossy(), || beginning(path)) {
            self.readable.push((form, found));
        }
    }
}

/// So many bytes show what a file is.
const BEGINNING_BYTES: u64 = 4 << 10;

/// The first bytes of a file; none where it cannot be read, which is said when it is.
fn beginning(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(BEGINNING_BYTES).read_to_end(&mut bytes));
    read.map_or_else(|_| Vec::new(), |_| bytes)
}

fn is_zip(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

/// The ZIP in a folder that holds nothing else.
fn only_zip_in(folder: &Path) -> Option<PathBuf> {
    let mut entries = fs::read_dir(folder).ok()?;
    let only = entries.next()?.ok()?;
    let path = only.path();
    let is_alone = entries.next().is_none() && only.file_type().ok()?.is_file();
    (is_alone && is_zip(&path)).then_some(path)
}

fn shown(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let relative = if relative.as_os_str().is_empty() { path } else { relative };
    relative.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn no_link_is_followed() {
        let outside = tempfile::tempdir().expect("a folder");
        fs::write(outside.path().join("ad.trace"), "secret").expect("a file");
        let inside = tempfile::tempdir().expect("a folder");
        std::os::unix::fs::symlink(outside.path(), inside.path().join("out")).expect("a link");
        std::os::unix::fs::symlink(inside.path(), inside.path().join("loop")).expect("a link");
        fs::write(inside.path().join("AD.trace"), "").expect("a file");
        let mut tree = Tree::default();
        let mut seen = 0;
        tree.walk(inside.path(), &mut |_| seen += 1);
        assert_eq!((seen, tree.readable.len(), tree.problems.len()), (1, 1, 2));
        tree.walk(&inside.path().join("absent"), &mut |_| {});
        assert_eq!(tree.problems.len(), 3);
    }
}
