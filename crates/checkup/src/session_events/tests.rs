//! Entries in the shapes of real ones, with invented names and addresses.

use evidence::knowledge::Files;
use serde_json::{Value, json};

use super::*;
use crate::sources::event_log::event;

fn facts() -> Facts {
    Facts::load(&Files::embedded()).expect("the facts that are built in fit their shapes")
}

fn entry(record: u64, provider: &str, id: u32, at: &str, data: Value) -> Event {
    let system = json!({
        "Provider": {"#attributes": {"Name": provider}}, "EventID": id, "Level": 4,
        "TimeCreated": {"#attributes": {"SystemTime": at}},
    });
    let mut event_data = data;
    event_data["System"] = system;
    event(record, 0, json!({"Event": event_data})).expect("an event")
}

const DESKTOP: &str = "Microsoft-Windows-TerminalServices-LocalSessionManager";

fn desktop(record: u64, id: u32, at: &str, session: u32, address: &str) -> Event {
    let of = match id {
        40 => json!({"Session": session.to_string(), "Reason": "5"}),
        _ => json!({"User": "PC\\alex", "SessionID": session.to_string(), "Address": address}),
    };
    entry(record, DESKTOP, id, at, json!({"UserData": {"EventXML": of}}))
}

fn sessions(events: &[Event]) -> Vec<Session> {
    let facts = facts();
    let mut gathered = SessionEvents::new(&facts);
    events.iter().for_each(|event| gathered.take("x.evtx", event));
    gathered.sessions()
}

#[test]
fn remote_desktop_counts_from_outside_only() {
    let found = sessions(&[
        desktop(1, 21, "2026-03-14T10:00:00Z", 1, "LOCAL"),
        desktop(5, 24, "2026-03-14T12:40:00Z", 2, "203.0.113.9"),
        desktop(2, 21, "2026-03-14T12:00:00Z", 2, "203.0.113.9"),
        desktop(3, 23, "2026-03-14T12:10:00Z", 1, "LOCAL"),
        desktop(6, 25, "2026-03-14T14:00:00Z", 2, "203.0.113.9"),
        desktop(7, 40, "2026-03-14T14:30:00Z", 2, ""),
        desktop(8, 21, "2026-03-14T15:00:00Z", 3, "127.0.0.1"),
    ]);
    let told = |session: &Session| {
        let end = session.end.as_ref().map(|end| end.written.clone());
        (session.begin.written.clone(), end, session.partner.address.clone())
    };
    let one = |begin: &str, end: &str| {
        (begin.to_owned(), Some(end.to_owned()), Some("203.0.113.9".to_owned()))
    };
    let found: Vec<_> = found.iter().map(told).collect();
    let first = one("2026-03-14T12:00:00Z", "2026-03-14T12:40:00Z");
    assert_eq!(found, [first, one("2026-03-14T14:00:00Z", "2026-03-14T14:30:00Z")]);
}

fn connect(record: u64, id: u32, at: &str, text: &str) -> Event {
    let text = format!(
        "{text}\n\nVersion: 23.8.6.8735\nExecutable Path: C:\\x\\ScreenConnect.ClientService.exe\n"
    );
    let data = json!({"EventData": {"Data": {"#text": text}}});
    entry(record, "ScreenConnect", id, at, data)
}

#[test]
fn screenconnect_names_its_guest_in_any_language() {
    for (came, left) in [("Connected", "Disconnected"), ("verbunden", "getrennt")] {
        let found = sessions(&[
            connect(1, 100, "2026-03-14T12:00:00Z", &format!("Support Desk {came}")),
            connect(2, 200, "2026-03-14T12:05:00Z", "Executed command of length: 42"),
            connect(
                3,
                201,
                "2026-03-14T12:06:00Z",
                "Transferred files with action 'Run':\nfix.exe",
            ),
            connect(4, 101, "2026-03-14T12:30:00Z", &format!("Support Desk {left}")),
        ]);
        let [session] = &found[..] else { panic!("{found:#?}") };
        let name = session.partner.name.as_deref().expect("a name");
        assert!(name.starts_with("Support Desk"), "{name}");
        assert_eq!(session.files[0].name, "fix.exe");
        assert_eq!(session.end.as_ref().expect("an end").written, "2026-03-14T12:30:00Z");
        assert_eq!(session.proofs.len(), 4);
        assert_eq!(session.notes.len(), 1, "{:?}", session.notes);
    }
}

#[test]
fn a_sign_in_counts_by_its_type_and_address() {
    let sign_in = |record, kind: &str, address: &str| {
        let data = json!({"EventData": {
            "LogonType": kind, "IpAddress": address, "TargetLogonId": "0x1",
            "TargetUserName": "alex",
        }});
        let provider = "Microsoft-Windows-Security-Auditing";
        entry(record, provider, 4624, "2026-03-14T12:00:00Z", data)
    };
    assert!(sessions(&[sign_in(1, "3", "203.0.113.9"), sign_in(2, "10", "127.0.0.1")]).is_empty());
    let found = sessions(&[sign_in(1, "10", "203.0.113.9")]);
    assert_eq!(found[0].entry, Entry::SignedIn);
    assert_eq!(found[0].notes, ["Signed in here as alex"]);
}

#[test]
fn the_server_of_a_service_and_a_clock_that_was_set_are_kept() {
    let facts = facts();
    let mut gathered = SessionEvents::new(&facts);
    let image = "\"C:\\Program Files (x86)\\ScreenConnect Client (0a1b2c3d4e5f6071)\\\
        ScreenConnect.ClientService.exe\" \"?e=Access&h=relay.example.net&p=8041&s=1&k=AQAB\"";
    let data = json!({"EventData": {
        "ServiceName": "ScreenConnect Client (0a1b2c3d4e5f6071)", "ImagePath": image
    }});
    let service = entry(1, "Service Control Manager", 7045, "2026-03-14T11:59:00Z", data);
    gathered.take("System.evtx", &service);
    assert_eq!(gathered.servers[0].server.address, "relay.example.net:8041");
    assert!(!gathered.servers[0].proof.raw.contains("AQAB"), "the key is left out");
    let times = json!({"EventData": {
        "NewTime": "2026-03-14T12:00:00.000Z", "OldTime": "2026-03-14T13:00:00.000Z"
    }});
    let provider = "Microsoft-Windows-Kernel-General";
    gathered.take("System.evtx", &entry(2, provider, 1, "2026-03-14T12:00:00Z", times));
    let data = json!({"EventData": {"TimeOffsetSeconds": "3"}});
    let provider = "Microsoft-Windows-Time-Service";
    gathered.take("System.evtx", &entry(3, provider, 52, "2026-03-14T12:00:00Z", data));
    let [set] = &gathered.clock_sets[..] else { panic!("{:?}", gathered.clock_sets) };
    assert_eq!(set.by, SignedDuration::from_hours(-1));
}
