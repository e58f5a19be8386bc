//! A text that somebody pastes into a call: a dialogue in any form that is read.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use evidence::transcript::{self, Form, Utterance};
use hear::speech::{Party, Words};

use super::checks::{broke_off, check_open, unprocessable};
use super::room::State;
use super::shapes::Pasted;
use crate::desk::Desk;
use crate::problem::Problem;
use crate::who::Person;

/// The largest text that is pasted, in bytes.
pub const PASTE_BYTES_MAX: usize = 1 << 20;
/// Sayings that are taken from one paste.
pub const PASTE_UTTERANCES_MAX: usize = 5_000;

impl Desk {
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
        let begun = Instant::now();
        let hear = move || heard.change(|state| hear_pasted(state, &said));
        tokio::task::spawn_blocking(hear).await.map_err(|_| broke_off())??;
        self.metrics.heard(utterances, begun.elapsed());
        self.write_down(&room, &who.name).await?;
        Ok(Pasted { utterances, problems })
    }
}

/// Hears what was pasted; speakers with one label are one voice.
fn hear_pasted(state: &mut State, said: &[Utterance]) -> Result<(), Problem> {
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
            let begin = said.start_ms.map_or(begin, Duration::from_millis);
            last = call
                .hear(Words {
                    call: call.id.clone(),
                    party: Party::Mixed,
                    begin,
                    end: said.end_ms.map_or(begin, Duration::from_millis),
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
