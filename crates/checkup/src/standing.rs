//! What lies in a session, and whether the session gives cause for alarm. Thresholds and sentences
//! are data: `rules/sessions.toml`.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use crate::findings::{Act, Entry, Observation, Role, Session, Sign, Standing, Strength};
use crate::session_rules::SessionRules;
use crate::sessions::window;

/// Lays observations beside the session in which they lie; each belongs to one.
pub(crate) fn lay_beside(
    sessions: &mut [Session],
    observations: &[Observation],
    rules: &SessionRules,
) {
    let windows: Vec<_> = sessions.iter().map(|session| window(session, &rules.joining)).collect();
    for (number, seen) in observations.iter().enumerate() {
        let Some(at) = seen.when.as_ref().and_then(|when| when.utc) else { continue };
        let holding = windows.iter().enumerate().filter(|(place, window)| {
            sessions[*place].entry != Entry::Refused
                && window.is_some_and(|(from, to)| (from..=to).contains(&at))
        });
        // Inside it rather than around it, of the same tool rather than of another, the nearest.
        let nearness = |place: &usize| {
            let session = &sessions[*place];
            let begin = session.begin.utc.unwrap_or(at);
            let other = seen.tool.as_ref().is_some_and(|tool| *tool != session.tool);
            (!is_inside(session, at), other, begin.duration_since(at).abs())
        };
        if let Some(place) = holding.map(|(place, _)| place).min_by_key(nearness) {
            sessions[place].acts.push(Act { role: rules.role(&seen.id), observation: number });
        }
    }
}

fn is_inside(session: &Session, at: Timestamp) -> bool {
    let end = session.end.as_ref().and_then(|end| end.utc);
    session.begin.utc.is_some_and(|begin| begin <= at) && end.is_none_or(|end| at <= end)
}

/// What sessions are judged by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'k> {
    pub(crate) rules: &'k SessionRules,
    pub(crate) observations: &'k [Observation],
    /// When the call began, if that was told.
    pub(crate) call: Option<Timestamp>,
}

/// Says of each session whether it gives cause for alarm, and why.
pub(crate) fn judge(sessions: &mut [Session], known: Known<'_>) {
    let first_seen = first_seen(sessions, known);
    let in_use = in_use(sessions, &first_seen, known);
    let some_at_call = sessions.iter().any(|session| is_at_call(session, known));
    for (session, in_use) in sessions.iter_mut().zip(in_use) {
        let first = first_seen.get(&session.tool).copied();
        let mut ids = signs(session, first, known);
        if in_use {
            ids.push("long-in-use");
        }
        if known.call.is_some() && session.begin.utc.is_some() && !some_at_call {
            ids.push("far-from-the-call");
        }
        let rules = known.rules.signs.iter();
        let held: Vec<_> = rules.filter(|rule| ids.contains(&rule.id.as_str())).collect();
        let any = |standing| held.iter().any(|rule| rule.standing == standing);
        let refused = session.entry == Entry::Refused;
        let always = held.iter().any(|rule| rule.always && rule.standing == Standing::Alarming);
        let mut ordinary = held.iter().filter(|rule| rule.standing == Standing::Ordinary);
        let yields = ordinary.all(|rule| rule.yields);
        session.standing = match (any(Standing::Alarming), any(Standing::Ordinary)) {
            _ if refused => Standing::Ordinary,
            _ if always => Standing::Alarming,
            (true, false) => Standing::Alarming,
            (false, true) if !(yields && any(Standing::Unclear)) => Standing::Ordinary,
            _ => Standing::Unclear,
        };
        let sign = |rule: &&crate::session_rules::SignRule| Sign {
            id: rule.id.clone(),
            says: rule.says.clone(),
        };
        session.signs = held.iter().map(sign).collect();
    }
}

/// When anything first tells of each tool.
fn first_seen(sessions: &[Session], known: Known<'_>) -> HashMap<String, Timestamp> {
    let mut first: HashMap<String, Timestamp> = HashMap::new();
    let of_sessions = sessions.iter().filter_map(|s| Some((&s.tool, s.begin.utc?)));
    let of_traces =
        known.observations.iter().filter_map(|seen| Some((seen.tool.as_ref()?, time(seen)?)));
    for (tool, at) in of_sessions.chain(of_traces) {
        let first = first.entry(tool.clone()).or_insert(at);
        *first = (*first).min(at);
    }
    first
}

fn time(seen: &Observation) -> Option<Timestamp> {
    seen.when.as_ref()?.utc
}

const HOURS_PER_DAY: i64 = 24;

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(days.saturating_mul(HOURS_PER_DAY))
}

/// For each session whether its tool has long been in use with this partner.
fn in_use(
    sessions: &[Session],
    first_seen: &HashMap<String, Timestamp>,
    known: Known<'_>,
) -> Vec<bool> {
    let rules = &known.rules.standing;
    let mut groups: HashMap<(&str, &str), Vec<&Session>> = HashMap::new();
    for session in sessions.iter().filter(|session| session.entry != Entry::Refused) {
        if let Some(partner) = name(session) {
            groups.entry((&session.tool, partner)).or_default().push(session);
        }
    }
    let long = |group: &Vec<&Session>| {
        let begins = || group.iter().filter_map(|session| session.begin.utc);
        let (Some(first), Some(last)) = (begins().min(), begins().max()) else { return false };
        let came = first_seen.get(&group[0].tool).copied().unwrap_or(first);
        group.len() >= rules.in_use_sessions_min
            && last.duration_since(first) >= days(rules.in_use_spread_days_min)
            && last.duration_since(came) >= days(rules.in_use_days_min)
            && group.iter().all(|session| is_by_day(session, known) == Some(true))
    };
    let of = |session: &Session| {
        let group = groups.get(&(session.tool.as_str(), name(session)?))?;
        Some(session.entry != Entry::Refused && long(group))
    };
    sessions.iter().map(|session| of(session).unwrap_or(false)).collect()
}

/// What the partner is known by.
fn name(session: &Session) -> Option<&str> {
    let partner = &session.partner;
    let names = [&partner.server, &partner.id, &partner.address, &partner.name];
    names.into_iter().find_map(|name| name.as_deref())
}

/// Whether it began in the day, if the hour on the computer's clock is known.
fn is_by_day(session: &Session, known: Known<'_>) -> Option<bool> {
    const HOUR: std::ops::Range<usize> = 11..13;
    let hour: i8 = session.begin.local.as_ref()?.get(HOUR)?.parse().ok()?;
    let rules = &known.rules.standing;
    Some((rules.day_from_hour..rules.day_to_hour).contains(&hour))
}

fn is_at_call(session: &Session, known: Known<'_>) -> bool {
    let rules = &known.rules.standing;
    let after = || Some(session.begin.utc?.duration_since(known.call?));
    let end = || Some(session.end.as_ref()?.utc?.duration_since(known.call?));
    session.entry != Entry::Refused
        && after().is_some_and(|after| {
            let latest = SignedDuration::from_mins(rules.call_after_minutes);
            let earliest = SignedDuration::from_mins(-rules.call_before_minutes);
            let went_on = end().is_some_and(|end| end > SignedDuration::ZERO);
            (after >= earliest || went_on) && after <= latest
        })
}

/// The signs that a session has by itself.
fn signs(session: &Session, first: Option<Timestamp>, known: Known<'_>) -> Vec<&'static str> {
    let rules = &known.rules.standing;
    let begin = session.begin.utc;
    let is_new = begin
        .zip(first)
        .is_some_and(|(begin, first)| begin.duration_since(first) <= days(rules.new_days_max));
    let by_night = is_by_day(session, known) == Some(false);
    let acts = || session.acts.iter().map(|act| (act.role, &known.observations[act.observation]));
    let grave = acts().any(|(_, seen)| {
        rules.acts_alarming.contains(&seen.id)
            && seen.strength == Strength::Direct
            && time(seen).zip(begin).is_some_and(|(at, begin)| at >= begin)
    });
    let brought_in = acts().any(|(role, seen)| {
        let before = time(seen).zip(begin).map(|(at, begin)| begin.duration_since(at));
        let soon = SignedDuration::from_mins(rules.brought_in_minutes_max);
        role == Role::BroughtIn
            && seen.tool.as_ref() == Some(&session.tool)
            && before.is_some_and(|before| before <= soon)
    });
    let all = [
        ("refused", session.entry == Entry::Refused),
        ("flagged-by-maker", session.flagged_by_maker),
        ("at-the-call", is_at_call(session, known)),
        ("back-at-night", session.returned_unattended && by_night && is_new),
        ("grave-act", grave),
        ("brought-in-for-it", brought_in),
        ("nobody-clicked", session.returned_unattended),
    ];
    all.into_iter().filter(|(_, holds)| *holds).map(|(id, _)| id).collect()
}

#[cfg(test)]
mod tests;
