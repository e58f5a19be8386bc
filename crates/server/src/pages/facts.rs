//! What is true, who says so, where it holds, and when it does not.

use axum::extract::{Path, Query, State};
use evidence::facts::WORLD;
use evidence::judgement::Strength;
use evidence::rules::Slot;
use maud::{Markup, html};
use serde::Deserialize;

use super::fields::choice;
use super::layout::{Frame, Place};
use super::words::{capital, count, countries, places};
use crate::desk::{Desk, FactShown};
use crate::problem::Problem;
use crate::who::{Person, Role};

/// Which facts somebody asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    about: String,
    country: String,
    words: String,
}

impl Asked {
    fn wants(&self, fact: &FactShown) -> bool {
        let about = self.about.is_empty()
            || fact.bears_on.iter().any(|on| on.split('=').next() == Some(self.about.as_str()));
        let place = self.country.is_empty()
            || fact.jurisdiction.iter().any(|at| *at == self.country || at == WORLD);
        let words = format!("{} {}", fact.title, fact.says).to_lowercase();
        let wanted = self.words.to_lowercase();
        about && place && wanted.split_whitespace().all(|word| words.contains(word))
    }
}

pub(super) async fn list(
    State(desk): State<Desk>,
    person: Person,
    Query(asked): Query<Asked>,
) -> Result<Markup, Problem> {
    person.may(Role::Helper)?;
    let facts: Vec<FactShown> = desk.facts().into_iter().filter(|fact| asked.wants(fact)).collect();
    let main = html! {
        h1 { "What is true, and who says so" }
        p.text { "What callers claim is held against these facts. Each was read at its source, on \
            the day
            that stands beside it." }
        (filter(&desk, &asked))
        p role="status" { (capital(&count(facts.len(), "fact"))) "." }
        @for fact in &facts { article.sheet { (short(fact)) } }
    };
    Ok(Frame::new("What is true", Place::Facts).around(&main))
}

fn filter(desk: &Desk, asked: &Asked) -> Markup {
    let slots = &desk.knowledge.vocabulary.slots;
    let slots = slots.iter().map(|slot| (slot.id.id(), slot.title.as_str()));
    let chosen = Some(asked.country.as_str()).filter(|country| !country.is_empty());
    html! {
        form.search method="get" action="/facts" role="search" {
            div.field {
                label for="words" { "Words" }
                input type="search" id="words" name="words" value=(asked.words) autocomplete="off";
            }
            (choice(("about", "about", "What it is about"),
                [("", "Everything")].into_iter().chain(slots), &asked.about))
            div.field {
                label for="country" { "Where it holds" }
                (countries("country", "country", chosen))
            }
            button { "Show" }
        }
    }
}

fn short(fact: &FactShown) -> Markup {
    html! {
        h2 { a href={ "/facts/" (fact.id) } { (fact.title) } }
        p { (fact.says) }
        (source(fact))
    }
}

fn source(fact: &FactShown) -> Markup {
    html! {
        p.source.quiet.small {
            "Says " (fact.source.publisher) ": "
            a href=(fact.source.address) rel="noreferrer external" { (fact.source.title) }
            ", read on " (fact.source.checked) ". Holds: " (places(&fact.jurisdiction)) "."
        }
    }
}

pub(super) async fn one(
    State(desk): State<Desk>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Markup, Problem> {
    person.may(Role::Helper)?;
    let fact = desk.fact(&id).ok_or_else(|| Problem::not_found("fact"))?;
    let bearing = match fact.strength {
        Strength::Refutes => "What speaks against it is not true",
        Strength::Undermines => "It shows that something said proves nothing",
        Strength::Context => "It is good to know beside what is said",
    };
    let standing =
        if fact.primary { "Read where it stands." } else { "Read where it is repeated." };
    let main = html! {
        p.small.no-print { a href="/facts" { "What is true" } }
        h1 { (fact.title) }
        p.lead { (fact.says) }
        @if !fact.exceptions.trim().is_empty() { p.text { strong { "Except: " } (fact.exceptions) }
            }
        dl.data {
            dt { "Who says so" }
            dd {
                (fact.source.publisher) ": "
                a href=(fact.source.address) rel="noreferrer external" { (fact.source.title) }
            }
            dt { "Read on" } dd { (fact.source.checked) ". " (standing) }
            dt { "To be read again by" } dd { (fact.review_by) }
            dt { "Where it holds" } dd { (capital(&places(&fact.jurisdiction))) }
            dt { "What it does" } dd { (bearing) }
            dt { "What it bears on" }
            dd { ul { @for on in &fact.bears_on { li { (claim(&desk, on)) } } } }
        }
    };
    Ok(Frame::new(&fact.title, Place::Facts).around(&main))
}

/// A claim, `slot=value`, in the words of the vocabulary.
fn claim(desk: &Desk, claim: &str) -> String {
    let vocabulary = &desk.knowledge.vocabulary;
    let (slot, value) = claim.split_once('=').unwrap_or((claim, ""));
    match Slot::from_id(slot) {
        None => claim.to_owned(),
        Some(slot) if value.is_empty() => format!("{}: anything", vocabulary.slot(slot)),
        Some(slot) => format!("{}: {}", vocabulary.slot(slot), vocabulary.value(slot, value)),
    }
}
