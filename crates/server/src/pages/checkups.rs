//! The check of a computer: a ZIP comes in, is examined, and its report can be read.

use axum::Router;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Redirect;
use axum::routing::{get, post};
use checkup::findings::Findings;
use checkup::report::words::{further, headline};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::fields::{Field as Line, arriving};
use super::layout::{Frame, Place};
use super::words::when;
use crate::desk::{CheckupShown, CheckupWanted, Desk, Stage};
use crate::problem::Problem;
use crate::who::{Person, Role};

/// The pages of check-ups.
pub(super) fn routes() -> Router<Desk> {
    // The desk counts the bytes of a ZIP as they come in.
    let upload = post(begin).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/checkups", get(list).merge(upload))
        .route("/checkups/{id}", get(one))
        .route("/checkups/{id}/forget", post(forget))
}

/// The case for which a computer is checked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    case: String,
}

async fn list(
    State(desk): State<Desk>,
    person: Person,
    Query(asked): Query<Asked>,
) -> Result<Markup, Problem> {
    let checkups = desk.checkups(&person)?;
    let main = html! {
        h1 { "Check a computer" }
        p.text { "Were they connected to a Windows computer? Its own logs tell who came in, when, \
            and what was
            left behind. First collect them there; then give the ZIP to this page. Nothing is sent
                anywhere
            else, and the computer is not changed." }
        @if person.role >= Role::Technician { (upload(&asked)) }
        @else { p.message { "A technician or an admin can check computers." } }
        h2 { "Computers that were checked" }
        @if checkups.is_empty() { p.none { "None since this server was started." } }
        ul.items { @for checkup in &checkups { li {
            h3 { a href={ "/checkups/" (checkup.id) } { (checkup.name) } }
            p { (stage(checkup)) " " (when(checkup.begun)) }
        } } }
    };
    Ok(Frame::new("Check a computer", Place::Checkups).around(&main))
}

fn upload(asked: &Asked) -> Markup {
    html! {
        form.sheet method="post" action="/checkups" enctype="multipart/form-data" {
            (Line { id: "name", name: "name", label: "What do you call this computer?",
                hint: "For example: the laptop in the kitchen", ..Line::default() }.line())
            (Line { id: "case", name: "case", label: "To which case does it belong?", value:
                &asked.case,
                hint: "The number of the case; leave it empty to keep nothing", ..Line::default()
                    }.line())
            (Line { id: "around", name: "around", label: "When did the call begin?", kind:
                "datetime-local",
                hint: "By the clock of this machine; what happened then is looked at first",
                ..Line::default() }.line())
            div.field {
                label for="zip" { "The ZIP from the computer" }
                p.hint id="zip-hint" {
                    "The script " code { "hangup checkup collect" } " makes it, or pack the folder "
                    code { "C:\\Windows\\System32\\winevt\\Logs" } " yourself."
                }
                input type="file" id="zip" name="zip" required accept=".zip,application/zip"
                    aria-describedby="zip-hint";
            }
            button.first { "Check it" }
        }
    }
}

async fn begin(
    State(desk): State<Desk>,
    person: Person,
    mut form: Multipart,
) -> Result<Redirect, Problem> {
    let mut wanted = CheckupWanted::default();
    let broken = |_: MultipartError| {
        Problem::new(StatusCode::BAD_REQUEST, "The upload broke off", "Send it again.")
    };
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name().unwrap_or_default() {
            "name" => wanted.name = Some(field.text().await.map_err(broken)?),
            "case" => wanted.case = Some(field.text().await.map_err(broken)?),
            "around" => {
                let text = field.text().await.map_err(broken)?;
                wanted.around = super::case::time(&text)?;
            }
            "zip" => {
                let begun = desk.begin_checkup(&person, wanted, arriving(field)).await?;
                return Ok(Redirect::to(&format!("/checkups/{}", begun.id)));
            }
            _ => {}
        }
    }
    Err(Problem::new(StatusCode::BAD_REQUEST, "No ZIP was chosen", "Go back and choose one."))
}

fn stage(checkup: &CheckupShown) -> &'static str {
    match checkup.stage {
        Stage::Waiting => "Waits for its turn, since",
        Stage::Looking => "Is being examined, since",
        Stage::Done => "Examined",
        Stage::Failed => "Could not be examined",
    }
}

async fn one(
    State(desk): State<Desk>,
    person: Person,
    Path(id): Path<Uuid>,
) -> Result<Markup, Problem> {
    let checkup = desk.checkup(&person, id)?;
    let shown = checkup.shown();
    let done = matches!(shown.stage, Stage::Done | Stage::Failed);
    let main = html! {
        p.small.no-print { a href="/checkups" { "Check a computer" } }
        h1 { (shown.name) }
        @if let Some(case) = shown.case {
            p { "It belongs to " a href={ "/cases/" (case) } { "its case" } "." }
        }
        div id="progress" role="status" data-done=(done) {
            (progress(&shown))
            @if let Some(findings) = checkup.findings() { (result(id, &findings)) }
        }
        @if person.role >= Role::Technician {
            form.no-print method="post" action={ "/checkups/" (id) "/forget" } {
                button { @if done { "Forget this report" } @else { "Stop and forget it" } }
            }
        }
    };
    let frame = Frame::new(&shown.name, Place::Checkups);
    Ok(Frame { scripts: &["progress.js"], ..frame }.around(&main))
}

fn progress(shown: &CheckupShown) -> Markup {
    html! {
        p.lead { (stage(shown)) " " (when(shown.begun)) "." }
        @match shown.stage {
            Stage::Waiting | Stage::Looking => {
                div.field {
                    label for="percent" { (shown.percent) " of 100 read" }
                    progress id="percent" max="100" value=(shown.percent) { (shown.percent) " %" }
                }
                p { a href="" { "Look again" } }
            }
            Stage::Done => {}
            Stage::Failed => div.message.wrong { p { (shown.problem.as_deref().unwrap_or("")) } }
        }
    }
}

/// The report in two sentences, and the way to all of it.
fn result(id: Uuid, findings: &Findings) -> Markup {
    html! {
        section.sheet aria-labelledby="result" {
            h2 id="result" { (headline(findings)) }
            @if findings.is_clean() {
                p { "That does not mean that nobody was in: the report says what could not be \
                    seen." }
            } @else { p { (further(findings)) } }
            p.no-print {
                a.button.first href={ "/api/v1/checkups/" (id) "/report" } { "Read the report" }
            }
        }
    }
}

async fn forget(
    State(desk): State<Desk>,
    person: Person,
    Path(id): Path<Uuid>,
) -> Result<Redirect, Problem> {
    desk.forget_checkup(&person, id).await?;
    Ok(Redirect::to("/checkups"))
}
