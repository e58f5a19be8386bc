//! What watchers of a call are told, as server-sent events: in JSON for programs, as fragments for
//! the page. What a watcher missed is worked out from the call itself, so nothing waits for those
//! who are slow, and whoever comes back with `Last-Event-ID` misses nothing and gets nothing twice.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use evidence::knowledge::Knowledge;
use futures_util::StreamExt as _;
use serde::Serialize;
use tokio::sync::watch;

use super::room::{self, Room, Watcher};
use super::shapes::{Hearing, Standing, Turn};
use crate::desk::Desk;
use crate::guard::Pass;
use crate::pages::live::{bubbles, panel};
use crate::problem::Problem;

/// So often a stream on which nothing happens says that it is there.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// So soon a browser comes back after a connection broke.
const RETRY: Duration = Duration::from_millis(500);
/// The header in which a browser says what it saw last.
const LAST_EVENT_ID: &str = "last-event-id";

/// In which form a watcher is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// JSON, for programs. Events: `began` and `corrected` with the whole call, `said` with one
    /// turn, `judged`, `progress`, `problem`, `ended`.
    Json,
    /// HTML, for the page. Events: `began` and `corrected` with all bubbles (in place of all that
    /// are there), `said` with bubbles each of which takes the place of the one with its id or
    /// else the last place, `judged` with the panel; `progress` (JSON), `problem` (text), `ended`
    /// (the panel).
    Html,
}

/// The stream of the page, beside the page itself.
pub fn routes() -> Router<Desk> {
    Router::new().route("/calls/{id}/events", get(fragments))
}

async fn fragments(
    State(desk): State<Desk>,
    pass: Pass,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    desk.watch_call(pass, &id, &headers, Form::Html).await
}

/// The stream of a call from what its watcher saw last; it ends with the pass of its watcher.
///
/// # Errors
/// [`Problem`] with status 429 where too many watch already.
pub(super) fn watch(
    (desk, pass): (&Desk, Pass),
    room: &std::sync::Arc<Room>,
    headers: &HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    let (knowledge, closing) = (desk.knowledge, desk.calls.closing());
    let seen = headers.get(LAST_EVENT_ID).and_then(|id| seen(room, id.to_str().ok()?));
    let state = room.state();
    if state.ended_at > 0 && seen == Some(state.revision) {
        // A browser asks again and again after the end unless it is told that nothing comes.
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    drop(state);
    let watcher = room.enter().ok_or_else(too_many)?;
    let watching =
        Watching { watcher, form, seen, knowledge, closing, waiting: VecDeque::new(), last: false };
    let stream = futures_util::stream::unfold(watching, Watching::next);
    let stream = stream.take_until(Box::pin(pass.is_over(desk.clone())));
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE).text("still here");
    let no_buffers = [("x-accel-buffering", "no"), ("cache-control", "no-store")];
    Ok((no_buffers, Sse::new(stream).keep_alive(keep_alive)).into_response())
}

fn too_many() -> Problem {
    let detail = "Close a window that shows this call, then try again.";
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "Too many watch this call", detail)
}

/// The revision that an id names, if it is one of this room.
fn seen(room: &Room, id: &str) -> Option<u64> {
    let (instance, revision) = id.split_once('-')?;
    let revision = revision.parse().ok()?;
    (instance == room.instance && revision <= room.state().revision).then_some(revision)
}

struct Watching {
    watcher: Watcher,
    form: Form,
    /// The last revision that was told; none where nothing was.
    seen: Option<u64>,
    knowledge: &'static Knowledge,
    closing: watch::Receiver<bool>,
    waiting: VecDeque<Event>,
    /// Nothing comes after what waits.
    last: bool,
}

impl Watching {
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some((Ok(event), self));
            }
            if self.last || *self.closing.borrow() {
                return None;
            }
            let newest = *self.watcher.news.borrow_and_update();
            if self.seen.is_none_or(|seen| seen < newest) {
                self.catch_up();
                continue;
            }
            tokio::select! {
                changed = self.watcher.news.changed() => changed.ok()?,
                _ = self.closing.changed() => return None,
            }
        }
    }

    /// Works out all that this watcher has not seen. Each turn bears its own revision and the last
    /// event that of everything, so that whoever lost the connection in between is told the rest.
    fn catch_up(&mut self) {
        let room = std::sync::Arc::clone(&self.watcher.room);
        let state = room.state();
        let told = match self.form {
            Form::Json => json(&state, self.seen, self.knowledge),
            Form::Html => html(&state, self.seen, self.knowledge),
        };
        let first = self.seen.is_none();
        let length = told.len();
        for (number, (name, data, revision)) in told.into_iter().enumerate() {
            let is_last = number + 1 == length;
            let revision = if is_last { Some(state.revision) } else { revision };
            // A line of the stream may not hold this character, which HTML does not need.
            let event = Event::default().event(name).data(data.replace('\r', ""));
            let event = if first && number == 0 { event.retry(RETRY) } else { event };
            self.waiting.push_back(match revision {
                Some(revision) => event.id(format!("{}-{revision}", room.instance)),
                None => event,
            });
        }
        self.seen = Some(state.revision);
        self.last = state.ended_at > 0;
    }
}

/// An event: its name, its data, and the revision up to which all is told with it, where that is
/// sure.
type Told = (&'static str, String, Option<u64>);

/// What is new since a revision, for programs.
fn json(state: &room::State, seen: Option<u64>, knowledge: &Knowledge) -> Vec<Told> {
    let call = &state.call;
    let mut told = Vec::new();
    let is_whole = seen.is_none_or(|seen| seen < state.whole_at);
    let since = seen.unwrap_or(0);
    if is_whole {
        let name = if seen.is_none() { "began" } else { "corrected" };
        let whole = Snapshot {
            context: call.circumstances.context.as_deref(),
            happened: &call.circumstances.happened,
            utterances: Turn::from(call, 0),
            standing: Standing::of(call, knowledge),
        };
        told.push((name, text(&whole), None));
    } else {
        for (turn, marks) in state.turns.iter().enumerate().filter(|(_, it)| it.born > since) {
            told.push(("said", text(&Turn::of(call, turn)), Some(marks.born)));
        }
        if state.judged_at > since {
            told.push(("judged", text(&Standing::of(call, knowledge)), None));
        }
    }
    told.extend(rest(state, since));
    if state.ended_at > since {
        told.push(("ended", text(&Standing::of(call, knowledge)), None));
    }
    told
}

/// What is new since a revision, for the page.
fn html(state: &room::State, seen: Option<u64>, knowledge: &Knowledge) -> Vec<Told> {
    let call = &state.call;
    let mut told = Vec::new();
    let since = seen.unwrap_or(0);
    if seen.is_none_or(|seen| seen < state.whole_at) {
        let name = if seen.is_none() { "began" } else { "corrected" };
        told.push((name, bubbles(call, knowledge, 0).into_string(), None));
        told.push(("judged", panel(call, knowledge).into_string(), None));
    } else {
        if let Some(first) = state.turns.iter().position(|marks| marks.altered > since) {
            told.push(("said", bubbles(call, knowledge, first).into_string(), None));
        }
        if state.judged_at > since {
            told.push(("judged", panel(call, knowledge).into_string(), None));
        }
    }
    told.extend(rest(state, since));
    if state.ended_at > since {
        told.push(("ended", panel(call, knowledge).into_string(), None));
    }
    told
}

/// What both are told alike.
fn rest(state: &room::State, since: u64) -> Vec<Told> {
    let mut told = Vec::new();
    if state.progress_at > since {
        told.push(("progress", text(&hearing(state)), None));
    }
    if state.problem_at > since
        && let Some(problem) = state.problems.back()
    {
        told.push(("problem", problem.clone(), None));
    }
    told
}

/// How far the hearing has come.
fn hearing(state: &room::State) -> Hearing {
    let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    Hearing {
        heard_ms: milliseconds(state.call.elapsed()),
        backlog_ms: milliseconds(state.call.progress.backlog),
        level: state.call.progress.level,
    }
}

/// All that a watcher must know who knows nothing.
#[derive(Debug, Serialize)]
struct Snapshot<'c> {
    context: Option<&'c str>,
    happened: &'c [String],
    utterances: Vec<Turn>,
    standing: Standing,
}

fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("these shapes have names for keys and no cycles")
}
