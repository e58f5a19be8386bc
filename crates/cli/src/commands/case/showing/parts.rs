//! A case and its parts in words, each part with the number by which it is named.

use casebook::case::{
    Call, Caller, Case, Claim, Client, Direction, Item, Machine, Payment, Report,
};
use casebook::recovery::written_amount;
use evidence::knowledge::Knowledge;
use evidence::plain::out_of_hundred;
use jiff::civil::Date;

use super::time;
use crate::page::{Page, counted, safe, shortened};

/// So many characters of a note are shown.
const NOTE_CHARS_MAX: usize = 400;

/// Adds a case with all of its parts.
pub fn add_case(page: &mut Page, case: &Case, knowledge: &Knowledge) {
    page.heading(&safe(&case.title));
    page.paragraph("  ", &format!("Id: {}", case.id));
    let closed = case.closed.map_or_else(String::new, |at| format!("; closed {}", time(at)));
    let words =
        format!("Opened {}; last changed {}{closed}", time(case.opened), time(case.changed));
    page.paragraph("  ", &words);
    add_people(page, case);
    if !case.happened.is_empty() {
        let title = |id: &String| {
            let stage = knowledge.stages().find(|stage| stage.id == *id);
            stage.map_or_else(|| id.clone(), |stage| format!("{} ({id})", stage.title))
        };
        let happened: Vec<String> = case.happened.iter().map(title).collect();
        page.paragraph("  ", &format!("Has happened: {}", happened.join(", ")));
    }
    add_parts(page, "Callers", &case.callers, caller);
    add_parts(page, "Calls", &case.calls, |part| call(part, knowledge));
    add_parts(page, "Payments", &case.payments, payment);
    add_parts(page, "Notes", &case.notes, |note| {
        let whose =
            note.whose.as_ref().map_or_else(String::new, |name| format!("{}: ", safe(name)));
        format!("{whose}{}", safe(&shortened(&note.text, NOTE_CHARS_MAX)))
    });
    add_parts(page, "Computers", &case.machines, machine);
    add_parts(page, "To do", &case.tasks, |task| {
        let done = if task.done.is_some() { "done: " } else { "" };
        let due = task.due.map_or_else(String::new, |day| format!(", by {day}"));
        format!("{done}{}{due}", safe(&task.title))
    });
    add_parts(page, "Claims", &case.claims, claim);
    add_parts(page, "Reports", &case.reports, report);
    add_parts(page, "Files", &case.attachments, |file| {
        format!("{}, {} bytes, SHA-256 {}", safe(&file.name), file.bytes, file.sha256)
    });
}

/// Adds the client, and whoever reports for them.
fn add_people(page: &mut Page, case: &Case) {
    let Client { name, country, phone, email, address, age, circumstances, papers_given } =
        &case.client;
    let age = age.map(|age| format!("{age} years old"));
    let papers =
        (!papers_given.is_empty()).then(|| format!("gave papers: {}", papers_given.join(", ")));
    let known = [name, country, phone, email, address, &age, circumstances, &papers];
    let known: Vec<String> = known.into_iter().flatten().map(|text| safe(text)).collect();
    if !known.is_empty() {
        page.paragraph("  ", &format!("Client: {}", known.join(", ")));
    }
    let reporter = &case.reporter;
    let known = [&reporter.name, &reporter.relation, &reporter.phone, &reporter.email];
    let known: Vec<String> = known.into_iter().flatten().map(|text| safe(text)).collect();
    if !known.is_empty() {
        page.paragraph("  ", &format!("Reports for them: {}", known.join(", ")));
    }
}

fn add_parts<T>(page: &mut Page, title: &str, parts: &[Item<T>], words: impl Fn(&T) -> String) {
    if parts.is_empty() {
        return;
    }
    page.heading(title);
    for part in parts {
        page.item("  ", &format!("{:>3}  ", part.number), &words(&part.value));
    }
}

fn call(call: &Call, knowledge: &Knowledge) -> String {
    let began = call.began.map_or_else(|| "at a time not known".to_owned(), time);
    let mut words = match call.direction {
        Direction::In => format!("They rang, {began}"),
        Direction::Out => format!("The client rang, {began}"),
        Direction::NotKnown => format!("Call {began}"),
    };
    let mut say = |what: &str, values: &[String]| {
        if !values.is_empty() {
            words.push_str(&format!("; {what} {}", safe(&values.join(", "))));
        }
    };
    say("showed", call.number_shown.as_slice());
    say("gave", &call.numbers_given);
    say("named", &call.sites_given);
    let context = call.context.as_ref().map(|id| {
        let known = knowledge.advice.context(id);
        known.map_or_else(|| id.clone(), |context| context.title.clone())
    });
    say("how it came about:", context.as_slice());
    words.push_str(&format!("; {}", counted(call.utterances.len(), "turn", "turns")));
    words.push_str(&verdict(call));
    if let Some(note) = &call.note {
        words.push_str(&format!(". {}", safe(&shortened(note, NOTE_CHARS_MAX))));
    }
    words
}

fn verdict(call: &Call) -> String {
    let Some(judgement) = &call.judgement else { return String::new() };
    let verdict = &judgement.verdict;
    let share = out_of_hundred(verdict.probability);
    match (call.is_cleared, verdict.abstained) {
        (true, _) => ": no scam, says whoever followed it".to_owned(),
        (_, true) => ": too little was said to tell".to_owned(),
        _ => format!(": {}, {share} calls like it are scams", verdict.level.id()),
    }
}

fn caller(caller: &Caller) -> String {
    let mut words = match caller.names.is_empty() {
        true => "No name".to_owned(),
        false => caller.names.join(", "),
    };
    for (what, values) in [
        ("of", &caller.organisations),
        ("staff number", &caller.staff_ids),
        ("mail", &caller.emails),
        ("address", &caller.addresses),
    ] {
        if !values.is_empty() {
            words.push_str(&format!("; {what} {}", values.join(", ")));
        }
    }
    let language = caller.language.iter().map(|language| format!("; spoke {language}"));
    let note = caller.note.iter().map(|note| format!(". {}", shortened(note, NOTE_CHARS_MAX)));
    words.extend(language.chain(note));
    safe(&words)
}

fn machine(machine: &Machine) -> String {
    let list = |key: &str| machine.findings.get(key).and_then(|list| list.as_array());
    let sessions = list("sessions").map_or(&[][..], Vec::as_slice);
    let alarming = |session: &&serde_json::Value| {
        let standing = session.get("standing").and_then(|standing| standing.as_str());
        standing == Some("alarming")
    };
    let found = match (sessions.len(), sessions.iter().filter(alarming).count()) {
        (0, _) => "no session from far away could be seen".to_owned(),
        (all, 0) => counted(all, "session from far away", "sessions from far away"),
        (all, bad) => {
            let all = counted(all, "session from far away", "sessions from far away");
            format!("{all}, {bad} of them alarming")
        }
    };
    format!("{}: {found}", safe(&machine.name))
}

fn payment(payment: &Payment) -> String {
    let country = payment.country.as_deref();
    let amount = payment.amount_minor.map_or_else(
        || "an amount not known".to_owned(),
        |amount| written_amount(amount, payment.currency.as_deref(), country),
    );
    let to = payment.recipient.as_ref();
    let to = to.map_or_else(String::new, |name| format!(" to {}", safe(name)));
    let date = payment.date.map_or_else(String::new, |day| format!(" on {day}"));
    let deceit = payment.deceit.map_or_else(
        || "; nobody has said yet who made it".to_owned(),
        |deceit| format!("; {}", deceit.words()),
    );
    format!("{amount} by {}{to}{date}{deceit}", payment.way.words())
}

fn claim(claim: &Claim) -> String {
    let day = |day: Option<Date>| day.map_or_else(String::new, |day| format!(" on {day}"));
    let sent =
        claim.sent.map_or_else(|| ", not sent yet".to_owned(), |date| format!(", sent {date}"));
    let answer = match (&claim.answer, claim.answered) {
        (None, None) => "; no answer yet".to_owned(),
        (answer, on) => {
            let words = answer.as_ref().map_or_else(String::new, |words| format!(": {words}"));
            format!("; answered{}{words}", day(on))
        }
    };
    safe(&format!("{} to {}{sent}{answer}", claim.kind.words(), claim.to))
}

fn report(report: &Report) -> String {
    let number = report.number.as_ref();
    let number = number.map_or_else(String::new, |number| format!(", number {number}"));
    let sent = report.sent.map_or_else(String::new, |day| format!(", sent {day}"));
    safe(&format!("{}{number}{sent}", report.to))
}
