//! Calls that are written down or transcribed: read, judged and added to a case.

use casebook::case::{Act, Call, CallEnd, Case, Direction, Item};
use evidence::judge::{Circumstances, judge};
use evidence::judgement::Judgement;
use evidence::knowledge::Knowledge;
use evidence::observation::Observation;
use evidence::transcript::{Transcript, read};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Desk, blocking, hand, words};
use crate::problem::Problem;
use crate::who::{Person, Role};

/// The largest text of a call, in bytes: many hours of talk.
pub const CALL_BYTES_MAX: usize = 8 << 20;
/// So many calls of one text are taken.
pub const CALLS_MAX: usize = 50;
/// So many notes about what could not be read are handed back.
const PROBLEMS_MAX: usize = 20;

/// A call that is written down or transcribed, in any form that `hangup check` reads.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct CallGiven {
    /// What was said: a dialogue, notes, subtitles, the output of a speech recogniser.
    pub text: String,
    /// When it began.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub began: Option<Timestamp>,
    /// When it ended.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub ended: Option<Timestamp>,
    /// Who rang whom.
    pub direction: Direction,
    /// How it came about: an id of `/api/v1/knowledge/contexts`.
    pub context: Option<String>,
    /// The number that the telephone showed.
    pub number_shown: Option<String>,
    /// Numbers that the caller gave to ring back.
    pub numbers_given: Vec<String>,
    /// Sites that the caller named.
    pub sites_given: Vec<String>,
    /// What else is known.
    pub note: Option<String>,
}

/// What became of a text.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct CallsAdded {
    /// The numbers of the calls within the case.
    pub calls: Vec<u64>,
    /// What could not be read or had to be mended, in words.
    pub problems: Vec<String>,
}

/// What has happened, or has not after all.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Happenings {
    /// Ids of `/api/v1/knowledge/happenings` that are so.
    pub happened: Vec<String>,
    /// Ids that are not so after all.
    pub not_happened: Vec<String>,
}

impl Desk {
    /// Reads a text, judges each call in it, and adds them to a case.
    ///
    /// # Errors
    /// [`Problem`], as in all functions of the desk.
    pub async fn add_call(
        &self,
        person: &Person,
        case: &str,
        given: CallGiven,
    ) -> Result<CallsAdded, Problem> {
        person.may(Role::Helper)?;
        let given = self.fitting(given)?;
        let id = self.find(case).await?;
        let case = self.book.case(id).await?;
        let (knowledge, mut template) = (self.knowledge, given.clone());
        let circumstances = circumstances(&case, template.context.clone());
        let text = std::mem::take(&mut template.text);
        let (read, problems) = blocking(move || judged(&text, &circumstances, knowledge)).await?;
        if read.is_empty() {
            let why = problems.first().cloned().unwrap_or_default();
            return Err(words::unfit("the text holds no call", why));
        }
        let mut calls = Vec::new();
        for (transcript, judgement) in read {
            let act = Act::Call(Box::new(template.call(transcript, judgement)));
            calls.push(self.book.change(id, &act, hand(person)).await?);
        }
        Ok(CallsAdded { calls, problems })
    }

    fn fitting(&self, given: CallGiven) -> Result<CallGiven, Problem> {
        if given.text.len() > CALL_BYTES_MAX {
            let advice = format!("A call is at most {CALL_BYTES_MAX} bytes; divide it.");
            return Err(words::unfit("the text of the call", advice));
        }
        let context = words::maybe_line("the context", given.context)?;
        if let Some(id) = &context
            && self.knowledge.advice.context(id).is_none()
        {
            let advice = "Look at /api/v1/knowledge/contexts for those that there are.";
            return Err(words::unfit("the context", advice));
        }
        Ok(CallGiven {
            context,
            number_shown: words::maybe_line("the number that was shown", given.number_shown)?,
            numbers_given: words::lines("the numbers that were given", &given.numbers_given)?,
            sites_given: words::lines("the sites that were given", &given.sites_given)?,
            note: words::maybe_text("the note", given.note)?,
            ..given
        })
    }

    /// Says what has happened and what has not.
    ///
    /// # Errors
    /// See [`Self::add_call`].
    pub async fn set_happened(
        &self,
        person: &Person,
        case: &str,
        what: Happenings,
    ) -> Result<(), Problem> {
        person.may(Role::Helper)?;
        for id in what.happened.iter().chain(&what.not_happened) {
            if !self.knowledge.stages().any(|stage| stage.id == *id) {
                let advice = "Look at /api/v1/knowledge/happenings for those that there are.";
                return Err(words::unfit("what has happened", advice));
            }
        }
        let acts = [
            (what.happened.is_empty(), Act::Happened { what: what.happened }),
            (what.not_happened.is_empty(), Act::NotHappened { what: what.not_happened }),
        ];
        for (_, act) in acts.into_iter().filter(|(is_empty, _)| !is_empty) {
            self.change(person, case, &act).await?;
        }
        Ok(())
    }

    /// Judges the calls of a case anew, by all that its machines show.
    pub(super) async fn judge_anew(&self, person: &Person, case: &Case) -> Result<(), Problem> {
        let knowledge = self.knowledge;
        for Item { number, value: call, .. } in &case.calls {
            let circumstances = circumstances(case, call.context.clone());
            let transcript = call.transcript();
            let judgement = blocking(move || judge(&transcript, &circumstances, knowledge)).await?;
            if call.judgement.as_ref() == Some(&judgement) {
                continue;
            }
            let end =
                CallEnd { ended: call.ended, judgement: Some(judgement), ..CallEnd::default() };
            let act = Act::CallEnded { call: *number, end: Box::new(end) };
            self.book.change(case.id, &act, hand(person)).await?;
        }
        Ok(())
    }
}

impl CallGiven {
    fn call(&self, transcript: Transcript, judgement: Judgement) -> Call {
        Call {
            began: self.began,
            ended: self.ended,
            direction: self.direction,
            context: self.context.clone(),
            number_shown: self.number_shown.clone(),
            numbers_given: self.numbers_given.clone(),
            sites_given: self.sites_given.clone(),
            form: transcript.form,
            utterances: transcript.utterances,
            judgement: Some(judgement),
            note: self.note.clone(),
            ..Call::default()
        }
    }
}

/// What a case tells the judge of one of its calls.
pub fn circumstances(case: &Case, context: Option<String>) -> Circumstances {
    Circumstances {
        context,
        country: case.client.country.clone(),
        caller: None,
        happened: case.happened.iter().cloned().collect(),
        observations: case
            .machines
            .iter()
            .flat_map(|machine| shown(&machine.value.findings))
            .collect(),
    }
}

/// What findings have to say to the judge of a call; nothing where they are of an older shape.
fn shown(findings: &serde_json::Value) -> Vec<Observation> {
    let shows = findings.get("shows").cloned().unwrap_or_default();
    serde_json::from_value(shows).unwrap_or_default()
}

type Judged = (Vec<(Transcript, Judgement)>, Vec<String>);

fn judged(text: &str, circumstances: &Circumstances, knowledge: &Knowledge) -> Judged {
    let reading = read(text.as_bytes(), &knowledge.reading);
    let mut problems: Vec<String> =
        reading.problems.iter().take(PROBLEMS_MAX).map(ToString::to_string).collect();
    if reading.calls.len() > CALLS_MAX {
        problems.push(format!("only the first {CALLS_MAX} calls were taken"));
    }
    let calls = reading.calls.into_iter().take(CALLS_MAX).map(|call| {
        let judgement = judge(&call.transcript, circumstances, knowledge);
        (call.transcript, judgement)
    });
    (calls.collect(), problems)
}
