//! What must hold for any file that lies on a computer which strangers used. The fuzz targets and
//! the tests that need no fuzzer (`crates/checkup/tests/hostile.rs`) run the same checks.

use std::io::Read;

use checkup::sources::{
    anydesk, event_log::Event, event_xml, hosts, origin, powershell, rustdesk, screenconnect,
    teamviewer,
};

/// Bytes of any kind are read as each log of a tool without a panic; nothing is told that has no
/// line in the file.
pub fn tool_log(bytes: &[u8]) {
    let lines = bytes.len() + 1;
    let stands = |line: usize| assert!((1..=lines).contains(&line), "line {line} of {lines}");
    anydesk::trace(bytes).records.iter().for_each(|told| stands(told.line));
    anydesk::connections(bytes).records.iter().for_each(|told| stands(told.line));
    anydesk::transfers(bytes).records.iter().for_each(|told| stands(told.line));
    anydesk::settings(bytes).password_line.into_iter().for_each(stands);
    teamviewer::incoming(bytes).records.iter().for_each(|told| stands(told.line));
    teamviewer::log(bytes).records.sessions.iter().for_each(|told| stands(told.line));
    let log = rustdesk::log(bytes).records;
    assert!(log.connected.len() <= log.lines, "a connection has a line");
    for told in &log.connected {
        stands(told.line);
        told.ended.iter().for_each(|(line, _)| assert!(*line > told.line, "it ends later"));
    }
}

/// Bytes of any kind are read as each small list without a panic; no trace has a key of
/// ScreenConnect, and no address has more than its host and path.
pub fn list(bytes: &[u8]) {
    for trace in hosts::names("hosts", bytes).records {
        assert!(trace.field("name").is_some_and(|name| !name.contains(char::is_whitespace)));
    }
    for trace in powershell::commands("history", bytes).records {
        assert!(trace.proof.line.is_some());
    }
    for trace in screenconnect::servers("user.config", bytes) {
        let server = trace.field("server").unwrap_or_default();
        assert!(server.contains('.') && !server.contains(['&', '=', ' ']), "{server}");
    }
    if let Some(trace) = origin::origin("a.exe:Zone.Identifier", bytes) {
        let address = trace.field("address").unwrap_or_default();
        assert!(!address.contains(['?', '#']), "{address}");
    }
}

/// Bytes of any kind are read as a log that was saved as XML without a panic, the same however
/// they are cut.
pub fn event_xml(bytes: &[u8]) {
    let block = usize::from(bytes.first().copied().unwrap_or(1)).max(1);
    let read = |block: usize| {
        let mut events = Vec::new();
        let take = |event: Event| {
            events.push((event.record, event.at, event.id, event.raw()));
            true
        };
        let log = event_xml::read(Blocks { bytes, block }, take).expect("memory can be read");
        assert_eq!(log.records, events.len() as u64, "every entry is counted");
        (events, log.damaged)
    };
    // How a text is written is seen in its first block, so that is the same.
    assert_eq!(read(block.max(512)), read(bytes.len().max(512)), "blocks of {block}");
}

/// A source that gives blocks of one size.
struct Blocks<'b> {
    bytes: &'b [u8],
    block: usize,
}

impl Read for Blocks<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let length = self.bytes.len().min(self.block).min(into.len());
        let (given, rest) = self.bytes.split_at(length);
        into[..length].copy_from_slice(given);
        self.bytes = rest;
        Ok(length)
    }
}
