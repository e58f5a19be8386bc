//! Every form of input, and a call typed line by line.

use predicates::prelude::PredicateBooleanExt as _;
use predicates::str::contains;
use serde_json::Value;

use crate::running::{fixture, hangup, judgements};

/// Whether a statement stands in a judgement.
fn says(judgement: &Value, slot: &str, value: &str) -> bool {
    let statements = judgement["statements"].as_array().expect("a list");
    statements.iter().any(|said| said["slot"] == slot && said["value"] == value)
}

#[test]
fn every_form_is_read() {
    for name in ["dialogue.txt", "notes.txt", "block.txt", "whisper.json", "call.srt", "call.vtt"] {
        let judged = judgements(&mut hangup(&["check", "--json", &fixture(name)]));
        assert_eq!(judged.len(), 1, "{name}");
        assert!(says(&judged[0], "organisation", "microsoft"), "{name}: {:#}", judged[0]);
        assert!(says(&judged[0], "ask", "install-remote-tool"), "{name}");
        assert!(judged[0]["verdict"]["probability"].as_f64() > Some(0.5), "{name}");
    }
}

#[test]
fn standard_input_is_read_like_a_file() {
    let dialogue = std::fs::read(fixture("dialogue.txt")).unwrap();
    let mut of_file = judgements(&mut hangup(&["check", "--json", &fixture("dialogue.txt")]));
    for arguments in [&["check", "--json"][..], &["check", "--json", "-"]] {
        let mut piped = judgements(hangup(arguments).write_stdin(dialogue.clone()));
        assert_eq!(piped[0]["call"], "standard input");
        piped[0]["call"] = Value::Null;
        of_file[0]["call"] = Value::Null;
        assert_eq!(piped, of_file);
    }
}

#[test]
fn json_lines_are_one_call_each() {
    let judged = judgements(&mut hangup(&["check", "--json", &fixture("calls.jsonl")]));
    let ids: Vec<_> = judged.iter().map(|call| call["call"].clone()).collect();
    assert_eq!(ids, ["scam-1", "honest-1", "scam-2", "honest-2"]);
    assert_ne!(judged[1]["verdict"]["level"], "scam");
    let broken = format!("warning: {}:4: The JSON ends in the middle", fixture("calls.jsonl"));
    hangup(&["check", &fixture("calls.jsonl")])
        .assert()
        .success()
        .stderr(contains(broken))
        .stdout(contains("4 calls: ").and(contains("honest-2")));
}

#[test]
fn a_typed_call_equals_the_file() {
    let lines = std::fs::read(fixture("dialogue.txt")).unwrap();
    let live = judgements(hangup(&["check", "--live", "--json"]).write_stdin(lines.clone()));
    let mut whole = judgements(&mut hangup(&["check", "--json", &fixture("dialogue.txt")]));
    whole[0]["call"] = Value::Null;
    assert_eq!(live, whole);

    let shown = hangup(&["check", "--live"]).write_stdin(lines).assert().success();
    shown
        .stdout(contains("  [1] ").and(contains("  [5] ")))
        .stdout(contains("THE STORY CHANGED").and(contains("WHERE THE STORY CHANGED")))
        .stdout(contains("\n\nThis is almost certainly a scam. Hang up now.\n"));
}

/// Ctrl-C loses nothing of what was typed.
#[cfg(unix)]
#[test]
fn ctrl_c_shows_what_was_said_so_far() {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    use std::process::{Command, Stdio};

    let mut child = Command::new(assert_cmd::cargo::cargo_bin("hangup"))
        .args(["check", "--live"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"caller: I am calling from Microsoft, download AnyDesk\n").unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut shown = String::new();
    output.read_line(&mut shown).unwrap();
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    output.read_to_string(&mut shown).unwrap();
    assert!(shown.contains("  [1] ") && shown.contains("WHAT THEY SAY"), "{shown}");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(input);
}
