//! What is printed, and the exit codes.

use predicates::prelude::PredicateBooleanExt as _;
use predicates::str::contains;
use serde_json::Value;

use crate::running::{fixture, hangup, judgements, printed};

/// A call whose report is shown in full below.
const CALL: &str = "\
Caller: Hello, I am calling from Microsoft. Your computer is infected.
Me: Where did you get my number?
Caller: From the error reports.
Me: Where did you really get it?
Caller: It is in the phone book. Download AnyDesk.
";

#[test]
fn the_whole_report() {
    let shown = printed(hangup(&["check", "--country", "US"]).write_stdin(CALL));
    insta::assert_snapshot!(shown);
}

#[test]
fn the_report_keeps_to_the_width() {
    for width in [60, 100] {
        let mut command = hangup(&["check", "-v", "--country", "US"]);
        let shown = printed(command.env("COLUMNS", width.to_string()).write_stdin(CALL));
        let wide: Vec<&str> = shown
            .lines()
            .filter(|line| line.chars().count() > width && !line.contains("http"))
            .collect();
        assert!(wide.is_empty(), "wider than {width}: {wide:#?}");
    }
}

#[test]
fn colour_only_where_it_is_wanted() {
    let colour = "\u{1b}[";
    let check = |when: &str| printed(hangup(&["check", "--color", when]).write_stdin(CALL));
    assert!(!check("auto").contains(colour) && !check("never").contains(colour));
    let shown = check("always");
    // What was said first is struck through, and words say so too.
    assert!(shown.contains("First: \u{1b}[9m"), "{shown}");
}

#[test]
fn the_weights_add_up() {
    let files = ["dialogue.txt", "notes.txt", "block.txt", "calls.jsonl"].map(fixture);
    let mut arguments = vec!["check", "--json", "--country", "US", "--context", "they-rang-me"];
    arguments.extend(files.iter().map(String::as_str));
    let judged = judgements(&mut hangup(&arguments));
    assert_eq!(judged.len(), 7);
    for call in judged {
        let verdict = &call["verdict"];
        let reasons = verdict["reasons"].as_array().unwrap();
        let sum: f64 = reasons.iter().filter_map(|reason| reason["weight"].as_f64()).sum();
        let log_odds = verdict["log_odds"].as_f64().unwrap();
        assert!((sum - log_odds).abs() < 1e-9, "{sum} is not {log_odds}: {call:#}");
        assert!(reasons.iter().all(|reason| reason["rule"].is_string()));
        for statement in call["statements"].as_array().unwrap() {
            assert!(statement["quote"].as_str().is_some_and(|quote| !quote.is_empty()));
        }
    }
}

#[test]
fn few_calls_get_reports_and_many_a_line_each() {
    let dialogue = fixture("dialogue.txt");
    let few = printed(&mut hangup(&["check", &dialogue, &dialogue]));
    assert!(few.contains("CALL 1: ") && few.contains("CALL 2: ") && few.contains("DO NOW"));
    let many = printed(&mut hangup(&["check", &dialogue, &dialogue, &dialogue, &dialogue]));
    assert!(!many.contains("DO NOW"));
    assert_eq!(many.lines().count(), 5);
    assert!(many.starts_with("scam  ") && many.contains("\n4 calls: 4 scam, "), "{many}");
}

#[test]
fn fail_on_sets_the_exit_code() {
    let honest = "Caller: Hello, this is the library. Your book is ready for pick up, there is no \
                  charge.\nMe: Thank you, I will come by on Thursday.\n";
    let check = |level: &str, text: &str| {
        hangup(&["check", "--fail-on", level]).write_stdin(text.to_owned()).assert()
    };
    check("scam", CALL).code(1).stdout(contains("This is"));
    check("scam", honest).code(0);
    check("no-sign", honest).code(1);
    hangup(&["check", "--live", "--fail-on", "scam"]).write_stdin(CALL).assert().code(1);
}

#[test]
fn the_caller_can_be_named() {
    let text = "Anna: I am calling from Microsoft, please download AnyDesk.\nBen: Why is that?\n\
                Anna: Because your computer is infected.\nBen: It is not.\n";
    let judged = |caller: &str| {
        judgements(hangup(&["check", "--json", "--caller", caller]).write_stdin(text)).remove(0)
    };
    let statements = |call: &Value| call["statements"].as_array().unwrap().len();
    assert!(statements(&judged("Anna")) > 0);
    assert_eq!(statements(&judged("Ben")), 0);
    let nobody = hangup(&["check", "--caller", "Carla"]).write_stdin(text).assert();
    nobody.stderr(contains("nobody is called `Carla` in it; there are Anna, Ben"));
}

#[test]
fn help_teaches() {
    let help = || contains("Examples:").and(contains("Exit codes"));
    hangup(&["--help"]).assert().success().stdout(help());
    let forms = contains("notes").and(contains("WebVTT"));
    hangup(&["check", "--help"]).assert().success().stdout(help().and(forms));
    for command in ["rules", "facts", "eval", "completions", "schema"] {
        hangup(&[command, "--help"]).assert().success().stdout(contains("Examples:"));
    }
}
