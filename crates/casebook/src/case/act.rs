//! What can be done to a case. Acts are stored as JSON, so a name here is for good.

use evidence::transcript::Utterance;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::parts::{
    Attachment, Call, CallCorrection, CallEnd, Caller, Claim, Client, Machine, Note, Payment,
    Report, Reporter, Task,
};

/// One thing done to a case. Parts are named by the number of the change that added them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Act {
    /// It was opened.
    Opened {
        /// What people call it.
        title: String,
    },
    /// It got another title.
    Named {
        /// What people call it.
        title: String,
    },
    /// It was closed.
    Closed,
    /// It was opened again.
    Reopened,
    /// Who the client is; replaces what was known.
    Client(Client),
    /// It turned out that something has happened.
    Happened {
        /// Values of the slot `happened`.
        what: Vec<String>,
    },
    /// It turned out that something has not happened.
    NotHappened {
        /// Values of the slot `happened`.
        what: Vec<String>,
    },
    /// Somebody rang, under this name.
    Caller(Caller),
    /// A call was added, whole or as it begins.
    Call(Box<Call>),
    /// Something was heard in a call that is going on.
    Heard {
        /// The call.
        call: u64,
        /// What was said.
        utterance: Utterance,
    },
    /// A call came to its end.
    CallEnded {
        /// The call.
        call: u64,
        /// What its end brings.
        end: Box<CallEnd>,
    },
    /// Whoever followed a call put right what was taken for true of it.
    CallCorrected {
        /// The call.
        call: u64,
        /// What is true.
        correction: Box<CallCorrection>,
    },
    /// A machine was examined.
    Machine(Box<Machine>),
    /// Something was paid.
    Payment(Payment),
    /// Somebody said something in their own words.
    Note(Note),
    /// Something is to be done.
    Task(Task),
    /// It is done.
    TaskDone {
        /// The task.
        task: u64,
    },
    /// It is not done after all.
    TaskOpen {
        /// The task.
        task: u64,
    },
    /// A file was added.
    Attachment(Attachment),
    /// Who fills in reports and letters; replaces what was known.
    Reporter(Reporter),
    /// More is known of a payment; replaces what was known.
    PaymentAmended {
        /// The payment.
        payment: u64,
        /// All that is known now.
        known: Box<Payment>,
    },
    /// Somebody said whether a situation of the recovery plan holds.
    Situation {
        /// An id of `advice/recovery/plan/situations`.
        situation: String,
        /// Whether it does.
        holds: bool,
    },
    /// A step of the recovery plan was done.
    StepDone {
        /// An id of `advice/recovery/plan/steps`.
        step: String,
        /// Who did it.
        by: Option<String>,
        /// What else is to be said.
        note: Option<String>,
    },
    /// It is not done after all.
    StepOpen {
        /// The step.
        step: String,
    },
    /// A claim, a complaint or a cancellation was sent.
    Claim(Claim),
    /// It was answered.
    ClaimAnswered {
        /// The claim.
        claim: u64,
        /// When the answer came.
        answered: Date,
        /// What it says, in a line.
        answer: Option<String>,
        /// The number that the other side gave it.
        reference: Option<String>,
    },
    /// A report was sent.
    Report(Report),
    /// A part does not belong to the case after all.
    Withdrawn {
        /// The part.
        part: u64,
    },
}

impl Act {
    /// The kind of part that it adds to the case.
    #[must_use]
    pub fn adds(&self) -> Option<&'static str> {
        Some(match self {
            Self::Caller(_) => "caller",
            Self::Call(_) => CALL,
            Self::Machine(_) => "machine",
            Self::Payment(_) => PAYMENT,
            Self::Note(_) => "note",
            Self::Task(_) => TASK,
            Self::Attachment(_) => "attachment",
            Self::Claim(_) => CLAIM,
            Self::Report(_) => "report",
            _ => return None,
        })
    }

    /// The part of the case that it names, which must be there, and its kind where only one will
    /// do.
    #[must_use]
    pub fn names(&self) -> Option<(u64, Option<&'static str>)> {
        match self {
            Self::Heard { call, .. }
            | Self::CallEnded { call, .. }
            | Self::CallCorrected { call, .. } => Some((*call, Some(CALL))),
            Self::TaskDone { task } | Self::TaskOpen { task } => Some((*task, Some(TASK))),
            Self::PaymentAmended { payment, .. } => Some((*payment, Some(PAYMENT))),
            Self::ClaimAnswered { claim, .. } => Some((*claim, Some(CLAIM))),
            Self::Withdrawn { part } => Some((*part, None)),
            _ => None,
        }
    }

    /// The words of people that it brings, and the names, numbers and sites that were noted, for
    /// finding them again; nothing that the program itself said.
    #[must_use]
    pub fn words(&self) -> Vec<&str> {
        match self {
            Self::Opened { title } | Self::Named { title } => vec![title],
            Self::Call(call) => call_words(call),
            Self::Heard { utterance, .. } => vec![&utterance.text],
            Self::CallEnded { end, .. } => end.note.as_deref().into_iter().collect(),
            Self::Caller(caller) => {
                let Caller { names, organisations, emails, addresses, staff_ids, .. } = caller;
                let lists = [names, organisations, emails, addresses, staff_ids];
                let all = lists.into_iter().flatten().map(String::as_str);
                all.chain(caller.note.as_deref()).collect()
            }
            Self::Note(note) => {
                note.whose.as_deref().into_iter().chain([note.text.as_str()]).collect()
            }
            Self::Machine(machine) => vec![&machine.name],
            Self::Task(task) => vec![&task.title],
            Self::Payment(payment) => payment_words(payment),
            Self::PaymentAmended { known, .. } => payment_words(known),
            Self::Claim(claim) => {
                said([Some(&claim.to), claim.reference.as_ref(), claim.answer.as_ref()])
            }
            Self::ClaimAnswered { answer, reference, .. } => {
                said([answer.as_ref(), reference.as_ref()])
            }
            Self::Report(report) => said([Some(&report.to), report.number.as_ref()]),
            Self::StepDone { by, note, .. } => said([by.as_ref(), note.as_ref()]),
            Self::Reporter(known) => {
                said([&known.name, &known.phone, &known.email].map(Option::as_ref))
            }
            Self::Attachment(attachment) => vec![&attachment.name],
            Self::Client(client) => {
                let Client { name, phone, email, address, circumstances, .. } = client;
                said([name, phone, email, address, circumstances].map(Option::as_ref))
            }
            _ => Vec::new(),
        }
    }
}

fn said<const COUNT: usize>(parts: [Option<&String>; COUNT]) -> Vec<&str> {
    parts.into_iter().flatten().map(String::as_str).collect()
}

fn call_words(call: &Call) -> Vec<&str> {
    let shown = call.number_shown.iter().chain(&call.numbers_given).chain(&call.sites_given);
    let heard = call.utterances.iter().map(|utterance| &utterance.text);
    shown.chain(call.note.as_ref()).chain(heard).map(String::as_str).collect()
}

fn payment_words(payment: &Payment) -> Vec<&str> {
    let Payment { recipient, note, institution, to_account, reference, promised, .. } = payment;
    said([recipient, note, institution, to_account, reference, promised].map(Option::as_ref))
}

const CALL: &str = "call";
const CLAIM: &str = "claim";
const PAYMENT: &str = "payment";
const TASK: &str = "task";
