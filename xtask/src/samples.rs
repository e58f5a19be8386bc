//! Calls as numbers: which evidence and which words each call holds, for the fit.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use evidence::judge::{Circumstances, LiveCall};
use evidence::knowledge::Knowledge;
use evidence::transcript::{Call, Label, Side, Transcript, Utterance, read_record};
use evidence::wording;

/// One call, or the beginning of one, as the fit sees it.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The call's name.
    pub id: String,
    /// The file that it stands in.
    pub file: String,
    /// Calls that must stay on one side of a split.
    pub group: String,
    /// What kind of call it is.
    pub kind: String,
    /// Whether it is a scam.
    pub scam: bool,
    /// Whether it is a real call, or a twin written beside one.
    pub real: bool,
    /// Only the first words of the call.
    pub beginning: bool,
    /// Keys of its evidence, as `rules/scores.toml` weighs it.
    pub evidence: Vec<String>,
    /// Numbers of its words and pairs of words, each once.
    pub features: Vec<u32>,
}

/// Names of words and pairs of words by their numbers.
#[derive(Debug, Default)]
pub struct Features {
    numbers: HashMap<String, u32>,
    /// The names.
    pub names: Vec<String>,
}

impl Features {
    fn number(&mut self, feature: &str) -> u32 {
        if let Some(&number) = self.numbers.get(feature) {
            return number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.numbers.insert(feature.to_owned(), number);
        self.names.push(feature.to_owned());
        number
    }
}

/// How much of a call is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Cut {
    /// The words of a whole call.
    pub words_max: usize,
    /// The words of its beginning.
    pub first_words: usize,
}

/// The files of a folder of calls: `train/*.jsonl` and `real/*.jsonl`, in order of their names.
///
/// # Errors
/// When a folder cannot be read.
pub fn files(data: &Path) -> Result<Vec<(PathBuf, bool)>> {
    let mut files = Vec::new();
    for (folder, real) in [("train", false), ("real", true)] {
        let folder = data.join(folder);
        let entries = std::fs::read_dir(&folder)
            .with_context(|| format!("reading the folder {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "jsonl") {
                files.push((path, real));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Reads one file of labelled calls.
///
/// # Errors
/// When the file cannot be read, or a line is no call: data must be whole.
pub fn calls(path: &Path, knowledge: &Knowledge) -> Result<Vec<Call>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let read = |(number, line): (usize, &str)| {
        read_record(line, number + 1, &knowledge.reading)
            .map_err(|problem| anyhow::anyhow!("{}: {}", path.display(), problem.message))
    };
    lines.map(read).collect()
}

/// Turns a labelled call into samples: the whole of it, and its beginning if it goes on after that.
pub fn samples(
    call: &Call,
    origin: (&str, bool),
    cut: Cut,
    knowledge: &Knowledge,
    features: &mut Features,
) -> Vec<Sample> {
    let Some(label) = call.about.label else { return Vec::new() };
    let (file, real) = origin;
    let words = count_words(&call.transcript);
    let mut samples = Vec::new();
    for (limit, beginning) in [(cut.words_max, false), (cut.first_words, true)] {
        if beginning && words <= limit * 3 / 2 {
            continue;
        }
        let transcript = first_words(&call.transcript, limit);
        let (evidence, features) = understand(&transcript, knowledge, features);
        samples.push(Sample {
            id: call.transcript.id.clone().unwrap_or_default(),
            file: file.to_owned(),
            group: call.about.leak_group.clone().unwrap_or_else(|| file.to_owned()),
            kind: call.about.kind.clone().unwrap_or_default(),
            scam: label == Label::Scam,
            real,
            beginning,
            evidence,
            features,
        });
    }
    samples
}

/// The words of a call, counted at white space.
pub fn count_words(transcript: &Transcript) -> usize {
    transcript.utterances.iter().map(|u| u.text.split_whitespace().count()).sum()
}

/// The first words of a call.
pub fn first_words(transcript: &Transcript, limit: usize) -> Transcript {
    let mut left = limit;
    let mut utterances = Vec::new();
    for utterance in &transcript.utterances {
        if left == 0 {
            break;
        }
        let words: Vec<&str> = utterance.text.split_whitespace().take(left).collect();
        left -= words.len();
        utterances.push(Utterance { text: words.join(" "), ..utterance.clone() });
    }
    Transcript { utterances, ..transcript.clone() }
}

fn understand(
    transcript: &Transcript,
    knowledge: &Knowledge,
    features: &mut Features,
) -> (Vec<String>, Vec<u32>) {
    let mut live = LiveCall::new(transcript.form, Circumstances::default(), knowledge);
    for utterance in &transcript.utterances {
        live.hear(utterance);
    }
    let mut numbers = HashSet::new();
    for (turn, utterance) in transcript.utterances.iter().enumerate() {
        if live.side(turn) != Side::Callee {
            let words = knowledge.book.hear(&utterance.text).words;
            wording::features(&words, |feature, _, _| {
                numbers.insert(features.number(feature));
            });
        }
    }
    let mut numbers: Vec<u32> = numbers.into_iter().collect();
    numbers.sort_unstable();
    (live.evidence(), numbers)
}

/// How many samples each word stands in, and in how many groups of sources.
pub fn spread(samples: &[&Sample], features: usize) -> Vec<(usize, usize)> {
    let mut calls = vec![0; features];
    let mut groups: Vec<HashSet<u16>> = vec![HashSet::new(); features];
    let mut numbers: BTreeMap<&str, u16> = BTreeMap::new();
    for sample in samples.iter().filter(|sample| !sample.beginning) {
        let next = u16::try_from(numbers.len()).unwrap_or(u16::MAX);
        let group = *numbers.entry(&sample.group).or_insert(next);
        for &feature in &sample.features {
            calls[feature as usize] += 1;
            groups[feature as usize].insert(group);
        }
    }
    calls.into_iter().zip(groups).map(|(calls, groups)| (calls, groups.len())).collect()
}
