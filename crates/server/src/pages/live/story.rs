//! What the caller side says, by what it is about, and where it cannot all be true.

use evidence::judgement::{ChangeKind, Quote, Statement, StoryChange};
use evidence::rules::Slot;
use maud::{Markup, html};

use super::Shown;

/// Where the story changed, each change with both quotes.
pub(super) fn changes(shown: &Shown<'_>) -> Markup {
    let changes = &shown.judgement.story_changes;
    html! {
        section.sheet id="changes" hidden[changes.is_empty()] aria-labelledby="changes-title" {
            h2 id="changes-title" { "Where their story changed" }
            @for change in changes { (one(shown, change)) }
        }
    }
}

fn one(shown: &Shown<'_>, change: &StoryChange) -> Markup {
    let slot = shown.knowledge.vocabulary.slot(change.slot);
    let (kind, first, then) = match change.kind {
        ChangeKind::Replaced => ("they said one thing, then another", "First", "Then"),
        ChangeKind::Denied => ("they took back what they had said", "First", "Then"),
        ChangeKind::Impossible => ("it cannot be true of you", "They said", "But"),
    };
    html! {
        div.change {
            h3 { (slot) ": " (kind) }
            dl.pair {
                dt { (first) } dd { del { (quoted(&change.a)) } " " (turn(change.a.turn)) }
                dt { (then) } dd { (quoted(&change.b)) " " (turn(change.b.turn)) }
            }
            p { (change.why) }
        }
    }
}

fn quoted(quote: &Quote) -> Markup {
    html! { "“" (quote.quote) "”" }
}

/// The way back to where something was said.
pub(super) fn turn(turn: usize) -> Markup {
    html! { a.small href={ "#turn-" (turn) } { "line " (turn + 1) } }
}

/// Everything that they say, slot by slot; what was changed is struck through.
pub(super) fn story(shown: &Shown<'_>) -> Markup {
    let statements = &shown.judgement.statements;
    html! {
        section.sheet.story id="story" hidden[statements.is_empty()] aria-labelledby="story-title" {
            h2 id="story-title" { "What they say" }
            dl { @for slot in Slot::STATED {
                @let of_slot = || statements.iter().filter(move |said| said.slot == slot);
                @if of_slot().next().is_some() {
                    dt { (shown.knowledge.vocabulary.slot(slot)) }
                    @for said in of_slot() { dd { (statement(shown, said)) } }
                }
            } }
        }
    }
}

fn statement(shown: &Shown<'_>, said: &Statement) -> Markup {
    let quote = Quote { turn: said.turn, quote: said.quote.clone() };
    let changed = shown.judgement.story_changes.iter().any(|change| change.a == quote);
    html! {
        (super::super::words::capital(&shown.claim(said))) ": "
        @if changed { del { (quoted(&quote)) } " (changed later)" } @else { (quoted(&quote)) }
        " " (turn(said.turn))
    }
}
