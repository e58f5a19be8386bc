//! Sound on its way to words: one recogniser for the telephone lines, the microphones of browsers
//! and uploaded files, which take turns at it. It is loaded when it is first needed.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use evidence::judge::Circumstances;
use hear::answering::{self, Hears, Told, in_full};
use hear::error::Error;
use hear::hearing::Hearing;
use hear::recognise::{Threads, usual_names};
use hear::speech::{CallId, Words};
use hear::telephony::door::{Addresses, Doors, Guest, Limits, Reception};
use tokio::runtime::Handle;
use tokio::sync::{OnceCell, oneshot};
use uuid::Uuid;

use super::Desk;
use super::room::Room;
use super::shapes::Held;
use crate::problem::Problem;

/// How long the recogniser waits for sound before it looks whether the server closes.
const WAIT: Duration = Duration::from_millis(100);
/// Whose hand writes what comes from a telephone system.
const TELEPHONE: &str = "telephone";

/// The way from sound to words.
#[derive(Default)]
pub struct Recogniser {
    started: OnceCell<Started>,
    /// What is heard now, by the names that the recogniser knows.
    lines: Mutex<HashMap<CallId, Line>>,
}

impl std::fmt::Debug for Recogniser {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Recogniser").finish_non_exhaustive()
    }
}

/// A recogniser at work.
#[derive(Clone)]
pub struct Started {
    reception: Reception,
    /// Where telephone systems ring.
    pub addresses: Addresses,
}

/// Whose sound it is.
#[derive(Clone)]
struct Line {
    room: Arc<Room>,
    by: String,
    /// Voices of the room before this sound began: it counts its own from 0.
    voices: usize,
    /// When it began within the call.
    begin: Duration,
    /// The call ends with its sound.
    is_telephone: bool,
}

impl Desk {
    /// The recogniser, loaded if it is not yet.
    ///
    /// # Errors
    /// [`Problem`] with status 503 where no speech model is installed, or it cannot be loaded.
    pub(super) async fn recogniser(&self) -> Result<&Started, Problem> {
        let recogniser = &self.calls.recogniser;
        let started = recogniser.started.get_or_try_init(|| self.start(Addresses::default()));
        started.await.map_err(|error| {
            let title = "Sound cannot be heard here; typing works";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, title, in_full(&error))
        })
    }

    /// Opens the doors for telephone systems, and loads the recogniser for them.
    ///
    /// # Errors
    /// When no speech model is installed, or an address cannot be listened at.
    pub async fn open_doors(&self, addresses: Addresses) -> Result<Addresses, Error> {
        let recogniser = &self.calls.recogniser;
        let started = recogniser.started.get_or_try_init(|| self.start(addresses)).await?;
        Ok(started.addresses)
    }

    /// How much sound waits to be turned into words, of all calls together.
    #[must_use]
    pub fn backlog(&self) -> Duration {
        let started = self.calls.recogniser.started.get();
        started.map_or(Duration::ZERO, |started| started.reception.gauges().waiting_length)
    }

    /// Starts the thread of the recogniser; returns once it hears.
    async fn start(&self, addresses: Addresses) -> Result<Started, Error> {
        let (ready, is_ready) = oneshot::channel();
        let (desk, handle) = (self.clone(), Handle::current());
        let chosen = self.settings().await.ok().and_then(|settings| settings.model);
        let words = self.words_model(chosen.as_deref());
        let thread = std::thread::Builder::new().name("recogniser".into());
        let spawned = thread.spawn(move || desk.recognise(words, addresses, (&handle, ready)));
        spawned.map_err(|source| Error::Threads { source })?;
        is_ready.await.unwrap_or_else(|_| {
            Err(Error::Threads { source: std::io::ErrorKind::Interrupted.into() })
        })
    }

    /// Turns into words what comes in, until the server closes.
    fn recognise(
        &self,
        words: Option<PathBuf>,
        addresses: Addresses,
        (handle, ready): (&Handle, oneshot::Sender<Result<Started, Error>>),
    ) {
        let opened = self.load(words).and_then(|hearing| Ok((hearing, open(addresses)?)));
        let (hearing, mut doors) = match opened {
            Ok(opened) => opened,
            // Whoever waits for it may have gone.
            Err(error) => return drop(ready.send(Err(error))),
        };
        let mut ears = match hearing.ears(Threads::WhereIdle) {
            Ok(ears) => ears,
            Err(error) => return drop(ready.send(Err(error))),
        };
        let (reception, addresses) = (doors.reception(), doors.addresses());
        let _ = ready.send(Ok(Started { reception, addresses }));
        let closing = self.calls.closing();
        while !*closing.borrow() {
            let Some(incoming) = doors.next(WAIT) else { continue };
            for told in answering::take(incoming, &mut ears, &doors, Hears::Words) {
                self.hear_told(told, handle);
            }
        }
        doors.close();
    }

    /// The speech model that an admin chose, where it is installed and whoever started the server
    /// named none; otherwise the one of the start.
    fn words_model(&self, chosen: Option<&str>) -> Option<PathBuf> {
        let place = |id: &str| {
            Some(hear::model::path(&hear::model::model(id).ok()?, &hear::model::folder().ok()?))
        };
        let started = self.options.words.clone();
        let is_usual = started == place(WORDS_MODEL);
        let chosen = chosen.filter(|_| is_usual).and_then(place).filter(|path| path.is_file());
        chosen.or(started)
    }

    fn load(&self, words: Option<PathBuf>) -> Result<Hearing, Error> {
        let words = words.ok_or_else(|| Error::NotInstalled { id: WORDS_MODEL.to_owned() })?;
        Hearing::open(&words, self.options.voices.as_deref(), &usual_names()?)
    }

    /// Passes on what the recogniser tells to the room that it is about.
    fn hear_told(&self, told: Told, handle: &Handle) {
        match told {
            Told::Begun(call) => self.begin_line(call),
            Told::Words(words) => {
                if let Some(line) = self.line(&words.call) {
                    self.hear_words(&line, words, handle);
                }
            }
            Told::Progress(mut progress) => {
                if let Some(line) = self.line(&progress.call) {
                    progress.heard += line.begin;
                    line.room.change(|state| state.progress(progress));
                }
            }
            Told::Problem { call, message } => {
                if let Some(line) = self.line(&call) {
                    line.room.change(|state| state.complain(message));
                }
            }
            Told::Over(call) => {
                let line = self.lines().remove(&call);
                if let Some(line) = line.filter(|line| line.is_telephone) {
                    let desk = self.clone();
                    handle.spawn(async move {
                        let _ = desk.end_room(&line.room, TELEPHONE, None).await;
                    });
                }
            }
        }
    }

    fn hear_words(&self, line: &Line, mut words: Words, handle: &Handle) {
        words.call = line.room.id.clone();
        words.begin += line.begin;
        words.end += line.begin;
        words.voice = words.voice.map(|voice| voice + line.voices);
        let begun = Instant::now();
        let heard = line.room.change(|state| (!state.call.is_over).then(|| state.hear(words)));
        if let Some(turn) = heard {
            self.metrics.heard(usize::from(turn.is_some()), begun.elapsed());
        }
        if heard.flatten().is_none() || line.room.kept().is_none() {
            return;
        }
        let (desk, line) = (self.clone(), line.clone());
        handle.spawn(async move {
            if let Err(problem) = desk.write_down(&line.room, &line.by).await {
                // It stays in the room, and is written with the next words.
                let message = format!("What was said could not be written: {}", problem.title);
                line.room.change(|state| state.complain(message));
            }
        });
    }

    /// A telephone system brings a call.
    fn begin_line(&self, call: CallId) {
        let id: Arc<str> = Uuid::now_v7().to_string().into();
        let room = Room::new(id, Circumstances::default(), self.knowledge, Held::Here);
        let room = Arc::new(room);
        if self.calls.admit(&room).is_err() {
            tracing::warn!("a call of a telephone system found no room");
            return;
        }
        let (voices, begin) = (0, Duration::ZERO);
        let by = TELEPHONE.to_owned();
        self.lines().insert(call, Line { room, by, voices, begin, is_telephone: true });
    }

    /// Lets sound into a room.
    ///
    /// # Errors
    /// [`Problem`] with status 503 where there is no speech model, or too much is heard.
    pub(super) async fn admit_sound(
        &self,
        room: &Arc<Room>,
        by: &str,
        begin: Duration,
    ) -> Result<(Guest, Reception), Problem> {
        let started = self.recogniser().await?;
        let guest = started.reception.admit(room.id.clone()).ok_or_else(|| {
            let detail = "Wait until other calls are over, then try again.";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "Too many calls are heard", detail)
        })?;
        let line = Line {
            room: Arc::clone(room),
            by: by.to_owned(),
            voices: room.read(|call| call.voices.len()),
            begin,
            is_telephone: false,
        };
        self.lines().insert(guest.call().clone(), line);
        Ok((guest, started.reception.clone()))
    }

    fn line(&self, call: &CallId) -> Option<Line> {
        self.lines().get(call).cloned()
    }

    fn lines(&self) -> std::sync::MutexGuard<'_, HashMap<CallId, Line>> {
        self.calls.recogniser.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The speech model that a user is told to install.
const WORDS_MODEL: &str = "base";

fn open(addresses: Addresses) -> Result<Doors, Error> {
    Doors::open(addresses, Limits::default())
}
