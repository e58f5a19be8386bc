//! The list of cases: what is open, what was said in them, and the beginning of another.

use axum::Form;
use axum::extract::{Query, State};
use axum::response::Redirect;
use casebook::case::Client;
use casebook::store::{Hit, Line, Standing};
use maud::{Markup, html};
use serde::Deserialize;

use super::fields::{Field, choice};
use super::layout::{Frame, Place};
use super::words::{countries, marked, when};
use crate::desk::{CaseBegun, CaseList, CasesWanted, Desk};
use crate::problem::Problem;
use crate::who::Person;

/// Which cases somebody asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    words: String,
    standing: String,
    after: Option<String>,
}

const STANDINGS: [(&str, &str); 3] = [("", "All"), ("open", "Open"), ("closed", "Closed")];
/// So many hits are shown; who finds more searches for more words.
const HITS_MAX: u32 = 20;

pub(super) async fn list(
    State(desk): State<Desk>,
    person: Person,
    Query(asked): Query<Asked>,
) -> Result<Markup, Problem> {
    let words = Some(asked.words.trim()).filter(|words| !words.is_empty());
    let wanted = CasesWanted {
        standing: match asked.standing.as_str() {
            "open" => Some(Standing::Open),
            "closed" => Some(Standing::Closed),
            _ => None,
        },
        naming: words.map(str::to_owned),
        after: asked.after.clone(),
        count: None,
    };
    let cases = desk.cases(&person, &wanted).await?;
    let hits = match words {
        Some(words) => desk.search(&person, words, Some(HITS_MAX)).await?,
        None => Vec::new(),
    };
    let main = html! {
        h1 { "Cases" }
        p.text { "A case keeps what belongs together: calls, notes, payments, the check of a \
            computer,
            and what is to be done." }
        p { a.button.first href="/cases/new" { "Open a case" } }
        (search(&asked))
        @if let Some(words) = words { (found(&hits, words)) }
        @if hits.is_empty() || !cases.cases.is_empty() { (table(&cases, words)) }
        (paging(&asked, &cases))
    };
    Ok(Frame::new("Cases", Place::Cases).around(&main))
}

fn search(asked: &Asked) -> Markup {
    html! {
        form.search method="get" action="/cases" role="search" {
            (Field { id: "words", name: "words", label: "Find words", value: &asked.words,
                hint: "A name, a number, or anything that was said or noted", kind: "search",
                ..Field::default() }.line())
            div.field.state { (choice(("standing", "standing", "Which"), STANDINGS,
                &asked.standing)) }
            button { "Find" }
        }
    }
}

fn found(hits: &[Hit], words: &str) -> Markup {
    html! {
        section.sheet aria-labelledby="found" {
            h2 id="found" { "Where these words were said or noted" }
            @if hits.is_empty() { p.none { "Nowhere." } }
            ul.hits { @for hit in hits { li {
                h3 { a href={ "/cases/" (hit.case) } { (or_untitled(&hit.title)) } }
                p { "… " (marked(&hit.quote, words)) " …" }
            } } }
        }
    }
}

/// What a case without a title is called.
pub(super) fn or_untitled(title: &str) -> &str {
    if title.is_empty() { "Case without a title" } else { title }
}

fn table(cases: &CaseList, words: Option<&str>) -> Markup {
    html! {
        @if cases.cases.is_empty() {
            p.none { @if words.is_some() { "No case is called so." } @else { "There is no case yet."
                } }
        } @else {
            table.stacks {
                caption { @if words.is_some() { "Cases that are called so" }
                    @else { "The last changed first" } }
                thead { tr {
                    th scope="col" { "Case" } th scope="col" { "Client" } th scope="col" { "Changed"
                        }
                    th scope="col" { "State" } th.number scope="col" { "Number" }
                } }
                tbody { @for line in &cases.cases { (row(line, words.unwrap_or(""))) } }
            }
        }
    }
}

fn row(line: &Line, words: &str) -> Markup {
    html! {
        tr {
            th scope="row" {
                a href={ "/cases/" (line.id) } { (marked(or_untitled(&line.title), words)) }
            }
            td data-name="Client" { (marked(line.client.as_deref().unwrap_or("not known"), words)) }
            td data-name="Changed" { (when(line.changed)) }
            td data-name="State" { @if line.closed { "closed" } @else { "open" } }
            td.number data-name="Number" { (line.number) }
        }
    }
}

fn paging(asked: &Asked, cases: &CaseList) -> Markup {
    let field = |name: &str, value: &str| html! { input type="hidden" name=(name) value=(value); };
    html! {
        @if asked.after.is_some() || cases.next.is_some() {
            nav.paging aria-label="More cases" {
                @if asked.after.is_some() { a.button href="/cases" { "The newest" } }
                @if let Some(next) = &cases.next {
                    form method="get" action="/cases" {
                        (field("words", &asked.words)) (field("standing", &asked.standing))
                        (field("after", next))
                        button { "Older cases" }
                    }
                }
            }
        }
    }
}

pub(super) async fn blank(State(desk): State<Desk>, _: Person) -> Result<Markup, Problem> {
    let settings = desk.settings().await?;
    let main = html! {
        h1 { "Open a case" }
        p.text { "Only the title is needed. Everything can be added and changed later." }
        form.text method="post" action="/cases" {
            (Field { id: "title", name: "title", label: "What is it about?", required: true,
                hint: "For example: call from “Microsoft”, Monday", ..Field::default() }.line())
            (client_fields(&Client { country: settings.country, ..Client::default() }))
            button.first { "Open the case" }
        }
    };
    Ok(Frame::new("Open a case", Place::Cases).around(&main))
}

/// The fields that say who the client is.
pub(super) fn client_fields(client: &Client) -> Markup {
    let field = |id, label, kind, value: &Option<String>| {
        let value = value.as_deref().unwrap_or("");
        Field { id, name: id, label, kind, value, ..Field::default() }.line()
    };
    html! {
        fieldset {
            legend { "The person it happened to" }
            (field("name", "Name", "text", &client.name))
            (field("phone", "Telephone", "tel", &client.phone))
            (field("email", "E-mail", "email", &client.email))
            (Field { id: "address", name: "address", label: "Address",
                value: client.address.as_deref().unwrap_or(""), ..Field::default() }.area(3))
            div.field {
                label for="country" { "Country" }
                p.hint id="country-hint" { "It decides which rights and which offices there are." }
                (countries("country", "country", client.country.as_deref()))
            }
            details {
                summary { "More, for letters and reports" }
                (Field { id: "age", name: "age", label: "Age", kind: "number",
                    value: &client.age.map_or_else(String::new, |age| age.to_string()),
                    ..Field::default() }.line())
                (Field { id: "circumstances", name: "circumstances",
                    label: "What made them easier to deceive, if they want to say it",
                    value: client.circumstances.as_deref().unwrap_or(""), ..Field::default()
                        }.area(2))
                (Field { id: "papers", name: "papers",
                    label: "Papers and personal data that they gave", hint: "One a line",
                    value: &client.papers_given.join("\n"), ..Field::default() }.area(2))
            }
        }
    }
}

/// The form with the client's data.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ClientForm {
    title: String,
    name: Option<String>,
    country: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    address: Option<String>,
    age: Option<String>,
    circumstances: Option<String>,
    papers: Option<String>,
}

impl ClientForm {
    /// The client that it tells of.
    pub(super) fn client(self) -> Client {
        let Self { name, country, phone, email, address, circumstances, .. } = self;
        let papers = self.papers.unwrap_or_default();
        let papers = papers.lines().map(str::trim).filter(|line| !line.is_empty());
        Client {
            name,
            country,
            phone,
            email,
            address,
            age: self.age.and_then(|age| age.trim().parse().ok()),
            circumstances,
            papers_given: papers.map(str::to_owned).collect(),
        }
    }
}

pub(super) async fn begin(
    State(desk): State<Desk>,
    person: Person,
    Form(form): Form<ClientForm>,
) -> Result<Redirect, Problem> {
    let title = form.title.clone();
    let case = desk.begin_case(&person, CaseBegun { title, client: form.client() }).await?;
    Ok(Redirect::to(&format!("/cases/{}", case.id)))
}
