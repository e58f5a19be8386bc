//! What leaves a case: packs that are checked, reports on paper, and what the callers left.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use tempfile::TempDir;

use crate::running::hangup;

const SAID: &str = "Caller: Hello Mrs Lindqvist, this is Kevin from Microsoft.\n\
    Me: Where did you get my number?\n\
    Caller: Your computer sends us errors. Go to fast-help.example and download AnyDesk.\n\
    Caller: You must pay with gift cards. Ring me back on 01632 960188.\n\
    Me: Yes, the card is 4111 1111 1111 1111.\n";

fn case(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = hangup(&["case"]);
    command.args(arguments).args(["--casebook", "cases.db"]).current_dir(folder);
    command
}

/// A case with a call, a payment and a photo.
fn kept() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    fs::write(path.join("call.txt"), SAID).expect("written");
    fs::write(path.join("screen.png"), b"not a picture, but bytes").expect("written");
    for arguments in [
        &["new", "Tuesday", "--client", "Ingrid Lindqvist", "--country", "GB"][..],
        &["add-call", "1", "call.txt", "--number-shown", "01632 960144"],
        &["add-payment", "1", "--way", "gift-card", "--amount", "500", "--currency", "GBP"],
        &["attach", "1", "screen.png"],
    ] {
        case(path, arguments).assert().success();
    }
    folder
}

#[test]
fn a_pack_is_made_and_checked_without_the_casebook() {
    let folder = kept();
    let path = folder.path();
    case(path, &["pack", "1", "case.zip"])
        .assert()
        .success()
        .stdout(contains("SHA-256 of the manifest"))
        .stderr(contains("NOT redacted"));
    fs::remove_file(path.join("cases.db")).unwrap();
    let checked = contains("UNCHANGED").and(contains("follow from the"));
    case(path, &["verify", "case.zip"]).assert().success().stdout(checked);
    assert!(!path.join("cases.db").exists(), "no casebook is opened for it");
    let mut bytes = fs::read(path.join("case.zip")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path.join("changed.zip"), &bytes).unwrap();
    case(path, &["verify", "changed.zip"]).assert().code(1).stdout(contains("CHANGED"));
    fs::write(path.join("cut.zip"), &bytes[..middle]).unwrap();
    case(path, &["verify", "cut.zip"]).assert().code(2).stderr(contains("cut off"));
}

#[test]
fn a_sealed_pack_opens_with_its_passphrase_alone() {
    let folder = kept();
    let path = folder.path();
    fs::write(path.join("words"), "correct horse battery\n").unwrap();
    fs::write(path.join("others"), "wrong horse battery\n").unwrap();
    let seal = ["--seal", "--passphrase-file", "words"];
    case(path, &[&["pack", "1", "case.zip.age"][..], &seal].concat()).assert().success();
    let verify =
        |words: &str| case(path, &["verify", "case.zip.age", "--passphrase-file", words]).assert();
    verify("words").success().stdout(contains("UNCHANGED"));
    verify("others").code(2).stderr(contains("passphrase"));
}

#[test]
fn a_redacted_pack_shows_what_was_masked() {
    let folder = kept();
    let path = folder.path();
    case(path, &["pack", "1", "open.zip", "--redacted", "--also", "Kevin"])
        .assert()
        .success()
        .stderr(contains("[card number]").and(contains("becomes [removed]")));
    let notes = contains("redacted").and(contains("screen.png is not in the pack"));
    case(path, &["verify", "open.zip"]).assert().success().stdout(notes);
}

#[test]
fn what_the_callers_left_goes_out_and_nothing_of_the_clients() {
    let folder = kept();
    let path = folder.path();
    for format in ["stix", "misp"] {
        let printed = case(path, &["report", "1", "--format", format]).output().unwrap();
        let text = String::from_utf8(printed.stdout).unwrap();
        serde_json::from_str::<serde_json::Value>(&text).unwrap();
        assert!(text.contains("441632960188") && text.contains("fast-help.example"), "{text}");
        assert!(!text.contains("Lindqvist") && !text.contains("4111"), "{text}");
    }
    case(path, &["block-list"])
        .assert()
        .success()
        .stdout(contains("number,reason,first_seen,last_seen\n"))
        .stdout(contains("+441632960188,scam call; given by the caller,"))
        .stdout(contains("+441632960144,scam call; shown and can be forged,"));
    let form = ["report", "1", "police", "--format", "stix"];
    case(path, &form).assert().code(2).stderr(contains("take no form"));
}

#[test]
fn a_report_is_a_paper_that_can_be_printed() {
    let folder = kept();
    let path = folder.path();
    case(path, &["report", "1", "police", "--format", "pdf", "-o", "police.pdf"])
        .assert()
        .success();
    assert!(fs::read(path.join("police.pdf")).unwrap().starts_with(b"%PDF-"));
    case(path, &["report", "1", "microsoft"])
        .assert()
        .success()
        .stdout(contains("+441632960188").and(contains("01632 960144 (only shown)")))
        .stdout(contains("fast-help.example").and(contains("They said: \"")));
    case(path, &["report", "1", "--format", "pdf"])
        .assert()
        .code(2)
        .stderr(contains("name the form"));
}
