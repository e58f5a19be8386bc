//! How the computer's clock is set: the distance from universal time and when it changes.

use schemars::JsonSchema;
use serde::Serialize;

use super::hive::{Value, short};
use super::text_of;

/// The clock's setting, as `Control\TimeZoneInformation` holds it. Minutes are those that must be
/// added to the time of the computer to give universal time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Zone {
    /// Windows' own name, the same in every language, such as `W. Europe Standard Time`.
    pub name: String,
    /// Without what summer or winter add.
    pub bias_minutes: i32,
    /// As it was when the computer last ran.
    pub active_bias_minutes: Option<i32>,
    /// What winter adds, mostly nothing.
    pub standard_bias_minutes: i32,
    /// What summer adds, mostly -60.
    pub daylight_bias_minutes: i32,
    /// When winter begins; none where the clock never changes.
    pub standard_start: Option<Switch>,
    /// When summer begins; none where the clock never changes.
    pub daylight_start: Option<Switch>,
}

/// A day of the year, by the time of the computer before the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Switch {
    /// The year, or 0 for every year.
    pub year: u16,
    /// From 1.
    pub month: u16,
    /// The how manieth such weekday of the month, 5 for the last; the day where a year is given.
    pub week: u16,
    /// 0 is Sunday.
    pub weekday: u16,
    /// From 0.
    pub hour: u16,
    /// From 0.
    pub minute: u16,
}

/// The setting in the values of the key.
pub(super) fn zone(values: &[Value]) -> Option<Zone> {
    let number = |name: &str| {
        let value = values.iter().find(|value| value.name.eq_ignore_ascii_case(name));
        value.and_then(Value::number).map(u32::cast_signed)
    };
    let start = |name: &str| {
        let value = values.iter().find(|value| value.name.eq_ignore_ascii_case(name));
        value.and_then(|value| switch(&value.bytes))
    };
    let name = [text_of(values, "TimeZoneKeyName"), text_of(values, "StandardName")];
    let name = name.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
    Some(Zone {
        name,
        bias_minutes: number("Bias")?,
        active_bias_minutes: number("ActiveTimeBias"),
        standard_bias_minutes: number("StandardBias").unwrap_or(0),
        daylight_bias_minutes: number("DaylightBias").unwrap_or(0),
        standard_start: start("StandardStart"),
        daylight_start: start("DaylightStart"),
    })
}

/// Year, month, week, hour, minute, second, millisecond, weekday: the order in which the core of
/// Windows writes this key, which is not that of `SYSTEMTIME`. There the weekday stands third, and
/// because no week is 0, a Sunday there gives it away.
fn switch(bytes: &[u8]) -> Option<Switch> {
    let word = |place: usize| short(bytes, place * 2);
    let (year, month) = (word(0)?, word(1)?);
    if month == 0 {
        return None;
    }
    let [week, hour, minute, weekday] = match word(2)? {
        0 => [word(3)?, word(4)?, word(5)?, 0],
        week => [week, word(3)?, word(4)?, word(7)?],
    };
    let sound = month <= 12 && week <= 31 && weekday <= 6 && hour <= 23 && minute <= 59;
    sound.then_some(Switch { year, month, week, weekday, hour, minute })
}
