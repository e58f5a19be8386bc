//! Large inputs take time in proportion to their size, and many calls little memory.

use std::time::{Duration, Instant};

use crate::running::{hangup, judgements};

/// How long one check of a text takes.
fn seconds(text: String) -> f64 {
    let started = Instant::now();
    let judged = judgements(hangup(&["check", "--json"]).write_stdin(text));
    assert_eq!(judged.len(), 1);
    started.elapsed().as_secs_f64()
}

/// Twice the size takes at most about three times as long; a little time is always noise.
fn is_about_linear(text: impl Fn(usize) -> String, size: usize) {
    let (half, whole) = (seconds(text(size / 2)), seconds(text(size)));
    assert!(whole < 3.0 * half + 1.0, "{half} s for the half, {whole} s for the whole");
}

const WORDS: &str = "hello sir your computer has a virus please download anydesk and read me the \
                     code okay what is that I do not know what you mean by it ";

#[test]
fn one_line_of_20_megabytes() {
    is_about_linear(|bytes| WORDS.repeat(bytes / WORDS.len()), 20_000_000);
    is_about_linear(|bytes| "a".repeat(bytes), 20_000_000);
}

#[test]
fn three_hundred_thousand_short_lines() {
    let lines = |lines: usize| "Caller: go to your computer\nMe: why is that\n".repeat(lines / 2);
    is_about_linear(lines, 300_000);
}

#[test]
fn many_calls_stream() {
    let record = "{\"turns\":[{\"speaker\":\"caller\",\"text\":\"good morning\"}]}\n";
    let started = Instant::now();
    let output = hangup(&["check"]).write_stdin(record.repeat(5_000)).output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.ends_with(
        "5000 calls: 0 scam, 0 suspicious, 0 unclear, 0 no sign, 5000 too little said\n"
    ));
    assert_eq!(shown.lines().count(), 5_001);
    assert!(started.elapsed() < Duration::from_secs(60));
}
