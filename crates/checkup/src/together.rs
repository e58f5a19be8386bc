//! What all sources told, laid together: sessions joined, clocks settled, observations laid beside
//! their session, and what that means.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::diary::Diary;
use crate::findings::{Findings, Moment, Observation, Session};
use crate::gathered::Gathered;
use crate::removal;
use crate::session_events::{ServerSeen, SessionEvents};
use crate::sessions::{self, Windows};
use crate::shows;
use crate::standing::{self, Known};
use crate::timeline::{self, Said};
use crate::zone::Clocks;

/// What whoever asks for a check-up knows beside the machine.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// The zone of the computer, where the machine itself does not tell.
    pub zone: Option<TimeZone>,
    /// When the call began.
    pub call: Option<CallTime>,
    /// What the caller side said, in the order of the turns.
    pub said: Vec<Said>,
}

/// When a call began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallTime {
    /// In universal time.
    Utc(Timestamp),
    /// By the clock of the computer.
    OfComputer(DateTime),
}

impl CallTime {
    fn moment(self) -> Moment {
        match self {
            Self::Utc(at) => Moment::in_utc(at, at.to_string()),
            Self::OfComputer(at) => Moment::local(at, None, at.to_string()),
        }
    }
}

/// So many sessions, as single sources tell them, are laid together: the latest.
const TOLD_MAX: usize = 5_000;

/// What was read, and in whose light.
#[derive(Debug)]
pub(crate) struct Reading<'r, 'f> {
    pub(crate) gathered: Gathered<'f>,
    pub(crate) diary: Diary<'f>,
    pub(crate) given: &'r Given,
}

impl Reading<'_, '_> {
    pub(crate) fn clocks(&self) -> Clocks {
        Clocks::new(self.gathered.zone.as_ref(), self.given.zone.as_ref())
    }

    /// When the call began, by this machine's clock too.
    fn call(&self, clocks: &Clocks) -> Option<Moment> {
        let mut began = self.given.call?.moment();
        clocks.settle(&mut began);
        Some(began)
    }

    /// The sessions that are known from what was read so far.
    fn sessions(&self, clocks: &Clocks) -> Vec<Session> {
        let gathered = &self.gathered;
        let rules = &gathered.facts.sessions.joining;
        let mut told = gathered.sessions.clone();
        told.extend(gathered.events.sessions());
        told.retain(|session| {
            let id = session.partner.id.as_ref();
            !id.is_some_and(|id| gathered.own_ids.contains(id))
        });
        for moment in told.iter_mut().flat_map(sessions::moments) {
            clocks.settle(moment);
        }
        if told.len() > TOLD_MAX {
            told.sort_by_key(|session| session.begin.utc);
            told.drain(..told.len() - TOLD_MAX);
        }
        let mut sessions = sessions::join_by_clock(sessions::join(told, rules), rules);
        sessions.iter_mut().flat_map(sessions::moments).for_each(|moment| clocks.settle(moment));
        sessions
    }

    /// The times around sessions and around the call.
    pub(crate) fn windows(&self) -> Windows {
        let clocks = self.clocks();
        self.windows_of(&self.sessions(&clocks), self.call(&clocks).as_ref())
    }

    fn windows_of(&self, sessions: &[Session], call: Option<&Moment>) -> Windows {
        let rules = &self.gathered.facts.sessions.joining;
        let mut windows = Windows::around(sessions, rules);
        if let Some(began) = call.and_then(|call| call.utc) {
            windows.add_call(began, rules);
        }
        windows
    }

    /// All that the machine shows; `places` are observations about files that were only seen.
    pub(crate) fn finish(mut self, places: Vec<Observation>) -> Findings {
        let clocks = self.clocks();
        let call_began = self.call(&clocks);
        if call_began.as_ref().is_some_and(|call| call.utc.is_none()) {
            let why = "the zone of the computer is not known, so the call cannot be laid beside \
                what it shows: give --zone, or the time with Z or its distance from universal time";
            self.gathered.problem("the time of the call", why);
        }
        let mut sessions = self.sessions(&clocks);
        if self.gathered.sessions.len() > TOLD_MAX {
            let why = format!("more than {TOLD_MAX} sessions are told; older ones were left out");
            self.gathered.problem("sessions", &why);
        }
        self.name_and_note(&mut sessions);
        let facts = self.gathered.facts;
        let rules = &facts.sessions;
        let moved = std::mem::take(&mut self.gathered.moved);
        let loose = &mut self.gathered.observations;
        sessions::add_moved(&mut sessions, moved, loose, &rules.joining);
        for file in sessions.iter_mut().flat_map(|session| &mut session.files) {
            clocks.settle(&mut file.when);
        }
        let windows = self.windows_of(&sessions, call_began.as_ref());
        let Self { mut gathered, diary, given } = self;
        gathered.note_dropped(diary.dropped);
        let said = diary.finish(&windows);
        let mut observations = gathered.take_observations(&windows, &clocks);
        observations.append(&mut gathered.observations);
        observations.extend(said.observations);
        observations.extend(places);
        leave_out_told(&mut observations, &sessions);
        sessions.iter_mut().for_each(|session| add_server(session, &gathered.events));
        let mut serious = said.serious;
        for seen in observations.iter_mut().chain(&mut serious) {
            seen.when.iter_mut().for_each(|when| clocks.settle(when));
        }
        let time = |seen: &Observation| seen.when.as_ref().and_then(|when| when.utc);
        observations.sort_by_key(time);
        serious.sort_by_key(time);
        standing::lay_beside(&mut sessions, &observations, rules);
        let call = call_began.as_ref().and_then(|call| call.utc);
        standing::judge(&mut sessions, Known { rules, observations: &observations, call });
        let removal = removal::steps(&sessions, &observations, facts);
        let mut findings = Findings {
            sessions,
            observations,
            serious,
            everyday: said.everyday,
            zone: clocks.zone(),
            call_began,
            removal,
            covers: gathered.covers,
            problems: gathered.problems,
            ..Findings::default()
        };
        findings.timeline = timeline::lay(&findings, &windows, &given.said, rules);
        findings.shows = shows::to_a_judge(&findings, facts);
        findings
    }

    fn name_and_note(&self, sessions: &mut [Session]) {
        let (facts, events) = (self.gathered.facts, &self.gathered.events);
        for session in sessions.iter_mut() {
            let tool = facts.tool(&session.tool);
            if let Some(tool) = tool {
                session.tool_name.clone_from(&tool.name);
            }
            if session.cannot_show.is_empty() {
                let own = tool.and_then(|tool| tool.cannot_show.as_ref());
                session.cannot_show.clone_from(own.unwrap_or(&facts.sessions.cannot_show));
            }
            sessions::note_clocks(session, &events.clock_sets);
        }
    }
}

/// Leaves out observations that are entries of which a session is made: it tells of them itself.
fn leave_out_told(observations: &mut Vec<Observation>, sessions: &[Session]) {
    let proofs = sessions.iter().flat_map(|session| &session.proofs);
    let told: HashSet<(&str, u64)> =
        proofs.filter_map(|proof| Some((proof.file.as_str(), proof.record?))).collect();
    let is_told = |seen: &Observation| {
        seen.proof.record.is_some_and(|record| told.contains(&(&*seen.proof.file, record)))
    };
    observations.retain(|seen| !is_told(seen));
}

/// Names the server that the tool of a session obeyed: the only one that was there by then.
fn add_server(session: &mut Session, events: &SessionEvents<'_>) {
    let Some(begin) = session.begin.utc else { return };
    let by_then = |seen: &&ServerSeen| {
        seen.server.tool == session.tool && seen.at.is_none_or(|at| at <= begin)
    };
    let mut found: Vec<&ServerSeen> = events.servers.iter().filter(by_then).collect();
    // Of the same host, an address with its port says more, and stands before the one without.
    found.sort_by(|a, b| b.server.address.cmp(&a.server.address).then(a.at.cmp(&b.at)));
    found.dedup_by(|shorter, longer| {
        let rest = longer.server.address.strip_prefix(&shorter.server.address);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    });
    match found[..] {
        [] => {}
        [only] => {
            session.partner.server = Some(only.server.address.clone());
            session.proofs.push(only.proof.clone());
        }
        _ => {
            let named: Vec<&str> = found.iter().map(|seen| &*seen.server.address).collect();
            session.notes.push(format!("One of these servers: {}", named.join(", ")));
        }
    }
}
