//! A point in time, with the clock that its source keeps.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use schemars::JsonSchema;
use serde::Serialize;

/// Which clock a source keeps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// Universal time.
    Utc,
    /// The time of the computer.
    #[default]
    Local,
    /// The time of the computer, without the year.
    LocalWithoutYear,
    /// A day of the computer's calendar.
    DateOnly,
}

/// What tells how far the computer's clock was from universal time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ZoneFrom {
    /// The file itself, by a header or by stamps in universal time.
    File,
    /// The registry of the computer.
    Machine,
    /// Whoever asked for the check-up.
    Given,
    /// Another source that tells of the same session by universal time.
    OtherSource,
}

/// The zone by which times of the computer's clock were read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ZoneFound {
    /// Its name, or the distance from universal time.
    pub name: String,
    /// Who says so.
    pub from: ZoneFrom,
}

/// A point in time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "MachineMoment")]
pub struct Moment {
    /// Universal time, if it could be worked out.
    #[schemars(with = "Option<String>")]
    pub utc: Option<Timestamp>,
    /// The other universal time that it may be, in an hour that the clock showed twice.
    #[schemars(with = "Option<String>")]
    pub or_utc: Option<Timestamp>,
    /// What the computer's own clock showed, with its distance from universal time, if known.
    pub local: Option<String>,
    /// As the source writes it.
    pub written: String,
    /// The clock of the source.
    pub clock: Clock,
    /// Where a time of the computer's clock was turned into universal time: what told the distance.
    pub zone_from: Option<ZoneFrom>,
    /// The time lies within so many seconds from here; 60 where the source knows minutes only.
    pub precision_seconds: u32,
    /// What the computer's clock showed, for sources that keep its time.
    #[serde(skip)]
    #[schemars(skip)]
    pub(crate) face: Option<Face>,
}

/// What a clock on the wall showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Face {
    pub(crate) at: DateTime,
    /// Whether it had been put back before, as the order of the lines tells; none where it does
    /// not.
    pub(crate) put_back: Option<bool>,
}

impl Moment {
    /// A time that its source keeps in universal time.
    #[must_use]
    pub fn in_utc(at: Timestamp, written: impl Into<String>) -> Self {
        let (utc, written) = (Some(at), written.into());
        Self { utc, written, clock: Clock::Utc, precision_seconds: 1, ..Self::default() }
    }

    /// A time of the computer's clock, so far from universal time if its own file says so. Without
    /// that, the zone of the machine decides when all is read.
    #[must_use]
    pub fn local(at: DateTime, offset: Option<Offset>, written: impl Into<String>) -> Self {
        let utc = offset.and_then(|offset| offset.to_timestamp(at).ok());
        Self {
            utc,
            written: written.into(),
            zone_from: utc.map(|_| ZoneFrom::File),
            precision_seconds: 1,
            face: Some(Face { at, put_back: None }),
            ..Self::default()
        }
    }
}
