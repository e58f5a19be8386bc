//! The hive SOFTWARE: installed programs, what starts at sign-in, protection, and doors left open.
//! Programs and starts stand in each account's hive too.

use std::io::{Read, Seek};

use jiff::civil::Date;

use super::hive::Key;
use super::{Reader, text_of};
use crate::findings::Moment;
use crate::zone;

/// Values that matter each by itself.
const SETTINGS: [(&str, &[&str]); 7] = [
    (
        "Microsoft\\Windows\\CurrentVersion\\Policies\\System",
        &["EnableLUA", "ConsentPromptBehaviorAdmin", "LocalAccountTokenFilterPolicy"],
    ),
    // `DefaultPassword` stands beside these; it is not read.
    ("Microsoft\\Windows NT\\CurrentVersion\\Winlogon", &["AutoAdminLogon", "Shell", "Userinit"]),
    ("Policies\\Microsoft\\Windows Defender", &["DisableAntiSpyware", "DisableAntiVirus"]),
    ("Policies\\Microsoft\\Windows Defender\\Real-Time Protection", &["DisableRealtimeMonitoring"]),
    ("Microsoft\\Windows Defender", &["DisableAntiSpyware", "DisableAntiVirus"]),
    ("Microsoft\\Windows Defender\\Real-Time Protection", &["DisableRealtimeMonitoring"]),
    ("Microsoft\\Windows Defender\\Features", &["TamperProtection"]),
];
/// Where the antivirus is told to look away, by its own setting and by a policy.
const EXCLUSIONS: [&str; 2] =
    ["Microsoft\\Windows Defender", "Policies\\Microsoft\\Windows Defender"];
/// Kinds of exclusions: the key, and the word in the command that takes one back.
const EXCLUSION_KINDS: [(&str, &str); 3] =
    [("Paths", "Path"), ("Processes", "Process"), ("Extensions", "Extension")];
/// Where a program can be replaced by another, for 64 and 32 bits.
const HIJACKS: [&str; 2] = [
    "Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options",
    "WOW6432Node\\Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options",
];
/// Accounts that the sign-in screen does not show.
const HIDDEN: &str = "Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\SpecialAccounts\\UserList";
/// Where programs are listed and started, for 64 and 32 bits.
const PROGRAMS: [&str; 2] =
    ["Microsoft\\Windows\\CurrentVersion", "WOW6432Node\\Microsoft\\Windows\\CurrentVersion"];

impl<R: Read + Seek> Reader<'_, R> {
    /// Reads the hive SOFTWARE.
    pub(super) fn software(&mut self, root: &Key) {
        self.root = "HKLM\\SOFTWARE";
        self.settings(root, "", &SETTINGS);
        for path in PROGRAMS {
            self.programs(root, "", path);
            self.starts(root, "", path);
        }
        for top in EXCLUSIONS {
            for (kind, word) in EXCLUSION_KINDS {
                self.exclusions(root, &format!("{top}\\Exclusions\\{kind}"), word);
            }
        }
        for path in HIJACKS {
            self.hijacks(root, path);
        }
        if let Some(key) = self.hive.below(root, HIDDEN) {
            for value in self.hive.values(&key) {
                let fields = vec![("name", value.name.clone()), ("shown", value.text())];
                self.note("account-shown", HIDDEN, &key, fields);
            }
        }
    }

    /// The programs that Windows lists as installed, below a key such as
    /// `Microsoft\Windows\CurrentVersion`.
    pub(super) fn programs(&mut self, top: &Key, prefix: &str, path: &str) {
        let path = format!("{path}\\Uninstall");
        let Some(list) = self.hive.below(top, &path) else { return };
        for key in self.hive.keys(&list) {
            let values = self.hive.values(&key);
            let installed = text_of(&values, "InstallDate");
            let fields = vec![
                ("name", text_of(&values, "DisplayName")),
                ("version", text_of(&values, "DisplayVersion")),
                ("publisher", text_of(&values, "Publisher")),
                ("installed", installed.clone()),
                ("folder", text_of(&values, "InstallLocation")),
                ("from", text_of(&values, "InstallSource")),
                ("uninstall", text_of(&values, "UninstallString")),
            ];
            self.note("program", &format!("{prefix}{path}\\{}", key.name), &key, fields);
            if let Some((day, trace)) = day(&installed).zip(self.traces.last_mut()) {
                trace.when = Some(day);
            }
        }
    }

    /// What starts when somebody signs in, and whether that is switched off.
    pub(super) fn starts(&mut self, top: &Key, prefix: &str, path: &str) {
        for (list, from) in [("Run", "run"), ("RunOnce", "run-once")] {
            let place = format!("{path}\\{list}");
            let Some(key) = self.hive.below(top, &place) else { continue };
            for value in self.hive.values(&key) {
                let fields = vec![
                    ("from", from.to_owned()),
                    ("name", value.name.clone()),
                    ("command", value.text()),
                    ("on", self.is_on(top, path, &value.name)),
                ];
                self.note("sign-in-start", &format!("{prefix}{place}"), &key, fields);
            }
        }
    }

    /// `on`, or `off` where the first byte of the entry's approval is odd.
    fn is_on(&mut self, top: &Key, path: &str, name: &str) -> String {
        let path = path.trim_start_matches("WOW6432Node\\");
        let approved = format!("{path}\\Explorer\\StartupApproved");
        let off = ["Run", "Run32"].into_iter().any(|list| {
            let key = self.hive.below(top, &format!("{approved}\\{list}"));
            let value = key.and_then(|key| self.hive.value(&key, name));
            value.is_some_and(|value| value.bytes.first().is_some_and(|byte| byte % 2 == 1))
        });
        if off { "off" } else { "on" }.to_owned()
    }

    fn exclusions(&mut self, root: &Key, path: &str, word: &str) {
        let Some(key) = self.hive.below(root, path) else { return };
        for value in self.hive.values(&key) {
            let fields = vec![("kind", word.to_owned()), ("excluded", value.name.clone())];
            self.note("exclusion", path, &key, fields);
        }
    }

    fn hijacks(&mut self, root: &Key, path: &str) {
        let Some(list) = self.hive.below(root, path) else { return };
        for key in self.hive.keys(&list) {
            let instead = self.text(&key, "Debugger");
            if !instead.is_empty() {
                let fields = vec![("program", key.name.clone()), ("instead", instead)];
                self.note("hijack", &format!("{path}\\{}", key.name), &key, fields);
            }
        }
    }
}

/// A day such as `20260314`, by the computer's clock.
fn day(text: &str) -> Option<Moment> {
    let date = Date::strptime("%Y%m%d", text).ok()?;
    Some(zone::day(date, date.to_string()))
}
