//! Cases as people and programs read them.

use std::io::Write as _;

use anyhow::Result;
use casebook::case::{Call, Case, CaseId, Claim, Item, Payment, Report};
use casebook::chain::dated_back;
use casebook::recovery::written_amount;
use casebook::store::Line;
use casebook::story::story;
use clap::Args;
use evidence::knowledge::Rules;
use evidence::plain::out_of_hundred;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::Desk;
use super::telling::{Told, add_story};
use crate::outcome::Outcome;
use crate::page::{Page, counted, safe, shortened, width};

/// The arguments of `hangup case list`.
#[derive(Debug, Args)]
pub struct List {
    /// So many at most
    #[arg(long, default_value_t = 50, value_name = "COUNT")]
    limit: u32,
    /// Leave out the first
    #[arg(long, default_value_t = 0, value_name = "COUNT")]
    skip: u32,
}

/// The arguments of `hangup case show`.
#[derive(Debug, Args)]
pub struct Show {
    /// The case: its number in this casebook, or its id
    case: String,
}

/// The arguments of `hangup case log`.
#[derive(Debug, Args)]
pub struct Log {
    /// The case: its number in this casebook, or its id
    case: String,
}

/// The arguments of `hangup case search`.
#[derive(Debug, Args)]
pub struct Search {
    /// Words that must all be there; the last may be the beginning of one
    #[arg(required = true)]
    words: Vec<String>,
    /// So many at most
    #[arg(long, default_value_t = 50, value_name = "COUNT")]
    limit: u32,
}

/// So many characters of a note are shown.
const NOTE_CHARS_MAX: usize = 400;
/// So many characters of an act are shown in the log.
const ACT_CHARS_MAX: usize = 200;

impl Desk<'_> {
    pub(super) async fn list(&self, list: &List) -> Result<Outcome> {
        let lines = self.book.list(list.skip, list.limit).await?;
        if self.arguments.json {
            return json(&lines);
        }
        let mut page = Page::new(width());
        if lines.is_empty() {
            page.paragraph("", "No case yet. Open one: hangup case new \"Whose, and which call\"");
        }
        for line in &lines {
            page.item("", &format!("{:>4}  ", line.number), &listed(line));
        }
        print(page)
    }

    pub(super) async fn show(&self, show: &Show) -> Result<Outcome> {
        let id = self.find(&show.case).await?;
        self.show_case(id).await
    }

    pub(super) async fn show_case(&self, id: CaseId) -> Result<Outcome> {
        let case = self.book.case(id).await?;
        let knowledge = self.arguments.knowledge.load(Rules::Proven)?;
        let story = story(&case, &knowledge);
        if self.arguments.json {
            return json(&Told { case: &case, story: &story });
        }
        let mut page = Page::new(width());
        add_case(&mut page, &case);
        add_story(&mut page, &story, &knowledge);
        print(page)
    }

    pub(super) async fn log(&self, log: &Log) -> Result<Outcome> {
        let changes = self.book.log(self.find(&log.case).await?).await?;
        if self.arguments.json {
            return json(&changes);
        }
        let mut page = Page::new(width());
        let back = dated_back(&changes);
        for change in &changes {
            let act = safe(&shortened(&change.act, ACT_CHARS_MAX));
            let clock = if back.contains(&change.number) { " (a clock was set back)" } else { "" };
            let words = format!("{}{clock} {}: {act}", time(change.at), safe(&change.by));
            page.item("", &format!("{:>4}  ", change.number), &words);
        }
        print(page)
    }

    pub(super) async fn search(&self, search: &Search) -> Result<Outcome> {
        let hits = self.book.search(&search.words.join(" "), search.limit).await?;
        if self.arguments.json {
            return json(&hits);
        }
        let mut page = Page::new(width());
        if hits.is_empty() {
            page.paragraph("", "Nothing found.");
        }
        for hit in &hits {
            let words = format!("{}, change {}: … {} …", hit.case, hit.change, safe(&hit.quote));
            page.item("", "- ", &words);
        }
        print(page)
    }
}

pub(super) fn json(value: &impl Serialize) -> Result<Outcome> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)?;
    Ok(Outcome::Done)
}

pub(super) fn print(page: Page) -> Result<Outcome> {
    anstream::stdout().lock().write_all(page.into_text().as_bytes())?;
    Ok(Outcome::Done)
}

fn listed(line: &Line) -> String {
    let client = line.client.as_ref().map_or_else(String::new, |name| format!(", {}", safe(name)));
    let closed = if line.closed { ", closed" } else { "" };
    format!("{}{client}, last changed {}{closed}", safe(&line.title), time(line.changed))
}

fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

pub(super) fn add_case(page: &mut Page, case: &Case) {
    page.heading(&safe(&case.title));
    page.paragraph("  ", &format!("Id: {}", case.id));
    let closed = case.closed.map_or_else(String::new, |at| format!("; closed {}", time(at)));
    let words =
        format!("Opened {}; last changed {}{closed}", time(case.opened), time(case.changed));
    page.paragraph("  ", &words);
    let client = &case.client;
    let known = [&client.name, &client.country, &client.phone, &client.email, &client.address];
    let known: Vec<String> = known.into_iter().flatten().map(|text| safe(text)).collect();
    if !known.is_empty() {
        page.paragraph("  ", &format!("Client: {}", known.join(", ")));
    }
    if !case.happened.is_empty() {
        let happened: Vec<&str> = case.happened.iter().map(String::as_str).collect();
        page.paragraph("  ", &format!("Has happened: {}", happened.join(", ")));
    }
    add_parts(page, "Calls", &case.calls, call);
    add_parts(page, "Payments", &case.payments, payment);
    add_parts(page, "Notes", &case.notes, |note| {
        let whose =
            note.whose.as_ref().map_or_else(String::new, |name| format!("{}: ", safe(name)));
        format!("{whose}{}", safe(&shortened(&note.text, NOTE_CHARS_MAX)))
    });
    add_parts(page, "Machines", &case.machines, |machine| {
        let sessions = machine.findings.get("sessions").and_then(|list| list.as_array());
        let sessions = sessions.map_or(0, Vec::len);
        format!("{}: {}", safe(&machine.name), counted(sessions, "session", "sessions"))
    });
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

fn add_parts<T>(page: &mut Page, title: &str, parts: &[Item<T>], words: impl Fn(&T) -> String) {
    if parts.is_empty() {
        return;
    }
    page.heading(title);
    for part in parts {
        page.item("  ", &format!("{:>3}  ", part.number), &words(&part.value));
    }
}

fn call(call: &Call) -> String {
    let began = call.began.map_or_else(|| "time not known".to_owned(), time);
    let number = call.number_shown.as_ref();
    let number = number.map_or_else(String::new, |number| format!(", showed {}", safe(number)));
    let turns = counted(call.utterances.len(), "turn", "turns");
    let verdict = call.judgement.as_ref().map_or_else(String::new, |judgement| {
        let verdict = &judgement.verdict;
        format!(": {}, {}", verdict.level.id(), out_of_hundred(verdict.probability))
    });
    format!("{began}{number}, {turns}{verdict}")
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
