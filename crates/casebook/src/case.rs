//! A case: all that belongs to one incident, as the changes to it add up. Nothing is stored or
//! looked up here.

mod act;
mod deed;
mod parts;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::act::Act;
pub use self::parts::{
    Attachment, Call, CallCorrection, CallEnd, Caller, Claim, ClaimKind, Client, Deceit, Direction,
    Done, Item, Machine, Note, Payment, Report, Reporter, Task, Way,
};
use crate::error::Misfit;

/// The name of a case that is the same in every casebook.
pub type CaseId = uuid::Uuid;

/// A case as it stands. Its parts carry the number of the change that added them, by which later
/// changes name them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Its name in every casebook.
    pub id: CaseId,
    /// What people call it.
    pub title: String,
    /// When it was opened.
    #[schemars(with = "String")]
    pub opened: Timestamp,
    /// When it was last changed.
    #[schemars(with = "String")]
    pub changed: Timestamp,
    /// When it was closed, if it is.
    #[schemars(with = "Option<String>")]
    pub closed: Option<Timestamp>,
    /// The person it happened to.
    pub client: Client,
    /// What has happened: values of the slot `happened`.
    pub happened: BTreeSet<String>,
    /// The people who rang, under the names that they gave.
    pub callers: Vec<Item<Caller>>,
    /// The calls.
    pub calls: Vec<Item<Call>>,
    /// The machines that were examined.
    pub machines: Vec<Item<Machine>>,
    /// What was paid.
    pub payments: Vec<Item<Payment>>,
    /// What people say in their own words.
    pub notes: Vec<Item<Note>>,
    /// What is to be done.
    pub tasks: Vec<Item<Task>>,
    /// Files that belong to it.
    pub attachments: Vec<Item<Attachment>>,
    /// Who fills in reports and letters, if it is not the client.
    #[serde(default)]
    pub reporter: Reporter,
    /// What somebody said of the situations of the recovery plan: whether each holds.
    #[serde(default)]
    pub situations: BTreeMap<String, bool>,
    /// The steps of the recovery plan that are done.
    #[serde(default)]
    pub steps_done: BTreeMap<String, Done>,
    /// Claims, complaints and cancellations that were sent.
    #[serde(default)]
    pub claims: Vec<Item<Claim>>,
    /// Reports that were sent.
    #[serde(default)]
    pub reports: Vec<Item<Report>>,
}

impl Case {
    /// A case in which nothing has happened yet.
    #[must_use]
    pub fn new(id: CaseId, at: Timestamp) -> Self {
        Self {
            id,
            title: String::new(),
            opened: at,
            changed: at,
            closed: None,
            client: Client::default(),
            happened: BTreeSet::new(),
            callers: Vec::new(),
            calls: Vec::new(),
            machines: Vec::new(),
            payments: Vec::new(),
            notes: Vec::new(),
            tasks: Vec::new(),
            attachments: Vec::new(),
            reporter: Reporter::default(),
            situations: BTreeMap::new(),
            steps_done: BTreeMap::new(),
            claims: Vec::new(),
            reports: Vec::new(),
        }
    }

    /// Does what a change says; `number` is the change's own and names what it adds.
    ///
    /// # Errors
    /// [`Misfit`] where the change names a part that is not there. The case is then as it was.
    pub fn apply(&mut self, number: u64, at: Timestamp, act: Act) -> Result<(), Misfit> {
        match act {
            Act::Opened { title } | Act::Named { title } => self.title = title,
            Act::Closed => self.closed = Some(at),
            Act::Reopened => self.closed = None,
            Act::Client(client) => self.client = client,
            Act::Happened { what } => self.happened.extend(what),
            Act::NotHappened { what } => self.happened.retain(|value| !what.contains(value)),
            Act::Caller(caller) => self.callers.push(Item::new(number, at, caller)),
            Act::Call(call) => self.calls.push(Item::new(number, at, *call)),
            Act::Heard { call, utterance } => {
                found(&mut self.calls, call)?.utterances.push(utterance)
            }
            Act::CallEnded { call, end } => self.end(call, *end)?,
            Act::CallCorrected { call, correction } => self.correct(call, *correction)?,
            Act::Machine(machine) => self.machines.push(Item::new(number, at, *machine)),
            Act::Payment(payment) => self.payments.push(Item::new(number, at, payment)),
            Act::Note(note) => self.notes.push(Item::new(number, at, note)),
            Act::Task(task) => self.tasks.push(Item::new(number, at, task)),
            Act::TaskDone { task } => found(&mut self.tasks, task)?.done = Some(at),
            Act::TaskOpen { task } => found(&mut self.tasks, task)?.done = None,
            Act::Attachment(attachment) => {
                self.attachments.push(Item::new(number, at, attachment));
            }
            Act::Reporter(reporter) => self.reporter = reporter,
            Act::PaymentAmended { payment, known } => {
                *found(&mut self.payments, payment)? = *known;
            }
            Act::Situation { situation, holds } => {
                self.situations.insert(situation, holds);
            }
            Act::StepDone { step, by, note } => {
                self.steps_done.insert(step, Done { at, by, note });
            }
            Act::StepOpen { step } => {
                self.steps_done.remove(&step);
            }
            Act::Claim(claim) => self.claims.push(Item::new(number, at, claim)),
            Act::ClaimAnswered { claim, answered, answer, reference } => {
                let claim = found(&mut self.claims, claim)?;
                claim.answered = Some(answered);
                claim.answer = answer.or(claim.answer.take());
                claim.reference = reference.or(claim.reference.take());
            }
            Act::Report(report) => self.reports.push(Item::new(number, at, report)),
            Act::Withdrawn { part } => self.withdraw(part)?,
        }
        self.changed = self.changed.max(at);
        Ok(())
    }

    fn end(&mut self, number: u64, end: CallEnd) -> Result<(), Misfit> {
        let call = found(&mut self.calls, number)?;
        call.ended = end.ended;
        call.judgement = end.judgement.or(call.judgement.take());
        call.note = end.note.or(call.note.take());
        Ok(())
    }

    fn correct(&mut self, number: u64, correction: CallCorrection) -> Result<(), Misfit> {
        let call = found(&mut self.calls, number)?;
        (call.context, call.is_cleared) = (correction.context, correction.is_cleared);
        for (said, side) in call.utterances.iter_mut().zip(correction.sides) {
            said.side = side;
        }
        Ok(())
    }

    /// Takes a part out of the case; the change that added it stays in the log.
    fn withdraw(&mut self, part: u64) -> Result<(), Misfit> {
        let taken = [
            take(&mut self.callers, part),
            take(&mut self.calls, part),
            take(&mut self.machines, part),
            take(&mut self.payments, part),
            take(&mut self.notes, part),
            take(&mut self.tasks, part),
            take(&mut self.attachments, part),
            take(&mut self.claims, part),
            take(&mut self.reports, part),
        ];
        if taken.contains(&true) { Ok(()) } else { Err(Misfit::NoPart { part }) }
    }
}

/// The part with this number.
fn found<T>(parts: &mut [Item<T>], number: u64) -> Result<&mut T, Misfit> {
    let part = parts.iter_mut().find(|part| part.number == number);
    part.map(|part| &mut part.value).ok_or(Misfit::NoPart { part: number })
}

fn take<T>(parts: &mut Vec<Item<T>>, number: u64) -> bool {
    let before = parts.len();
    parts.retain(|part| part.number != number);
    parts.len() < before
}

#[cfg(test)]
mod tests;
