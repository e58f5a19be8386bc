//! A session: who was in and when, what they did, and whether it alarms.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Moment, Proof};

/// How somebody got in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Entry {
    /// They asked; whether they were let in is not written.
    Asked,
    /// Somebody at this computer accepted.
    Accepted,
    /// With a code that the program shows anew each time.
    OneTimeCode,
    /// With a lasting password or token: nobody here needed to click.
    Unattended,
    /// With the name and the password of an account of this computer.
    SignedIn,
    /// They were refused.
    Refused,
    /// The sources do not say.
    NotKnown,
}

/// The other side, as the tool names it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Partner {
    /// The number that the tool gave them.
    pub id: Option<String>,
    /// The name that they chose.
    pub name: Option<String>,
    /// The address from which their line came; it may be that of a relay.
    pub address: Option<String>,
    /// The server that the program obeys; whoever rents it controls the program.
    pub server: Option<String>,
}

/// Which way a file went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "FileDirection")]
pub enum Direction {
    /// Taken from this computer.
    Out,
    /// Put on this computer.
    In,
    /// Moved; the source's word for the direction is shown, seen from its own side.
    AsWritten,
}

/// A file that was moved.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FileMoved {
    /// Which way.
    pub direction: Direction,
    /// Its name or folder, with the source's own words.
    pub name: String,
    /// When.
    pub when: Moment,
    /// What shows it.
    pub proof: Proof,
}

/// A time at which somebody used, or asked to use, this computer from far away.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Session {
    /// The tool, an id of `facts/remote-tools`.
    pub tool: String,
    /// The tool's name.
    pub tool_name: String,
    /// When it began.
    pub begin: Moment,
    /// When it ended, if a source says so.
    pub end: Option<Moment>,
    /// The other side.
    pub partner: Partner,
    /// How they got in, at first if they did so several times.
    pub entry: Entry,
    /// Whether they came, or came back, without anybody here clicking.
    pub returned_unattended: bool,
    /// Whether the tool's maker itself marked the other side as suspected of scams.
    pub flagged_by_maker: bool,
    /// Files moved.
    pub files: Vec<FileMoved>,
    /// What the machine shows of its time, beside the session itself.
    pub acts: Vec<Act>,
    /// Whether it gives cause for alarm.
    pub standing: Standing,
    /// Why, in sentences; the ids are those of `rules/sessions.toml`.
    pub signs: Vec<Sign>,
    /// What shows it.
    pub proofs: Vec<Proof>,
    /// Where sources disagree, and what else they say.
    pub notes: Vec<String>,
    /// What the sources leave open.
    pub cannot_show: String,
}

impl Session {
    /// A session of which a source tells the begin; the facts about the tool add its name and what
    /// its logs leave open.
    #[must_use]
    pub fn new(tool: &str, begin: Moment, proof: Proof) -> Self {
        Self {
            tool: tool.to_owned(),
            tool_name: tool.to_owned(),
            begin,
            end: None,
            partner: Partner::default(),
            entry: Entry::NotKnown,
            returned_unattended: false,
            flagged_by_maker: false,
            files: Vec::new(),
            acts: Vec::new(),
            standing: Standing::Unclear,
            signs: Vec::new(),
            proofs: vec![proof],
            notes: Vec::new(),
            cannot_show: String::new(),
        }
    }
}

/// An observation that lies in a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Act {
    /// What it was to the session.
    pub role: Role,
    /// The place in `observations`, from 0.
    pub observation: usize,
}

/// What an observation is to the session in which it lies.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// It brought the tool, or another program, onto the computer.
    BroughtIn,
    /// A program ran, or a command was entered.
    Ran,
    /// A page was opened.
    Visited,
    /// An account, a setting or the protection was changed.
    Changed,
    /// A log was emptied.
    Cleared,
    /// It lies in the session, and its kind says no more.
    Other,
}

/// Whether a session gives cause for alarm.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It has signs that honest sessions lack.
    Alarming,
    /// It can be either.
    Unclear,
    /// It has the signs of honest help, or nobody got in.
    Ordinary,
}

/// A sign that decides how a session stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Sign {
    /// Its name in `rules/sessions.toml`.
    pub id: String,
    /// What it is, in a sentence.
    pub says: String,
}
