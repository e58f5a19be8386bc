//! The registry: the keys of a hive that matter, to traces. Which hive it is shows in what it
//! holds, because collected files are often renamed. No password is ever read.

mod hive;
mod machine;
mod system;
mod users;
mod zone;

use std::io::{Read, Seek};

pub use self::hive::Hive;
use self::hive::{Key, Value};
pub(super) use self::hive::{filetime, number, short, wide};
use crate::findings::{Moment, Proof};
use crate::trace::Trace;
use crate::zone::Zone;

/// So many traces of one hive are kept.
const TRACES_MAX: usize = 50_000;
/// So many characters of a value are shown.
const SHOWN_CHARACTERS_MAX: usize = 2_000;

/// What a hive holds.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    /// What its keys state.
    pub traces: Vec<Trace>,
    /// How the computer's clock is set, if it is the hive that says so.
    pub zone: Option<Zone>,
    /// What could not be read, or not fully.
    pub problems: Vec<String>,
}

/// Reads a hive. One without keys that matter gives nothing.
///
/// # Errors
/// Why it is no hive.
pub fn read(file: &str, bytes: impl Read + Seek) -> Result<Registry, String> {
    let hive = Hive::open(bytes)?;
    let mut reader = Reader { hive, file, root: "", user: String::new(), traces: Vec::new() };
    let Some(root) = reader.hive.root() else {
        let why = reader.hive.problems().join("; ");
        return Err(format!("a registry hive without a key at its top: {why}"));
    };
    let names = reader.hive.keys(&root).into_iter().map(|key| key.name.to_lowercase());
    let mut zone = None;
    match Kind::of(&names.collect::<Vec<_>>()) {
        Some(Kind::System) => zone = reader.system(&root),
        Some(Kind::Software) => reader.software(&root),
        Some(Kind::Accounts) => reader.accounts(&root),
        Some(Kind::User) => reader.user(&root),
        None if reader.hive.problems().is_empty() => return Ok(Registry::default()),
        None => {}
    }
    let mut problems: Vec<String> = reader.hive.problems().iter().map(|&why| why.into()).collect();
    if !reader.hive.clean {
        let why = "Windows had not written it back fully, and its transaction logs are not \
            replayed: the last changes may be missing";
        problems.push(why.to_owned());
    }
    Ok(Registry { traces: reader.traces, zone, problems })
}

enum Kind {
    System,
    Software,
    Accounts,
    User,
}

impl Kind {
    /// By the names of the keys right below the top, in small letters.
    fn of(names: &[String]) -> Option<Self> {
        let has = |name: &str| names.iter().any(|own| own == name);
        if has("select") || has("controlset001") {
            Some(Self::System)
        } else if has("sam") {
            Some(Self::Accounts)
        } else if has("software") {
            Some(Self::User)
        } else if has("microsoft") {
            Some(Self::Software)
        } else {
            None
        }
    }
}

/// Fields of a trace, by name.
type Fields = Vec<(&'static str, String)>;

/// The reading of one hive.
struct Reader<'f, R> {
    hive: Hive<R>,
    file: &'f str,
    /// What Windows calls the top of the hive.
    root: &'static str,
    /// The account whose hive it is; empty for the computer's.
    user: String,
    traces: Vec<Trace>,
}

impl<R: Read + Seek> Reader<'_, R> {
    /// Notes what a key states; the time is that of the key's last change.
    fn note(&mut self, source: &'static str, path: &str, key: &Key, mut fields: Fields) {
        let changed = key.changed.map(|at| Moment::in_utc(at, at.to_string()));
        let key = format!("{}\\{path}", self.root);
        let shown = fields.iter().map(|(name, value)| format!("{name}={value}"));
        let raw = format!("{key}: {}", shown.collect::<Vec<_>>().join(", "));
        fields.push(("key", key));
        self.push(source, changed, raw, fields);
    }

    fn push(&mut self, source: &'static str, when: Option<Moment>, raw: String, fields: Fields) {
        if self.traces.len() >= TRACES_MAX {
            return;
        }
        let mut fields = fields;
        fields.push(("user", self.user.clone()));
        fields.iter_mut().for_each(|(_, value)| shorten(value));
        let mut proof = Proof { file: self.file.to_owned(), line: None, record: None, raw };
        shorten(&mut proof.raw);
        self.traces.push(Trace { source, fields, when, proof });
    }

    /// Notes the named values of keys, each by itself.
    fn settings(&mut self, top: &Key, prefix: &str, settings: &[(&str, &[&str])]) {
        for (path, names) in settings {
            let Some(key) = self.hive.below(top, path) else { continue };
            for name in *names {
                let Some(value) = self.hive.value(&key, name) else { continue };
                let fields = vec![("name", (*name).to_owned()), ("data", value.text())];
                self.note("setting", &format!("{prefix}{path}"), &key, fields);
            }
        }
    }

    /// A value of a key as text; empty where there is none.
    fn text(&mut self, key: &Key, name: &str) -> String {
        self.hive.value(key, name).map_or_else(String::new, |value| value.text())
    }
}

/// A value by its name, as text; empty where there is none.
fn text_of(values: &[Value], name: &str) -> String {
    let named = values.iter().find(|value| value.name.eq_ignore_ascii_case(name));
    named.map_or_else(String::new, Value::text)
}

fn shorten(text: &mut String) {
    if let Some((at, _)) = text.char_indices().nth(SHOWN_CHARACTERS_MAX) {
        text.truncate(at);
    }
}

#[cfg(test)]
mod tests;
