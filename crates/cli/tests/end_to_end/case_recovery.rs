//! `hangup case recover`, `letter` and `report`: from what happened to the plan, its clocks, what
//! is written and what was done.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::PredicateBooleanExt as _;
use predicates::str::contains;

use crate::running::{hangup, printed};

fn case(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = hangup(&["case"]);
    command.args(arguments).args(["--by", "helper", "--casebook"]).arg(folder.join("cases.db"));
    command
}

const PAYMENT: [&str; 12] = [
    "add-payment",
    "1",
    "--amount",
    "1499.99",
    "--date",
    "2026-11-20",
    "--to",
    "Example Support Ltd",
    "--institution",
    "Example Bank",
    "--currency",
    "usd",
];

/// A case in a country: they were in, and something was paid.
fn begin(path: &Path, country: &str, paid: &[&str]) {
    let new = ["new", "Tuesday", "--client", "Ada Example", "--country", country];
    case(path, &new).assert().success();
    case(path, &["happened", "1", "connected"]).assert().success();
    case(path, &[&PAYMENT[..], paid].concat()).assert().success();
}

fn screen(path: &Path) -> String {
    printed(case(path, &["recover", "1", "--today", "2026-11-24"]).env("COLUMNS", "80"))
}

#[test]
fn the_whole_screen_of_each_country() {
    for (country, way) in [("AU", "crypto"), ("CA", "card"), ("GB", "transfer"), ("US", "debit")] {
        let folder = tempfile::tempdir().unwrap();
        begin(folder.path(), country, &["--way", way, "--deceived"]);
        insta::assert_snapshot!(country, screen(folder.path()));
    }
}

#[test]
fn a_narrow_screen_is_wide_enough() {
    let folder = tempfile::tempdir().unwrap();
    begin(folder.path(), "GB", &["--way", "transfer"]);
    for detail in [&["recover", "1"][..], &["recover", "1", "--full"]] {
        let shown = printed(case(folder.path(), detail).env("COLUMNS", "60"));
        let long: Vec<&str> = shown
            .lines()
            .filter(|line| line.chars().count() > 60 && !line.contains("hangup case"))
            .collect();
        assert!(long.is_empty(), "{long:?}");
    }
}

#[test]
fn the_plan_asks_is_told_and_remembers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    begin(path, "GB", &["--way", "transfer"]);
    let asks = "Who pressed the last button";
    case(path, &["recover", "1"]).assert().success().stdout(contains(asks));
    case(path, &["amend-payment", "1", "4", "--deceived", "--told", "2026-11-23"])
        .assert()
        .success()
        .stdout(contains("nobody has said").not());
    let shown = screen(path);
    assert!(!shown.contains(asks) && shown.contains("By 20 December 2027, 391 days left"));
    assert!(shown.contains("By 30 November 2026, 6 days left"), "the bank's own clock: {shown}");
    let done = ["step", "done", "1", "call-bank-gb", "--who", "Ben", "--note", "reference 7"];
    case(path, &done).assert().success().stdout(contains("by Ben: reference 7"));
    let unknown = case(path, &["step", "done", "1", "call-bnak"]).assert().code(2);
    unknown.stderr(contains("call-bank-gb"));
    case(path, &["situation", "1", "gave-code"]).assert().success().stdout(contains("A code that"));
    case(path, &["add-claim", "1", "--to", "Example Bank", "--sent", "2026-11-23"])
        .assert()
        .success()
        .stdout(contains("no answer yet"));
    case(path, &["answer", "1", "8", "refused", "--on", "2026-11-24", "--reference", "C-7"])
        .assert()
        .success()
        .stdout(contains("answered on 2026-11-24: refused"));
    case(path, &["answer", "1", "4", "refused"]).assert().code(2);
    case(path, &["add-report", "1", "gb-report-fraud", "--number", "NFRC-1"]).assert().success();
    assert!(screen(path).contains("; sent\n"));
    case(path, &["verify", "1"]).assert().success();
}

#[test]
fn a_letter_is_written_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    begin(path, "US", &["--way", "debit", "--unauthorised"]);
    let file = path.join("letter.txt");
    let file = file.to_str().unwrap();
    let letter = ["letter", "1", "us-error-notice", "--today", "2026-11-24"];
    case(path, &letter)
        .assert()
        .success()
        .stdout(contains("November 20, 2026: $1,499.99, debit card").and(contains("[missing: ")))
        .stderr(contains("Read it word by word").and(contains("How to send it")));
    case(path, &[&letter[..], &["-o", file]].concat()).assert().success();
    assert!(fs::read_to_string(file).unwrap().starts_with("Subject: Notice of error"));
    case(path, &[&letter[..], &["-o", file]].concat()).assert().code(2);
    let json = printed(&mut case(path, &[&letter[..], &["--json"]].concat()));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(!json["missing"].as_array().unwrap().is_empty());
    let british = case(path, &["letter", "1", "gb-transfer-claim"]).assert().code(2);
    british.stderr(contains("rules of GB"));
    case(path, &["letter", "1", "nothing"]).assert().code(2).stderr(contains("company-refund"));
}

#[test]
fn reports_are_listed_and_drafted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    begin(path, "US", &["--way", "debit", "--unauthorised"]);
    case(path, &["report", "1"])
        .assert()
        .success()
        .stdout(contains("hangup case report 1 us-ic3").and(contains("gb-report-fraud").not()));
    case(path, &["report", "1", "us-ic3"])
        .assert()
        .success()
        .stdout(contains("[missing, and needed]").and(contains("Ada Example")));
    let file = path.join("draft.txt");
    let file = file.to_str().unwrap();
    case(path, &["report", "1", "police", "-o", file]).assert().success();
    let draft = fs::read_to_string(file).unwrap();
    assert!(draft.contains("What happened, in order") && !draft.contains('\u{1b}'), "{draft}");
    case(path, &["report", "1", "fbi"]).assert().code(2).stderr(contains("us-ic3"));
}

#[test]
fn bad_input_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    case(path, &["new", "Tuesday"]).assert().success();
    let pay = ["add-payment", "1", "--way", "card"];
    for (more, says) in [
        (&["--amount", "5"][..], "--currency"),
        (&["--amount", "5.123", "--currency", "GBP"], "499.99"),
        (&["--amount", "5.5", "--currency", "JPY"], "decimals"),
        (&["--account", "4000123412341234"], "last four"),
        (&["--country", "Narnia"], "country code"),
        (&["--date", "2026-02-30"], "2026-02-30"),
    ] {
        let refused = case(path, &[&pay[..], more].concat()).assert().code(2);
        refused.stderr(contains(says));
    }
    case(path, &["recover", "1"]).assert().success().stdout(contains("What has happened?"));
    let abroad = case(path, &["recover", "1", "--country", "SE"]).assert().success();
    abroad.stdout(contains("not known here for SE"));
    let knowledge = path.join("advice/recovery/rights");
    fs::create_dir_all(&knowledge).unwrap();
    fs::write(knowledge.join("x.toml"), "id = \"x\"\ntitel = \"y\"\n").unwrap();
    let mut broken = hangup(&["case", "--knowledge"]);
    broken.arg(path).args(["recover", "1", "--casebook"]).arg(path.join("cases.db"));
    broken.assert().code(2).stderr(contains("advice/recovery"));
}
