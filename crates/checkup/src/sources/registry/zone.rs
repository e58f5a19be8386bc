//! How the computer's clock is set: the distance from universal time and when it changes.

use super::hive::{Value, short};
use super::text_of;
use crate::zone::{Change, Zone};

/// The setting in the values of the key.
pub(super) fn zone(values: &[Value]) -> Option<Zone> {
    let number = |name: &str| {
        let value = values.iter().find(|value| value.name.eq_ignore_ascii_case(name));
        value.and_then(Value::number).map(u32::cast_signed)
    };
    let start = |name: &str| {
        let value = values.iter().find(|value| value.name.eq_ignore_ascii_case(name));
        value.and_then(|value| change(&value.bytes)).unwrap_or_default()
    };
    let name = [text_of(values, "TimeZoneKeyName"), text_of(values, "StandardName")];
    let name = name.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
    Some(Zone {
        name,
        bias_minutes: number("Bias")?,
        standard_bias_minutes: number("StandardBias").unwrap_or(0),
        daylight_bias_minutes: number("DaylightBias").unwrap_or(0),
        standard_start: start("StandardStart"),
        daylight_start: start("DaylightStart"),
    })
}

/// Year, month, week, hour, minute, second, millisecond, weekday: the order in which the core of
/// Windows writes this key, which is not that of `SYSTEMTIME`. There the weekday stands third, and
/// because no week is 0, a Sunday there gives it away.
fn change(bytes: &[u8]) -> Option<Change> {
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
    sound.then_some(Change { year, month, day_of_week: weekday, day: week, hour, minute })
}
