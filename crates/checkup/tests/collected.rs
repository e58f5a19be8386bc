//! What people bring: ZIPs of collected files, logs that the Event Viewer saved, the history of
//! browsers, folders with links and files that cannot be read.

#![expect(clippy::print_stderr, reason = "tests say what they skip")]

mod real;

use std::fs;
use std::io::Write as _;
use std::path::Path;

use checkup::facts::Facts;
use checkup::findings::{Entry, Findings, Observation, Strength};
use checkup::look::look;
use evidence::knowledge::Files;
use evtx::EvtxParser;
use rusqlite::Connection;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use real::real;

fn check(root: &Path) -> Findings {
    let facts = Facts::load(&Files::embedded()).expect("the facts that are built in are sound");
    look(&[root.to_owned()], &facts, &mut |_| true)
}

/// A machine of these files.
fn machine(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let machine = tempfile::tempdir().expect("a folder");
    for (path, bytes) in files {
        let path = machine.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    machine
}

fn ids(findings: &Findings) -> Vec<&str> {
    findings.observations.iter().map(|seen| seen.id.as_str()).collect()
}

fn seen<'f>(findings: &'f Findings, id: &str) -> Vec<&'f Observation> {
    findings.observations.iter().filter(|seen| seen.id == id).collect()
}

/// What an observation says, without how its source writes the proof.
fn said(seen: &Observation) -> String {
    let when = seen.when.as_ref().map(|when| when.written.clone());
    let tool = seen.tool.as_deref();
    format!("{} {} {} {when:?} {:?} {tool:?}", seen.id, seen.title, seen.what, seen.strength)
}

/// All logs at hand.
const LOGS: [&str; 13] = [
    "account-created",
    "admin-added",
    "defender-detected",
    "defender-exclusion",
    "laptop-System",
    "log-cleared",
    "plaso-System",
    "post-Security",
    "rdp-RemoteConnectionManager",
    "teamviewer13-System",
    "win10-Application",
    "win10-PowerShell",
    "win10-System",
];

#[test]
fn a_log_saved_as_xml_says_the_same() {
    let mut records = 0;
    for name in LOGS {
        let Some(log) = real(&format!("eventlogs/{name}.evtx")) else { return };
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Events>");
        let mut parser = EvtxParser::from_path(&log).expect("a log");
        for record in parser.records().flatten() {
            let (_, event) = record.data.split_once("?>").expect("a head");
            xml += event.trim();
        }
        let wide: Vec<u8> = xml.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let original = check(&log);
        for bytes in [xml.as_bytes(), &[&[0xff, 0xfe], &wide[..]].concat()] {
            let saved = machine(&[("saved.xml", bytes)]);
            let saved = check(saved.path());
            assert_eq!(saved.problems.len(), 0, "{name}: {:?}", saved.problems);
            let all = |found: &Findings| {
                let seen = found.observations.iter().chain(&found.serious);
                seen.map(said).collect::<Vec<_>>()
            };
            assert_eq!(all(&saved), all(&original), "{name}");
            let everyday = |found: &Findings| serde_json::to_string(&found.everyday).expect("JSON");
            assert_eq!(everyday(&saved), everyday(&original), "{name}");
            let cover = |found: &Findings| {
                let cover = &found.covers[0];
                let from = [&cover.what, &cover.from, &cover.to].map(String::clone);
                (from, cover.records)
            };
            assert_eq!(cover(&saved), cover(&original), "{name}");
            records += saved.covers[0].records;
        }
    }
    assert!(records > 20_000, "{records}");
}

#[test]
fn an_xml_of_something_else_is_no_log() {
    let machine = machine(&[("a.xml", b"<Task/>"), ("b.xml", b"")]);
    assert_eq!(check(machine.path()).problems.len(), 0);
}

const CONNECTIONS: &[u8] = b"Incoming    2026-03-14, 12:00    User    Desk    700000001\r\n";

const CHROME: &str = "CREATE TABLE urls(id INTEGER PRIMARY KEY, url TEXT, title TEXT);
    CREATE TABLE visits(id INTEGER PRIMARY KEY, url INTEGER, visit_time INTEGER);
    CREATE TABLE downloads(id INTEGER PRIMARY KEY, target_path TEXT, start_time INTEGER,
        tab_url TEXT, opened INTEGER);
    CREATE TABLE downloads_url_chains(id INTEGER, chain_index INTEGER, url TEXT);
    INSERT INTO urls VALUES (1, 'https://secure.chase.com/a?pin=1234', 'Sign in'),
        (2, 'https://www.weather.example/', 'Weather'),
        (3, 'https://help7.example/form', 'Refund Form - Customer Care'),
        (4, 'https://anydesk.com/en/downloads', 'AnyDesk'),
        (5, 'https://www.giftcards.com/', 'Gift Cards');
    INSERT INTO visits (url, visit_time) VALUES (1, 13417963800000000), (2, 13417963800000000),
        (3, 13417963860000000), (4, 13417963860000000), (5, 13410000000000000);
    INSERT INTO downloads VALUES
        (1, 'C:\\Users\\a\\Downloads\\AnyDesk.exe', 13400000000000000, '', 0),
        (2, 'C:\\Users\\a\\Downloads\\fix.exe', 13417963800000000, 'https://help7.example/x', 1),
        (3, 'C:\\Users\\a\\Downloads\\old.exe', 13400000000000000, '', 1);
    INSERT INTO downloads_url_chains VALUES (1, 0, 'https://download.anydesk.com/AnyDesk.exe?a=b'),
        (2, 0, 'https://files.example/fix.exe'), (3, 0, 'https://files.example/old.exe');";

/// The machine of somebody who was led to their bank.
fn led_to_the_bank() -> tempfile::TempDir {
    let machine = machine(&[("Users/a/AppData/Roaming/AnyDesk/connection_trace.txt", CONNECTIONS)]);
    let folder = machine.path().join("Users/a/AppData/Local/Google/Chrome/User Data/Default");
    fs::create_dir_all(&folder).expect("a folder");
    let database = Connection::open(folder.join("History")).expect("a database");
    database.execute_batch(CHROME).expect("tables");
    machine
}

fn is_led_to_the_bank(found: &Findings) {
    for (id, host) in [
        ("site-visited-bank", "secure.chase.com"),
        ("site-visited-refund-form", "help7.example"),
        ("site-visited-remote-tool", "anydesk.com"),
    ] {
        let [seen] = seen(found, id)[..] else { panic!("{id}: {:?}", ids(found)) };
        assert!(seen.what.contains(host), "{}", seen.what);
        assert!(seen.when.as_ref().expect("a time").written.starts_with("2026-03-14T12:"));
    }
    assert!(seen(found, "site-visited-gift-card").is_empty(), "outside of every session");
    let [tool] = seen(found, "tool-downloaded")[..] else { panic!("{:?}", ids(found)) };
    assert_eq!((tool.tool.as_deref(), tool.strength), (Some("anydesk"), Strength::Direct));
    assert!(tool.what.contains("https://download.anydesk.com/AnyDesk.exe;"), "{}", tool.what);
    let [program] = seen(found, "file-downloaded-in-session")[..] else {
        panic!("{:?}", ids(found))
    };
    assert!(program.what.contains("fix.exe"), "{}", program.what);
    let all = serde_json::to_string(found).expect("JSON");
    assert!(!all.contains("1234") && !all.contains("weather"), "the rest is private");
}

#[test]
fn pages_count_inside_a_session_alone() {
    let machine = led_to_the_bank();
    is_led_to_the_bank(&check(machine.path()));
    fs::remove_dir_all(machine.path().join("Users/a/AppData/Roaming")).expect("a folder");
    let alone = check(machine.path());
    assert_eq!(ids(&alone), ["tool-downloaded"], "without a session no page is shown");
}

#[test]
fn a_zip_says_the_same_as_the_folder() {
    let folder = led_to_the_bank();
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for path in [
        "Users/a/AppData/Roaming/AnyDesk/connection_trace.txt",
        "Users/a/AppData/Local/Google/Chrome/User Data/Default/History",
    ] {
        let name = path.replace('/', "\\");
        writer.start_file(name, SimpleFileOptions::default()).expect("an entry");
        writer.write_all(&fs::read(folder.path().join(path)).expect("a file")).expect("room");
    }
    let bytes = writer.finish().expect("a ZIP").into_inner();
    let zipped = machine(&[("collected.zip", &bytes)]);
    let by_name = check(&zipped.path().join("collected.zip"));
    is_led_to_the_bank(&by_name);
    is_led_to_the_bank(&check(zipped.path()));
    let original = check(folder.path());
    assert_eq!(ids(&by_name), ids(&original));
    let [session] = &by_name.sessions[..] else { panic!("{:?}", by_name.sessions) };
    let shown = &session.proofs[0].file;
    assert_eq!(shown, "Users/a/AppData/Roaming/AnyDesk/connection_trace.txt");
}

#[test]
fn real_browsers_are_read() {
    let incoming = |day: &str| {
        format!("\r\n700000001\tDesk\t{day} 08:00:00\t{day} 09:30:00\talex\tRemoteControl\t{{1}}")
    };
    for (file, name, day, records) in [
        ("History", "History", "23-05-2011", 69),
        ("History-59.0.3071.86", "History", "21-01-2018", 1),
        ("places.sqlite", "places.sqlite", "01-07-2011", 1),
    ] {
        let Some(database) = real(&format!("browser/{file}")) else { return };
        let (database, list) = (fs::read(database).expect("a file"), incoming(day));
        let machine = machine(&[(name, &database), ("connections_incoming.txt", list.as_bytes())]);
        let found = check(machine.path());
        assert_eq!(found.problems.len(), 0, "{:?}", found.problems);
        let cover = found.covers.iter().find(|cover| cover.what == "browser history");
        assert_eq!(cover.expect("a cover").records, records);
        println!("{file}: {:?}", found.observations.iter().map(said).collect::<Vec<_>>());
        let programs = seen(&found, "file-downloaded-in-session").len();
        assert_eq!(programs, if file == "History" { 2 } else { programs });
        assert!(seen(&found, "tool-downloaded").is_empty());
    }
}

#[test]
fn settings_origins_and_commands_are_found() {
    let machine = machine(&[
        (
            "Users/a/Downloads/AnyDesk.exe:Zone.Identifier",
            b"[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=about:internet\r\n",
        ),
        ("Users/a/Downloads/x.pdf_Zone.Identifier", b"ZoneId=3\r\nHostUrl=https://a.example/x"),
        (
            "Users/a/AppData/Local/Apps/2.0/AB/CD/scre..tion_25b0_0017/app.config",
            b"<a><value>?h=relay.example&amp;p=443&amp;k=SECRET</value></a>",
        ),
        (
            "Users/a/AppData/Local/Apps/2.0/AB/CD/scre..tion_25b0_0017/ScreenConnect.Client.exe",
            b"MZ",
        ),
        (
            "AppData/Roaming/Microsoft/Windows/PowerShell/PSReadLine/ConsoleHost_history.txt",
            b"dir\nnet user helper Word1 /add\nnetstat\n",
        ),
        (
            "Users/a/AppData/Roaming/RustDesk/log/server/rustdesk.log",
            b"[2026-03-14 15:04:08.350802 +02:00] DEBUG [src\\server\\connection.rs:983] #5 \
            Connection opened from 192.0.2.44:51000.\n",
        ),
    ]);
    let found = check(machine.path());
    let [session] = &found.sessions[..] else { panic!("{:?}", found.sessions) };
    assert_eq!((session.tool.as_str(), session.entry), ("rustdesk", Entry::NotKnown));
    assert_eq!(session.partner.address.as_deref(), Some("192.0.2.44"));
    let [download] = seen(&found, "tool-downloaded")[..] else { panic!("{:?}", ids(&found)) };
    assert!(download.title.contains("hidden"), "{}", download.title);
    let [server] = seen(&found, "screenconnect-server-named")[..] else { panic!() };
    assert_eq!(server.what, "server: relay.example; port: 443");
    assert_eq!(server.tool.as_deref(), Some("screenconnect"));
    let [command] = seen(&found, "command-typed")[..] else { panic!("{:?}", ids(&found)) };
    assert_eq!(command.proof.line, Some(2));
    let all = serde_json::to_string(&found).expect("JSON");
    assert!(!all.contains("SECRET") && !all.contains("netstat"), "{all}");
}

#[test]
fn tools_are_known_by_their_folders() {
    for (path, tool) in [
        ("Users/a/AppData/Roaming/UltraViewer/ConnectionLog.Log", "ultraviewer"),
        ("ProgramData/SupremoRemoteDesktop/Log/Supremo.00.Incoming.log", "supremo"),
        ("Users/a/AppData/Local/ZohoMeeting/log/a.log", "zoho-assist"),
        ("ProgramData/LogMeIn/Logs/a.log", "logmein"),
        ("ProgramData/DWAgent/dwagent.log", "dwservice"),
        ("Program Files/AweSun/AweSun.exe", "awesun"),
        ("Program Files (x86)/Atera Networks/AteraAgent/AteraAgent.exe", "atera"),
        ("Program Files/HopToDesk/hoptodesk.exe", "hoptodesk"),
        ("Users/a/AppData/Roaming/RustDesk/config/RustDesk.toml", "rustdesk"),
        ("Program Files (x86)/Splashtop/Splashtop Remote/Server/log/SPLog.txt", "splashtop"),
        ("Users/a/Downloads/SplashtopSOS.exe", "splashtop"),
        ("Users/a/AppData/Local/Apps/2.0/A/B/c/ScreenConnect.WindowsClient.exe", "screenconnect"),
        ("Users/a/AppData/Roaming/TeamViewer/Connections.txt", "teamviewer"),
        ("Program Files/TightVNC/tvnserver.exe", "tightvnc"),
    ] {
        let found = check(machine(&[(path, b"x")]).path());
        let [present] = seen(&found, "tool-files-present")[..] else {
            panic!("{path}: {:?}", ids(&found))
        };
        assert_eq!(present.tool.as_deref(), Some(tool), "{path}");
        assert_eq!(present.strength, Strength::Circumstantial);
        assert!(found.sessions.is_empty());
    }
}

#[cfg(unix)]
#[test]
fn links_closed_files_and_huge_ones_are_named() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let outside = machine(&[("ad.trace", b"secret"), ("b/ad.trace", b"secret")]);
    let machine = machine(&[("closed/connection_trace.txt", CONNECTIONS), ("a/x.txt", b"")]);
    symlink(outside.path().join("ad.trace"), machine.path().join("ad.trace")).expect("a link");
    symlink(outside.path(), machine.path().join("a/out")).expect("a link");
    symlink(machine.path().join("History-wal"), machine.path().join("History")).expect("a link");
    let huge = fs::File::create(machine.path().join("image.evtx")).expect("a file");
    huge.set_len(20 << 30).expect("a hole needs no room");
    let closed = machine.path().join("closed/connection_trace.txt");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).expect("a file");
    let is_root = fs::read(&closed).is_ok();
    let begun = std::time::Instant::now();
    let found = check(machine.path());
    assert!(begun.elapsed().as_secs() < 10, "nothing of 20 GB is read");
    let mut named: Vec<&str> = found.problems.iter().map(|problem| &*problem.file).collect();
    named.sort_unstable();
    let mut expected = vec!["History", "a/out", "ad.trace", "closed/connection_trace.txt"];
    expected.retain(|name| !is_root || !name.starts_with("closed"));
    expected.push("image.evtx");
    assert_eq!(named, expected, "{:?}", found.problems);
    assert!(!serde_json::to_string(&found).expect("JSON").contains("secret"));
}
