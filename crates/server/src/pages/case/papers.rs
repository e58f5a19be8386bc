//! Letters and drafts of reports, as they will be printed.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use casebook::paper::{Block, Paper};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Part, around};
use crate::desk::{Desk, LetterWanted, PaperForm};
use crate::problem::Problem;
use crate::saved::saved_paper;
use crate::who::Person;

/// What is asked of a letter or a draft.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct About {
    payment: Option<u64>,
    format: Option<PaperForm>,
}

pub(super) async fn letter(
    State(desk): State<Desk>,
    person: Person,
    Path((case, name)): Path<(String, String)>,
    Query(about): Query<About>,
) -> Result<Response, Problem> {
    let payment = about.payment.map(|number| number.to_string());
    let wanted = LetterWanted { payment, ..LetterWanted::default() };
    let letter = desk.letter(&person, &case, &name, wanted).await?;
    if let Some(form) = about.format {
        return Ok(saved_paper(&name, form, desk.printed(letter.paper, form).await?));
    }
    let shown = desk.case(&person, &case).await?;
    let main = html! {
        h1.no-print { (letter.title) }
        div.letter {
            section.sheet.no-print aria-labelledby="before" {
                h2 id="before" { "Before it goes" }
                p { a.button.first href={ "?format=pdf" @if let Some(payment) = about.payment {
                    "&payment=" (payment) } } { "Save it as PDF" } }
                @for line in &letter.before { p { (line) } }
                p { "How to send it: " (letter.send) }
                @if !letter.enclose.is_empty() {
                    h3 { "Enclose" }
                    ul { @for item in &letter.enclose { li { (item) } } }
                }
            }
            (paper(&letter.paper))
        }
    };
    Ok(around(&shown, Part::Below, &main).into_response())
}

pub(super) async fn report(
    State(desk): State<Desk>,
    person: Person,
    Path((case, name)): Path<(String, String)>,
    Query(about): Query<About>,
) -> Result<Response, Problem> {
    let draft = desk.report_draft(&person, &case, &name).await?;
    if let Some(form) = about.format {
        return Ok(saved_paper(&name, form, desk.printed(draft.paper(), form).await?));
    }
    let shown = desk.case(&person, &case).await?;
    let main = html! {
        h1.no-print { (draft.title) }
        p.row.no-print {
            a.button href="?format=pdf" { "Save it as PDF" }
            a href="?format=text" { "Save it as text" }
        }
        (paper(&draft.paper()))
    };
    Ok(around(&shown, Part::Below, &main).into_response())
}

/// A paper as it will be printed.
fn paper(paper: &Paper) -> Markup {
    html! {
        article.paper aria-label="The paper" {
            h2 { (missing(&paper.title)) }
            @for block in &paper.blocks { (one_block(block)) }
        }
    }
}

fn one_block(block: &Block) -> Markup {
    html! { @match block {
        Block::Heading { text } => h3 { (text) },
        Block::Paragraph { text } => p { (missing(text)) },
        Block::Lines { lines } => p.lines { (missing(&lines.join("\n"))) },
        Block::List { items } => ul { @for item in items { li { (missing(item)) } } },
        Block::Field { label, value, hint } => {
            p {
                strong { (label) @if !label.ends_with('?') { ":" } " " }
                @match value {
                    Some(value) => span.lines { (value) },
                    None => span.missing { "[missing]" },
                }
                @if let Some(hint) = hint { br; span.small { (hint) } }
            }
        },
        Block::Warning { text } => p { strong { "Please note: " } (text) },
    } }
}

/// What begins a blank that could not be filled.
const MISSING: &str = "[missing";

/// A text in which what is missing stands out.
fn missing(text: &str) -> Markup {
    let mut pieces = text.split(MISSING);
    let first = pieces.next().unwrap_or_default();
    html! {
        (first)
        @for piece in pieces {
            @let (blank, rest) = piece.split_at(piece.find(']').map_or(0, |at| at + 1));
            span.missing { (MISSING) (blank) } (rest)
        }
    }
}
