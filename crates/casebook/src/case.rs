//! A case: all that belongs to one incident, as the changes to it add up. Nothing is stored or
//! looked up here.

mod act;
mod parts;

use std::collections::BTreeSet;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::act::Act;
pub use self::parts::{
    Attachment, Call, CallCorrection, CallEnd, Caller, Client, Deceit, Direction, Item, Machine,
    Note, Payment, Task, Way,
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
            Act::Heard { call, utterance } => self.call(call)?.utterances.push(utterance),
            Act::CallEnded { call, end } => self.end(call, *end)?,
            Act::CallCorrected { call, correction } => self.correct(call, *correction)?,
            Act::Machine(machine) => self.machines.push(Item::new(number, at, *machine)),
            Act::Payment(payment) => self.payments.push(Item::new(number, at, payment)),
            Act::Note(note) => self.notes.push(Item::new(number, at, note)),
            Act::Task(task) => self.tasks.push(Item::new(number, at, task)),
            Act::TaskDone { task } => self.task(task)?.done = Some(at),
            Act::TaskOpen { task } => self.task(task)?.done = None,
            Act::Attachment(attachment) => {
                self.attachments.push(Item::new(number, at, attachment));
            }
            Act::Withdrawn { part } => self.withdraw(part)?,
        }
        self.changed = self.changed.max(at);
        Ok(())
    }

    fn call(&mut self, number: u64) -> Result<&mut Call, Misfit> {
        let call = self.calls.iter_mut().find(|call| call.number == number);
        call.map(|call| &mut call.value).ok_or(Misfit::NoPart { part: number })
    }

    fn end(&mut self, number: u64, end: CallEnd) -> Result<(), Misfit> {
        let call = self.call(number)?;
        call.ended = end.ended;
        call.judgement = end.judgement.or(call.judgement.take());
        call.note = end.note.or(call.note.take());
        Ok(())
    }

    fn correct(&mut self, number: u64, correction: CallCorrection) -> Result<(), Misfit> {
        let call = self.call(number)?;
        (call.context, call.is_cleared) = (correction.context, correction.is_cleared);
        for (said, side) in call.utterances.iter_mut().zip(correction.sides) {
            said.side = side;
        }
        Ok(())
    }

    fn task(&mut self, number: u64) -> Result<&mut Task, Misfit> {
        let task = self.tasks.iter_mut().find(|task| task.number == number);
        task.map(|task| &mut task.value).ok_or(Misfit::NoPart { part: number })
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
        ];
        if taken.contains(&true) { Ok(()) } else { Err(Misfit::NoPart { part }) }
    }
}

fn take<T>(parts: &mut Vec<Item<T>>, number: u64) -> bool {
    let before = parts.len();
    parts.retain(|part| part.number != number);
    parts.len() < before
}

#[cfg(test)]
mod tests;
