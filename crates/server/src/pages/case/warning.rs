//! The warning of a case: what is masked, how it reads, and publishing it.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Redirect;
use casebook::redaction::{Certainty, Mask, Wish, Wishes};
use casebook::warning::body;
use maud::{Markup, html};
use serde::Deserialize;

use super::{Part, around};
use crate::desk::{Desk, WarningWording};
use crate::pages::fields::Field;
use crate::problem::Problem;
use crate::who::{Person, Role};

/// How the warning is to be, as the form sends it.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct WarningForm {
    title: String,
    by: String,
    keep: String,
    also: String,
}

impl WarningForm {
    fn wording(&self) -> WarningWording {
        let words = |lines: &str| -> Vec<Wish> {
            let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
            lines.map(|line| Wish::Words(line.to_owned())).collect()
        };
        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        WarningWording {
            title: filled(&self.title),
            by: filled(&self.by),
            wishes: Wishes { keep: words(&self.keep), also: words(&self.also) },
        }
    }
}

pub(super) async fn preview(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
    Query(form): Query<WarningForm>,
) -> Result<Markup, Problem> {
    let shown = desk.case(&person, &case).await?;
    let made = match desk.warning(&person, &case, form.wording()).await {
        Ok(made) => made,
        Err(problem) if problem.status == 422 => {
            let main =
                html! { section.sheet { h2 { "A warning for others" } p { (problem.detail) } } };
            return Ok(around(&shown, Part::Warning, &main));
        }
        Err(problem) => return Err(problem),
    };
    let published = desk.published_warning(&case).await.ok();
    let main = html! {
        @if let Some(published) = &published {
            section.sheet {
                p { "This warning was published by " (published.by) ". "
                    a href={ "/warnings/" (shown.id) } { "See it as others do" } }
                form method="post" action={ "/cases/" (shown.id) "/warning/take-back" } {
                    button { "Take it back" }
                }
            }
        }
        (masked(&made.masks))
        section.sheet.no-print aria-labelledby="wording-title" {
            h2 id="wording-title" { "Correct it" }
            form method="get" { (fields(&form, &made.warning.title)) button { "Show it again" } }
        }
        section.sheet.warning aria-label="The warning as others will read it" {
            (body(&made.warning)) }
        @if person.role >= Role::Technician {
            form.no-print method="post" action={ "/cases/" (shown.id) "/warning" } {
                input type="hidden" name="title" value=(form.title);
                input type="hidden" name="by" value=(form.by);
                input type="hidden" name="keep" value=(form.keep);
                input type="hidden" name="also" value=(form.also);
                p { "Read every line above first: no program finds everything." }
                button.first { "Publish this warning" }
            }
        }
    };
    Ok(around(&shown, Part::Warning, &main))
}

fn fields(form: &WarningForm, title: &str) -> Markup {
    let title = if form.title.is_empty() { title } else { &form.title };
    html! {
        (Field { id: "title", name: "title", label: "What to call it", value: title,
            ..Field::default() }.line())
        (Field { id: "by", name: "by", label: "Who warns", value: &form.by,
            hint: "As readers will see it, for example the name of your shop", ..Field::default()
                }.line())
        (Field { id: "also", name: "also", label: "Mask these words, too", value: &form.also,
            hint: "One a line", ..Field::default() }.area(2))
        (Field { id: "keep", name: "keep", label: "Do not mask these words", value: &form.keep,
            hint: "One a line", ..Field::default() }.area(2))
    }
}

fn masked(masks: &[Mask]) -> Markup {
    let mut once: Vec<&Mask> = Vec::new();
    for mask in masks {
        let is_same = |other: &&&Mask| (&other.words, &other.mask) == (&mask.words, &mask.mask);
        if once.iter().find(is_same).is_none() {
            once.push(mask);
        }
    }
    html! {
        section.sheet aria-labelledby="masked-title" {
            h2 id="masked-title" { "What is masked" }
            @if masks.is_empty() { p { "Nothing was found to mask. Read every line before it \
                leaves." } }
            @if !masks.is_empty() {
                table.stacks {
                    thead { tr { th scope="col" { "Words" } th scope="col" { "Become" }
                        th scope="col" { "Why" } } }
                    tbody { @for mask in once {
                        tr {
                            td data-name="Words" { (mask.words) }
                            td data-name="Become" { (mask.mask) }
                            td data-name="Why" {
                                @if mask.certainty == Certainty::Guessed { "A guess: " } (mask.why)
                            }
                        }
                    } }
                }
            }
        }
    }
}

pub(super) async fn publish(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
    Form(form): Form<WarningForm>,
) -> Result<Redirect, Problem> {
    let made = desk.publish_warning(&person, &case, form.wording()).await?;
    Ok(Redirect::to(&format!("/warnings/{}", made.case)))
}

pub(super) async fn take_back(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
) -> Result<Redirect, Problem> {
    desk.take_back_warning(&person, &case).await?;
    Ok(Redirect::to(&format!("/cases/{case}/warning")))
}
