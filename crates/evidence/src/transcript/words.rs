//! The words that reading a transcript needs, loaded from `rules/labels.toml` and
//! `rules/notes.toml`: which labels stand for which side, which words before a colon are no label,
//! and how people tell of a call afterwards.

use super::Side;
use super::draft::is_hidden;
use super::notes::{Cues, TellingTables};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// The words that reading needs; see `rules/labels.toml` and `rules/notes.toml`.
#[derive(Debug, Clone, Default)]
pub struct ReadingWords {
    sides: HashMap<String, Side>,
    not_labels: HashSet<String>,
    not_label_endings: HashSet<String>,
    pub(super) telling: Cues,
    pub(super) talking: Cues,
}

/// Why the reading words could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum ReadingWordsError {
    /// The file of labels is not the TOML that it should be.
    #[error("labels.toml: {0}; it holds the lists caller, callee and unknown")]
    Labels(#[source] toml::de::Error),
    /// The file of notes words is not the TOML that it should be.
    #[error("notes.toml: {0}; see the comments in rules/notes.toml")]
    Notes(#[source] toml::de::Error),
    /// A label stands for two sides.
    #[error("labels.toml: the label \"{label}\" stands in two lists; keep it in one")]
    TwoSides {
        /// The label, in normal form.
        label: String,
    },
}

/// The file `rules/labels.toml`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct LabelsFile {
    caller: Vec<String>,
    callee: Vec<String>,
    unknown: Vec<String>,
}

/// The file `rules/notes.toml`.
#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NotesFile {
    not_labels: Vec<String>,
    not_label_endings: Vec<String>,
    telling: TellingTables,
    talking: TellingTables,
}

impl ReadingWords {
    /// Loads the words from the texts of `labels.toml` and `notes.toml`; either may be empty.
    ///
    /// # Errors
    /// When a file is not the TOML that it should be, or a label stands for two sides.
    pub fn from_toml(labels_toml: &str, notes_toml: &str) -> Result<Self, ReadingWordsError> {
        let labels: LabelsFile = toml::from_str(labels_toml).map_err(ReadingWordsError::Labels)?;
        let notes: NotesFile = toml::from_str(notes_toml).map_err(ReadingWordsError::Notes)?;
        Self::new(labels, &notes)
    }

    /// The words of the two files.
    pub(crate) fn new(labels: LabelsFile, notes: &NotesFile) -> Result<Self, ReadingWordsError> {
        let mut words = Self {
            not_labels: notes.not_labels.iter().map(|label| normal(label)).collect(),
            not_label_endings: notes.not_label_endings.iter().map(|word| normal(word)).collect(),
            telling: Cues::new(&notes.telling),
            talking: Cues::new(&notes.talking),
            ..Self::default()
        };
        let lists = [
            (Side::Caller, labels.caller),
            (Side::Callee, labels.callee),
            (Side::Unknown, labels.unknown),
        ];
        for (side, label) in lists.iter().flat_map(|(side, list)| list.iter().map(|l| (*side, l))) {
            let label = normal(label);
            if words.sides.insert(label.clone(), side).is_some_and(|before| before != side) {
                return Err(ReadingWordsError::TwoSides { label });
            }
        }
        Ok(words)
    }

    /// The side that a label stands for: nothing if the label is in no list, [`Side::Unknown`] if
    /// it is listed so. Case, signs, numbers at the end ("Agent 1") and words in brackets ("Priya
    /// (agent)") do not matter.
    #[must_use]
    pub fn side(&self, label: &str) -> Option<Side> {
        let whole = normal(label);
        if let Some(side) = self.listed(&whole) {
            return Some(side);
        }
        let (before, inside) = label.split_once('(')?;
        let inside = inside.split(')').next().unwrap_or(inside);
        self.listed(&normal(inside)).or_else(|| self.listed(&normal(before)))
    }

    fn listed(&self, normal_label: &str) -> Option<Side> {
        let side = self.sides.get(normal_label);
        side.or_else(|| self.sides.get(without_number(normal_label))).copied()
    }

    /// Whether these words before a colon are known to be no label: "note", "he said".
    pub(super) fn is_no_label(&self, label: &str) -> bool {
        let normal_label = normal(label);
        let ending = normal_label.rsplit(' ').next().unwrap_or_default();
        self.not_labels.contains(without_number(&normal_label))
            || self.not_label_endings.contains(ending)
    }
}

/// A label in lower case, its words separated by one space, without signs.
pub(super) fn normal(label: &str) -> String {
    let mut normal_label = String::with_capacity(label.len());
    let counts = |letter: &char| !matches!(letter, '\'' | '’' | '.') && !is_hidden(*letter);
    let letters = label.chars().filter(counts);
    for letter in letters.flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            normal_label.push(letter);
        } else if !normal_label.is_empty() && !normal_label.ends_with(' ') {
            normal_label.push(' ');
        }
    }
    normal_label.truncate(normal_label.trim_end().len());
    normal_label
}

fn without_number(normal_label: &str) -> &str {
    let stem = normal_label.trim_end_matches(|letter: char| letter.is_ascii_digit()).trim_end();
    if stem.is_empty() { normal_label } else { stem }
}
