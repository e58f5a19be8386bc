//! What is done from time to time: telling other servers that this one is there, following what
//! they hear, ending calls in which nobody speaks any more, and closing when the server ends.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use casebook::store::{Address, LiveCall};

use super::room::{Room, State};
use super::shapes::Held;
use super::{Calls, Desk, NOBODY};

/// So often this server tells that it is there, and looks who else is.
const BEAT: Duration = Duration::from_secs(3);
/// A server whose beat stands still for so long is gone.
const GONE_AFTER: Duration = Duration::from_secs(12);
/// So often calls of other servers are read where nothing tells that they have changed.
const LOOK: Duration = Duration::from_secs(1);
/// A call in which nobody has spoken for so long is ended.
pub const IDLE_MAX: Duration = Duration::from_secs(30 * 60);
/// A call that is over can be looked at for so long; what was kept of it is in its case.
pub const OVER_MAX: Duration = Duration::from_secs(60 * 60);
/// So long closing waits for the casebook.
const CLOSING_MAX: Duration = Duration::from_millis(1_200);
/// So long it rests after the connection on which changes are told broke.
const REST: Duration = Duration::from_secs(2);

/// What closing adds to a call that went on.
const CLOSED: &str = "The server was closed while this call went on.";
/// What the end of a call says that was left by its server.
const LEFT: &str = "The server that heard this call stopped without ending it. What was heard \
    until then is here, and was judged anew.";
/// What the end of a call says in which nobody spoke any more.
const FELL_SILENT: &str = "Nobody spoke any more, so the call was taken to have ended.";

/// The beats of the calls of other servers, and since when each stands still.
#[derive(Debug, Default)]
pub(super) struct Beats(HashMap<String, (String, i64, Instant)>);

impl Calls {
    /// Whether nobody hears a call: it was let go, or the beat of its server stands still.
    pub(super) fn is_gone(&self, live: &LiveCall) -> bool {
        let beats = self.beats.lock().unwrap_or_else(PoisonError::into_inner);
        let still = beats.0.get(&live.room);
        live.server.is_empty()
            || still.is_some_and(|(server, beat, since)| {
                (server, beat) == (&live.server, &live.beat) && since.elapsed() >= GONE_AFTER
            })
    }

    /// Notes the beats of now.
    fn note_beats(&self, all: &[LiveCall]) {
        let mut beats = self.beats.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::take(&mut beats.0);
        for live in all {
            let now = (live.server.clone(), live.beat, Instant::now());
            let known = before.get(&live.room);
            let known = known.filter(|(server, beat, _)| (server, beat) == (&now.0, &now.1));
            let noted = known.cloned().unwrap_or(now);
            beats.0.insert(live.room.clone(), noted);
        }
    }

    /// Whoever could not look knows of nobody that their beat stands still.
    fn forget_beats(&self) {
        self.beats.lock().unwrap_or_else(PoisonError::into_inner).0.clear();
    }

    /// Asks all streams and tasks to end.
    fn close(&self) {
        self.closing.send_replace(true);
    }
}

impl Desk {
    /// Begins to do from time to time what is to be done, until the server closes.
    pub(crate) fn tend(&self) {
        let (desk, mut closing) = (self.clone(), self.calls.closing());
        tokio::spawn(async move {
            let mut beat = tokio::time::interval(BEAT);
            loop {
                tokio::select! {
                    _ = beat.tick() => desk.look_after().await,
                    _ = closing.changed() => return,
                }
            }
        });
        tokio::spawn(self.clone().follow_others());
    }

    /// Ends all that goes on; what was heard is written. Takes at most `CLOSING_MAX`.
    pub async fn close(&self) {
        self.calls.close();
        let _ = tokio::time::timeout(CLOSING_MAX, self.part()).await;
    }

    async fn part(&self) {
        let is_shared = matches!(self.options.casebook, Address::Server(_));
        for room in self.calls.all() {
            if room.held() != Held::Here || room.is_over() || room.kept().is_none() {
                continue;
            }
            // A call in a casebook that others share is let go, and goes on at one of them.
            let written = if is_shared {
                self.write_down(&room, NOBODY).await
            } else {
                self.end_room(&room, NOBODY, Some(CLOSED)).await
            };
            if let Err(problem) = written {
                tracing::error!(title = problem.title, "a call could not be written at the end");
            }
        }
        if is_shared && let Err(error) = self.book.let_go(&self.calls.server).await {
            tracing::error!(error = &error as &dyn std::error::Error, "calls were not let go");
        }
    }

    /// One beat: whatever the casebook refuses now is tried again with the next one.
    async fn look_after(&self) {
        if let Err(error) = self.book.beat(&self.calls.server).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "no beat");
        }
        match self.book.live().await {
            Ok(all) => self.look_at(&all).await,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "cannot look around");
                self.calls.forget_beats();
            }
        }
        for room in self.calls.all() {
            let (idle, is_over) = (room.idle(), room.is_over());
            if is_over && idle > OVER_MAX {
                self.calls.forget(&room.id);
            } else if !is_over && idle > IDLE_MAX && room.held() == Held::Here {
                let _ = self.end_room(&room, NOBODY, Some(FELL_SILENT)).await;
            }
        }
    }

    async fn look_at(&self, all: &[LiveCall]) {
        self.calls.note_beats(all);
        for live in all {
            let room = match self.calls.call(&live.room) {
                Some(room) => room,
                None => match self.mirror(live).await {
                    Ok(room) => room,
                    Err(_) => continue,
                },
            };
            let held = match &live.server {
                server if *server == self.calls.server => Held::Here,
                _ if self.calls.is_gone(live) => Held::Nowhere,
                _ => Held::Elsewhere,
            };
            // One that is taken up at this moment is about to be heard here.
            if room.held() != held && held != Held::Here {
                room.change(|state| {
                    state.held = held;
                    state.is_new();
                });
            }
            if held == Held::Nowhere && room.idle() > IDLE_MAX {
                self.end_left(&room).await;
            }
        }
        let is_live = |room: &Room| all.iter().any(|live| *live.room == *room.id);
        for room in self.calls.all() {
            if room.held() != Held::Here && !room.is_over() && !is_live(&room) {
                // Its end is in the case, or the case is gone.
                if self.follow(&room).await.is_err() || !room.is_over() {
                    room.change(State::end);
                }
            }
        }
    }

    /// Ends a call that its server left, and that nobody took up.
    async fn end_left(&self, room: &Arc<Room>) {
        if let Ok(room) = self.room_to_change(&room.id).await {
            let _ = self.end_room(&room, NOBODY, Some(LEFT)).await;
        }
    }

    /// Follows the calls of other servers as their cases change.
    async fn follow_others(self) {
        let mut closing = self.calls.closing();
        let mut told = None;
        while !*closing.borrow() {
            if told.is_none() {
                told = self.book.watch().await.unwrap_or_default();
            }
            let case = tokio::select! {
                change = next(&mut told) => match change {
                    Ok((case, _)) => Some(case),
                    Err(_) => {
                        told = None;
                        tokio::time::sleep(REST).await;
                        None
                    }
                },
                () = tokio::time::sleep(LOOK) => None,
                _ = closing.changed() => return,
            };
            for room in self.calls.all() {
                let is_meant =
                    room.kept().is_some_and(|kept| case.is_none_or(|it| it == kept.case));
                if is_meant && room.held() != Held::Here && !room.is_over() {
                    let _ = self.follow(&room).await;
                }
            }
        }
    }
}

/// The next change that is told; never, where nothing tells.
async fn next(
    told: &mut Option<casebook::store::Watch>,
) -> Result<(casebook::case::CaseId, u64), casebook::error::Error> {
    match told {
        Some(watch) => watch.next().await,
        None => std::future::pending().await,
    }
}
