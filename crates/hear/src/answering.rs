//! What comes in at the doors, turned into words: one recogniser for all lines, which take turns.
//! Threads, pauses and the end are up to the caller.

use std::time::Duration;

use crate::call::Progress;
use crate::hearing::Ears;
use crate::parties::lasting;
use crate::speech::{CallId, Speech, Words};
use crate::telephony::Ending;
use crate::telephony::door::{Doors, Incoming};

/// What is to be told of what came in.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// A call began.
    Begun(CallId),
    /// Somebody said something.
    Words(Words),
    /// How far the hearing of a call has come.
    Progress(Progress),
    /// Something went wrong in a call, and hearing goes on: a sentence for people.
    Problem {
        /// The call.
        call: CallId,
        /// What is wrong, and what to try; never words of a call.
        message: String,
    },
    /// A call is over.
    Over(CallId),
}

/// Takes what came in at the doors, and gives what is to be told of it, in order; this lasts as
/// long as recognising does.
#[must_use]
pub fn take(incoming: Incoming, ears: &mut Ears<'_>, doors: &Doors, hears: Hears) -> Vec<Told> {
    match incoming {
        Incoming::Speech(speech) => {
            let heard = speech.begin + lasting(speech.samples.len() as u64);
            let words = match hears {
                Hears::Words => words(ears, &speech),
                Hears::Nothing => None,
            };
            let backlog = doors.waiting(&speech.call);
            let progress = Progress { call: speech.call, heard, backlog, level: None };
            words.into_iter().chain([Told::Progress(progress)]).collect()
        }
        Incoming::Missed { call, length, .. } => {
            let message = format!(
                "this computer is too slow for so many calls: {:.0} seconds of speech were missed",
                length.as_secs_f64()
            );
            vec![Told::Problem { call, message }]
        }
        Incoming::Ended { call, ending, .. } => {
            ears.forget(&call);
            let is_usual = matches!(ending, Ending::HungUp | Ending::Closed);
            let message = format!("the call ended: {ending}");
            let problem = (!is_usual).then(|| Told::Problem { call: call.clone(), message });
            problem.into_iter().chain([Told::Over(call)]).collect()
        }
        Incoming::Begun { call, .. } => vec![Told::Begun(call)],
        // A pressed key tells nothing of what is said.
        Incoming::Key { .. } => Vec::new(),
    }
}

/// Whether speech is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hears {
    /// It is turned into words.
    Words,
    /// It is thrown away unheard, because the user wants a pause.
    Nothing,
}

/// The words of a stretch; a stretch that cannot be recognised is told and left out.
pub fn words(ears: &mut Ears<'_>, speech: &Speech) -> Option<Told> {
    match ears.hear(speech) {
        Ok(words) => words.map(Told::Words),
        Err(error) => {
            let call = speech.call.clone();
            Some(Told::Problem { call, message: in_full(&error) })
        }
    }
}

/// How much the recogniser has to hear in what came in.
#[must_use]
pub fn length(incoming: &Incoming) -> Duration {
    match incoming {
        Incoming::Speech(speech) => lasting(speech.samples.len() as u64),
        _ => Duration::ZERO,
    }
}

/// How loud samples are: the root of their mean square.
#[must_use]
pub fn loudness(samples: &[f32]) -> f32 {
    let power: f32 = samples.iter().map(|sample| sample * sample).sum();
    #[expect(clippy::cast_precision_loss, reason = "a piece holds few samples")]
    let length = samples.len().max(1) as f32;
    (power / length).sqrt()
}

/// An error with what lies behind it, in one line.
#[must_use]
pub fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
