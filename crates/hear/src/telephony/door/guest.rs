//! Sound that comes by no telephone line, such as that of a browser or a file: it waits in the same
//! queue as that of the lines, so that all take turns at one recogniser.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use super::Incoming;
use super::ring::Visits;
use crate::pauses::CallPauses;
use crate::speech::{CallId, Sound, Speech};
use crate::telephony::Ending;
use crate::telephony::jitter::Counts;

/// Where guests are let in.
#[derive(Clone)]
pub struct Reception(pub(super) Arc<Visits>);

/// A sound that comes by no telephone line; its call is over when this is dropped.
pub struct Guest {
    call: CallId,
    visits: Arc<Visits>,
    pauses: CallPauses,
}

impl Reception {
    /// Lets a sound in under a name, to which a number is added if another call bears it; none
    /// where too many calls are heard.
    #[must_use]
    pub fn admit(&self, name: CallId) -> Option<Guest> {
        let number = self.0.numbers.fetch_add(1, Ordering::SeqCst) + 1;
        let call = self.0.name(Some(name), number)?;
        self.0.calls_heard.fetch_add(1, Ordering::SeqCst);
        Some(Guest { call, visits: Arc::clone(&self.0), pauses: CallPauses::default() })
    }

    /// How much speech of one call waits for a recogniser.
    #[must_use]
    pub fn waiting(&self, call: &CallId) -> Duration {
        self.0.backlog.waiting_of(call)
    }

    /// How busy the doors are.
    #[must_use]
    pub fn gauges(&self) -> super::Gauges {
        self.0.gauges()
    }
}

impl Guest {
    /// The name that the words of this sound bear.
    #[must_use]
    pub const fn call(&self) -> &CallId {
        &self.call
    }

    /// Hears sound; what was said in it waits for the recogniser.
    pub fn hear(&mut self, sound: &Sound) {
        let speech = self.pauses.hear(sound);
        self.pass_on(speech);
    }

    /// Nothing has come for a while: what is open is ended, as by a pause.
    pub fn rest(&mut self) {
        let speech = self.pauses.end();
        self.pass_on(speech);
    }

    /// Hands speech to the recogniser under the name of this guest, whatever its sound was called.
    fn pass_on(&self, speech: Vec<Speech>) {
        for mut one in speech {
            one.call = self.call.clone();
            self.visits.backlog.put(Incoming::Speech(one));
        }
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.rest();
        let (call, counts) = (self.call.clone(), Counts::default());
        // The name is free only once the end is told, as for a call on a line.
        let mut calls = self.visits.calls.lock().unwrap_or_else(PoisonError::into_inner);
        self.visits.backlog.put(Incoming::Ended { call, ending: Ending::HungUp, counts });
        calls.remove(&self.call);
    }
}
