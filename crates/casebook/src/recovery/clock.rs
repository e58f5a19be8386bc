//! How a deadline is counted: from which day, how long, and how it stands today. The rules are
//! those of `advice/recovery/README.md`, "How a date is counted".

use jiff::Span;
use jiff::civil::{Date, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::date::written;
use super::knowledge::{Deadline, Event, Unit};

/// Whose deadline it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "RightOf")]
pub enum Whose {
    /// The client must act by then.
    Client,
    /// The institution or the seller must act by then.
    Institution,
}

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "RightStanding")]
pub enum Standing {
    /// It runs.
    Running,
    /// Today is the last day.
    Today,
    /// It has no end: the sooner the better.
    AtOnce,
    /// What it counts from has not happened, or nobody wrote down when.
    Waiting,
    /// It is over.
    Passed,
}

/// A deadline of a right, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "RightClock")]
pub struct Clock {
    /// Whose.
    pub whose: Whose,
    /// What is to be done.
    pub act: String,
    /// Whether missing it costs the right or a part of it.
    pub hard: bool,
    /// What then.
    pub missed: String,
    /// How long, and from when, in words: "13 months from the last payment".
    pub length: String,
    /// How it stands.
    pub standing: Standing,
    /// The day from which it counts.
    #[schemars(with = "Option<String>")]
    pub from: Option<Date>,
    /// Its last day.
    #[schemars(with = "Option<String>")]
    pub due: Option<Date>,
    /// Days from today to its last day; below nought once it is over.
    pub days_left: Option<i32>,
    /// How it stands, in words: "By 3 December 2026, 9 days left".
    pub words: String,
    /// What is to be known about how it was counted.
    pub note: Option<String>,
}

/// The day of an event, and what was taken in its place if it is not known itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Day {
    pub date: Option<Date>,
    pub stands_in: bool,
}

/// Where a clock is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'r> {
    pub today: Date,
    pub country: Option<&'r str>,
}

/// The last day of a deadline that counts from a day; none where it has no length, or where the
/// calendar ends before it.
pub(crate) fn due(from: Date, unit: Unit, number: u32) -> Option<Date> {
    let number = i64::from(number);
    let span = match unit {
        Unit::AtOnce => return None,
        Unit::Minutes => Span::new().try_days(number / (24 * 60)),
        Unit::Hours => Span::new().try_days(number / 24),
        Unit::Days => Span::new().try_days(number),
        Unit::Weeks => Span::new().try_weeks(number),
        Unit::Months => Span::new().try_months(number),
        Unit::Years => Span::new().try_years(number),
        Unit::BusinessDays => return business_days(from, number),
    };
    from.checked_add(span.ok()?).ok()
}

/// No rule gives more business days than this; a broken file must not count for ever.
const BUSINESS_DAYS_MAX: i64 = 1000;

fn business_days(from: Date, number: i64) -> Option<Date> {
    let mut day = from;
    let mut left = number.min(BUSINESS_DAYS_MAX);
    while left > 0 {
        day = day.tomorrow().ok()?;
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
    }
    Some(day)
}

/// Counts a deadline from the day of its event.
pub(crate) fn read(deadline: &Deadline, day: Day, reader: Reader<'_>) -> Clock {
    let due = day.date.and_then(|from| due(from, deadline.unit, deadline.number.unwrap_or(0)));
    let days_left = due.map(|due| (due - reader.today).get_days());
    let standing = match (day.date, days_left) {
        (None, _) => Standing::Waiting,
        (Some(_), None) => Standing::AtOnce,
        (_, Some(0)) => Standing::Today,
        (_, Some(days)) if days < 0 => Standing::Passed,
        _ => Standing::Running,
    };
    Clock {
        whose: deadline.whose,
        act: deadline.act.clone(),
        hard: deadline.hard,
        missed: deadline.missed.clone(),
        length: length(deadline),
        standing,
        from: day.date,
        due,
        days_left,
        words: words(deadline, standing, due, reader),
        note: note(deadline, day, reader),
    }
}

/// "13 months from the last payment".
fn length(deadline: &Deadline) -> String {
    let from = deadline.from.words();
    match deadline.number {
        Some(number) => format!("{number} {} from {from}", deadline.unit.words(number)),
        None => format!("at once after {from}"),
    }
}

fn words(deadline: &Deadline, standing: Standing, due: Option<Date>, reader: Reader<'_>) -> String {
    let short = matches!(deadline.unit, Unit::Minutes | Unit::Hours);
    let day = due.map_or_else(String::new, |due| written(due, reader.country));
    let left = due.map_or(0, |due| (due - reader.today).get_days());
    match standing {
        Standing::AtOnce => "At once".to_owned(),
        Standing::Waiting => {
            format!("Waiting: {}, whose day is not known or has not come", length(deadline))
        }
        Standing::Today if short => {
            let number = deadline.number.unwrap_or(0);
            let unit = deadline.unit.words(number);
            format!("Today, within {number} {unit} from {}", deadline.from.words())
        }
        Standing::Today => format!("Today, {day}, is the last day"),
        Standing::Passed => format!("Passed on {day}, {} ago", days(-left)),
        Standing::Running => format!("By {day}, {} left", days(left)),
    }
}

fn days(number: i32) -> String {
    format!("{number} {}", if number == 1 { "day" } else { "days" })
}

fn note(deadline: &Deadline, day: Day, reader: Reader<'_>) -> Option<String> {
    if day.stands_in {
        let from = written(day.date?, reader.country);
        return Some(format!(
            "The day of {} is not known, so it is counted from the payment, {from}, which is \
             earlier and so safe.",
            deadline.from.words()
        ));
    }
    match deadline.unit {
        Unit::Minutes | Unit::Hours => {
            Some("It is counted to the minute; look at the time on the receipt.".to_owned())
        }
        Unit::BusinessDays => Some(
            "Monday to Friday are counted; a public holiday in between makes it later.".to_owned(),
        ),
        _ => None,
    }
}

impl Unit {
    fn words(self, number: u32) -> &'static str {
        let (one, many) = match self {
            Self::Minutes => ("minute", "minutes"),
            Self::Hours => ("hour", "hours"),
            Self::Days => ("day", "days"),
            Self::BusinessDays => ("business day", "business days"),
            Self::Weeks => ("week", "weeks"),
            Self::Months => ("month", "months"),
            Self::Years => ("year", "years"),
            Self::AtOnce => ("", ""),
        };
        if number == 1 { one } else { many }
    }
}

impl Event {
    fn words(self) -> &'static str {
        match self {
            Self::Payment => "the payment",
            Self::LastPayment => "the last payment",
            Self::Statement => "the statement",
            Self::Discovery => "the discovery of the fraud",
            Self::Notice => "the day on which the bank or firm was told",
            Self::Contract => "the contract",
            Self::Claim => "the claim",
            Self::Complaint => "the complaint",
            Self::Cancellation => "the cancellation",
            Self::RefundDue => "the day on which the seller's refund was due",
            Self::FinalAnswer => "the final answer",
        }
    }
}
