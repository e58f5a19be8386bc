//! Entries of event logs that tell of sessions, of the server that a tool obeys, and of a clock
//! that was set: gathered while logs are read, laid in order when all are.

use jiff::{SignedDuration, Timestamp};

use crate::diary::shown;
use crate::facts::Facts;
use crate::findings::{Direction, Entry, FileMoved, Moment, Partner, Proof, Session};
use crate::sources::event_log::Event;
use crate::tools::{Does, Server, Telling};
use crate::trace::Trace;

/// So many entries that tell of sessions are kept.
const TOLD_MAX: usize = 20_000;
/// So many servers and so many times at which the clock was set are kept.
const OTHERS_MAX: usize = 1_000;
/// The entries with which Windows notes a new service, and their items with its command line.
const NEW_SERVICE: [(u32, &str); 2] = [(7045, "ImagePath"), (4697, "ServiceFileName")];

/// What the event logs tell of sessions.
#[derive(Debug)]
pub(crate) struct SessionEvents<'f> {
    facts: &'f Facts,
    told: Vec<Told>,
    pub(crate) servers: Vec<ServerSeen>,
    pub(crate) clock_sets: Vec<ClockWasSet>,
    /// Entries that were not kept.
    pub(crate) dropped: u64,
}

/// A server that a tool obeys.
#[derive(Debug, Clone)]
pub(crate) struct ServerSeen {
    pub(crate) server: Server,
    /// When the service was made, if the source says so.
    pub(crate) at: Option<Timestamp>,
    pub(crate) proof: Proof,
}

/// The clock was set.
#[derive(Debug, Clone)]
pub(crate) struct ClockWasSet {
    pub(crate) at: Timestamp,
    pub(crate) by: SignedDuration,
    pub(crate) proof: Proof,
}

/// An entry that tells of a session.
#[derive(Debug, Clone)]
struct Told {
    at: Timestamp,
    does: Does,
    tool: String,
    provider: String,
    /// What tells one session of this provider from another.
    key: String,
    /// The key is a name inside a text, which may not fit at the end of the session.
    key_is_text: bool,
    partner: Partner,
    entry: Option<Entry>,
    direction: Option<Direction>,
    file: Option<String>,
    note: Option<String>,
    proof: Proof,
}

impl<'f> SessionEvents<'f> {
    pub(crate) fn new(facts: &'f Facts) -> Self {
        let (told, servers, clock_sets) = (Vec::new(), Vec::new(), Vec::new());
        Self { facts, told, servers, clock_sets, dropped: 0 }
    }

    /// Takes an event of a file.
    pub(crate) fn take(&mut self, file: &str, event: &Event) {
        let facts = self.facts;
        for telling in facts.tools.events(&event.provider, event.id) {
            let conditions = &telling.event.counts_when;
            let counts = conditions.is_empty()
                || conditions.iter().any(|condition| condition.holds(event, &facts.tools));
            if counts && self.told.len() < TOLD_MAX {
                self.told.push(told(file, event, telling));
            } else if counts {
                self.dropped += 1;
            }
        }
        if let Some((_, item)) = NEW_SERVICE.iter().find(|(id, _)| *id == event.id)
            && let Some(command) = event.item(item)
        {
            self.add_server(command, Some(event.at), shown(file, event));
        }
        let set = facts.sessions.clock_set.iter();
        for of in set.filter(|of| of.id == event.id && of.provider == event.provider) {
            let time = |item: &Option<String>| event.item(item.as_deref()?)?.parse().ok();
            let seconds = |item: &Option<String>| event.item(item.as_deref()?)?.parse().ok();
            let both = time(&of.before).zip(time(&of.after));
            let by =
                both.map(|(before, after): (Timestamp, Timestamp)| after.duration_since(before));
            let by = by.or_else(|| seconds(&of.seconds).map(SignedDuration::from_secs));
            let least = SignedDuration::from_secs(facts.sessions.joining.clock_step_seconds_min);
            if let Some(by) = by.filter(|by| by.abs() >= least)
                && self.clock_sets.len() < OTHERS_MAX
            {
                self.clock_sets.push(ClockWasSet { at: event.at, by, proof: shown(file, event) });
            }
        }
    }

    /// Takes a trace, which may name the server that a tool obeys. A source that tells how things
    /// are now says nothing of since when.
    pub(crate) fn trace(&mut self, trace: &Trace) {
        let part = |name| trace.field(name).filter(|part| !part.is_empty());
        let Some(host) = part("server") else { return };
        let named = |(_, value): &(_, String)| self.facts.tools.named_in(value);
        let Some(tool) = trace.fields.iter().find_map(named) else { return };
        let port = part("port").map_or_else(String::new, |port| format!(":{port}"));
        if self.servers.len() < OTHERS_MAX {
            let server = Server { tool: tool.id.clone(), address: format!("{host}{port}") };
            self.servers.push(ServerSeen { server, at: None, proof: trace.proof.clone() });
        }
    }

    fn add_server(&mut self, command: &str, at: Option<Timestamp>, proof: Proof) {
        if self.servers.len() < OTHERS_MAX
            && let Some(server) = self.facts.tools.server_in(command)
        {
            self.servers.push(ServerSeen { server, at, proof });
        }
    }

    /// The sessions that the entries tell of, whatever the order in which logs were read.
    pub(crate) fn sessions(&self) -> Vec<Session> {
        let mut told: Vec<&Told> = self.told.iter().collect();
        told.sort_by_key(|told| (told.at, told.proof.record, told.does));
        // A log that is there twice tells nothing twice.
        told.dedup_by(|a, b| {
            let same = |told: &Told| (told.at, told.does, told.key.clone(), told.provider.clone());
            same(a) == same(b)
        });
        let mut sessions: Vec<(&Told, Session)> = Vec::new();
        for told in told {
            match told.does {
                Does::Begins => begin(&mut sessions, told),
                Does::Ends => end(&mut sessions, told),
                Does::Moves | Does::Notes => add(&mut sessions, told),
            }
        }
        sessions.into_iter().map(|(_, session)| session).collect()
    }
}

fn told(file: &str, event: &Event, telling: Telling<'_>) -> Told {
    let Telling { tool, event: of, does, cut } = telling;
    let part = |name: &str| {
        let item = event.item(name)?;
        let within = |cut: &regex_lite::Regex| {
            let found = cut.captures(item)?;
            Some(found.name("it")?.as_str().to_owned())
        };
        let part = cut.map_or_else(|| Some(item.to_owned()), within)?;
        let part = part.split_whitespace().collect::<Vec<_>>().join(" ");
        (!part.is_empty() && part != "-").then_some(part)
    };
    let named = |name: &Option<String>| part(name.as_deref()?);
    let note = match does {
        Does::Notes => Some(of.meaning.clone()),
        _ => named(&of.account).map(|account| format!("Signed in here as {account}")),
    };
    Told {
        at: event.at,
        does,
        tool: tool.id.clone(),
        provider: event.provider.clone(),
        key: of.key.iter().find_map(|name| part(name)).unwrap_or_default(),
        key_is_text: cut.is_some(),
        partner: Partner {
            id: named(&of.partner_id),
            name: named(&of.partner_name),
            address: named(&of.partner_address),
            server: None,
        },
        entry: of.entry,
        direction: of.direction,
        file: named(&of.file),
        note,
        proof: shown(file, event),
    }
}

fn moment(told: &Told) -> Moment {
    Moment::in_utc(told.at, told.at.to_string())
}

/// The place of the last open session that has this key.
fn open(sessions: &[(&Told, Session)], told: &Told) -> Option<usize> {
    let is_open = |(by, session): &(&Told, Session)| {
        session.end.is_none() && by.tool == told.tool && by.provider == told.provider
    };
    let fits = |pair: &(&Told, Session)| is_open(pair) && pair.0.key == told.key;
    sessions.iter().rposition(fits).or_else(|| {
        let mut open = (0..sessions.len()).rev().filter(|&place| is_open(&sessions[place]));
        let only = open.next().filter(|_| told.key_is_text || told.key.is_empty());
        only.filter(|_| open.next().is_none())
    })
}

fn begin<'t>(sessions: &mut Vec<(&'t Told, Session)>, told: &'t Told) {
    let known = open(sessions, told).filter(|&place| {
        let (by, session) = &sessions[place];
        by.key == told.key && session.partner == told.partner
    });
    if let Some(place) = known {
        return sessions[place].1.proofs.push(told.proof.clone());
    }
    let mut session = Session::new(&told.tool, moment(told), told.proof.clone());
    session.partner = told.partner.clone();
    session.entry = told.entry.unwrap_or(Entry::NotKnown);
    session.notes.extend(told.note.clone());
    sessions.push((told, session));
}

fn end(sessions: &mut [(&Told, Session)], told: &Told) {
    if let Some(place) = open(sessions, told) {
        let session = &mut sessions[place].1;
        session.end = Some(moment(told));
        session.proofs.push(told.proof.clone());
    }
}

/// Lays what came in between beside the session that was open.
fn add(sessions: &mut [(&Told, Session)], told: &Told) {
    let Some(place) = open(sessions, told) else { return };
    let session = &mut sessions[place].1;
    session.notes.extend(told.note.as_ref().map(|note| format!("{}: {note}", told.at)));
    session.proofs.push(told.proof.clone());
    if let Some(name) = &told.file {
        let direction = told.direction.unwrap_or(Direction::AsWritten);
        let (name, proof) = (name.clone(), told.proof.clone());
        session.files.push(FileMoved { direction, name, when: moment(told), proof });
    }
}

#[cfg(test)]
mod tests;
