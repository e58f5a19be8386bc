//! The calls that are going on: what was heard, what it is judged to be, who watches, and what of
//! it is kept. What can be done with a call is here, once, for pages and programs alike.

pub mod shapes;
pub mod room;
pub mod stream;
mod keeping;
mod sharing;
mod tending;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use casebook::case::Case;
use evidence::judge::Circumstances;
use evidence::transcript::{self, Form};
use hear::call::UTTERANCES_MAX;
use hear::speech::{Party, Words};
use tokio::sync::{Semaphore, watch};
use uuid::Uuid;

pub use self::room::Room;
use self::shapes::{
    Beginning, Correction, Heard, Held, Line, Pasted, Saying, Standing, Turn, Whole,
};
use crate::desk::{Desk, hand};
use crate::problem::Problem;
use crate::who::{Person, Role};

/// Calls at once, those included that are over and can still be looked at.
pub const CALLS_MAX: usize = 1_024;
/// The longest saying, in bytes: more than anybody says in one breath.
pub const SAYING_BYTES_MAX: usize = 8 * 1_024;
/// The longest key of a saying, in bytes.
pub const KEY_BYTES_MAX: usize = 64;
/// The latest time within a call, in milliseconds: a week.
pub const TIME_MS_MAX: u64 = 7 * 24 * 3_600_000;
/// The largest text that is pasted, in bytes.
pub const PASTE_BYTES_MAX: usize = 1 << 20;
/// Sayings that are taken from one paste.
pub const PASTE_UTTERANCES_MAX: usize = 5_000;

/// The calls that are going on.
#[derive(Debug)]
pub struct Calls {
    rooms: Mutex<BTreeMap<Arc<str>, Arc<Room>>>,
    /// What this server is called among those that share the casebook.
    server: String,
    /// So many write at once: SQLite takes one at a time, and whoever waits here waits in turn.
    pens: Semaphore,
    closing: watch::Sender<bool>,
    beats: Mutex<tending::Beats>,
}

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
        let circumstances = circumstances(told.context, country, case.as_ref());
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

    /// Hears all that is in a text: a dialogue in any form that is read.
    ///
    /// # Errors
    /// [`Problem`]: 404, 409, 413, 422 where there is no dialogue in it, 503.
    pub async fn paste(&self, who: &Person, id: &str, text: &[u8]) -> Result<Pasted, Problem> {
        if text.len() > PASTE_BYTES_MAX {
            let detail = format!("Paste at most {PASTE_BYTES_MAX} bytes at once.");
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "This is too much", detail));
        }
        let room = self.room_to_change(id).await?;
        let reading = transcript::read(text, &self.knowledge.reading);
        let problems = reading.problems.iter().map(|problem| problem.message.clone()).collect();
        let said: Vec<_> = reading.calls.into_iter().map(|call| call.transcript).collect();
        if said.iter().any(|call| call.form == Form::Notes) {
            let detail = "Notes do not say who spoke when. Add them to a case as a call.";
            return Err(unprocessable("These are notes about a call, not its words", detail));
        }
        let said: Vec<_> = said.into_iter().flat_map(|call| call.utterances).collect();
        if said.is_empty() || said.len() > PASTE_UTTERANCES_MAX {
            let detail = format!("Paste one thing said a line, at most {PASTE_UTTERANCES_MAX}.");
            return Err(unprocessable("There is no call in this, or too much of one", detail));
        }
        let utterances = said.len();
        let heard = Arc::clone(&room);
        let hear = move || heard.change(|state| hear_pasted(state, &said));
        tokio::task::spawn_blocking(hear).await.map_err(|_| broke_off())??;
        self.write_down(&room, &who.name).await?;
        Ok(Pasted { utterances, problems })
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
        id: &str,
        headers: &HeaderMap,
        form: stream::Form,
    ) -> Result<Response, Problem> {
        let room = self.room(id).await?;
        stream::watch(&room, headers, form, (self.knowledge, self.calls.closing()))
    }

    fn check_context(&self, context: Option<&str>) -> Result<(), Problem> {
        match context {
            Some(id) if self.knowledge.advice.context(id).is_none() => {
                let contexts = self.knowledge.advice.contexts.iter();
                let ids: Vec<_> = contexts.map(|context| context.id.as_str()).collect();
                let detail = format!("There are {}.", ids.join(", "));
                Err(unprocessable("There is no such context", detail))
            }
            _ => Ok(()),
        }
    }

    fn check_happened(&self, happened: &[String]) -> Result<(), Problem> {
        let stages: Vec<_> = self.knowledge.stages().map(|stage| stage.id.as_str()).collect();
        if happened.iter().all(|id| stages.contains(&id.as_str())) {
            return Ok(());
        }
        let detail = format!("There are {}.", stages.join(", "));
        Err(unprocessable("There is nothing of that kind that can happen", detail))
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

/// A country in capitals.
fn country(text: &str) -> Result<String, Problem> {
    let is_country = text.len() == 2 && text.bytes().all(|letter| letter.is_ascii_alphabetic());
    let detail = "Write two letters, such as CA.";
    is_country
        .then(|| text.to_ascii_uppercase())
        .ok_or_else(|| unprocessable("This is no country", detail))
}

fn check_saying(saying: &Saying) -> Result<(), Problem> {
    let key_bytes = saying.key.as_ref().map_or(0, String::len);
    if saying.text.len() > SAYING_BYTES_MAX {
        let detail = format!("Say at most {SAYING_BYTES_MAX} bytes at once, or paste the text.");
        return Err(unprocessable("This is too long", detail));
    }
    if key_bytes > KEY_BYTES_MAX || saying.start_ms.is_some_and(|time| time > TIME_MS_MAX) {
        let detail = format!(
            "A key has at most {KEY_BYTES_MAX} bytes, and a time at most {TIME_MS_MAX} milliseconds."
        );
        return Err(unprocessable("The key or the time is too long", detail));
    }
    Ok(())
}

fn check_correction(told: &Correction, turns: usize, voices: usize) -> Result<(), Problem> {
    let names_one = told.turn.is_some() || told.voice.is_some();
    let is_there =
        told.turn.is_none_or(|turn| turn < turns) && told.voice.is_none_or(|voice| voice < voices);
    if names_one != told.side.is_some() || !is_there {
        let detail = "Name a turn or a voice of this call together with its side.";
        return Err(unprocessable("It is not clear whose side this is", detail));
    }
    Ok(())
}

/// Refuses words for a call that is over or full.
fn check_open(is_over: bool, turns: usize) -> Result<(), Problem> {
    if is_over {
        let detail = "Begin another call.";
        return Err(Problem::new(StatusCode::CONFLICT, "This call is over", detail));
    }
    if turns >= UTTERANCES_MAX {
        let detail = "End it, and begin another one.";
        return Err(Problem::new(StatusCode::CONFLICT, "This call is full", detail));
    }
    Ok(())
}

/// Hears what was pasted; speakers with one label are one voice.
fn hear_pasted(
    state: &mut room::State,
    said: &[evidence::transcript::Utterance],
) -> Result<(), Problem> {
    check_open(state.call.is_over, state.call.utterances.len())?;
    let (voices, begin) = (state.call.voices.len(), state.call.elapsed());
    let mut labels: Vec<&str> = Vec::new();
    state.take(|call| {
        let mut last = None;
        for said in said {
            let label = said.speaker.as_str();
            let known = labels.iter().position(|known| *known == label);
            let voice = (!label.is_empty()).then(|| {
                known.unwrap_or_else(|| {
                    labels.push(label);
                    labels.len() - 1
                })
            });
            let begin = said.start_ms.map_or(begin, std::time::Duration::from_millis);
            last = call
                .hear(Words {
                    call: call.id.clone(),
                    party: Party::Mixed,
                    begin,
                    end: said.end_ms.map_or(begin, std::time::Duration::from_millis),
                    text: said.text.clone(),
                    voice: voice.map(|voice| voices + voice),
                    side: said.side,
                })
                .or(last);
        }
        last
    });
    Ok(())
}

fn unprocessable(title: &str, detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title, detail)
}

/// A task of ours ended before it was done, as when the server stops.
fn broke_off() -> Problem {
    let detail = "The server may be stopping; try again.";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "This was not done", detail)
}

/// Whoever works where nobody asks, as the log of a case names them.
fn somebody(name: &str) -> Person {
    Person { name: name.to_owned(), role: Role::Helper }
}
