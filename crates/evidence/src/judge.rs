//! The one door: from a transcript to a judgement, in one go or as the call goes on.
//!
//! Judging in one go is hearing every utterance in turn, so both give the same.

mod so_far;

use self::so_far::SoFar;
use crate::advice::Situation;
use crate::facts;
use crate::judgement::{Judgement, Moment, Reason};
use crate::knowledge::Knowledge;
use crate::observation::Observation;
use crate::sides::Speakers;
use crate::statements::{self, Turn};
use crate::story::Story;
use crate::transcript::{Form, Side, Transcript, Utterance};
use crate::verdict::{probability, rounded};
use crate::wording::TurnShare;

/// What only the person concerned knows about the call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// How the call came about: an id of `advice/contexts.toml`.
    pub context: Option<String>,
    /// The user's country (ISO 3166-1, two letters).
    pub country: Option<String>,
    /// The label of the caller side in the transcript.
    pub caller: Option<String>,
    /// What has happened, values of the slot `happened`: decides the steps, moves no verdict.
    pub happened: Vec<String>,
    /// What a check-up of the computer shows.
    pub observations: Vec<Observation>,
}

/// Judges a call.
///
/// ```
/// use evidence::judge::{Circumstances, judge};
/// use evidence::knowledge::Knowledge;
/// let knowledge = Knowledge::embedded().expect("the built-in knowledge is sound");
/// let call = "Caller: I am calling from Microsoft. Your PC is infected, download AnyDesk now.";
/// let reading = evidence::transcript::read(call.as_bytes(), &knowledge.reading);
/// let judgement = judge(&reading.calls[0].transcript, &Circumstances::default(), &knowledge);
/// assert!(judgement.verdict.probability > 0.5);
/// ```
#[must_use]
pub fn judge(
    transcript: &Transcript,
    circumstances: &Circumstances,
    knowledge: &Knowledge,
) -> Judgement {
    let mut call = LiveCall::new(transcript.form, circumstances.clone(), knowledge);
    for utterance in &transcript.utterances {
        call.hear(utterance);
    }
    Judgement { call: transcript.id.clone(), ..call.judgement() }
}

/// A call that is going on.
#[derive(Debug)]
pub struct LiveCall<'k> {
    knowledge: &'k Knowledge,
    circumstances: Circumstances,
    form: Form,
    turns: Vec<Turn>,
    speakers: Speakers,
    side_changes: usize,
    so_far: SoFar,
    timeline: Vec<Moment>,
}

/// How often the sides may be worked out anew with effect on turns already heard.
const SIDE_CHANGES_MAX: usize = 24;
/// The most observations of one machine that are taken.
const OBSERVATIONS_MAX: usize = 1_000;
/// The most turns of which the wording is shown one by one.
const WORDING_REASONS_MAX: usize = 12;

impl<'k> LiveCall<'k> {
    /// A call in which nothing has been said yet.
    #[must_use]
    pub fn new(form: Form, mut circumstances: Circumstances, knowledge: &'k Knowledge) -> Self {
        circumstances.observations.truncate(OBSERVATIONS_MAX);
        let seen = knowledge.machine.happened(&circumstances.observations);
        for stage in seen.collect::<Vec<_>>() {
            if !circumstances.happened.contains(&stage) {
                circumstances.happened.push(stage);
            }
        }
        Self {
            so_far: SoFar::new(&circumstances, knowledge),
            knowledge,
            circumstances,
            form,
            turns: Vec::new(),
            speakers: Speakers::default(),
            side_changes: 0,
            timeline: Vec::new(),
        }
    }

    /// Hears one utterance; the time taken does not grow with the length of the call.
    pub fn hear(&mut self, utterance: &Utterance) {
        let knowledge = self.knowledge;
        let turn = statements::hear(utterance, self.form, knowledge);
        let caller = self.circumstances.caller.as_deref();
        let changed = self.speakers.hear(&turn, caller, &knowledge.sides, &knowledge.book);
        self.turns.push(turn);
        let first_of_speaker = self.turns.len() == 1;
        if changed && !first_of_speaker && self.side_changes < SIDE_CHANGES_MAX {
            self.side_changes += 1;
            self.so_far = SoFar::new(&self.circumstances, knowledge);
            for number in 0..self.turns.len() {
                self.take(number);
            }
        } else {
            self.take(self.turns.len() - 1);
        }
        let turn = self.turns.len() - 1;
        let probability = rounded(probability(self.log_odds()));
        let start_ms = utterance.start_ms;
        self.timeline.push(Moment { turn, probability, start_ms });
    }

    /// The side of a turn's speaker, as far as it is known now.
    #[must_use]
    pub fn side(&self, turn: usize) -> Side {
        self.turns.get(turn).map_or(Side::Unknown, |turn| self.speakers.side(turn))
    }

    /// The keys of all evidence so far, as `rules/scores.toml` weighs it.
    #[must_use]
    pub fn evidence(&self) -> Vec<String> {
        self.so_far.pieces.iter().map(|piece| piece.key.clone()).collect()
    }

    /// The judgement of what has been heard so far.
    #[must_use]
    pub fn judgement(&self) -> Judgement {
        let (scores, so_far) = (&self.knowledge.scores, &self.so_far);
        let mut reasons = scores.reasons(&so_far.pieces);
        reasons.push(self.prior());
        reasons.extend(self.wording_reasons());
        let few =
            so_far.words < scores.words_min && so_far.statements.len() < scores.statements_min;
        let verdict = scores.verdict(reasons, few);
        let said: Vec<String> = so_far.pieces.iter().map(|piece| piece.key.clone()).collect();
        let happened: Vec<_> = so_far.happened.iter().map(|(stage, ..)| stage.clone()).collect();
        let advice = self.knowledge.advice.advise(Situation {
            level: verdict.level,
            said: &said,
            happened: &happened,
            told: &self.circumstances.happened,
            country: self.circumstances.country.as_deref(),
            over: self.form == Form::Notes,
        });
        let observations = &self.circumstances.observations;
        let machine = &self.knowledge.machine;
        let mut refutations = so_far.refutations.clone();
        facts::rank(&mut refutations);
        Judgement {
            call: None,
            verdict,
            statements: so_far.statements.clone(),
            story_changes: so_far.changes.clone(),
            refutations,
            confrontations: machine.confront(&so_far.statements, observations),
            machine: observations.clone(),
            advice,
            timeline: self.timeline.clone(),
        }
    }

    /// What was told in the call, for comparing it with others.
    pub(crate) fn into_story(self) -> Story {
        self.so_far.into_story()
    }

    fn take(&mut self, number: usize) {
        let turn = &self.turns[number];
        let side = self.speakers.side(turn);
        self.so_far.take(number, turn, side, self.form, self.knowledge);
        self.so_far.conclude(&self.circumstances, self.knowledge);
    }

    /// The log-odds as they stand; the same sum as the judgement's, without its reasons.
    fn log_odds(&self) -> f64 {
        let scores = &self.knowledge.scores;
        let wording = &self.so_far.wording;
        let length = wording.length(scores.wording.squares_min);
        let factor = scores.wording_factor(wording.sum(), length);
        let sum = self.prior().weight + self.so_far.evidence_sum + wording.sum() * factor;
        scores.limited(sum)
    }

    fn prior(&self) -> Reason {
        Reason {
            rule: "prior".to_owned(),
            title: "Before anything is said".to_owned(),
            slot: None,
            value: None,
            turn: None,
            quote: String::new(),
            weight: rounded(self.knowledge.scores.bias),
        }
    }

    /// What the wording adds, turn by turn; the smaller shares of a long call in one line.
    fn wording_reasons(&self) -> Vec<Reason> {
        let scores = &self.knowledge.scores;
        let wording = &self.so_far.wording;
        let length = wording.length(scores.wording.squares_min);
        let factor = scores.wording_factor(wording.sum(), length);
        let mut shares: Vec<_> = wording.turns().iter().collect();
        shares.sort_by(|a, b| b.sum.abs().total_cmp(&a.sum.abs()).then(a.turn.cmp(&b.turn)));
        let shown = shares.len().min(WORDING_REASONS_MAX);
        let (shown, rest) = shares.split_at(shown);
        let reason = |share: &TurnShare, title: &str, sum: f64| Reason {
            rule: "wording".to_owned(),
            title: title.to_owned(),
            slot: None,
            value: None,
            turn: Some(share.turn),
            quote: share.quote.clone(),
            weight: rounded(sum * factor),
        };
        let mut reasons: Vec<Reason> =
            shown.iter().map(|share| reason(share, "How it is worded", share.sum)).collect();
        if let Some(first) = rest.first() {
            let sum = rest.iter().map(|share| share.sum).sum();
            reasons.push(reason(first, "How the other turns are worded", sum));
        }
        reasons.retain(|reason| reason.weight != 0.0);
        reasons
    }
}
