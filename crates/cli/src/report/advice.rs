//! What to do now, and what to ask next.

use super::Shown;
use crate::page::{Page, quoted};

/// Adds the steps, the first thing first.
pub(super) fn add_steps(page: &mut Page, shown: &Shown<'_>) {
    let steps = &shown.judgement.advice.do_now;
    if steps.is_empty() {
        return;
    }
    page.heading("DO NOW");
    for (number, step) in steps.iter().enumerate() {
        page.item("  ", &format!("{}. ", number + 1), step);
    }
}

/// Adds the next question, or the sentence that ends the questions.
pub(super) fn add_question(page: &mut Page, shown: &Shown<'_>) {
    let advice = &shown.judgement.advice;
    if let Some(stop) = &advice.stop {
        page.heading("ASK NOTHING MORE");
        page.paragraph("  ", stop);
    } else if let Some(question) = &advice.ask_next {
        page.heading("IF YOU ARE STILL ON THE LINE, ASK");
        page.paragraph("  ", &quoted(&question.question));
        page.paragraph("  ", &format!("Why: {}", question.why));
        for answer in &question.answers {
            page.item("  ", "- ", &format!("If the answer is: {}", answer.given));
            page.paragraph("    ", &answer.means);
        }
    }
}
