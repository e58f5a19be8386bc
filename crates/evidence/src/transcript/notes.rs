//! Tells notes from talk: does a text say what somebody said ("he told me that"), or is it what was
//! said? The cues are data; here they are only found and weighed against each other.

use super::words::ReadingWords;
use serde::Deserialize;
use std::collections::HashMap;

/// How many words of a text are looked at; the beginning shows what it is.
const WORDS_LOOKED_AT_MAX: usize = 4_000;

/// How many words may stand between who and what in a cue: "he [then also] said".
const GAP_WORDS_MAX: usize = 2;

/// How many cues of telling make notes of a text that is longer than a sentence or two.
const CUES_MIN: usize = 2;

/// A text of so few words is notes with a single cue.
const SHORT_WORDS_MAX: usize = 40;

/// Telling must show at least once in so many words.
const WORDS_PER_CUE_MAX: usize = 40;

const QUOTATION_MARKS: [char; 3] = ['"', '“', '”'];

/// The cues of one manner as `rules/notes.toml` writes them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct TellingTables {
    /// Cues of one piece.
    cues: Vec<String>,
    /// Cues of two pieces: anyone of `who`, at most two words, anything of `did`.
    who: Vec<String>,
    did: Vec<String>,
}

/// Runs of words that show a manner of speaking, found by their first word.
#[derive(Debug, Clone, Default)]
pub(super) struct Cues {
    whole: Runs,
    who: Runs,
    did: Runs,
}

/// Runs of words by their first word, the longest first.
type Runs = HashMap<String, Vec<Vec<String>>>;

impl Cues {
    pub(super) fn new(tables: &TellingTables) -> Self {
        Self { whole: runs(&tables.cues), who: runs(&tables.who), did: runs(&tables.did) }
    }

    /// How many cues stand in the words, not overlapping.
    fn count(&self, words: &[String]) -> usize {
        let (mut count, mut at) = (0, 0);
        while at < words.len() {
            match self.at(&words[at..]) {
                Some(length) => {
                    count += 1;
                    at += length;
                }
                None => at += 1,
            }
        }
        count
    }

    /// The length of the cue that begins here.
    fn at(&self, words: &[String]) -> Option<usize> {
        begins(&self.whole, words).or_else(|| {
            let who = begins(&self.who, words)?;
            (who..=who + GAP_WORDS_MAX)
                .find_map(|at| Some(at + begins(&self.did, words.get(at..)?)?))
        })
    }
}

/// Whether a text tells of a call instead of being one.
pub(super) fn tells<'a>(texts: impl Iterator<Item = &'a str>, words: &ReadingWords) -> bool {
    let seen: Vec<String> =
        texts.flat_map(told).flat_map(split).take(WORDS_LOOKED_AT_MAX).collect();
    let telling = words.telling.count(&seen);
    let enough = if seen.len() <= SHORT_WORDS_MAX { 1 } else { CUES_MIN };
    telling >= enough
        && telling * WORDS_PER_CUE_MAX >= seen.len()
        && telling > words.talking.count(&seen)
}

fn runs(cues: &[String]) -> Runs {
    let mut runs = Runs::new();
    for run in cues.iter().map(|cue| split(cue).collect::<Vec<_>>()) {
        if let Some(first) = run.first() {
            runs.entry(first.clone()).or_default().push(run);
        }
    }
    for list in runs.values_mut() {
        list.sort_by_key(|run| std::cmp::Reverse(run.len()));
    }
    runs
}

fn begins(runs: &Runs, words: &[String]) -> Option<usize> {
    let list = runs.get(words.first()?)?;
    list.iter().find(|run| words.starts_with(run)).map(Vec::len)
}

/// The parts of a text outside quotation marks: what is quoted is talk in notes too.
fn told(text: &str) -> impl Iterator<Item = &str> {
    let marks = text.matches(QUOTATION_MARKS).count();
    let balanced = marks.is_multiple_of(2);
    let parts = text.split(QUOTATION_MARKS).enumerate();
    parts.filter(move |(index, _)| !balanced || index % 2 == 0).map(|(_, part)| part)
}

/// Lower-case words; an apostrophe splits like any other sign ("he'd" is `he d`), in texts and in
/// cues alike.
fn split(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}
