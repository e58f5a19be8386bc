//! What comes out of a check-up; these shapes are the JSON.

mod moment;
mod session;

use schemars::JsonSchema;
use serde::Serialize;

pub(crate) use moment::Face;
pub use moment::{Clock, Moment, ZoneFound, ZoneFrom};
pub use session::{Act, Direction, Entry, FileMoved, Partner, Role, Session, Sign, Standing};

/// What a machine shows, as far as it could be read.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Findings {
    /// Times at which somebody used or asked to use this computer from far away, oldest first.
    pub sessions: Vec<Session>,
    /// Single things that the machine shows, oldest first; those without a time come first.
    pub observations: Vec<Observation>,
    /// The errors and warnings of the event logs.
    pub everyday: Everyday,
    /// What deserves a technician but shows no remote session: failing parts, finds of the
    /// antivirus.
    pub serious: Vec<Observation>,
    /// The zone by which times of the computer's clock were read, if one is known.
    pub zone: Option<ZoneFound>,
    /// When the call was, if that was told.
    pub call_began: Option<Moment>,
    /// What was said in the call and what the machine shows, in the order of time.
    pub timeline: Vec<crate::timeline::Entry>,
    /// What the machine has to say to the judge of a call: what `hangup check --machine` takes.
    pub shows: Vec<evidence::observation::Observation>,
    /// How what was found is removed, in a safe order; nothing of it was done.
    pub removal: Vec<RemovalStep>,
    /// How far back each log reaches.
    pub covers: Vec<Cover>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// Whether the check-up was stopped before all was read.
    pub stopped: bool,
}

impl Findings {
    /// Whether nothing was found that a remote session leaves behind.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.sessions.is_empty() && self.observations.is_empty()
    }
}

/// How sure an observation is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "TraceStrength")]
pub enum Strength {
    /// The trace itself states the act.
    Direct,
    /// It fits, and no more is said.
    Circumstantial,
}

/// Where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Proof {
    /// The file, relative to what was named.
    pub file: String,
    /// The line of a text file, from 1.
    pub line: Option<usize>,
    /// The number of an event record.
    pub record: Option<u64>,
    /// The words that stand there; the beginning of very many.
    pub raw: String,
}

/// One thing that a machine shows.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "MachineObservation")]
pub struct Observation {
    /// Its kind, such as `service-installed`.
    pub id: String,
    /// What happened, in one line.
    pub title: String,
    /// The particulars: names, paths, accounts.
    pub what: String,
    /// When; none where the trace has no time.
    pub when: Option<Moment>,
    /// How sure it is.
    pub strength: Strength,
    /// The remote tool that it names, an id of `facts/remote-tools`.
    pub tool: Option<String>,
    /// What shows it.
    pub proof: Proof,
    /// What it leaves open.
    pub cannot_show: String,
    /// How it is taken back, as text for whoever does it; nothing is changed here.
    pub undo: Option<String>,
}

/// The errors and warnings of the event logs.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Everyday {
    /// All errors and warnings.
    pub records: u64,
    /// How many of them are of a kind that ordinary computers write.
    pub explained: u64,
    /// How many belong to `observations` or `serious`.
    pub serious: u64,
    /// How many are not known to us.
    pub unknown: u64,
    /// How many there were on each day, by universal time, oldest first.
    pub days: Vec<Day>,
    /// The ordinary kinds, the most frequent first.
    pub kinds: Vec<Kind>,
    /// Those not known to us, the most frequent first.
    pub unknown_kinds: Vec<UnknownKind>,
    /// How it compares with ordinary computers; none where neither the System nor the Application
    /// log was read.
    pub comparison: Option<Comparison>,
}

/// This computer beside ordinary ones: errors and warnings of the System and Application logs.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Comparison {
    /// How many this computer wrote.
    pub records: u64,
    /// From the day of the first entry to the day of the last.
    pub days: u64,
    /// How many a day, to one decimal.
    pub per_day: f64,
    /// The fewest a day of an ordinary computer.
    pub per_day_min: f64,
    /// The most a day of an ordinary computer.
    pub per_day_max: f64,
    /// The ordinary computers, a small sample, those with the fewest first.
    pub ordinary: Vec<Ordinary>,
}

/// An ordinary computer whose logs were counted.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ordinary {
    /// What computer it is.
    pub what: String,
    /// Its errors and warnings.
    pub records: u64,
    /// Over so many days.
    pub days: u64,
    /// How many a day, to one decimal.
    pub per_day: f64,
}

/// A day.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Day {
    /// The day, as in 2026-03-14.
    pub day: String,
    /// Critical entries and errors.
    pub errors: u64,
    /// Warnings.
    pub warnings: u64,
}

/// A kind of entry that ordinary computers write.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Kind {
    /// A file of `facts/everyday-events`.
    pub id: String,
    /// What it says.
    pub title: String,
    /// Why it is written.
    pub meaning: String,
    /// How many.
    pub count: u64,
    /// The first and the last, in universal time.
    pub first: String,
    /// See `first`.
    pub last: String,
    /// What to do where it was more than ordinary.
    pub say: Vec<String>,
}

/// A kind of entry that is not known to us.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UnknownKind {
    /// The provider's name.
    pub provider: String,
    /// The event's number.
    pub event_id: u32,
    /// How many.
    pub count: u64,
}

/// Where in the removal list a step stands; in this order it is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Nobody can come back meanwhile.
    Disconnect,
    /// Ask who may have installed it for a good reason.
    Ask,
    /// Copies for bank and police, before anything changes.
    KeepEvidence,
    /// The programs.
    Remove,
    /// Settings, accounts and start-up entries.
    TakeBack,
    /// Whether it is gone.
    LookAgain,
    /// Passwords from another device, and the bank.
    Protect,
}

/// A step of the removal list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RemovalStep {
    /// Where it stands.
    pub phase: Phase,
    /// What to do, with its commands between backticks; text only.
    pub step: String,
    /// What it is for.
    pub why: String,
    /// The tool that it is about, an id of `facts/remote-tools`.
    pub tool: Option<String>,
    /// The ids of the observations that call for it.
    pub observations: Vec<String>,
    /// The files in which these stand.
    pub places: Vec<String>,
}

/// How far a source reaches.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Cover {
    /// The file.
    pub file: String,
    /// What it is, such as the log's name.
    pub what: String,
    /// The first entry's time.
    pub from: String,
    /// The last entry's time.
    pub to: String,
    /// How many entries were read.
    pub records: u64,
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "NotRead")]
pub struct Problem {
    /// The file or folder.
    pub file: String,
    /// Why, and what to try.
    pub why: String,
}
