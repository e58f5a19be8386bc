//! Whole machines: folders made here with invented people, and real logs where they are at hand.

#![expect(clippy::print_stderr, reason = "tests say what they skip")]

mod real;

use std::fs;
use std::path::PathBuf;

use checkup::facts::Facts;
use checkup::findings::{Entry, Findings, Phase, Strength};
use checkup::look::look;
use evidence::knowledge::Files;

use real::real;

fn facts() -> Facts {
    Facts::load(&Files::embedded()).expect("the facts that are built in fit their shapes")
}

fn check(roots: &[PathBuf]) -> Findings {
    look(roots, &facts(), &mut |_| true)
}

fn accusations(findings: &Findings) -> Vec<&str> {
    findings.observations.iter().map(|seen| seen.id.as_str()).collect()
}

#[test]
fn the_teamviewer_install_is_found_among_everyday_errors() {
    let Some(path) = real("eventlogs/teamviewer13-System.evtx") else { return };
    let found = check(&[path]);
    let installs: Vec<_> =
        found.observations.iter().filter(|seen| seen.id == "service-installed").collect();
    let times: Vec<String> =
        installs.iter().map(|seen| seen.when.as_ref().expect("a time").written.clone()).collect();
    assert_eq!(times, ["2018-07-30T23:11:32Z", "2018-07-30T23:11:46Z"], "{installs:#?}");
    for install in installs {
        assert_eq!(install.tool.as_deref(), Some("teamviewer"));
        assert_eq!(install.strength, Strength::Direct);
        assert!(install.proof.record.is_some() && !install.proof.raw.is_empty());
    }
    assert!(found.sessions.is_empty());
}

#[test]
fn log_and_list_of_teamviewer_tell_of_one_session() {
    let Some(path) = real("teamviewer") else { return };
    let found = check(&[path]);
    let [session] = &found.sessions[..] else { panic!("{:#?}", found.sessions) };
    let utc = |moment: &checkup::findings::Moment| moment.utc.expect("a zone").as_second();
    let at = |text: &str| text.parse::<jiff::Timestamp>().expect("a time").as_second();
    assert_eq!(utc(&session.begin), at("2024-02-16T14:16:32Z"));
    let end = session.end.as_ref().expect("an end");
    assert_eq!(utc(end), at("2024-02-16T14:18:36Z"));
    assert_eq!(session.partner.id.as_deref(), Some(concat!("16603", "60496")));
    assert_eq!(session.entry, Entry::OneTimeCode);
    assert!(session.proofs.len() >= 2, "both sources are named: {:#?}", session.proofs);
    let own = serde_json::to_string(&session.partner).expect("JSON");
    assert!(!own.contains(concat!("16603", "88656")), "this computer's own number is no partner");
}

#[test]
fn ordinary_logs_accuse_nobody_and_are_explained() {
    let mut records = 0;
    let mut explained = 0;
    for name in ["laptop-System", "plaso-System", "win10-System", "win10-Application"] {
        let Some(path) = real(&format!("eventlogs/{name}.evtx")) else { return };
        let found = check(&[path]);
        assert!(found.is_clean(), "{name}: {:?}", accusations(&found));
        let everyday = &found.everyday;
        let parts = everyday.explained + everyday.serious + everyday.unknown;
        assert_eq!(everyday.records, parts, "{name}");
        records += everyday.records;
        explained += everyday.explained;
        println!("{name}: {} of {} explained", everyday.explained, everyday.records);
    }
    assert!(explained * 100 >= records * 85, "{explained} of {records}");
}

#[test]
fn single_acts_are_found() {
    for (name, id) in [
        ("account-created", "account-made"),
        ("admin-added", "made-administrator"),
        ("log-cleared", "log-cleared"),
        ("defender-exclusion", "antivirus-setting-changed"),
        ("defender-detected", "virus-found"),
    ] {
        let Some(path) = real(&format!("eventlogs/{name}.evtx")) else { return };
        let found = check(&[path]);
        let mut seen = found.observations.iter().chain(&found.serious);
        assert!(seen.any(|seen| seen.id == id), "{name}: {:?}", accusations(&found));
    }
}

#[test]
fn damaged_logs_are_named_and_read_as_far_as_they_go() {
    for name in ["sample_with_a_bad_chunk_magic", "security_bad_string_cache"] {
        let Some(path) = real(&format!("damaged/{name}.evtx")) else { return };
        let found = check(&[path]);
        assert!(!found.covers.is_empty(), "{name}: some records can be read");
        println!("{name}: {:?}", found.problems);
    }
}

const CONNECTIONS: &str = "\
Incoming    2026-03-14, 12:39    User    Support Desk    700000001\r\n\
Incoming    2026-03-15, 02:10    Passwd    Support Desk    700000001\r\n\
Incoming    2026-03-15, 02:20    User    own    700000009\r\n";

const TRACE: &str = include_str!("fixtures/ad.trace");

#[test]
fn anydesk_without_installing_and_back_at_night() {
    let machine = tempfile::tempdir().expect("a folder");
    let folder = machine.path().join("Users/alex/AppData/Roaming/AnyDesk");
    fs::create_dir_all(&folder).expect("a folder");
    let wide: Vec<u8> = CONNECTIONS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(folder.join("connection_trace.txt"), wide).expect("a file");
    fs::write(folder.join("ad.trace"), TRACE).expect("a file");
    fs::write(folder.join("service.conf"), "ad.anynet.pwd_hash=c0ffee\n").expect("a file");
    let moved = "File Manager\t\t2026-03-14, 12:50\tfinish\tupload\t'tax.pdf'\n";
    fs::write(folder.join("file_transfer_trace.txt"), moved).expect("a file");
    let found = check(&[machine.path().to_owned()]);
    let [first, second] = &found.sessions[..] else { panic!("{:#?}", found.sessions) };
    assert_eq!(first.begin.written, "2026-03-14T12:39:04.298Z", "the finer clock counts");
    assert_eq!(first.end.as_ref().expect("an end").written, "2026-03-14T13:02:00Z");
    assert_eq!(first.partner.address.as_deref(), Some("192.0.2.44"));
    assert!(first.flagged_by_maker, "the maker's own warning is kept");
    assert_eq!((first.entry, second.entry), (Entry::Accepted, Entry::Unattended));
    assert_eq!(first.files.len(), 3, "{:#?}", first.files);
    assert_eq!(accusations(&found), ["anydesk-password-set", "tool-files-present"]);
    let all = serde_json::to_string(&found).expect("JSON");
    for hidden in ["700000009", "198.51.100.7", "c0ffee"] {
        assert!(!all.contains(hidden), "{hidden} is the person's own");
    }
}

#[test]
fn generic_names_and_parts_of_windows_accuse_nobody() {
    let machine = tempfile::tempdir().expect("a folder");
    for path in [
        "Users/alex/Downloads/setup.exe",
        "Users/alex/Downloads/agent.exe",
        "Windows/System32/mstsc.exe",
        "Windows/System32/msra.exe",
        "Windows/System32/quickassist.exe",
        "Users/alex/AppData/Local/Temp/QuickAssist/x.log",
        "Program Files/PuTTY/putty.exe",
        "Program Files/WinSCP/winscp.exe",
    ] {
        let path = machine.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, "").expect("a file");
    }
    let found = check(&[machine.path().to_owned()]);
    assert!(found.is_clean(), "{:#?}", found.observations);
}

#[test]
fn hostile_bytes_never_end_it() {
    let machine = tempfile::tempdir().expect("a folder");
    let mut seeds: Vec<(&str, Vec<u8>)> = vec![
        ("ad.trace", TRACE.into()),
        ("connection_trace.txt", CONNECTIONS.into()),
        ("file_transfer_trace.txt", "File Manager\t2026-03-14, 12:50\tstart\tx\t'y'".into()),
        ("connections_incoming.txt", "1\ta\t16-02-2024 14:16:32\t16-02-2024 14:18:36\tb\tc".into()),
        (
            "TeamViewer15_Logfile.log",
            "2026/03/14 06:16:32.444  1  2 S0   x\nStart: (UTC-8:00)".into(),
        ),
    ];
    if let Some(path) = real("eventlogs/log-cleared.evtx") {
        seeds.push(("a.evtx", fs::read(path).expect("a readable file")));
    }
    seeds.push(("empty.evtx", Vec::new()));
    seeds.push(("b.evtx", [b"ElfFile\0".as_slice(), &[0xff; 9_000]].concat()));
    let facts = facts();
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random >> 33).expect("31 bits fit")
    };
    for _ in 0..ROUNDS {
        for (name, seed) in &seeds {
            let mut bytes = seed.clone();
            for _ in 0..next() % 8 {
                let at = next() % bytes.len().max(1);
                match next() % 3 {
                    0 => bytes.truncate(at),
                    _ if at < bytes.len() => bytes[at] = next().to_le_bytes()[0],
                    _ => bytes.extend_from_slice(&[0xff; 7]),
                }
            }
            fs::write(machine.path().join(name), bytes).expect("a file");
        }
        look(&[machine.path().to_owned()], &facts, &mut |_| true);
    }
}

#[test]
fn a_file_that_gives_nothing_is_named() {
    let machine = tempfile::tempdir().expect("a folder");
    let zeros = vec![0; 100_000];
    for name in ["ad.trace", "connection_trace.txt", "TeamViewer15_Logfile.log", "a.evtx"] {
        fs::write(machine.path().join(name), &zeros).expect("a file");
    }
    let found = check(&[machine.path().to_owned()]);
    let named: Vec<&str> = found.problems.iter().map(|problem| problem.file.as_str()).collect();
    let all = ["TeamViewer15_Logfile.log", "a.evtx", "ad.trace", "connection_trace.txt"];
    assert_eq!(named, all);
}

/// So many machines are made up.
const ROUNDS: usize = 60;

/// The removal list of a machine with two tools and a redirected name.
#[test]
fn the_removal_list_is_in_a_safe_order_and_says_shared_steps_once() {
    let root = tempfile::tempdir().expect("a folder");
    let file = |path: &str, text: &str| {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    file("Users/alex/Downloads/UltraViewer_setup.exe", "");
    file("Users/alex/AppData/Roaming/AnyDesk/service.conf", "ad.anynet.pwd_hash=1\n");
    file("Windows/System32/drivers/etc/hosts", "203.0.113.7 www.bank.example\n");
    let found = check(&[root.path().to_owned()]);
    let phases: Vec<_> = found.removal.iter().map(|step| step.phase).collect();
    let order = [
        Phase::Disconnect,
        Phase::Ask,
        Phase::KeepEvidence,
        Phase::Remove,
        Phase::TakeBack,
        Phase::LookAgain,
        Phase::Protect,
    ];
    let rank = |phase: &Phase| order.iter().position(|own| own == phase);
    assert!(phases.windows(2).all(|pair| rank(&pair[0]) <= rank(&pair[1])), "{phases:?}");
    let holding =
        |words: &'static str| found.removal.iter().filter(move |step| step.step.contains(words));
    for words in ["Disconnect first", r"mkdir E:\evidence", "epl System", "Ring your bank"] {
        assert_eq!(holding(words).count(), 1, "{words}");
    }
    for words in ["sc.exe stop \"AnyDesk\"", "sc.exe stop \"UltraViewService\""] {
        assert_eq!(holding(words).count(), 1, "{words}");
    }
    let stop = holding("sc.exe stop \"AnyDesk\"").next().expect("a step");
    assert_eq!(stop.tool.as_deref(), Some("anydesk"));
    assert!(stop.observations.contains(&"anydesk-password-set".to_owned()), "{stop:#?}");
    let clean = tempfile::tempdir().expect("a folder");
    assert!(check(&[clean.path().to_owned()]).removal.is_empty());
}

#[test]
fn an_ordinary_log_is_laid_beside_ordinary_machines() {
    let Some(path) = real("eventlogs/laptop-System.evtx") else { return };
    let found = check(&[path]);
    let comparison = found.everyday.comparison.expect("the System log was read");
    assert_eq!((comparison.records, comparison.days), (383, 238));
    assert!((comparison.per_day - 1.6).abs() < 1e-9);
    assert_eq!(comparison.ordinary.len(), 5);
    assert!(comparison.per_day_min < comparison.per_day_max);
}

/// Every tool can be removed, and says nothing that `facts/removal` says for all.
#[test]
fn tools_leave_shared_steps_to_the_shared_list() {
    for (path, tool) in Files::embedded().each::<checkup::facts::Tool>("facts/remote-tools/") {
        let tool = tool.expect("a tool");
        assert!(!tool.remove.uninstall.is_empty(), "{path}");
        let remove = &tool.remove;
        let own = [&remove.ask, &remove.keep, &remove.uninstall, &remove.look];
        for step in own.into_iter().flatten() {
            assert!(!step.starts_with("Disconnect first"), "{path}: {step}");
            assert!(!step.starts_with("Only now, and from another device"), "{path}: {step}");
        }
    }
}

#[test]
fn what_was_stopped_says_so() {
    let root = tempfile::tempdir().expect("a folder");
    fs::write(root.path().join("ad.trace"), "").expect("a file");
    let found = look(&[root.path().to_owned()], &facts(), &mut |_| false);
    assert!(found.stopped);
    assert!(found.problems.iter().any(|problem| problem.why.contains("stopped here")));
    assert!(!check(&[root.path().to_owned()]).stopped);
}
