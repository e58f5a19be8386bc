//! What has come in and was not taken yet, line by line, within limits. The lines take turns.

use std::collections::{HashMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{Incoming, Limits};
use crate::parties::lasting;
use crate::speech::CallId;

/// Entries beyond which no new call is let in and no key is kept.
pub(super) const ENTRIES_MAX: usize = 20_000;

/// The longest wait for something to come; whoever asks for longer asks again.
const WAIT_MAX: Duration = Duration::from_secs(3_600);

/// The queues between the doors and whoever takes from them.
pub(super) struct Backlog {
    limits: Limits,
    state: Mutex<State>,
    arrived: Condvar,
}

#[derive(Default)]
struct State {
    /// What waits of each line; none of them is empty.
    lines: HashMap<CallId, Line>,
    /// The lines in which something waits, each once; the first is next.
    turns: VecDeque<CallId>,
    /// What waits of all lines together.
    entries: usize,
    samples: u64,
    stretches: usize,
    /// Samples given up since the beginning.
    missed: u64,
}

/// What waits of one line, in order. A call that begins under the name of one that has ended comes
/// after it.
#[derive(Default)]
struct Line {
    queue: VecDeque<Incoming>,
    samples: u64,
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

    /// Puts something at the end of its line, and gives up old speech where there is too much.
    pub(super) fn put(&self, incoming: Incoming) {
        let mut state = self.lock();
        let is_speech = matches!(incoming, Incoming::Speech(_));
        if is_speech {
            let call = call(&incoming).clone();
            state.put(incoming);
            while state.samples_of(&call) > samples(self.limits.waiting_call_max) {
                state.give_up(&call);
            }
            while state.samples > samples(self.limits.waiting_max) {
                // Whoever has most waiting can spare most.
                let Some(call) = state.busiest() else { break };
                state.give_up(&call);
            }
        } else if state.entries < ENTRIES_MAX || !matches!(incoming, Incoming::Key { .. }) {
            state.put(incoming);
        }
        drop(state);
        self.arrived.notify_one();
    }

    /// Whether there is room for another call.
    pub(super) fn has_room(&self) -> bool {
        self.lock().entries < ENTRIES_MAX
    }

    /// Takes what came first of the line whose turn it is.
    pub(super) fn next(&self, wait: Duration) -> Option<Incoming> {
        let end = Instant::now() + wait.min(WAIT_MAX);
        let mut state = self.lock();
        loop {
            if let Some(first) = state.take() {
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

    pub(super) fn waiting_of(&self, call: &CallId) -> Duration {
        lasting(self.lock().samples_of(call))
    }

    /// A thread that panicked while holding the lock left nothing half done: each change is one.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn samples_of(&self, call: &CallId) -> u64 {
        self.lines.get(call).map_or(0, |line| line.samples)
    }

    fn busiest(&self) -> Option<CallId> {
        let most = self.lines.iter().max_by_key(|(_, line)| line.samples);
        most.map(|(call, _)| call.clone())
    }

    fn put(&mut self, incoming: Incoming) {
        let call = call(&incoming).clone();
        let line = self.lines.entry(call.clone()).or_default();
        if line.queue.is_empty() {
            self.turns.push_back(call);
        }
        let length = length(&incoming);
        line.samples += length;
        line.queue.push_back(incoming);
        self.samples += length;
        self.stretches += usize::from(length > 0);
        self.entries += 1;
    }

    /// Takes from the line whose turn it is. Speech, which takes the recogniser's time, ends the
    /// turn; all else costs nothing.
    fn take(&mut self) -> Option<Incoming> {
        let call = self.turns.pop_front()?;
        let line = self.lines.get_mut(&call)?;
        let first = line.queue.pop_front()?;
        let length = length(&first);
        line.samples -= length;
        if line.queue.is_empty() {
            self.lines.remove(&call);
        } else if length > 0 {
            self.turns.push_back(call);
        } else {
            self.turns.push_front(call);
        }
        self.count_out(length);
        Some(first)
    }

    fn count_out(&mut self, length: u64) {
        self.samples -= length;
        self.stretches -= usize::from(length > 0);
        self.entries -= 1;
    }

    /// Gives up the oldest speech of a call; in its place stands how much was missed.
    fn give_up(&mut self, call: &CallId) {
        let Some(line) = self.lines.get_mut(call) else { return };
        let is_speech = |item: &Incoming| matches!(item, Incoming::Speech(_));
        let Some(place) = line.queue.iter().position(is_speech) else { return };
        let Some(Incoming::Speech(speech)) = line.queue.remove(place) else { return };
        let lost = speech.samples.len() as u64;
        line.samples -= lost;
        let missed = line.queue.iter_mut().take(place).rev().find_map(|item| match item {
            Incoming::Missed { length, .. } => Some(length),
            _ => None,
        });
        if let Some(length) = missed {
            *length += lasting(lost);
        } else {
            let (call, begin, length) = (call.clone(), speech.begin, lasting(lost));
            line.queue.insert(place, Incoming::Missed { call, begin, length });
            self.entries += 1;
        }
        self.count_out(lost);
        self.missed += lost;
    }
}

/// The call to which something belongs.
fn call(incoming: &Incoming) -> &CallId {
    match incoming {
        Incoming::Speech(speech) => &speech.call,
        Incoming::Begun { call, .. }
        | Incoming::Key { call, .. }
        | Incoming::Missed { call, .. }
        | Incoming::Ended { call, .. } => call,
    }
}

/// The samples that a recogniser would have to hear.
fn length(incoming: &Incoming) -> u64 {
    match incoming {
        Incoming::Speech(speech) => speech.samples.len() as u64,
        _ => 0,
    }
}

/// Samples in so long a time.
pub(super) fn samples(time: Duration) -> u64 {
    let samples = time.as_millis() * u128::from(crate::speech::RATE_HZ) / 1_000;
    u64::try_from(samples).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::{Party, RATE_HZ, Speech};
    use crate::telephony::Ending;
    use crate::telephony::jitter::Counts;

    fn speech(call: &str, second: u64) -> Incoming {
        let (begin, samples) = (Duration::from_secs(second), vec![0.0; RATE_HZ as usize]);
        Incoming::Speech(Speech { call: call.into(), party: Party::Mixed, begin, samples })
    }

    fn ended(call: &str) -> Incoming {
        let (ending, counts) = (Ending::HungUp, Counts::default());
        Incoming::Ended { call: call.into(), ending, counts }
    }

    fn order(backlog: &Backlog) -> String {
        let taken = std::iter::from_fn(|| backlog.next(Duration::ZERO));
        let told = taken.map(|item| match &item {
            Incoming::Speech(speech) => format!("{}{}", speech.call, speech.begin.as_secs()),
            Incoming::Missed { call, length, .. } => format!("-{call}{}", length.as_secs()),
            other => format!(".{}", call(other)),
        });
        told.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_line_with_much_waiting_does_not_starve_the_others() {
        let backlog = Backlog::new(Limits::default());
        (0..5).for_each(|second| backlog.put(speech("a", second)));
        backlog.put(speech("b", 0));
        backlog.put(ended("b"));
        (0..2).for_each(|second| backlog.put(speech("c", second)));
        assert_eq!(backlog.waiting_of(&"a".into()), Duration::from_secs(5));
        assert_eq!(order(&backlog), "a0 b0 c0 a1 .b c1 a2 a3 a4");
        assert_eq!(backlog.waiting_of(&"a".into()), Duration::ZERO);
        assert!(backlog.lock().lines.is_empty() && backlog.lock().turns.is_empty());
    }

    #[test]
    fn a_line_that_speaks_without_end_waits_for_its_turn() {
        let backlog = Backlog::new(Limits::default());
        let mut heard = Vec::new();
        backlog.put(speech("a", 0));
        (0..3).for_each(|second| backlog.put(speech("b", second)));
        for second in 1..4 {
            // A new stretch of the busy line comes as soon as its last one is taken.
            backlog.put(speech("a", second));
            heard.extend(backlog.next(Duration::ZERO).map(|item| call(&item).to_string()));
            heard.extend(backlog.next(Duration::ZERO).map(|item| call(&item).to_string()));
        }
        assert_eq!(heard.concat(), "ababab");
    }

    #[test]
    fn the_fullest_line_gives_up_its_oldest_speech() {
        let second = Duration::from_secs(1);
        let limits = Limits { waiting_max: second * 4, ..Limits::default() };
        let backlog = Backlog::new(limits);
        backlog.put(speech("b", 0));
        (0..6).for_each(|second| backlog.put(speech("a", second)));
        backlog.put(ended("a"));
        let waiting = backlog.waiting();
        assert_eq!((waiting.stretches, waiting.missed), (4, second * 3));
        assert_eq!(order(&backlog), "b0 -a3 a3 a4 a5 .a");
        assert_eq!(backlog.lock().entries, 0);
    }
}
