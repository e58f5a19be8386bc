//! Reports that visitors leave: their form, which is open to all where an admin wants that, and
//! the list in which a technician decides about each.

use axum::extract::{Path, State};
use axum::http::Extensions;
use axum::response::Redirect;
use axum::routing::{get, post};
use axum::{Extension, Form, Router};
use casebook::store::{KeptReport, ReportState, VisitorReport};
use evidence::country;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::fields::Field;
use super::layout::{Frame, Place, Reader};
use super::words::{capital, countries, when};
use crate::desk::Desk;
use crate::guard;
use crate::problem::Problem;
use crate::who::Person;

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/report", get(blank).post(leave))
        .route("/visitor-reports", get(list))
        .route("/visitor-reports/{id}/accept", post(accept))
        .route("/visitor-reports/{id}/reject", post(reject))
}

async fn blank(
    State(desk): State<Desk>,
    person: Option<Extension<Person>>,
) -> Result<Markup, Problem> {
    desk.takes_reports().await?;
    let country = desk.settings().await?.country;
    let main = html! {
        h1 { "Report a call" }
        p.lead { "Did somebody try to deceive you on the telephone? Tell it here, so that others \
            can be warned." }
        p.text { "Somebody reads it before anything is done with it. Do not write passwords, codes \
            or card numbers: nobody here needs them. If money has left your account, ring your \
            bank first." }
        form.text method="post" action="/report" {
            (Field { id: "text", name: "text", label: "What happened?", required: true,
                hint: "In your own words: who they said they were, what they wanted, what you did",
                ..Field::default() }.area(8))
            (Field { id: "number", name: "number_shown", label: "Which number did you see?",
                kind: "tel", ..Field::default() }.line())
            (Field { id: "organisation", name: "organisation",
                label: "For whom did they say that they work?", ..Field::default() }.line())
            div.field {
                label for="country" { "Where are you?" }
                (countries("country", "country", country.as_deref()))
            }
            (Field { id: "contact", name: "contact", label: "How can you be reached?",
                hint: "Only if you want an answer", ..Field::default() }.line())
            button.first { "Send the report" }
        }
    };
    let reader = Reader::of(person.as_deref());
    Ok(Frame::open("Report a call", Place::Warnings, reader).around(&main))
}

/// The form of a visitor.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ReportForm {
    text: String,
    number_shown: String,
    organisation: String,
    country: String,
    contact: String,
}

async fn leave(
    State(desk): State<Desk>,
    person: Option<Extension<Person>>,
    extensions: Extensions,
    Form(form): Form<ReportForm>,
) -> Result<Markup, Problem> {
    let filled = |field: String| Some(field).filter(|words| !words.trim().is_empty());
    let report = VisitorReport {
        text: form.text,
        number_shown: filled(form.number_shown),
        organisation: filled(form.organisation),
        country: filled(form.country),
        contact: filled(form.contact),
    };
    desk.leave_report(report, guard::address(&extensions)).await?;
    let main = html! {
        h1 { "Thank you" }
        p.lead { "Your report has arrived. Somebody reads it before anything is done with it." }
        p.text { "If you gave them money, a code or your computer, do not wait for us: ring your \
            bank by the number on your card now." }
        p { a.button.first href="/warnings" { "Read the warnings" } }
    };
    let reader = Reader::of(person.as_deref());
    Ok(Frame::open("Thank you", Place::Warnings, reader).around(&main))
}

async fn list(State(desk): State<Desk>, person: Person) -> Result<Markup, Problem> {
    let reports = desk.reports(&person, ReportState::Waiting, None).await?;
    let main = html! {
        h1 { "Reports that visitors left" }
        p.text { "Nobody has looked at these yet. What you take becomes a case; what you put aside \
            is gone." }
        @if reports.is_empty() { p.sheet.none { "None waits." } }
        @for kept in &reports { (waiting(kept)) }
    };
    Ok(Frame::new("Reports that visitors left", Place::Warnings).around(&main))
}

fn waiting(kept: &KeptReport) -> Markup {
    let Some(report) = &kept.report else { return Markup::default() };
    let title = format!("report-{}", kept.id);
    let code = report.country.as_deref();
    let country = code.map(|code| capital(country::name(code).unwrap_or(code)));
    let rows = [
        ("Number that they saw", &report.number_shown),
        ("Said to work for", &report.organisation),
        ("Country", &country),
        ("How to reach them", &report.contact),
    ];
    html! {
        section.sheet aria-labelledby=(title) {
            h2 id=(title) { "Left " (when(kept.at)) }
            p.words { (report.text) }
            dl.data { @for (label, value) in rows {
                @if let Some(value) = value { dt { (label) } dd { (value) } }
            } }
            div.row {
                form method="post" action={ "/visitor-reports/" (kept.id) "/accept" } {
                    button.first { "Make a case of it" }
                }
                form method="post" action={ "/visitor-reports/" (kept.id) "/reject" } {
                    button { "Put it aside" }
                }
            }
        }
    }
}

async fn accept(
    State(desk): State<Desk>,
    person: Person,
    Path(id): Path<Uuid>,
) -> Result<Redirect, Problem> {
    let case = desk.accept_report(&person, id).await?;
    Ok(Redirect::to(&format!("/cases/{case}")))
}

async fn reject(
    State(desk): State<Desk>,
    person: Person,
    Path(id): Path<Uuid>,
) -> Result<Redirect, Problem> {
    desk.reject_report(&person, id).await?;
    Ok(Redirect::to("/visitor-reports"))
}
