//! The story of a case: what the callers said in all its calls, in the order of their times, and
//! where it cannot all be true. Only the order and the names of calls are decided here; the rule is
//! that of a single call, in `evidence`.

use evidence::calls::{CallOfMany, ManyCalls, QuoteOfCall, judge_calls};
use evidence::judgement::{ChangeKind, Quote, Statement};
use evidence::knowledge::Knowledge;
use evidence::rules::Slot;
use evidence::transcript::Transcript;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::{Call, Case, Direction, Item};

/// What the callers said in all calls of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Story {
    /// The calls in the order in which they are compared, by their numbers in the case.
    pub calls: Vec<u64>,
    /// What was said, call by call and turn by turn.
    pub claims: Vec<Claim>,
    /// Where it cannot all be true: first from call to call, then within each call.
    pub changes: Vec<Change>,
}

/// Something that the caller side says in a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ClaimInCall")]
pub struct Claim {
    /// The call: its number in the case.
    pub call: u64,
    /// What is said.
    #[serde(flatten)]
    pub statement: Statement,
}

/// Two statements of a case that cannot both stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ChangeAcrossCalls")]
pub struct Change {
    /// What they are about.
    pub slot: Slot,
    /// How the story changed.
    pub kind: ChangeKind,
    /// What was said first; where the client's own words make it impossible, the claim.
    pub a: Said,
    /// What was said later; or the client's words.
    pub b: Said,
    /// Why they cannot both stand.
    pub why: String,
}

/// Words of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Said {
    /// The call: its number in the case.
    pub call: u64,
    /// The turn, from 0.
    pub turn: usize,
    /// The transcript's own words.
    pub quote: String,
}

/// Tells the story of a case.
///
/// Calls are compared in the order in which they began; one of which nobody knows when it began
/// stands where it was added.
#[must_use]
pub fn story(case: &Case, knowledge: &Knowledge) -> Story {
    let mut calls: Vec<&Item<Call>> = case.calls.iter().collect();
    calls.sort_by_key(|call| (call.value.began.unwrap_or(call.added), call.number));
    let transcripts: Vec<Transcript> = calls.iter().map(|call| call.value.transcript()).collect();
    let many: Vec<CallOfMany<'_>> = calls
        .iter()
        .zip(&transcripts)
        .map(|(call, transcript)| CallOfMany {
            transcript,
            context: call.value.context.as_deref(),
            own: call.value.direction == Direction::Out,
        })
        .collect();
    let numbers: Vec<u64> = calls.iter().map(|call| call.number).collect();
    let judged = judge_calls(&many, knowledge);
    let changes = changes(&judged, &numbers);
    Story { claims: claims(judged, &numbers), changes, calls: numbers }
}

fn changes(judged: &ManyCalls, numbers: &[u64]) -> Vec<Change> {
    let of_call = |QuoteOfCall { call, turn, quote }: &QuoteOfCall| Said {
        call: numbers[*call],
        turn: *turn,
        quote: quote.clone(),
    };
    let across = judged.changes.iter().map(|change| Change {
        slot: change.slot,
        kind: change.kind,
        a: of_call(&change.a),
        b: of_call(&change.b),
        why: change.why.clone(),
    });
    let within = judged.judgements.iter().zip(numbers).flat_map(|(judgement, call)| {
        let said =
            |Quote { turn, quote }: &Quote| Said { call: *call, turn: *turn, quote: quote.clone() };
        judgement.story_changes.iter().map(move |change| Change {
            slot: change.slot,
            kind: change.kind,
            a: said(&change.a),
            b: said(&change.b),
            why: change.why.clone(),
        })
    });
    across.chain(within).collect()
}

fn claims(judged: ManyCalls, numbers: &[u64]) -> Vec<Claim> {
    let calls = judged.judgements.into_iter().zip(numbers);
    calls
        .flat_map(|(judgement, &call)| {
            judgement.statements.into_iter().map(move |statement| Claim { call, statement })
        })
        .collect()
}

impl Change {
    /// Whether it lies between two calls.
    #[must_use]
    pub fn is_across_calls(&self) -> bool {
        self.a.call != self.b.call
    }
}

impl Story {
    /// The place of a call in the story, from 1, for people.
    #[must_use]
    pub fn place(&self, call: u64) -> Option<usize> {
        self.calls.iter().position(|number| *number == call).map(|place| place + 1)
    }
}

#[cfg(test)]
mod tests;
