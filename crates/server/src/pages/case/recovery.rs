//! How the money comes back: what to do now, by when, what to write, where to report. The papers
//! themselves are in `papers`.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Redirect;
use casebook::case::{Case, Deceit};
use casebook::recovery::{
    Asked, Branch, Clock, FactCited, MoneyClock, Plan, Question, RightHeld, Standing, StepShown,
};
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;

use super::{Part, around};
use crate::desk::{Desk, PlanWanted, StepState};
use crate::pages::words::capital;
use crate::problem::Problem;
use crate::who::Person;

pub(super) async fn plan(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
) -> Result<Markup, Problem> {
    let plan = desk.plan(&person, &case, PlanWanted::default()).await?;
    let case = desk.case(&person, &case).await?;
    let main = html! {
        p.text.quiet { (plan.notice) }
        @for note in &plan.notes { p.text { strong { (note) } } }
        (questions(&case, &plan))
        (steps(&case, &plan))
        (money(&plan))
        (to_write(&case, &plan))
        (watch(&plan))
    };
    Ok(around(&case, Part::Recovery, &main))
}

/// What must be asked, because it changes the plan.
fn questions(case: &Case, plan: &Plan) -> Markup {
    html! {
        @if !plan.questions.is_empty() {
            section.sheet aria-labelledby="questions-title" {
                h2 id="questions-title" { "First, please answer" }
                @for question in &plan.questions {
                    div.question { h3 { (question.ask) } (answers(case, question)) }
                }
            }
        }
    }
}

/// The answers to a question, each with what it means and a button, or the way to where it is
/// answered.
fn answers(case: &Case, question: &Question) -> Markup {
    let of_payment = |payment: u64| format!("/cases/{}/payments/{payment}", case.id);
    html! { @match question.about {
        Asked::Situation => ul.items { @for answer in &question.answers { li {
            p { strong { (answer.says) } " " (answer.means) }
            form.row.no-print method="post"
                action={ "/cases/" (case.id) "/situations/" (answer.value) } {
                button name="holds" value="true" aria-label={ "Yes: " (answer.says) } { "Yes" }
                button name="holds" value="false" aria-label={ "No: " (answer.says) } { "No" }
            }
        } } },
        Asked::Deceit { payment } => form method="post" action=(of_payment(payment)) {
            ul.items { @for answer in &question.answers { li {
                button name="deceit" value=(answer.value) { (answer.says) }
                p { "Then: " (answer.means) }
            } } }
        },
        Asked::Date { payment } => form method="post" action=(of_payment(payment)) {
            div.field {
                label for={ "paid-" (payment) } { "The day" }
                input.short id={ "paid-" (payment) } type="date" name="date" required;
            }
            button { "Save the day" }
        },
        Asked::Country => p.no-print {
            a href={ "/cases/" (case.id) "#client" } { "Say it there" } },
        Asked::Happened => p.no-print {
            a href={ "/cases/" (case.id) "#happened" } { "Tick it there" } },
    } }
}

fn steps(case: &Case, plan: &Plan) -> Markup {
    html! {
        section.sheet aria-labelledby="steps-title" {
            h2 id="steps-title" { "What to do, in this order" }
            @if plan.steps.is_empty() {
                p { "Nothing yet: say on the overview what has happened." }
            }
            @for urgent in plan.steps.chunk_by(|one, other| one.urgency == other.urgency) {
                h3 { (capital(urgent[0].urgency.words())) }
                ol.steps { @for step in urgent { (one_step(case, plan, step)) } }
            }
        }
    }
}

/// What a step is called.
fn title<'p>(plan: &'p Plan, id: &'p str) -> &'p str {
    plan.steps.iter().find(|step| step.id == id).map_or(id, |step| step.title.as_str())
}

fn one_step(case: &Case, plan: &Plan, step: &StepShown) -> Markup {
    let done = step.done.is_some();
    let waits: Vec<&str> = step.waits_for.iter().map(|id| title(plan, id)).collect();
    html! {
        li id={ "step-" (step.id) } class=[done.then_some("done")] {
            form.no-print method="post" action={ "/cases/" (case.id) "/steps/" (step.id) } {
                button.tick name="done" value=(!done) aria-pressed=(done)
                    aria-label={ (step.title) ", done" } {}
            }
            div.what {
                h4 { (step.title) @if done { " (done)" } }
                p.quiet { "Who: " (step.who.words()) "." }
                ul { @for act in &step.acts { li { (act) } } }
                p { "Why: " (step.why) }
                p.quiet { "Done when: " (step.done_when) }
                @if !waits.is_empty() { p.quiet { "Only after: " (waits.join(", ")) } }
                @if !step.facts.is_empty() {
                    details {
                        summary { "Who says so" }
                        @for fact in &step.facts { (cited(fact)) }
                    }
                }
            }
        }
    }
}

fn cited(fact: &FactCited) -> Markup {
    html! {
        p { (fact.says) }
        p.source.quiet.small {
            "Says " (fact.source.publisher) ": "
            a href=(fact.source.address) rel="noreferrer external" { (fact.source.title) }
            ", read on " (fact.source.checked) "."
            @if fact.abroad { " It is from another country than the client's." }
        }
    }
}

fn money(plan: &Plan) -> Markup {
    html! { @for clock in &plan.money { (payment(clock)) } }
}

fn payment(money: &MoneyClock) -> Markup {
    let title = format!("payment-{}-title", money.payment);
    html! {
        section.sheet id={ "payment-" (money.payment) } aria-labelledby=(title) {
            h2 id=(title) { "The money: " (money.words) }
            @for note in &money.notes { p { (note) } }
            @for branch in &money.cases {
                @if money.deceit.is_none() {
                    h3 { @match branch.deceit {
                        Deceit::Deceived => "If the client made the payment, being deceived",
                        Deceit::Unauthorised => "If somebody else made the payment",
                    } }
                }
                (one_case(branch))
            }
        }
    }
}

fn one_case(branch: &Branch) -> Markup {
    html! {
        @if !branch.call.is_empty() {
            h3 { "Whom to call, in this order" }
            ol { @for call in &branch.call { li { (call) } } }
        }
        @if !branch.say.is_empty() { h3 { "What to say" } blockquote { p { (branch.say) } } }
        @if !branch.proof.is_empty() {
            h3 { "Have ready" }
            ul { @for proof in &branch.proof { li { (proof) } } }
        }
        @if branch.rights.is_empty() { p {
            "No right to the money back is known here. Ask all the same." } }
        @for right in &branch.rights { (one_right(right)) }
        @if !branch.uncertain.is_empty() { p { "Not certain: " (branch.uncertain) } }
    }
}

fn one_right(right: &RightHeld) -> Markup {
    html! {
        h3 { (right.title) }
        @for clock in &right.clocks { p { (one_clock(clock)) } }
        p { (right.says) }
        @if !right.liability.is_empty() { p { "What the client bears: " (right.liability) } }
        @if !right.exceptions.is_empty() { p { "It does not hold: " (right.exceptions) } }
        @if !right.uncertain.is_empty() { p { strong { "Not certain: " } (right.uncertain) } }
        @if right.stale { p { strong { "This was to be looked at again; check it first." } } }
        p.source {
            (right.basis) ". "
            @for source in &right.sources { (source.line()) " " }
        }
    }
}

fn one_clock(clock: &Clock) -> Markup {
    let class = match clock.standing {
        Standing::Passed => "clock late",
        Standing::Today | Standing::AtOnce => "clock near",
        Standing::Running | Standing::Waiting => "clock",
    };
    html! {
        span class=(class) { (clock.words) } ": " (clock.act) " (" (clock.length) ")"
        @if clock.hard { ". If it is missed: " (clock.missed) }
        @if let Some(note) = &clock.note { ". " (note) }
    }
}

fn to_write(case: &Case, plan: &Plan) -> Markup {
    html! {
        section.sheet aria-labelledby="write-title" {
            h2 id="write-title" { "Letters and reports" }
            @if plan.letters.is_empty() && plan.reports.is_empty() { p { "None that fit yet." } }
            ul.items {
                @for offer in &plan.letters {
                    @let first = offer.payments.first();
                    li {
                        h3 { a href={ "/cases/" (case.id) "/letters/" (offer.letter)
                            @if let Some(payment) = first { "?payment=" (payment) } } {
                                (offer.title) } }
                        p { "To " (offer.to) ". " (offer.send) }
                        @if offer.missing > 0 { p.quiet { (offer.missing) " blanks are still empty."
                            } }
                    }
                }
                @for offer in &plan.reports {
                    li {
                        h3 { a href={ "/cases/" (case.id) "/reports/" (offer.form) } { (offer.title)
                            } }
                        p { "To " (offer.to) ". " (offer.filled) " of " (offer.fields)
                            " fields are filled." }
                        @if offer.sent { p.quiet { "Sent." } }
                    }
                }
            }
        }
    }
}

fn watch(plan: &Plan) -> Markup {
    html! {
        section.sheet aria-labelledby="watch-title" {
            h2 id="watch-title" { (plan.watch.title) }
            p { (plan.watch.says) }
            p { "Say: “" (plan.watch.answer) "”" }
            ul { @for sign in &plan.watch.sign { li { strong { (sign.title) } " " (sign.says) } } }
        }
    }
}

/// The form that ticks a step, or answers which situation holds.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ticked {
    done: bool,
    holds: bool,
}

pub(super) async fn tick(
    State(desk): State<Desk>,
    person: Person,
    Path((case, step)): Path<(String, String)>,
    Form(form): Form<Ticked>,
) -> Result<Redirect, Problem> {
    let state = StepState { done: form.done, ..StepState::default() };
    desk.set_step(&person, &case, &step, state).await?;
    Ok(Redirect::to(&format!("/cases/{case}/recovery#step-{step}")))
}

pub(super) async fn situation(
    State(desk): State<Desk>,
    person: Person,
    Path((case, situation)): Path<(String, String)>,
    Form(form): Form<Ticked>,
) -> Result<Redirect, Problem> {
    desk.set_situation(&person, &case, &situation, form.holds).await?;
    Ok(Redirect::to(&format!("/cases/{case}/recovery")))
}

/// The form that answers a question about a payment.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Known {
    deceit: Option<Deceit>,
    date: Option<Date>,
}

pub(super) async fn known(
    State(desk): State<Desk>,
    person: Person,
    Path((case, payment)): Path<(String, u64)>,
    Form(form): Form<Known>,
) -> Result<Redirect, Problem> {
    let shown = desk.case(&person, &case).await?;
    let before = shown.payments.into_iter().find(|each| each.number == payment);
    let mut known = before.ok_or_else(|| Problem::not_found("payment"))?.value;
    known.deceit = form.deceit.or(known.deceit);
    known.date = form.date.or(known.date);
    desk.amend_payment(&person, &case, (payment, known)).await?;
    Ok(Redirect::to(&format!("/cases/{case}/recovery#payment-{payment}")))
}
