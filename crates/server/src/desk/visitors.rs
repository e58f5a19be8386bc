//! Reports that visitors leave: off unless an admin switches them on, and nothing is done with one
//! before a technician has looked at it.

use std::net::IpAddr;

use axum::http::StatusCode;
use casebook::case::{Act, Call, CaseId, Client, Note};
use casebook::store::{KeptReport, ReportState, VisitorReport};
use uuid::Uuid;

use super::{Desk, cases, hand, words};
use crate::problem::Problem;
use crate::who::{Person, Role};

/// The longest report, in characters.
pub const REPORT_CHARS_MAX: usize = 10_000;

impl Desk {
    /// Whether visitors may leave reports.
    ///
    /// # Errors
    /// [`Problem`] with 404 where an admin has not switched it on.
    pub async fn takes_reports(&self) -> Result<(), Problem> {
        if self.settings().await?.visitor_reports {
            return Ok(());
        }
        let advice = "Reports of visitors are not taken here.";
        Err(Problem::new(StatusCode::NOT_FOUND, "There is no such page", advice))
    }

    /// Takes a report from anybody, where that is switched on.
    ///
    /// # Errors
    /// [`Problem`] with 404 where it is not, 429 where one address leaves many, 503 where too many
    /// wait already.
    pub async fn leave_report(&self, report: VisitorReport, from: IpAddr) -> Result<Uuid, Problem> {
        self.takes_reports().await?;
        if report.text.chars().count() > REPORT_CHARS_MAX {
            let advice = format!("Tell it in {REPORT_CHARS_MAX} characters.");
            return Err(words::unfit("the report is too long", advice));
        }
        let report = VisitorReport {
            text: words::text("what happened", &report.text)?,
            number_shown: words::maybe_line("the number", report.number_shown)?,
            organisation: words::maybe_line("the organisation", report.organisation)?,
            country: words::country(report.country)?.or(self.settings().await?.country),
            contact: words::maybe_line("how to reach you", report.contact)?,
        };
        if !self.doors.may_report(from) {
            self.metrics.too_many.inc();
            let advice = "Thank you; try again in an hour.";
            let status = StatusCode::TOO_MANY_REQUESTS;
            return Err(Problem::new(status, "Several reports came from you already", advice));
        }
        let kept = self.book.keep_report(&report).await?;
        kept.ok_or_else(|| {
            let advice = "Many reports wait to be read; try again tomorrow.";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "No report is taken right now", advice)
        })
    }

    /// Reports in one state, the oldest first.
    ///
    /// # Errors
    /// [`Problem`] when the person may not ask.
    pub async fn reports(
        &self,
        person: &Person,
        state: ReportState,
        count: Option<u32>,
    ) -> Result<Vec<KeptReport>, Problem> {
        person.may(Role::Technician)?;
        Ok(self.book.reports(state, cases::count(count)).await?)
    }

    /// Makes a case of a report.
    ///
    /// # Errors
    /// [`Problem`] when the person may not, or the report is decided already.
    pub async fn accept_report(&self, person: &Person, id: Uuid) -> Result<CaseId, Problem> {
        person.may(Role::Technician)?;
        let kept = self.book.report(id).await?.filter(|kept| kept.state == ReportState::Waiting);
        let report = kept.and_then(|kept| kept.report).ok_or_else(decided)?;
        let case = self.book.begin("Report of a visitor", hand(person)).await?;
        for act in acts(report) {
            self.book.change(case.id, &act, hand(person)).await?;
        }
        // Only now are the words in the case, and may go from the report.
        if !self.book.decide_report(id, ReportState::Accepted, Some(case.id)).await? {
            self.book.delete(case.id).await?;
            return Err(decided());
        }
        self.noted(person, "report-accepted", Some(&case.id.to_string())).await?;
        Ok(case.id)
    }

    /// Puts a report aside; its words are gone.
    ///
    /// # Errors
    /// See [`Self::accept_report`].
    pub async fn reject_report(&self, person: &Person, id: Uuid) -> Result<(), Problem> {
        person.may(Role::Technician)?;
        if !self.book.decide_report(id, ReportState::Rejected, None).await? {
            return Err(decided());
        }
        self.noted(person, "report-rejected", Some(&id.to_string())).await
    }
}

fn decided() -> Problem {
    let advice = "Somebody has decided it already, or it was never there.";
    Problem::new(StatusCode::CONFLICT, "This report does not wait", advice)
}

fn acts(report: VisitorReport) -> Vec<Act> {
    let VisitorReport { text, number_shown, organisation, country, contact } = report;
    let mut acts = vec![Act::Note(Note { whose: Some("a visitor".to_owned()), text })];
    if country.is_some() || contact.is_some() {
        acts.push(Act::Client(Client { country, address: contact, ..Client::default() }));
    }
    if let Some(organisation) = organisation {
        let organisations = vec![organisation];
        acts.push(Act::Caller(casebook::case::Caller { organisations, ..Default::default() }));
    }
    if number_shown.is_some() {
        acts.push(Act::Call(Box::new(Call { number_shown, ..Call::default() })));
    }
    acts
}
