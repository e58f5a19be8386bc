//! What the caller side says, by slot, and where it cannot all be true.

use evidence::judgement::{ChangeKind, Quote, Statement, StoryChange};
use evidence::knowledge::Knowledge;
use evidence::rules::{Direction, Slot};
use evidence::transcript::Form;

use super::{Shown, add_rest};
use crate::page::{Page, STRUCK, quoted, styled};

/// So many statements of a slot are shown without `-v`.
const STATEMENTS_SHOWN_MAX: usize = 4;
/// So many changes of story are shown without `-v`.
const CHANGES_SHOWN_MAX: usize = 6;

/// Adds the changes of story.
pub(super) fn add_changes(page: &mut Page, shown: &Shown<'_>) {
    let changes = &shown.judgement.story_changes;
    if changes.is_empty() {
        return;
    }
    page.heading("WHERE THE STORY CHANGED");
    let most = if shown.is_full() { usize::MAX } else { CHANGES_SHOWN_MAX };
    for (number, change) in changes.iter().take(most).enumerate() {
        page.gap_below(number);
        add_change(page, shown, change);
    }
    add_rest(page, "  ", changes.len().saturating_sub(most));
}

fn add_change(page: &mut Page, shown: &Shown<'_>, change: &StoryChange) {
    let slot = shown.knowledge.vocabulary.slot(change.slot);
    let (kind, first, then) = match change.kind {
        ChangeKind::Replaced => ("they said one thing, then another", "First: ", "Then:  "),
        ChangeKind::Denied => ("they took back what they had said", "First: ", "Then:  "),
        ChangeKind::Impossible => ("it cannot be true of you", "They said: ", "But:       "),
    };
    page.item("  ", "- ", &format!("{slot}: {kind}."));
    let struck = styled(STRUCK, &quoted(&change.a.quote));
    let first_place = shown.place(change.a.turn);
    page.item("    ", first, &format!("{struck}{first_place}"));
    page.item("    ", then, &shown.said(&change.b));
    page.paragraph("    ", &change.why);
}

/// Adds what they say, slot by slot.
pub(super) fn add_statements(page: &mut Page, shown: &Shown<'_>) {
    if shown.judgement.statements.is_empty() {
        return;
    }
    page.heading("WHAT THEY SAY");
    for slot in Slot::STATED {
        add_slot(page, shown, slot);
    }
}

fn add_slot(page: &mut Page, shown: &Shown<'_>, slot: Slot) {
    let all = &shown.judgement.statements;
    let statements: Vec<&Statement> = all.iter().filter(|said| said.slot == slot).collect();
    if statements.is_empty() {
        return;
    }
    page.paragraph("  ", shown.knowledge.vocabulary.slot(slot));
    let most = if shown.is_full() { usize::MAX } else { STATEMENTS_SHOWN_MAX };
    for said in statements.iter().take(most) {
        page.item("    ", "- ", &statement(shown, said));
    }
    add_rest(page, "      ", statements.len().saturating_sub(most));
}

fn statement(shown: &Shown<'_>, said: &Statement) -> String {
    let quote = Quote { turn: said.turn, quote: said.quote.clone() };
    let changed = shown.judgement.story_changes.iter().any(|change| change.a == quote);
    let words = quoted(&said.quote);
    let words = if changed { styled(STRUCK, &words) } else { words };
    let changed = if changed { ", changed later" } else { "" };
    // In notes everything is told by the other side.
    let told = said.reported && shown.form != Form::Notes;
    let reported = if told { ", as the other side tells it" } else { "" };
    let title = claim(shown.knowledge, said);
    format!("{title}: {words}{}{reported}{changed}", shown.place(said.turn))
}

/// What is said in the words of the vocabulary, with a name that neither they nor the quote tell.
pub fn claim(knowledge: &Knowledge, said: &Statement) -> String {
    let value = knowledge.vocabulary.value(said.slot, &said.value);
    let holds = |text: &str, detail: &str| text.to_lowercase().contains(&detail.to_lowercase());
    let told = |detail: &&String| holds(value, detail) || holds(&said.quote, detail);
    let detail = said.detail.as_ref().filter(|detail| !told(detail));
    let detail = detail.map_or_else(String::new, |detail| format!(" ({detail})"));
    let direction = match said.direction {
        Some(Direction::FromCallee) => ", from you",
        Some(Direction::ToCallee) => ", to you",
        None => "",
    };
    format!("{value}{detail}{direction}")
}
