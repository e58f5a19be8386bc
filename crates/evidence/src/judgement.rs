//! What comes out of judging a call. The shapes here are the JSON that programs read; turns count
//! from 0.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::observation::Observation;
use crate::rules::{Direction, Slot};

/// Everything that was found out about one call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Judgement {
    /// The name of the call, if it has one.
    pub call: Option<String>,
    /// How likely it is a scam, and why.
    pub verdict: Verdict,
    /// What the caller side said, by turn.
    pub statements: Vec<Statement>,
    /// Pairs of statements that cannot both stand.
    pub story_changes: Vec<StoryChange>,
    /// Statements that a fact speaks against.
    pub refutations: Vec<Refutation>,
    /// What a machine shows, as far as it was told; it bears on the verdict by its own reasons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub machine: Vec<Observation>,
    /// Claims about the machine, and what the machine shows of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub confrontations: Vec<Confrontation>,
    /// What to do and what to ask.
    pub advice: Advice,
    /// How the verdict moved.
    pub timeline: Vec<Moment>,
}

/// How likely it is a scam, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// The level that the probability reaches.
    pub level: Level,
    /// The probability that the call is a scam, 0 to 1.
    pub probability: f64,
    /// Its natural log-odds: exactly the sum of the weights of the reasons.
    pub log_odds: f64,
    /// Too little was said to judge; the level is then `unclear`.
    pub abstained: bool,
    /// Everything that moved the verdict, the heaviest first.
    pub reasons: Vec<Reason>,
}

/// The levels of a verdict.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Nothing points to a scam.
    NoSign,
    /// It could be either.
    Unclear,
    /// More likely a scam than not.
    Suspicious,
    /// Almost certainly a scam.
    Scam,
}

impl Level {
    /// The name in files and output.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::NoSign => "no-sign",
            Self::Unclear => "unclear",
            Self::Suspicious => "suspicious",
            Self::Scam => "scam",
        }
    }
}

/// One thing that moved the verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// The rule, composite, fact or other source of the weight.
    pub rule: String,
    /// What it found, in words for people.
    pub title: String,
    /// The slot, where it has one.
    pub slot: Option<Slot>,
    /// The value, where it has one.
    pub value: Option<String>,
    /// The turn, where it has one.
    pub turn: Option<usize>,
    /// The words.
    pub quote: String,
    /// How far it moves the log-odds; below zero speaks for an honest call.
    pub weight: f64,
}

/// One thing that the caller side says about one slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Statement {
    /// The turn.
    pub turn: usize,
    /// What it is about.
    pub slot: Slot,
    /// What is said about it.
    pub value: String,
    /// The tool, organisation, name or kind.
    pub detail: Option<String>,
    /// Which way money is to move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// The transcript's own words.
    pub quote: String,
    /// The other side reports it.
    pub reported: bool,
    /// The rule that found it.
    pub via: String,
}

impl Statement {
    /// Slot and value, `slot=value`, as data name a claim.
    #[must_use]
    pub fn claim(&self) -> String {
        format!("{}={}", self.slot, self.value)
    }
}

/// A turn and some of its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// The turn.
    pub turn: usize,
    /// The transcript's own words.
    pub quote: String,
}

/// Two statements that cannot both stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StoryChange {
    /// What they are about.
    pub slot: Slot,
    /// How the story changed.
    pub kind: ChangeKind,
    /// The earlier statement.
    pub a: Quote,
    /// The later one.
    pub b: Quote,
    /// Why they cannot both stand.
    pub why: String,
}

/// How a story changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Something else is said in its place.
    Replaced,
    /// It is said not to have been said.
    Denied,
    /// It cannot be true, given what the other side says.
    Impossible,
}

impl ChangeKind {
    /// The name in files and output.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Denied => "denied",
            Self::Impossible => "impossible",
        }
    }
}

/// How a fact bears on a statement.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// The statement is false if the fact holds.
    Refutes,
    /// The statement is worth less than it seems.
    Undermines,
    /// Good to know beside it.
    Context,
}

impl Strength {
    /// The name in files and output.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Refutes => "refutes",
            Self::Undermines => "undermines",
            Self::Context => "context",
        }
    }
}

/// A statement that a fact speaks against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Refutation {
    /// The turn of the statement.
    pub turn: usize,
    /// Its words.
    pub quote: String,
    /// The fact's id.
    pub fact: String,
    /// How the fact bears on the statement.
    pub strength: Strength,
    /// The fact, in plain words.
    pub says: String,
    /// Who says so.
    pub source: Source,
    /// Where it holds: `world` or countries.
    pub jurisdiction: Vec<String>,
    /// It is cited outside the user's country.
    pub abroad: bool,
    /// When it does not hold.
    pub exceptions: String,
}

/// A claim about the machine, and what the machine shows of it. It moves no verdict: what was
/// claimed is weighed already, and what a machine does not show proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Confrontation {
    /// Its name in `rules/machine.toml`.
    pub id: String,
    /// The turn of the claim.
    pub turn: usize,
    /// Its words.
    pub quote: String,
    /// What the machine shows, in plain words.
    pub says: String,
    /// The observation that it cites: its place in `machine`, from 0.
    pub observation: usize,
    /// What it leaves open.
    pub cannot_show: String,
}

/// Where a fact was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The page's title.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Its address.
    pub address: String,
    /// The day on which it was read, `YYYY-MM-DD`.
    pub checked: String,
}

/// What to do and what to ask.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Advice {
    /// What to do now, the first thing first.
    pub do_now: Vec<String>,
    /// What to ask next; nothing once questioning must stop.
    pub ask_next: Option<Question>,
    /// Questioning must stop: what to say to oneself instead.
    pub stop: Option<String>,
}

/// A question worth asking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// The sentence to say.
    pub question: String,
    /// What it finds out.
    pub why: String,
    /// What answers would mean.
    pub answers: Vec<Answer>,
}

/// What an answer would mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// If they answer so.
    #[serde(rename = "if")]
    pub given: String,
    /// Then it means this.
    pub means: String,
}

/// The verdict as it stood after a turn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Moment {
    /// The turn.
    pub turn: usize,
    /// The probability that the call is a scam.
    pub probability: f64,
    /// When the turn began, in milliseconds from the beginning of the call, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_ms: Option<u64>,
}
