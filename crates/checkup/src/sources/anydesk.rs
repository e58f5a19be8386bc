//! AnyDesk's own logs: bytes to records. All of them keep universal time.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use crate::findings::Entry;
use crate::sources::text::{Parsed, decode, lines};

/// A line of `ad.trace` or `ad_svc.trace` that says something about a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceLine {
    /// The line, from 1.
    pub line: usize,
    /// When.
    pub at: Timestamp,
    /// The process that wrote it.
    pub process: u32,
    /// What it says.
    pub says: Trace,
    /// The whole line.
    pub raw: String,
}

/// What a line of a trace says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trace {
    /// Somebody asked to connect.
    Asked {
        /// The name they gave themselves.
        alias: String,
        /// Their number.
        id: String,
    },
    /// How they were let in.
    LetIn(Entry),
    /// The number of the line that is being set up.
    Line {
        /// The number.
        id: String,
    },
    /// From where that line came.
    From {
        /// Address without the port.
        address: String,
    },
    /// This computer's own number.
    OwnId(String),
    /// AnyDesk marked the other side as suspected of scams.
    Flagged,
    /// Files are being taken from this folder or file.
    FilesOut(String),
    /// A file was put on this computer.
    FileIn,
    /// The session is over.
    Ended,
}

/// Reads `ad.trace` or `ad_svc.trace`.
#[must_use]
pub fn trace(bytes: &[u8]) -> Parsed<Vec<TraceLine>> {
    let text = decode(bytes);
    let mut parsed = Parsed::new(Vec::new());
    for (line, raw) in lines(&text) {
        let Some((module, message)) = raw.split_once(" - ") else { continue };
        let Some(says) = meaning(module.trim_end(), message) else { continue };
        match head(module) {
            Some((at, process)) => {
                let raw = raw.trim().to_owned();
                parsed.records.push(TraceLine { line, at, process, says, raw });
            }
            None => parsed.problem(line, "the line speaks of a session but has no readable time"),
        }
    }
    parsed
}

/// Time and process at the head of a trace line: level, day, time, role, process, ...
fn head(head: &str) -> Option<(Timestamp, u32)> {
    let mut words = head.split_whitespace().skip(1);
    let day: Date = words.next()?.parse().ok()?;
    let time: Time = words.next()?.parse().ok()?;
    let process = words.nth(1)?.parse().ok()?;
    Some((Offset::UTC.to_timestamp(day.to_datetime(time)).ok()?, process))
}

fn meaning(module: &str, message: &str) -> Option<Trace> {
    let module = module.rsplit(char::is_whitespace).next()?;
    let message = message.trim();
    if let Some(rest) = message.strip_prefix("Incoming session request:") {
        let (alias, id) = rest.trim().trim_end_matches(')').rsplit_once('(')?;
        return Some(Trace::Asked { alias: alias.trim().to_owned(), id: id.trim().to_owned() });
    }
    if let Some(at) = message.find("Client-ID: ") {
        let id: String = message[at + 11..].chars().take_while(char::is_ascii_digit).collect();
        let own = message.contains("New user data");
        return match (id.is_empty(), own, module) {
            (true, ..) => None,
            (_, true, _) => Some(Trace::OwnId(id)),
            (_, _, "anynet.any_socket") => Some(Trace::Line { id }),
            _ => None,
        };
    }
    if let Some(rest) = message.strip_prefix("Logged in from ") {
        let address = rest.split_whitespace().next()?;
        let address = address.rsplit_once(':').map_or(address, |(address, _)| address);
        return Some(Trace::From { address: address.to_owned() });
    }
    if let Some(how) = message.strip_prefix("Authenticated ") {
        return Some(Trace::LetIn(entry_of(how)));
    }
    match (module, message) {
        ("app.prepare_task", _) => {
            let path = message.strip_prefix("Preparing files in ")?;
            Some(Trace::FilesOut(path.trim_matches(['\'', '.', ' ']).to_owned()))
        }
        ("app.local_file_transfer", _) if message.starts_with("Download started") => {
            Some(Trace::FileIn)
        }
        (_, "Session stopped." | "Session stopped" | "Session closed." | "Session closed") => {
            Some(Trace::Ended)
        }
        _ => is_flagged(message).then_some(Trace::Flagged),
    }
}

fn entry_of(how: &str) -> Entry {
    match how {
        how if how.starts_with("by local user") => Entry::Accepted,
        how if how.contains("password") || how.contains("token") => Entry::Unattended,
        _ => Entry::NotKnown,
    }
}

fn is_flagged(message: &str) -> bool {
    let flags = message.split_once("Connection flags:").map(|(_, flags)| flags);
    flags.is_some_and(|flags| flags.split_whitespace().any(|flag| flag == "scam"))
}

/// A line of `connection_trace.txt`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// The line, from 1.
    pub line: usize,
    /// The minute, or midnight where the line has a day only.
    pub at: DateTime,
    /// The time lies within so many seconds from there.
    pub precision_seconds: u32,
    /// How they got in.
    pub entry: Entry,
    /// The name they gave themselves.
    pub alias: Option<String>,
    /// Their number.
    pub id: String,
    /// The whole line.
    pub raw: String,
}

/// Seconds of a day, the precision of a line without a time.
const DAY_SECONDS: u32 = 86_400;

/// Reads `connection_trace.txt`; lines of connections that went out are left out.
#[must_use]
pub fn connections(bytes: &[u8]) -> Parsed<Vec<Connection>> {
    let text = decode(bytes);
    let mut parsed = Parsed::new(Vec::new());
    for (line, raw) in lines(&text) {
        let raw = raw.trim();
        if raw.is_empty() || raw.starts_with("Outgoing") {
            continue;
        }
        match connection(line, raw) {
            Some(read) => parsed.records.push(read),
            None => parsed.problem(line, "the line has not the shape of a connection"),
        }
    }
    parsed
}

fn connection(line: usize, raw: &str) -> Option<Connection> {
    let mut words = raw.strip_prefix("Incoming")?.split_whitespace().peekable();
    let day: Date = words.next()?.trim_end_matches(',').parse().ok()?;
    let time = words.peek().and_then(|word| word.parse::<Time>().ok());
    let at = day.to_datetime(time.unwrap_or(Time::midnight()));
    let precision_seconds = if time.is_some() { 60 } else { DAY_SECONDS };
    let entry = match words.nth(usize::from(time.is_some()))? {
        "User" => Entry::Accepted,
        "Passwd" | "Token" => Entry::Unattended,
        "REJECTED" => Entry::Refused,
        _ => Entry::NotKnown,
    };
    let rest: Vec<&str> = words.collect();
    let (id, alias) = rest.split_last()?;
    let alias = alias.join(" ");
    let alias = (!alias.is_empty() && alias != *id).then_some(alias);
    let (id, raw) = ((*id).to_owned(), raw.to_owned());
    Some(Connection { line, at, precision_seconds, entry, alias, id, raw })
}

/// A line of `file_transfer_trace.txt`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// The line, from 1.
    pub line: usize,
    /// The minute.
    pub at: DateTime,
    /// The program's own words: by what way, begin or end, which direction, which file.
    pub words: Vec<String>,
}

/// Reads `file_transfer_trace.txt`.
#[must_use]
pub fn transfers(bytes: &[u8]) -> Parsed<Vec<Transfer>> {
    let text = decode(bytes);
    let mut parsed = Parsed::new(Vec::new());
    for (line, raw) in lines(&text).filter(|(_, raw)| !raw.trim().is_empty()) {
        match transfer(line, raw) {
            Some(read) => parsed.records.push(read),
            None => parsed.problem(line, "the line has not the shape of a file moved"),
        }
    }
    parsed
}

fn transfer(line: usize, raw: &str) -> Option<Transfer> {
    let mut words: Vec<String> = raw.split('\t').map(|word| word.trim().to_owned()).collect();
    words.retain(|word| !word.is_empty());
    let place = words.iter().position(|word| minute(word).is_some())?;
    let at = minute(&words.remove(place))?;
    (words.len() >= 3).then_some(Transfer { line, at, words })
}

/// "2026-03-14, 12:39".
fn minute(words: &str) -> Option<DateTime> {
    let (day, time) = words.split_once(", ")?;
    Some(day.parse::<Date>().ok()?.to_datetime(time.trim().parse().ok()?))
}

/// What `service.conf` or `system.conf` say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The line at which a password for coming back is set; never the password.
    pub password_line: Option<usize>,
    /// This computer's own number.
    pub own_id: Option<String>,
}

/// Reads `service.conf` or `system.conf`.
#[must_use]
pub fn settings(bytes: &[u8]) -> Settings {
    let text = decode(bytes);
    let mut settings = Settings::default();
    for (line, raw) in lines(&text) {
        let Some((key, value)) = raw.split_once('=') else { continue };
        match (key.trim(), value.trim()) {
            (_, "") => {}
            ("ad.anynet.pwd_hash", _) => settings.password_line = Some(line),
            ("ad.anynet.id", id) => settings.own_id = Some(id.to_owned()),
            _ => {}
        }
    }
    settings
}

#[cfg(test)]
mod tests;
