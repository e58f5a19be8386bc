//! What to do now and what to ask next, from the data in `advice/`.
//!
//! Safe before clever: hanging up is the default, questions are for someone who still doubts, and
//! they end at the first request for access, a code or money.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::judgement::{Advice, Answer, Level, Question};
use crate::rules::Slot;

/// A question file's content.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuestionsFile {
    #[serde(default, rename = "question")]
    pub questions: Vec<QuestionFile>,
}

/// A question as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionFile {
    /// Its name.
    pub id: String,
    slot: Slot,
    #[serde(default)]
    about: Vec<String>,
    ask: String,
    why: String,
    answers: Vec<Answer>,
    priority: f64,
    #[serde(default)]
    countries: Vec<String>,
}

/// A step file's content.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepsFile {
    #[serde(default, rename = "step")]
    pub steps: Vec<StepFile>,
}

/// A step as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepFile {
    /// Its name.
    pub id: String,
    stage: String,
    order: u32,
    #[serde(rename = "do")]
    to_do: String,
    /// Why, in half a sentence.
    pub why: String,
    /// It makes no sense once the call is over.
    #[serde(default)]
    during_the_call: bool,
    #[serde(default)]
    countries: Vec<String>,
    /// The facts it rests on.
    #[serde(default)]
    pub facts: Vec<String>,
}

/// The file `advice/stop.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StopFile {
    pub sentence: String,
    pub sentence_afterwards: String,
    pub stop_on: Vec<String>,
}

/// A context of a call, from `advice/contexts.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// Its name.
    pub id: String,
    /// What it is, in words for people.
    pub title: String,
    /// The same in few words, for a button.
    pub button: String,
    /// How it changes the judgement.
    pub judgement: String,
}

/// The file `advice/contexts.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContextsFile {
    #[serde(rename = "context")]
    pub contexts: Vec<Context>,
}

/// The file `advice/choice.toml`: what decides which steps and which question are shown.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChoiceFile {
    /// What a question about a slot that is still open is worth more.
    pub open_slot: f64,
    /// What a question that the call itself calls for is worth more.
    pub to_the_point: f64,
    /// The most steps shown at once.
    pub steps_max: usize,
    /// Which statements put a call at which stage.
    pub stages: BTreeMap<String, Vec<String>>,
}

/// All advice.
#[derive(Debug, Clone, Default)]
pub struct AdviceBook {
    pub(crate) questions: Vec<QuestionFile>,
    pub(crate) steps: Vec<StepFile>,
    pub(crate) stop: StopFile,
    pub(crate) choice: ChoiceFile,
    /// How a call can have come about.
    pub contexts: Vec<Context>,
}

/// What advice depends on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Situation<'s> {
    /// The verdict's level.
    pub level: Level,
    /// Every `slot=value` that stands in the call.
    pub said: &'s [String],
    /// The stages reached, in the order of `rules/vocabulary.toml`.
    pub happened: &'s [String],
    /// The stages that the user told of, which count whatever the level.
    pub told: &'s [String],
    /// The user's country.
    pub country: Option<&'s str>,
    /// Nobody is on the line any more: there is nothing to hang up, and nobody to ask.
    pub over: bool,
}

/// The stage whose steps follow those of all others.
const AFTER: &str = "after-the-call";

impl AdviceBook {
    /// A context by its id.
    #[must_use]
    pub fn context(&self, id: &str) -> Option<&Context> {
        self.contexts.iter().find(|context| context.id == id)
    }

    /// What to do at a stage, the first thing first; nothing where the stage has no steps.
    #[must_use]
    pub fn steps_of(&self, stage: &str, country: Option<&str>) -> Vec<&str> {
        self.stage(stage, country).into_iter().map(|step| step.to_do.as_str()).collect()
    }

    /// The stage at which a statement, `slot=value`, puts a call before anything has happened.
    #[must_use]
    pub fn stage_of(&self, said: &str) -> Option<&str> {
        let mut stages = self.choice.stages.iter();
        stages.find(|(_, on)| on.iter().any(|each| each == said)).map(|(stage, _)| stage.as_str())
    }

    pub(crate) fn advise(&self, now: Situation<'_>) -> Advice {
        let stop = self.stop.stop_on.iter().any(|stop| now.has(stop));
        let asks = now.level >= Level::Unclear || !now.told.is_empty();
        let StopFile { sentence, sentence_afterwards, .. } = &self.stop;
        let sentence = if now.over { sentence_afterwards } else { sentence };
        Advice {
            do_now: self.steps(now),
            ask_next: if stop || !asks || now.over { None } else { self.question(now) },
            stop: (stop && asks).then(|| sentence.clone()),
        }
    }

    /// The steps of the level, of what has been asked for, and of all that has happened already.
    fn steps(&self, now: Situation<'_>) -> Vec<String> {
        let mut stages = now.told.to_vec();
        if now.level >= Level::Unclear {
            stages.extend(now.happened.iter().cloned());
        }
        stages.push(format!("level-{}", now.level.id()));
        if now.level >= Level::Suspicious {
            if now.over {
                stages.push(AFTER.to_owned());
            }
            let asked = self.choice.stages.iter();
            let asked = asked.filter(|(_, on)| on.iter().any(|said| now.has(said)));
            stages.extend(asked.map(|(stage, _)| stage.clone()));
            if !now.happened.is_empty() || !now.told.is_empty() {
                stages.push(AFTER.to_owned());
            }
        }
        let mut to_do: Vec<String> = Vec::new();
        for stage in stages {
            for step in self.stage(&stage, now.country) {
                let too_late = now.over && step.during_the_call;
                if !too_late && !to_do.contains(&step.to_do) {
                    to_do.push(step.to_do.clone());
                }
            }
        }
        to_do.truncate(self.choice.steps_max);
        to_do
    }

    /// The steps of a stage; a country's own step takes the place of the world's of the same order.
    fn stage(&self, stage: &str, country: Option<&str>) -> Vec<&StepFile> {
        let here = |step: &&StepFile| {
            country.is_some_and(|country| step.countries.iter().any(|each| each == country))
        };
        let of_stage = || self.steps.iter().filter(move |step| step.stage == stage);
        let own: Vec<&StepFile> = of_stage().filter(here).collect();
        let replaced = |order| own.iter().any(|step| step.order == order);
        let world = of_stage().filter(|step| step.countries.is_empty() && !replaced(step.order));
        let mut steps: Vec<&StepFile> = world.chain(own.iter().copied()).collect();
        steps.sort_by_key(|step| step.order);
        steps
    }

    /// The question whose answer tells most: judged by its priority, by whether its slot is still
    /// open, and by whether the call itself calls for it.
    fn question(&self, now: Situation<'_>) -> Option<Question> {
        let fits = |question: &&QuestionFile| {
            (question.about.is_empty() || question.about.iter().any(|about| now.has(about)))
                && (question.countries.is_empty()
                    || now.country.is_some_and(|c| question.countries.iter().any(|each| each == c)))
        };
        let worth = |question: &QuestionFile| {
            let open = !now.said.iter().any(|said| {
                said.split_once('=').is_some_and(|(slot, _)| slot == question.slot.id())
            });
            question.priority
                + if open { self.choice.open_slot } else { 0.0 }
                + if question.about.is_empty() { 0.0 } else { self.choice.to_the_point }
        };
        let best = self.questions.iter().filter(fits).fold(None, |best, question| match best {
            Some(better) if worth(better) >= worth(question) => Some(better),
            _ => Some(question),
        })?;
        Some(Question {
            question: best.ask.clone(),
            why: best.why.clone(),
            answers: best.answers.clone(),
        })
    }
}

impl Situation<'_> {
    fn has(&self, wanted: &str) -> bool {
        match wanted.strip_prefix("happened=") {
            Some(stage) => self.happened.iter().chain(self.told).any(|happened| happened == stage),
            None => self.said.iter().any(|said| said == wanted),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::judge::{Circumstances, judge};
    use crate::judgement::Judgement;
    use crate::knowledge::Knowledge;

    #[test]
    fn what_the_user_tells_changes_the_steps_and_no_verdict() {
        let knowledge = Knowledge::embedded().unwrap();
        let text = "Caller: Hello, this is the library. Your book is ready.\nMe: Thank you.\n";
        let reading = crate::transcript::read(text.as_bytes(), &knowledge.reading);
        let told = |happened: &[&str]| -> Judgement {
            let happened = happened.iter().map(|&id| id.to_owned()).collect();
            let circumstances = Circumstances { happened, ..Circumstances::default() };
            judge(&reading.calls[0].transcript, &circumstances, &knowledge)
        };
        let (before, after) = (told(&[]), told(&["connected"]));
        assert_eq!(before.verdict, after.verdict);
        let first = knowledge.advice.steps_of("connected", None)[0];
        assert_eq!(after.advice.do_now[0], first);
        assert!(!before.advice.do_now.iter().any(|step| step == first));
        assert!(before.advice.stop.is_none() && after.advice.stop.is_some());
        assert!(after.advice.ask_next.is_none());
    }

    #[test]
    fn a_request_puts_a_call_at_a_stage_with_steps() {
        let advice = Knowledge::embedded().unwrap().advice;
        let stage = advice.stage_of("ask=give-password-or-code").unwrap();
        assert!(!advice.steps_of(stage, None).is_empty());
        assert_eq!(advice.stage_of("ask=press-key"), None);
        assert!(advice.steps_of("no-such-stage", None).is_empty());
    }
}
