//! The verdict in words.

use evidence::judgement::{Level, Verdict};
use evidence::plain::{out_of_hundred, sentence};

use super::Shown;
use crate::page::{ALARM, BOLD, Page, WARNING, styled};

/// Adds the verdict.
pub(super) fn add(page: &mut Page, shown: &Shown<'_>) {
    let verdict = &shown.judgement.verdict;
    let style = match verdict.level {
        Level::Scam => ALARM,
        Level::Suspicious => WARNING,
        Level::Unclear | Level::NoSign => BOLD,
    };
    page.gap();
    page.paragraph("", &styled(style, sentence(verdict, shown.form)));
    page.paragraph("", &meaning(verdict, shown));
}

fn meaning(verdict: &Verdict, shown: &Shown<'_>) -> String {
    if verdict.abstained {
        let scores = &shown.knowledge.scores;
        return format!(
            "Fewer than {} words of the other side were heard, and fewer than {} things that they \
             claim. Listen on, and agree to nothing meanwhile.",
            scores.words_min, scores.statements_min
        );
    }
    let share = out_of_hundred(verdict.probability);
    let share = format!("Of calls like this one, {share} are scams.");
    match verdict.level {
        Level::NoSign => format!("{share} That is no proof: a scam can begin like any other call."),
        _ => share,
    }
}
