//! `hangup listen`, driven by a transcript that is played.

use predicates::prelude::PredicateBooleanExt as _;
use predicates::str::contains;
use serde_json::Value;

use crate::running::{fixture, hangup, judgements, printed};

/// The arguments that play the fixture fast.
fn replay<'a>(file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["listen", "--replay", file, "--speed", "1000", "--country", "US"];
    arguments.extend(more);
    arguments
}

#[test]
fn plain_lines_where_there_is_no_terminal() {
    let shown = printed(&mut hangup(&replay(&fixture("call.vtt"), &[])));
    let shown = shown.replace(&fixture("call.vtt"), "call.vtt");
    let (live, report) = shown.split_once("\n\n").unwrap();
    insta::assert_snapshot!(live);
    assert!(report.contains("DO NOW") && report.contains("WHERE THE STORY CHANGED"));
}

#[test]
fn events_tell_what_check_tells() {
    let file = fixture("call.vtt");
    let events = judgements(&mut hangup(&replay(&file, &["--json"])));
    let kinds: Vec<&str> = events.iter().filter_map(|event| event["event"].as_str()).collect();
    assert_eq!(kinds.first(), Some(&"begin"));
    assert_eq!(kinds.last(), Some(&"end"));
    assert_eq!(kinds.iter().filter(|kind| **kind == "words").count(), 5);
    let of = |kind: &'static str| events.iter().filter(move |event| event["event"] == kind);
    let checked = judgements(&mut hangup(&["check", "--json", "--country", "US", &file]));
    let last = of("end").next().unwrap();
    assert_eq!(last["judgement"], checked[0]);
    // What is new in each event adds up to the whole.
    let mut told: Vec<&Value> = Vec::new();
    for event in of("judgement") {
        if event["anew"] == true {
            told.clear();
        }
        told.extend(event["statements"].as_array().unwrap());
    }
    let whole: Vec<&Value> = checked[0]["statements"].as_array().unwrap().iter().collect();
    assert_eq!(told, whole);
}

#[test]
fn what_was_said_is_kept_where_it_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kept.vtt");
    let kept = path.to_str().unwrap();
    let file = fixture("call.vtt");
    let arguments = replay(&file, &["--save", kept]);
    hangup(&arguments).assert().code(0).stderr(contains("consent").and(contains("kept.vtt")));
    let written = std::fs::read_to_string(&path).unwrap();
    assert_eq!(written, std::fs::read_to_string(&file).unwrap());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "others must not read it");
    }
    // What is there already is never lost.
    hangup(&arguments).assert().code(2).stderr(contains("exists already"));
}

#[test]
fn the_level_sets_the_exit_code() {
    let file = fixture("call.vtt");
    hangup(&replay(&file, &["--fail-on", "scam"])).assert().code(1);
    hangup(&replay(&file, &[])).assert().code(0);
}

#[test]
fn what_happened_changes_the_steps() {
    let file = fixture("call.vtt");
    let last = |happened: &str| {
        let events = judgements(&mut hangup(&replay(&file, &["--json", "--happened", happened])));
        events.last().unwrap()["judgement"].clone()
    };
    let (connected, paid) = (last("connected"), last("paid-gift-card"));
    assert_eq!(connected["verdict"], paid["verdict"]);
    assert_ne!(connected["advice"]["do_now"][0], paid["advice"]["do_now"][0]);
    hangup(&["check", "--happened", "conected", &file])
        .assert()
        .code(2)
        .stderr(contains("there is no id for --happened `conected`"));
}

#[test]
fn bad_input_is_told_with_what_to_do() {
    let refused = |arguments: &[&str], words: &'static str| {
        hangup(arguments).assert().code(2).stderr(contains(words));
    };
    refused(&["listen"], "--replay");
    refused(&["listen", "--replay", "no-such-file.vtt"], "no-such-file.vtt");
    let (notes, block) = (fixture("notes.txt"), fixture("block.txt"));
    refused(&["listen", "--replay", &notes], "`hangup check` judges it");
    refused(&["listen", "--replay", &block], "`hangup check` judges it");
    let call = fixture("call.vtt");
    refused(&["listen", "--replay", &call, "--speed", "0"], "name a number from");
    refused(&["listen", "--replay", &call, "--save", "call.doc"], ".vtt or .jsonl");
    refused(&["listen", "--replay", &call, "--mic"], "cannot be used with");
    refused(&["listen", "--mic", "--audiosocket", "9092"], "cannot be used with");
    refused(&["listen", &call, "--websocket", "9093"], "cannot be used with");
}

/// ALSA offers a device that only gives silence, also where there is no sound card.
#[cfg(all(target_os = "linux", feature = "microphone"))]
#[test]
fn a_device_that_hears_nothing_is_no_microphone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("alsa.conf");
    let silent = "pcm.null { type null hint { show on description \"Gives silence\" } }\n";
    std::fs::write(&path, silent).unwrap();
    let mut command = hangup(&["listen", "--devices"]);
    let output = command.env("ALSA_CONFIG_PATH", &path).output().unwrap();
    let (shown, told) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!shown.contains("Gives silence"), "{shown}");
    match output.status.code() {
        Some(0) => assert!(!shown.is_empty(), "the microphones of this machine"),
        code => assert!(code == Some(2) && told.contains("no microphone was found"), "{told}"),
    }
}

#[test]
fn help_and_schema_teach() {
    let help = contains("Exit codes").and(contains("Keys:")).and(contains("ffmpeg"));
    hangup(&["listen", "--help"]).assert().success().stdout(help);
    let schema = contains("story_changes").and(contains("abstained")).and(contains("\"anew\""));
    hangup(&["schema", "listen"]).assert().success().stdout(schema);
}

/// Ctrl-C ends it with the report, with what was said until then in the file, and with its code.
#[cfg(unix)]
#[test]
fn an_interruption_loses_nothing() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept.jsonl");
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/callback.txt");
    let program = assert_cmd::cargo::cargo_bin("hangup");
    let child = Command::new(program)
        .args(["listen", "--replay", example, "--speed", "20", "--plain", "--save"])
        .arg(&kept)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while !kept.exists() && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.contains("DO NOW"), "{shown}");
    let written = std::fs::read_to_string(&kept).unwrap();
    let call: Value = serde_json::from_str(written.trim_end()).unwrap();
    let turns = call["turns"].as_array().unwrap();
    assert!(!turns.is_empty() && turns.len() < 40, "{} turns", turns.len());
    let last = turns.last().unwrap()["text"].as_str().unwrap();
    let words: Vec<&str> = last.split_whitespace().take(3).collect();
    assert!(shown.contains(&words.join(" ")), "the last turn shown is the last one kept");
}

/// Reading a terminal that is gone never came back: the program went on for ever, and so did the
/// microphone.
#[test]
#[cfg(target_os = "linux")]
fn a_window_that_is_closed_ends_the_live_view_and_loses_nothing() {
    use std::path::PathBuf;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    const PATIENCE: Duration = Duration::from_secs(30);
    let wait_until = |holds: &dyn Fn() -> bool| {
        let begun = Instant::now();
        while !holds() && begun.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(20));
        }
        holds()
    };
    let folder = tempfile::tempdir().unwrap();
    let (kept, number) = (folder.path().join("kept.jsonl"), folder.path().join("number"));
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/callback.txt");
    let program = assert_cmd::cargo::cargo_bin("hangup");
    let line = format!(
        "echo $$ > '{}'; exec '{}' listen --replay '{example}' --speed 20 --save '{}'",
        number.display(),
        program.display(),
        kept.display()
    );
    // The terminal is that of `script`, and gone with it.
    let terminal = Command::new("script")
        .args(["-qc", &line, "/dev/null"])
        .env("TERM", "xterm")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut terminal) = terminal else { return };
    assert!(wait_until(&|| kept.exists()), "it hears");
    terminal.kill().unwrap();
    terminal.wait().unwrap();
    let number = std::fs::read_to_string(&number).unwrap();
    let process = PathBuf::from("/proc").join(number.trim());
    assert!(wait_until(&|| !process.exists()), "it ends with its terminal");
    let written = std::fs::read_to_string(&kept).unwrap();
    assert!(serde_json::from_str::<Value>(written.trim_end()).is_ok(), "{written}");
}
