//! The page on which a call is followed, and the fragments of which its stream is made.

use evidence::knowledge::Knowledge;
use evidence::plain::act;
use hear::call::Call;
use maud::{Markup, html};

/// What was said from a turn on, each turn with an id of its own.
pub fn bubbles(call: &Call<'_>, from_turn: usize) -> Markup {
    html! {
        @for turn in from_turn..call.utterances.len() {
            li id={ "turn-" (turn) } { (call.utterances[turn].text) }
        }
    }
}

/// What the call amounts to, and what to do now.
pub fn panel(call: &Call<'_>, knowledge: &Knowledge) -> Markup {
    let act = act(&call.judgement, &call.circumstances, knowledge);
    html! { p { strong { (act.headline) } " " (act.sentence) } }
}
