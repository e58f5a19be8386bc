//! Phrases that are looked for in texts, and what they say of what follows.

use std::collections::HashMap;

use serde::Deserialize;

use super::Kind;
use super::text::Text;

/// What a phrase says of what follows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cue {
    pub topic: Topic,
    pub whose: Option<CueWhose>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Topic {
    Card,
    Account,
    Identity,
    BirthDate,
    Phone,
    Secret,
    Reference,
    Address,
    Email,
    Ip,
}

impl Topic {
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Card => Kind::Card,
            Self::Account => Kind::Account,
            Self::Identity => Kind::Identity,
            Self::BirthDate => Kind::BirthDate,
            Self::Phone => Kind::Phone,
            Self::Secret => Kind::Secret,
            Self::Reference => Kind::Number,
            Self::Address => Kind::Address,
            Self::Email => Kind::Email,
            Self::Ip => Kind::Ip,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum CueWhose {
    Client,
    Caller,
    Speaker,
    Listener,
    /// Who asks to be rung.
    Inviter,
}

/// Whose something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Client,
    Caller,
}

/// Phrases by their first word.
#[derive(Debug)]
pub(super) struct Phrases<T>(HashMap<String, Vec<(Vec<String>, T)>>);

impl<T: Copy> Phrases<T> {
    pub(super) fn new<'p>(phrases: impl IntoIterator<Item = (&'p String, T)>) -> Self {
        let mut by_first: HashMap<String, Vec<(Vec<String>, T)>> = HashMap::new();
        for (phrase, meaning) in phrases {
            let words: Vec<String> = phrase.split(' ').map(str::to_owned).collect();
            by_first.entry(words[0].clone()).or_default().push((words, meaning));
        }
        Self(by_first)
    }

    /// The longest phrase that begins at a token, and where it ends.
    pub(super) fn at(&self, text: &Text, start: usize) -> Option<(T, usize)> {
        let phrases = self.0.get(text.word(start))?;
        let fits = |words: &[String]| {
            words.iter().enumerate().all(|(at, word)| text.word(start + at) == word)
        };
        let best =
            phrases.iter().filter(|(words, _)| fits(words)).max_by_key(|(words, _)| words.len());
        best.map(|(words, meaning)| (*meaning, start + words.len()))
    }

    /// Whether a phrase begins with this word.
    pub(super) fn begins(&self, word: &str) -> bool {
        self.0.contains_key(word)
    }

    /// Whether one of the phrases ends right before a token, at most so many words long.
    pub(super) fn before(&self, text: &Text, end: usize) -> bool {
        const WORDS_MAX: usize = 7;
        (end.saturating_sub(WORDS_MAX)..end)
            .any(|start| self.at(text, start).is_some_and(|(_, to)| to == end))
    }
}
