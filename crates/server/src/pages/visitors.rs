//! Where visitors leave a report of their own, if an admin lets them, and where a technician looks
//! at what waits. The page of visitors leads nowhere else and shows nothing of what is kept.

use std::net::IpAddr;

use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::Extensions;
use axum::response::Redirect;
use axum::routing::{get, post};
use casebook::store::{KeptReport, ReportState, VisitorReport};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::fields::Field;
use super::layout::{Frame, Place};
use super::words::{countries, when};
use crate::desk::Desk;
use crate::guard;
use crate::problem::Problem;
use crate::who::{Person, Role};

/// The pages.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/report", get(page).post(leave))
        .route("/visitor-reports", get(waiting))
        .route("/visitor-reports/{id}/accept", post(accept))
        .route("/visitor-reports/{id}/reject", post(reject))
}

async fn page(State(desk): State<Desk>) -> Result<Markup, Problem> {
    desk.takes_reports().await?;
    let country = desk.settings().await?.country;
    let main = html! {
        h1 { "Tell us about a call" }
        p.lead { "Did somebody ring you who wanted money, a code, or to get into your computer? \
            Write down what you remember. A person reads it before anything is done with it." }
        p.text { strong { "Did you pay, or let them in? " } "Ring your bank first, by the number \
            on your card. This page is not for emergencies, and nobody may be reading it now." }
        form.sheet method="post" action="/report" {
            (Field { id: "report-text", name: "text", label: "What happened?", required: true,
                hint: "In your own words. Leave out passwords, card numbers and codes.",
                ..Field::default() }.area(8))
            (Field { id: "report-number", name: "number_shown", label:
                "Which number did the telephone show?", kind: "tel", ..Field::default() }.line())
            (Field { id: "report-organisation", name: "organisation", label:
                "For whom did they say that they work?", ..Field::default() }.line())
            div.field {
                label for="report-country" { "In which country are you?" }
                (countries("report-country", "country", country.as_deref()))
            }
            (Field { id: "report-contact", name: "contact", label: "How can we reach you?",
                hint: "Only if you want to be reached", ..Field::default() }.line())
            button.first { "Send it" }
        }
    };
    Ok(Frame::new("Tell us about a call", Place::Door).around(&main))
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
    extensions: Extensions,
    Form(form): Form<ReportForm>,
) -> Result<Markup, Problem> {
    let from: IpAddr = guard::address(&extensions);
    let filled = |field: String| Some(field).filter(|words| !words.trim().is_empty());
    let report = VisitorReport {
        text: form.text,
        number_shown: filled(form.number_shown),
        organisation: filled(form.organisation),
        country: filled(form.country),
        contact: filled(form.contact),
    };
    desk.leave_report(report, from).await?;
    let main = html! {
        h1 { "Thank you" }
        p.lead { "Your report waits to be read." }
        p.text { "If they ring again, hang up. If somebody offers to get your money back for a \
            fee, it is the next scam." }
    };
    Ok(Frame::new("Thank you", Place::Door).around(&main))
}

async fn waiting(State(desk): State<Desk>, person: Person) -> Result<Markup, Problem> {
    let reports = desk.reports(&person, ReportState::Waiting, None).await?;
    let is_on = desk.settings().await?.visitor_reports;
    let main = html! {
        h1 { "Reports of visitors" }
        @if is_on {
            p.text { "Visitors leave them at " a href="/report" { "/report" } ". Nothing is done \
                with one before you take it; what you put aside is gone." }
        } @else {
            p.text { "Visitors cannot leave reports: an admin can switch that on in the "
                a href="/settings" { "settings" } "." }
        }
        @if reports.is_empty() { p.none { "None waits." } }
        ul.items { @for kept in &reports { li { (one(kept)) } } }
    };
    Ok(Frame::new("Reports of visitors", Place::Warnings).around(&main))
}

fn one(kept: &KeptReport) -> Markup {
    let action = |what: &str| format!("/visitor-reports/{}/{what}", kept.id);
    html! {
        h2 { "Report of " (when(kept.at)) }
        @if let Some(report) = &kept.report {
            blockquote.lines { (report.text) }
            p.quiet {
                @for (what, value) in [
                    ("Number shown", &report.number_shown),
                    ("Said to be of", &report.organisation),
                    ("Country", &report.country),
                    ("To be reached at", &report.contact),
                ] {
                    @if let Some(value) = value { (what) ": " (value) ". " }
                }
            }
        }
        div.row {
            form method="post" action=(action("accept")) { button.first { "Make a case of it" } }
            form method="post" action=(action("reject")) { button { "Put it aside" } }
        }
    }
}

async fn accept(
    State(desk): State<Desk>,
    person: Person,
    Path(id): Path<Uuid>,
) -> Result<Redirect, Problem> {
    person.may(Role::Technician)?;
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
