//! What a machine shows, as far as it bears on a call: what a check-up hands to the judge.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One thing that a machine shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Observation {
    /// Its kind, such as `unsolicited-session`; `rules/machine.toml` says what it bears on, and
    /// `machine=<id>` is the key of its weight.
    pub id: String,
    /// What it is, in a sentence.
    pub title: String,
    /// The particulars, which confrontations cite: counts, names, times.
    pub what: String,
    /// When, in universal time where that is known, or as the source writes it.
    pub when: Option<String>,
    /// How sure it is.
    pub strength: Sureness,
    /// The remote tool that it names, an id of `facts/remote-tools`.
    pub tool: Option<String>,
    /// What proves it: file, line or record, and the words that stand there.
    pub proof: String,
}

/// How sure an observation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Sureness {
    /// The trace itself states the act.
    Direct,
    /// It fits, and no more is said.
    Circumstantial,
}
