//! What only the person concerned knows: buttons that put it right.

use evidence::knowledge::Knowledge;
use evidence::transcript::Side;
use hear::call::{Call, Voice};
use maud::{Markup, html};

use crate::pages::words::capital;

/// What can be put right in a call that goes on.
pub(in super::super) fn corrections(call: &Call<'_>, knowledge: &Knowledge) -> Markup {
    let action = format!("/calls/{}/corrections", call.id);
    html! {
        section.sheet id="corrections" aria-labelledby="corrections-title" {
            h2 id="corrections-title" { "What only you know" }
            (context(call, knowledge, &action))
            (happened(call, knowledge, &action))
            (who(call, &action))
            form.pressed data-quiet method="post" action=(action) {
                (pressed("cleared", "not_a_scam", if call.is_cleared { "false" } else { "true" },
                    call.is_cleared, "This is not a scam"))
            }
        }
    }
}

/// A button that is pressed or not, and says so.
fn pressed(id: &str, name: &str, value: &str, is_pressed: bool, title: &str) -> Markup {
    html! {
        button id=(id) name=(name) value=(value) aria-pressed=(is_pressed) { (title) }
    }
}

fn happened(call: &Call<'_>, knowledge: &Knowledge, action: &str) -> Markup {
    let is = |id: &str| call.circumstances.happened.iter().any(|stage| stage == id);
    html! {
        h3 id="happened-title" { "What has happened already?" }
        form.pressed data-quiet method="post" action=(action) aria-labelledby="happened-title" {
            @for stage in knowledge.stages() {
                (pressed(&format!("happened-{}", stage.id), "toggle", &stage.id, is(&stage.id),
                    &capital(&stage.title)))
            }
        }
    }
}

fn context(call: &Call<'_>, knowledge: &Knowledge, action: &str) -> Markup {
    let now = call.circumstances.context.as_deref();
    html! {
        h3 id="context-title" { "Who rang whom?" }
        form.pressed data-quiet method="post" action=(action) aria-labelledby="context-title" {
            @for context in &knowledge.advice.contexts {
                (pressed(&format!("context-{}", context.id), "context", &context.id,
                    now == Some(&context.id), &context.button))
            }
            (pressed("context-none", "context", "", now.is_none(), "I am not sure"))
        }
    }
}

fn who(call: &Call<'_>, action: &str) -> Markup {
    html! {
        details id="who" {
            summary { "Who is who" }
            p { "“They” are those whose claims are examined, “you” are on your side of the line." }
            @for (number, voice) in call.voices.iter().enumerate() {
                (one_voice(call, (number, voice), action))
            }
            form.row data-quiet method="post" action=(action) {
                button id="switch-sides" name="switch_sides" value="true" {
                    "They and you are the wrong way round"
                }
            }
        }
    }
}

fn one_voice(call: &Call<'_>, (number, voice): (usize, &Voice), action: &str) -> Markup {
    let sides =
        [(Side::Caller, "caller", "These are they"), (Side::Callee, "callee", "This is me")];
    html! {
        form.row data-quiet method="post" action=(action) {
            p { (voice.name) ", who said last: “" (call.last_words(number).unwrap_or("")) "”" }
            input type="hidden" name="voice" value=(number);
            @for (side, value, title) in sides {
                (pressed(&format!("voice-{number}-{value}"), "side", value, voice.side == side,
                    title))
            }
        }
    }
}
