//! Rules: what words in a call mean. A rule file is read here and proves itself on its own
//! examples; which sentence a match stands in is `acts`' matter, who says it `statements`'.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a statement is about; `rules/vocabulary.toml` says it in words for people.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Slot {
    /// Who they say they call for.
    Organisation,
    /// What they are to that organisation.
    Relation,
    /// How they got the number, or know of the problem.
    ContactSource,
    /// What is wrong.
    Problem,
    /// What is shown or cited.
    Proof,
    /// What they want done.
    Ask,
    /// How money is to move.
    Payment,
    /// How much.
    Amount,
    /// How they press.
    Pressure,
    /// A name, number, address or site that they give.
    ContactGiven,
    /// What honest callers say and scammers avoid; a reason, no statement.
    Safeguard,
    /// What has been done already, in the callee's words.
    Happened,
    /// What the callee says of themselves or asks.
    Callee,
}

impl Slot {
    /// The slots of the vocabulary: those whose matches are statements of the caller side.
    pub const STATED: [Self; 10] = [
        Self::Organisation,
        Self::Relation,
        Self::ContactSource,
        Self::Problem,
        Self::Proof,
        Self::Ask,
        Self::Payment,
        Self::Amount,
        Self::Pressure,
        Self::ContactGiven,
    ];

    /// The name in files and output.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Relation => "relation",
            Self::ContactSource => "contact-source",
            Self::Problem => "problem",
            Self::Proof => "proof",
            Self::Ask => "ask",
            Self::Payment => "payment",
            Self::Amount => "amount",
            Self::Pressure => "pressure",
            Self::ContactGiven => "contact-given",
            Self::Safeguard => "safeguard",
            Self::Happened => "happened",
            Self::Callee => "callee",
        }
    }

    /// The slot of that name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        let unstated = [Self::Safeguard, Self::Happened, Self::Callee];
        Self::STATED.into_iter().chain(unstated).find(|slot| slot.id() == id)
    }

    /// Whether matches are statements of the caller side.
    #[must_use]
    pub fn is_stated(self) -> bool {
        !matches!(self, Self::Safeguard | Self::Happened | Self::Callee)
    }

    /// Whether the words are the callee's own.
    #[must_use]
    pub fn is_callees(self) -> bool {
        matches!(self, Self::Happened | Self::Callee)
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id())
    }
}

/// Which way money is to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From the person called.
    FromCallee,
    /// To the person called.
    ToCallee,
}

/// A rule file, `rules/said/<slot>/<id>.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The file's name.
    pub id: String,
    /// What it finds, in words for people.
    pub title: String,
    /// What the statement is about.
    pub slot: Slot,
    /// What is said about it.
    pub value: String,
    /// The patterns, any of which makes the statement.
    pub patterns: Vec<String>,
    /// Patterns that undo a match they touch or stand near to.
    #[serde(default)]
    pub unless: Vec<String>,
    /// A class whose member inside the match becomes the detail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// A fixed detail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail_text: Option<String>,
    /// Which way money is to move, in the slot `payment`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// Why it matters.
    pub why: String,
    /// Who says this honestly.
    pub false_positives: String,
    /// Pages to read.
    #[serde(default)]
    pub references: Vec<String>,
    /// Texts in which it must be found.
    pub hit: Vec<String>,
    /// Texts in which it must not be found.
    pub miss: Vec<String>,
}

impl Rule {
    /// How many examples a rule needs to leave the nursery: hits and misses.
    pub const EXAMPLES_MIN: (usize, usize) = (3, 2);

    /// Its full name: slot and id.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}/{}", self.slot, self.id)
    }

    /// Whether it brings enough examples to count.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.hit.len() >= Self::EXAMPLES_MIN.0 && self.miss.len() >= Self::EXAMPLES_MIN.1
    }
}
