//! What the computer shows of what the caller says about it.

use super::Shown;
use crate::page::{Page, quoted};

/// Adds what the machine shows, and what it says to the caller's claims.
pub(super) fn add(page: &mut Page, shown: &Shown<'_>) {
    let judgement = shown.judgement;
    if judgement.machine.is_empty() {
        return;
    }
    page.heading("WHAT YOUR COMPUTER SHOWS");
    let confrontations = &judgement.confrontations;
    for (number, one) in confrontations.iter().enumerate() {
        page.gap_below(number);
        let quote = format!("They said: {}{}", quoted(&one.quote), shown.place(one.turn));
        page.item("  ", "- ", &quote);
        page.paragraph("    ", &one.says);
        page.paragraph("    ", &format!("Cannot show: {}", one.cannot_show));
        if let Some(seen) = judgement.machine.get(one.observation) {
            page.paragraph("    ", &format!("Proof: {}", seen.proof));
        }
    }
    page.gap_below(confrontations.len());
    let cited = |number: usize| confrontations.iter().any(|one| one.observation == number);
    let others = judgement.machine.iter().enumerate().filter(|(number, _)| !cited(*number));
    for (_, seen) in others.filter(|(_, seen)| shown.is_full() || is_of_a_session(&seen.id)) {
        page.item("  ", "- ", &seen.title);
        if shown.is_full() {
            page.paragraph("    ", &format!("Proof: {}", seen.proof));
        }
    }
}

/// Whether it tells of a session; what tells of none is shown where a claim calls for it.
fn is_of_a_session(id: &str) -> bool {
    id.contains("session") && id != "no-session-seen"
}
