//! A verdict in plain words, the same in the terminal and on a page: how it stands, what to
//! believe,
//! and the one thing to do now. What to do comes from `advice/`; only the verdict is worded here.

use crate::judge::Circumstances;
use crate::judgement::{Judgement, Level, Verdict};
use crate::knowledge::Knowledge;
use crate::transcript::Form;

/// A level in a word or two.
#[must_use]
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
#[must_use]
pub fn out_of_hundred(probability: f64) -> String {
    match (probability * 100.0).round() {
        share if share > 99.0 => "more than 99 in 100".to_owned(),
        share if share < 1.0 => "fewer than 1 in 100".to_owned(),
        share => format!("{share:.0} in 100"),
    }
}

/// What to believe, and the one thing to do. Notes are written when the call is over.
#[must_use]
pub fn sentence(verdict: &Verdict, form: Form) -> &'static str {
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

/// What stands at the top of everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Two or three words, in capitals.
    pub headline: &'static str,
    /// What to believe.
    pub sentence: &'static str,
    /// What to do, or not to do: one or two sentences from `advice/`.
    pub steps: Vec<String>,
    /// Of calls like this one, how many are scams; nothing while too little was said.
    pub share: Option<String>,
    /// The verdict in a few words, where there is little room.
    pub short: String,
}

/// What counts most in a call that goes on.
#[must_use]
pub fn act(judgement: &Judgement, circumstances: &Circumstances, knowledge: &Knowledge) -> Act {
    let verdict = &judgement.verdict;
    let done = !circumstances.happened.is_empty();
    let headline = match verdict.level {
        _ if done => "DO THIS NOW",
        _ if verdict.abstained => "LISTENING",
        Level::Scam | Level::Suspicious => "HANG UP NOW",
        Level::Unclear => "BE CAREFUL",
        Level::NoSign => "NO SIGN YET",
    };
    let country = circumstances.country.as_deref();
    let first = || judgement.advice.do_now.first().cloned().into_iter().collect();
    let steps: Vec<String> = match verdict.level {
        _ if done => first(),
        _ if verdict.abstained => Vec::new(),
        Level::NoSign => Vec::new(),
        _ => refusals(judgement, country, knowledge),
    };
    let is_quiet = verdict.abstained || verdict.level == Level::NoSign;
    let steps = if steps.is_empty() && !is_quiet { first() } else { steps };
    let share = out_of_hundred(verdict.probability);
    let word = in_words(verdict);
    Act {
        headline,
        sentence: sentence(verdict, Form::Dialogue),
        steps,
        short: if verdict.abstained { word.to_owned() } else { format!("{word}, {share}") },
        share: (!verdict.abstained).then(|| sentence_of(&share)),
    }
}

/// "More than 99 in 100 calls like this are scams."
fn sentence_of(share: &str) -> String {
    let mut letters = share.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let share: String = first.into_iter().chain(letters).collect();
    format!("{share} calls like this are scams.")
}

/// So many refusals are shown at once; a third one would not be read.
const REFUSALS_MAX: usize = 2;

/// What to refuse of that which was asked for, the last first: of each stage at which one hangs up
/// first of all, the step after that.
fn refusals(judgement: &Judgement, country: Option<&str>, knowledge: &Knowledge) -> Vec<String> {
    let advice = &knowledge.advice;
    let common = advice.steps_of(&format!("level-{}", Level::Scam.id()), country);
    let mut refusals: Vec<&str> = Vec::new();
    for said in judgement.statements.iter().rev() {
        let stage = advice.stage_of(&format!("{}={}", said.slot, said.value));
        let steps = stage.map_or_else(Vec::new, |stage| advice.steps_of(stage, country));
        let hangs_up = steps.first().is_some_and(|first| common.first() == Some(first));
        let own = steps.into_iter().find(|step| !common.contains(step));
        if let Some(own) = own.filter(|own| hangs_up && !refusals.contains(own)) {
            refusals.push(own);
        }
    }
    refusals.into_iter().take(REFUSALS_MAX).map(str::to_owned).collect()
}

/// A text on one line, with nothing in it that could steer a terminal or hide among other words.
#[must_use]
pub fn bare(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' | '\t' => bare.push(' '),
            letter if steers(letter) => {}
            letter => bare.push(letter),
        }
    }
    bare
}

/// Whether a character can move the cursor, change the order of others, or hide (UAX #9, UTS #55).
#[must_use]
pub fn steers(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}'
        )
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

    #[test]
    fn what_steers_is_taken_out_and_lines_become_one() {
        assert_eq!(bare("a\u{1b}[2J\nb\u{202e}c\t\u{200b}d"), "a[2J bc d");
    }
}
