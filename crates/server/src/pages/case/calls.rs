//! A call of a case, read when it is over.

use axum::extract::{Path, State};
use casebook::case::{Call, Case};
use evidence::judge::judge;
use evidence::transcript::Side;
use maud::{Markup, html};

use super::parts::call_title;
use super::{Part, around};
use crate::desk::{Desk, circumstances};
use crate::pages::live::{Shown, whole};
use crate::problem::Problem;
use crate::who::Person;

pub(super) async fn one(
    State(desk): State<Desk>,
    person: Person,
    Path((case, number)): Path<(String, u64)>,
) -> Result<Markup, Problem> {
    let case = desk.case(&person, &case).await?;
    let call = case.calls.iter().find(|call| call.number == number);
    let call = &call.ok_or_else(|| Problem::not_found("call"))?.value;
    let sides: Vec<Side> = call.utterances.iter().map(|said| said.side).collect();
    let judged;
    let judgement = match &call.judgement {
        Some(judgement) => judgement,
        // A call whose server was stopped in the middle of it was never judged as a whole.
        None => {
            let circumstances = circumstances(&case, call.context.clone());
            judged = judge(&call.transcript(), &circumstances, desk.knowledge);
            &judged
        }
    };
    let shown = Shown {
        utterances: &call.utterances,
        sides: &sides,
        form: call.form,
        judgement,
        knowledge: desk.knowledge,
        is_over: true,
        is_cleared: call.is_cleared,
    };
    let main = html! {
        h2 { (call_title(call)) }
        (whole(&shown, &about(&desk, &case, call), &Markup::default()))
    };
    Ok(around(&case, Part::Below, &main))
}

/// What is known of the call beside its words.
fn about(desk: &Desk, case: &Case, call: &Call) -> Markup {
    let context = call.context.as_deref().and_then(|id| desk.knowledge.advice.context(id));
    let rows = [
        ("How it came about", context.map(|context| context.title.clone())),
        ("Number shown", call.number_shown.clone()),
        ("Numbers given", Some(call.numbers_given.join(", "))),
        ("Sites named", Some(call.sites_given.join(", "))),
        ("Note", call.note.clone()),
    ];
    html! {
        section.sheet aria-labelledby="about" {
            h2 id="about" { "About this call" }
            dl.data { @for (label, value) in rows {
                @if let Some(value) = value.filter(|value| !value.is_empty()) {
                    dt { (label) } dd { (value) }
                }
            } }
            p.no-print { a href={ "/cases/" (case.id) "#calls" } { "All calls of this case" } }
        }
    }
}
