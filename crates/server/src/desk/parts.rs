//! What is added to a case, and what is taken back.

use casebook::case::{Act, Attachment, Call, CallEnd, Case, Direction, Item, Note, Payment, Task};
use casebook::chain::hexadecimal;
use evidence::judge::{Circumstances, judge};
use evidence::judgement::Judgement;
use evidence::knowledge::Knowledge;
use evidence::observation::Observation;
use evidence::transcript::{Transcript, read};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Desk, blocking, hand, words};
use crate::problem::Problem;
use crate::who::{Person, Role};

/// The largest text of a call, in bytes: many hours of talk.
pub const CALL_BYTES_MAX: usize = 8 << 20;
/// So many calls of one text are taken.
pub const CALLS_MAX: usize = 50;
/// The largest attachment that comes by way of the server, in bytes.
pub const ATTACHMENT_BYTES_MAX: usize = 64 << 20;
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

/// Something that is to be done.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct TaskGiven {
    /// What.
    pub title: String,
    /// By when.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub due: Option<Date>,
    /// The step of the recovery plan that it is.
    pub step: Option<String>,
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

    /// Adds a note in somebody's own words. Returns its number within the case.
    ///
    /// # Errors
    /// See [`Self::add_call`].
    pub async fn add_note(&self, person: &Person, case: &str, note: Note) -> Result<u64, Problem> {
        let whose = words::maybe_line("whose words they are", note.whose)?;
        let text = words::text("the note", &note.text)?;
        self.change(person, case, &Act::Note(Note { whose, text })).await
    }

    /// Adds a payment. Returns its number within the case.
    ///
    /// # Errors
    /// See [`Self::add_call`].
    pub async fn add_payment(
        &self,
        person: &Person,
        case: &str,
        payment: Payment,
    ) -> Result<u64, Problem> {
        let currency = words::maybe_line("the currency", payment.currency)?;
        let is_code =
            |code: &String| code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic());
        if currency.as_ref().is_some_and(|code| !is_code(code)) {
            return Err(words::unfit("the currency", "It has three letters, as in GBP."));
        }
        if payment.amount_minor.is_some_and(|amount| amount < 0) {
            return Err(words::unfit("the amount", "Write it without a sign."));
        }
        let payment = Payment {
            currency: currency.map(|code| code.to_uppercase()),
            recipient: words::maybe_line("the recipient", payment.recipient)?,
            country: words::country(payment.country)?,
            note: words::maybe_text("the note", payment.note)?,
            institution: words::maybe_line("the bank", payment.institution)?,
            account: words::maybe_line("the account", payment.account)?,
            to_account: words::maybe_line("the account that received it", payment.to_account)?,
            reference: words::maybe_line("the number of the transaction", payment.reference)?,
            promised: words::maybe_line("what was promised", payment.promised)?,
            ..payment
        };
        self.change(person, case, &Act::Payment(payment)).await
    }

    /// Adds something that is to be done. Returns its number within the case.
    ///
    /// # Errors
    /// See [`Self::add_call`].
    pub async fn add_task(
        &self,
        person: &Person,
        case: &str,
        task: TaskGiven,
    ) -> Result<u64, Problem> {
        let title = words::line("the task", &task.title)?;
        let step = words::maybe_line("the step", task.step)?;
        let task = Task { title, due: task.due, step, done: None };
        self.change(person, case, &Act::Task(task)).await
    }

    /// Says that a task is done.
    ///
    /// # Errors
    /// See [`Self::add_call`].
    pub async fn finish_task(
        &self,
        person: &Person,
        case: &str,
        task: u64,
    ) -> Result<u64, Problem> {
        self.change(person, case, &Act::TaskDone { task }).await
    }

    /// Says that a task is not done after all.
    ///
    /// # Errors
    /// See [`Self::add_call`].
    pub async fn reopen_task(
        &self,
        person: &Person,
        case: &str,
        task: u64,
    ) -> Result<u64, Problem> {
        self.change(person, case, &Act::TaskOpen { task }).await
    }

    /// Adds a file. Returns its number within the case.
    ///
    /// # Errors
    /// See [`Self::add_call`].
    pub async fn attach(
        &self,
        person: &Person,
        case: &str,
        (name, content): (&str, Vec<u8>),
    ) -> Result<u64, Problem> {
        person.may(Role::Helper)?;
        // Some browsers send the whole path.
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let name = words::line("the name of the file", name)?;
        if content.is_empty() {
            return Err(words::unfit(
                "the file is empty",
                "Look whether it was saved, and add it.",
            ));
        }
        if content.len() > ATTACHMENT_BYTES_MAX {
            let advice = format!("It may have {ATTACHMENT_BYTES_MAX} bytes; note where it lies.");
            return Err(words::unfit("the file is too large", advice));
        }
        let id = self.find(case).await?;
        let sha256 = hexadecimal(&Sha256::digest(&content));
        self.book.keep(id, &sha256, &content).await?;
        let bytes = u64::try_from(content.len()).unwrap_or(u64::MAX);
        let act = Act::Attachment(Attachment { name, bytes, sha256 });
        Ok(self.book.change(id, &act, hand(person)).await?)
    }

    /// A file of a case.
    ///
    /// # Errors
    /// See [`Self::add_call`].
    pub async fn attachment(
        &self,
        person: &Person,
        case: &str,
        number: u64,
    ) -> Result<(Attachment, Vec<u8>), Problem> {
        let case = self.case(person, case).await?;
        let file = case.attachments.into_iter().find(|file| file.number == number);
        let file = file.ok_or_else(|| Problem::not_found("file"))?.value;
        let content = self.book.content(case.id, &file.sha256).await?;
        Ok((file, content.ok_or_else(|| Problem::not_found("file"))?))
    }

    /// Takes a part out of a case; its log keeps that it was there.
    ///
    /// # Errors
    /// See [`Self::add_call`].
    pub async fn withdraw(&self, person: &Person, case: &str, part: u64) -> Result<u64, Problem> {
        person.may(Role::Technician)?;
        self.change(person, case, &Act::Withdrawn { part }).await
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
