//! A call and a computer, laid side by side and judged together.

use std::fs;
use std::path::{Path, PathBuf};

use predicates::prelude::*;
use predicates::str::contains;

use crate::running::{hangup, printed};

const CALL: &str = "Caller: I am calling from Microsoft. Hackers are in your computer.\n\
    Me: Really?\nCaller: Please download AnyDesk now, and read me the number that it shows.\n\
    Me: All right.\n";

/// A computer on which somebody was let in at half past twelve, and came back at night.
fn machine(root: &Path) -> PathBuf {
    let folder = root.join("pc/Users/alex/AppData/Roaming/AnyDesk");
    fs::create_dir_all(&folder).expect("a folder");
    let lines = "Incoming    2026-03-14, 12:39    User    Support Desk    700000001\n\
        Incoming    2026-03-15, 07:10    Passwd    Support Desk    700000001\n";
    fs::write(folder.join("connection_trace.txt"), lines).expect("a file");
    root.join("pc")
}

/// A report without the breaks of its lines.
fn on_one_line(report: &str) -> String {
    report.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path of letters")
}

#[test]
fn what_was_said_stands_beside_what_is_seen() {
    let root = tempfile::tempdir().unwrap();
    let pc = machine(root.path());
    let call = root.path().join("call.txt");
    fs::write(&call, CALL).unwrap();
    let (pc, call) = (path(&pc), path(&call));
    let around = ["--around", "2026-03-14T07:20", "--zone", "-05:00"];
    let report = on_one_line(&printed(hangup(&["checkup", pc, "--call", call]).args(around)));
    let said = report.find("they said").expect("words of the call");
    let seen = report.find("A session with AnyDesk began").expect("a session");
    assert!(said < seen, "{report}");
    assert!(report.contains("It lies at the time of the call."), "{report}");
    assert!(report.contains("12:39:00 UTC to the minute (07:39:00 by the computer)"), "{report}");
    let json = printed(hangup(&["checkup", "--json", pc, "--call", call]).args(around));
    let findings: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(findings["sessions"][0]["standing"], "alarming");
    assert_eq!(findings["timeline"][0]["from"], "call-began");
    let untimed = hangup(&["checkup", pc, "--call", call]).assert().failure();
    untimed.stderr(contains("--around"));
    let unknown = hangup(&["checkup", pc, "--around", "2026-03-14T07:20"]).assert().success();
    unknown.stdout(contains("Could not read").and(contains("the time of the call")));
    hangup(&["checkup", pc, "--around", "noon"]).assert().code(2);
    hangup(&["checkup", pc, "--zone", "Mars/Base"]).assert().code(2);
}

#[test]
fn a_machine_raises_a_verdict_and_answers_the_caller() {
    let root = tempfile::tempdir().unwrap();
    let pc = machine(root.path());
    let (call, findings) = (root.path().join("call.txt"), root.path().join("findings.json"));
    fs::write(&call, CALL).unwrap();
    let json = printed(&mut hangup(&["checkup", "--json", path(&pc), "--zone", "-05:00"]));
    fs::write(&findings, json).unwrap();
    let odds = |arguments: &[&str]| {
        let json = printed(&mut hangup(arguments));
        let judgement: serde_json::Value = serde_json::from_str(&json).unwrap();
        judgement["verdict"]["log_odds"].as_f64().unwrap()
    };
    let (call, findings) = (path(&call), path(&findings));
    let with = ["check", "--json", call, "--machine", findings];
    assert!(odds(&with) > odds(&["check", "--json", call]));
    let report = on_one_line(&printed(&mut hangup(&["check", call, "--machine", findings])));
    assert!(report.contains("WHAT YOUR COMPUTER SHOWS"), "{report}");
    assert!(report.contains("AnyDesk, from 2026-03-15 07:10:00 UTC"), "{report}");
    let wrong = hangup(&["check", call, "--machine", call]).assert().failure();
    wrong.stderr(contains("checkup --json"));
}
