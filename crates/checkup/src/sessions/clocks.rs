//! Where the clocks of two sources differ: sessions that are one although their times are hours
//! apart, and notes about clocks that were set or changed.

use std::collections::HashMap;

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use super::{ended, is_one_partner, merge, slack, source};
use crate::findings::{Clock, Session, ZoneFrom};
use crate::session_events::ClockWasSet;
use crate::session_rules::Joining;

/// Joins sessions of which one source tells by universal time and another by a clock whose distance
/// from it is unknown, or was taken wrongly. The distance must be one between zones, and the same
/// for most sessions of the file; a file of which a session was joined as it stands is right.
pub(crate) fn join_by_clock(sessions: Vec<Session>, rules: &Joining) -> Vec<Session> {
    let (mut fixed, odd): (Vec<Session>, Vec<Session>) = sessions
        .into_iter()
        .partition(|session| session.begin.clock == Clock::Utc || !is_alone(session));
    let right: Vec<String> = fixed
        .iter()
        .filter(|session| !is_alone(session))
        .flat_map(|session| session.proofs.iter().map(|proof| proof.file.clone()))
        .collect();
    let mut votes: HashMap<(String, i64), usize> = HashMap::new();
    for session in &odd {
        for distance in fixed.iter().filter_map(|other| distance(session, other, rules)) {
            let file = source(session).unwrap_or_default().to_owned();
            *votes.entry((file, distance.as_secs())).or_default() += 1;
        }
    }
    for mut session in odd {
        let file = source(&session).unwrap_or_default().to_owned();
        let best = elected(&votes, &file).filter(|_| !right.contains(&file));
        let own = |other: &&mut Session| distance(&session, other, rules) == best;
        match best.and_then(|best| fixed.iter_mut().find(own).map(|other| (best, other))) {
            Some((best, other)) => {
                move_by(&mut session, best);
                other.notes.push(format!(
                    "The clocks of two sources differ by {}; one of them is local time",
                    in_words(best)
                ));
                merge(other, session, rules);
            }
            None => fixed.push(session),
        }
    }
    fixed.sort_by_key(|session| session.begin.utc);
    fixed
}

/// Whether one source alone tells of it.
fn is_alone(session: &Session) -> bool {
    session.proofs.iter().all(|proof| Some(proof.file.as_str()) == source(session))
}

/// The distance that most pairs of a file have; none where two have it equally.
fn elected(votes: &HashMap<(String, i64), usize>, file: &str) -> Option<SignedDuration> {
    let of_file = votes.iter().filter(|((own, _), _)| own == file);
    let mut of_file: Vec<(usize, i64)> = of_file.map(|((_, far), count)| (*count, *far)).collect();
    of_file.sort_unstable();
    let (most, far) = of_file.pop()?;
    let clear = of_file.last().is_none_or(|(next, _)| *next < most);
    clear.then(|| SignedDuration::from_secs(far))
}

/// The time that a source shows, as if it were universal time.
fn face(session: &Session) -> Option<Timestamp> {
    let of_face = || Offset::UTC.to_timestamp(session.begin.face?.at).ok();
    session.begin.utc.or_else(of_face)
}

/// How far the clocks are apart if both tell of one session.
fn distance(odd: &Session, fixed: &Session, rules: &Joining) -> Option<SignedDuration> {
    let known = fixed.partner.id.is_some() && odd.partner.id.is_some();
    let one = known && is_one_partner(&odd.partner, &fixed.partner) && odd.tool == fixed.tool;
    if !one || source(odd) == source(fixed) || fixed.begin.clock != Clock::Utc {
        return None;
    }
    let slack = slack(odd, fixed, rules);
    let begins = face(odd)?.duration_since(fixed.begin.utc?);
    let distance = rules.zone_distance(begins, slack)?;
    let end = odd
        .end
        .as_ref()
        .and_then(|end| end.utc.or_else(|| Offset::UTC.to_timestamp(end.face?.at).ok()));
    let ends = end.zip(ended(fixed)).map(|(odd, fixed)| odd.duration_since(fixed));
    ends.is_none_or(|ends| (ends - distance).abs() <= slack).then_some(distance)
}

/// Turns the times of a session into universal time.
fn move_by(session: &mut Session, distance: SignedDuration) {
    for moment in super::moments(session) {
        let shown = moment.utc.or_else(|| Offset::UTC.to_timestamp(moment.face?.at).ok());
        moment.utc = shown.and_then(|at| at.checked_sub(distance).ok());
        moment.or_utc = None;
        moment.zone_from = Some(ZoneFrom::OtherSource);
    }
}

/// "8:00".
fn in_words(distance: SignedDuration) -> String {
    let minutes = distance.abs().as_mins();
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// Says where the clock was set or changed while a session lasted, and what is not known of it.
pub(crate) fn note_clocks(session: &mut Session, sets: &[ClockWasSet]) {
    if session.begin.utc.is_none() {
        session.notes.push(
            "The time is the computer's own; how far its clock was from universal time is not known"
                .to_owned(),
        );
    }
    if let Some(other) = session.begin.or_utc {
        let other = super::people(other);
        session
            .notes
            .push(format!("The clock showed this hour twice: it may have begun at {other}"));
    }
    let far = |moment: &crate::findings::Moment| {
        moment.local.as_ref().and_then(|local| local.get(LOCAL_CHARS..).map(str::to_owned))
    };
    let end = session.end.as_ref().and_then(far);
    if let Some((before, after)) = far(&session.begin).zip(end).filter(|(one, two)| one != two) {
        session.notes.push(format!(
            "The clock was changed for summer or winter time meanwhile: from {before} to {after}"
        ));
    }
    let Some((begin, end)) = session.begin.utc.zip(ended(session)) else { return };
    for set in sets.iter().filter(|set| (begin..=end).contains(&set.at)) {
        let way = if set.by.is_negative() { "back" } else { "forward" };
        let note = format!(
            "The clock was set {way} by {} seconds at {} ({}, record {})",
            set.by.abs().as_secs(),
            super::people(set.at),
            set.proof.file,
            set.proof.record.unwrap_or_default()
        );
        session.notes.push(note);
    }
}

/// Where the distance from universal time begins in "2026-03-14T07:00:00-07:00".
const LOCAL_CHARS: usize = 19;
