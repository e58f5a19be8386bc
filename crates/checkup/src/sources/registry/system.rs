//! The hive SYSTEM: services, doors to the computer, the firewall, the clock, and which programs
//! ran last.

use std::io::{Read, Seek};

use super::hive::{Key, filetime};
use super::zone;
use super::{Fields, Reader, text_of};
use crate::findings::Moment;
use crate::zone::Zone;

/// Values that matter each by itself, below the control set in use.
const SETTINGS: [(&str, &[&str]); 7] = [
    ("Control\\Lsa", &["SecureBoot"]),
    ("Control\\Terminal Server", &["fDenyTSConnections"]),
    ("Control\\Terminal Server\\WinStations\\RDP-Tcp", &["PortNumber"]),
    ("Control\\Remote Assistance", &["fAllowFullControl", "fAllowToGetHelp"]),
    ("Services\\SharedAccess\\Parameters\\FirewallPolicy\\StandardProfile", &["EnableFirewall"]),
    ("Services\\SharedAccess\\Parameters\\FirewallPolicy\\PublicProfile", &["EnableFirewall"]),
    ("Services\\SharedAccess\\Parameters\\FirewallPolicy\\DomainProfile", &["EnableFirewall"]),
];
/// Where the rules of the firewall stand.
const FIREWALL_RULES: &str = "Services\\SharedAccess\\Parameters\\FirewallPolicy\\FirewallRules";
/// Where Windows keeps the last run of each program by account: now, and in Windows 10 before 1809.
const LAST_RUNS: [&str; 2] = ["Services\\bam\\State\\UserSettings", "Services\\bam\\UserSettings"];

impl<R: Read + Seek> Reader<'_, R> {
    /// Reads the hive SYSTEM.
    pub(super) fn system(&mut self, root: &Key) -> Option<Zone> {
        self.root = "HKLM\\SYSTEM";
        let current = self.hive.below(root, "Select");
        let current = current.and_then(|key| self.hive.value(&key, "Current"));
        let current = current.and_then(|value| value.number()).unwrap_or(1);
        let name = format!("ControlSet{current:03}");
        let set = self.hive.below(root, &name)?;
        // Paths are given as they are typed on the running computer.
        let prefix = "CurrentControlSet\\";
        self.settings(&set, prefix, &SETTINGS);
        self.services(&set);
        self.firewall_rules(&set);
        for path in LAST_RUNS {
            if let Some(runs) = self.hive.below(&set, path) {
                self.last_runs(&runs, &format!("{prefix}{path}"));
            }
        }
        let key = self.hive.below(&set, "Control\\TimeZoneInformation")?;
        zone::zone(&self.hive.values(&key))
    }

    fn services(&mut self, set: &Key) {
        let Some(services) = self.hive.below(set, "Services") else { return };
        for key in self.hive.keys(&services) {
            let values = self.hive.values(&key);
            let image = text_of(&values, "ImagePath");
            if image.is_empty() {
                continue;
            }
            let [server, port, session] = ["h", "p", "s"].map(|name| query(&image, name));
            let fields = vec![
                ("name", key.name.clone()),
                ("image", without_query(&image)),
                ("display", text_of(&values, "DisplayName")),
                ("start", text_of(&values, "Start")),
                ("type", text_of(&values, "Type")),
                ("account", text_of(&values, "ObjectName")),
                ("server", server),
                ("port", port),
                ("session", session),
            ];
            self.note(
                "service",
                &format!("CurrentControlSet\\Services\\{}", key.name),
                &key,
                fields,
            );
        }
    }

    fn firewall_rules(&mut self, set: &Key) {
        let Some(key) = self.hive.below(set, FIREWALL_RULES) else { return };
        for value in self.hive.values(&key) {
            let rule = value.text();
            let part = |name: &str| {
                let mut parts = rule.split('|').filter_map(|part| part.split_once('='));
                let part = parts.find(|(own, _)| own.eq_ignore_ascii_case(name));
                part.map_or_else(String::new, |(_, part)| part.to_owned())
            };
            let fields: Fields = vec![
                ("name", part("Name")),
                ("path", part("App")),
                ("action", part("Action")),
                ("active", part("Active")),
                ("direction", part("Dir")),
            ];
            let path = format!("CurrentControlSet\\{FIREWALL_RULES}");
            // The key's time is that of the youngest of hundreds of rules: none of its own.
            self.note("firewall-rule", &path, &key.without_time(), fields);
        }
    }

    fn last_runs(&mut self, runs: &Key, path: &str) {
        for account in self.hive.keys(runs) {
            for value in self.hive.values(&account) {
                let Some(at) = filetime(&value.bytes, 0) else { continue };
                let program = value.name.rsplit('\\').next().unwrap_or_default().to_owned();
                let raw = format!("{}\\{path}\\{}: {}", self.root, account.name, value.name);
                let fields = vec![
                    ("from", "bam".to_owned()),
                    ("program", program),
                    ("path", value.name),
                    ("run", "last".to_owned()),
                    ("account", account.name.clone()),
                ];
                self.push("run", Some(Moment::in_utc(at, at.to_string())), raw, fields);
            }
        }
    }
}

/// A part of the query in ScreenConnect's command line, such as `h` for the server.
fn query(image: &str, name: &str) -> String {
    let Some((_, query)) = image.split_once('?') else { return String::new() };
    let mut parts = query.split(['&', '"']).filter_map(|part| part.split_once('='));
    let part = parts.find(|(own, _)| *own == name);
    part.map_or_else(String::new, |(_, part)| part.trim().to_owned())
}

/// The command line without its query, because that holds a key.
fn without_query(image: &str) -> String {
    let Some((head, query)) = image.split_once('?') else { return image.to_owned() };
    if query.contains('=') { format!("{head}?(left out)\"") } else { image.to_owned() }
}
