//! The few words that count most while a scammer talks: how it stands, and the one thing to do now.
//! The sentences come from `advice/`; only the headline is made here.

use evidence::judgement::{Judgement, Level};
use evidence::knowledge::Knowledge;
use evidence::rules::Slot;

use super::call::Call;
use crate::report;

/// What stands at the top of everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Two or three words, in capitals.
    pub headline: &'static str,
    /// What to believe.
    pub sentence: &'static str,
    /// The one thing to do, or not to do.
    pub step: Option<String>,
    /// Of calls like this one, how many are scams; nothing while too little was said.
    pub share: Option<String>,
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
    let first = || call.judgement.advice.do_now.first().cloned();
    let step = match verdict.level {
        _ if done => first(),
        _ if verdict.abstained => None,
        Level::NoSign => None,
        _ => refusal(&call.judgement, country, knowledge).or_else(first),
    };
    let share = report::out_of_hundred(verdict.probability);
    Act {
        headline,
        sentence: report::sentence(verdict),
        step,
        share: (!verdict.abstained).then(|| format!("{share} calls like this are scams")),
    }
}

/// What to refuse of that which was asked for last: the first step of its stage that is not the same
/// at every stage.
fn refusal(judgement: &Judgement, country: Option<&str>, knowledge: &Knowledge) -> Option<String> {
    let advice = &knowledge.advice;
    let common = advice.steps_of(&format!("level-{}", Level::Scam.id()), country);
    let asked = judgement.statements.iter().rev();
    let asked = asked.filter(|said| matches!(said.slot, Slot::Ask | Slot::Payment | Slot::Problem));
    let mut stages =
        asked.filter_map(|said| advice.stage_of(&format!("{}={}", said.slot, said.value)));
    let stage = stages.next()?;
    let step = advice.steps_of(stage, country).into_iter().find(|step| !common.contains(step))?;
    Some(step.to_owned())
}
