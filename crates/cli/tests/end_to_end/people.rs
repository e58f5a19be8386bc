//! `hangup people`: who may come in, and what was done about it.

use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;

use crate::running::{hangup, printed};

fn people(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = hangup(&["people"]);
    command.args(arguments).arg("--casebook").arg(folder.join("cases.db"));
    command
}

#[test]
fn people_come_change_and_go() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    people(path, &["list"]).assert().success().stdout(contains("--role admin"));
    let add = ["add", "Anna", "--role", "admin"];
    people(path, &add).write_stdin("short\n").assert().code(2).stderr(contains("10 to 200"));
    people(path, &add).write_stdin("a long password\n").assert().success();
    people(path, &add).write_stdin("a long password\n").assert().code(2).stderr(contains("taken"));
    people(path, &["add", "Omar"]).write_stdin("a long password\n").assert().success();
    let changed = printed(&mut people(path, &["role", "Omar", "technician", "--json"]));
    let changed: serde_json::Value = serde_json::from_str(&changed).unwrap();
    assert_eq!((&changed[1]["name"], &changed[1]["role"]), (&"Omar".into(), &"technician".into()));
    people(path, &["password", "Omar"]).write_stdin("another password\n").assert().success();
    people(path, &["remove", "Omar"]).assert().success().stderr(contains("removed: Omar"));
    people(path, &["remove", "Omar"]).assert().code(2).stderr(contains("there is no Omar"));
    people(path, &["log"]).assert().success().stdout(
        contains("person-removed Omar")
            .and(contains("role-changed Omar"))
            .and(contains("person-added Anna")),
    );
    let kept = std::fs::read(path.join("cases.db")).unwrap();
    for password in ["a long password", "another password"] {
        let found = kept.windows(password.len()).any(|bytes| bytes == password.as_bytes());
        assert!(!found, "only its hash is kept");
    }
}

/// What is done by hand is in the same list as what is done on the page.
#[test]
fn what_is_exported_and_deleted_by_hand_is_noted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let case = |arguments: &[&str]| {
        let mut command = hangup(&["case", "--by", "Anna", "--casebook"]);
        command.arg(path.join("cases.db")).args(arguments).assert().success();
    };
    let file = path.join("case.json").display().to_string();
    case(&["new", "Tuesday"]);
    case(&["export", "1", &file]);
    case(&["delete", "1", "--yes"]);
    case(&["import", &file]);
    case(&["backup", &path.join("all.jsonl").display().to_string()]);
    let deeds = printed(&mut people(path, &["log", "--json"]));
    let deeds: serde_json::Value = serde_json::from_str(&deeds).unwrap();
    let deeds: Vec<_> = deeds.as_array().unwrap().iter().collect();
    let names: Vec<_> = deeds.iter().map(|deed| deed["deed"].as_str().unwrap()).collect();
    assert_eq!(names, ["casebook-backed-up", "case-imported", "case-deleted", "case-exported"]);
    assert!(deeds.iter().all(|deed| deed["person"] == "Anna"));
}
