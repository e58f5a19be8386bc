//! What comes out of a check-up; these shapes are the JSON.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use schemars::JsonSchema;
use serde::Serialize;

use crate::sources::registry::Zone;

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
    /// How the computer's clock is set, if the registry could be read.
    pub zone: Option<Zone>,
    /// How far back each log reaches.
    pub covers: Vec<Cover>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl Findings {
    /// Whether nothing was found that a remote session leaves behind.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.sessions.is_empty() && self.observations.is_empty()
    }
}

/// Which clock a source keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// Universal time.
    Utc,
    /// The time of the computer, with the distance from universal time written beside it.
    Local,
    /// The time of the computer; its distance from universal time is not known.
    Unknown,
}

/// A point in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Moment {
    /// Universal time, if it could be worked out.
    #[schemars(with = "Option<String>")]
    pub utc: Option<Timestamp>,
    /// As the source writes it.
    pub written: String,
    /// The clock of the source.
    pub clock: Clock,
    /// The time lies within so many seconds from here; 60 where the source knows minutes only.
    pub precision_seconds: u32,
}

impl Moment {
    /// A time that its source keeps in universal time.
    #[must_use]
    pub fn in_utc(at: Timestamp, written: impl Into<String>) -> Self {
        Self { utc: Some(at), written: written.into(), clock: Clock::Utc, precision_seconds: 1 }
    }

    /// A time of the computer's clock, so far from universal time.
    #[must_use]
    pub fn local(at: DateTime, offset: Option<Offset>, written: impl Into<String>) -> Self {
        let utc = offset.and_then(|offset| offset.to_timestamp(at).ok());
        let clock = if utc.is_some() { Clock::Local } else { Clock::Unknown };
        Self { utc, written: written.into(), clock, precision_seconds: 1 }
    }
}

/// How sure an observation is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
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

/// How somebody got in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Entry {
    /// Somebody at this computer accepted.
    Accepted,
    /// With a code that the program shows anew each time.
    OneTimeCode,
    /// With a lasting password or token: nobody here needed to click.
    Unattended,
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
}

/// Which way a file went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
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
    /// How they got in.
    pub entry: Entry,
    /// Whether the tool's maker itself marked the other side as suspected of scams.
    pub flagged_by_maker: bool,
    /// Files moved.
    pub files: Vec<FileMoved>,
    /// What shows it.
    pub proofs: Vec<Proof>,
    /// Where sources disagree.
    pub notes: Vec<String>,
    /// What the sources leave open.
    pub cannot_show: String,
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
pub struct Problem {
    /// The file or folder.
    pub file: String,
    /// Why, and what to try.
    pub why: String,
}
