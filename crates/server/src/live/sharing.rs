//! Calls that another server hears, or heard until it was gone: they are read from their case, can
//! be watched here, and are taken up here where nobody else hears them.

use std::sync::Arc;

use axum::http::StatusCode;
use casebook::case::{Act, Case};
use casebook::store::LiveCall;

use super::room::{Kept, Room, State};
use super::shapes::Held;
use super::{Desk, circumstances};
use crate::problem::Problem;

impl Desk {
    /// A call of another server.
    pub(super) async fn look_elsewhere(&self, id: &str) -> Result<Arc<Room>, Problem> {
        let live = self.book.live().await?;
        let live = live.into_iter().find(|live| live.room == id);
        let live = live.ok_or_else(|| Problem::not_found("call"))?;
        self.mirror(&live).await
    }

    /// Reads a call of another server from its case.
    pub(super) async fn mirror(&self, live: &LiveCall) -> Result<Arc<Room>, Problem> {
        let changes = self.book.log(live.case).await?;
        let case = self.book.case(live.case).await?;
        let held = if live.server.is_empty() { Held::Nowhere } else { Held::Elsewhere };
        let last = changes.last().map_or(0, |change| change.number);
        let room = Arc::new(recalled(live, &case, (self.knowledge, held, last))?);
        // Another request may have been faster.
        if let Some(known) = self.calls.call(&live.room) {
            return Ok(known);
        }
        self.calls.admit(&room)?;
        Ok(room)
    }

    /// A call of this server, or one that is taken up because nobody hears it.
    pub(super) async fn room_to_change(&self, id: &str) -> Result<Arc<Room>, Problem> {
        let room = self.room(id).await?;
        match room.held() {
            Held::Here => Ok(room),
            Held::Nowhere => self.take_up(room).await,
            Held::Elsewhere => Err(elsewhere()),
        }
    }

    /// Takes up a call that nobody hears.
    async fn take_up(&self, room: Arc<Room>) -> Result<Arc<Room>, Problem> {
        let live = self.book.live().await?;
        let Some(live) = live.into_iter().find(|live| *live.room == *room.id) else {
            room.change(State::end);
            return Ok(room);
        };
        if live.server != self.calls.server && !self.calls.is_gone(&live) {
            return Err(elsewhere());
        }
        if live.server != self.calls.server && !self.book.take_up(&live, &self.calls.server).await?
        {
            return Err(elsewhere());
        }
        self.follow(&room).await?;
        room.change(|state| {
            state.held = Held::Here;
            state.is_new();
        });
        tracing::info!("a call was taken up whose server is gone");
        Ok(room)
    }

    /// Reads what has been added to the case of a call since it was last read.
    pub(super) async fn follow(&self, room: &Arc<Room>) -> Result<(), Problem> {
        let Some(kept) = room.kept().cloned() else { return Ok(()) };
        // The lock also keeps two from reading the same changes.
        let mut written = room.written.lock().await;
        if room.held() == Held::Here {
            return Ok(());
        }
        let after = room.state().followed;
        let changes = self.book.changes_after(kept.case, after).await?;
        let acts: Vec<_> = changes
            .iter()
            .filter_map(|change| Some((change.number, change.read().ok()?)))
            .collect();
        if !acts.is_empty() {
            room.change(|state| {
                acts.into_iter().for_each(|(number, act)| {
                    apply(state, &kept, act);
                    state.followed = number;
                })
            });
        }
        *written = Some(room.read(|call| call.utterances.len()));
        Ok(())
    }
}

fn elsewhere() -> Problem {
    let detail = "Another server hears it; here it can be watched.";
    Problem::new(StatusCode::CONFLICT, "This call is heard elsewhere", detail)
}

/// A room with what the case of a call holds.
fn recalled(
    live: &LiveCall,
    case: &Case,
    (knowledge, held, last): (&'static evidence::knowledge::Knowledge, Held, u64),
) -> Result<Room, Problem> {
    let call = case.calls.iter().find(|call| call.number == live.part);
    let call = &call.ok_or_else(|| Problem::not_found("call in its case"))?.value;
    let told = circumstances(call.context.clone(), live.country.clone(), Some(case));
    let mut room = Room::new(live.room.as_str().into(), told, knowledge, held);
    let age = room.began.duration_since(call.began.unwrap_or(room.began));
    room.age_before = age.try_into().unwrap_or_default();
    room.began = call.began.unwrap_or(room.began);
    let _ = room.kept.set(Kept { case: live.case, call: live.part });
    *room.written.get_mut() = Some(call.utterances.len());
    room.change(|state| {
        state.take(|live| call.utterances.iter().filter_map(|said| live.recall(said)).last());
        state.recalled = state.turns.len();
        state.call.is_cleared = call.is_cleared;
        state.followed = last;
    });
    Ok(room)
}

/// Does to a call what another server did to it.
fn apply(state: &mut State, kept: &Kept, act: Act) {
    match act {
        Act::Heard { call, utterance } if call == kept.call => {
            state.recall(&utterance);
        }
        Act::CallCorrected { call, correction } if call == kept.call => {
            state.call.is_cleared = correction.is_cleared;
            state.call.put_right(correction.context, &correction.sides);
            state.is_new();
        }
        Act::Happened { what } => {
            let mut happened = state.call.circumstances.happened.clone();
            happened.extend(what);
            state.call.set_happened(&happened);
            state.is_new();
        }
        Act::NotHappened { what } => {
            let mut happened = state.call.circumstances.happened.clone();
            happened.retain(|id| !what.contains(id));
            state.call.set_happened(&happened);
            state.is_new();
        }
        Act::CallEnded { call, .. } if call == kept.call => {
            state.end();
        }
        _ => {}
    }
}
