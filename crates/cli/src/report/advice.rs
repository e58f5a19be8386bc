//! What to do now, and what to ask next.

use evidence::transcript::Form;

use super::{Shown, add_rest};
use crate::page::{Page, quoted};

/// So many steps are shown without `-v`: nobody in fear reads more.
const STEPS_SHOWN_MAX: usize = 6;

/// Adds the steps, the first thing first.
pub(super) fn add_steps(page: &mut Page, shown: &Shown<'_>) {
    let steps = &shown.judgement.advice.do_now;
    if steps.is_empty() {
        return;
    }
    page.heading("DO NOW");
    let most = if shown.is_full() { usize::MAX } else { STEPS_SHOWN_MAX };
    for (number, step) in steps.iter().take(most).enumerate() {
        page.item("  ", &format!("{}. ", number + 1), step);
    }
    add_rest(page, "  ", steps.len().saturating_sub(most));
}

/// Adds the next question, or the sentence that ends the questions. Notes are written when the call
/// is over: then there is nothing to stop.
pub(super) fn add_question(page: &mut Page, shown: &Shown<'_>) {
    let advice = &shown.judgement.advice;
    let is_over = shown.form == Form::Notes;
    if let Some(stop) = advice.stop.as_ref().filter(|_| !is_over) {
        page.heading("ASK NOTHING MORE");
        page.paragraph("  ", stop);
    } else if let Some(question) = &advice.ask_next {
        let heading =
            if is_over { "IF THEY CALL AGAIN, ASK" } else { "IF YOU STAY ON THE LINE, ASK" };
        page.heading(heading);
        page.paragraph("  ", &quoted(&question.question));
        page.paragraph("  ", &format!("Why: {}", question.why));
        for answer in &question.answers {
            page.item("  ", "- ", &format!("If the answer is: {}", answer.given));
            page.paragraph("    ", &answer.means);
        }
    }
}
