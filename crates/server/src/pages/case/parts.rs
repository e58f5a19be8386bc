//! The parts of a case, each on a sheet with the form that adds to it.

use casebook::case::{Call, Case, Client, Deceit, Direction, Item, Payment, Task};
use casebook::recovery::written_amount;
use evidence::plain;
use maud::{Markup, html};

use super::adding;
use crate::desk::{Desk, WAYS};
use crate::pages::live::class;
use crate::pages::words::{capital, clock, count, day, today, when};

/// A sheet with what a case has of one kind.
fn sheet(id: &str, title: &str, none: Option<&str>, inside: &Markup) -> Markup {
    html! {
        section.sheet id=(id) aria-labelledby={ (id) "-title" } {
            h2 id={ (id) "-title" } { (title) }
            @if let Some(none) = none { p.none { (none) } }
            (inside)
        }
    }
}

/// What stands where there is nothing of a kind.
fn none<T>(of: &[T], words: &'static str) -> Option<&'static str> {
    of.is_empty().then_some(words)
}

/// What is to be done: what is open first, what is due soonest first.
pub(super) fn tasks(case: &Case) -> Markup {
    let mut tasks: Vec<&Item<Task>> = case.tasks.iter().collect();
    tasks.sort_by_key(|task| (task.value.done.is_some(), task.value.due.is_none(), task.value.due));
    let inside = html! {
        ul.steps { @for task in tasks { (task_line(case, task)) } }
        (adding::task(case))
    };
    sheet("tasks", "To do", none(&case.tasks, "Nothing is to be done."), &inside)
}

fn task_line(case: &Case, Item { number, value: task, .. }: &Item<Task>) -> Markup {
    let is_done = task.done.is_some();
    let to = if is_done { "open" } else { "done" };
    html! {
        li.done[is_done] {
            form method="post" action={ "/cases/" (case.id) "/tasks/" (number) "/" (to) } {
                button.tick aria-pressed=(is_done) aria-label={ "Done: " (task.title) } {}
            }
            div.what {
                h3 { (task.title) }
                @match (task.done, task.due) {
                    (Some(at), _) => p.quiet { "Done " (when(at)) },
                    (None, Some(due)) => p { (clock(due, today())) },
                    (None, None) => {}
                }
            }
        }
    }
}

/// The calls, each with its verdict in words.
pub(super) fn calls(desk: &Desk, case: &Case) -> Markup {
    let inside = html! {
        ul.items { @for call in &case.calls { li { (call_line(case, call)) } } }
        (adding::call(desk, case))
    };
    sheet("calls", "Calls", none(&case.calls, "No call is in this case yet."), &inside)
}

fn call_line(case: &Case, Item { number, value: call, .. }: &Item<Call>) -> Markup {
    html! {
        h3 { a href={ "/cases/" (case.id) "/calls/" (number) } { (call_title(call)) } }
        p { (verdict(call)) " " (count(call.utterances.len(), "line")) }
        @if let Some(note) = &call.note { p.words { (note) } }
    }
}

/// What a call is called: when it was, and who rang.
pub(super) fn call_title(call: &Call) -> Markup {
    let direction = match call.direction {
        Direction::In => "They rang",
        Direction::Out => "A call to them",
        Direction::NotKnown => "A call",
    };
    html! {
        (direction) @if let Some(began) = call.began { ", " (when(began)) }
        @if let Some(number) = &call.number_shown { ", from " (number) }
    }
}

/// The verdict of a call as a badge of words.
fn verdict(call: &Call) -> Markup {
    html! {
        @match &call.judgement {
            None => span.badge { "not judged" },
            Some(judgement) => {
                span.badge.(class(&judgement.verdict)) {
                    (capital(plain::in_words(&judgement.verdict))) }
                @if !judgement.verdict.abstained {
                    " " (plain::out_of_hundred(judgement.verdict.probability))
                        " calls like this are scams."
                }
            }
        }
    }
}

/// What was paid.
pub(super) fn payments(case: &Case) -> Markup {
    let inside = html! {
        ul.items { @for payment in &case.payments { li { (payment_line(case, payment)) } } }
        (adding::payment(case))
    };
    sheet(
        "payments",
        "Payments",
        none(&case.payments, "Nothing was paid, as far as is known."),
        &inside,
    )
}

fn payment_line(case: &Case, Item { value: payment, .. }: &Item<Payment>) -> Markup {
    let way = WAYS.iter().find(|(way, _)| *way == payment.way).map_or("", |(_, title)| *title);
    html! {
        h3 { (amount(payment, &case.client)) }
        p {
            (way) @if let Some(to) = &payment.recipient { ", to " (to) }
            @if let Some(date) = payment.date { ", on " (day(date)) }
        }
        p.quiet { @match payment.deceit {
            Some(Deceit::Unauthorised) => "Made without the client's consent.",
            Some(Deceit::Deceived) => "Made by the client, who was deceived.",
            None => "It is not known yet who made it.",
        } }
        @if let Some(note) = &payment.note { p.words { (note) } }
    }
}

/// Currencies without a smaller unit, and those with a thousandth (ISO 4217).
const WHOLE: [&str; 8] = ["JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF"];
const THOUSANDTHS: [&str; 6] = ["BHD", "IQD", "JOD", "KWD", "OMR", "TND"];

/// So many digits follow the point in a currency.
pub(super) fn digits(currency: &str) -> u32 {
    match currency {
        currency if WHOLE.contains(&currency) => 0,
        currency if THOUSANDTHS.contains(&currency) => 3,
        _ => 2,
    }
}

fn amount(payment: &Payment, client: &Client) -> String {
    let minor = payment.amount_minor;
    let written =
        |minor| written_amount(minor, payment.currency.as_deref(), client.country.as_deref());
    minor.map_or_else(|| "Amount not known".to_owned(), written)
}

/// What people said in their own words.
pub(super) fn notes(case: &Case) -> Markup {
    let inside = html! {
        ul.items { @for note in &case.notes { li {
            p.words { (note.value.text) }
            p.quiet.small {
                @if let Some(whose) = &note.value.whose { (whose) ", " } (when(note.added))
            }
        } } }
        (adding::note(case))
    };
    sheet("notes", "Notes", none(&case.notes, "No notes yet."), &inside)
}

/// What has happened, to be ticked.
pub(super) fn happened(desk: &Desk, case: &Case) -> Markup {
    let inside = html! {
        form method="post" action={ "/cases/" (case.id) "/happened" } {
            fieldset {
                legend.unseen { "What has happened" }
                div.choices { @for stage in desk.knowledge.stages() {
                    label.choice {
                        input type="checkbox" name="happened" value=(stage.id)
                            checked[case.happened.contains(&stage.id)];
                        span { (capital(&stage.title)) }
                    }
                } }
            }
            button { "Save what has happened" }
        }
    };
    sheet("happened", "What has happened", None, &inside)
}

/// The machines that were examined.
pub(super) fn machines(case: &Case) -> Markup {
    let inside = html! {
        ul.items { @for machine in &case.machines { li {
            h3 { (machine.value.name) }
            p.quiet { "Examined " (when(machine.added)) }
        } } }
        p.no-print { a href={ "/checkups?case=" (case.id) } { "Check a computer for this case" } }
    };
    sheet("machines", "Computers", none(&case.machines, "No computer was examined."), &inside)
}

const KILOBYTE: u64 = 1_000;

/// The files that belong to it.
pub(super) fn attachments(case: &Case) -> Markup {
    let inside = html! {
        ul.items { @for file in &case.attachments { li {
            p { a href={ "/cases/" (case.id) "/attachments/" (file.number) } { (file.value.name) }
                " (" (file.value.bytes.div_ceil(KILOBYTE)) " kB)" }
            p.quiet.small { "SHA-256 " code { (file.value.sha256) } }
        } } }
        (adding::attachment(case))
    };
    sheet("attachments", "Files", none(&case.attachments, "No files yet."), &inside)
}

/// Under which names they rang; nothing where none is known.
pub(super) fn callers(case: &Case) -> Markup {
    if case.callers.is_empty() {
        return Markup::default();
    }
    let inside = html! {
        ul.items { @for caller in &case.callers { li {
            p { (caller.value.names.join(", ")) }
            @if !caller.value.organisations.is_empty() {
                p { "Said that they work for: " (caller.value.organisations.join(", ")) }
            }
            @if let Some(note) = &caller.value.note { p.words { (note) } }
        } } }
    };
    sheet("callers", "Who rang", None, &inside)
}

/// So much of a text tells it from others.
const TITLE_CHARS_MAX: usize = 60;

/// Every part with its number and what it is, so that one can be chosen.
pub(super) fn all(case: &Case) -> Vec<(u64, String)> {
    let begun = |text: &str| -> String { text.chars().take(TITLE_CHARS_MAX).collect() };
    let mut parts: Vec<(u64, String)> = Vec::new();
    parts.extend(case.calls.iter().map(|each| {
        let first = each.value.utterances.first().map_or("", |said| said.text.as_str());
        (each.number, format!("Call: {}", begun(first)))
    }));
    parts.extend(
        case.payments
            .iter()
            .map(|each| (each.number, format!("Payment: {}", amount(&each.value, &case.client)))),
    );
    let notes = case.notes.iter();
    parts.extend(notes.map(|each| (each.number, format!("Note: {}", begun(&each.value.text)))));
    let tasks = case.tasks.iter();
    parts.extend(tasks.map(|each| (each.number, format!("To do: {}", begun(&each.value.title)))));
    let machines = case.machines.iter();
    parts.extend(machines.map(|each| (each.number, format!("Computer: {}", each.value.name))));
    let files = case.attachments.iter();
    parts.extend(files.map(|each| (each.number, format!("File: {}", each.value.name))));
    parts
}
