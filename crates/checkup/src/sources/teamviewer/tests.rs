//! Lines of TeamViewer's logs, with invented names and numbers.

use super::*;

const LOG: &str = include_str!("../../../tests/fixtures/TeamViewer15_Logfile.log");

#[test]
fn the_partner_is_never_this_computer() {
    let read = log(LOG.as_bytes());
    let [session] = &read.records.sessions[..] else { panic!("{:?}", read.records) };
    assert_eq!((&*session.id, &*session.name), ("700000001", "Support Desk"));
    assert_eq!(session.begin.at.to_string(), "2026-03-14T06:16:32.444");
    assert_eq!(session.begin.offset, Some(Offset::constant(-8)));
    assert_eq!(session.password.as_deref(), Some("dynamic"));
    assert_eq!(session.end.as_ref().map(|end| &*end.written), Some("2026/03/14 06:18:36.100"));
    assert_eq!(read.records.tries[0].number, 4);
}

#[test]
fn without_a_header_the_stamps_tell_the_zone() {
    let stamped = "2024/02/16 06:16:47.528  1 2 G1   SessionStateParticipants::\
                   AddParticipant: pid: [1,2] and timestamp: 1708093007161 \n";
    let text = LOG.replace("(UTC-8:00)", "") + stamped;
    let read = log(text.as_bytes());
    assert_eq!(read.records.sessions[0].begin.offset, Some(Offset::constant(-8)));
    assert_eq!(read.problems.len(), 1);
    assert_eq!(zone(" (UTC+5:30)"), Offset::from_seconds(19_800).ok());
    assert_eq!(zone(" (UTC-3:30)"), Offset::from_seconds(-12_600).ok());
    assert_eq!(zone(" (UTC+99:00)"), None);
}

#[test]
fn the_incoming_list_is_parted_by_tabs() {
    let text = "\r\n700000001\tDesk\t16-02-2026 14:16:32\t16-02-2026 14:18:36\talex\t\
                RemoteControl\t{b3a4df33}\t\r\nbroken\r\n";
    let read = incoming(text.as_bytes());
    assert_eq!(read.records[0].end.to_string(), "2026-02-16T14:18:36");
    assert_eq!(read.problems[0].0, 3);
}
