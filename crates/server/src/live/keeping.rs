//! A call that is kept: what is heard in it goes into its case, each thing before whoever said it
//! is told so. Hearing and watching wait for none of this.

use std::sync::Arc;

use axum::http::StatusCode;
use casebook::case::{Act, Call, CallCorrection, CallEnd, CaseId};
use casebook::store::{Hand, LiveCall};
use evidence::transcript::Form;
use jiff::Timestamp;

use super::checks::broke_off;
use super::room::{Kept, Room};
use super::{Desk, Person, hand};
use crate::problem::Problem;

impl Desk {
    /// Keeps a call with what was heard so far.
    pub(super) async fn keep_room(
        &self,
        room: &Arc<Room>,
        who: &Person,
        case: Option<CaseId>,
    ) -> Result<(), Problem> {
        let (desk, room, who) = (self.clone(), Arc::clone(room), who.clone());
        let keep = async move {
            let mut written = room.written.lock().await;
            if room.kept().is_some() {
                let detail = "Its case is named with it.";
                return Err(Problem::new(
                    StatusCode::CONFLICT,
                    "This call is kept already",
                    detail,
                ));
            }
            let case = match case {
                Some(case) => case,
                None => desk.book.begin(&title(&room), hand(&who)).await?.id,
            };
            let (call, country) = part(&room);
            let turns = call.utterances.len();
            let act = Act::Call(Box::new(call));
            let _pen = desk.calls.pens.acquire().await;
            let part = desk.book.change(case, &act, hand(&who)).await?;
            let (id, server) = (room.id.to_string(), desk.calls.server.clone());
            let live = LiveCall { room: id, case, part, country, server, beat: 0 };
            desk.book.begin_live(&live).await?;
            *written = Some(turns);
            // Nobody else holds the lock under which this is set.
            let _ = room.kept.set(Kept { case, call: part });
            Ok(())
        };
        finished(keep).await
    }

    /// Writes what was heard and is not written yet; nothing where the call is not kept.
    pub(super) async fn write_down(&self, room: &Arc<Room>, by: &str) -> Result<(), Problem> {
        if room.kept().is_none() {
            return Ok(());
        }
        let (desk, room, by) = (self.clone(), Arc::clone(room), by.to_owned());
        finished(async move { desk.write(&room, &by, Vec::new()).await }).await
    }

    /// Writes what somebody corrected.
    pub(super) async fn write_correction(
        &self,
        room: &Arc<Room>,
        who: &Person,
        happened_before: Vec<String>,
    ) -> Result<(), Problem> {
        let Some(kept) = room.kept().cloned() else { return Ok(()) };
        let (correction, happened) = room.read(|call| {
            let circumstances = &call.circumstances;
            let correction = CallCorrection {
                context: circumstances.context.clone(),
                sides: call.utterances.iter().map(|said| said.side).collect(),
                is_cleared: call.is_cleared,
            };
            (correction, circumstances.happened.clone())
        });
        let without = |all: &[String], known: &[String]| -> Vec<String> {
            all.iter().filter(|id| !known.contains(id)).cloned().collect()
        };
        let (what, not) =
            (without(&happened, &happened_before), without(&happened_before, &happened));
        let correction = Box::new(correction);
        let mut acts = vec![Act::CallCorrected { call: kept.call, correction }];
        acts.extend((!what.is_empty()).then_some(Act::Happened { what }));
        acts.extend((!not.is_empty()).then_some(Act::NotHappened { what: not }));
        let (desk, room, by) = (self.clone(), Arc::clone(room), who.name.clone());
        finished(async move { desk.write(&room, &by, acts).await }).await
    }

    /// Ends a call; where it is kept, with its judgement, and in words where there is more to say.
    pub(super) async fn end_room(
        &self,
        room: &Arc<Room>,
        by: &str,
        note: Option<&str>,
    ) -> Result<(), Problem> {
        room.change(super::room::State::end);
        let Some(kept) = room.kept().cloned() else { return Ok(()) };
        let judgement =
            room.read(|call| (!call.utterances.is_empty()).then(|| call.judgement.clone()));
        let note = note.map(str::to_owned);
        let end = Box::new(CallEnd { ended: Some(Timestamp::now()), judgement, note });
        let (desk, room, by) = (self.clone(), Arc::clone(room), by.to_owned());
        finished(async move {
            if !desk.book.live().await?.iter().any(|live| *live.room == *room.id) {
                return Ok(());
            }
            desk.write(&room, &by, vec![Act::CallEnded { call: kept.call, end }]).await?;
            Ok(desk.book.end_live(&room.id).await?)
        })
        .await
    }

    /// Writes what was heard and is not written yet, then further acts.
    async fn write(&self, room: &Room, by: &str, further: Vec<Act>) -> Result<(), Problem> {
        let Some(kept) = room.kept() else { return Ok(()) };
        let mut written = room.written.lock().await;
        let mut done = match *written {
            Some(done) => done,
            None => self.count_written(kept).await?,
        };
        // Whatever happens from here on, what is in the case is known only once all went well.
        *written = None;
        let _pen = self.calls.pens.acquire().await;
        loop {
            let next = room.read(|call| call.utterances.get(done).cloned());
            let Some(utterance) = next else { break };
            let act = Act::Heard { call: kept.call, utterance };
            self.book.change(kept.case, &act, Hand { by, at: Timestamp::now() }).await?;
            done += 1;
        }
        for act in &further {
            self.book.change(kept.case, act, Hand { by, at: Timestamp::now() }).await?;
        }
        *written = Some(done);
        Ok(())
    }

    /// How many utterances of a call are in its case.
    async fn count_written(&self, kept: &Kept) -> Result<usize, Problem> {
        let case = self.book.case(kept.case).await?;
        let call = case.calls.iter().find(|call| call.number == kept.call);
        let call = call.ok_or_else(|| Problem::not_found("call in its case"))?;
        Ok(call.value.utterances.len())
    }
}

/// Does something to its end even where whoever asked for it has gone: what was begun in the
/// casebook is then also known here.
async fn finished(
    work: impl Future<Output = Result<(), Problem>> + Send + 'static,
) -> Result<(), Problem> {
    tokio::spawn(work).await.map_err(|_| broke_off())?
}

/// What a new case is called until somebody names it.
fn title(room: &Room) -> String {
    format!("Call of {}", room.began.strftime("%Y-%m-%d %H:%M UTC"))
}

/// The call as it goes into its case, and the country by which it is judged.
fn part(room: &Room) -> (Call, Option<String>) {
    room.read(|call| {
        let part = Call {
            began: Some(room.began),
            context: call.circumstances.context.clone(),
            form: Form::Dialogue,
            utterances: call.utterances.clone(),
            is_cleared: call.is_cleared,
            ..Call::default()
        };
        (part, call.circumstances.country.clone())
    })
}
