//! Where events come from: a thread that hears sound, or plays a transcript, sends them; whoever
//! shows them receives. This is the one seam between sound and everything that people see.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::time::Duration;

use anyhow::Result;
use evidence::plain::bare;
use hear::call::Progress;
use hear::speech::{CallId, Words};

/// What can happen while calls are heard.
#[derive(Debug)]
pub enum Event {
    /// Someone said something; a call begins with the first event that names it.
    Words(Words),
    /// How far the hearing of a call has come, a few times a second; may be left out when the queue
    /// is full.
    Progress(Progress),
    /// Something went wrong, and hearing goes on: a sentence for people.
    Problem {
        /// The call, if it concerns only one.
        call: Option<CallId>,
        /// What is wrong, where, and what to try; never words of a call.
        message: String,
    },
    /// The sound of a call, which is over, is in a file.
    Kept {
        /// The call.
        call: CallId,
        /// The file.
        file: PathBuf,
    },
    /// A call is over.
    Over(CallId),
    /// Nothing more comes, and why if that was not meant; all calls are over with it.
    End(Result<()>),
}

/// Events that wait to be shown; whoever sends more has to wait, so that no words are lost.
pub const EVENTS_WAITING_MAX: usize = 1_024;

/// What the user wants of whoever sends the events.
#[derive(Debug, Default)]
pub struct Wishes {
    paused: AtomicBool,
    stopped: AtomicBool,
    /// Milliseconds of speech that still wait for recognition once the end is wanted.
    left_ms: AtomicU64,
}

impl Wishes {
    /// Whether nothing is to be heard for now: sound that comes meanwhile is thrown away unheard.
    pub fn is_paused(&self) -> bool {
        self.paused.load(Ordering::Relaxed)
    }

    /// Whether to come to an end, with what is already heard still turned into words.
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Begins or ends a pause.
    pub fn pause(&self, paused: bool) {
        self.paused.store(paused, Ordering::Relaxed);
    }

    /// How much speech is not turned into words yet, as far as it is known.
    pub fn left(&self) -> Duration {
        Duration::from_millis(self.left_ms.load(Ordering::Relaxed))
    }

    /// Tells how much speech is not turned into words yet.
    pub fn leave(&self, left: Duration) {
        let left_ms = u64::try_from(left.as_millis()).unwrap_or(u64::MAX);
        self.left_ms.store(left_ms, Ordering::Relaxed);
    }

    /// Asks for the end.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

/// The receiving end.
#[derive(Debug)]
pub struct Feed {
    /// What is heard, for people: a file's name, "the microphone".
    pub title: String,
    /// The events; a sender that is gone means the end.
    pub events: Receiver<Event>,
    /// What the sender looks at.
    pub wishes: Arc<Wishes>,
}

/// The two ends for a thread that sends and a view that receives.
pub fn open(title: &str) -> (SyncSender<Event>, Feed) {
    let (sender, events) = mpsc::sync_channel(EVENTS_WAITING_MAX);
    (sender, Feed { title: bare(title), events, wishes: Arc::default() })
}
