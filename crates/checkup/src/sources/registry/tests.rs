//! The registry: hives made here, and what their keys state.

use std::io::Cursor;

use evidence::knowledge::Files;

use super::*;
use crate::facts::Facts;
use crate::gathered::Gathered;
use crate::sessions::Windows;

/// What a key of a hive that is made here holds: its path, and values with kind and bytes.
type Made<'m> = (&'m str, Vec<(&'m str, u32, Vec<u8>)>);

/// Cells, each behind its length.
#[derive(Default)]
struct Cells(Vec<u8>);

impl Cells {
    fn add(&mut self, content: &[u8]) -> u32 {
        let at = u32::try_from(self.0.len()).expect("short");
        let length = i32::try_from((content.len() + 4).next_multiple_of(8)).expect("short");
        self.0.extend((-length).to_le_bytes());
        self.0.extend(content);
        self.0.resize(usize::try_from(at + length.cast_unsigned()).expect("short"), 0);
        at
    }

    fn value(&mut self, name: &str, kind: u32, bytes: &[u8]) -> u32 {
        let data = self.add(bytes);
        let mut cell = b"vk".to_vec();
        cell.extend(u16::try_from(name.len()).expect("short").to_le_bytes());
        for number in [u32::try_from(bytes.len()).expect("short"), data, kind, 1] {
            cell.extend(number.to_le_bytes());
        }
        cell.extend(name.as_bytes());
        self.add(&cell)
    }

    /// A key at a path, with all that lies below.
    fn key(&mut self, path: &str, all: &[Made<'_>]) -> u32 {
        let inside = if path.is_empty() { String::new() } else { format!("{path}\\") };
        let mut names: Vec<&str> = all
            .iter()
            .filter_map(|(own, _)| own.strip_prefix(&*inside)?.split('\\').next())
            .filter(|name| !name.is_empty())
            .collect();
        names.sort_unstable();
        names.dedup();
        let keys: Vec<u32> =
            names.iter().map(|name| self.key(&format!("{inside}{name}"), all)).collect();
        let mut list = b"li".to_vec();
        list.extend(u16::try_from(keys.len()).expect("short").to_le_bytes());
        list.extend(keys.iter().flat_map(|key| key.to_le_bytes()));
        let list = self.add(&list);
        let own = all.iter().filter(|(own, _)| *own == path).flat_map(|(_, values)| values);
        let values: Vec<u32> =
            own.map(|(name, kind, bytes)| self.value(name, *kind, bytes)).collect();
        let places: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        let places = self.add(&places);
        let name = path.rsplit('\\').next().unwrap_or_default();
        let mut cell = vec![0; 76];
        cell[..4].copy_from_slice(b"nk\x20\0");
        cell[4..12].copy_from_slice(&TICKS.to_le_bytes());
        let count = |list: &[u32]| u32::try_from(list.len()).expect("short").to_le_bytes();
        cell[20..24].copy_from_slice(&count(&keys));
        cell[28..32].copy_from_slice(&list.to_le_bytes());
        cell[36..40].copy_from_slice(&count(&values));
        cell[40..44].copy_from_slice(&places.to_le_bytes());
        cell[72..74].copy_from_slice(&u16::try_from(name.len()).expect("short").to_le_bytes());
        cell.extend(name.as_bytes());
        self.add(&cell)
    }
}

/// 2026-03-13T00:00:00Z.
const TICKS: u64 = 134_178_336_000_000_000;

fn hive(keys: &[Made<'_>]) -> Vec<u8> {
    let mut cells = Cells(vec![0; 32]);
    let root = cells.key("", keys);
    let mut bytes = vec![0; 4_096];
    bytes[..4].copy_from_slice(b"regf");
    bytes[36..40].copy_from_slice(&root.to_le_bytes());
    bytes.extend(cells.0);
    bytes
}

fn text(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

fn one(number: u32) -> Vec<u8> {
    number.to_le_bytes().to_vec()
}

fn traces<'r>(registry: &'r Registry, source: &str) -> Vec<&'r Trace> {
    registry.traces.iter().filter(|trace| trace.source == source).collect()
}

fn opened(bytes: &[u8]) -> Registry {
    read("Users/alex/NTUSER.DAT", Cursor::new(bytes)).expect("a hive")
}

fn system() -> Vec<u8> {
    let image = "\"C:\\Program Files (x86)\\ScreenConnect Client (0a)\\\
            ScreenConnect.ClientService.exe\" \
        \"?e=Access&y=Guest&h=relay.example&p=8041&s=aaaa&k=SECRET\"";
    let summer = [0, 3, 5, 2, 0, 0, 0, 0].into_iter().flat_map(u16::to_le_bytes).collect();
    hive(&[
        ("Select", vec![("Current", 4, one(2))]),
        ("ControlSet001\\Control\\Lsa", vec![("SecureBoot", 4, one(1))]),
        ("ControlSet002\\Control\\Lsa", vec![("SecureBoot", 4, one(2))]),
        (
            "ControlSet002\\Control\\TimeZoneInformation",
            vec![
                ("TimeZoneKeyName", 1, text("W. Europe Standard Time")),
                ("Bias", 4, one((-60_i32).cast_unsigned())),
                ("DaylightBias", 4, one((-60_i32).cast_unsigned())),
                ("DaylightStart", 3, summer),
            ],
        ),
        (
            "ControlSet002\\Services\\ScreenConnect Client (0a)",
            vec![("ImagePath", 2, text(image)), ("Start", 4, one(2))],
        ),
        (
            "ControlSet002\\Services\\bam\\State\\UserSettings\\S-1-5-21-1-2-3-1001",
            vec![("\\Device\\HarddiskVolume3\\AnyDesk.exe", 3, TICKS.to_le_bytes().to_vec())],
        ),
    ])
}

#[test]
fn services_name_their_server_and_never_their_key() {
    let registry = opened(&system());
    let [service] = traces(&registry, "service")[..] else { panic!("{registry:#?}") };
    let fields = ["server", "port", "session"].map(|name| service.field(name));
    assert_eq!(fields, [Some("relay.example"), Some("8041"), Some("aaaa")]);
    assert!(!format!("{registry:?}").contains("SECRET"));
    let when = service.when.as_ref().expect("a time");
    assert_eq!(when.written, "2026-03-13T00:00:00Z");
}

#[test]
fn the_control_set_in_use_counts_and_the_clock_is_known() {
    let registry = opened(&system());
    let [lock] = traces(&registry, "setting")[..] else { panic!("{registry:#?}") };
    assert_eq!((lock.field("name"), lock.field("data")), (Some("SecureBoot"), Some("2")));
    let zone = registry.zone.as_ref().expect("a zone");
    assert_eq!((&*zone.name, zone.bias_minutes), ("W. Europe Standard Time", -60));
    let summer = zone.daylight_start;
    assert_eq!((summer.month, summer.day, summer.day_of_week, summer.hour), (3, 5, 0, 2));
    let [run] = traces(&registry, "run")[..] else { panic!("{registry:#?}") };
    assert_eq!(run.field("program"), Some("AnyDesk.exe"));
}

#[test]
fn an_account_tells_what_was_opened_and_typed() {
    let explorer = "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer";
    let mut opened_file = vec![0; 72];
    opened_file[4] = 3;
    opened_file[60..68].copy_from_slice(&TICKS.to_le_bytes());
    let [assist, typed, run] =
        ["UserAssist\\{CEBF}\\Count", "RunMRU", "..\\Run"].map(|end| format!("{explorer}\\{end}"));
    let run = run.replace("Explorer\\..\\", "");
    let off = format!("{explorer}\\StartupApproved\\Run");
    let registry = opened(&hive(&[
        (&assist, vec![("{374QR290-123S-4565-9164-39P4925R467O}\\NalQrfx.rkr", 3, opened_file)]),
        (
            &typed,
            vec![
                ("MRUList", 1, text("ba")),
                ("a", 1, text("calc\\1")),
                ("b", 1, text("eventvwr\\1")),
            ],
        ),
        (&run, vec![("Agent", 1, text("C:\\AnyDesk.exe"))]),
        (&off, vec![("Agent", 3, vec![3, 0, 0, 0])]),
    ]));
    let [opened] = traces(&registry, "run")[..] else { panic!("{registry:#?}") };
    assert_eq!(opened.field("path"), Some("%UserProfile%\\Downloads\\AnyDesk.exe"));
    assert_eq!((opened.field("count"), opened.field("user")), (Some("3"), Some("alex")));
    let typed = traces(&registry, "typed");
    let words: Vec<_> =
        typed.iter().map(|typed| (typed.field("text"), typed.when.is_some())).collect();
    assert_eq!(words, [(Some("eventvwr"), true), (Some("calc"), false)]);
    let [start] = traces(&registry, "sign-in-start")[..] else { panic!("{registry:#?}") };
    assert_eq!(start.field("on"), Some("off"));
}

#[test]
fn accounts_have_their_times_and_rank() {
    let users = "SAM\\Domains\\Account\\Users";
    let mut facts = vec![0; 80];
    facts[24..32].copy_from_slice(&TICKS.to_le_bytes());
    facts[56] = 1;
    let mut group = vec![0; 0x34];
    group[0x30] = 1;
    group.extend([1, 5, 0, 0, 0, 0, 0, 5]);
    group.extend([21, 1, 2, 3, 1001].into_iter().flat_map(u32::to_le_bytes));
    let [number, name] = ["000003E9", "Names\\support"].map(|end| format!("{users}\\{end}"));
    let registry = opened(&hive(&[
        (&number, vec![("F", 3, facts)]),
        (&name, vec![("", 1001, Vec::new())]),
        ("SAM\\Domains\\Builtin\\Aliases\\00000220", vec![("C", 3, group)]),
    ]));
    let [account] = traces(&registry, "account")[..] else { panic!("{registry:#?}") };
    for (field, value) in [
        ("name", "support"),
        ("number", "1001"),
        ("password-set", "2026-03-13T00:00:00Z"),
        ("last-sign-in", ""),
        ("switched-off", "yes"),
        ("administrator", "yes"),
    ] {
        assert_eq!(account.field(field), Some(value), "{field}");
    }
}

#[test]
fn installed_programs_have_a_day() {
    let path = "WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\AnyDesk";
    let values = vec![("DisplayName", 1, text("AnyDesk")), ("InstallDate", 1, text("20260314"))];
    let registry = opened(&hive(&[("Microsoft", vec![]), (path, values)]));
    let [program] = traces(&registry, "program")[..] else { panic!("{registry:#?}") };
    let when = program.when.as_ref().expect("a day");
    assert_eq!((&*when.written, when.precision_seconds, when.utc), ("2026-03-14", 86_400, None));
}

#[test]
fn the_rules_say_what_a_machine_means() {
    let facts = Facts::load(&Files::embedded()).expect("facts");
    let mut gathered = Gathered::new(&facts);
    opened(&system()).traces.iter().for_each(|trace| gathered.trace(trace));
    let seen = gathered.take_observations(&Windows::default(), &crate::zone::Clocks::default());
    let mut found: Vec<_> = seen.iter().map(|seen| (&*seen.id, seen.tool.as_deref())).collect();
    found.sort_unstable();
    let expected = [
        ("startup-password-set", None),
        ("tool-ran", Some("anydesk")),
        ("tool-service-left", Some("screenconnect")),
    ];
    assert_eq!(found, expected);
    let service = seen.iter().find(|seen| seen.id == "tool-service-left").expect("it is above");
    assert!(service.what.contains("server: relay.example"), "{}", service.what);
    let undo = service.undo.as_deref().expect("a way back");
    assert!(undo.contains("sc.exe stop \"ScreenConnect Client (0a)\""), "{undo}");
}

#[test]
fn lists_that_lead_back_end_the_walk() {
    let mut bytes = system();
    // Every list of keys becomes a list of itself.
    for at in (4_096..bytes.len()).step_by(8) {
        if bytes[at + 4..].starts_with(b"li") {
            let own = u32::try_from(at - 4_096).expect("short");
            bytes[at + 4..at + 8].copy_from_slice(b"ri\x01\0");
            bytes[at + 8..at + 12].copy_from_slice(&own.to_le_bytes());
        }
    }
    let registry = read("SYSTEM", Cursor::new(&bytes)).expect("a hive");
    assert!(registry.problems.iter().any(|why| why.contains("too deeply")), "{registry:?}");
}

#[test]
fn cut_and_changed_hives_are_read_as_far_as_they_go() {
    let bytes = system();
    for length in (0..bytes.len()).step_by(97) {
        let _ = read("SYSTEM", Cursor::new(&bytes[..length]));
    }
    for at in 4_096..bytes.len() {
        for byte in [0, 0x7f, 0xff] {
            let mut bytes = bytes.clone();
            bytes[at] = byte;
            let _ = read("SYSTEM", Cursor::new(&bytes));
        }
    }
    let why = read("SYSTEM", Cursor::new(vec![0; 8_192])).expect_err("zeros");
    assert!(why.contains("zeros"), "{why}");
}
