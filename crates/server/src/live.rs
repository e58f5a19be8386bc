//! The calls that are going on: what was heard, what it is judged to be, who watches, and what of
//! it is kept. What can be done with a call is here, once, for pages and programs alike.

pub mod shapes;
pub mod room;
pub mod stream;
mod checks;
mod keeping;
mod pasting;
mod sharing;
mod tending;
pub mod sound;
pub mod browser;
pub mod upload;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use axum::extract::ws::WebSocketUpgrade;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use casebook::case::Case;
use evidence::judge::Circumstances;
use tokio::sync::{Semaphore, watch};
use uuid::Uuid;

use self::checks::{broke_off, check_correction, check_open, check_saying, country};
pub use self::pasting::{PASTE_BYTES_MAX, PASTE_UTTERANCES_MAX};
pub use self::room::Room;
use self::shapes::{Beginning, Correction, Heard, Held, Line, Saying, Standing, Turn, Whole};
use crate::desk::{Desk, hand};
use crate::guard::Pass;
use crate::problem::Problem;
use crate::who::Person;

/// Calls at once, those included that are over and can still be looked at.
pub const CALLS_MAX: usize = 1_024;
/// The longest saying, in bytes: more than anybody says in one breath.
pub const SAYING_BYTES_MAX: usize = 8 * 1_024;
/// The longest key of a saying, in bytes.
pub const KEY_BYTES_MAX: usize = 64;
/// The latest time within a call, in milliseconds: a week.
pub const TIME_MS_MAX: u64 = 7 * 24 * 3_600_000;
/// The calls that are going on.
#[derive(Debug)]
pub struct Calls {
    rooms: Mutex<BTreeMap<Arc<str>, Arc<Room>>>,
    /// What this server is called among those that share the casebook.
    server: String,
    /// So many write at once: SQLite takes one at a time, and whoever waits here waits in turn.
    pens: Semaphore,
    closing: watch::Sender<bool>,
    recogniser: sound::Recogniser,
    /// Who may hear a file now.
    uploads: Arc<Semaphore>,
    beats: Mutex<tending::Beats>,
}

/// Whose hand does what nobody asks for.
const NOBODY: &str = "hangup";
/// So many write at once to a server of cases.
const PENS: usize = 4;

impl Default for Calls {
    fn default() -> Self {
        Self::new(1)
    }
}

impl Calls {
    /// No call yet; so many write to the casebook at once.
    fn new(pens: usize) -> Self {
        Self {
            rooms: Mutex::default(),
            server: Uuid::now_v7().to_string(),
            pens: Semaphore::new(pens),
            closing: watch::channel(false).0,
            recogniser: sound::Recogniser::default(),
            uploads: Arc::new(Semaphore::new(upload::UPLOADS_MAX)),
            beats: Mutex::default(),
        }
    }

    /// No call yet, for a casebook at an address.
    #[must_use]
    pub fn at(address: &casebook::store::Address) -> Self {
        Self::new(match address {
            casebook::store::Address::File(_) => 1,
            casebook::store::Address::Server(_) => PENS,
        })
    }

    /// A call that this server knows of. [`Desk::room`] also asks the other servers.
    #[must_use]
    pub fn call(&self, id: &str) -> Option<Arc<Room>> {
        self.rooms().get(id).cloned()
    }

    /// All calls that this server knows of, the newest first.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Room>> {
        self.rooms().values().rev().cloned().collect()
    }

    /// How many calls go on and are heard here, and how many streams of events are open.
    #[must_use]
    pub fn counts(&self) -> (i64, i64) {
        let rooms = self.rooms();
        let going_on = |room: &&Arc<Room>| !room.is_over() && room.held() == Held::Here;
        let calls = rooms.values().filter(going_on).count();
        let watchers: usize = rooms.values().map(|room| room.watchers()).sum();
        (i64::try_from(calls).unwrap_or(i64::MAX), i64::try_from(watchers).unwrap_or(i64::MAX))
    }

    /// When the server comes to its end.
    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    fn rooms(&self) -> MutexGuard<'_, BTreeMap<Arc<str>, Arc<Room>>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a call in; of too many, the oldest that is over makes room.
    fn admit(&self, room: &Arc<Room>) -> Result<(), Problem> {
        let mut rooms = self.rooms();
        if rooms.len() >= CALLS_MAX {
            let over = rooms.values().find(|room| room.is_over()).map(|room| room.id.clone());
            let over = over.ok_or_else(|| {
                let detail = "End calls in which nobody speaks any more, then try again.";
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, "Too many calls go on", detail)
            })?;
            rooms.remove(&over);
        }
        rooms.insert(room.id.clone(), Arc::clone(room));
        Ok(())
    }

    fn forget(&self, id: &str) {
        self.rooms().remove(id);
    }
}

impl Desk {
    /// Begins to follow a call.
    ///
    /// # Errors
    /// [`Problem`]: 404 where there is no such case, 422 where a context or country is none, 503
    /// where too many calls go on.
    pub async fn begin_call(&self, who: &Person, told: Beginning) -> Result<Arc<Room>, Problem> {
        self.check_context(told.context.as_deref())?;
        let country = told.country.as_deref().map(country).transpose()?;
        let case = match &told.case {
            Some(name) => Some(self.book.case(self.book.find(name).await?).await?),
            None => None,
        };
        let mut circumstances = circumstances(told.context, country, case.as_ref());
        if circumstances.country.is_none() {
            circumstances.country = self.settings().await?.country;
        }
        let id: Arc<str> = Uuid::now_v7().to_string().into();
        let room = Arc::new(Room::new(id, circumstances, self.knowledge, Held::Here));
        self.calls.admit(&room)?;
        if told.keep || case.is_some() {
            let kept = self.keep_room(&room, who, case.map(|case| case.id)).await;
            if let Err(problem) = kept {
                self.calls.forget(&room.id);
                return Err(problem);
            }
        }
        Ok(room)
    }

    /// The calls that go on, and those that were over a while ago, the newest first.
    #[must_use]
    pub fn calls(&self) -> Vec<Line> {
        self.calls.all().iter().map(|room| room.line()).collect()
    }

    /// A call, wherever it is heard.
    ///
    /// # Errors
    /// [`Problem`] with status 404 where there is none.
    pub async fn room(&self, id: &str) -> Result<Arc<Room>, Problem> {
        if let Some(room) = self.calls.call(id) {
            return Ok(room);
        }
        self.look_elsewhere(id).await
    }

    /// A call with all that is known of it.
    ///
    /// # Errors
    /// As [`Desk::room`].
    pub async fn whole_call(&self, id: &str) -> Result<Whole, Problem> {
        let room = self.room(id).await?;
        let line = room.line();
        let case_part = room.kept().map(|kept| kept.call);
        Ok(room.read(|call| Whole {
            line,
            case_part,
            context: call.circumstances.context.clone(),
            country: call.circumstances.country.clone(),
            happened: call.circumstances.happened.clone(),
            utterances: Turn::from(call, 0),
            standing: Standing::of(call, self.knowledge),
            judgement: call.judgement.clone(),
        }))
    }

    /// Hears what somebody says. Watchers are told at once; where the call is kept, this returns
    /// once it is in the casebook.
    ///
    /// # Errors
    /// [`Problem`]: 404, 409 where the call is over or heard elsewhere, 422 where the saying is too
    /// long, 503 where it cannot be written: say it again with the same key.
    pub async fn say(&self, who: &Person, id: &str, saying: Saying) -> Result<Heard, Problem> {
        check_saying(&saying)?;
        let room = self.room_to_change(id).await?;
        let words = room.words(&saying);
        let begun = Instant::now();
        let turn = room.change(|state| {
            if let Some(turn) = state.known(&saying) {
                return Ok(Some(turn));
            }
            check_open(state.call.is_over, state.call.utterances.len())?;
            let turn = state.hear(words);
            if let Some(turn) = turn {
                state.remember(saying.key.clone(), turn);
            }
            Ok::<_, Problem>(turn)
        })?;
        self.metrics.heard(usize::from(turn.is_some()), begun.elapsed());
        self.write_down(&room, &who.name).await?;
        Ok(Heard { turn })
    }

    /// Puts right what is taken for true of a call; all of it is judged anew.
    ///
    /// # Errors
    /// [`Problem`]: 404, 409, 422 where an id or a number is none, 503.
    pub async fn correct(&self, who: &Person, id: &str, told: Correction) -> Result<(), Problem> {
        let context = told.context.as_deref().filter(|context| !context.is_empty());
        self.check_context(context)?;
        self.check_happened(told.happened.as_deref().unwrap_or_default())?;
        let room = self.room_to_change(id).await?;
        room.read(|call| check_correction(&told, call.utterances.len(), call.voices.len()))?;
        let before = room.read(|call| call.circumstances.happened.clone());
        let judged = Arc::clone(&room);
        let correct = move || judged.change(|state| state.correct(&told));
        tokio::task::spawn_blocking(correct).await.map_err(|_| broke_off())?;
        self.write_correction(&room, who, before).await
    }

    /// Keeps a call from now on, with what was heard so far: in a case, or in a new one.
    ///
    /// # Errors
    /// [`Problem`]: 404, 409 where it is kept already, 503.
    pub async fn keep_call(
        &self,
        who: &Person,
        id: &str,
        case: Option<&str>,
    ) -> Result<Arc<Room>, Problem> {
        let room = self.room_to_change(id).await?;
        let case = match case {
            Some(name) => Some(self.book.find(name).await?),
            None => None,
        };
        self.keep_room(&room, who, case).await?;
        Ok(room)
    }

    /// Ends a call; where it is kept, with its judgement.
    ///
    /// # Errors
    /// [`Problem`]: 404, 409 where it is heard elsewhere, 503.
    pub async fn end_call(&self, who: &Person, id: &str) -> Result<(), Problem> {
        let room = self.room_to_change(id).await?;
        self.end_room(&room, &who.name, None).await
    }

    /// The stream of a call, from what its watcher saw last.
    ///
    /// # Errors
    /// [`Problem`]: 404, 429.
    pub async fn watch_call(
        &self,
        pass: Pass,
        id: &str,
        headers: &HeaderMap,
        form: stream::Form,
    ) -> Result<Response, Problem> {
        let room = self.room(id).await?;
        stream::watch((self, pass), &room, headers, form)
    }

    /// Hears the microphone of a browser in a call.
    ///
    /// # Errors
    /// [`Problem`]: 404, 409 where the call is over or heard elsewhere, 503 without a speech
    /// model.
    pub async fn hear_browser(
        &self,
        (who, pass): (&Person, Pass),
        id: &str,
        upgrade: WebSocketUpgrade,
    ) -> Result<Response, Problem> {
        let room = self.room_to_change(id).await?;
        room.read(|call| check_open(call.is_over, call.utterances.len()))?;
        let guest = self.admit_sound(&room, &who.name, room.age()).await?;
        let upgrade = upgrade
            .max_message_size(browser::FRAME_BYTES_MAX)
            .max_frame_size(browser::FRAME_BYTES_MAX);
        let desk = self.clone();
        Ok(upgrade.on_upgrade(move |socket| browser::hear((desk, pass), room, socket, guest)))
    }
}

/// What is known of a call before anything is said.
fn circumstances(
    context: Option<String>,
    country: Option<String>,
    case: Option<&Case>,
) -> Circumstances {
    Circumstances {
        context,
        country: country.or_else(|| case.and_then(|case| case.client.country.clone())),
        happened: case.map(|case| case.happened.iter().cloned().collect()).unwrap_or_default(),
        ..Circumstances::default()
    }
}
