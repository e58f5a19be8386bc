//! Where a file came from: the stream `Zone.Identifier` that Windows keeps beside a downloaded
//! file, as programs that collect files copy it into a file of its own.

use super::download::Download;
use super::text::{decode, lines};
use crate::findings::Proof;
use crate::trace::Trace;

/// The stream has a handful of lines.
const LINES_MAX: usize = 1_000;

/// The name of the stream, in small letters, with the sign that stands before it.
const STREAM: usize = "?zone.identifier".len();

/// What the stream states of its file; none where it is no such stream. `file` is its path, with
/// `_`, `.` or `:` and the stream's name at the end.
#[must_use]
pub fn origin(file: &str, bytes: &[u8]) -> Option<Trace> {
    let text = decode(bytes);
    let mut download = Download::default();
    let mut zone = None;
    let mut raw = Vec::new();
    for (_, line) in lines(&text).take(LINES_MAX) {
        let Some((key, value)) = line.split_once('=') else { continue };
        let value = value.trim();
        match key.trim().to_lowercase().as_str() {
            "zoneid" => zone = value.parse::<u8>().ok(),
            "hosturl" => value.clone_into(&mut download.address),
            "referrerurl" => value.clone_into(&mut download.page),
            _ => continue,
        }
        raw.push(format!("{}={}", key.trim(), super::address::bare(value)));
    }
    let zone = zone?;
    let end = file.len().checked_sub(STREAM)?;
    file.get(..end)?.clone_into(&mut download.path);
    let (file, raw) = (file.to_owned(), raw.join("; "));
    let mut trace = download.trace(Proof { file, line: None, record: None, raw });
    trace.fields.push(("zone", zone.to_string()));
    Some(trace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_of_every_collector_are_read() {
        let text = "[ZoneTransfer]\r\nZoneId=3\r\nReferrerUrl=https://help.example/go?id=7\r\n\
            HostUrl=https://user:word@files.example/AnyDesk.exe?token=secret\r\n";
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for sign in ['_', '.', ':'] {
            for bytes in [text.as_bytes(), &wide] {
                let file = format!("Downloads/AnyDesk.exe{sign}Zone.Identifier");
                let trace = origin(&file, bytes).expect("a stream");
                assert_eq!(trace.field("path"), Some("Downloads/AnyDesk.exe"));
                assert_eq!(trace.field("name"), Some("AnyDesk.exe"));
                assert_eq!(trace.field("address"), Some("https://files.example/AnyDesk.exe"));
                assert_eq!(trace.field("page"), Some("help.example"));
                assert_eq!(trace.field("zone"), Some("3"));
                assert!(!format!("{trace:?}").contains("secret"), "no token is kept");
            }
        }
        for bytes in ["", "ZoneId", "HostUrl=https://a.example", "ZoneId=x", "ZoneId=3000"] {
            assert!(origin("a.exe:Zone.Identifier", bytes.as_bytes()).is_none(), "{bytes}");
        }
        assert!(origin("é", b"ZoneId=3").is_none(), "no such name");
    }
}
