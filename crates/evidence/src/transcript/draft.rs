//! A transcript while it is being read: every reader adds its turns here, so that cleaning, limits
//! and the notes about what was mended are the same for all forms of input.

use super::label::LABEL_CHARS_MAX;
use super::problem::{Problem, ProblemKind};
use super::{Form, Side, Transcript, Utterance};
use std::borrow::Cow;

/// The most utterances that are read of one call; a day of talk without a pause has about 30,000.
pub const UTTERANCES_MAX: usize = 1_000_000;

/// When something was said, in milliseconds from the beginning of the call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start_ms: Option<u64>,
    pub(super) end_ms: Option<u64>,
}

/// One turn as a reader finds it: not cleaned yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn<'a> {
    pub(super) line: Option<usize>,
    pub(super) speaker: &'a str,
    pub(super) side: Side,
    pub(super) text: &'a str,
    pub(super) span: Span,
}

/// A transcript while it is being read.
#[derive(Debug)]
pub(super) struct Draft {
    /// The line that stands for all turns, where a whole call is one line of a file.
    line: Option<usize>,
    utterances: Vec<Utterance>,
    last_start_ms: Option<u64>,
    hidden: usize,
    hidden_line: Option<usize>,
    backwards: usize,
    backwards_line: Option<usize>,
    left_out: usize,
}

impl Draft {
    pub(super) fn new(line: Option<usize>) -> Self {
        Self {
            line,
            utterances: Vec::new(),
            last_start_ms: None,
            hidden: 0,
            hidden_line: None,
            backwards: 0,
            backwards_line: None,
            left_out: 0,
        }
    }

    /// Adds a turn; one without words is kept until its continuation lines have been seen.
    pub(super) fn add(&mut self, turn: Turn<'_>) {
        if self.utterances.len() >= UTTERANCES_MAX {
            self.left_out += 1;
            return;
        }
        self.note_times(turn.line, turn.span);
        let speaker = self.cleaned(turn.line, turn.speaker);
        let text = self.cleaned(turn.line, turn.text).into_owned();
        self.utterances.push(Utterance {
            speaker: speaker.chars().take(LABEL_CHARS_MAX).collect(),
            side: turn.side,
            text,
            start_ms: turn.span.start_ms,
            end_ms: turn.span.end_ms,
        });
    }

    /// Joins words to the last turn, or begins an unmarked one if there is none yet.
    pub(super) fn join(&mut self, line: Option<usize>, text: &str, span: Span) {
        if self.left_out > 0 {
            return;
        }
        if self.utterances.is_empty() {
            return self.add(Turn { line, speaker: "", side: Side::Unknown, text, span });
        }
        let text = self.cleaned(line, text);
        let Some(last) = self.utterances.last_mut() else { return };
        if !last.text.is_empty() && !text.is_empty() {
            last.text.push(' ');
        }
        last.text.push_str(&text);
        last.start_ms = last.start_ms.or(span.start_ms);
        last.end_ms = span.end_ms.or(last.end_ms);
    }

    pub(super) fn last(&self) -> Option<&Utterance> {
        self.utterances.last()
    }

    /// The transcript without its empty turns, and what was mended on the way.
    pub(super) fn finish(mut self, id: Option<String>, form: Form) -> (Transcript, Vec<Problem>) {
        self.utterances.retain(|utterance| !utterance.text.is_empty());
        let mended = self.mended();
        (Transcript { id, form, utterances: self.utterances }, mended)
    }

    fn mended(&self) -> Vec<Problem> {
        let mut mended = Vec::new();
        if self.hidden > 0 {
            let message = format!(
                "{} control or direction characters were taken out. \
                 If words are missing, paste them again as plain text.",
                self.hidden
            );
            mended.push(Problem::new(self.hidden_line, ProblemKind::HiddenCharacters, message));
        }
        if self.backwards > 0 {
            let message = format!(
                "Times run backwards in {} places; the order of the file was kept. \
                 Check that its parts stand in the right order.",
                self.backwards
            );
            mended.push(Problem::new(self.backwards_line, ProblemKind::TimesBackwards, message));
        }
        if self.left_out > 0 {
            let message = format!(
                "Only the first {UTTERANCES_MAX} utterances were read, {} were left out. \
                 Give each call a record of its own.",
                self.left_out
            );
            mended.push(Problem::new(self.line, ProblemKind::TooLong, message));
        }
        mended
    }

    fn note_times(&mut self, line: Option<usize>, span: Span) {
        let before = matches!((self.last_start_ms, span.start_ms), (Some(a), Some(b)) if b < a);
        let ends_first = matches!((span.start_ms, span.end_ms), (Some(a), Some(b)) if b < a);
        if before || ends_first {
            if self.backwards == 0 {
                self.backwards_line = self.line.or(line);
            }
            self.backwards += 1;
        }
        self.last_start_ms = span.start_ms.or(self.last_start_ms);
    }

    /// A text of many lines without its hidden characters, which would part a label from its colon.
    pub(super) fn visible<'a>(&mut self, text: &'a str) -> Cow<'a, str> {
        let hides = |letter: char| !letter.is_whitespace() && is_hidden(letter);
        let Some(first) = text.find(hides) else { return Cow::Borrowed(text) };
        self.hidden += text[first..].chars().filter(|letter| hides(*letter)).count();
        let line = text[..first].split('\n').count();
        self.hidden_line.get_or_insert(self.line.unwrap_or(line));
        Cow::Owned(text.replace(hides, ""))
    }

    fn cleaned<'a>(&mut self, line: Option<usize>, text: &'a str) -> Cow<'a, str> {
        let (text, hidden) = clean(text);
        if hidden > 0 {
            if self.hidden == 0 {
                self.hidden_line = self.line.or(line);
            }
            self.hidden += hidden;
        }
        text
    }
}

/// The text on one line and without hidden characters, and how many of these there were.
pub(super) fn clean(text: &str) -> (Cow<'_, str>, usize) {
    let text = text.trim();
    let plain = text.bytes().all(|byte| (0x20..0x7F).contains(&byte));
    if plain {
        return (Cow::Borrowed(text), 0);
    }
    let mut hidden = 0;
    let mut cleaned = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_whitespace() {
            cleaned.push(' ');
        } else if is_hidden(letter) {
            hidden += 1;
        } else {
            cleaned.push(letter);
        }
    }
    if hidden == 0 {
        return (Cow::Owned(cleaned), 0);
    }
    (Cow::Owned(cleaned.trim().to_owned()), hidden)
}

/// Characters that show nothing, or that change the order in which others are shown (Unicode UAX #9
/// and UTS #55).
pub(super) fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{AD}'
                | '\u{61C}'
                | '\u{180E}'
                | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{2069}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
}
