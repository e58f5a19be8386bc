//! How the money comes back: what to do now, by when, what to write, where to report.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use casebook::case::{Case, Deceit};
use casebook::paper::{Block, Paper};
use casebook::recovery::{Branch, Clock, MoneyClock, Plan, RightHeld, Standing, StepShown};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Part, around};
use crate::api::leaving::paper_sent;
use crate::desk::{Desk, PaperForm, StepState};
use crate::pages::words::capital;
use crate::problem::Problem;
use crate::who::Person;

pub(super) async fn plan(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
) -> Result<Markup, Problem> {
    let plan = desk.plan(&person, &case).await?;
    let case = desk.case(&person, &case).await?;
    let main = html! {
        p.text { (plan.notice) }
        @for note in &plan.notes { p.text { strong { (note) } } }
        (questions(&case, &plan))
        (steps(&case, &plan))
        (money(&plan))
        (to_write(&case, &plan))
        (watch(&plan))
    };
    Ok(around(&case, Part::Recovery, &main))
}

/// What must be asked, because it changes the plan. Where an answer can be given here, it is a
/// button.
fn questions(case: &Case, plan: &Plan) -> Markup {
    use casebook::recovery::Asked;
    html! {
        @if !plan.questions.is_empty() {
            section.sheet aria-labelledby="questions-title" {
                h2 id="questions-title" { "First, please answer" }
                @for question in &plan.questions {
                    h3 { (question.ask) }
                    ul { @for answer in &question.answers {
                        li {
                            strong { (answer.says) } " " (answer.means)
                            @if question.about == Asked::Situation {
                                form.no-print method="post"
                                    action={ "/cases/" (case.id) "/situations/" (answer.value) } {
                                    button name="holds" value="true" { "Yes, this happened" } " "
                                    button name="holds" value="false" { "No" }
                                }
                            }
                        }
                    } }
                    @if question.about != Asked::Situation {
                        p.no-print { a href={ "/cases/" (case.id) } { "Answer it on the overview" }
                            }
                    }
                }
            }
        }
    }
}

fn steps(case: &Case, plan: &Plan) -> Markup {
    html! {
        section.sheet aria-labelledby="steps-title" {
            h2 id="steps-title" { "What to do, in this order" }
            @if plan.steps.is_empty() {
                p { "Nothing yet: say on the overview what has happened." }
            }
            ol.steps { @for step in &plan.steps { (one_step(case, step)) } }
        }
    }
}

fn one_step(case: &Case, step: &StepShown) -> Markup {
    let done = step.done.is_some();
    html! {
        li id={ "step-" (step.id) } class=[done.then_some("done")] {
            form.no-print method="post" action={ "/cases/" (case.id) "/steps/" (step.id) } {
                button.tick name="done" value=(!done) aria-pressed=(done)
                    aria-label={ (step.title) ", done" } { @if done { "✓" } @else { "○" } }
            }
            div.what {
                h3 { (step.title) @if done { " (done)" } }
                p.quiet { (capital(step.urgency.words())) ". Who: " (step.who.words()) "." }
                ul { @for act in &step.acts { li { (act) } } }
                p { "Why: " (step.why) }
                p.quiet { "Done when: " (step.done_when) }
                @if !step.waits_for.is_empty() {
                    p.quiet { "Only after: " (step.waits_for.join(", ")) }
                }
                @for fact in &step.facts {
                    details {
                        summary { "Who says so" }
                        p { (fact.says) }
                        p.source {
                            "Says " (fact.source.publisher) ": "
                            a href=(fact.source.address) rel="noreferrer external" {
                                (fact.source.title) }
                            ", read on " (fact.source.checked) "."
                            @if fact.abroad { " It is from another country than the client's." }
                        }
                    }
                }
            }
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
    let payments: Vec<u64> = about.payment.into_iter().collect();
    let letter = desk.letter(&person, &case, &name, payments).await?;
    if let Some(form) = about.format {
        return Ok(paper_sent(&name, form, desk.printed(letter.paper, form).await?));
    }
    let shown = desk.case(&person, &case).await?;
    let main = html! {
        h1 { (letter.title) }
        section.sheet.no-print aria-label="Before it goes" {
            @for line in &letter.before { p { (line) } }
            p { "How to send it: " (letter.send) }
            @if !letter.enclose.is_empty() {
                h2 { "Enclose" }
                ul { @for item in &letter.enclose { li { (item) } } }
            }
            p { a href={ "?format=pdf" @if let Some(payment) = about.payment { "&payment=" (payment)
                } } {
                "Save it as PDF" } }
        }
        (paper(&letter.paper))
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
        return Ok(paper_sent(&name, form, desk.printed(draft.paper(), form).await?));
    }
    let shown = desk.case(&person, &case).await?;
    let main = html! {
        h1 { (draft.title) }
        p.no-print { a href="?format=pdf" { "Save it as PDF" } " "
            a href="?format=text" { "Save it as text" } }
        (paper(&draft.paper()))
    };
    Ok(around(&shown, Part::Below, &main).into_response())
}

/// A paper as it will be printed.
fn paper(paper: &Paper) -> Markup {
    html! {
        article.paper aria-label="The paper" {
            h2 { (paper.title) }
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
                strong { (label) ": " }
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
