//! What leaves a case as a file: the evidence pack, and what the callers left for others.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use casebook::case::Case;
use casebook::misp::event;
use casebook::redaction::Wishes;
use casebook::stix::bundle;
use maud::{Markup, html};
use serde::Deserialize;

use super::{Part, around};
use crate::api::leaving::sent;
use crate::desk::{Desk, PackWanted};
use crate::pages::fields::Field;
use crate::problem::Problem;
use crate::saved::saved;
use crate::who::{Person, Role};

pub(super) async fn page(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
) -> Result<Markup, Problem> {
    let case = desk.case(&person, &case).await?;
    let main = html! {
        @if person.role < Role::Technician {
            p { "Making these files takes the role technician; ask an admin." }
        } @else {
            (whole(&case))
            (redacted(&case))
            (callers(&case))
        }
    };
    Ok(around(&case, Part::Evidence, &main))
}

fn action(case: &Case, what: &str) -> String {
    format!("/cases/{}/{what}", case.id)
}

fn whole(case: &Case) -> Markup {
    html! {
        section.sheet aria-labelledby="whole-title" {
            h2 id="whole-title" { "For the police, a bank or a lawyer" }
            p { "One ZIP with a report to read first, what was said, the judgements, the check-ups,
                every file, the log of changes, and the sum of each, so that nothing can be
                changed unseen." }
            p { strong { "Nothing in it is masked." } " Give it to nobody else." }
            form method="post" action=(action(case, "pack")) {
                input type="hidden" name="whole" value="true";
                (Field { id: "passphrase", name: "passphrase", label: "Seal it with a passphrase",
                    kind: "password", hint: "Leave it empty if you do not want that. Without it
                    nobody can read a sealed pack.", ..Field::default() }.line())
                button.first { "Make the whole pack" }
            }
        }
    }
}

fn redacted(case: &Case) -> Markup {
    html! {
        section.sheet aria-labelledby="redacted-title" {
            h2 id="redacted-title" { "For others" }
            p { "The same with names, numbers and addresses of the person masked, and without the
                files and the log, which cannot be masked. No program finds everything: read it
                before it leaves." }
            form method="post" action=(action(case, "pack")) { button { "Make the redacted pack" } }
        }
    }
}

fn callers(case: &Case) -> Markup {
    html! {
        section.sheet aria-labelledby="callers-title" {
            h2 id="callers-title" { "What the callers left" }
            p { "Their numbers, sites, addresses and wallets, for programs that exchange such
                things. Nothing of the person it happened to is in them." }
            div.row {
                form method="post" action=(action(case, "stix")) { button { "Save as STIX 2.1" } }
                form method="post" action=(action(case, "misp")) { button { "Save as MISP" } }
                a href="/block-list.csv" { "Block list of all cases (CSV)" }
            }
        }
    }
}

/// How a pack is wanted, as the forms send it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PackForm {
    whole: bool,
    passphrase: String,
}

pub(super) async fn pack(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
    Form(form): Form<PackForm>,
) -> Result<Response, Problem> {
    let passphrase = Some(form.passphrase).filter(|words| !words.is_empty());
    let wanted = PackWanted { whole: form.whole, wishes: Wishes::default(), passphrase };
    Ok(sent(desk.pack(&person, &case, wanted).await?))
}

pub(super) async fn stix(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
) -> Result<Response, Problem> {
    let left = desk.indicators(&person, &case, Wishes::default()).await?;
    let name = format!("callers-{}.stix.json", left.case);
    Ok(saved(&name, "application/json", bundle(&left).to_string().into_bytes()))
}

pub(super) async fn misp(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
) -> Result<Response, Problem> {
    let left = desk.indicators(&person, &case, Wishes::default()).await?;
    let name = format!("callers-{}.misp.json", left.case);
    Ok(saved(&name, "application/json", event(&left).to_string().into_bytes()))
}

pub(super) async fn block_list(
    State(desk): State<Desk>,
    person: Person,
) -> Result<Response, Problem> {
    let list = desk.block_list(&person).await?;
    Ok(saved("block-list.csv", "text/csv; charset=utf-8", list.into_bytes()))
}
