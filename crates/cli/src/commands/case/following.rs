//! What is done about a case afterwards: steps of the plan, claims and their answers, reports, and
//! what turned out to have happened.

use anyhow::{Result, bail};
use casebook::case::{Act, CaseId, Claim, ClaimKind, Report};
use clap::{Args, Subcommand};
use jiff::ZonedDateTime;
use jiff::civil::Date;

use super::Desk;
use super::adding::worded;
use super::recovering::Detail;
use crate::outcome::Outcome;

/// The arguments of `hangup case step`.
#[derive(Debug, Args)]
pub struct Step {
    #[command(subcommand)]
    change: StepChange,
}

#[derive(Debug, Subcommand)]
enum StepChange {
    /// A step of the recovery plan is done
    Done {
        /// The case: its number in this casebook, or its id
        case: String,
        /// The step, as `hangup case recover` names it
        step: String,
        /// Who did it
        #[arg(long, value_name = "NAME")]
        who: Option<String>,
        /// What else is to be said, such as the reference number of the bank
        #[arg(long)]
        note: Option<String>,
    },
    /// A step is not done after all
    Open {
        /// The case: its number in this casebook, or its id
        case: String,
        /// The step, as `hangup case recover` names it
        step: String,
    },
}

/// The arguments of `hangup case situation`.
#[derive(Debug, Args)]
pub struct SetSituation {
    /// The case: its number in this casebook, or its id
    case: String,
    /// What happened, as `hangup case recover` names it: gave-code, gave-password, showed-bank ...
    situation: String,
    /// It did not happen
    #[arg(long)]
    not: bool,
}

/// The arguments of `hangup case add-claim`.
#[derive(Debug, Args)]
pub struct AddClaim {
    /// The case: its number in this casebook, or its id
    case: String,
    /// To whom it was sent
    #[arg(long, value_name = "NAME")]
    to: String,
    /// What it was: claim, complaint, or cancellation towards a seller
    #[arg(long, value_parser = worded::<ClaimKind>, default_value = "claim")]
    kind: ClaimKind,
    /// A payment that it is about, by its number; several times for several, none means all
    #[arg(long, value_name = "NUMBER")]
    payment: Vec<u64>,
    /// When it was sent, or arrived if that is known: the other side's clock counts from it
    #[arg(long, value_name = "DATE")]
    sent: Option<Date>,
    /// The number that the other side gave it
    #[arg(long, value_name = "NUMBER")]
    reference: Option<String>,
}

/// The arguments of `hangup case answer`.
#[derive(Debug, Args)]
pub struct AnswerClaim {
    /// The case: its number in this casebook, or its id
    case: String,
    /// The number of the claim, as `hangup case show` tells it
    claim: u64,
    /// What was answered, in a line
    answer: Option<String>,
    /// When the answer came; otherwise today
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// The number that the other side gave the claim
    #[arg(long, value_name = "NUMBER")]
    reference: Option<String>,
}

/// The arguments of `hangup case add-report`.
#[derive(Debug, Args)]
pub struct AddReport {
    /// The case: its number in this casebook, or its id
    case: String,
    /// The form, as `hangup case report` names it
    form: String,
    /// The number that the report got
    #[arg(long)]
    number: Option<String>,
    /// When it was sent; otherwise today
    #[arg(long, value_name = "DATE")]
    sent: Option<Date>,
}

/// The day on this computer's calendar.
pub(super) fn today() -> Date {
    ZonedDateTime::now().date()
}

impl Desk<'_> {
    pub(super) async fn step(&self, step: &Step) -> Result<Outcome> {
        let (case, name, act) = match &step.change {
            StepChange::Done { case, step, who, note } => {
                let (step, by, note) = (step.clone(), who.clone(), note.clone());
                (case, step.clone(), Act::StepDone { step, by, note })
            }
            StepChange::Open { case, step } => {
                (case, step.clone(), Act::StepOpen { step: step.clone() })
            }
        };
        let recovery = self.recovery()?;
        if !recovery.steps.contains_key(&name) {
            let known: Vec<&str> = recovery.steps.keys().map(String::as_str).collect();
            bail!("there is no step {name}; there are: {}", known.join(", "));
        }
        self.change_and_plan(case, act).await
    }

    pub(super) async fn situation(&self, told: &SetSituation) -> Result<Outcome> {
        let recovery = self.recovery()?;
        if !recovery.situations.contains_key(&told.situation) {
            let known: Vec<&str> = recovery.situations.keys().map(String::as_str).collect();
            bail!("there is no situation {}; there are: {}", told.situation, known.join(", "));
        }
        let act = Act::Situation { situation: told.situation.clone(), holds: !told.not };
        self.change_and_plan(&told.case, act).await
    }

    pub(super) async fn add_claim(&self, added: &AddClaim) -> Result<Outcome> {
        let case = self.book.case(self.find(&added.case).await?).await?;
        let known = |number: &u64| case.payments.iter().any(|payment| payment.number == *number);
        if let Some(missing) = added.payment.iter().find(|number| !known(number)) {
            bail!("the case has no payment {missing}; `hangup case show` lists them");
        }
        let claim = Claim {
            to: added.to.clone(),
            kind: added.kind,
            payments: added.payment.clone(),
            sent: added.sent,
            reference: added.reference.clone(),
            answered: None,
            answer: None,
        };
        self.add(&added.case, Act::Claim(claim)).await
    }

    pub(super) async fn answer(&self, told: &AnswerClaim) -> Result<Outcome> {
        let act = Act::ClaimAnswered {
            claim: told.claim,
            answered: told.on.unwrap_or_else(today),
            answer: told.answer.clone(),
            reference: told.reference.clone(),
        };
        self.add(&told.case, act).await
    }

    pub(super) async fn add_report(&self, added: &AddReport) -> Result<Outcome> {
        let recovery = self.recovery()?;
        let Some(form) = recovery.forms.get(&added.form) else {
            let known: Vec<&str> = recovery.forms.keys().map(String::as_str).collect();
            bail!("there is no form {}; there are: {}", added.form, known.join(", "));
        };
        let report = Report {
            to: form.to.clone(),
            form: Some(form.id.clone()),
            number: added.number.clone(),
            sent: Some(added.sent.unwrap_or_else(today)),
        };
        self.add(&added.case, Act::Report(report)).await
    }

    /// Changes a case, and shows how its plan stands now.
    async fn change_and_plan(&self, case: &str, act: Act) -> Result<Outcome> {
        let id: CaseId = self.find(case).await?;
        self.book.change(id, &act, self.hand()).await?;
        let changed = self.book.case(id).await?;
        self.show_plan(case, &changed, today(), Detail::Short)
    }
}
