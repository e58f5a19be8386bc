//! Keeping the words of calls in files, when the user asks for it. A file is written anew as words
//! come, beside its place and then put there, so that nothing is lost however it ends.

use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{Read as _, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use evidence::transcript::{Transcript, json_line, web_vtt};
use hear::call::Call;
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

/// Files that are being written.
#[derive(Debug)]
pub struct Saving {
    /// The place of the first one.
    pub path: PathBuf,
    form: Form,
    written: Option<Instant>,
    /// The utterances that were there when it was last written.
    utterances: Option<usize>,
    /// The files that are ours and may be written anew, by the calls in them: of subtitles each
    /// call has its own, of lines all share one.
    own: HashMap<usize, Own>,
    /// The calls that ever had a file.
    calls: usize,
    /// Bytes at the beginning of a file of lines that stay: calls that are no longer in the list.
    settled: u64,
}

/// A file of ours.
#[derive(Debug)]
struct Own {
    path: PathBuf,
    /// What was last written, in short.
    sum: u64,
}

/// What stands for the one file of lines among the files of calls.
const ALL_CALLS: usize = usize::MAX;

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
        Ok(Self {
            path: path.to_owned(),
            form,
            written: None,
            utterances: None,
            own: HashMap::new(),
            calls: 0,
            settled: 0,
        })
    }

    /// Writes what is new, unless it was written a moment ago.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_up(&mut self, listening: &Listening<'_>) -> Result<()> {
        let utterances = Some(listening.calls.iter().map(|call| call.utterances.len()).sum());
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
        match self.form {
            Form::JsonLines => self.put(ALL_CALLS, &lines(&listening.calls)).map(drop),
            Form::WebVtt => {
                let mut calls = spoken(&listening.calls);
                calls.try_for_each(|call| self.put(call.serial, &web_vtt(&ordered(call))).map(drop))
            }
        }
    }

    /// Writes a call for the last time, which is no longer in the list; gives its file, if
    /// somebody spoke in it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn settle(
        &mut self,
        call: &Call<'_>,
        listening: &Listening<'_>,
    ) -> Result<Option<PathBuf>> {
        if call.utterances.is_empty() {
            return Ok(None);
        }
        self.utterances = None;
        let path = match self.form {
            Form::JsonLines => {
                let line = json_line(&ordered(call));
                let path = self.put(ALL_CALLS, &(line.clone() + &lines(&listening.calls)))?;
                self.settled += line.len() as u64;
                path
            }
            Form::WebVtt => {
                let path = self.put(call.serial, &web_vtt(&ordered(call)))?;
                self.own.remove(&call.serial);
                path
            }
        };
        Ok(Some(path))
    }

    /// Puts a text in the file of a call, which only its owner can read, behind what is settled in
    /// it, all of it or nothing; a file of someone else stays as it is.
    fn put(&mut self, call: usize, text: &str) -> Result<PathBuf> {
        let known = self.own.get(&call);
        let path = match known {
            Some(own) => own.path.clone(),
            None => numbered(&self.path, self.calls + 1),
        };
        let sum = sum(self.settled, text);
        if text.is_empty() && self.settled == 0 || known.is_some_and(|own| own.sum == sum) {
            return Ok(path);
        }
        let context = || format!("saving the call in {}", path.display());
        let mut file = NamedTempFile::new_in(folder(&path)).with_context(context)?;
        if self.settled > 0 {
            let mut before = File::open(&path).with_context(context)?.take(self.settled);
            std::io::copy(&mut before, file.as_file_mut()).with_context(context)?;
        }
        file.write_all(text.as_bytes()).with_context(context)?;
        if known.is_some() {
            file.persist(&path).map_err(|error| error.error).with_context(context)?;
        } else {
            file.persist_noclobber(&path).map_err(|error| error.error).with_context(context)?;
            self.calls += 1;
        }
        self.own.insert(call, Own { path: path.clone(), sum });
        Ok(path)
    }
}

/// A text and what stands before it, in short.
fn sum(settled: u64, text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (settled, text).hash(&mut hasher);
    hasher.finish()
}

/// The calls in which somebody spoke.
fn spoken<'c, 'k>(calls: &'c [Call<'k>]) -> impl Iterator<Item = &'c Call<'k>> {
    calls.iter().filter(|call| !call.utterances.is_empty())
}

fn lines(calls: &[Call<'_>]) -> String {
    spoken(calls).map(|call| json_line(&ordered(call))).collect()
}

/// A call as a transcript; words of the two ends of a line can come in another order than they
/// were said.
fn ordered(call: &Call<'_>) -> Transcript {
    let mut transcript = call.transcript();
    transcript.utterances.sort_by_key(|said| said.start_ms);
    transcript
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
