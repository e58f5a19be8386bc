//! The sound of the calls on its way to whoever keeps it, beside the speech that is cut from it. A
//! disk that is too slow must not hold back a line, so that sound beyond a limit is given up.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::backlog::{ENTRIES_MAX, samples};
use crate::parties::lasting;
use crate::speech::{CallId, Sound};

/// Sound that may wait to be kept; a minute takes 3.8 MB.
pub const WAITING_MAX: Duration = Duration::from_secs(300);

/// What there is to keep.
#[derive(Debug, Clone, PartialEq)]
pub enum Kept {
    /// Sound of one party. What is missing between two pieces was silence, or lost.
    Sound(Sound),
    /// The call is over; what follows under its name is another one.
    Ended(CallId),
}

/// The queue between the doors and whoever keeps the sound.
#[derive(Default)]
pub struct Sounds {
    state: Mutex<State>,
    arrived: Condvar,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Kept>,
    samples: u64,
    missed: u64,
}

impl Sounds {
    /// Takes what came first, or nothing if it takes longer than this.
    #[must_use]
    pub fn next(&self, wait: Duration) -> Option<Kept> {
        let is_empty = |state: &mut State| state.queue.is_empty();
        let waited = self.arrived.wait_timeout_while(self.lock(), wait, is_empty);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        let first = state.queue.pop_front();
        if let Some(Kept::Sound(sound)) = &first {
            state.samples -= sound.samples.len() as u64;
        }
        first
    }

    /// How much sound was given up since the beginning.
    #[must_use]
    pub fn missed(&self) -> Duration {
        lasting(self.lock().missed)
    }

    pub(super) fn put(&self, sound: Sound) {
        let mut state = self.lock();
        let length = sound.samples.len() as u64;
        if state.samples + length > samples(WAITING_MAX) {
            state.missed += length;
            return;
        }
        state.samples += length;
        state.queue.push_back(Kept::Sound(sound));
        drop(state);
        self.arrived.notify_one();
    }

    pub(super) fn end(&self, call: CallId) {
        let mut state = self.lock();
        let ends = state.queue.iter().filter(|kept| matches!(kept, Kept::Ended(_))).count();
        // Only where nobody takes anything any more.
        if ends < ENTRIES_MAX {
            state.queue.push_back(Kept::Ended(call));
        }
        drop(state);
        self.arrived.notify_one();
    }

    /// A thread that panicked while holding the lock left nothing half done: each change is one.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::Party;

    #[test]
    fn what_nobody_keeps_in_time_is_given_up_and_ends_are_told_all_the_same() {
        let sounds = Sounds::default();
        let minute = || Sound {
            call: "a".into(),
            party: Party::Mixed,
            begin: Duration::ZERO,
            samples: vec![0.0; 960_000],
        };
        (0..7).for_each(|_| sounds.put(minute()));
        sounds.end("a".into());
        assert_eq!(sounds.missed(), Duration::from_secs(120));
        for _ in 0..5 {
            assert_eq!(sounds.next(Duration::ZERO), Some(Kept::Sound(minute())));
        }
        assert_eq!(sounds.next(Duration::ZERO), Some(Kept::Ended("a".into())));
        assert_eq!(sounds.next(Duration::from_millis(1)), None);
        sounds.put(minute());
        assert!(sounds.next(Duration::ZERO).is_some(), "there is room again");
    }
}
