//! How many errors and warnings ordinary computers write a day, measured, and how this one
//! compares. Only the two logs that every computer has are compared, because the sample knows no
//! others.

use std::ops::RangeInclusive;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::Deserialize;

use crate::findings::{Comparison, Ordinary};
use crate::sources::event_log::{Event, Level};

/// A file of `facts/ordinary-machines`, as far as it is used.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct MeasuredMachine {
    what: String,
    records: u64,
    days: u64,
}

/// The logs that are compared, by the name that Windows gives them in every language.
const COMPARED: [&str; 2] = ["System", "Application"];

/// Errors and warnings of the logs that are compared.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    records: u64,
    span: Option<RangeInclusive<Timestamp>>,
}

impl Compared {
    /// Takes an event of any log.
    pub(crate) fn take(&mut self, event: &Event) {
        if !COMPARED.contains(&event.channel.as_str()) {
            return;
        }
        let (first, last) =
            self.span.take().map_or((event.at, event.at), RangeInclusive::into_inner);
        self.span = Some(first.min(event.at)..=last.max(event.at));
        if event.level != Level::Information {
            self.records += 1;
        }
    }

    /// The comparison; none where neither log was read or nothing was measured.
    pub(crate) fn with(self, machines: &[MeasuredMachine]) -> Option<Comparison> {
        let days = days(self.span?);
        let mut ordinary: Vec<Ordinary> = machines.iter().map(measured).collect();
        ordinary.sort_by(|a, b| a.per_day.total_cmp(&b.per_day));
        let per_day_min = ordinary.first()?.per_day;
        let per_day_max = ordinary.last()?.per_day;
        let per_day = per_day(self.records, days);
        Some(Comparison {
            records: self.records,
            days,
            per_day,
            per_day_min,
            per_day_max,
            ordinary,
        })
    }
}

fn measured(machine: &MeasuredMachine) -> Ordinary {
    Ordinary {
        what: machine.what.clone(),
        records: machine.records,
        days: machine.days,
        per_day: per_day(machine.records, machine.days),
    }
}

/// How many calendar days lie between the first and the last entry, with both.
fn days(span: RangeInclusive<Timestamp>) -> u64 {
    let day = |at: Timestamp| -> Date { Offset::UTC.to_datetime(at).date() };
    let between = day(*span.start()).until(day(*span.end()));
    let between = between.map_or(0, |between| between.get_days());
    u64::try_from(between).unwrap_or_default() + 1
}

/// To one decimal: more would pretend to be exact.
fn per_day(records: u64, days: u64) -> f64 {
    let rate = records as f64 / days.max(1) as f64;
    (rate * 10.0).round() / 10.0
}
