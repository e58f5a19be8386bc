//! `hangup case`: a case from its opening to its end, in a casebook of its own.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::*;
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
fn people_tasks_and_the_story_across_calls() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    case(path, &["new", "Tuesday"]).assert().success();
    for (day, text) in [
        (
            "2026-03-14",
            "Caller: I am calling from Microsoft. We got your number from the error \
            reports of your computer.\nMe: Oh.\n",
        ),
        (
            "2026-03-16",
            "Caller: It is Microsoft again.\nMe: Where did you get my number?\n\
            Caller: Your internet provider gave us your number.\n",
        ),
    ] {
        let file = path.join("call.txt");
        fs::write(&file, text).unwrap();
        let began = format!("{day}T14:00Z");
        let file = file.to_str().unwrap();
        case(path, &["add-call", "1", file, "--began", &began]).assert().success();
    }
    let shown = case(path, &["show", "1"]).assert().success();
    shown.stdout(contains("from call to call").and(contains("call 2, part 3, turn 3")));
    let shown = printed(&mut case(path, &["show", "1", "--json"]));
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["story"]["calls"], serde_json::json!([2, 3]));
    assert_eq!(shown["story"]["changes"][0]["slot"], "contact-source");

    let client = ["client", "1", "--name", "Ada Example", "--phone", "202 555 0143"];
    case(path, &client).assert().success().stdout(contains("Ada Example, 202 555 0143"));
    case(path, &["client", "1", "--phone", ""]).assert().success();
    case(path, &["client", "1"]).assert().code(2).stderr(contains("nothing changes"));
    case(path, &["add-caller", "1", "--name", "Kevin"]).assert().success();
    let task = ["add-task", "1", "Ring the bank", "--due", "2026-03-21"];
    case(path, &task).assert().success().stdout(contains("Ring the bank, by 2026-03-21"));
    case(path, &["task-done", "1", "7"]).assert().success().stdout(contains("done: Ring"));
    case(path, &["task-open", "1", "7"]).assert().success();
    case(path, &["task-done", "1", "2"]).assert().code(2).stderr(contains("no part 2"));
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

#[test]
fn what_is_masked_is_shown_and_can_be_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let call = path.join("call.txt");
    let said = "Caller: Is that Ada Example? Ring me back on 01632 960188.\n\
        Me: Yes, the card is 4111 1111 1111 1111, and my dog is Bruno.\n";
    fs::write(&call, said).unwrap();
    let call = call.to_str().unwrap();
    let number = ["--number-shown", "01632 960 123"];
    case(path, &["new", "Tuesday", "--client", "Ada Example", "--country", "GB"])
        .assert()
        .success();
    case(path, &[&["add-call", "1", call], &number[..]].concat()).assert().success();
    case(path, &["search", "+44 1632 960123"]).assert().success().stdout(contains("change 3"));
    case(path, &["redact", "1"])
        .assert()
        .success()
        .stdout(contains("becomes [card number]").and(contains("--keep")));
    let corrected = ["redact", "1", "--also", "Bruno", "--keep", "Ada", "--masked", "--json"];
    let masked = printed(&mut case(path, &corrected));
    let masked: serde_json::Value = serde_json::from_str(&masked).unwrap();
    let said = |turn: usize| masked["calls"][0]["utterances"][turn]["text"].as_str().unwrap();
    assert_eq!(said(1), "Yes, the card is [card number], and my dog is [removed].");
    assert!(said(0).contains("Ada") && said(0).contains("01632 960188"), "{masked}");
    let masks = printed(&mut case(path, &["redact", "1", "--json"]));
    let masks: serde_json::Value = serde_json::from_str(&masks).unwrap();
    let card = masks.as_array().unwrap().iter().find(|mask| mask["kind"] == "card").unwrap();
    assert_eq!(card["place"]["turn"], 1);
    assert_eq!(card["words"], "4111 1111 1111 1111");
}

/// Every action tells programs in JSON what it tells people in words.
#[test]
fn every_action_speaks_json() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let place = |name: &str| path.join(name).to_str().unwrap().to_owned();
    fs::write(place("call.txt"), CALL).unwrap();
    fs::write(place("findings.json"), r#"{"sessions": [], "observations": []}"#).unwrap();
    fs::write(place("passphrase"), "a long passphrase").unwrap();
    let json = |arguments: &[&str]| -> serde_json::Value {
        let printed = printed(case(path, arguments).arg("--json"));
        serde_json::from_str(&printed).unwrap_or_else(|_| panic!("{arguments:?}: {printed}"))
    };
    assert_eq!(json(&["new", "Tuesday", "--country", "GB"])["title"], "Tuesday");
    let [call, findings, file, seal] =
        ["call.txt", "findings.json", "case.json", "passphrase"].map(place);
    let paid = ["--amount", "500", "--currency", "GBP", "--date", "2026-03-14", "--deceived"];
    let paid = [&["add-payment", "1", "--way", "gift-card"], &paid[..]].concat();
    for arguments in [
        &["add-call", "1", &call][..],
        &["add-note", "1", "x"],
        &paid,
        &["amend-payment", "1", "5", "--institution", "Example Cards"],
        &["add-caller", "1", "--name", "Kevin"],
        &["reporter", "1", "--name", "Ada Example"],
        &["add-checkup", "1", &findings],
        &["attach", "1", &call],
        &["client", "1", "--name", "Ada Example"],
        &["add-task", "1", "Ring the bank"],
        &["task-done", "1", "12"],
        &["task-open", "1", "12"],
        &["happened", "1", "connected"],
        &["add-claim", "1", "--to", "Example Bank"],
        &["answer", "1", "16", "They pay half"],
        &["add-report", "1", "gb-report-fraud"],
        &["withdraw", "1", "4"],
        &["close", "1"],
        &["reopen", "1"],
        &["show", "1"],
    ] {
        assert_eq!(json(arguments)["title"], "Tuesday", "{arguments:?}");
    }
    for (arguments, key) in [
        (&["recover", "1"][..], "steps"),
        (&["situation", "1", "gave-code"], "steps"),
        (&["step", "done", "1", "disconnect"], "steps"),
        (&["letter", "1", "gift-card-refund"], "text"),
        (&["letter", "1", "gift-card-refund", "-o", &place("letter.json")], "written"),
        (&["report", "1", "gb-report-fraud"], "fields"),
        (&["report", "1", "gb-report-fraud", "-o", &place("report.json")], "written"),
        (&["warn", "1"], "title"),
        (&["warn", "1", "--publish", "--yes"], "title"),
        (&["export", "1", &file], "written"),
        (&["verify", "1"], "changes"),
        (&["verify", &file], "changes"),
        (&["backup", &place("all.jsonl")], "cases"),
        (&["backup", &place("all.age"), "--seal", "--passphrase-file", &seal], "cases"),
        (&["restore", &place("all.jsonl")], "known"),
        (&["restore", &place("all.age"), "--passphrase-file", &seal], "known"),
    ] {
        assert!(!json(arguments)[key].is_null(), "{arguments:?}");
    }
    for list in [&["list"][..], &["log", "1"], &["search", "microsoft"], &["redact", "1"]] {
        assert!(json(list).as_array().is_some_and(|all| !all.is_empty()), "{list:?}");
    }
    assert!(json(&["delete", "1", "--yes"])["deleted"].is_string());
    assert_eq!(json(&["import", &file])["title"], "Tuesday");
}

/// What a technician reads: who rang and by what they can be known, and what looks like whose.
#[test]
fn a_case_shows_its_callers_and_what_they_can_be_known_by() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let call = path.join("call.txt");
    fs::write(&call, "Caller: Go to rnicrosoft.example, or ring 01632 960 188.\n").unwrap();
    let call = call.to_str().unwrap();
    case(path, &["new", "Tuesday", "--country", "GB"]).assert().success();
    let shown = ["add-call", "1", call, "--number-shown", "01632 960123", "--direction", "in"];
    case(path, &shown).assert().success().stdout(contains("They rang, at a time not known"));
    let caller = ["add-caller", "1", "--name", "Kevin", "--organisation", "Windows Support"];
    case(path, &caller).assert().success().stdout(
        contains("Kevin; of Windows Support")
            .and(contains("Telephone number +441632960123 (part 3)"))
            .and(contains("Looks like Microsoft"))
            .and(contains("Site rnicrosoft.example")),
    );
    let found = case(path, &["search", "(01632) 960123"]).assert().success();
    found.stdout(contains("Tuesday").and(contains("… 01632 960123")));
    let nothing = case(path, &["search", "bitcoin"]).assert().success();
    nothing.stdout(contains("Nothing found"));
}
