//! The published warnings and their feed.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use casebook::warning::body;
use maud::{Markup, html};

use super::layout::{Frame, Place};
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

async fn list(State(desk): State<Desk>, person: Person) -> Result<Markup, Problem> {
    let warnings = desk.warnings(&person).await?;
    let main = html! {
        h1 { "Warnings" }
        p.text { "Calls that others should know of, with what was false in them and why." }
        @if warnings.is_empty() {
            p { "None has been published yet. A case has the page “Warning” to make one." }
        }
        ul.items { @for published in &warnings { li {
            h2 { a href={ "/warnings/" (published.warning.case) } { (published.warning.title) } }
            p { (published.warning.summary) }
            p.quiet.small { "Published " (when(published.at)) " by " (published.by) }
        } } }
        p { a href="/warnings/feed.atom" type="application/atom+xml" { "The same as a feed" } }
        @if person.role >= Role::Technician {
            p { a href="/visitor-reports" { "Reports that visitors left" } }
        }
    };
    Ok(Frame::new("Warnings", Place::Warnings).around(&main))
}

async fn one(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
) -> Result<Markup, Problem> {
    let published = desk.published_warning(&person, &case).await?;
    let main = html! {
        p.small { a href="/warnings" { "Warnings" } }
        div.warning { (body(&published.warning)) }
    };
    Ok(Frame::new(&published.warning.title, Place::Warnings).around(&main))
}

async fn atom(State(desk): State<Desk>, person: Person) -> Result<Response, Problem> {
    let kind = HeaderValue::from_static("application/atom+xml; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], desk.warning_feed(&person).await?).into_response())
}
