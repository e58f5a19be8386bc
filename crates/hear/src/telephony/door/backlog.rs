//! What has come in and was not taken yet, within limits.

use std::collections::{HashMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{Incoming, Limits};
use crate::parties::lasting;
use crate::speech::{CallId, Speech};

/// Entries beyond which no new call is let in and no key is kept.
pub(super) const ENTRIES_MAX: usize = 20_000;

/// The longest wait for something to come; whoever asks for longer asks again.
const WAIT_MAX: Duration = Duration::from_secs(3_600);

/// The queue between the doors and whoever takes from them.
pub(super) struct Backlog {
    limits: Limits,
    state: Mutex<State>,
    arrived: Condvar,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Incoming>,
    /// Samples of each call that wait.
    waiting: HashMap<CallId, u64>,
    /// Samples of all calls that wait.
    samples: u64,
    /// Stretches that wait.
    stretches: usize,
    /// Samples given up since the beginning.
    missed: u64,
}

/// How much waits, and how much was given up.
pub(super) struct Waiting {
    pub(super) stretches: usize,
    pub(super) length: Duration,
    pub(super) missed: Duration,
}

impl Backlog {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, state: Mutex::default(), arrived: Condvar::new() }
    }

    /// Puts something at the end, and gives up old speech where there is too much of it.
    pub(super) fn put(&self, incoming: Incoming) {
        let mut state = self.lock();
        if let Incoming::Speech(speech) = &incoming {
            state.count(speech, true);
            let call = speech.call.clone();
            state.queue.push_back(incoming);
            while state.samples_of(&call) > samples(self.limits.waiting_call_max) {
                state.give_up(&call);
            }
            while state.samples > samples(self.limits.waiting_max) {
                // Whoever has most waiting can spare most.
                let Some(call) = state.busiest() else { break };
                state.give_up(&call);
            }
        } else if state.queue.len() < ENTRIES_MAX || !matches!(incoming, Incoming::Key { .. }) {
            state.queue.push_back(incoming);
        }
        drop(state);
        self.arrived.notify_one();
    }

    /// Whether there is room for another call.
    pub(super) fn has_room(&self) -> bool {
        self.lock().queue.len() < ENTRIES_MAX
    }

    /// Takes what came first.
    pub(super) fn next(&self, wait: Duration) -> Option<Incoming> {
        let end = Instant::now() + wait.min(WAIT_MAX);
        let mut state = self.lock();
        loop {
            if let Some(first) = state.queue.pop_front() {
                if let Incoming::Speech(speech) = &first {
                    state.count(speech, false);
                }
                return Some(first);
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            let woken = self.arrived.wait_timeout(state, left);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    pub(super) fn waiting(&self) -> Waiting {
        let state = self.lock();
        Waiting {
            stretches: state.stretches,
            length: lasting(state.samples),
            missed: lasting(state.missed),
        }
    }

    /// A thread that panicked while holding the lock left nothing half done: each change is one.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn samples_of(&self, call: &CallId) -> u64 {
        self.waiting.get(call).copied().unwrap_or(0)
    }

    fn busiest(&self) -> Option<CallId> {
        let most = self.waiting.iter().max_by_key(|(_, samples)| **samples);
        most.map(|(call, _)| call.clone())
    }

    /// Counts speech that comes or goes.
    fn count(&mut self, speech: &Speech, is_coming: bool) {
        let length = speech.samples.len() as u64;
        let of_call = self.waiting.entry(speech.call.clone()).or_default();
        if is_coming {
            *of_call += length;
            self.samples += length;
            self.stretches += 1;
        } else {
            *of_call -= length;
            if *of_call == 0 {
                self.waiting.remove(&speech.call);
            }
            self.samples -= length;
            self.stretches -= 1;
        }
    }

    /// Gives up the oldest speech of a call; in its place stands how much was missed.
    fn give_up(&mut self, call: &CallId) {
        let is_old = |item: &Incoming| matches!(item, Incoming::Speech(one) if one.call == *call);
        let Some(place) = self.queue.iter().position(is_old) else { return };
        let Some(Incoming::Speech(speech)) = self.queue.remove(place) else { return };
        self.count(&speech, false);
        let lost = speech.samples.len() as u64;
        self.missed += lost;
        let of_call = |item: &&mut Incoming| match item {
            Incoming::Missed { call: missed, .. } => missed == call,
            _ => false,
        };
        if let Some(Incoming::Missed { length, .. }) =
            self.queue.iter_mut().take(place).rev().find(of_call)
        {
            *length += lasting(lost);
        } else {
            let (call, begin, length) = (call.clone(), speech.begin, lasting(lost));
            self.queue.insert(place, Incoming::Missed { call, begin, length });
        }
    }
}

/// Samples in so long a time.
fn samples(time: Duration) -> u64 {
    let samples = time.as_millis() * u128::from(crate::speech::RATE_HZ) / 1_000;
    u64::try_from(samples).unwrap_or(u64::MAX)
}
