//! The commands beside `check`.

use std::fs;
use std::path::{Path, PathBuf};

use predicates::prelude::PredicateBooleanExt as _;
use predicates::str::contains;
use serde_json::Value;

use crate::running::{fixture, hangup, printed};

#[test]
fn rules_are_listed_shown_and_looked_for() {
    hangup(&["rules", "list"]).assert().success().stdout(contains("organisation: Who they say"));
    let shown = hangup(&["rules", "show", "ask/install-remote-tool"]).assert().success();
    shown.stdout(contains("It must be found in").and(contains("to the log-odds of a scam")));
    let unknown = hangup(&["rules", "show", "ask/install"]).assert().code(2);
    unknown.stderr(contains("Did you mean ask/install-remote-tool?"));
    let json: Value =
        serde_json::from_str(&printed(&mut hangup(&["rules", "list", "--json"]))).unwrap();
    assert!(json.as_array().unwrap().len() > 100);
}

#[test]
fn facts_are_listed_shown_and_looked_for() {
    hangup(&["facts", "list"]).assert().success().stdout(contains("how-they-know"));
    let id = "microsoft-makes-no-unsolicited-calls";
    let shown = hangup(&["facts", "show", id]).assert().success();
    shown.stdout(contains("Who says so").and(contains("organisation=microsoft, which it refutes")));
    let unknown = hangup(&["facts", "show", "microsoft-makes"]).assert().code(2);
    unknown.stderr(contains("Did you mean microsoft-makes-no-unsolicited-calls?"));
    let json = printed(&mut hangup(&["facts", "show", "--json", id]));
    assert_eq!(serde_json::from_str::<Value>(&json).unwrap()["strength"], "refutes");
}

#[test]
fn facts_past_their_day_are_warnings() {
    let check = |more: &[&str]| {
        let mut arguments = vec!["facts", "check", "--today", "2099-01-01"];
        arguments.extend(more);
        hangup(&arguments).assert()
    };
    check(&[]).success().stdout(contains("warning: ").and(contains("to be read again by")));
    check(&["--strict"]).code(1);
}

/// A copy of one folder of knowledge, so that a test can spoil it.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}

fn spoiled(test: &str, folder: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&root);
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    copy(&project.join(folder), &root.join(folder)).expect("the folder can be copied");
    root
}

#[test]
fn rules_check_names_what_is_wrong() {
    let root = spoiled("rules-check", "rules");
    let said = root.join("rules/said/ask");
    let text = fs::read_to_string(said.join("install-remote-tool.toml")).unwrap();
    let wrong = text
        .replace("id = \"install-remote-tool\"", "id = \"other\"")
        .replace("value = \"install-remote-tool\"", "value = \"instal\"")
        .replace("hit = [", "hit = [\n  \"lovely weather today\",");
    fs::write(said.join("wrong.toml"), wrong).unwrap();
    fs::write(said.join("broken.toml"), "id = ").unwrap();
    hangup(&["rules", "--knowledge", root.to_str().unwrap(), "check"])
        .env("COLUMNS", "100")
        .assert()
        .code(1)
        .stdout(contains("the file must be other.toml"))
        .stdout(contains("`instal` is no value of `ask`"))
        .stdout(contains("not found in: lovely weather today"))
        .stdout(contains("rules/said/ask/broken.toml"));
}

#[test]
fn facts_check_names_what_is_wrong() {
    let root = spoiled("facts-check", "facts");
    let folder = root.join("facts/proofs");
    let text =
        fs::read_to_string(folder.join("event-logs-are-always-full-of-errors.toml")).unwrap();
    let wrong = text
        .replace("id = \"event-logs-are-always-full-of-errors\"", "id = \"other\"")
        .replace("value = \"event-viewer\"", "value = \"viewer\"");
    fs::write(folder.join("wrong.toml"), wrong).unwrap();
    fs::write(folder.join("broken.toml"), "id = \"broken\"\n").unwrap();
    hangup(&["facts", "--knowledge", root.to_str().unwrap(), "check"])
        .assert()
        .code(1)
        .stdout(contains("other.toml"))
        .stdout(contains("`viewer` is no value of").and(contains("missing field")));
}

#[test]
fn eval_measures_verdicts_and_statements() {
    let (calls, gold) = (fixture("calls.jsonl"), fixture("gold.jsonl"));
    let arguments = ["eval", "--json", "--gold", &gold, &calls];
    let figures: Value = serde_json::from_str(&printed(&mut hangup(&arguments))).unwrap();
    assert_eq!((&figures["scam_calls"], &figures["honest_calls"]), (&2.into(), &2.into()));
    assert_eq!(figures["skipped"], 1);
    assert_eq!(figures["kinds"]["library"]["false_scam"]["whole"], 2);
    assert_eq!(figures["beginnings"].as_array().unwrap().len(), 4);
    assert_eq!(figures["onset"]["calls"], 2);
    let gold = &figures["gold"];
    assert_eq!(gold["calls"], 1);
    assert_eq!(gold["slots"]["organisation"]["missed"], 0);
    assert_eq!(gold["slots"]["payment"]["missed"], 1);
    assert_eq!(gold["certain_changes"]["found"], 1);
    hangup(&["eval", &calls])
        .assert()
        .success()
        .stdout(contains("AUC").and(contains("first 30 words")))
        .stderr(contains("calls.jsonl:4: "));
    hangup(&["eval", &fixture("no-such-file")]).assert().code(2);
}

#[test]
fn completions_are_printed() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        hangup(&["completions", shell]).assert().success().stdout(contains("hangup"));
    }
}

/// After a change of the judgement run `cargo run -p cli -- schema > docs/judgement.schema.json`;
/// after one of the findings `cargo run -p cli -- schema checkup > docs/findings.schema.json`.
#[test]
fn the_committed_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/judgement.schema.json");
    assert_eq!(printed(&mut hangup(&["schema"])), fs::read_to_string(path).unwrap());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/findings.schema.json");
    assert_eq!(printed(&mut hangup(&["schema", "checkup"])), fs::read_to_string(path).unwrap());
}
