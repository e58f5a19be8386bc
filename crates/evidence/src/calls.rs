//! Several calls of one incident: their story is kept from call to call, so that a claim in the
//! first
//! is held against one in the third. Each call is judged by itself in `judge`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::judge::{Circumstances, LiveCall};
use crate::judgement::{ChangeKind, Judgement, Quote};
use crate::knowledge::Knowledge;
use crate::rules::Slot;
use crate::story::{Across, CallTold, across};
use crate::transcript::Transcript;

/// A call of an incident.
#[derive(Debug, Clone)]
pub struct CallOfMany<'c> {
    /// What was said.
    pub transcript: &'c Transcript,
    /// How it came about: an id of `advice/contexts.toml`.
    pub context: Option<&'c str>,
    /// The client made it.
    pub own: bool,
}

/// What several calls say together.
#[derive(Debug, Clone, Default)]
pub struct ManyCalls {
    /// The judgement of each call by itself, in the order of the calls.
    pub judgements: Vec<Judgement>,
    /// What changed from one call to another.
    pub changes: Vec<ChangeAcross>,
}

/// Two statements in different calls that cannot both stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeAcross {
    /// What they are about.
    pub slot: Slot,
    /// How the story changed.
    pub kind: ChangeKind,
    /// What was said first; where the client's own words make it impossible, the claim.
    pub a: QuoteOfCall,
    /// What was said later; or the client's words.
    pub b: QuoteOfCall,
    /// Why they cannot both stand.
    pub why: String,
}

/// A call and some of its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuoteOfCall {
    /// The call: its place in the list, from 0.
    pub call: usize,
    /// The turn.
    pub turn: usize,
    /// The transcript's own words.
    pub quote: String,
}

/// The most calls of one incident that are compared; those beyond are judged by themselves.
pub const CALLS_MAX: usize = 1_000;

/// Judges the calls of one incident, in the order of their times, and finds what changed between
/// them.
///
/// A speaker is the same in two calls only if the same name was given; otherwise what counts is
/// what
/// the callers of one story cannot say together, such as two sources of one telephone number.
#[must_use]
pub fn judge_calls(calls: &[CallOfMany<'_>], knowledge: &Knowledge) -> ManyCalls {
    let mut judgements = Vec::with_capacity(calls.len());
    let mut told = Vec::new();
    for call in calls {
        let context = call.context.map(str::to_owned);
        let circumstances = Circumstances { context, ..Circumstances::default() };
        let mut live = LiveCall::new(call.transcript.form, circumstances, knowledge);
        for utterance in &call.transcript.utterances {
            live.hear(utterance);
        }
        judgements.push(live.judgement());
        if told.len() < CALLS_MAX {
            told.push(CallTold::new(live.into_story(), call.context, call.own, &knowledge.story));
        }
    }
    let spelling = &knowledge.book.lexicon.spelling;
    let changes = across(&told, &knowledge.story, &knowledge.impossible, spelling);
    ManyCalls { judgements, changes: changes.into_iter().map(ChangeAcross::from).collect() }
}

impl From<Across> for ChangeAcross {
    fn from(Across { calls: (a, b), change }: Across) -> Self {
        let place = |call, Quote { turn, quote }| QuoteOfCall { call, turn, quote };
        let (a, b) = (place(a, change.a), place(b, change.b));
        Self { slot: change.slot, kind: change.kind, a, b, why: change.why }
    }
}
