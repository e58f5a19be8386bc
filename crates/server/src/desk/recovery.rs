//! How the money comes back: the plan of a case, its letters and its drafts of reports; and what
//! may leave it, masked: warnings.

use std::sync::LazyLock;

use axum::http::StatusCode;
use casebook::case::Act;
use casebook::identifiers::{Identifier, identifiers};
use casebook::recovery::{Letter, Plan, Recovery, Wanted, letter, plan};
use casebook::redaction::{Mask, Redacted, Wishes, redact};
use casebook::reports::{Draft, draft, drafts};
use casebook::store::Published;
use casebook::story::{Story, story};
use casebook::warning::{Publisher, Warning, Wording, feed, warning};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::{Desk, blocking, hand, words};
use crate::problem::Problem;
use crate::who::{Person, Role};

/// What the feed of warnings is called.
const FEED_TITLE: &str = "Warnings of scam calls";

/// What is known of recovery, read when it is first needed.
pub(super) static RECOVERY: LazyLock<Recovery> =
    LazyLock::new(|| Recovery::embedded().expect("built in, and a test reads it"));

/// How a plan is counted.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct PlanWanted {
    /// The day from which the clocks are counted; today unless it is given.
    #[param(value_type = Option<String>, format = Date, example = "2026-03-20")]
    pub today: Option<Date>,
    /// The country for which it is shown instead of the client's; the case stays as it is.
    pub country: Option<String>,
}

/// What a letter is about, and for when.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct LetterWanted {
    /// Payments, by their numbers with commas between; all that the letter fits unless it is given.
    #[param(example = "4,7")]
    pub payment: Option<String>,
    /// To whom it goes, where the case does not say so, such as a credit agency.
    pub to: Option<String>,
    /// The date of the letter; today unless it is given.
    #[param(value_type = Option<String>, format = Date, example = "2026-03-20")]
    pub today: Option<Date>,
}

/// Whether a step of the plan is done.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StepState {
    /// Whether it is.
    pub done: bool,
    /// Who did it.
    pub by: Option<String>,
    /// What else is to be said.
    pub note: Option<String>,
}

/// A warning as it would be read, with what is masked in it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WarningShown {
    /// The warning.
    pub warning: Warning,
    /// What was masked; these words must not leave.
    pub masks: Vec<Mask>,
}

/// How a warning is worded.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WarningWording {
    /// What it is called.
    pub title: Option<String>,
    /// Who warns.
    pub by: Option<String>,
    /// What is to be masked otherwise.
    pub wishes: Wishes,
}

impl Desk {
    /// The plan of recovery of a case.
    ///
    /// # Errors
    /// [`Problem`], as in all functions of the desk.
    pub async fn plan(
        &self,
        person: &Person,
        case: &str,
        wanted: PlanWanted,
    ) -> Result<Plan, Problem> {
        let mut case = self.case(person, case).await?;
        case.client.country = words::country(wanted.country)?.or(case.client.country);
        Ok(plan(&case, &RECOVERY, wanted.today.unwrap_or_else(today)))
    }

    /// Says whether a step of the plan is done.
    ///
    /// # Errors
    /// See [`Self::plan`].
    pub async fn set_step(
        &self,
        person: &Person,
        case: &str,
        step: &str,
        state: StepState,
    ) -> Result<u64, Problem> {
        if !RECOVERY.steps.contains_key(step) {
            return Err(Problem::not_found("step"));
        }
        let step = step.to_owned();
        let act = match state.done {
            true => Act::StepDone {
                step,
                by: words::maybe_line("who did it", state.by)?,
                note: words::maybe_text("the note", state.note)?,
            },
            false => Act::StepOpen { step },
        };
        self.change(person, case, &act).await
    }

    /// Says whether a situation of the plan holds.
    ///
    /// # Errors
    /// See [`Self::plan`].
    pub async fn set_situation(
        &self,
        person: &Person,
        case: &str,
        situation: &str,
        holds: bool,
    ) -> Result<u64, Problem> {
        if !RECOVERY.situations.contains_key(situation) {
            return Err(Problem::not_found("situation"));
        }
        let act = Act::Situation { situation: situation.to_owned(), holds };
        self.change(person, case, &act).await
    }

    /// A letter, filled in as far as the case goes.
    ///
    /// # Errors
    /// See [`Self::plan`]; also where it does not fit the case.
    pub async fn letter(
        &self,
        person: &Person,
        case: &str,
        name: &str,
        wanted: LetterWanted,
    ) -> Result<Letter, Problem> {
        let case = self.case(person, case).await?;
        if !RECOVERY.letters.contains_key(name) {
            return Err(Problem::not_found("letter"));
        }
        let payments = wanted.payment.iter().flat_map(|all| all.split(','));
        let payments: Result<Vec<u64>, _> = payments.map(|one| one.trim().parse()).collect();
        let advice = "Write their numbers with commas between, as in 4,7.";
        let payments = payments.map_err(|_| words::unfit("the payments", advice))?;
        let about = Wanted { payments, to: words::maybe_line("to whom it goes", wanted.to)? };
        let day = wanted.today.unwrap_or_else(today);
        letter(&case, &RECOVERY, name, &about, day).map_err(unfitting)
    }

    /// The drafts of all reports that fit a case.
    ///
    /// # Errors
    /// See [`Self::plan`].
    pub async fn report_drafts(&self, person: &Person, case: &str) -> Result<Vec<Draft>, Problem> {
        let case = self.case(person, case).await?;
        Ok(drafts(&case, &RECOVERY, today()))
    }

    /// One of them.
    ///
    /// # Errors
    /// See [`Self::plan`].
    pub async fn report_draft(
        &self,
        person: &Person,
        case: &str,
        form: &str,
    ) -> Result<Draft, Problem> {
        let case = self.case(person, case).await?;
        draft(&case, &RECOVERY, form, today()).map_err(|_| Problem::not_found("form"))
    }

    /// The story across all calls of a case.
    ///
    /// # Errors
    /// See [`Self::plan`].
    pub async fn story(&self, person: &Person, case: &str) -> Result<Story, Problem> {
        let case = self.case(person, case).await?;
        let knowledge = self.knowledge;
        blocking(move || story(&case, knowledge)).await
    }

    /// By what the callers of a case, and the client, can be known: numbers, sites, addresses and
    /// wallets in the form in which they are compared, and whose site one looks like.
    ///
    /// # Errors
    /// See [`Self::plan`].
    pub async fn identifiers(
        &self,
        person: &Person,
        case: &str,
    ) -> Result<Vec<Identifier>, Problem> {
        let case = self.case(person, case).await?;
        blocking(move || identifiers(&case)).await
    }

    /// What is masked in a case before anything of it leaves.
    ///
    /// # Errors
    /// See [`Self::plan`].
    pub async fn redaction(
        &self,
        person: &Person,
        case: &str,
        wishes: Wishes,
    ) -> Result<Redacted, Problem> {
        let case = self.case(person, case).await?;
        blocking(move || redact(&case, &wishes)).await
    }

    /// A warning as it would be published.
    ///
    /// # Errors
    /// See [`Self::plan`]; also where there is nothing to warn of.
    pub async fn warning(
        &self,
        person: &Person,
        case: &str,
        wording: WarningWording,
    ) -> Result<WarningShown, Problem> {
        let case = self.case(person, case).await?;
        let knowledge = self.knowledge;
        let title = words::maybe_line("the title", wording.title)?;
        let by = words::maybe_line("who warns", wording.by)?;
        blocking(move || {
            let redacted = redact(&case, &wording.wishes);
            let warning = warning(&redacted, knowledge, &Wording { title, by }, today());
            let warning = warning.map_err(unfitting)?;
            Ok(WarningShown { warning, masks: redacted.masks })
        })
        .await?
    }

    /// Publishes a warning; an earlier one of the same case is replaced.
    ///
    /// # Errors
    /// See [`Self::warning`].
    pub async fn publish_warning(
        &self,
        person: &Person,
        case: &str,
        wording: WarningWording,
    ) -> Result<Warning, Problem> {
        person.may(Role::Technician)?;
        let made = self.warning(person, case, wording).await?.warning;
        self.book.publish(&made, hand(person)).await?;
        self.noted(person, "warning-published", Some(&made.case.to_string())).await?;
        Ok(made)
    }

    /// Takes a published warning back.
    ///
    /// # Errors
    /// See [`Self::plan`]; also where none was published.
    pub async fn take_back_warning(&self, person: &Person, case: &str) -> Result<(), Problem> {
        person.may(Role::Technician)?;
        let id = self.find(case).await?;
        if !self.book.take_back_warning(id).await? {
            return Err(Problem::not_found("warning"));
        }
        self.noted(person, "warning-taken-back", Some(&id.to_string())).await
    }

    /// The published warnings, the newest first. They are for everybody.
    ///
    /// # Errors
    /// See [`Self::plan`].
    pub async fn warnings(&self) -> Result<Vec<Published>, Problem> {
        Ok(self.book.warnings().await?)
    }

    /// The published warnings as a feed, the newest first.
    ///
    /// # Errors
    /// See [`Self::plan`].
    pub async fn warning_feed(&self) -> Result<String, Problem> {
        let entries: Vec<_> = self
            .warnings()
            .await?
            .into_iter()
            .map(|published| {
                let address = published.warning.case.to_string();
                (published.warning, published.at, address)
            })
            .collect();
        Ok(feed(&Publisher { title: FEED_TITLE, by: "Hangup", base: None }, &entries))
    }

    /// The published warning of a case, which is for everybody.
    ///
    /// # Errors
    /// See [`Self::plan`].
    pub async fn published_warning(&self, case: &str) -> Result<Published, Problem> {
        let published = self.book.published_warning(self.find(case).await?).await?;
        published.ok_or_else(|| Problem::not_found("warning"))
    }
}

/// Today, by the clock of this machine.
pub(super) fn today() -> Date {
    Timestamp::now().to_zoned_datetime(TimeZone::system()).date()
}

pub(super) fn unfitting(why: impl std::fmt::Display) -> Problem {
    let title = "This does not fit the case";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title, why.to_string())
}
