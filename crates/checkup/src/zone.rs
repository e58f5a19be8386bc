//! The computer's clock: from what it showed to universal time and back. Windows writes its rules
//! into the registry; the arithmetic is that of `jiff`, to which they are handed as a POSIX zone.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

use crate::findings::{Clock, Face, Moment, ZoneFound, ZoneFrom};

/// The zone of a computer, as `TimeZoneInformation` of the SYSTEM hive gives it. Universal time is
/// local time plus the bias, as Windows counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Zone {
    /// Windows' own name, `TimeZoneKeyName`.
    pub name: String,
    /// `Bias`.
    pub bias_minutes: i32,
    /// `StandardBias`, added while summer time is off; nearly always 0.
    pub standard_bias_minutes: i32,
    /// `DaylightBias`, added while it is on; mostly -60.
    pub daylight_bias_minutes: i32,
    /// When standard time begins.
    pub standard_start: Change,
    /// When summer time begins.
    pub daylight_start: Change,
}

/// A `SYSTEMTIME` as zones use it: month 0 stands for never; without a year, `day` counts the weeks
/// of the month, and 5 is the last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Change {
    /// 0, or the one year in which it holds.
    pub year: u16,
    /// 1 to 12.
    pub month: u16,
    /// 0 is Sunday.
    pub day_of_week: u16,
    /// The week of the month, or with a year its day.
    pub day: u16,
    /// The hour at which the clock is changed, by the time that holds before.
    pub hour: u16,
    /// Its minute.
    pub minute: u16,
}

impl Change {
    /// As POSIX writes it, `M3.2.0/2:00`; none where it is not a rule for every year.
    fn posix(&self) -> Option<String> {
        let Self { year, month, day_of_week, day, hour, minute } = *self;
        let sound = year == 0
            && (1..=12).contains(&month)
            && (1..=5).contains(&day)
            && day_of_week <= 6
            && hour < 24
            && minute < 60;
        sound.then(|| format!("M{month}.{day}.{day_of_week}/{hour}:{minute:02}"))
    }
}

/// No zone is further from universal time than this.
const BIAS_MINUTES_MAX: i32 = 14 * 60;

impl Zone {
    /// The rules, ready to use; none where the registry holds something that is no zone.
    #[must_use]
    pub fn rules(&self) -> Option<TimeZone> {
        let standard = posix_offset(self.bias_minutes.checked_add(self.standard_bias_minutes)?)?;
        let changes = self.daylight_start.posix().zip(self.standard_start.posix());
        let Some((daylight_start, standard_start)) = changes else {
            return TimeZone::posix(&format!("<std>{standard}")).ok();
        };
        let daylight = posix_offset(self.bias_minutes.checked_add(self.daylight_bias_minutes)?)?;
        let rules = format!("<std>{standard}<dst>{daylight},{daylight_start},{standard_start}");
        TimeZone::posix(&rules).ok()
    }
}

/// POSIX counts as Windows does: what is added to local time.
fn posix_offset(bias_minutes: i32) -> Option<String> {
    let (hours, minutes) = (bias_minutes.abs() / 60, bias_minutes.abs() % 60);
    let sign = if bias_minutes < 0 { "-" } else { "" };
    (bias_minutes.abs() <= BIAS_MINUTES_MAX).then(|| format!("{sign}{hours}:{minutes:02}"))
}

/// A zone that a user names: `America/Toronto`, `-08:00`, `+5:30` or `UTC`.
///
/// # Errors
/// When it is neither, in words that say what to try.
pub fn named(words: &str) -> Result<TimeZone, String> {
    let words = words.trim();
    if words.eq_ignore_ascii_case("utc") || words == "Z" {
        return Ok(TimeZone::UTC);
    }
    if let Some(offset) = distance(words) {
        return Ok(TimeZone::fixed(offset));
    }
    TimeZone::get(words).map_err(|_| {
        format!("there is no zone {words:?}. Write a name such as America/Toronto, or -08:00")
    })
}

/// "+05:30", "-8".
fn distance(words: &str) -> Option<Offset> {
    let sign = match words.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let rest = &words[1..];
    let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "0"));
    let minutes = hours.parse::<u16>().ok()?.checked_mul(60)?.checked_add(minutes.parse().ok()?)?;
    let minutes = i32::from(minutes);
    let within = minutes <= BIAS_MINUTES_MAX;
    within.then(|| Offset::from_seconds(sign * minutes * 60).ok())?
}

/// The clock of one machine, as far as its zone is known.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clocks(Option<(TimeZone, ZoneFound)>);

impl Clocks {
    /// What the machine says counts before what the user says.
    pub(crate) fn new(machine: Option<&Zone>, given: Option<&TimeZone>) -> Self {
        let of_machine = machine.and_then(|zone| {
            let found = ZoneFound { name: zone.name.clone(), from: ZoneFrom::Machine };
            Some((zone.rules()?, found))
        });
        let of_user = || {
            let rules = given?.clone();
            let name = rules.iana_name().map(str::to_owned);
            let fixed =
                || rules.to_fixed_offset().map_or_else(|_| String::new(), |o| o.to_string());
            let name = name.unwrap_or_else(fixed);
            Some((rules, ZoneFound { name, from: ZoneFrom::Given }))
        };
        Self(of_machine.or_else(of_user))
    }

    /// The zone that it goes by.
    pub(crate) fn zone(&self) -> Option<ZoneFound> {
        self.0.as_ref().map(|(_, found)| found.clone())
    }

    /// Works out what is missing: universal time, the clock's own, and the second of two values.
    pub(crate) fn settle(&self, moment: &mut Moment) {
        if let Some((rules, found)) = &self.0
            && let Some(face) = moment.face
        {
            settle(moment, face, rules, found.from);
        }
        let offset = match (&self.0, moment.face.zip(moment.utc)) {
            (_, Some((face, utc))) => of_file(face.at, utc),
            (Some((rules, _)), None) => moment.utc.map(|utc| rules.to_offset(utc)),
            (None, None) => None,
        };
        if let Some((utc, offset)) = moment.utc.zip(offset) {
            let local = offset.to_datetime(utc).strftime("%Y-%m-%dT%H:%M:%S");
            moment.local = Some(format!("{local}{}", iso(offset)));
        }
    }
}

/// "-08:00".
fn iso(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

fn of_file(at: DateTime, utc: Timestamp) -> Option<Offset> {
    let seconds = Offset::UTC.to_timestamp(at).ok()?.duration_since(utc).as_secs();
    Offset::from_seconds(i32::try_from(seconds).ok()?).ok()
}

fn settle(moment: &mut Moment, face: Face, rules: &TimeZone, from: ZoneFrom) {
    let own = moment.utc.and_then(|utc| of_file(face.at, utc));
    // A file that was written in another zone than the machine is in now is right about itself.
    if own.is_some_and(|own| !is_of_zone(own, face.at, rules)) {
        return;
    }
    let (offset, other) = match rules.to_ambiguous_timestamp(face.at).offset() {
        AmbiguousOffset::Unambiguous { offset } => (offset, None),
        AmbiguousOffset::Gap { before, .. } => (before, None),
        AmbiguousOffset::Fold { before, after } => match (face.put_back, own) {
            (Some(true), _) => (after, None),
            (Some(false), _) => (before, None),
            (None, Some(own)) => (own, None),
            (None, None) => (before, Some(after)),
        },
    };
    if own != Some(offset) {
        moment.zone_from = Some(from);
    }
    moment.utc = offset.to_timestamp(face.at).ok();
    moment.or_utc = other.and_then(|other| other.to_timestamp(face.at).ok());
}

/// Whether a zone has such a distance from universal time at some time of that year.
fn is_of_zone(offset: Offset, at: DateTime, rules: &TimeZone) -> bool {
    let in_month = |month| {
        let day = at.with().day(1).month(month).build().ok()?;
        Some(rules.to_offset(Offset::UTC.to_timestamp(day).ok()?))
    };
    [1, 4, 7, 10].into_iter().filter_map(in_month).any(|own| own == offset)
}

/// Takes a time that is dated to the day: it may lie anywhere in it.
#[must_use]
pub fn day(at: jiff::civil::Date, written: impl Into<String>) -> Moment {
    let moment = Moment::local(at.to_datetime(jiff::civil::Time::midnight()), None, written);
    Moment { clock: Clock::DateOnly, precision_seconds: DAY_SECONDS, ..moment }
}

/// Seconds of a day.
pub(crate) const DAY_SECONDS: u32 = 86_400;

#[cfg(test)]
mod tests;
