//! Where something was read, and the days of these files.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

/// Where something was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AdviceSource")]
pub struct Source {
    /// What was read.
    pub title: String,
    /// Whose page it was.
    pub publisher: String,
    /// Where; none when it is from memory.
    pub address: Option<String>,
    /// On which day; none when it is from memory.
    #[serde(default, deserialize_with = "day_if_any")]
    #[schemars(with = "Option<String>")]
    pub checked: Option<Date>,
    /// How well it was verified.
    pub standing: SourceStanding,
}

/// How well a source was verified.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum SourceStanding {
    /// The words of the body itself were read.
    Primary,
    /// A page that repeats or describes them was read.
    Secondary,
    /// From memory, not read.
    Known,
}

impl Source {
    /// Who says so, in a line: "CFPB, 1005.6, checked 2026-11-24".
    #[must_use]
    pub fn line(&self) -> String {
        let how = match (self.standing, self.checked) {
            (SourceStanding::Known, _) => ", from memory, not read".to_owned(),
            (SourceStanding::Primary, Some(day)) => format!(", its own words, read {day}"),
            (_, Some(day)) => format!(", read {day}"),
            (_, None) => String::new(),
        };
        format!("{}, \"{}\"{how}", self.publisher, self.title)
    }
}

/// A day as TOML has it, also where it was packed.
pub(super) fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    let day = toml::value::Datetime::deserialize(from)?;
    day.date
        .filter(|_| day.time.is_none())
        .and_then(|day| {
            let year = i16::try_from(day.year).ok()?;
            Date::new(year, i8::try_from(day.month).ok()?, i8::try_from(day.day).ok()?).ok()
        })
        .ok_or_else(|| serde::de::Error::custom("a day is wanted, as in 2027-11-24"))
}

fn day_if_any<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    day(from).map(Some)
}
