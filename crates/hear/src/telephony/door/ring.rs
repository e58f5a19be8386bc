//! Who is at the doors: connections and calls are counted here, named, held to the limits, and
//! shown out properly whatever happens to them.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::{Backlog, Gauges, Incoming, Limits, Protocol, Sounds};
use crate::speech::{CallId, Speech};
use crate::telephony::jitter::Counts;
use crate::telephony::line::Line;
use crate::telephony::{Ending, Event, PROBLEMS_MAX};

/// Keys of one call that are kept; further ones are not.
const KEYS_MAX: u32 = 1_000;
/// So long nothing more is told of those who are turned away.
const REFUSAL_PAUSE: Duration = Duration::from_secs(1);
/// How long nothing may come within an utterance; then it is taken to have ended, because some
/// telephone systems send nothing while nobody speaks.
const PAUSE_MAX: Duration = Duration::from_millis(800);

/// All who are at the doors.
pub(super) struct Visits {
    pub(super) limits: Limits,
    pub(super) closed: watch::Receiver<bool>,
    pub(super) backlog: Backlog,
    pub(super) connections: AtomicUsize,
    /// Where the sound itself goes, if somebody wants to keep it.
    sounds: Option<Arc<Sounds>>,
    pub(super) calls: Mutex<HashSet<CallId>>,
    refused: AtomicU64,
    /// When it was last told that somebody is turned away.
    refusal_told: Mutex<Option<Instant>>,
    pub(super) calls_heard: AtomicU64,
    frames: AtomicU64,
    problems: AtomicU64,
    pub(super) numbers: AtomicU64,
}

impl Visits {
    pub(super) fn new(
        limits: Limits,
        closed: watch::Receiver<bool>,
        sounds: Option<Arc<Sounds>>,
    ) -> Self {
        Self {
            limits,
            sounds,
            closed,
            backlog: Backlog::new(limits),
            connections: AtomicUsize::new(0),
            calls: Mutex::default(),
            refused: AtomicU64::new(0),
            refusal_told: Mutex::default(),
            calls_heard: AtomicU64::new(0),
            frames: AtomicU64::new(0),
            problems: AtomicU64::new(0),
            numbers: AtomicU64::new(0),
        }
    }

    /// Lets a connection in, if there is room.
    pub(super) fn enter(self: &Arc<Self>, protocol: Protocol, peer: SocketAddr) -> Option<Visit> {
        let before = self.connections.fetch_add(1, Ordering::SeqCst);
        let number = self.numbers.fetch_add(1, Ordering::SeqCst) + 1;
        let visit = Visit {
            number,
            protocol,
            peer,
            visits: self.clone(),
            line: None,
            deadline: Instant::now() + self.limits.beginning_max,
            heard_at: Instant::now(),
            problems: 0,
            keys: 0,
        };
        if before < self.limits.connections_max {
            return Some(visit);
        }
        self.refuse(number, peer);
        None
    }

    pub(super) fn gauges(&self) -> Gauges {
        let waiting = self.backlog.waiting();
        Gauges {
            connections: self.connections.load(Ordering::SeqCst),
            calls: self.calls.lock().unwrap_or_else(PoisonError::into_inner).len(),
            refused: self.refused.load(Ordering::SeqCst),
            calls_heard: self.calls_heard.load(Ordering::SeqCst),
            frames: self.frames.load(Ordering::SeqCst),
            problems: self.problems.load(Ordering::SeqCst),
            waiting: waiting.stretches,
            waiting_length: waiting.length,
            missed_length: waiting.missed,
        }
    }

    /// Turns a connection away; a crowd of them is told with one line a second.
    fn refuse(&self, connection: u64, peer: SocketAddr) {
        let refused = self.refused.fetch_add(1, Ordering::SeqCst) + 1;
        let mut told = self.refusal_told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.is_none_or(|told| told.elapsed() >= REFUSAL_PAUSE) {
            *told = Some(Instant::now());
            tracing::warn!(connection, %peer, refused, "turned away: a limit is reached");
        }
    }

    /// A name that no other call has now; none where there are too many calls.
    pub(super) fn name(&self, wanted: Option<CallId>, connection: u64) -> Option<CallId> {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if calls.len() >= self.limits.calls_max || !self.backlog.has_room() {
            return None;
        }
        let name = match wanted {
            Some(name) if !calls.contains(&name) => name,
            Some(name) => format!("{name}#{connection}").into(),
            None => format!("call-{connection}").into(),
        };
        calls.insert(name.clone());
        Some(name)
    }
}

/// One connection.
pub(super) struct Visit {
    number: u64,
    protocol: Protocol,
    peer: SocketAddr,
    visits: Arc<Visits>,
    line: Option<(CallId, Line)>,
    /// When the connection is given up unless sound comes.
    deadline: Instant,
    /// When the last frame came.
    heard_at: Instant,
    problems: u32,
    keys: u32,
}

impl Visit {
    pub(super) fn limits(&self) -> Limits {
        self.visits.limits
    }

    /// When to look after the call although nothing came: when an utterance can be taken to have
    /// ended, or the call.
    pub(super) fn wake(&self) -> Instant {
        match &self.line {
            Some((_, line)) if line.is_waiting() => self.deadline.min(self.heard_at + PAUSE_MAX),
            _ => self.deadline,
        }
    }

    pub(super) fn closed(&self) -> watch::Receiver<bool> {
        self.visits.closed.clone()
    }

    /// Nothing came until [`Visit::wake`]: the ending, if that was too long.
    pub(super) fn wait_is_over(&mut self) -> Option<Ending> {
        let Some((_, line)) = &mut self.line else { return Some(Ending::Misunderstood) };
        let speech = line.rest();
        self.pass_on(speech);
        (Instant::now() >= self.deadline).then_some(Ending::Idle)
    }

    /// Acts on what a parser understood; the ending, once the call is over.
    pub(super) fn act(&mut self, events: &mut Vec<Event>) -> Option<Ending> {
        for event in events.drain(..) {
            let ending = match event {
                Event::Begun { call } => self.begin(call),
                Event::Frame(frame) => {
                    self.visits.frames.fetch_add(1, Ordering::Relaxed);
                    self.heard_at = Instant::now();
                    self.deadline = self.heard_at + self.visits.limits.idle_max;
                    self.hear(frame)
                }
                Event::Key => {
                    self.press();
                    None
                }
                Event::Ended(ending) => Some(ending),
                Event::Problem(problem) => self.stumble(problem),
            };
            if ending.is_some() {
                return ending;
            }
        }
        None
    }

    fn begin(&mut self, wanted: Option<CallId>) -> Option<Ending> {
        let Some(call) = self.visits.name(wanted, self.number) else {
            self.visits.refuse(self.number, self.peer);
            return Some(Ending::Closed);
        };
        let (connection, peer, protocol) = (self.number, self.peer, self.protocol);
        tracing::info!(connection, %call, %peer, ?protocol, "a call begins");
        self.visits.calls_heard.fetch_add(1, Ordering::SeqCst);
        self.deadline = Instant::now() + self.visits.limits.idle_max;
        self.visits.backlog.put(Incoming::Begun { call: call.clone(), protocol });
        let mut line = Line::new(call.clone());
        if self.visits.sounds.is_some() {
            line.keep();
        }
        self.line = Some((call, line));
        None
    }

    fn hear(&mut self, frame: crate::telephony::Frame) -> Option<Ending> {
        let (_, line) = self.line.as_mut()?;
        let (speech, lasted) = (line.hear(frame), line.lasted());
        self.pass_on(speech);
        (lasted > self.visits.limits.call_max).then_some(Ending::TooLong)
    }

    /// Hands speech to the recogniser, and the sound of the line to whoever keeps it.
    fn pass_on(&mut self, speech: Vec<Speech>) {
        speech.into_iter().for_each(|one| self.visits.backlog.put(Incoming::Speech(one)));
        if let (Some(sounds), Some((_, line))) = (&self.visits.sounds, &mut self.line) {
            line.kept().into_iter().for_each(|sound| sounds.put(sound));
        }
    }

    fn press(&mut self) {
        if let Some((call, line)) = &self.line
            && self.keys < KEYS_MAX
        {
            self.keys += 1;
            self.visits.backlog.put(Incoming::Key { call: call.clone(), at: line.lasted() });
        }
    }

    fn stumble(&mut self, problem: crate::telephony::Problem) -> Option<Ending> {
        self.visits.problems.fetch_add(1, Ordering::SeqCst);
        self.problems += 1;
        if self.problems == 1 {
            let (connection, peer) = (self.number, self.peer);
            tracing::warn!(connection, %peer, ?problem, "not as the protocol says: {problem}");
        }
        (self.problems >= PROBLEMS_MAX).then_some(Ending::Misunderstood)
    }

    /// Ends the call, if one began, and gives its last speech.
    pub(super) fn leave(mut self, ending: Ending) {
        self.end(ending);
    }

    fn end(&mut self, ending: Ending) {
        let (connection, peer, problems) = (self.number, self.peer, self.problems);
        let Some((call, line)) = &mut self.line else {
            tracing::debug!(connection, %peer, problems, ?ending, "gone before a call began");
            return;
        };
        let (call, speech, counts) = (call.clone(), line.end(), line.counts());
        let lasted = line.lasted();
        self.pass_on(speech);
        self.line = None;
        if let Some(sounds) = &self.visits.sounds {
            sounds.end(call.clone());
        }
        let seconds = lasted.as_secs();
        let Counts { frames, lost, late, duplicate, reordered, restarts, misfit } = counts;
        tracing::info!(
            connection, %call, ?ending, seconds, problems, frames, lost, late, duplicate, reordered,
            restarts, misfit, "a call ended: {ending}"
        );
        // The name is free only once the end is told, so that no other call's beginning is before
        // it; and whoever was told finds the call counted out.
        let mut calls = self.visits.calls.lock().unwrap_or_else(PoisonError::into_inner);
        self.visits.backlog.put(Incoming::Ended { call: call.clone(), ending, counts });
        calls.remove(&call);
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.end(Ending::Closed);
        self.visits.connections.fetch_sub(1, Ordering::SeqCst);
    }
}

/// How long a farewell may take.
pub(super) const FAREWELL_MAX: Duration = Duration::from_secs(1);
