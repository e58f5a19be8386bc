//! From an utterance to what it says: what the rules hear in it as it stands, and what they hear in
//! the words of the other side that it repeats. Whose words they are is decided later, in `sides`.

use std::ops::Range;

use crate::knowledge::Knowledge;
use crate::rulebook::{Hit, Mark};
use crate::rules::Slot;
use crate::transcript::{Form, Side, Utterance};
use crate::wording::TurnWording;

/// What was heard in one utterance, whoever said it.
#[derive(Debug, Clone)]
pub(crate) struct Turn {
    /// The label of the speaker.
    pub speaker: String,
    /// The side that the transcript tells.
    pub told_side: Side,
    /// What was heard in the words as they stand.
    pub said: Vec<Heard>,
    /// What was heard in the words that it repeats of the other side.
    pub reported: Vec<Heard>,
    /// Words that link statements.
    pub marks: Vec<(Mark, String)>,
    /// How the words themselves weigh.
    pub wording: TurnWording,
    /// How many words it has.
    pub words: usize,
    /// It asks something.
    pub asks: bool,
}

/// A hit with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heard {
    pub hit: Hit,
    pub quote: String,
}

/// The most hits kept of one utterance and slot family; a block of a million words says little new.
const HITS_MAX: usize = 2_000;

/// Hears one utterance.
pub(crate) fn hear(utterance: &Utterance, form: Form, knowledge: &Knowledge) -> Turn {
    let Knowledge { book, reported, wording, .. } = knowledge;
    let text = &utterance.text;
    let heard = book.hear(text);
    let found = book.listen(&heard);
    let mut said = collect(found.hits, text);
    let turned = match form {
        Form::Notes => Some(reported.turn_notes(&heard.words)),
        Form::Dialogue | Form::Block => reported.turn_quoted(&heard.words),
    };
    let told = turned.map(|words| book.listen(&book.hear_words(words))).unwrap_or_default();
    let mut repeated = collect(told.hits, text);
    repeated.retain(|heard| book.slot(&heard.hit).is_stated());
    if form == Form::Notes {
        said.retain(|heard| book.slot(&heard.hit).is_callees());
    }
    let marks = if form == Form::Notes { told.marks } else { found.marks };
    let asks = text.contains('?')
        || said.iter().any(|heard| {
            book.slot(&heard.hit) == Slot::Callee && heard.hit.value.starts_with(ASKING)
        });
    Turn {
        speaker: utterance.speaker.clone(),
        told_side: utterance.side,
        said,
        reported: repeated,
        marks: marks
            .into_iter()
            .take(HITS_MAX)
            .map(|mark| (mark.clone(), text.get(mark.quote).unwrap_or_default().to_owned()))
            .collect(),
        wording: wording.weigh(&heard.words, text),
        words: heard.words.len(),
        asks,
    }
}

/// Values of the slot `callee` that are questions begin so.
const ASKING: &str = "asks-";

/// Adds the words to each hit.
fn collect(hits: Vec<Hit>, text: &str) -> Vec<Heard> {
    let quote = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default().to_owned();
    let hits = hits.into_iter().take(HITS_MAX);
    hits.map(|hit| Heard { quote: quote(&hit.quote), hit }).collect()
}
