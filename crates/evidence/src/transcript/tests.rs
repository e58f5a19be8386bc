//! Every form of input beside what must be read from it: one `check`, many rows.
//! A transcript is shown as its form and one line an utterance: `side speaker start-end | text`.

mod broken;
mod files;
mod live;
mod text;

use super::{Form, ProblemKind, Reading, ReadingWords, Side, Transcript, read};
use std::fmt::Write;

const LABELS: &str = r#"
caller = ["caller", "scammer", "scamtech", "agent", "them", "tech support"]
callee = ["me", "callee", "customer", "client", "target", "i"]
unknown = ["speaker", "unknown", "technician"]
"#;

const NOTES: &str = include_str!("../../../../rules/notes.toml");

fn words() -> ReadingWords {
    ReadingWords::from_toml(LABELS, NOTES).expect("the lists above and rules/notes.toml are sound")
}

/// Reads the input as one call and compares how it is shown.
#[track_caller]
fn check(input: &str, expected: &str) {
    let reading = read(input.as_bytes(), &words());
    assert_eq!(reading.problems, [], "{input}");
    assert_eq!(reading.calls.len(), 1, "{input}");
    let expected: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    assert_eq!(shown(&reading.calls[0].transcript), expected.join("\n"), "{input}");
}

/// Reads the input and compares all calls, blank lines between, and the kinds and lines of the
/// problems.
#[track_caller]
fn check_all(input: &[u8], expected: &str, problems: &[(ProblemKind, Option<usize>)]) -> Reading {
    let reading = read(input, &words());
    let expected: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    let calls: Vec<String> = reading.calls.iter().map(|call| shown(&call.transcript)).collect();
    assert_eq!(calls.join("\n\n"), expected.join("\n"));
    let found: Vec<_> = reading.problems.iter().map(|one| (one.kind, one.line)).collect();
    assert_eq!(found, problems);
    reading
}

fn shown(transcript: &Transcript) -> String {
    let mut shown = match transcript.form {
        Form::Dialogue => "dialogue".to_owned(),
        Form::Notes => "notes".to_owned(),
        Form::Block => "block".to_owned(),
    };
    for utterance in &transcript.utterances {
        let side = match utterance.side {
            Side::Caller => "caller",
            Side::Callee => "callee",
            Side::Unknown => "unknown",
        };
        write!(shown, "\n{side}").expect("a string takes all");
        if !utterance.speaker.is_empty() {
            write!(shown, " {}", utterance.speaker).expect("a string takes all");
        }
        if let Some(start) = utterance.start_ms {
            write!(shown, " {start}").expect("a string takes all");
        }
        if let Some(end) = utterance.end_ms {
            write!(shown, "-{end}").expect("a string takes all");
        }
        write!(shown, " | {}", utterance.text).expect("a string takes all");
    }
    shown
}
