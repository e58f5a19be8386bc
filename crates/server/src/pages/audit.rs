//! Who did what beside the changes to cases, for an admin to read.

use axum::extract::{Query, State};
use casebook::store::Deed;
use maud::{Markup, html};

use super::layout::{Frame, Place};
use super::words::{capital, when};
use crate::desk::{DeedsWanted, Desk};
use crate::problem::Problem;
use crate::who::Person;

pub(super) async fn list(
    State(desk): State<Desk>,
    person: Person,
    Query(wanted): Query<DeedsWanted>,
) -> Result<Markup, Problem> {
    let list = desk.deeds(&person, &wanted).await?;
    let main = html! {
        p.small { a href="/settings" { "Settings" } }
        h1 { "Who did what" }
        p.text { "Who came in, was refused, exported, deleted or published. What was changed in a \
            case is in the log of that case." }
        @if list.deeds.is_empty() { p.none { "Nothing yet." } }
        @else {
            table.stacks {
                caption { "The last first" }
                thead { tr {
                    th scope="col" { "When" } th scope="col" { "Who" } th scope="col" { "What" }
                    th scope="col" { "To what" }
                } }
                tbody { @for deed in &list.deeds { (row(deed)) } }
            }
        }
        @if let Some(next) = &list.next {
            p { a href={ "/settings/log?after=" (next) } { "Earlier ones" } }
        }
    };
    Ok(Frame::new("Who did what", Place::Settings).around(&main))
}

fn row(deed: &Deed) -> Markup {
    html! {
        tr {
            td data-name="When" { (when(deed.at)) }
            td data-name="Who" { (deed.person) }
            td data-name="What" { (capital(&deed.deed.replace('-', " "))) }
            td data-name="To what" { @if let Some(subject) = &deed.subject { code { (subject) } } }
        }
    }
}
