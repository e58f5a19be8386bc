//! Sessions of honest helpers and of others.

use evidence::knowledge::Files;

use super::*;
use crate::facts::Facts;
use crate::findings::{Moment, Proof};
use crate::zone::{Clocks, named};

fn proof() -> Proof {
    Proof { file: "x".to_owned(), line: Some(1), record: None, raw: String::new() }
}

fn moment(at: &str) -> Moment {
    let mut moment = Moment::in_utc(at.parse().expect("a time"), at);
    let zone = named("-05:00").expect("a zone");
    Clocks::new(None, Some(&zone)).settle(&mut moment);
    moment
}

fn session(begin: &str) -> Session {
    let mut session = Session::new("anydesk", moment(begin), proof());
    session.partner.id = Some("700000001".to_owned());
    session.entry = Entry::Accepted;
    session
}

fn observation(id: &str, at: &str) -> Observation {
    Observation {
        id: id.to_owned(),
        title: id.to_owned(),
        what: String::new(),
        when: Some(moment(at)),
        strength: Strength::Direct,
        tool: Some("anydesk".to_owned()),
        proof: proof(),
        cannot_show: String::new(),
        undo: None,
    }
}

fn judged(sessions: &mut [Session], seen: &[Observation], call: Option<&str>) -> Vec<Standing> {
    let facts = Facts::load(&Files::embedded()).expect("facts that fit their shapes");
    let rules = &facts.sessions;
    lay_beside(sessions, seen, rules);
    let call = call.map(|at| at.parse().expect("a time"));
    judge(sessions, Known { rules, observations: seen, call });
    sessions.iter().map(|session| session.standing).collect()
}

/// A helper of many weeks: at noon, by the computer's clock.
fn weeks() -> Vec<Session> {
    ["2026-01-05", "2026-01-19", "2026-02-02", "2026-02-16"]
        .map(|day| session(&format!("{day}T17:00:00Z")))
        .into()
}

#[test]
fn help_over_weeks_in_the_day_is_ordinary() {
    let seen = [observation("service-installed", "2025-11-01T15:00:00Z")];
    assert_eq!(judged(&mut weeks(), &seen, None), [Standing::Ordinary; 4]);
    let mut late = weeks();
    late[3] = session("2026-02-16T07:00:00Z");
    assert_eq!(judged(&mut late, &seen, None), [Standing::Unclear; 4], "one was at night");
    let at_call = judged(&mut weeks(), &seen, Some("2026-02-16T16:50:00Z"));
    assert_eq!(at_call[3], Standing::Unclear, "a helper of weeks at the time of the call");
    let mut flagged = weeks();
    flagged[0].flagged_by_maker = true;
    assert_eq!(judged(&mut flagged, &seen, None)[0], Standing::Alarming);
    let mut others = weeks();
    others[1].partner.id = Some("700000002".to_owned());
    assert_eq!(judged(&mut others, &seen, None)[1], Standing::Unclear, "another partner");
}

#[test]
fn a_new_program_is_unclear_until_more_speaks_against_it() {
    let day = "2026-03-14T17:00:00Z";
    let brought = || observation("tool-downloaded", "2026-03-14T16:55:00Z");
    assert_eq!(judged(&mut [session(day)], &[brought()], None), [Standing::Unclear]);
    let acts = [brought(), observation("account-made", "2026-03-14T17:10:00Z")];
    let mut one = [session(day)];
    assert_eq!(judged(&mut one, &acts, None), [Standing::Alarming]);
    let roles: Vec<Role> = one[0].acts.iter().map(|act| act.role).collect();
    assert_eq!(roles, [Role::BroughtIn, Role::Changed]);
    let call = Some("2026-03-14T16:40:00Z");
    assert_eq!(judged(&mut [session(day)], &[], call), [Standing::Alarming]);
    let far = Some("2026-05-01T16:40:00Z");
    assert_eq!(judged(&mut [session(day)], &[], far), [Standing::Ordinary]);
    // People mistake the day of a call.
    assert_eq!(judged(&mut [session(day)], &[brought()], far), [Standing::Unclear]);
    let mut night = session("2026-03-15T07:10:00Z");
    night.returned_unattended = true;
    let standings = judged(&mut [session(day), night], &[], None);
    assert_eq!(standings, [Standing::Unclear, Standing::Alarming]);
}

#[test]
fn a_refused_request_accuses_nobody() {
    let mut refused = session("2026-03-14T17:00:00Z");
    refused.entry = Entry::Refused;
    let seen = [observation("account-made", "2026-03-14T17:10:00Z")];
    let mut sessions = [refused];
    let call = Some("2026-03-14T16:40:00Z");
    assert_eq!(judged(&mut sessions, &seen, call), [Standing::Ordinary]);
    assert!(sessions[0].acts.is_empty());
}
