//! What is refused, and why, before anything is done to a call.

use axum::http::StatusCode;
use hear::call::UTTERANCES_MAX;

use super::shapes::{Correction, Saying};
use super::{KEY_BYTES_MAX, SAYING_BYTES_MAX, TIME_MS_MAX};
use crate::desk::Desk;
use crate::problem::Problem;

impl Desk {
    pub(super) fn check_context(&self, context: Option<&str>) -> Result<(), Problem> {
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

    pub(super) fn check_happened(&self, happened: &[String]) -> Result<(), Problem> {
        let stages: Vec<_> = self.knowledge.stages().map(|stage| stage.id.as_str()).collect();
        if happened.iter().all(|id| stages.contains(&id.as_str())) {
            return Ok(());
        }
        let detail = format!("There are {}.", stages.join(", "));
        Err(unprocessable("There is nothing of that kind that can happen", detail))
    }
}

/// A country in capitals.
pub(super) fn country(text: &str) -> Result<String, Problem> {
    let is_country = text.len() == 2 && text.bytes().all(|letter| letter.is_ascii_alphabetic());
    let detail = "Write two letters, such as CA.";
    is_country
        .then(|| text.to_ascii_uppercase())
        .ok_or_else(|| unprocessable("This is no country", detail))
}

pub(super) fn check_saying(saying: &Saying) -> Result<(), Problem> {
    let key_bytes = saying.key.as_ref().map_or(0, String::len);
    if saying.text.len() > SAYING_BYTES_MAX {
        let detail = format!("Say at most {SAYING_BYTES_MAX} bytes at once, or paste the text.");
        return Err(unprocessable("This is too long", detail));
    }
    if key_bytes > KEY_BYTES_MAX || saying.start_ms.is_some_and(|time| time > TIME_MS_MAX) {
        let detail = format!(
            "A key has at most {KEY_BYTES_MAX} bytes, and a time at most {TIME_MS_MAX} \
                milliseconds."
        );
        return Err(unprocessable("The key or the time is too long", detail));
    }
    Ok(())
}

pub(super) fn check_correction(
    told: &Correction,
    turns: usize,
    voices: usize,
) -> Result<(), Problem> {
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
pub(super) fn check_open(is_over: bool, turns: usize) -> Result<(), Problem> {
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

pub(super) fn unprocessable(title: &str, detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title, detail)
}

/// A task of ours ended before it was done, as when the server stops.
pub(super) fn broke_off() -> Problem {
    let detail = "The server may be stopping; try again.";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "This was not done", detail)
}
