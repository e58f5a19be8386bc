//! Accounts: the list of them in the hive SAM, and what each keeps in its own, `NTUSER.DAT`.

use std::collections::{HashMap, HashSet};
use std::io::{Read, Seek};

use super::hive::{Key, Value, filetime, number, short};
use super::{Fields, Reader, text_of};
use crate::findings::Moment;

/// Names of the folders that Windows writes as a number.
const FOLDERS: [(&str, &str); 7] = [
    ("{6d809377-6af0-444b-8957-a3773f02200e}", "C:\\Program Files"),
    ("{7c5a40ef-a0fb-4bfc-874a-c0f2e0b9fa8e}", "C:\\Program Files (x86)"),
    ("{1ac14e77-02e7-4e5d-b744-2eb1ae5198b7}", "C:\\Windows\\System32"),
    ("{d65231b0-b2f1-4857-a4ce-a8e7c6ea7d27}", "C:\\Windows\\SysWOW64"),
    ("{f38bf404-1d43-42f2-9305-67de0b28fc23}", "C:\\Windows"),
    ("{374de290-123f-4565-9164-39c4925e467b}", "%UserProfile%\\Downloads"),
    ("{b4bfcc3a-db2c-424c-b029-7fe99a87c641}", "%UserProfile%\\Desktop"),
];
/// Where an account's own programs and starts are listed.
const PROGRAMS: &str = "Microsoft\\Windows\\CurrentVersion";
const EXPLORER: &str = "Microsoft\\Windows\\CurrentVersion\\Explorer";
const INTERNET: &str = "Microsoft\\Windows\\CurrentVersion\\Internet Settings";
/// Values that matter each by itself.
const SETTINGS: [(&str, &[&str]); 1] =
    [("Microsoft\\Windows NT\\CurrentVersion\\Winlogon", &["Shell"])];
/// So many members of a group are read.
const MEMBERS_MAX: usize = 1_000;

impl<R: Read + Seek> Reader<'_, R> {
    /// Reads the hive SAM: names, times and switches, never what belongs to a password.
    pub(super) fn accounts(&mut self, root: &Key) {
        self.root = "HKLM\\SAM";
        let path = "SAM\\Domains\\Account\\Users";
        let Some(users) = self.hive.below(root, path) else { return };
        let administrators = self.administrators(root);
        let keys = self.hive.keys(&users);
        let by_number: HashMap<u32, Key> = keys.iter().filter_map(numbered).collect();
        let Some(names) = self.hive.below(&users, "Names") else { return };
        for name in self.hive.keys(&names) {
            // The number of an account stands where the kind of the nameless value should.
            let number = self.hive.value(&name, "").map(|value| value.kind);
            let key = number.and_then(|number| by_number.get(&number));
            let facts = key.and_then(|key| self.hive.value(key, "F"));
            let facts = facts.map_or_else(Vec::new, |value| value.bytes);
            let at = |at| filetime(&facts, at).map_or_else(String::new, |at| at.to_string());
            let off = short(&facts, 56).map(|flags| if flags & 1 == 1 { "yes" } else { "no" });
            let administrator = number.is_some_and(|number| administrators.contains(&number));
            let fields = vec![
                ("name", name.name.clone()),
                ("number", number.map_or_else(String::new, |number| number.to_string())),
                ("last-sign-in", at(8)),
                ("password-set", at(24)),
                ("switched-off", off.unwrap_or_default().to_owned()),
                ("administrator", if administrator { "yes" } else { "no" }.to_owned()),
            ];
            self.note("account", &format!("{path}\\Names\\{}", name.name), &name, fields);
        }
    }

    /// The numbers of this computer's own accounts among the administrators.
    fn administrators(&mut self, root: &Key) -> HashSet<u32> {
        /// Where the head of the group's description ends and its parts begin.
        const PARTS: usize = 0x34;
        let group = self.hive.below(root, "SAM\\Domains\\Builtin\\Aliases\\00000220");
        let group = group.and_then(|key| self.hive.value(&key, "C"));
        let bytes = group.map_or_else(Vec::new, |value| value.bytes);
        let place = |at| number(&bytes, at).and_then(|number| usize::try_from(number).ok());
        let (Some(start), Some(count)) = (place(0x28), place(0x30)) else { return HashSet::new() };
        let mut members = bytes.get(PARTS.saturating_add(start)..).unwrap_or_default();
        let mut numbers = HashSet::new();
        for _ in 0..count.min(MEMBERS_MAX) {
            // Revision, count of parts, six bytes of authority, then the parts.
            let Some(parts) = members.get(1).map(|parts| usize::from(*parts)) else { break };
            let Some((id, rest)) = members.split_at_checked(8 + 4 * parts) else { break };
            if number(id, 8) == Some(21) {
                numbers.extend(number(id, 4 + 4 * parts));
            }
            members = rest;
        }
        numbers
    }

    /// Reads an account's own hive.
    pub(super) fn user(&mut self, root: &Key) {
        self.root = "HKCU";
        self.user = owner(self.file).or_else(|| owner(&self.hive.path)).unwrap_or_default();
        let Some(software) = self.hive.below(root, "Software") else { return };
        self.settings(&software, "Software\\", &SETTINGS);
        self.programs(&software, "Software\\", PROGRAMS);
        self.starts(&software, "Software\\", PROGRAMS);
        if let Some(key) = self.hive.below(&software, INTERNET) {
            self.proxy(&key);
        }
        let Some(explorer) = self.hive.below(&software, EXPLORER) else { return };
        if let Some(key) = self.hive.below(&explorer, "UserAssist") {
            self.opened(&key);
        }
        self.run_box(&explorer);
        if let Some(key) = self.hive.below(&explorer, "TypedPaths") {
            for value in self.hive.values(&key) {
                let first = value.name.eq_ignore_ascii_case("url1");
                self.typed("typed-path", "TypedPaths", &key, value.text(), first);
            }
        }
    }

    fn proxy(&mut self, key: &Key) {
        let values = self.hive.values(key);
        let fields: Fields = vec![
            ("on", text_of(&values, "ProxyEnable")),
            ("server", text_of(&values, "ProxyServer")),
            ("script", text_of(&values, "AutoConfigURL")),
        ];
        self.note("proxy", &format!("Software\\{INTERNET}"), key, fields);
    }

    /// Programs and shortcuts that were opened with the mouse.
    fn opened(&mut self, list: &Key) {
        for kind in self.hive.keys(list) {
            let Some(key) = self.hive.below(&kind, "Count") else { continue };
            for value in self.hive.values(&key) {
                self.opened_one(&kind.name, &value);
            }
        }
    }

    fn opened_one(&mut self, kind: &str, value: &Value) {
        // Windows 7 and later write 72 bytes, older ones 16 and begin to count at 5.
        let (count, at) = match value.bytes.len() {
            72 => (number(&value.bytes, 4), filetime(&value.bytes, 60)),
            16 => (
                number(&value.bytes, 4).map(|count| count.saturating_sub(5)),
                filetime(&value.bytes, 8),
            ),
            _ => return,
        };
        let path = with_folder(&turned(&value.name));
        // What Windows counts about itself begins so.
        if at.is_none() || path.starts_with("UEME_CTL") {
            return;
        }
        let program = path.rsplit('\\').next().unwrap_or_default().to_owned();
        let raw = format!("HKCU\\Software\\{EXPLORER}\\UserAssist\\{kind}\\Count: {path}");
        let fields = vec![
            ("from", "user-assist".to_owned()),
            ("program", program),
            ("path", path),
            ("count", count.unwrap_or(0).to_string()),
            ("run", "last".to_owned()),
        ];
        self.push("run", at.map(|at| Moment::in_utc(at, at.to_string())), raw, fields);
    }

    /// What was typed into the box Run, the last first.
    fn run_box(&mut self, explorer: &Key) {
        let Some(key) = self.hive.below(explorer, "RunMRU") else { return };
        let order = self.text(&key, "MRUList");
        for (place, letter) in order.chars().enumerate() {
            let text = self.text(&key, &letter.to_string());
            let text = text.strip_suffix("\\1").unwrap_or(&text).to_owned();
            self.typed("run-box", "RunMRU", &key, text, place == 0);
        }
    }

    /// Notes what was typed; only the last one has the time of the key's change.
    fn typed(&mut self, from: &str, place: &str, key: &Key, text: String, last: bool) {
        if text.is_empty() {
            return;
        }
        let key = if last { key.clone() } else { key.without_time() };
        let order = if last { "last" } else { "earlier" };
        let fields = vec![("from", from.to_owned()), ("text", text), ("order", order.to_owned())];
        self.note("typed", &format!("Software\\{EXPLORER}\\{place}"), &key, fields);
    }
}

fn numbered(key: &Key) -> Option<(u32, Key)> {
    Some((u32::from_str_radix(&key.name, 16).ok()?, key.clone()))
}

/// Whose hive it is, by the folder in which it lies or lay.
fn owner(path: &str) -> Option<String> {
    let mut parts = path.rsplit(['\\', '/']);
    let name = parts.next()?.to_lowercase();
    let folder = parts.next()?;
    // Folders of a collector that holds the files of all accounts are not people.
    let is_home = name == "ntuser.dat" && !folder.contains(':') && !folder.is_empty();
    is_home.then(|| folder.to_owned())
}

/// Each letter of the alphabet by the one thirteen places on, as Windows writes these names.
fn turned(name: &str) -> String {
    let turn = |letter: char| {
        let first = match letter {
            'a'..='z' => b'a',
            'A'..='Z' => b'A',
            _ => return letter,
        };
        u8::try_from(letter).map_or(letter, |byte| char::from((byte - first + 13) % 26 + first))
    };
    name.chars().map(turn).collect()
}

/// A path whose folder is written as a number, with the folder's name.
fn with_folder(path: &str) -> String {
    let path = path.trim_start_matches("UEME_RUNPATH:");
    let small = path.to_ascii_lowercase();
    let folder = FOLDERS.iter().find(|(number, _)| small.starts_with(number));
    folder.map_or_else(
        || path.to_owned(),
        |(number, name)| format!("{name}{}", &path[number.len()..]),
    )
}
