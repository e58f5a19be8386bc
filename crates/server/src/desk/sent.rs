//! What was sent to others about a case: claims with their answers, and reports.

use casebook::case::{Act, Claim, ClaimKind, Report};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::recovery::{RECOVERY, today};
use super::{Desk, words};
use crate::problem::Problem;
use crate::who::Person;

/// A claim of money back, a complaint or a cancellation that was sent.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ClaimGiven {
    /// To whom.
    pub to: String,
    /// What it was; a claim unless it is given.
    #[serde(default = "claim")]
    pub kind: ClaimKind,
    /// The payments that it is about, by their numbers; none means all.
    #[serde(default)]
    pub payments: Vec<u64>,
    /// When it was sent, or arrived if that is known: the other side's clock counts from it.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub sent: Option<Date>,
    /// The number that the other side gave it.
    #[serde(default)]
    pub reference: Option<String>,
}

fn claim() -> ClaimKind {
    ClaimKind::Claim
}

/// What was answered to a claim.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct AnswerGiven {
    /// When the answer came; today unless it is given.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub answered: Option<Date>,
    /// What it says, in a line.
    pub answer: Option<String>,
    /// The number that the other side gave the claim.
    pub reference: Option<String>,
}

/// A report that was sent.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReportSent {
    /// The form: an id of the drafts of the case.
    pub form: String,
    /// The number that it got.
    #[serde(default)]
    pub number: Option<String>,
    /// When it was sent; today unless it is given.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub sent: Option<Date>,
}

impl Desk {
    /// Adds a claim that was sent. Returns its number within the case.
    ///
    /// # Errors
    /// [`Problem`], as in all functions of the desk.
    pub async fn add_claim(
        &self,
        person: &Person,
        case: &str,
        given: ClaimGiven,
    ) -> Result<u64, Problem> {
        let to = words::line("to whom it was sent", &given.to)?;
        let reference = words::maybe_line("the reference", given.reference)?;
        let shown = self.case(person, case).await?;
        let known = |number: &u64| shown.payments.iter().any(|paid| paid.number == *number);
        if !given.payments.iter().all(known) {
            return Err(words::unfit("the payments", "Name those of the case, by their numbers."));
        }
        let claim = Claim {
            to,
            kind: given.kind,
            payments: given.payments,
            sent: given.sent,
            reference,
            answered: None,
            answer: None,
        };
        self.change(person, case, &Act::Claim(claim)).await
    }

    /// Says what was answered to a claim.
    ///
    /// # Errors
    /// See [`Self::add_claim`].
    pub async fn answer_claim(
        &self,
        person: &Person,
        case: &str,
        (claim, given): (u64, AnswerGiven),
    ) -> Result<u64, Problem> {
        let act = Act::ClaimAnswered {
            claim,
            answered: given.answered.unwrap_or_else(today),
            answer: words::maybe_line("the answer", given.answer)?,
            reference: words::maybe_line("the reference", given.reference)?,
        };
        self.change(person, case, &act).await
    }

    /// Notes that a report was sent. Returns its number within the case.
    ///
    /// # Errors
    /// See [`Self::add_claim`].
    pub async fn add_report(
        &self,
        person: &Person,
        case: &str,
        given: ReportSent,
    ) -> Result<u64, Problem> {
        let Some(form) = RECOVERY.forms.get(&given.form) else {
            return Err(words::unfit("the form", "Look at the drafts of the case for its id."));
        };
        let report = Report {
            to: form.to.clone(),
            form: Some(form.id.clone()),
            number: words::maybe_line("the number", given.number)?,
            sent: Some(given.sent.unwrap_or_else(today)),
        };
        self.change(person, case, &Act::Report(report)).await
    }
}
