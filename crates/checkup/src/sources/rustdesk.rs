//! RustDesk's server log, `log\server\*.log`: lines to sessions. Each line states its own distance
//! from universal time. That a connection closes with a line of its own is known, not seen.

use jiff::Timestamp;
use jiff::fmt::strtime;

use super::text::{Parsed, decode, lines};

/// So many connections may be open at once.
const OPEN_MAX: usize = 1_000;

/// A time at which somebody was connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connected {
    /// The line, from 1.
    pub line: usize,
    /// When it began, and as it is written.
    pub begin: (Timestamp, String),
    /// When it ended, and as it is written.
    pub end: Option<(Timestamp, String)>,
    /// The address from which they came; it may be that of a relay.
    pub address: String,
    /// The number of the connection, which the program counts.
    number: String,
    /// The whole line.
    pub raw: String,
    /// The line of its end, and the whole of it.
    pub ended: Option<(usize, String)>,
}

/// What a log tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Log {
    /// The connections, in the order of their lines.
    pub connected: Vec<Connected>,
    /// The first and the last time.
    pub span: Option<(Timestamp, Timestamp)>,
    /// How many lines have a time.
    pub lines: usize,
}

/// Reads a server log.
#[must_use]
pub fn log(bytes: &[u8]) -> Parsed<Log> {
    let text = decode(bytes);
    let mut parsed = Parsed::new(Log::default());
    let mut open: Vec<usize> = Vec::new();
    for (line, raw) in lines(&text) {
        let Some((at, written, message)) = parts(raw) else { continue };
        let log = &mut parsed.records;
        let (first, last) = log.span.unwrap_or((at, at));
        log.span = Some((first.min(at), last.max(at)));
        log.lines += 1;
        match said(message) {
            Some((number, Says::Opened(address))) => {
                if open.len() >= OPEN_MAX {
                    parsed.problem(line, "too many connections at once; not followed further");
                    break;
                }
                open.push(log.connected.len());
                log.connected.push(Connected {
                    line,
                    begin: (at, written.to_owned()),
                    end: None,
                    address: address.to_owned(),
                    number: number.to_owned(),
                    raw: raw.to_owned(),
                    ended: None,
                });
            }
            Some((number, Says::Closed)) => {
                let same = |place: &usize| log.connected[*place].number == number;
                if let Some(place) = open.iter().rposition(same) {
                    let connected = &mut log.connected[open.remove(place)];
                    connected.end = Some((at, written.to_owned()));
                    connected.ended = Some((line, raw.to_owned()));
                }
            }
            None => {}
        }
    }
    parsed
}

enum Says<'l> {
    Opened(&'l str),
    Closed,
}

/// `[2026-03-14 13:04:08.350802 +00:00] DEBUG [src\server\connection.rs:983] message`.
fn parts(raw: &str) -> Option<(Timestamp, &str, &str)> {
    let (written, rest) = raw.trim_start().strip_prefix('[')?.split_once(']')?;
    let at = strtime::parse("%Y-%m-%d %H:%M:%S%.f %:z", written).ok()?.to_timestamp().ok()?;
    let (_, message) = rest.split_once("] ")?;
    Some((at, written, message))
}

/// The number of a connection and what became of it: `#1362 Connection opened from IP:port.`
fn said(message: &str) -> Option<(&str, Says<'_>)> {
    let (number, message) = message.trim().strip_prefix('#')?.split_once(' ')?;
    if let Some(from) = message.strip_prefix("Connection opened from ") {
        let from = from.trim_end_matches('.');
        let address = from.rsplit_once(':').map_or(from, |(address, _)| address);
        return Some((number, Says::Opened(address.trim_matches(['[', ']']))));
    }
    message.starts_with("Connection closed").then_some((number, Says::Closed))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "\
        [2026-03-14 15:04:08.350802 +02:00] DEBUG [src\\server\\connection.rs:983] \
        #1362 Connection opened from 192.0.2.44:51000.\r\n\
        [2026-03-14 15:05:00.000001 +02:00] INFO [src\\server\\x.rs:1] something else\r\n\
        [2026-03-14 15:06:00.000000 +02:00] DEBUG [src\\server\\connection.rs:983] \
        #1363 Connection opened from [2001:db8::7]:51000.\r\n\
        [2026-03-14 15:44:08.000000 +02:00] INFO [src\\server\\connection.rs:900] \
        #1362 Connection closed: Reset by the peer\r\n\
        no line\r\n\
        [2026-13-14 15:44:08.000000 +02:00] INFO [x] #1 Connection opened from 1.\r\n";

    #[test]
    fn connections_open_and_close_by_their_numbers() {
        let log = log(LOG.as_bytes()).records;
        let [one, two] = &log.connected[..] else { panic!("{log:#?}") };
        assert_eq!(one.begin.0.to_string(), "2026-03-14T13:04:08.350802Z");
        assert_eq!(one.end.as_ref().expect("an end").0.to_string(), "2026-03-14T13:44:08Z");
        assert_eq!((&*one.address, &*two.address), ("192.0.2.44", "2001:db8::7"));
        assert_eq!((two.end.as_ref(), log.lines), (None, 4));
    }
}
