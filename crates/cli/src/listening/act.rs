//! The few words that count most while a scammer talks: how it stands, and the one thing to do now.
//! The sentences come from `advice/`; only the headline is made here.

use evidence::judgement::{Judgement, Level};
use evidence::knowledge::Knowledge;

use super::call::Call;
use crate::report;

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

/// What counts most in a call now.
pub fn act(call: &Call<'_>, knowledge: &Knowledge) -> Act {
    let verdict = &call.judgement.verdict;
    let done = !call.circumstances.happened.is_empty();
    let headline = match verdict.level {
        _ if done => "DO THIS NOW",
        _ if verdict.abstained => "LISTENING",
        Level::Scam | Level::Suspicious => "HANG UP NOW",
        Level::Unclear => "BE CAREFUL",
        Level::NoSign => "NO SIGN YET",
    };
    let country = call.circumstances.country.as_deref();
    let first = || call.judgement.advice.do_now.first().cloned().into_iter().collect();
    let steps: Vec<String> = match verdict.level {
        _ if done => first(),
        _ if verdict.abstained => Vec::new(),
        Level::NoSign => Vec::new(),
        _ => refusals(&call.judgement, country, knowledge),
    };
    let is_quiet = verdict.abstained || verdict.level == Level::NoSign;
    let steps = if steps.is_empty() && !is_quiet { first() } else { steps };
    let share = report::out_of_hundred(verdict.probability);
    let word = report::in_words(verdict);
    Act {
        headline,
        sentence: report::sentence(verdict),
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
