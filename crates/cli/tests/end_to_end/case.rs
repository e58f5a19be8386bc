//! `hangup case`: a case from its opening to its end, in a casebook of its own.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use predicates::str::contains;

use crate::running::{hangup, printed};

const CALL: &str = "Caller: I am calling from Microsoft. Download AnyDesk now.\nMe: Why?\n";

fn case(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = hangup(&["case"]);
    command.args(arguments).args(["--by", "helper", "--casebook"]).arg(folder.join("cases.db"));
    command
}

#[test]
fn a_case_is_kept_moved_checked_and_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let place = |name: &str| path.join(name).to_str().unwrap().to_owned();
    fs::write(place("call.txt"), CALL).unwrap();
    case(path, &["new", "Tuesday", "--client", "Ada Example", "--country", "GB"])
        .assert()
        .success();
    let call = place("call.txt");
    let context = ["add-call", "1", &call, "--context", "they-rang-me"];
    case(path, &context).assert().success().stdout(contains("scam"));
    let paid = ["add-payment", "1", "--way", "gift-card", "--amount", "499.9", "--currency", "gbp"];
    case(path, &paid).assert().success().stdout(contains("499.90 GBP by gift card"));
    case(path, &["attach", "1", &call]).assert().success();
    case(path, &["search", "microsoft"]).assert().success().stdout(contains("Microsoft"));
    let shown = printed(&mut case(path, &["show", "1", "--json"]));
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["calls"][0]["judgement"]["verdict"]["level"], "scam");
    assert_eq!(shown["payments"][0]["amount-minor"], 49_990);

    let file = place("case.json");
    case(path, &["export", "1", &file]).assert().success();
    case(path, &["export", "1", &file]).assert().code(2).stderr(contains("case.json"));
    case(path, &["verify", &file]).assert().success();
    case(path, &["import", &file]).assert().code(2).stderr(contains("already"));
    case(path, &["delete", "1"]).assert().code(2).stderr(contains("--yes"));
    case(path, &["delete", "1", "--yes"]).assert().success();
    let kept = fs::read(path.join("cases.db")).unwrap();
    assert!(!kept.windows(3).any(|bytes| bytes == b"Ada"), "what is deleted is gone");
    case(path, &["import", &file]).assert().success().stdout(contains("Tuesday"));
    let altered = fs::read_to_string(&file).unwrap().replace("499", "49");
    fs::write(&file, altered.replace("49990", "4990")).unwrap();
    case(path, &["verify", &file]).assert().code(1).stderr(contains("not as it was written"));
}

#[test]
fn what_does_not_fit_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    case(path, &["show", "7"]).assert().code(2).stderr(contains("there is no case 7"));
    case(path, &["new", " "]).assert().code(2).stderr(contains("title is empty"));
    case(path, &["new", "x"]).assert().success();
    case(path, &["withdraw", "1", "9"]).assert().code(2).stderr(contains("no part 9"));
    case(path, &["happened", "1", "conected"]).assert().code(2).stderr(contains("connected"));
    fs::write(path.join("x.json"), "{}").unwrap();
    let file = path.join("x.json");
    let file = file.to_str().unwrap();
    case(path, &["add-checkup", "1", file]).assert().code(2).stderr(contains("checkup --json"));
    case(path, &["verify", file]).assert().code(2);
    fs::write(path.join("cases.db"), "this is no database, however long it may be").unwrap();
    case(path, &["list"]).assert().code(2).stderr(contains("casebook"));
}
