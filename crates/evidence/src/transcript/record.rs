//! One JSON value to one call. Many programs write calls as JSON, and they agree on little: the
//! lists of keys below are what evaluation files, speech recognisers and chat exports use.

use super::cues::{self, Cue};
use super::draft::{Draft, Span, Turn};
use super::problem::{Problem, ProblemKind, Problems};
use super::words::{ReadingWords, normal};
use super::{About, Call, Form, Label, Side, notes, plain, read_words, time};
use serde_json::Value;
use std::borrow::Cow;

/// Lists of turns.
const TURN_KEYS: [&str; 8] = [
    "turns",
    "messages",
    "utterances",
    "dialogue",
    "dialog",
    "conversation",
    "conversations",
    "transcript",
];

/// Lists of pieces that a recogniser cut.
const SEGMENT_KEYS: [&str; 3] = ["segments", "transcription", "chunks"];

const TEXT_KEYS: [&str; 9] = [
    "text",
    "transcript",
    "content",
    "utterance",
    "message",
    "value",
    "conversation",
    "dialogue",
    "body",
];

const SPEAKER_KEYS: [&str; 6] = ["speaker", "role", "name", "from", "author", "sender"];

/// Keys that only the record of a whole call has.
const CALL_KEYS: [&str; 5] = ["label", "kind", "leak_group", "source", "is_scam"];

/// The speakers of evaluation files, whatever the lists of labels say.
const FORMAT_SIDES: [(&str, Side); 5] = [
    ("caller", Side::Caller),
    ("agent", Side::Caller),
    ("callee", Side::Callee),
    ("customer", Side::Callee),
    ("unknown", Side::Unknown),
];

const SCAM_LABELS: [&str; 5] = ["scam", "fraud", "vishing", "spam", "1"];
const LEGIT_LABELS: [&str; 7] = ["legit", "legitimate", "honest", "ham", "normal", "benign", "0"];

/// Whole numbers for times are milliseconds if an utterance would last so many seconds or more.
const UTTERANCE_SECONDS_MAX: u64 = 400;

/// Whole numbers for times without an end are milliseconds from here on.
const CALL_SECONDS_MAX: u64 = 100_000;

/// Reads a JSON value as a call; `line` is where it begins.
pub(super) fn call(value: &Value, line: usize, words: &ReadingWords) -> Result<Call, Problem> {
    let mut draft = Draft::new(Some(line));
    let mut problems = Problems::default();
    let form = read(value, words, &mut draft, &mut problems).ok_or_else(|| not_a_call(line))?;
    let form = value.get("form").and_then(form_named).unwrap_or(form);
    let (transcript, mended) = draft.finish(value.get("id").and_then(text_of), form);
    problems.extend(mended);
    if transcript.utterances.is_empty() {
        return Err(Problem { line: Some(line), ..Problem::empty() });
    }
    Ok(Call { transcript, about: about(value), mended: problems.into_list() })
}

fn not_a_call(line: usize) -> Problem {
    let message = "This JSON value is no call: it has no list of turns and no text. \
                   Give it \"turns\" with \"speaker\" and \"text\", or \"segments\", or \"text\".";
    Problem::new(Some(line), ProblemKind::NotACall, message)
}

/// Whether a value is one turn, and not a whole call.
pub(super) fn is_turn(value: &Value) -> bool {
    if let Value::Array(pair) = value {
        return pair.len() == 2 && pair.iter().all(Value::is_string);
    }
    let has = |key: &&str| value.get(key).is_some_and(|value| !value.is_null());
    let spoken = SPEAKER_KEYS.iter().any(has);
    let timed = ["start", "end", "start_ms", "offsets", "timestamp"].iter().any(has);
    let whole = CALL_KEYS.iter().any(has)
        || list(value, &TURN_KEYS).is_some()
        || list(value, &SEGMENT_KEYS).is_some()
        || (!timed && value.get("id").is_some_and(Value::is_string));
    words_of(value).is_some() && (spoken || timed) && !whole
}

fn read(
    value: &Value,
    words: &ReadingWords,
    draft: &mut Draft,
    problems: &mut Problems,
) -> Option<Form> {
    if let Value::Array(turns) = value {
        return Some(read_turns(turns, words, draft));
    }
    if let Some(segments) = list(value, &SEGMENT_KEYS) {
        return Some(read_segments(segments, words, draft));
    }
    if let Some(turns) = list(value, &TURN_KEYS) {
        return Some(read_turns(turns, words, draft));
    }
    if is_turn(value) {
        return Some(read_turns(std::slice::from_ref(value), words, draft));
    }
    let text = value.as_str().or_else(|| words_of(value))?;
    Some(read_words(text, words, draft, problems))
}

fn read_turns(turns: &[Value], words: &ReadingWords, draft: &mut Draft) -> Form {
    if turns.len() > 1 && turns.iter().all(Value::is_string) {
        return read_strings(turns, words, draft);
    }
    let unit = Unit::of(turns);
    for turn in turns {
        let Some(text) = words_of(turn) else { continue };
        let speakers = speakers_of(turn);
        let speaker = speakers.first().map(Cow::as_ref).unwrap_or_default();
        let side = side_of(turn, &speakers, words);
        draft.add(Turn { line: None, speaker, side, text, span: unit.span(turn) });
    }
    let one = if turns.len() == 1 { draft.last() } else { None };
    match one {
        Some(one) if one.side == Side::Unknown => {
            let tells = notes::tells(std::iter::once(one.text.as_str()), words);
            if tells { Form::Notes } else { Form::Block }
        }
        _ => Form::Dialogue,
    }
}

/// Strings are lines of a dialogue with labels, or turns without.
fn read_strings(turns: &[Value], words: &ReadingWords, draft: &mut Draft) -> Form {
    let lines: Vec<&str> = turns.iter().filter_map(Value::as_str).collect();
    let mut trial = Draft::new(None);
    let text = lines.join("\n");
    if plain::read(&text, words, &mut trial) != Form::Block {
        return plain::read(&text, words, draft);
    }
    for text in lines {
        let span = Span::default();
        draft.add(Turn { line: None, speaker: "", side: Side::Unknown, text, span });
    }
    Form::Dialogue
}

fn read_segments(segments: &[Value], words: &ReadingWords, draft: &mut Draft) -> Form {
    let unit = Unit::of(segments);
    let cue = |segment| {
        Some(Cue {
            line: None,
            span: unit.span(segment),
            speaker: speakers_of(segment).into_iter().next(),
            text: Cow::Borrowed(words_of(segment)?.trim()),
            fresh: false,
        })
    };
    let mut cues: Vec<Cue<'_>> = segments.iter().filter_map(cue).collect();
    cues::add(&mut cues, words, draft)
}

/// The first of the keys that holds a list that is not empty.
fn list<'a>(value: &'a Value, keys: &[&str]) -> Option<&'a Vec<Value>> {
    let lists = keys.iter().filter_map(|key| value.get(key)?.as_array());
    lists.into_iter().find(|list| !list.is_empty())
}

fn words_of(turn: &Value) -> Option<&str> {
    match turn {
        Value::String(text) => Some(text),
        Value::Array(pair) if is_turn(turn) => pair.get(1)?.as_str(),
        _ => TEXT_KEYS.iter().find_map(|key| turn.get(key)?.as_str()),
    }
}

/// The speaker and further names of the same, as written.
fn speakers_of(turn: &Value) -> Vec<Cow<'_, str>> {
    if let Value::Array(pair) = turn {
        return pair.first().and_then(Value::as_str).map(Cow::Borrowed).into_iter().collect();
    }
    let given = SPEAKER_KEYS.iter().filter_map(|key| match turn.get(key)? {
        Value::String(name) if !name.trim().is_empty() => Some(Cow::Borrowed(name.trim())),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        _ => None,
    });
    given.collect()
}

fn side_of(turn: &Value, speakers: &[Cow<'_, str>], words: &ReadingWords) -> Side {
    let given = turn.get("side").and_then(Value::as_str).map(Cow::Borrowed);
    let sides = given.iter().chain(speakers).filter_map(|speaker| {
        let name = normal(speaker);
        let fixed = FORMAT_SIDES.iter().find(|(label, _)| *label == name);
        fixed.map(|(_, side)| *side).or_else(|| words.side(speaker))
    });
    sides.into_iter().find(|side| *side != Side::Unknown).unwrap_or(Side::Unknown)
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn form_named(value: &Value) -> Option<Form> {
    match value.as_str()? {
        "dialogue" => Some(Form::Dialogue),
        "notes" => Some(Form::Notes),
        "block" => Some(Form::Block),
        _ => None,
    }
}

fn about(value: &Value) -> About {
    let text = |key: &str| value.get(key).and_then(text_of);
    About {
        label: value.get("label").or_else(|| value.get("is_scam")).and_then(label),
        source: text("source"),
        kind: text("kind"),
        leak_group: text("leak_group"),
    }
}

fn label(value: &Value) -> Option<Label> {
    let name = match value {
        Value::Bool(scam) => u8::from(*scam).to_string(),
        other => text_of(other)?.to_lowercase(),
    };
    if SCAM_LABELS.contains(&name.as_str()) {
        return Some(Label::Scam);
    }
    LEGIT_LABELS.contains(&name.as_str()).then_some(Label::Legit)
}

/// What bare numbers for times count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Seconds,
    Milliseconds,
}

impl Unit {
    /// Recognisers write seconds with a fraction, or whole milliseconds.
    fn of(turns: &[Value]) -> Self {
        let mut whole_ms = false;
        for turn in turns {
            let times = ["start", "end"].map(|key| turn.get(key));
            if times.iter().flatten().any(|time| time.is_f64()) {
                return Self::Seconds;
            }
            whole_ms |= match times.map(|time| time.and_then(Value::as_u64)) {
                [Some(start), Some(end)] => end.saturating_sub(start) >= UTTERANCE_SECONDS_MAX,
                [Some(time), None] | [None, Some(time)] => time >= CALL_SECONDS_MAX,
                [None, None] => false,
            };
        }
        if whole_ms { Self::Milliseconds } else { Self::Seconds }
    }

    fn span(self, turn: &Value) -> Span {
        let of = |key: &str| turn.get(key);
        let ms = |value: Option<&Value>| value.and_then(|value| Self::Milliseconds.ms(value));
        let own = |value: Option<&Value>| value.and_then(|value| self.ms(value));
        let inside = |key: &str, index: &str| of(key).and_then(|value| value.get(index));
        let pair = |index: usize| of("timestamp").and_then(|value| value.get(index));
        Span {
            start_ms: ms(of("start_ms"))
                .or_else(|| ms(inside("offsets", "from")))
                .or_else(|| own(inside("timestamps", "from")))
                .or_else(|| own(of("start")))
                .or_else(|| own(of("start_time")))
                .or_else(|| own(pair(0)))
                .or_else(|| own(of("timestamp"))),
            end_ms: ms(of("end_ms"))
                .or_else(|| ms(inside("offsets", "to")))
                .or_else(|| own(inside("timestamps", "to")))
                .or_else(|| own(of("end")))
                .or_else(|| own(of("end_time")))
                .or_else(|| own(pair(1))),
        }
    }

    fn ms(self, value: &Value) -> Option<u64> {
        let number = match value {
            Value::String(text) => match time::alone(text) {
                Some(time) => return Some(time.ms),
                None => text.trim().parse::<f64>().ok()?,
            },
            other => other.as_f64()?,
        };
        let ms = match self {
            Self::Seconds => number * 1_000.0,
            Self::Milliseconds => number,
        };
        // A year is longer than any call; the bound makes the cast exact.
        let known = (0.0..3.2e10).contains(&ms);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded")]
        known.then_some(ms.round() as u64)
    }
}
