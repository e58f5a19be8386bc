//! Labelled calls: a sample of those to learn from and all real ones, with the families in which
//! they are left out together. How a call is understood is no matter of this file.

use std::path::Path;

use anyhow::{Context as _, Result, anyhow};
use evidence::knowledge::Knowledge;
use evidence::transcript::{Call, Label, Transcript, Utterance, read_record};
use sha2::{Digest as _, Sha256};

/// How much of a call every way of telling is shown; as in the fit of Hangup's own weights.
pub const WORDS_MAX: usize = 400;

/// One call and what it truly was.
#[derive(Debug)]
pub struct LabelledCall {
    /// The call's name.
    pub id: String,
    /// The file that it stands in, without its ending.
    pub file: String,
    /// Calls that are left out of a fit together.
    pub family: String,
    /// Whether it is a scam.
    pub scam: bool,
    /// An honest call that was written to resemble a scam.
    pub twin: bool,
    /// Whether it is a real call, or a twin written beside one.
    pub real: bool,
    /// Its first words.
    pub transcript: Transcript,
}

impl LabelledCall {
    /// All words of the call, whoever says them.
    #[must_use]
    pub fn text(&self) -> String {
        text(&self.transcript)
    }
}

/// All words of a call, whoever says them.
#[must_use]
pub fn text(transcript: &Transcript) -> String {
    let texts: Vec<&str> = transcript.utterances.iter().map(|u| u.text.as_str()).collect();
    texts.join("\n")
}

/// Reads `real/*.jsonl` whole, and of each file in `train/` at most `sample` calls.
///
/// # Errors
/// When a file cannot be read, or a line is no call: data must be whole.
pub fn read(data: &Path, sample: usize, knowledge: &Knowledge) -> Result<Vec<LabelledCall>> {
    let mut calls = Vec::new();
    for (folder, real) in [("train", false), ("real", true)] {
        let folder = data.join(folder);
        let entries = std::fs::read_dir(&folder)
            .with_context(|| format!("reading the folder {}", folder.display()))?;
        let mut paths = Vec::new();
        for entry in entries {
            paths.push(entry?.path());
        }
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
        paths.sort();
        for path in paths {
            let mut of_file = read_file(&path, real, knowledge)?;
            if !real {
                // In the order of a hash: a sample that is the same on every machine, and fair.
                of_file.sort_by_cached_key(|call| Sha256::digest(&call.id).to_vec());
                of_file.truncate(sample);
            }
            calls.extend(of_file);
        }
    }
    Ok(calls)
}

fn read_file(path: &Path, real: bool, knowledge: &Knowledge) -> Result<Vec<LabelledCall>> {
    let all = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let file = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut calls = Vec::new();
    for (number, line) in (1..).zip(all.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let call = read_record(line, number, &knowledge.reading)
            .map_err(|problem| anyhow!("{}: {}", path.display(), problem.message))?;
        calls.extend(labelled(&call, &file, real));
    }
    Ok(calls)
}

fn labelled(call: &Call, file: &str, real: bool) -> Option<LabelledCall> {
    let about = &call.about;
    let group = about.leak_group.as_deref().unwrap_or(file);
    Some(LabelledCall {
        id: call.transcript.id.clone().unwrap_or_default(),
        file: file.to_owned(),
        // Twins that were written beside a group's calls are left out with them.
        family: group.strip_suffix("_pairs").unwrap_or(group).to_owned(),
        scam: about.label? == Label::Scam,
        twin: about.kind.as_deref().is_some_and(|kind| kind.starts_with("hard_negative")),
        real,
        transcript: first_words(&call.transcript, WORDS_MAX),
    })
}

/// The first words of a call.
#[must_use]
pub fn first_words(transcript: &Transcript, limit: usize) -> Transcript {
    let mut left = limit;
    let mut utterances = Vec::new();
    for utterance in &transcript.utterances {
        let words: Vec<&str> = utterance.text.split_whitespace().take(left).collect();
        if words.is_empty() {
            break;
        }
        left -= words.len();
        utterances.push(Utterance { text: words.join(" "), ..utterance.clone() });
    }
    Transcript { utterances, ..transcript.clone() }
}

/// The words of a call, counted at white space.
#[must_use]
pub fn count_words(transcript: &Transcript) -> usize {
    transcript.utterances.iter().map(|u| u.text.split_whitespace().count()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twins_are_left_out_with_what_they_were_written_beside() {
        let knowledge = Knowledge::embedded().unwrap();
        let line = r#"{"id":"a","label":"legit","kind":"hard_negative:refund",
            "leak_group":"tube_pairs","turns":[{"speaker":"unknown","text":"one two three"}]}"#;
        let call = read_record(&line.replace('\n', " "), 1, &knowledge.reading).unwrap();
        let call = labelled(&call, "file", true).unwrap();
        assert_eq!((call.family.as_str(), call.twin, call.scam), ("tube", true, false));
        assert_eq!(text(&first_words(&call.transcript, 2)), "one two");
    }
}
