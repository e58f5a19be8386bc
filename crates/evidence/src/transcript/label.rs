//! The label of a speaker in front of a line: `Me:`, `[00:12] Agent 1:`, `**Caller:**`, `CALLER>`.
//! A line first yields a [`Candidate`]; whether it is a label depends on the whole text
//! ([`Labels`]), because "So I said: hello" looks like one too.

use super::time::{self, Front};
use super::words::{ReadingWords, normal};
use std::collections::HashMap;

/// The most words that a label has.
pub const LABEL_WORDS_MAX: usize = 4;

/// The most characters of a label that are kept.
pub const LABEL_CHARS_MAX: usize = 60;

/// How many bytes of a line are searched for the end of a label.
const LABEL_REACH_BYTES: usize = 120;

/// Labels of so many words or fewer may be written in lower case without being listed.
const LOWER_CASE_WORDS_MAX: usize = 2;

/// What could be a label, and the words after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate<'a> {
    pub(super) label: &'a str,
    pub(super) text: &'a str,
    pub(super) time: Option<Front<'a>>,
    pub(super) mark: Mark,
}

/// What sets a label off from the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// `Label: words`
    Colon,
    /// `Label:words`, which could be an address or a time.
    TightColon,
    /// `Label> words`, `<Label> words`, or a tab.
    Angle,
    /// `Label - words`
    Dash,
    /// `[Label] words`, which could be a sound or a placeholder.
    Brackets,
    /// `Label 0:12`, with the words on the next line.
    Time,
    /// `LABEL` on a line of its own, as in a play.
    Alone,
}

/// The candidate in front of a line, if its shape allows one.
pub(super) fn candidate(line: &str) -> Option<Candidate<'_>> {
    let found = in_brackets(line).or_else(|| before_sign(line))?;
    let label = found.label.trim_matches(|sign: char| sign.is_whitespace() || "*_#".contains(sign));
    let words = label.split_whitespace().count();
    let fits = (1..=LABEL_WORDS_MAX).contains(&words) && label.chars().any(char::is_alphabetic);
    fits.then_some(Candidate { label, ..found })
}

fn in_brackets(line: &str) -> Option<Candidate<'_>> {
    let (closing, mark) = match line.chars().next()? {
        '[' => (']', Mark::Brackets),
        '(' => (')', Mark::Brackets),
        '<' => ('>', Mark::Angle),
        _ => return None,
    };
    let reach = &line[..line.floor_char_boundary(LABEL_REACH_BYTES)];
    let end = reach.find(closing)?;
    let after = &line[end + 1..];
    let (mark, text) = match after.strip_prefix(':') {
        Some(text) => (Mark::Colon, text),
        None => (mark, after),
    };
    let label = &line[1..end];
    let plain = label.chars().all(is_label_letter);
    plain.then_some(Candidate { label, text: text.trim(), time: None, mark })
}

fn before_sign(line: &str) -> Option<Candidate<'_>> {
    let reach = &line[..line.floor_char_boundary(LABEL_REACH_BYTES)];
    let mut before = ' ';
    for (at, sign) in reach.char_indices() {
        let after = &line[at + sign.len_utf8()..];
        let spaced = before == ' ' && after.starts_with(' ');
        let mark = match sign {
            ':' | '：' => Some(colon(before, after)?),
            '>' if before != '-' => Some(Mark::Angle),
            '\t' if at > 0 => Some(Mark::Angle),
            '-' | '–' | '—' if spaced => Some(Mark::Dash),
            _ => None,
        };
        let label = &line[..at];
        if let Some(mark) = mark {
            let text = after.trim_start_matches(['*', '_']).trim();
            return Some(Candidate { label, text, time: None, mark });
        }
        if before == ' '
            && at > 0
            && let Some(front) = time::front(&line[at..])
        {
            let text = front.rest.strip_prefix(':').unwrap_or(front.rest).trim();
            return Some(Candidate { label, text, time: Some(front), mark: Mark::Time });
        }
        if !is_label_letter(sign) {
            return None;
        }
        before = sign;
    }
    let whole = reach.len() == line.len();
    whole.then_some(Candidate { label: line, text: "", time: None, mark: Mark::Alone })
}

/// Which colon it is; none that belongs to an address or a time.
fn colon(before: char, after: &str) -> Option<Mark> {
    let next = after.chars().next();
    match next {
        None | Some(' ' | '\t' | '*' | '_' | '"' | '“') => Some(Mark::Colon),
        Some('/' | '\\') => None,
        Some(digit) if digit.is_ascii_digit() && before.is_ascii_digit() => None,
        Some(_) => Some(Mark::TightColon),
    }
}

fn is_label_letter(letter: char) -> bool {
    letter.is_alphanumeric() || " '’.-_#&()/*".contains(letter)
}

/// The candidates of a whole text, which decide together what is a label in it.
#[derive(Debug, Default)]
pub(super) struct Labels {
    counts: HashMap<String, usize>,
    lines: usize,
    candidates: usize,
    dashes: usize,
    accepted: usize,
}

impl Labels {
    /// Weighs the candidates of a text, one entry for each line that is not blank.
    pub(super) fn of<'a>(
        lines: impl Iterator<Item = Option<Candidate<'a>>> + Clone,
        words: &ReadingWords,
    ) -> Self {
        let mut labels = Self::default();
        for line in lines.clone() {
            labels.lines += 1;
            let Some(candidate) = line else { continue };
            labels.candidates += usize::from(matches!(candidate.mark, Mark::Colon | Mark::Angle));
            let dash = candidate.mark == Mark::Dash && words.side(candidate.label).is_some();
            labels.dashes += usize::from(dash);
            *labels.counts.entry(normal(candidate.label)).or_default() += 1;
        }
        labels.accepted = lines.flatten().filter(|one| labels.is_certain(one, words)).count();
        labels
    }

    /// Whether this candidate is the label of a speaker.
    pub(super) fn accepts(&self, candidate: &Candidate<'_>, words: &ReadingWords) -> bool {
        // In a clear dialogue somebody may speak only once.
        let shaped = (is_name_like(candidate.label) && self.mostly_labelled())
            || (has_few_words(candidate.label) && self.candidates == self.lines);
        let stray = self.accepted > 0
            && shaped
            && candidate.mark == Mark::Colon
            && !words.is_no_label(candidate.label);
        stray || self.is_certain(candidate, words)
    }

    /// Listed, or repeated in a shape that sentences do not have.
    fn is_certain(&self, candidate: &Candidate<'_>, words: &ReadingWords) -> bool {
        let label = candidate.label;
        let name_like = is_name_like(label);
        if words.side(label).is_some() {
            return match candidate.mark {
                // One line alone may be a stutter: "I - I never said that".
                Mark::Dash => candidate.time.is_some() || self.dashes * 2 >= self.lines.max(2),
                Mark::TightColon => !candidate.text.is_empty(),
                Mark::Colon | Mark::Angle | Mark::Brackets => true,
                Mark::Time => candidate.text.is_empty() || name_like,
                Mark::Alone => name_like && self.is_repeated(label),
            };
        }
        if !self.is_repeated(label) || words.is_no_label(label) {
            return false;
        }
        match candidate.mark {
            Mark::Colon => name_like || (has_few_words(label) && self.mostly_labelled()),
            Mark::TightColon | Mark::Angle | Mark::Time => name_like,
            Mark::Dash => name_like && candidate.time.is_some(),
            Mark::Brackets | Mark::Alone => false,
        }
    }

    fn is_repeated(&self, label: &str) -> bool {
        self.counts.get(&normal(label)).is_some_and(|count| *count >= 2)
    }

    fn mostly_labelled(&self) -> bool {
        self.candidates * 2 >= self.lines
    }

    /// How many lines certainly begin with a label.
    pub(super) fn accepted(&self) -> usize {
        self.accepted
    }

    /// Whether at least half of the lines certainly begin with a label.
    pub(super) fn lead(&self) -> bool {
        self.accepted > 0 && self.accepted * 2 >= self.lines
    }
}

fn has_few_words(label: &str) -> bool {
    label.split_whitespace().count() <= LOWER_CASE_WORDS_MAX
}

/// Each word begins like a name or a number: "Agent 1", "Mr. Rao".
pub(super) fn is_name_like(label: &str) -> bool {
    let mut words = label.split_whitespace().peekable();
    words.peek().is_some()
        && words.all(|word| {
            let first = word.chars().find(|letter| letter.is_alphanumeric());
            first.is_some_and(|first| first.is_uppercase() || first.is_numeric())
        })
}
