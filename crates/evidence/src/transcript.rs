//! A call as text: the utterances of one call in order, and how they are read from what people and
//! programs write down. Files of many forms come in (a dialogue, notes from memory, one raw block,
//! subtitles, the output of a speech recogniser, JSON Lines); one [`Transcript`] a call goes out,
//! with everything that had to be mended as [`Problem`]s. What the words mean is decided elsewhere:
//! here nothing is understood beyond who is marked as speaking, and when.

mod cues;
mod decode;
mod draft;
mod json;
mod label;
mod notes;
mod plain;
mod problem;
mod record;
mod subtitles;
#[cfg(test)]
mod tests;
mod time;
mod tree;
mod typed;
mod words;
mod written;

pub use draft::UTTERANCES_MAX;
pub use label::{LABEL_CHARS_MAX, LABEL_WORDS_MAX};
pub use problem::{PROBLEMS_MAX, Problem, ProblemKind};
pub use typed::LineReader;
pub use words::{ReadingWords, ReadingWordsError};
pub use written::{json_line, web_vtt};

use draft::Draft;
use problem::Problems;
use serde::{Deserialize, Serialize};

/// One call: its utterances in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcript {
    /// The name that the file gives to the call, if any.
    pub id: Option<String>,
    /// How the call was written down.
    pub form: Form,
    /// What was said, in the order of the file, never empty texts.
    pub utterances: Vec<Utterance>,
}

/// What one side said in one go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Utterance {
    /// The label as written ("Agent 1"), empty if there is none.
    pub speaker: String,
    /// The side that the label tells, [`Side::Unknown`] if it tells none.
    pub side: Side,
    /// The words, on one line, without control and direction characters.
    pub text: String,
    /// When it began, in milliseconds from the beginning of the call, if known.
    pub start_ms: Option<u64>,
    /// When it ended, in milliseconds from the beginning of the call, if known.
    pub end_ms: Option<u64>,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The one whose claims are examined: who rings, or the agent at the other end.
    Caller,
    /// The one who is rung, or the customer.
    Callee,
    /// Not marked: to be worked out from the words.
    Unknown,
}

/// How a call was written down, which decides how its words may be taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Each utterance is one speaker's, marked or not.
    #[default]
    Dialogue,
    /// Told afterwards, in the third person: "He said that he was calling from …".
    Notes,
    /// Speakers are merged inside the utterances, as speech recognition leaves them.
    Block,
}

/// One call with what an evaluation file says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The call itself.
    pub transcript: Transcript,
    /// What the file says about the call, for evaluation only.
    pub about: About,
    /// What was mended in this record; [`read`] moves it to [`Reading::problems`].
    pub mended: Vec<Problem>,
}

/// What an evaluation file says about a call; empty in ordinary use, and never shown to the
/// judgement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// What the call truly was.
    pub label: Option<Label>,
    /// Where the call comes from, to hold out whole sources.
    pub source: Option<String>,
    /// The kind of call, in the words of the file.
    pub kind: Option<String>,
    /// Calls that must stay on one side of a split.
    pub leak_group: Option<String>,
}

/// What a call truly was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Label {
    /// A scam.
    Scam,
    /// An honest call.
    Legit,
}

/// Everything that was read from one input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The calls, in the order of the input.
    pub calls: Vec<Call>,
    /// What was wrong or had to be mended, at most [`PROBLEMS_MAX`] and one that counts the rest.
    pub problems: Vec<Problem>,
}

/// Reads the calls of one file of any known form, recognised by content and not by name.
///
/// Reading cannot fail: what could not be read is a [`Problem`] that says what, where, and what to
/// try.
///
/// ```
/// use evidence::transcript::{ReadingWords, Side, read};
/// let labels = r#"caller = ["caller"]
/// callee = ["me"]"#;
/// let words = ReadingWords::from_toml(labels, "").expect("two lists of labels");
/// let reading = read(b"Caller: This is the technical department.\nMe: Of what?", &words);
/// assert_eq!(reading.calls[0].transcript.utterances[0].side, Side::Caller);
/// ```
#[must_use]
pub fn read(bytes: &[u8], words: &ReadingWords) -> Reading {
    let mut problems = Problems::default();
    let Some(text) = decode::text(bytes, &mut problems) else {
        return Reading { calls: Vec::new(), problems: problems.into_list() };
    };
    read_into(&text, words, problems)
}

/// Reads the calls of one text of any known form; [`read`] for text that needs no decoding.
#[must_use]
pub fn read_text(text: &str, words: &ReadingWords) -> Reading {
    read(text.as_bytes(), words)
}

/// Reads one line of a JSON Lines file, for inputs that are too large to be read at once.
///
/// `line_number` counts from 1 and stands in the problems.
///
/// # Errors
/// A [`Problem`] when the line holds no call: broken or too deep JSON, no turns, no words.
pub fn read_record(line: &str, line_number: usize, words: &ReadingWords) -> Result<Call, Problem> {
    json::record(line, line_number, words)
}

/// Decides which form the text has, and reads it.
fn read_into(text: &str, words: &ReadingWords, mut problems: Problems) -> Reading {
    let calls = if text.trim().is_empty() {
        problems.push(Problem::empty());
        Vec::new()
    } else if json::looks_like(text) {
        json::read(text, words, &mut problems)
    } else {
        let mut draft = Draft::new(None);
        let form = read_words(text, words, &mut draft, &mut problems);
        Vec::from_iter(finish(draft, form, &mut problems))
    };
    Reading { calls, problems: problems.into_list() }
}

/// Reads a text that is no JSON into the draft.
fn read_words(
    text: &str,
    words: &ReadingWords,
    draft: &mut Draft,
    problems: &mut Problems,
) -> Form {
    let text = draft.visible(text);
    if subtitles::looks_like(&text) {
        subtitles::read(&text, words, draft, problems)
    } else {
        plain::read(&text, words, draft)
    }
}

/// Turns the draft of a text file into its one call, if anything was said.
fn finish(draft: Draft, form: Form, problems: &mut Problems) -> Option<Call> {
    let (transcript, mended) = draft.finish(None, form);
    let empty = transcript.utterances.is_empty();
    problems.extend(mended);
    if empty {
        problems.push(Problem::empty());
        return None;
    }
    Some(Call { transcript, about: About::default(), mended: Vec::new() })
}
