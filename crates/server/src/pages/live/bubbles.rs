//! What was said, turn by turn, with what it claims.

use evidence::judgement::{Statement, Strength};
use evidence::transcript::{Form, Side};
use maud::{Markup, html};

use super::Shown;
use super::marks::marked;

/// The turns from one on, each a list item under its own id.
pub(super) fn bubbles(shown: &Shown<'_>, from_turn: usize) -> Markup {
    html! { @for turn in from_turn..shown.utterances.len() { (bubble(shown, turn)) } }
}

fn bubble(shown: &Shown<'_>, turn: usize) -> Markup {
    let said = &shown.utterances[turn];
    let side = shown.sides.get(turn).copied().unwrap_or(said.side);
    let class = match side {
        Side::Caller => "turn caller",
        Side::Callee => "turn callee",
        Side::Unknown => "turn unknown",
    };
    let statements: Vec<&Statement> =
        shown.judgement.statements.iter().filter(|said| said.turn == turn).collect();
    html! {
        li class=(class) id={ "turn-" (turn) } {
            p.who { (who(shown, side, &said.speaker)) ", " (place(turn)) (clock(said.start_ms)) }
            blockquote { p { (marked(&said.text, statements.iter().map(|said| &*said.quote))) } }
            @if !statements.is_empty() {
                ul.claims aria-label="What this claims" {
                    @for said in statements { li { (claim(shown, said)) } }
                }
            }
        }
    }
}

fn who(shown: &Shown<'_>, side: Side, speaker: &str) -> Markup {
    html! { @match side {
        _ if shown.form == Form::Notes => "Your notes",
        Side::Caller => "They",
        Side::Callee => "You",
        Side::Unknown if speaker.is_empty() => "Not known who",
        Side::Unknown => { (speaker) },
    } }
}

/// Turns are counted from 1 for people.
fn place(turn: usize) -> Markup {
    html! { (turn + 1) }
}

const SECOND_MS: u64 = 1_000;
const MINUTE_S: u64 = 60;

fn clock(start_ms: Option<u64>) -> Markup {
    let seconds = start_ms.unwrap_or(0) / SECOND_MS;
    html! { @if seconds > 0 { " · " (seconds / MINUTE_S) ":" (format!("{:02}", seconds % MINUTE_S))
    } }
}

/// What a statement claims, and what speaks against it.
fn claim(shown: &Shown<'_>, said: &Statement) -> Markup {
    let is = |turn: usize, quote: &str| turn == said.turn && quote == said.quote;
    let changed =
        shown.judgement.story_changes.iter().any(|change| is(change.a.turn, &change.a.quote));
    let false_by = shown
        .judgement
        .refutations
        .iter()
        .find(|fact| fact.strength == Strength::Refutes && is(fact.turn, &fact.quote));
    html! {
        (shown.knowledge.vocabulary.slot(said.slot)) ": " (shown.claim(said))
        @if said.reported && shown.form != Form::Notes { " (as you tell it)" }
        @if changed { " – " a href="#changes" { "changed later" } }
        @if let Some(fact) = false_by { " – " a href={ "#fact-" (fact.fact) } { "not true" } }
    }
}
