//! Sessions: what several sources tell of the same one, joined; the times around them.

mod clocks;
mod of_logs;

use jiff::{SignedDuration, Timestamp};

use crate::findings::{Entry, FileMoved, Moment, Observation, Partner, Session, Strength};
use crate::session_rules::Joining;
use crate::zone::DAY_SECONDS;

pub(crate) use clocks::{join_by_clock, note_clocks};
pub(crate) use of_logs::{
    of_connections, of_incoming, of_log, of_rustdesk, of_trace, of_transfers,
};

/// The times around sessions, and around the call if its time was told.
#[derive(Debug, Default)]
pub(crate) struct Windows(Vec<(Timestamp, Timestamp)>);

impl Windows {
    pub(crate) fn around(sessions: &[Session], rules: &Joining) -> Self {
        let let_in = sessions.iter().filter(|session| session.entry != Entry::Refused);
        Self(let_in.filter_map(|session| window(session, rules)).collect())
    }

    /// Adds the time around a call that began then.
    pub(crate) fn add_call(&mut self, began: Timestamp, rules: &Joining) {
        let from = began.checked_sub(rules.around());
        let to = began.checked_add(rules.length_unknown() + rules.around());
        self.0.extend(from.ok().zip(to.ok()));
    }

    /// Whether a time lies in one of them.
    pub(crate) fn hold(&self, at: Timestamp) -> bool {
        self.0.iter().any(|(from, to)| (*from..=*to).contains(&at))
    }
}

/// The time around a session in which observations belong to it.
pub(crate) fn window(session: &Session, rules: &Joining) -> Option<(Timestamp, Timestamp)> {
    let begin = session.begin.utc?;
    let end = session.end.as_ref().and_then(|end| end.utc);
    let end = end.or_else(|| begin.checked_add(rules.length_unknown()).ok())?;
    Some((begin.checked_sub(rules.around()).ok()?, end.checked_add(rules.around()).ok()?))
}

/// Joins what is told of the same session, oldest first.
pub(crate) fn join(mut told: Vec<Session>, rules: &Joining) -> Vec<Session> {
    told.sort_by_key(|session| (session.begin.utc, session.begin.precision_seconds));
    let mut joined: Vec<Session> = Vec::new();
    for session in told {
        // Only the last few can be the same: begins are in order.
        let mut near = joined.iter_mut().rev().take(NEAR_MAX);
        match near.find(|other| is_same(other, &session, rules)) {
            Some(same) => merge(same, session, rules),
            None => joined.push(session),
        }
    }
    joined
}

/// So many sessions before one are compared with it.
const NEAR_MAX: usize = 64;

/// Whether two tell of one session; the first began no later.
fn is_same(one: &Session, other: &Session, rules: &Joining) -> bool {
    let Some(apart) = apart(one, other) else { return false };
    let asked = |session: &Session| matches!(session.entry, Entry::Asked | Entry::Refused);
    let most = if asked(one) || asked(other) { slack(one, other, rules) } else { rules.gap() };
    let refused = |session: &Session| session.entry == Entry::Refused;
    let at_odds =
        refused(one) != refused(other) && one.entry != Entry::Asked && other.entry != Entry::Asked;
    let days = one.begin.precision_seconds.max(other.begin.precision_seconds) >= DAY_SECONDS;
    let same_day = one.begin.written.get(..DAY_CHARS) == other.begin.written.get(..DAY_CHARS);
    one.tool == other.tool
        && is_one_partner(&one.partner, &other.partner)
        && !at_odds
        && if days { same_day } else { apart <= most }
}

/// "2026-03-14".
const DAY_CHARS: usize = 10;

/// How long after the end of one the other began, as far as the end is known.
fn apart(one: &Session, other: &Session) -> Option<SignedDuration> {
    let (began, until) = (one.begin.utc?, ended(one).or(one.begin.utc)?.max(one.begin.utc?));
    let other = other.begin.utc?;
    Some(if other < began { began.duration_since(other) } else { other.duration_since(until) })
}

/// How far two sources may differ that tell of one moment.
fn slack(one: &Session, other: &Session, rules: &Joining) -> SignedDuration {
    let precision = one.begin.precision_seconds.max(other.begin.precision_seconds);
    rules.slack() + SignedDuration::from_secs(i64::from(precision))
}

/// Whether nothing says that two partners are different.
fn is_one_partner(one: &Partner, other: &Partner) -> bool {
    let names = [(&one.id, &other.id), (&one.address, &other.address), (&one.name, &other.name)];
    let told = names.into_iter().find_map(|(one, other)| one.as_ref().zip(other.as_ref()));
    told.is_none_or(|(one, other)| one.eq_ignore_ascii_case(other))
}

fn source(session: &Session) -> Option<&str> {
    session.proofs.first().map(|proof| proof.file.as_str())
}

fn merge(same: &mut Session, other: Session, rules: &Joining) {
    let slack = slack(same, &other, rules);
    let difference = same.begin.utc.zip(other.begin.utc);
    let difference = difference.map_or(SignedDuration::ZERO, |(a, b)| b.duration_since(a));
    if difference.abs() > slack {
        came_back(same, &other);
    } else if source(same) != source(&other)
        && let (Some(one), Some(two)) = (ended(same), ended(&other))
        && one.duration_since(two).abs() > rules.slack()
    {
        same.notes.push(format!("The sources disagree about the end: {one} and {two}"));
    }
    let finer = other.begin.precision_seconds < same.begin.precision_seconds;
    let earlier = other.begin.utc < same.begin.utc;
    let as_fine = other.begin.precision_seconds == same.begin.precision_seconds;
    if difference.abs() <= slack && (finer || (as_fine && earlier)) {
        same.begin = other.begin;
    }
    let ends = [same.end.take(), other.end];
    same.end = ends.into_iter().flatten().max_by_key(|end| end.utc);
    let (own, more) = (&mut same.partner, other.partner);
    own.id = own.id.take().or(more.id);
    own.name = own.name.take().or(more.name);
    own.address = own.address.take().or(more.address);
    own.server = own.server.take().or(more.server);
    if matches!(same.entry, Entry::NotKnown | Entry::Asked) && other.entry != Entry::Asked {
        same.entry = other.entry;
    }
    same.returned_unattended |= other.returned_unattended;
    same.flagged_by_maker |= other.flagged_by_maker;
    same.files.extend(other.files);
    same.proofs.extend(other.proofs);
    same.notes.extend(other.notes);
}

/// Says that a session was broken off and went on.
fn came_back(same: &mut Session, other: &Session) {
    let Some(at) = other.begin.utc else { return };
    let how = match other.entry {
        Entry::Unattended => ", with a lasting password: nobody here had to click",
        _ => "",
    };
    let note = format!("They came back at {}{how}", people(at));
    if !same.notes.contains(&note) {
        same.notes.push(note);
    }
}

/// A time in a sentence.
pub(crate) fn people(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

fn ended(session: &Session) -> Option<Timestamp> {
    session.end.as_ref()?.utc
}

/// All moments of a session.
pub(crate) fn moments(session: &mut Session) -> impl Iterator<Item = &mut Moment> {
    let files = session.files.iter_mut().map(|file| &mut file.when);
    std::iter::once(&mut session.begin).chain(&mut session.end).chain(files)
}

/// Lays files that were moved beside their session; those outside of all become observations.
pub(crate) fn add_moved(
    sessions: &mut [Session],
    moved: Vec<FileMoved>,
    observations: &mut Vec<Observation>,
    rules: &Joining,
) {
    for file in moved {
        let at = file.when.utc;
        let inside = |session: &&mut Session| {
            let window = Windows::around(std::slice::from_ref(session), rules);
            session.tool == "anydesk" && at.is_some_and(|at| window.hold(at))
        };
        match sessions.iter_mut().rev().find(inside) {
            Some(session) => session.files.push(file),
            None => observations.push(Observation {
                id: "anydesk-file-moved".to_owned(),
                title: "A file was moved through AnyDesk".to_owned(),
                what: file.name,
                when: Some(file.when),
                strength: Strength::Direct,
                tool: Some("anydesk".to_owned()),
                proof: file.proof,
                cannot_show: "What was in it, and in which session it was moved.".to_owned(),
                undo: None,
            }),
        }
    }
}

#[cfg(test)]
mod tests;
