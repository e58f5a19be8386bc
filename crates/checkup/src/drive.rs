//! A folder tree on a drive or copied from one: which files matter. Nothing is written, no link is
//! followed, and what cannot be read is named.

use std::fs::{self, File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;

use crate::findings::Problem;
use crate::sources::text::TEXT_BYTES_MAX;
use crate::sources::{prefetch, startup, tasks};

/// A folder nested deeper is not looked into.
pub const DEPTH_MAX: usize = 64;
/// So many files of one folder tree are looked at.
pub const FILES_MAX: usize = 4_000_000;
/// So many problems are named one by one.
pub const PROBLEMS_MAX: usize = 1_000;

/// What a file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A Windows event log.
    EventLog,
    /// `ad.trace`, `ad_svc.trace`.
    AnyDeskTrace,
    /// `connection_trace.txt`.
    AnyDeskConnections,
    /// `file_transfer_trace.txt`.
    AnyDeskTransfers,
    /// `service.conf`, `system.conf`.
    AnyDeskSettings,
    /// `connections_incoming.txt`.
    TeamViewerIncoming,
    /// `TeamViewer*_Logfile.log` and its `_OLD`.
    TeamViewerLog,
    /// `System32\drivers\etc\hosts`.
    Hosts,
    /// A hive of the registry.
    Hive,
    /// `Windows\Prefetch\*.pf`.
    Prefetch,
    /// A planned task.
    Task,
    /// A file of a start-up folder.
    Startup,
}

impl Form {
    /// Whether it is read for what lies inside sessions only, when these are known.
    pub(crate) fn waits_for_sessions(self) -> bool {
        false
    }

    /// So many bytes of it are read; one more than is allowed where its source says so itself.
    pub(crate) fn bytes_max(self) -> usize {
        match self {
            Self::Prefetch => prefetch::FILE_BYTES_MAX + 1,
            Self::Task => tasks::FILE_BYTES_MAX + 1,
            Self::Startup => startup::SHORTCUT_BYTES_MAX,
            _ => TEXT_BYTES_MAX,
        }
    }

    /// Whether its source knows what to make of one that is too large.
    pub(crate) fn is_sized(self) -> bool {
        matches!(self, Self::Prefetch | Self::Task | Self::Startup)
    }

    /// Whether a file of which nothing could be used is worth a word: settings and lists of names
    /// are mostly without anything that matters.
    pub(crate) fn has_lines(self) -> bool {
        matches!(
            self,
            Self::AnyDeskTrace
                | Self::AnyDeskConnections
                | Self::AnyDeskTransfers
                | Self::TeamViewerIncoming
                | Self::TeamViewerLog
        )
    }

    /// The form of a file that has no telling name, by how it begins.
    fn looks(path: &Path, name: &str) -> Option<Self> {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        if lies_in(path, &["startup", "programs"]) && name != "desktop.ini" {
            return Some(Self::Startup);
        }
        let among_tasks = path.ancestors().any(|inner| lies_in(inner, &["tasks"]));
        let may_be_hive = ending.is_empty() || HIVE_ENDINGS.contains(&ending);
        if !may_be_hive && !among_tasks {
            return None;
        }
        let head = head(path);
        match head.starts_with(b"regf") {
            true => Some(Self::Hive),
            false if ending.is_empty() || among_tasks => {
                tasks::is_task(&head).then_some(Self::Task)
            }
            false => None,
        }
    }

    /// The form of a file, by its name in small letters.
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "ad.trace" | "ad_svc.trace" => Self::AnyDeskTrace,
            "connection_trace.txt" => Self::AnyDeskConnections,
            "file_transfer_trace.txt" => Self::AnyDeskTransfers,
            "service.conf" | "system.conf" => Self::AnyDeskSettings,
            "hosts" => Self::Hosts,
            "connections_incoming.txt" => Self::TeamViewerIncoming,
            "system" | "software" | "sam" => Self::Hive,
            _ if name.ends_with("ntuser.dat") => Self::Hive,
            _ if name.ends_with(".pf") => Self::Prefetch,
            _ if name.ends_with(".job") => Self::Task,
            _ if name.ends_with(".evtx") => Self::EventLog,
            _ if is_teamviewer_log(name) => Self::TeamViewerLog,
            _ => return None,
        })
    }
}

/// Whether a path lies in folders of these names, the innermost first.
fn lies_in(path: &Path, folders: &[&str]) -> bool {
    let mut above = path.ancestors().skip(1).filter_map(Path::file_name);
    folders.iter().all(|name| above.next().is_some_and(|own| own.eq_ignore_ascii_case(name)))
}

/// Endings of files that may be hives under another name.
const HIVE_ENDINGS: [&str; 6] = ["dat", "hiv", "hive", "bak", "sav", "old"];
/// So many bytes of a file show what it is.
const HEAD_BYTES: u64 = 512;

/// The beginning of a file; empty where it cannot be read.
fn head(path: &Path) -> Vec<u8> {
    let mut head = Vec::new();
    // What cannot be opened here has not the name of anything that matters.
    let _ = File::open(path).and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head));
    head
}

fn is_teamviewer_log(name: &str) -> bool {
    name.starts_with("teamviewer") && name.contains("_logfile") && name.ends_with(".log")
}

/// A file that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Where it lies.
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
}

impl Tree {
    /// Looks through a file or a folder; `see` gets every file.
    pub fn walk(&mut self, root: &Path, see: &mut dyn FnMut(&Found)) {
        match fs::metadata(root) {
            Ok(data) if data.is_dir() => self.folder(root, root, DEPTH_MAX, see),
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
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        // Windows keeps hives of an earlier day there.
        if lies_in(path, &["regback"]) {
            return;
        }
        if let Some(form) = Form::of(&name).or_else(|| Form::looks(path, &name)) {
            self.readable.push((form, found));
        }
    }
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
