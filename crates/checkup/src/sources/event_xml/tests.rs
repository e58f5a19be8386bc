//! Entries as the Event Viewer and `wevtutil` write them, and torn ones.

use super::super::event_log::Level;
use super::*;

const ENTRY: &str = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
<Provider Name='Service Control Manager' Guid='{5}' EventSourceName='x'/>\
<EventID Qualifiers='16384'>7045</EventID><Version>0</Version><Level>4</Level>\
<TimeCreated SystemTime='2026-03-14T12:00:00.123456700Z'/><EventRecordID>77</EventRecordID>\
<Channel>System</Channel><Security UserID='S-1-5-18'/></System><EventData>\
<Data Name='ServiceName'>Help &amp; Care &#8211; 1</Data><Data Name='Empty'></Data>\
<Data Name='ImagePath'><![CDATA[\"C:\\a.exe\" <x>]]></Data>\
<Data>first</Data><Data>second</Data></EventData></Event>";

fn events(bytes: &[u8]) -> (Vec<Event>, ReadLog) {
    let mut events = Vec::new();
    let log = read(bytes, |event| {
        events.push(event);
        true
    });
    (events, log.expect("memory can be read"))
}

#[test]
fn an_entry_is_the_same_with_a_root_without_and_in_utf_16() {
    let rooted = format!("<?xml version=\"1.0\"?>\r\n<Events>{ENTRY}\r\n{ENTRY}</Events>");
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let bare = format!("{ENTRY}\r\n{ENTRY}\r\n");
    let marked = [&[0xff, 0xfe][..], &wide(&rooted)].concat();
    for bytes in [rooted.clone().into_bytes(), wide(&rooted), marked, bare.into_bytes()] {
        assert!(is_log(&bytes));
        let (events, log) = events(&bytes);
        assert_eq!((events.len(), log.records, log.damaged), (2, 2, 0));
        let event = &events[1];
        assert_eq!((event.record, event.id, event.level), (77, 7045, Level::Information));
        assert_eq!((&*event.provider, &*event.channel), ("Service Control Manager", "System"));
        assert_eq!(event.at.to_string(), "2026-03-14T12:00:00Z");
        for (name, item) in [
            ("ServiceName", Some("Help & Care – 1")),
            ("ImagePath", Some("\"C:\\a.exe\" <x>")),
            ("Data[1]", Some("first")),
            ("Data[2]", Some("second")),
            ("Data[3]", None),
            ("System/Security/UserID", Some("S-1-5-18")),
        ] {
            assert_eq!(event.item(name), item, "{name}");
        }
    }
}

#[test]
fn a_damaged_entry_ends_with_itself() {
    let torn = ENTRY.replace("</EventData>", "");
    let deep = ENTRY.replace("first", &"<a>".repeat(100));
    let long = ENTRY.replace("first", &"x".repeat(ENTRY_BYTES_MAX));
    let untold = ENTRY.replace("<EventID Qualifiers='16384'>7045</EventID>", "");
    for bad in [&torn, &deep, &long, &untold] {
        let (events, log) = events(format!("<Events>{bad}{ENTRY}").as_bytes());
        assert_eq!((events.len(), log.damaged), (1, 1), "{:?}", log.problems);
    }
    let (all, log) = events(&format!("{ENTRY}{}", &ENTRY[..300]).into_bytes());
    assert_eq!((all.len(), &*log.problems), (1, &["the last entry is cut off".to_owned()][..]));
    for bytes in [&b""[..], b"<Events></Events>", &[0; 10_000], &[0xff; 10_000]] {
        assert_eq!(events(bytes).1.records, 0);
    }
}

#[test]
fn no_entity_of_a_file_stands_for_anything() {
    let bomb = "<!DOCTYPE e [<!ENTITY a \"&b;&b;&b;\"><!ENTITY b SYSTEM \"file:///etc/passwd\">]>";
    let entry = ENTRY.replace("first", "a&a;&b;&lt;");
    let (events, _) = events(format!("{bomb}<Events>{entry}</Events>").as_bytes());
    assert_eq!(events[0].item("Data[1]"), Some("a<"));
}

/// A source that gives one byte at a time.
struct Drops<'b>(&'b [u8]);

impl Read for Drops<'_> {
    fn read(&mut self, block: &mut [u8]) -> std::io::Result<usize> {
        let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
        (block[0], self.0) = (*first, rest);
        Ok(1)
    }
}

#[test]
fn it_makes_no_difference_where_the_bytes_are_cut() {
    let text = format!("<Events>{ENTRY}x<Eve</Event>{ENTRY}</Events>");
    let mut count = 0;
    let log = read(Drops(text.as_bytes()), |event| {
        count += usize::from(event.item("ServiceName") == Some("Help & Care – 1"));
        true
    });
    assert_eq!((count, log.expect("it can be read").damaged), (2, 0));
}

/// Numbers were invisible in the other form: `LogonType` is one there and a text here.
#[test]
fn items_are_the_same_in_both_forms() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/windows/eventlogs");
    let path = std::path::Path::new(root).join("post-Security.evtx");
    let Ok(bytes) = std::fs::read(&path) else { return };
    let mut parser = evtx::EvtxParser::from_buffer(bytes.clone()).expect("a log");
    let saved: String = parser.records().flatten().map(|record| record.data).collect();
    let mut originals = Vec::new();
    let take = |event| {
        originals.push(event);
        true
    };
    super::super::event_log::read(std::io::Cursor::new(bytes), take).expect("a log");
    let (events, _) = events(saved.as_bytes());
    assert_eq!(events.len(), originals.len());
    let mut kinds = 0;
    for (saved, original) in events.iter().zip(&originals) {
        for name in ["LogonType", "IpAddress", "TargetUserName", "KeyLength", "Data[1]"] {
            assert_eq!(saved.item(name), original.item(name), "{} {name}", original.raw());
        }
        kinds += usize::from(original.item("LogonType") == Some("5"));
    }
    assert!(kinds > 0, "a number is a data item like any other");
}
