//! Keeping the words of a call in a file, when the user asks for it. The file is written anew after
//! each utterance, beside its place and then put there, so that nothing is lost however it ends.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use evidence::transcript::{Side, Transcript, Utterance};
use serde_json::json;
use tempfile::NamedTempFile;

use super::Listening;

/// What to know before one keeps a call.
pub const CONSENT: &str = "Keeping what is said may need the other side's consent where you live.";

/// The file is written no more often than this while the call goes on.
const PAUSE_MIN: Duration = Duration::from_secs(2);

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Subtitles with times and speakers, one file a call.
    WebVtt,
    /// One call a line, as `hangup check` reads them.
    JsonLines,
}

/// A file that is being written.
#[derive(Debug)]
pub struct Saving {
    /// Its place.
    pub path: PathBuf,
    form: Form,
    written: Option<Instant>,
    utterances: usize,
    /// The files that are ours, and may be written anew.
    own: Vec<PathBuf>,
}

impl Saving {
    /// Begins to keep; nothing is written before anything is said.
    ///
    /// # Errors
    /// When the ending tells no known form, the file exists already, or there is no such folder.
    pub fn begin(path: &Path) -> Result<Self> {
        let form = match path.extension().and_then(|ending| ending.to_str()) {
            Some("vtt") => Form::WebVtt,
            Some("jsonl") => Form::JsonLines,
            _ => bail!("{}: give the file an ending, .vtt or .jsonl", path.display()),
        };
        if path.exists() {
            bail!("{}: this file exists already; name another one", path.display());
        }
        if !folder(path).is_dir() {
            bail!("{}: there is no such folder", folder(path).display());
        }
        Ok(Self { path: path.to_owned(), form, written: None, utterances: 0, own: Vec::new() })
    }

    /// Writes what is new, unless it was written a moment ago.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_up(&mut self, listening: &Listening<'_>) -> Result<()> {
        let utterances = listening.calls.iter().map(|call| call.utterances.len()).sum();
        let rested = self.written.is_none_or(|written| written.elapsed() >= PAUSE_MIN);
        if utterances != self.utterances && rested {
            self.write(listening)?;
            self.utterances = utterances;
        }
        Ok(())
    }

    /// Writes everything.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, listening: &Listening<'_>) -> Result<()> {
        self.written = Some(Instant::now());
        let calls = listening.calls.iter().filter(|call| !call.utterances.is_empty());
        let mut transcripts: Vec<Transcript> = calls.map(|call| call.transcript()).collect();
        for transcript in &mut transcripts {
            // Words of the two ends of a line can come in another order than they were said.
            transcript.utterances.sort_by_key(|said| said.start_ms);
        }
        match self.form {
            _ if transcripts.is_empty() => Ok(()),
            Form::JsonLines => {
                let lines: String = transcripts.iter().map(json_line).collect();
                self.put(self.path.clone(), &lines)
            }
            Form::WebVtt => (1..).zip(&transcripts).try_for_each(|(number, transcript)| {
                self.put(numbered(&self.path, number), &web_vtt(transcript))
            }),
        }
    }

    /// Puts a text in a file that only its owner can read, all of it or nothing; a file of someone
    /// else stays as it is.
    fn put(&mut self, path: PathBuf, text: &str) -> Result<()> {
        let context = || format!("saving the call in {}", path.display());
        let mut file = NamedTempFile::new_in(folder(&path)).with_context(context)?;
        file.write_all(text.as_bytes()).with_context(context)?;
        if self.own.contains(&path) {
            file.persist(&path).map_err(|error| error.error).with_context(context)?;
        } else {
            file.persist_noclobber(&path).map_err(|error| error.error).with_context(context)?;
            self.own.push(path);
        }
        Ok(())
    }
}

/// The file of the first call, or with the number behind the name of another one.
fn numbered(path: &Path, number: usize) -> PathBuf {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    match stem {
        Some(stem) if number > 1 => path.with_file_name(format!("{stem}-{number}.vtt")),
        _ => path.to_owned(),
    }
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A call in the form of `hangup check`: one line, times in seconds.
fn json_line(transcript: &Transcript) -> String {
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
    format!("{}\n", json!({ "id": transcript.id, "form": "dialogue", "turns": turns }))
}

/// A call as WebVTT (W3C).
fn web_vtt(transcript: &Transcript) -> String {
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

/// The label in the file: one that is read as the side that was worked out.
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
