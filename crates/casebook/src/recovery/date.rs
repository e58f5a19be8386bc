//! Days and times as people write them.

use jiff::Timestamp;
use jiff::civil::Date;

/// Countries in which the month stands before the day in English (Unicode CLDR: en-US, en-CA).
const MONTH_FIRST: [&str; 2] = ["US", "CA"];

/// "3 December 2026", or "December 3, 2026" where people write it so.
#[must_use]
pub fn written(date: Date, country: Option<&str>) -> String {
    let form = if country.is_some_and(|country| MONTH_FIRST.contains(&country)) {
        "%B %-d, %Y"
    } else {
        "%-d %B %Y"
    };
    date.strftime(form).to_string()
}

/// The day and the time, by universal time, because that of the client's place is not known.
pub(crate) fn written_time(at: Timestamp, country: Option<&str>) -> String {
    let at = jiff::tz::Offset::UTC.to_datetime(at);
    format!("{}, {:02}:{:02} UTC", written(at.date(), country), at.hour(), at.minute())
}
