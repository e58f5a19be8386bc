//! What one labelled call leaves behind.

use std::time::{Duration, Instant};

use evidence::judge::{Circumstances, judge};
use evidence::judgement::{Judgement, Level};
use evidence::knowledge::Knowledge;
use evidence::transcript::{Label, Transcript, Utterance};

/// After so many words the verdict is looked at, too.
pub const BEGINNINGS: [usize; 4] = [30, 60, 120, 240];

/// The numbers of one labelled call.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The file that it stands in.
    pub file: String,
    /// The kind that the file tells.
    pub kind: String,
    /// Whether it is a scam.
    pub is_scam: bool,
    /// The probability of the verdict.
    pub probability: f64,
    /// The log-odds of the verdict, which rank more finely.
    pub log_odds: f64,
    /// The level of the verdict.
    pub level: Level,
    /// The levels after the first words.
    pub beginnings: [Level; BEGINNINGS.len()],
    /// When it first reached `suspicious` and `scam`, if it has turns.
    pub onset: Option<Onset>,
}

/// When a call first reached the two alarms.
#[derive(Debug, Clone, Copy)]
pub struct Onset {
    /// `suspicious`.
    pub suspicious: Option<Reached>,
    /// `scam`.
    pub scam: Option<Reached>,
}

/// A place in a call.
#[derive(Debug, Clone, Copy)]
pub struct Reached {
    /// The turn, counted from 1.
    pub turn: usize,
    /// The share of the call's words said until then, that turn's included.
    pub share: f64,
}

/// Judges a call and tells how long it took.
pub fn timed_judgement(transcript: &Transcript, knowledge: &Knowledge) -> (Judgement, Duration) {
    let started = Instant::now();
    let judgement = judge(transcript, &Circumstances::default(), knowledge);
    (judgement, started.elapsed())
}

impl Sample {
    /// The numbers of a judged call.
    pub fn new(
        origin: (&str, &str),
        label: Label,
        transcript: &Transcript,
        judgement: &Judgement,
        knowledge: &Knowledge,
    ) -> Self {
        let (file, kind) = origin;
        let verdict = &judgement.verdict;
        let beginning = |words| {
            let beginning = first_words(transcript, words);
            beginning.map_or(verdict.level, |beginning| {
                timed_judgement(&beginning, knowledge).0.verdict.level
            })
        };
        Self {
            file: file.to_owned(),
            kind: kind.to_owned(),
            is_scam: label == Label::Scam,
            probability: verdict.probability,
            log_odds: verdict.log_odds,
            level: verdict.level,
            beginnings: BEGINNINGS.map(beginning),
            onset: onset(transcript, judgement, knowledge),
        }
    }
}

fn words_of(utterance: &Utterance) -> usize {
    utterance.text.split_whitespace().count()
}

/// The first words of a call; nothing if it has no more.
fn first_words(transcript: &Transcript, limit: usize) -> Option<Transcript> {
    let mut left = limit;
    let mut utterances = Vec::new();
    for utterance in &transcript.utterances {
        let words: Vec<&str> = utterance.text.split_whitespace().take(left + 1).collect();
        if words.len() > left {
            if left > 0 {
                utterances.push(Utterance { text: words[..left].join(" "), ..utterance.clone() });
            }
            return Some(Transcript { utterances, ..transcript.clone() });
        }
        left -= words.len();
        utterances.push(utterance.clone());
    }
    None
}

/// Only calls with turns can tell when.
fn onset(transcript: &Transcript, judgement: &Judgement, knowledge: &Knowledge) -> Option<Onset> {
    if transcript.utterances.len() < 2 {
        return None;
    }
    let words: Vec<usize> = transcript.utterances.iter().map(words_of).collect();
    let all: usize = words.iter().sum();
    let first = |level: Level| {
        let mut moments = judgement.timeline.iter();
        let moment = moments.find(|m| knowledge.scores.level(m.probability) >= level)?;
        let until: usize = words.iter().take(moment.turn + 1).sum();
        Some(Reached { turn: moment.turn + 1, share: ratio(until, all) })
    };
    Some(Onset { suspicious: first(Level::Suspicious), scam: first(Level::Scam) })
}

/// One count by another.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use evidence::transcript::{Form, Side};

    #[test]
    fn a_call_is_cut_by_words() {
        let utterance = |text: &str| Utterance {
            speaker: String::new(),
            side: Side::Unknown,
            text: text.to_owned(),
            start_ms: None,
            end_ms: None,
        };
        let utterances = vec![utterance("one two three"), utterance("four five")];
        let call = Transcript { id: None, form: Form::Dialogue, utterances };
        let cut = |limit| {
            let cut = first_words(&call, limit)?;
            Some(cut.utterances.iter().map(|u| u.text.clone()).collect::<Vec<_>>().join("|"))
        };
        assert_eq!(cut(2).as_deref(), Some("one two"));
        assert_eq!(cut(3).as_deref(), Some("one two three"));
        assert_eq!(cut(4).as_deref(), Some("one two three|four"));
        assert_eq!(cut(5), None);
    }
}
