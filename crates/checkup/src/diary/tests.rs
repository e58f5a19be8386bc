//! Entries as Windows writes them, with invented names, weighed by the facts that are built in.

use evidence::knowledge::Files;
use serde_json::json;

use super::*;
use crate::sources::event_log;

fn entry(provider: &str, id: u32, level: u32, data: serde_json::Value) -> Event {
    let system = json!({
        "Provider": {"#attributes": {"Name": provider}},
        "EventID": id,
        "Level": level,
        "Channel": "System",
        "TimeCreated": {"#attributes": {"SystemTime": "2026-03-14T12:39:00.5Z"}},
    });
    let whole = json!({"Event": {"System": system, "EventData": data}});
    event_log::event(1, 0, whole).expect("an entry with provider, number and time")
}

fn said(events: &[Event], windows: &Windows) -> Said {
    let facts = Facts::load(&Files::embedded()).expect("the built-in facts");
    let mut diary = Diary::new(&facts);
    events.iter().for_each(|event| diary.take("System.evtx", event));
    diary.finish(windows)
}

fn tools(said: &Said) -> Vec<Option<&str>> {
    said.observations.iter().map(|seen| seen.tool.as_deref()).collect()
}

const FIREWALL: &str = "Microsoft-Windows-Windows Firewall With Advanced Security";

#[test]
fn a_program_that_was_never_installed_is_found_by_the_firewall() {
    let path = "C:\\Users\\alex\\AppData\\Local\\Temp\\AnyDesk.exe";
    let event = entry(FIREWALL, 2097, 4, json!({"ApplicationPath": path, "RuleName": "x"}));
    let said = said(&[event], &Windows::default());
    assert_eq!(tools(&said), [Some("anydesk")]);
    assert_eq!(said.observations[0].strength, Strength::Direct);
    assert!(said.observations[0].what.contains(path));
    assert_eq!(said.everyday.records, 0, "it is no error");
}

#[test]
fn the_server_is_shown_and_the_key_is_not() {
    let image = "\"C:\\Program Files (x86)\\ScreenConnect Client (0a1b2c3d4e5f6a7b)\\\
                 ScreenConnect.ClientService.exe\" \"?e=Access&y=Guest&h=relay.example.net&p=8041\
                 &s=11111111-2222-3333-4444-555555555555&k=BgIAAACkAABSU0Ex&v=x\"";
    let name = "ScreenConnect Client (0a1b2c3d4e5f6a7b)";
    let data = json!({"ServiceName": name, "ImagePath": image, "ServiceType": "hizmet"});
    let said = said(&[entry("Service Control Manager", 7045, 4, data)], &Windows::default());
    assert_eq!(tools(&said), [Some("screenconnect")]);
    let seen = &said.observations[0];
    assert!(seen.what.contains("h=relay.example.net&p=8041"), "{}", seen.what);
    for text in [&seen.what, &seen.proof.raw] {
        assert!(!text.contains("BgIAAACk"), "{text}");
    }
}

#[test]
fn an_unknown_service_counts_only_beside_a_session() {
    let image = "C:\\Users\\alex\\Downloads\\setup.exe";
    let data = json!({"ServiceName": "Update", "ImagePath": image});
    let event = entry("Service Control Manager", 7045, 4, data);
    let alone = said(std::slice::from_ref(&event), &Windows::default());
    assert!(alone.observations.is_empty(), "{:?}", alone.observations);
    let list = "700000001\tDesk\t14-03-2026 12:30:00\t14-03-2026 12:35:00\talex\tRemoteControl\n";
    let list = crate::sources::teamviewer::incoming(list.as_bytes()).records;
    let sessions = crate::sessions::of_incoming("list", &list);
    let facts = Facts::load(&Files::embedded()).expect("the built-in facts");
    let windows = Windows::around(&sessions, &facts.sessions.joining);
    let beside = said(&[event], &windows);
    assert_eq!(beside.observations[0].strength, Strength::Circumstantial);
    assert_eq!(beside.observations[0].tool, None);
}

#[test]
fn ordinary_failing_and_unknown_are_told_apart() {
    let ordinary = entry("Microsoft-Windows-DistributedCOM", 10016, 2, json!({"param1": "x"}));
    let unknown = entry("Example-Provider", 7, 3, json!({}));
    let failing = entry("Disk", 52, 3, json!({"Data": {"#text": ["\\Device\\Harddisk0\\DR0"]}}));
    let said = said(&[ordinary.clone(), ordinary, unknown, failing], &Windows::default());
    let everyday = &said.everyday;
    let counts = (everyday.records, everyday.explained, everyday.serious, everyday.unknown);
    assert_eq!(counts, (4, 2, 1, 1));
    assert_eq!(everyday.kinds[0].count, 2);
    assert_eq!(said.serious[0].id, "disk-failing");
    assert_eq!((everyday.days[0].errors, everyday.days[0].warnings), (2, 2));
}

#[test]
fn an_antivirus_that_crashes_is_worth_a_look() {
    let data = json!({"Data": {"#text": ["MsMpEng.exe", "4.18"]}});
    let said = said(&[entry("Application Error", 1000, 2, data)], &Windows::default());
    assert_eq!(said.everyday.explained, 1);
    assert_eq!(said.everyday.kinds[0].say.len(), 1, "{:?}", said.everyday.kinds);
}
