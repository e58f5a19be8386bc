//! What was said in the call and what the machine shows, in the order of time. Words of the call
//! are quotes with their turn; where a call tells no times, a claim stands beside what it led to,
//! and that is said.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::findings::{Findings, Moment, Observation, Session};
use crate::globs::name_fits;
use crate::session_rules::SessionRules;
use crate::sessions::Windows;

/// So many entries are kept.
const ENTRIES_MAX: usize = 2_000;

/// Something that the caller side said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The turn, from 0.
    pub turn: usize,
    /// `slot=value`.
    pub claim: String,
    /// What it means, in words for people.
    pub title: String,
    /// The call's own words.
    pub quote: String,
    /// Milliseconds from the beginning of the call, if the transcript tells.
    pub after_ms: Option<u64>,
}

/// One line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "TimelineEntry")]
pub struct Entry {
    /// When, in universal time.
    #[schemars(with = "Option<String>")]
    pub utc: Option<Timestamp>,
    /// When, by the computer's clock, if its zone is known.
    pub local: Option<String>,
    /// What, in one line.
    pub what: String,
    /// Where it comes from.
    #[serde(flatten)]
    pub from: From,
}

/// Where a line of the timeline comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum From {
    /// The call began.
    CallBegan,
    /// It was said in the call.
    Call {
        /// The turn, from 0.
        turn: usize,
        /// The call's own words.
        quote: String,
        /// How its place in the timeline is known.
        placed: Placed,
        /// What the machine shows of it: places in `timeline`, from 0.
        shown_by: Vec<usize>,
    },
    /// A session began.
    SessionBegan {
        /// Its place in `sessions`, from 0.
        session: usize,
    },
    /// A session ended.
    SessionEnded {
        /// Its place in `sessions`, from 0.
        session: usize,
    },
    /// The machine shows it.
    Machine {
        /// Its place in `observations`, from 0.
        observation: usize,
    },
}

/// How the place of a claim in the timeline is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Placed {
    /// The transcript tells the time.
    ByTime,
    /// It is not known when it was said: it stands before what the machine shows of it, and never
    /// before an earlier turn.
    Beside,
    /// It is not known when it was said: it stands at the beginning of the call, or behind the turn
    /// before it.
    InOrder,
}

/// Lays all in the order of time.
pub(crate) fn lay(
    findings: &Findings,
    windows: &Windows,
    said: &[Said],
    rules: &SessionRules,
) -> Vec<Entry> {
    let mut entries = of_machine(findings, windows);
    entries.sort_by_key(|entry| entry.utc);
    entries.truncate(ENTRIES_MAX);
    if let Some(began) = findings.call_began.as_ref() {
        let from = From::CallBegan;
        entries.push(entry(began, "The call began".to_owned(), from));
        entries.sort_by_key(|entry| entry.utc);
        let mut latest = began.utc;
        for said in said.iter().take(ENTRIES_MAX) {
            latest = add(&mut entries, said, (began, latest), findings, rules);
        }
    }
    link(&mut entries, said, findings, rules);
    entries
}

fn entry(when: &Moment, what: String, from: From) -> Entry {
    Entry { utc: when.utc, local: when.local.clone(), what, from }
}

fn of_machine(findings: &Findings, windows: &Windows) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (number, session) in findings.sessions.iter().enumerate() {
        if session.begin.utc.is_some() {
            let from = From::SessionBegan { session: number };
            entries.push(entry(&session.begin, began(session), from));
        }
        if let Some(end) = session.end.as_ref().filter(|end| end.utc.is_some()) {
            let what = format!("The session with {} ended", session.tool_name);
            entries.push(entry(end, what, From::SessionEnded { session: number }));
        }
    }
    for (number, seen) in findings.observations.iter().enumerate() {
        let Some(when) = seen.when.as_ref() else { continue };
        let near = when.utc.is_some_and(|at| windows.hold(at));
        if near || (seen.tool.is_some() && when.utc.is_some()) {
            let what = words(seen);
            entries.push(entry(when, what, From::Machine { observation: number }));
        }
    }
    entries
}

fn began(session: &Session) -> String {
    let partner = &session.partner;
    let names = [&partner.name, &partner.id, &partner.address, &partner.server];
    let who = names.into_iter().find_map(|name| name.as_deref());
    let who = who.map_or_else(String::new, |who| format!(" ({who})"));
    match session.entry {
        crate::findings::Entry::Refused => {
            format!("A request through {}{who} was refused", session.tool_name)
        }
        crate::findings::Entry::Asked => {
            format!("A connection through {} was asked for{who}", session.tool_name)
        }
        _ => format!("A session with {} began{who}", session.tool_name),
    }
}

fn words(seen: &Observation) -> String {
    match seen.what.is_empty() {
        true => seen.title.clone(),
        false => format!("{} ({})", seen.title, seen.what),
    }
}

/// Adds a claim at its place, and gives the time before which no later one may stand.
fn add(
    entries: &mut Vec<Entry>,
    said: &Said,
    (began, latest): (&Moment, Option<Timestamp>),
    findings: &Findings,
    rules: &SessionRules,
) -> Option<Timestamp> {
    let timed = said.after_ms.and_then(|after| {
        let after = jiff::SignedDuration::from_millis(i64::try_from(after).ok()?);
        began.utc?.checked_add(after).ok()
    });
    let shown = || {
        let after = |entry: &&Entry| entry.utc >= latest && shows(entry, said, findings, rules);
        entries.iter().find(after).and_then(|entry| entry.utc)
    };
    let (utc, placed) = match (timed, shown()) {
        (Some(at), _) => (Some(at), Placed::ByTime),
        (None, Some(at)) => (Some(at), Placed::Beside),
        (None, None) => (latest, Placed::InOrder),
    };
    let same = entries.iter().find(|other| other.utc == utc);
    let local = same.and_then(|other| other.local.clone());
    let (turn, quote) = (said.turn, said.quote.clone());
    let from = From::Call { turn, quote, placed, shown_by: Vec::new() };
    let entry = Entry { utc, local, what: said.title.clone(), from };
    // What was said stands before what it led to, and behind what was said before.
    let is_call = |entry: &Entry| matches!(entry.from, From::Call { .. } | From::CallBegan);
    let place = entries
        .iter()
        .position(|other| other.utc > utc || (other.utc == utc && !is_call(other)))
        .unwrap_or(entries.len());
    let last_said = entries.iter().rposition(|other| is_call(other) && other.utc <= utc);
    entries.insert(place.max(last_said.map_or(0, |last| last + 1)), entry);
    utc.max(latest)
}

/// Whether a line of the machine shows what was said.
fn shows(entry: &Entry, said: &Said, findings: &Findings, rules: &SessionRules) -> bool {
    let id = match entry.from {
        From::SessionBegan { .. } => "session",
        From::Machine { observation } => findings.observations[observation].id.as_str(),
        _ => return false,
    };
    rules.beside.iter().any(|beside| {
        beside.said.contains(&said.claim) && beside.seen.iter().any(|glob| name_fits(glob, id))
    })
}

/// Names for each claim the lines that show it.
fn link(entries: &mut [Entry], said: &[Said], findings: &Findings, rules: &SessionRules) {
    let links = |number: usize| -> Option<Vec<usize>> {
        let From::Call { turn, quote, .. } = &entries[number].from else { return None };
        let claim = said.iter().find(|said| {
            said.turn == *turn && said.quote == *quote && said.title == entries[number].what
        })?;
        let later = number + 1..entries.len();
        Some(later.filter(|&other| shows(&entries[other], claim, findings, rules)).collect())
    };
    let all: Vec<Option<Vec<usize>>> = (0..entries.len()).map(links).collect();
    for (entry, links) in entries.iter_mut().zip(all) {
        if let (From::Call { shown_by, .. }, Some(links)) = (&mut entry.from, links) {
            *shown_by = links;
        }
    }
}

#[cfg(test)]
mod tests;
