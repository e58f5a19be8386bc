//! Reported speech: turning "he said he was from my bank" and "you said you were from my bank" into
//! the caller's own words, so that one set of rules serves a call, what is quoted in it, and notes
//! written afterwards. `rules/reported.toml` says which words become which.

use std::collections::HashMap;

use serde::Deserialize;

use crate::spelling::{Spelling, Token, Words};

/// The file `rules/reported.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportedFile {
    /// Words after which a speaker repeats what the other one said, and what stands for them.
    cues: Vec<[String; 2]>,
    /// How many words after a cue are repeated speech at most.
    reach: usize,
    /// What becomes of words after a cue.
    in_calls: Vec<[String; 2]>,
    /// What becomes of words in notes.
    in_notes: Vec<[String; 2]>,
}

/// Reported speech, ready to be turned round.
#[derive(Debug)]
pub struct Reported {
    cues: Phrases,
    reach: usize,
    in_calls: Phrases,
    in_notes: Phrases,
}

/// Runs of words by their first word, the longest first, and what they become.
type Phrases = HashMap<Box<str>, Vec<Turned>>;
/// A run of words, and the words that stand in its place.
type Turned = (Vec<Box<str>>, Vec<Box<str>>);

impl Reported {
    /// Prepares the tables; their words are spelled as in calls.
    pub(crate) fn new(file: &ReportedFile, spelling: &Spelling) -> Self {
        Self {
            cues: phrases(&file.cues, spelling),
            reach: file.reach,
            in_calls: phrases(&file.in_calls, spelling),
            in_notes: phrases(&file.in_notes, spelling),
        }
    }

    /// Notes as the caller would have said it.
    pub(crate) fn turn_notes(&self, words: &Words) -> Words {
        let mut turned = Words::default();
        turn(words, 0..words.len(), &self.in_notes, &mut turned);
        turned
    }

    /// What a speaker repeats of the other side, as the other side would have said it.
    pub(crate) fn turn_quoted(&self, words: &Words) -> Option<Words> {
        let mut turned = Words::default();
        let mut at = 0;
        while at < words.len() {
            let Some((phrase, instead)) = longest(&self.cues, words, at) else {
                at += 1;
                continue;
            };
            let start = at + phrase.len();
            let last = words.tokens[start - 1];
            for word in instead {
                turned.push(word, Token { to: last.to, wall: false, ..words.tokens[at] });
            }
            let mut end = start;
            while end < words.len() && end < start + self.reach && !words.tokens[end - 1].wall {
                end += 1;
            }
            turn(words, start..end, &self.in_calls, &mut turned);
            if let Some(last) = turned.tokens.last_mut() {
                last.wall = true;
            }
            at = end.max(at + 1);
        }
        (!turned.is_empty()).then_some(turned)
    }
}

fn phrases(pairs: &[[String; 2]], spelling: &Spelling) -> Phrases {
    let list = |text: &str| -> Vec<Box<str>> {
        let words = spelling.words(text);
        (0..words.len()).map(|at| words.word(at).into()).collect()
    };
    let mut phrases = Phrases::new();
    for [from, to] in pairs {
        let from = list(from);
        if let Some(first) = from.first() {
            phrases.entry(first.clone()).or_default().push((from, list(to)));
        }
    }
    for same_start in phrases.values_mut() {
        same_start.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
    }
    phrases
}

/// The longest phrase that stands at a word.
fn longest<'p>(phrases: &'p Phrases, words: &Words, at: usize) -> Option<&'p Turned> {
    phrases.get(words.word(at))?.iter().find(|(from, _)| {
        at + from.len() <= words.len()
            && from.iter().zip(at..).all(|(word, at)| **word == *words.word(at))
            && words.tokens[at..at + from.len() - 1].iter().all(|token| !token.wall)
    })
}

/// Copies words, those of the table replaced; every word keeps the place that it came from.
fn turn(words: &Words, range: std::ops::Range<usize>, table: &Phrases, turned: &mut Words) {
    let mut at = range.start;
    while at < range.end {
        let Some((from, to)) = longest(table, words, at) else {
            turned.push(words.word(at), words.tokens[at]);
            at += 1;
            continue;
        };
        let last = words.tokens[(at + from.len()).min(range.end) - 1];
        let token = Token { to: last.to, wall: false, ..words.tokens[at] };
        for word in to {
            turned.push(word, token);
        }
        if let Some(end) = turned.tokens.last_mut().filter(|_| last.wall) {
            end.wall = true;
        }
        at += from.len();
    }
}
