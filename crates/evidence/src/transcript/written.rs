//! A call as files for others: subtitles and JSON Lines, both of which are read again here.

use serde_json::json;

use super::{Side, Transcript, Utterance};

/// A call on one line, as `hangup check` reads it; times are in seconds.
#[must_use]
pub fn json_line(transcript: &Transcript) -> String {
    let turns: Vec<_> = transcript
        .utterances
        .iter()
        .map(|said| {
            json!({
                "speaker": speaker(said),
                "start": said.start_ms.map(seconds),
                "end": said.end_ms.map(seconds),
                "text": said.text,
            })
        })
        .collect();
    format!("{}\n", json!({ "id": transcript.id, "form": transcript.form, "turns": turns }))
}

/// A call as WebVTT (W3C).
#[must_use]
pub fn web_vtt(transcript: &Transcript) -> String {
    let mut text = String::from("WEBVTT\n");
    for said in &transcript.utterances {
        let (begin, end) = (said.start_ms.unwrap_or(0), said.end_ms.unwrap_or(0));
        // A cue that lasts no time at all is not allowed.
        let end = end.max(begin + 1);
        let words = escaped(&said.text);
        let words = match speaker(said) {
            "" => words,
            speaker => format!("<v {}>{words}</v>", escaped(speaker)),
        };
        text += &format!("\n{} --> {}\n{words}\n", stamp(begin), stamp(end));
    }
    text
}

/// The label in the file: one that is read as the side that is known.
fn speaker(said: &Utterance) -> &str {
    match said.side {
        Side::Caller => "Caller",
        Side::Callee => "Me",
        Side::Unknown => &said.speaker,
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn stamp(ms: u64) -> String {
    let (minutes, rest) = (ms / 60_000, ms % 60_000);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    format!("{hours:02}:{minutes:02}:{:02}.{:03}", rest / 1_000, rest % 1_000)
}

#[expect(clippy::cast_precision_loss, reason = "the times of a call are far below 2^52")]
fn seconds(ms: u64) -> f64 {
    ms as f64 / 1_000.0
}
