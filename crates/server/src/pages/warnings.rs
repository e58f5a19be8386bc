//! The published warnings and their feed.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use casebook::store::Published;
use casebook::warning::body;
use maud::{Markup, html};

use super::layout::{Frame, Place, Reader};
use super::words::when;
use crate::desk::Desk;
use crate::problem::Problem;
use crate::who::{Person, Role};

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/warnings", get(list))
        .route("/warnings/feed.atom", get(atom))
        .route("/warnings/{case}", get(one))
}

async fn list(
    State(desk): State<Desk>,
    person: Option<Extension<Person>>,
) -> Result<Markup, Problem> {
    let reader = Reader::of(person.as_deref());
    let warnings = desk.warnings().await?;
    let takes_reports = desk.settings().await?.visitor_reports;
    let may_decide = person.is_some_and(|person| person.role >= Role::Technician);
    let main = html! {
        h1 { "Warnings" }
        p.lead { "Calls that others should know of, with what was false in them and why." }
        @if takes_reports {
            p.row.no-print {
                a.button href="/report" { "Report a call yourself" }
                @if may_decide { a href="/visitor-reports" { "Reports that visitors left" } }
            }
        }
        @if warnings.is_empty() {
            p.sheet.none { "None has been published yet."
                @if reader == Reader::Inside { " A case has the page “Warning” to make one." } }
        } @else {
            ul.items.sheet { @for published in &warnings { li {
                h2 { a href={ "/warnings/" (published.warning.case) } { (published.warning.title) }
                    }
                p { (published.warning.summary) }
                p.quiet.small { "Published " (when(published.at)) " by " (by(published)) }
            } } }
        }
        p.no-print { a href="/warnings/feed.atom" type="application/atom+xml" {
            "Follow these warnings as a feed" } }
    };
    let frame = Frame::open("Warnings", Place::Warnings, reader);
    Ok(Frame { feed: true, ..frame }.around(&main))
}

/// Who warns, as they want to be called.
fn by(published: &Published) -> &str {
    published.warning.by.as_deref().unwrap_or(&published.by)
}

async fn one(
    State(desk): State<Desk>,
    person: Option<Extension<Person>>,
    Path(case): Path<String>,
) -> Result<Markup, Problem> {
    let published = desk.published_warning(&case).await?;
    let main = html! {
        p.small.no-print { a href="/warnings" { "All warnings" } }
        div.warning { (body(&published.warning)) }
    };
    let title = &published.warning.title;
    let frame = Frame::open(title, Place::Warnings, Reader::of(person.as_deref()));
    Ok(Frame { feed: true, ..frame }.around(&main))
}

async fn atom(State(desk): State<Desk>) -> Result<Response, Problem> {
    let kind = HeaderValue::from_static("application/atom+xml; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], desk.warning_feed().await?).into_response())
}
