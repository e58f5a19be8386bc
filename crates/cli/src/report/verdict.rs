//! The verdict in words.

use evidence::judgement::{Level, Verdict};
use evidence::transcript::Form;

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

/// A level in a word or two.
pub fn in_words(verdict: &Verdict) -> &'static str {
    match verdict.level {
        _ if verdict.abstained => "too little said",
        Level::Scam => "scam",
        Level::Suspicious => "suspicious",
        Level::Unclear => "unclear",
        Level::NoSign => "no sign",
    }
}

/// A probability as people count, "97 in 100"; certainty is never claimed.
pub fn out_of_hundred(probability: f64) -> String {
    match (probability * 100.0).round() {
        share if share > 99.0 => "more than 99 in 100".to_owned(),
        share if share < 1.0 => "fewer than 1 in 100".to_owned(),
        share => format!("{share:.0} in 100"),
    }
}

/// What to believe, and the one thing to do. Notes are written when the call is over.
pub(super) fn sentence(verdict: &Verdict, form: Form) -> &'static str {
    match (verdict.level, form) {
        _ if verdict.abstained => "Too little was said to tell.",
        (Level::Scam, Form::Notes) => "This was almost certainly a scam.",
        (Level::Scam, _) => "This is almost certainly a scam. Hang up now.",
        (Level::Suspicious, Form::Notes) => "This was probably a scam.",
        (Level::Suspicious, _) => "This is probably a scam. Do nothing they ask, and hang up.",
        (Level::Unclear, Form::Notes) => "This could have been a scam, or an honest call.",
        (Level::Unclear, _) => "This could be a scam, or an honest call. Be careful.",
        (Level::NoSign, _) => "Nothing here points to a scam.",
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certainty_is_never_claimed() {
        assert_eq!(out_of_hundred(1.0), "more than 99 in 100");
        assert_eq!(out_of_hundred(0.0), "fewer than 1 in 100");
        assert_eq!(out_of_hundred(0.974), "97 in 100");
    }
}
