//! One case: what is known, what was paid, what is to be done, and forms to add to it.

mod adding;
mod calls;
mod forms;
mod leaving;
mod log;
mod parts;
mod recovery;
mod papers;
mod warning;

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use casebook::case::{Case, Client};
use evidence::country;
use maud::{Markup, html};

pub(super) use self::forms::time;
use super::cases::{client_fields, or_untitled};
use super::fields::add;
use super::layout::{Frame, Place};
use super::words::when;
use crate::desk::Desk;
use crate::problem::Problem;
use crate::who::{Person, Role};

/// The pages of a case, each with its address below that of the case.
const PARTS: [(Part, &str, &str); 5] = [
    (Part::Overview, "", "Overview"),
    (Part::Recovery, "/recovery", "Recovery"),
    (Part::Evidence, "/evidence", "Evidence"),
    (Part::Warning, "/warning", "Warning"),
    (Part::Log, "/log", "Log"),
];

/// A page of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// All that is known.
    Overview,
    /// How the money comes back.
    Recovery,
    /// What is given to the police, and to others.
    Evidence,
    /// What others should know.
    Warning,
    /// Who changed what.
    Log,
    /// Something that is reached from one of the others.
    Below,
}

/// All pages of a case, and what can be sent to it.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/cases/{case}", get(overview))
        .route("/cases/{case}/recovery", get(recovery::plan))
        .route("/cases/{case}/steps/{step}", post(recovery::tick))
        .route("/cases/{case}/situations/{situation}", post(recovery::situation))
        .route("/cases/{case}/letters/{letter}", get(papers::letter))
        .route("/cases/{case}/reports/{form}", get(papers::report))
        .route("/cases/{case}/warning", get(warning::preview).post(warning::publish))
        .route("/cases/{case}/warning/take-back", post(warning::take_back))
        .route("/cases/{case}/evidence", get(leaving::page))
        .route("/cases/{case}/pack", post(leaving::pack))
        .route("/cases/{case}/stix", post(leaving::stix))
        .route("/cases/{case}/misp", post(leaving::misp))
        .route("/block-list.csv", get(leaving::block_list))
        .route("/cases/{case}/log", get(log::log))
        .route("/cases/{case}/title", post(forms::title))
        .route("/cases/{case}/client", post(forms::client))
        .route("/cases/{case}/happened", post(forms::happened))
        .route("/cases/{case}/notes", post(forms::note))
        .route("/cases/{case}/payments", post(forms::payment))
        .route("/cases/{case}/payments/{payment}", post(recovery::known))
        .route("/cases/{case}/tasks", post(forms::task))
        .route("/cases/{case}/tasks/{task}/{done}", post(forms::task_done))
        .route("/cases/{case}/attachments", post(forms::attachment))
        .route("/cases/{case}/attachments/{number}", get(forms::download))
        .route("/cases/{case}/calls", post(forms::call))
        .route("/cases/{case}/calls/{number}", get(calls::one))
        .route("/cases/{case}/withdraw", post(forms::withdraw))
        .route("/cases/{case}/standing/{standing}", post(forms::standing))
        .route("/cases/{case}/delete", get(forms::before_delete).post(forms::delete))
}

/// A page of a case: its heading, the way to the other pages, and what is special to it.
pub(super) fn around(case: &Case, part: Part, main: &Markup) -> Markup {
    let title = or_untitled(&case.title);
    let main = html! {
        p.small.no-print { a href="/cases" { "Cases" } }
        @if part == Part::Below { p.label.no-print { (title) } } @else { h1 { (title) } }
        nav.parts aria-label="This case" {
            ul { @for (each, address, name) in PARTS { li {
                a href={ "/cases/" (case.id) (address) }
                    aria-current=[(each == part).then_some("page")] { (name) }
            } } }
        }
        (main)
    };
    Frame::new(title, Place::Cases).around(&main)
}

async fn overview(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
) -> Result<Markup, Problem> {
    let case = desk.case(&person, &case).await?;
    let main = html! {
        p.quiet {
            "Opened " (when(case.opened)) ", changed " (when(case.changed)) ". "
            @match case.closed {
                Some(at) => { strong { "Closed " (when(at)) "." } }
                None => "It is open.",
            }
        }
        div.columns {
            div {
                (parts::tasks(&case))
                (parts::calls(&desk, &case))
                (parts::payments(&case))
                (parts::notes(&case))
            }
            div {
                (parts::happened(&desk, &case))
                (client(&case))
                (parts::machines(&case))
                (parts::attachments(&case))
                (parts::callers(&case))
                (standing(&case, &person))
            }
        }
    };
    Ok(around(&case, Part::Overview, &main))
}

fn client(case: &Case) -> Markup {
    let Client { name, country: code, phone, email, address, circumstances, .. } = &case.client;
    let age = case.client.age.map(|age| age.to_string());
    let papers =
        (!case.client.papers_given.is_empty()).then(|| case.client.papers_given.join(", "));
    let code = code.as_deref().map(|code| country::name(code).unwrap_or(code).to_owned());
    let rows = [
        ("Name", name),
        ("Telephone", phone),
        ("E-mail", email),
        ("Address", address),
        ("Country", &code),
        ("Age", &age),
        ("Circumstances", circumstances),
        ("Papers that they gave", &papers),
    ];
    html! {
        section.sheet id="client" aria-labelledby="client-title" {
            h2 id="client-title" { "The person it happened to" }
            @if case.client == Client::default() { p.none { "Nothing is known yet." } }
            dl.data { @for (label, value) in rows {
                @if let Some(value) = value { dt { (label) } dd.words { (value) } }
            } }
            (add("client-form", "Change this", &format!("/cases/{}/client", case.id),
                &client_fields(&case.client)))
        }
    }
}

fn standing(case: &Case, person: &Person) -> Markup {
    let (verb, to) =
        if case.closed.is_some() { ("Open it again", "open") } else { ("Close it", "closed") };
    html! {
        section.sheet.no-print aria-labelledby="standing-title" {
            h2 id="standing-title" { "This case" }
            div.row {
                form method="post" action={ "/cases/" (case.id) "/standing/" (to) } {
                    button { (verb) }
                }
                @if person.role >= Role::Admin {
                    a href={ "/cases/" (case.id) "/delete" } { "Delete it" }
                }
            }
            @if person.role >= Role::Technician { (withdrawing(case)) }
            (add("title-form", "Give it another title", &format!("/cases/{}/title", case.id), &html!
                {
                div.field {
                    label for="new-title" { "Title" }
                    input id="new-title" name="title" value=(case.title) required
                        autocomplete="off";
                }
            }))
        }
    }
}

/// The form that takes a part out, for what was added by mistake.
fn withdrawing(case: &Case) -> Markup {
    let parts = parts::all(case);
    html! {
        @if !parts.is_empty() {
            details id="withdraw-form" {
                summary { "Take something out" }
                form method="post" action={ "/cases/" (case.id) "/withdraw" } {
                    div.field {
                        label for="withdraw" { "What was added by mistake?" }
                        p.hint id="withdraw-hint" { "The log keeps that it was there." }
                        select id="withdraw" name="part" aria-describedby="withdraw-hint" {
                            @for (number, title) in &parts { option value=(number) { (title) } }
                        }
                    }
                    button { "Take it out" }
                }
            }
        }
    }
}
