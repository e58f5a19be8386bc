//! What a file is read as: by its name, by the folder in which it lies, or by how it begins.

use crate::sources::text::TEXT_BYTES_MAX;
use crate::sources::{event_xml, prefetch, startup, tasks};

/// What a file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A Windows event log.
    EventLog,
    /// An event log that the Event Viewer or `wevtutil` saved as XML.
    EventXml,
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
    /// `RustDesk\log\server\*.log`.
    RustDeskLog,
    /// `user.config`, `system.config` and `app.config` of a ScreenConnect client.
    ScreenConnectSettings,
    /// A hive of the registry.
    Hive,
    /// `Windows\Prefetch\*.pf`.
    Prefetch,
    /// A planned task.
    Task,
    /// A file of a start-up folder.
    Startup,
    /// `System32\drivers\etc\hosts`.
    Hosts,
    /// `History` of Chrome and its kin, `places.sqlite` of Firefox.
    Browser,
    /// Where a file came from: a stream of NTFS that was copied into a file of its own.
    Origin,
    /// `ConsoleHost_history.txt`.
    PowerShellHistory,
}

impl Form {
    /// The form of a file, by its path; `begins` gives its first bytes, for names that say nothing.
    pub(super) fn of(path: &str, begins: impl FnOnce() -> Vec<u8>) -> Option<Self> {
        let path = path.to_lowercase().replace('\\', "/");
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let folders: Vec<&str> = folders.split('/').collect();
        // Windows keeps hives of an earlier day there.
        if folders.last() == Some(&"regback") {
            return None;
        }
        let named = Self::by_name(name).or_else(|| Self::by_folder(&folders, name));
        named.or_else(|| Self::by_content(&folders, name, begins))
    }

    /// By a name that one program alone uses, in small letters.
    fn by_name(name: &str) -> Option<Self> {
        Some(match name {
            "ad.trace" | "ad_svc.trace" => Self::AnyDeskTrace,
            "connection_trace.txt" => Self::AnyDeskConnections,
            "file_transfer_trace.txt" => Self::AnyDeskTransfers,
            "service.conf" | "system.conf" => Self::AnyDeskSettings,
            "hosts" => Self::Hosts,
            "connections_incoming.txt" => Self::TeamViewerIncoming,
            "consolehost_history.txt" => Self::PowerShellHistory,
            "history" | "places.sqlite" => Self::Browser,
            "system" | "software" | "sam" => Self::Hive,
            _ if is_origin(name) => Self::Origin,
            _ if name.ends_with("ntuser.dat") => Self::Hive,
            _ if name.ends_with(".pf") => Self::Prefetch,
            _ if name.ends_with(".job") => Self::Task,
            _ if name.ends_with(".evtx") => Self::EventLog,
            _ if is_teamviewer_log(name) => Self::TeamViewerLog,
            _ => return None,
        })
    }

    /// By the folder in which a file of a common name lies, both in small letters.
    fn by_folder(folders: &[&str], name: &str) -> Option<Self> {
        let of_rustdesk = folders.iter().any(|folder| folder.contains("rustdesk"));
        if of_rustdesk && folders.ends_with(&["log", "server"]) && name.ends_with(".log") {
            return Some(Self::RustDeskLog);
        }
        if folders.ends_with(&["programs", "startup"]) && name != "desktop.ini" {
            return Some(Self::Startup);
        }
        let is_settings = ["user.config", "system.config", "app.config"].contains(&name);
        // The second is how Windows shortens the name below AppData\Local\Apps\2.0.
        let is_client = |folder: &&str| {
            folder.starts_with("screenconnect") || folder.starts_with("scre..tion_")
        };
        (is_settings && folders.iter().any(is_client)).then_some(Self::ScreenConnectSettings)
    }

    /// By how a file begins: hives are often renamed, and tasks have whatever name they were given.
    fn by_content(folders: &[&str], name: &str, begins: impl FnOnce() -> Vec<u8>) -> Option<Self> {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let among_tasks = folders.contains(&"tasks");
        match ending {
            "xml" if !among_tasks => event_xml::is_log(&begins()).then_some(Self::EventXml),
            _ if among_tasks || ending.is_empty() => match begins() {
                head if head.starts_with(HIVE) => Some(Self::Hive),
                head => tasks::is_task(&head).then_some(Self::Task),
            },
            _ if HIVE_ENDINGS.contains(&ending) => begins().starts_with(HIVE).then_some(Self::Hive),
            _ => None,
        }
    }

    /// Whether it is read for what lies inside sessions only, when these are known.
    pub(crate) fn waits_for_sessions(self) -> bool {
        self == Self::Browser
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
                | Self::RustDeskLog
        )
    }
}

/// How a hive of the registry begins.
const HIVE: &[u8] = b"regf";
/// Endings of files that may be hives under another name.
const HIVE_ENDINGS: [&str; 6] = ["dat", "hiv", "hive", "bak", "sav", "old"];

fn is_origin(name: &str) -> bool {
    let mark = name.strip_suffix("zone.identifier");
    mark.is_some_and(|file| file.ends_with(['.', '_', ':']))
}

fn is_teamviewer_log(name: &str) -> bool {
    name.starts_with("teamviewer") && name.contains("_logfile") && name.ends_with(".log")
}
