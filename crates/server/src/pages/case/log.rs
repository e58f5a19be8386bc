//! Who changed what in a case, and when. Each change is chained to the one before.

use axum::extract::{Path, State};
use casebook::chain::{Change, dated_back};
use maud::{Markup, html};

use super::{Part, around};
use crate::desk::Desk;
use crate::pages::words::{capital, when};
use crate::problem::Problem;
use crate::who::Person;

pub(super) async fn log(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
) -> Result<Markup, Problem> {
    let shown = desk.case(&person, &case).await?;
    let changes = desk.log(&person, &case).await?;
    let back = dated_back(&changes);
    let main = html! {
        h2 { "Every change to this case" }
        p.text { "Each change carries a sum over itself and the change before it, so nothing can be
            altered or left out unseen." }
        table.stacks {
            caption { "The last change first" }
            thead { tr {
                th.number scope="col" { "Number" } th scope="col" { "When" } th scope="col" { "Who"
                    }
                th scope="col" { "What" } th scope="col" { "Sum (SHA-256)" }
            } }
            tbody { @for change in changes.iter().rev() {
                (row(change, back.contains(&change.number).then_some(SET_BACK)))
            } }
        }
    };
    Ok(around(&shown, Part::Log, &main))
}

/// So many characters of a sum tell it from others at a glance.
const SUM_CHARS_SHOWN: usize = 12;

/// What is said of a change that is dated before an earlier one.
const SET_BACK: &str = "A clock was set back: this came after the change before it.";

fn row(change: &Change, clock: Option<&str>) -> Markup {
    let act = change.read().map(|act| act.deed()).unwrap_or_else(|_| "cannot be read".to_owned());
    let sum: String = change.hash.chars().take(SUM_CHARS_SHOWN).collect();
    html! {
        tr id={ "change-" (change.number) } {
            td.number data-name="Number" { (change.number) }
            td data-name="When" {
                (when(change.at))
                @if let Some(clock) = clock { " " span.small { (clock) } }
            }
            td data-name="Who" { (change.by) }
            td data-name="What" { (capital(&act)) }
            td data-name="Sum" { code title=(change.hash) { (sum) "…" } }
        }
    }
}
