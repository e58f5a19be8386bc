//! TeamViewer's own logs: bytes to records. The incoming list keeps universal time, the log the
//! time of the computer with the zone in the lines that begin with `Start:`.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{SpanRound, Unit};

use crate::findings::{Face, Moment};
use crate::sources::text::{Parsed, decode, lines};

/// A line of `connections_incoming.txt`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// The line, from 1.
    pub line: usize,
    /// The partner's number.
    pub id: String,
    /// The partner's name.
    pub name: String,
    /// Begin and end, in universal time.
    pub begin: DateTime,
    /// See `begin`.
    pub end: DateTime,
    /// The account that was signed in here.
    pub local_user: String,
    /// The program's word for what it was, such as `RemoteControl`.
    pub kind: String,
    /// The whole line.
    pub raw: String,
}

/// Reads `connections_incoming.txt`.
#[must_use]
pub fn incoming(bytes: &[u8]) -> Parsed<Vec<Incoming>> {
    let text = decode(bytes);
    let mut parsed = Parsed::new(Vec::new());
    for (line, raw) in lines(&text).filter(|(_, raw)| !raw.trim().is_empty()) {
        match incoming_line(line, raw) {
            Some(read) => parsed.records.push(read),
            None => parsed.problem(line, "the line has not the shape of a connection"),
        }
    }
    parsed
}

fn incoming_line(line: usize, raw: &str) -> Option<Incoming> {
    let fields: Vec<&str> = raw.split('\t').map(str::trim).collect();
    let [id, name, begin, end, local_user, kind, ..] = fields[..] else { return None };
    Some(Incoming {
        line,
        id: number(id)?.to_owned(),
        name: name.to_owned(),
        begin: day_first(begin)?,
        end: day_first(end)?,
        local_user: local_user.to_owned(),
        kind: kind.to_owned(),
        raw: raw.trim().to_owned(),
    })
}

fn number(word: &str) -> Option<&str> {
    (!word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())).then_some(word)
}

/// "16-02-2024 14:16:32".
fn day_first(words: &str) -> Option<DateTime> {
    let (date, time) = words.split_once(' ')?;
    let mut parts = date.splitn(3, '-');
    let day: i8 = parts.next()?.parse().ok()?;
    let month: i8 = parts.next()?.parse().ok()?;
    let year: i16 = parts.next()?.parse().ok()?;
    Some(Date::new(year, month, day).ok()?.to_datetime(time.parse().ok()?))
}

/// A time in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The line, from 1.
    pub line: usize,
    /// By the computer's clock.
    pub at: DateTime,
    /// As it is written.
    pub written: String,
    /// How far the clock was from universal time, if the log says so.
    pub offset: Option<Offset>,
    /// Whether the clock had been put back before, where the order of the lines tells.
    pub put_back: Option<bool>,
}

impl Stamp {
    /// As findings show it.
    pub(crate) fn moment(&self) -> Moment {
        let moment = Moment::local(self.at, self.offset, self.written.clone());
        let (at, put_back) = (self.at, self.put_back);
        Moment { face: Some(Face { at, put_back }), ..moment }
    }
}

/// A session as the log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// The line that names the partner, from 1.
    pub line: usize,
    /// When it began.
    pub begin: Stamp,
    /// When it ended.
    pub end: Option<Stamp>,
    /// The partner's number.
    pub id: String,
    /// The partner's name.
    pub name: String,
    /// The program's word for the password, such as `dynamic`.
    pub password: Option<String>,
    /// The line that names the partner.
    pub raw: String,
}

/// Somebody tried passwords.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tries {
    /// The line of the last one, from 1.
    pub line: usize,
    /// When, by the computer's clock.
    pub at: DateTime,
    /// How far the clock was from universal time, if the log says so.
    pub offset: Option<Offset>,
    /// Their number.
    pub id: String,
    /// How often.
    pub number: u32,
    /// The whole line.
    pub raw: String,
}

/// What a log holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Log {
    /// The sessions into this computer.
    pub sessions: Vec<Logged>,
    /// The highest count of tries by each partner.
    pub tries: Vec<Tries>,
    /// The first and the last time, as written.
    pub span: Option<(String, String)>,
    /// How many lines have a time.
    pub lines: u64,
}

/// A number of tries from which it is said.
pub const TRIES_MIN: u32 = 3;
/// So many partners with failed tries are kept.
const TRIERS_MAX: usize = 1_000;

/// Reads `TeamViewer*_Logfile.log` or its `_OLD`.
#[must_use]
pub fn log(bytes: &[u8]) -> Parsed<Log> {
    let text = decode(bytes);
    let mut reading = Reading { parsed: Parsed::new(Log::default()), ..Reading::default() };
    for (line, raw) in lines(&text) {
        reading.take(line, raw);
    }
    reading.finish()
}

/// What is known at a line of the log.
#[derive(Debug)]
struct Reading {
    parsed: Parsed<Log>,
    offset: Option<Offset>,
    /// Of stamps in Unix time beside the computer's, where no header says it.
    stamped: Option<Offset>,
    coming: Option<Stamp>,
    password: Option<String>,
    /// The latest time so far, to see where the clock was put back.
    latest: Option<DateTime>,
    steps: Vec<Step>,
}

/// The clock was put back: from this line on it showed times anew.
#[derive(Debug, Clone, Copy)]
struct Step {
    line: usize,
    before: DateTime,
    after: DateTime,
}

/// A clock that is put back by less was only set right.
const STEP_BACK_MINUTES_MIN: i64 = 20;
/// Nowhere is it put back by more at the end of summer.
const STEP_BACK_MINUTES_MAX: i64 = 60;
/// So many steps of one log are noted.
const STEPS_MAX: usize = 1_000;

impl Default for Reading {
    fn default() -> Self {
        let parsed = Parsed::new(Log::default());
        Self {
            parsed,
            offset: None,
            stamped: None,
            coming: None,
            password: None,
            latest: None,
            steps: Vec::new(),
        }
    }
}

impl Reading {
    fn take(&mut self, line: usize, raw: &str) {
        if let Some(rest) = raw.strip_prefix("Start:") {
            self.offset = zone(rest).or(self.offset);
            if zone(rest).is_none() {
                self.parsed.problem(line, "the header has no readable zone");
            }
            return;
        }
        let Some((at, written)) = stamp(raw) else { return };
        let log = &mut self.parsed.records;
        log.lines += 1;
        let first = log.span.take().map_or_else(|| written.to_owned(), |(first, _)| first);
        log.span = Some((first, written.to_owned()));
        self.notice_step(line, at);
        let stamp =
            Stamp { line, at, written: written.to_owned(), offset: self.offset, put_back: None };
        self.event(raw, stamp);
    }

    /// Sees whether the clock was put back, as it is at the end of summer; from there on it is an
    /// hour nearer to the west, until a header says what it is.
    fn notice_step(&mut self, line: usize, at: DateTime) {
        let latest = self.latest.unwrap_or(at);
        let back = latest.since(at).map_or(0, |span| {
            span.round(SpanRound::new().largest(Unit::Minute).smallest(Unit::Minute))
                .map_or(0, |span| span.get_minutes())
        });
        if (STEP_BACK_MINUTES_MIN..=STEP_BACK_MINUTES_MAX).contains(&back)
            && self.steps.len() < STEPS_MAX
        {
            self.steps.push(Step { line, before: latest, after: at });
            self.latest = Some(at);
            self.offset = self.offset.and_then(an_hour_west);
        } else {
            self.latest = Some(latest.max(at));
        }
    }

    fn event(&mut self, raw: &str, stamp: Stamp) {
        if raw.contains("CreatePassiveSession(): incoming session") {
            self.coming = Some(stamp);
            self.password = None;
        } else if let Some(rest) = after(raw, "RunAuthenticationMethod: authentication using ") {
            let (kind, rest) = rest.split_once(' ').unwrap_or((rest, ""));
            if rest.contains("successful") {
                self.password = Some(kind.to_owned());
            }
        } else if let Some(rest) = after(raw, "ParticipantManager::AddParticipant: [") {
            self.joined(raw, rest, stamp);
        } else if let Some(rest) = after(raw, "ParticipantManager::RemoveParticipant: [") {
            self.left(rest, stamp);
        } else if let Some(rest) = after(raw, "AuthenticationBlocker::Allocate:") {
            self.tried(raw, rest, &stamp);
        } else if let Some(rest) = after(raw, "and timestamp: ") {
            let told = distance(stamp.at, rest.trim());
            self.stamped = self.stamped.or(told);
            self.offset = told.or(self.offset);
        }
    }

    /// "number,session] type=6 name=Desk": type 3 is this computer itself.
    fn joined(&mut self, raw: &str, rest: &str, stamp: Stamp) {
        let Some((id, rest)) = rest.split_once(',') else { return };
        if !rest.contains("type=6") || number(id).is_none() {
            return;
        }
        let sessions = &mut self.parsed.records.sessions;
        if sessions.iter().rev().any(|open| open.id == id && open.end.is_none()) {
            return;
        }
        let line = stamp.line;
        let name = after(rest, "name=").unwrap_or_default().trim().to_owned();
        sessions.push(Logged {
            line,
            begin: self.coming.take().unwrap_or(stamp),
            end: None,
            id: id.to_owned(),
            name,
            password: self.password.take(),
            raw: raw.trim().to_owned(),
        });
    }

    fn left(&mut self, rest: &str, stamp: Stamp) {
        let id = rest.split(',').next().unwrap_or_default();
        let sessions = self.parsed.records.sessions.iter_mut().rev();
        let mut open = sessions.filter(|open| open.id == id && open.end.is_none());
        if let Some(open) = open.next() {
            open.end = Some(stamp);
        }
    }

    fn tried(&mut self, raw: &str, rest: &str, stamp: &Stamp) {
        let id = after(rest, "DyngateID ").and_then(|rest| rest.split(',').next());
        let times = after(rest, "attempt number ").and_then(|rest| rest.trim().parse().ok());
        let (Some(id), Some(times)) = (id, times) else { return };
        let tries = &mut self.parsed.records.tries;
        tries.retain(|tries| tries.id != id || tries.number > times);
        if times >= TRIES_MIN && tries.len() < TRIERS_MAX && tries.iter().all(|t| t.id != id) {
            let (id, raw) = (id.to_owned(), raw.trim().to_owned());
            let (line, at, offset) = (stamp.line, stamp.at, stamp.offset);
            tries.push(Tries { line, at, offset, id, number: times, raw });
        }
    }

    fn finish(mut self) -> Parsed<Log> {
        let log = &mut self.parsed.records;
        let stamps = log
            .sessions
            .iter_mut()
            .flat_map(|session| std::iter::once(&mut session.begin).chain(&mut session.end));
        for stamp in stamps {
            stamp.offset = stamp.offset.or(self.stamped);
            stamp.put_back = put_back(&self.steps, stamp);
        }
        for tries in &mut log.tries {
            tries.offset = tries.offset.or(self.stamped);
        }
        self.parsed
    }
}

/// Whether a time in an hour that the log shows twice stands behind the step between the two.
fn put_back(steps: &[Step], stamp: &Stamp) -> Option<bool> {
    steps.iter().find_map(|step| match stamp.line < step.line {
        true => (stamp.at >= step.after && stamp.at <= step.before).then_some(false),
        false => (stamp.at <= step.before && stamp.at >= step.after).then_some(true),
    })
}

/// The same clock after the end of summer.
fn an_hour_west(offset: Offset) -> Option<Offset> {
    Offset::from_seconds(offset.seconds() - 3_600).ok()
}

fn after<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    text.find(words).map(|at| &text[at + words.len()..])
}

/// "2024/02/16 06:16:32.444" at the beginning of a line.
fn stamp(raw: &str) -> Option<(DateTime, &str)> {
    const LENGTH: usize = "2024/02/16 06:16:32.444".len();
    let written = raw.get(..LENGTH)?;
    let (day, time) = written.split_once(' ')?;
    let mut parts = day.splitn(3, '/');
    let year: i16 = parts.next()?.parse().ok()?;
    let month: i8 = parts.next()?.parse().ok()?;
    let day: i8 = parts.next()?.parse().ok()?;
    Some((Date::new(year, month, day).ok()?.to_datetime(time.parse::<Time>().ok()?), written))
}

/// "(UTC-8:00)".
fn zone(header: &str) -> Option<Offset> {
    let words = after(header, "(UTC")?.split(')').next()?;
    if words.is_empty() {
        return Some(Offset::UTC);
    }
    let (hours, minutes) = words.split_once(':').unwrap_or((words, "0"));
    let sign = if hours.starts_with('-') { -1 } else { 1 };
    let hours: i32 = hours.parse().ok()?;
    let minutes: i32 = minutes.parse().ok()?;
    let within = hours.abs() <= 14 && (0..60).contains(&minutes);
    within.then(|| Offset::from_seconds(hours * 3_600 + sign * minutes * 60).ok())?
}

/// How far the computer's clock was from a stamp in milliseconds of Unix time, to the quarter hour.
fn distance(at: DateTime, milliseconds: &str) -> Option<Offset> {
    const QUARTER_MINUTES: i64 = 15;
    let stamp = jiff::Timestamp::from_millisecond(milliseconds.parse().ok()?).ok()?;
    let utc = Offset::UTC.to_datetime(stamp);
    let span = at.since(utc).ok()?;
    let round = SpanRound::new().largest(Unit::Minute).smallest(Unit::Minute);
    let span = span.round(round.increment(QUARTER_MINUTES)).ok()?;
    Offset::from_seconds(i32::try_from(span.get_minutes()).ok()?.checked_mul(60)?).ok()
}

#[cfg(test)]
mod tests;
