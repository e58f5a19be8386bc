//! What can be wrong with an input, and the list that gathers it.
//! A problem never stops the reading of the rest, and its message never holds words of the call.

use serde::Serialize;

/// The most problems that one reading lists; further ones are only counted.
pub const PROBLEMS_MAX: usize = 1_000;

/// One thing wrong with the input; reading went on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{}{message}", place(*.line))]
pub struct Problem {
    /// The line of the input, counted from 1, if the problem has a place.
    pub line: Option<usize>,
    /// What kind of problem it is.
    pub kind: ProblemKind,
    /// What is wrong and what to try, as sentences for a person.
    pub message: String,
}

/// The kinds of problem that an input can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// There are no words in it.
    Empty,
    /// It is not text.
    Binary,
    /// It is text in another encoding than UTF-8, and was decoded.
    Encoding,
    /// Control or direction characters were taken out.
    HiddenCharacters,
    /// A JSON record or document is cut off or malformed.
    BrokenJson,
    /// A JSON record is nested more deeply than is read.
    TooDeep,
    /// A JSON value has no turns and no text.
    NotACall,
    /// A JSON object has one key twice; the last one counts.
    DuplicateKey,
    /// A time could not be read; its words were kept.
    BrokenTime,
    /// Times run backwards; the order of the file was kept.
    TimesBackwards,
    /// There are more utterances than a call can have; the rest was left out.
    TooLong,
    /// There are more problems than are listed.
    MoreProblems,
}

impl ProblemKind {
    /// Whether words of the input were not read, as against mended.
    #[must_use]
    pub const fn loses_words(self) -> bool {
        match self {
            Self::Empty
            | Self::Binary
            | Self::BrokenJson
            | Self::TooDeep
            | Self::NotACall
            | Self::DuplicateKey
            | Self::TooLong
            | Self::MoreProblems => true,
            Self::Encoding | Self::HiddenCharacters | Self::BrokenTime | Self::TimesBackwards => {
                false
            }
        }
    }
}

impl Problem {
    pub(super) fn new(line: Option<usize>, kind: ProblemKind, message: impl Into<String>) -> Self {
        Self { line, kind, message: message.into() }
    }

    pub(super) fn empty() -> Self {
        Self::new(
            None,
            ProblemKind::Empty,
            "There is nothing to read in this input. \
             Give it what was said: a dialogue, notes, subtitles or JSON Lines.",
        )
    }
}

/// The problems of one reading, with a limit.
#[derive(Debug, Default)]
pub(super) struct Problems {
    list: Vec<Problem>,
    more: usize,
}

impl Problems {
    pub(super) fn push(&mut self, problem: Problem) {
        if self.list.len() < PROBLEMS_MAX {
            self.list.push(problem);
        } else {
            self.more += 1;
        }
    }

    pub(super) fn extend(&mut self, problems: Vec<Problem>) {
        for problem in problems {
            self.push(problem);
        }
    }

    pub(super) fn into_list(self) -> Vec<Problem> {
        let mut list = self.list;
        if self.more > 0 {
            let message = format!(
                "{} more problems are not listed. Mend the first ones and read again.",
                self.more
            );
            list.push(Problem::new(None, ProblemKind::MoreProblems, message));
        }
        list
    }
}

fn place(line: Option<usize>) -> String {
    line.map_or_else(String::new, |line| format!("line {line}: "))
}
