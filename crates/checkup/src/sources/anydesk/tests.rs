//! Lines as the specification gives them, with invented names, numbers and addresses.

use super::*;

const TRACE: &str = include_str!("../../../tests/fixtures/ad.trace");

#[test]
fn a_trace_says_who_when_and_how() {
    let read = trace(TRACE.as_bytes());
    let says: Vec<&Trace> = read.records.iter().map(|line| &line.says).collect();
    let asked = Trace::Asked { alias: "Support Desk".to_owned(), id: "700000001".to_owned() };
    assert_eq!(
        says,
        [
            &Trace::OwnId("700000009".to_owned()),
            &Trace::Line { id: "700000001".to_owned() },
            &Trace::From { address: "192.0.2.44".to_owned() },
            &asked,
            &Trace::Flagged,
            &Trace::LetIn(Entry::Accepted),
            &Trace::FilesOut("C:\\Users\\alex\\Documents".to_owned()),
            &Trace::FileIn,
            &Trace::Ended,
        ]
    );
    assert_eq!(read.records[3].at.to_string(), "2026-03-14T12:39:04.298Z");
    assert_eq!(read.records[3].process, 4668);
    assert_eq!(read.problems.len(), 1, "the impossible day is named: {:?}", read.problems);
    assert_eq!(read.problems[0].0, 12);
}

#[test]
fn connections_in_either_encoding() {
    let text = "Incoming    2026-03-14, 12:39    User    Support Desk    700000001\r\n\
                Incoming    2026-03-15, 02:10    Passwd    700000001    700000001\r\n\
                Incoming    2026-03-15    Token    back again    700000001\r\n\
                Outgoing    2026-03-16, 10:00    User    sister    700000002\r\n\
                Incoming    2026-03-17, 11:11    REJECTED    x    700000003\r\n\
                something else\r\n";
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [text.as_bytes(), &wide] {
        let read = connections(bytes);
        let entries: Vec<Entry> = read.records.iter().map(|line| line.entry).collect();
        let unattended = Entry::Unattended;
        assert_eq!(entries, [Entry::Accepted, unattended, unattended, Entry::Refused]);
        assert_eq!(read.records[0].alias.as_deref(), Some("Support Desk"));
        assert_eq!(read.records[1].alias, None, "an alias that repeats the number is none");
        assert_eq!(read.records[2].precision_seconds, DAY_SECONDS);
        assert_eq!(read.problems, [(6, "the line has not the shape of a connection".to_owned())]);
    }
}

#[test]
fn transfers_keep_the_words_of_the_program() {
    let text =
        "File Manager\t\t2026-03-14, 12:50\tstart\tupload\t'tax.pdf' (~1 MiB out of 1 MiB)\n";
    let read = transfers(text.as_bytes());
    assert_eq!(read.records[0].words[1..3], ["start", "upload"]);
    assert_eq!(read.records[0].at.to_string(), "2026-03-14T12:50:00");
    assert_eq!(transfers(b"one\ttwo\n").problems.len(), 1);
}

#[test]
fn settings_never_hold_the_password() {
    let text = "ad.anynet.id=700000009\nad.anynet.pwd_hash=c0ffee\nad.anynet.pwd_salt=\n";
    let read = settings(text.as_bytes());
    assert_eq!(read.password_line, Some(2));
    assert!(!format!("{read:?}").contains("c0ffee"));
    assert_eq!(settings(b"ad.anynet.pwd_hash=\n").password_line, None);
}
