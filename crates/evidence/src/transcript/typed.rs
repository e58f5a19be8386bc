//! What a person types while the call goes on, line by line: each line is an utterance at once,
//! because nobody can wait to see the whole text.

use super::draft::clean;
use super::label::{Candidate, LABEL_CHARS_MAX, Mark, candidate, is_name_like};
use super::words::{ReadingWords, normal};
use super::{Side, Utterance, time};
use std::collections::HashSet;

/// The most labels that are remembered as seen once.
const LABELS_SEEN_MAX: usize = 1_000;

/// Reads typed lines one by one; a line without a label goes on with the last speaker.
///
/// ```
/// use evidence::transcript::{LineReader, ReadingWords, Side};
/// let words = ReadingWords::from_toml(r#"caller = ["them"]"#, "").expect("one label");
/// let mut reader = LineReader::new(&words);
/// let utterance = reader.push("them: your computer sends errors").expect("words");
/// assert_eq!(utterance.side, Side::Caller);
/// assert_eq!(utterance.text, "your computer sends errors");
/// assert_eq!(reader.push("   "), None);
/// ```
#[derive(Debug, Clone)]
pub struct LineReader<'w> {
    words: &'w ReadingWords,
    seen: HashSet<String>,
    speaker: String,
    side: Side,
}

impl<'w> LineReader<'w> {
    /// A reader that has seen no line yet.
    #[must_use]
    pub fn new(words: &'w ReadingWords) -> Self {
        Self { words, seen: HashSet::new(), speaker: String::new(), side: Side::Unknown }
    }

    /// The utterance that a line is; none if it holds no words, as "Caller:" alone, which only
    /// changes the speaker.
    pub fn push(&mut self, line: &str) -> Option<Utterance> {
        let line = clean(line).0;
        let front = time::front(&line);
        let rest = front.map_or(line.as_ref(), |front| front.rest);
        let found = candidate(rest).filter(|found| self.is_label(found));
        if let Some(found) = found {
            self.side = self.words.side(found.label).unwrap_or(Side::Unknown);
            self.speaker = found.label.chars().take(LABEL_CHARS_MAX).collect();
        }
        // Without brackets or a label, a time may be part of the sentence.
        let front = front.filter(|front| front.bracketed || found.is_some());
        let text = match (found, front) {
            (Some(found), _) => found.text,
            (None, Some(front)) => front.rest,
            (None, None) => line.as_ref(),
        };
        if text.is_empty() {
            return None;
        }
        Some(Utterance {
            speaker: self.speaker.clone(),
            side: self.side,
            text: text.to_owned(),
            start_ms: front.map(|front| front.start.ms),
            end_ms: front.and_then(|front| front.end).map(|end| end.ms),
        })
    }

    /// Listed, written like a name, or met before in front of a colon.
    fn is_label(&mut self, found: &Candidate<'_>) -> bool {
        let label = found.label;
        let listed = self.words.side(label).is_some();
        match found.mark {
            Mark::Colon | Mark::Angle if listed => return true,
            Mark::TightColon => return listed,
            Mark::Colon | Mark::Angle if !self.words.is_no_label(label) => {}
            _ => return false,
        }
        let first_time = self.seen.len() < LABELS_SEEN_MAX && self.seen.insert(normal(label));
        !first_time || is_name_like(label)
    }
}
