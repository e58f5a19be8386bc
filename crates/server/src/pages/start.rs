//! Where one begins: a call in one step, the calls that go on, the latest cases.

use axum::extract::State;
use casebook::store::Standing;
use evidence::plain;
use maud::{Markup, html};

use super::cases::or_untitled;
use super::layout::{Frame, Place};
use super::words::{capital, count, countries, when};
use crate::desk::{CaseList, CasesWanted, Desk};
use crate::live::shapes::{Held, Line};
use crate::problem::Problem;
use crate::who::Person;

/// So many cases are shown here; the others are in the list.
const CASES_SHOWN: u32 = 5;

pub(super) async fn start(State(desk): State<Desk>, person: Person) -> Result<Markup, Problem> {
    let wanted = CasesWanted {
        standing: Some(Standing::Open),
        count: Some(CASES_SHOWN),
        ..CasesWanted::default()
    };
    let cases = desk.cases(&person, &wanted).await?;
    let country = desk.settings().await?.country;
    let calls = desk.calls();
    let main = html! {
        h1 { "Is somebody on the phone now?" }
        p.lead { "You can hang up at any time: nobody honest minds if you ring back on a number \
            that you know. If you stay on the line, agree to nothing, and let this page follow the \
            call." }
        div.columns {
            (begin(&desk, country.as_deref()))
            div {
                (going_on(&calls))
                (already_over())
                (latest(&cases))
            }
        }
    };
    Ok(Frame::new("Start", Place::Start).around(&main))
}

fn begin(desk: &Desk, country: Option<&str>) -> Markup {
    html! {
        form.sheet method="post" action="/calls" aria-labelledby="begin" {
            h2 id="begin" { "Follow the call" }
            details id="more" {
                summary { "Say more first: who rang whom, where you are, keep it" }
                (who_rang(desk))
                div.field {
                    label for="country" { "Where are you?" }
                    p.hint id="country-hint" { "What is true, and whom to tell, differs between \
                        countries." }
                    (countries("country", "country", country))
                }
                label.choice {
                    input type="checkbox" name="keep" value="true" aria-describedby="keep-hint";
                    span {
                        "Keep what is said, in a case"
                        span.hint id="keep-hint" { br; "Without this nothing is written down \
                            anywhere: the words are gone when Hangup stops. You can still keep it \
                            later." }
                    }
                }
            }
            (ways(desk.options.words.is_some()))
        }
    }
}

fn who_rang(desk: &Desk) -> Markup {
    html! {
        fieldset {
            legend { "Who rang whom?" }
            div.choices {
                @for context in &desk.knowledge.advice.contexts {
                    label.choice {
                        input type="radio" name="context" value=(context.id);
                        span { (context.title) }
                    }
                }
                label.choice {
                    input type="radio" name="context" value="" checked;
                    span { "I am not sure" }
                }
            }
        }
    }
}

/// The ways in which words come in. Whichever is chosen, the others stay open.
fn ways(hears: bool) -> Markup {
    html! {
        div.ways {
            @if hears {
                button.first name="by" value="microphone" { "Listen with this device’s microphone" }
                button name="by" value="typing" { "Type what is said" }
            } @else {
                button.first name="by" value="typing" { "Type what is said" }
            }
            button name="by" value="paste" { "Paste or upload what was said" }
            @if !hears {
                p.hint { "This Hangup cannot listen yet: no speech model is installed. Whoever set \
                    it up can run " code { "hangup model install" } "." }
            }
        }
    }
}

/// The calls that go on.
fn going_on(calls: &[Line]) -> Markup {
    html! {
        @if !calls.is_empty() {
            section.sheet aria-labelledby="going-on" {
                h2 id="going-on" { "Calls" }
                ul.items { @for call in calls { li { (call_line(call)) } } }
            }
        }
    }
}

fn call_line(call: &Line) -> Markup {
    let share = plain::out_of_hundred(call.probability);
    html! {
        h3 { a href={ "/calls/" (call.id) } { "Call of " (when(call.began)) } }
        p {
            @match (call.is_over, call.held) {
                (true, _) => "It is over. ",
                (_, Held::Here) => "It goes on. ",
                (_, Held::Elsewhere) => "It goes on at another server. ",
                (_, Held::Nowhere) => "Its server is gone; go on with it here. ",
            }
            (capital(&count(call.turns, "line"))) ". "
            @if call.abstained { "Too little was said to tell." }
            @else { (capital(&share)) " calls like this are scams." }
        }
    }
}

fn already_over() -> Markup {
    html! {
        section.sheet aria-labelledby="over" {
            h2 id="over" { "Is it already over?" }
            p { "Did you give them money, a code, or let them into your computer? Hang up, tell \
                your bank by the number on your card, then write it down here: what can be got \
                back often depends on the first hours." }
            p { a.button href="/cases/new" { "Open a case" } }
        }
    }
}

fn latest(cases: &CaseList) -> Markup {
    html! {
        @if !cases.cases.is_empty() {
            section.sheet aria-labelledby="latest" {
                h2 id="latest" { "Open cases" }
                ul.items { @for case in &cases.cases { li {
                    h3 { a href={ "/cases/" (case.id) } { (or_untitled(&case.title)) } }
                    p.quiet {
                        @if let Some(client) = &case.client { (client) ", " }
                        "changed " (when(case.changed))
                    }
                } } }
                p { a href="/cases" { "All cases" } }
            }
        }
    }
}
