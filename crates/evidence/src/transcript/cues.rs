//! Joins the pieces that recognisers and subtitles cut speech into: they end in the middle of a
//! sentence, and a rule that looks for words in a row would miss what stands across a cut.

use super::draft::{Draft, Span, Turn};
use super::label::{self, Labels};
use super::words::ReadingWords;
use super::{Form, Side, notes};
use std::borrow::Cow;

/// A silence of so many milliseconds begins a new utterance.
const PAUSE_MS_MIN: u64 = 1_500;

/// Where a piece has no end, it is taken to last so many milliseconds a word, which is slow speech.
const WORD_MS: u64 = 500;

/// After so many bytes, the end of a sentence begins a new utterance though the speaker stays.
const JOINED_BYTES_MAX: usize = 1_000;

/// One piece of speech with its time.
#[derive(Debug, Clone, Default)]
pub(super) struct Cue<'a> {
    pub(super) line: Option<usize>,
    pub(super) span: Span,
    /// The speaker, where the form has a place for one.
    pub(super) speaker: Option<Cow<'a, str>>,
    pub(super) text: Cow<'a, str>,
    /// Marked as a new speaker's words, without saying whose.
    pub(super) fresh: bool,
}

/// Adds the cues to the draft as utterances, and tells their form.
pub(super) fn add(cues: &mut [Cue<'_>], words: &ReadingWords, draft: &mut Draft) -> Form {
    if cues.iter().all(|cue| cue.speaker.is_none()) {
        take_labels(cues, words);
    }
    let named = cues.iter().any(|cue| cue.speaker.is_some());
    let mut last_end_ms = None;
    for cue in &*cues {
        let line = cue.line;
        if continues(cue, last_end_ms, draft) {
            draft.join(line, &cue.text, cue.span);
        } else {
            let speaker = cue.speaker.as_deref().unwrap_or_default();
            let side = words.side(speaker).unwrap_or(Side::Unknown);
            draft.add(Turn { line, speaker, side, text: &cue.text, span: cue.span });
        }
        last_end_ms = cue.span.end_ms.or_else(|| slow_end_ms(cue));
    }
    if named || cues.iter().any(|cue| cue.fresh) {
        Form::Dialogue
    } else if notes::tells(cues.iter().map(|cue| cue.text.as_ref()), words) {
        Form::Notes
    } else {
        Form::Block
    }
}

/// Moves labels from the beginning of the texts to the speakers; a cue without one goes on with the
/// last speaker.
fn take_labels(cues: &mut [Cue<'_>], words: &ReadingWords) {
    let texts = cues.iter().map(|cue| label::candidate(&cue.text));
    let labels = Labels::of(texts, words);
    if labels.accepted() == 0 {
        return;
    }
    let mut speaker: Option<String> = None;
    for cue in cues {
        let found = label::candidate(&cue.text).filter(|one| labels.accepts(one, words));
        if let Some(found) = found {
            speaker = Some(found.label.to_owned());
            cue.text = Cow::Owned(found.text.to_owned());
        } else if cue.fresh {
            speaker = None;
        }
        cue.speaker = speaker.clone().map(Cow::Owned);
    }
}

fn slow_end_ms(cue: &Cue<'_>) -> Option<u64> {
    let words = u64::try_from(cue.text.split_whitespace().count()).ok()?;
    Some(cue.span.start_ms?.saturating_add(words.saturating_mul(WORD_MS)))
}

fn continues(cue: &Cue<'_>, last_end_ms: Option<u64>, draft: &Draft) -> bool {
    let Some(last) = draft.last() else { return false };
    let speaker = cue.speaker.as_deref().unwrap_or_default().trim();
    if cue.fresh || last.speaker != speaker {
        return false;
    }
    let sentence_ended = last.text.ends_with(['.', '?', '!', '…', '"', '”']);
    if !speaker.is_empty() {
        return !sentence_ended || last.text.len() < JOINED_BYTES_MAX;
    }
    let pause_ms = match (last_end_ms, cue.span.start_ms) {
        (Some(end), Some(start)) => start.saturating_sub(end),
        _ => 0,
    };
    !sentence_ended && pause_ms < PAUSE_MS_MIN
}
