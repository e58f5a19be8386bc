//! `hangup checkup`: folders of an invented computer to a report.

use std::fs;

use predicates::prelude::*;
use predicates::str::contains;

use crate::running::{hangup, printed};

const CONNECTIONS: &str = "Incoming    2026-03-15, 02:10    Passwd    Support Desk    700000001\n";

#[test]
fn a_return_at_night_is_told_in_plain_words() {
    let machine = tempfile::tempdir().unwrap();
    let folder = machine.path().join("Users/alex/AppData/Roaming/AnyDesk");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("connection_trace.txt"), CONNECTIONS).unwrap();
    fs::write(machine.path().join("System.evtx"), "no log").unwrap();
    let path = machine.path().to_str().unwrap();
    let who = contains("AnyDesk: 2026-03-15 02:10:00 UTC to the minute");
    let how = contains("nobody here had to click");
    let removal = contains("how to remove it").and(contains("Disconnect first"));
    let unread = contains("Could not read").and(contains("System.evtx"));
    let report = hangup(&["checkup", path]).assert().success();
    report.stdout(who.and(how).and(removal).and(unread));
    let json = printed(&mut hangup(&["checkup", "--json", path]));
    let findings: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(findings["sessions"][0]["entry"], "unattended");
    assert_eq!(findings["sessions"][0]["partner"]["id"], "700000001");
}

#[test]
fn nothing_is_never_called_safe() {
    let machine = tempfile::tempdir().unwrap();
    let path = machine.path().to_str().unwrap();
    let nothing = contains("Nothing here could be read");
    hangup(&["checkup", path]).assert().code(2).stdout(nothing);
    let absent = machine.path().join("absent");
    let absent = absent.to_str().unwrap();
    hangup(&["checkup", absent]).assert().code(2).stdout(contains("Could not read"));
    hangup(&["checkup"]).assert().code(2);
}

#[test]
fn help_says_what_an_empty_report_means() {
    let help = contains("never that nobody was in").and(contains("Exit codes"));
    hangup(&["checkup", "--help"]).assert().success().stdout(help);
}

#[test]
fn page_table_and_bundle_are_written_and_the_bundle_is_sound() {
    let machine = tempfile::tempdir().unwrap();
    let evil = "Incoming    2026-03-15, 02:10    Passwd    =cmd|calc    700000001\n";
    fs::write(machine.path().join("connection_trace.txt"), evil).unwrap();
    let out = tempfile::tempdir().unwrap();
    let place = |name: &str| out.path().join(name).to_str().unwrap().to_owned();
    let (page, table, bundle) = (place("report.html"), place("times.csv"), place("proofs.zip"));
    let path = machine.path().to_str().unwrap();
    let files = ["--html", &page, "--csv", &table, "--bundle", &bundle];
    let said = contains("SHA-256 of its manifest").and(contains("personal"));
    hangup(&["checkup", path]).args(files).assert().success().stderr(said);
    let table = fs::read_to_string(table).unwrap();
    let row = "2026-03-15T02:10:00Z,,utc,connection_trace.txt,,1,session-began,";
    assert!(table.contains(&format!("\r\n{row}")), "{table}");
    assert!(fs::read_to_string(page).unwrap().starts_with("<!DOCTYPE html>"));
    let sound = contains("3 files, all as the manifest says");
    hangup(&["checkup", "verify", &bundle]).assert().success().stdout(sound);
    let mut bytes = fs::read(&bundle).unwrap();
    bytes[60] ^= 1;
    fs::write(&bundle, bytes).unwrap();
    hangup(&["checkup", "verify", &bundle]).assert().code(1);
    hangup(&["checkup", "verify", &place("times.csv")]).assert().code(2);
}

#[test]
fn nothing_is_written_into_what_is_examined() {
    let machine = tempfile::tempdir().unwrap();
    fs::write(machine.path().join("connection_trace.txt"), CONNECTIONS).unwrap();
    let inside = machine.path().join("report.html");
    let path = machine.path().to_str().unwrap();
    let refused = contains("which is examined");
    let inside_shown = inside.to_str().unwrap();
    hangup(&["checkup", path, "--html", inside_shown]).assert().code(2).stderr(refused);
    assert!(!inside.exists());
}

#[test]
fn the_script_is_shipped_whole() {
    let script = printed(&mut hangup(&["checkup", "collect"]));
    assert!(script.contains("wevtutil") && script.contains("\r\n") && script.is_ascii());
}
