//! Cases as people and programs read them: the list, one of them, its log, what is found in them.

mod identifiers;
mod parts;

use std::io::Write as _;

use anyhow::Result;
use casebook::case::CaseId;
use casebook::chain::dated_back;
use casebook::identifiers::identifiers;
use casebook::store::Line;
use casebook::story::story;
use clap::Args;
use evidence::knowledge::Rules;
use jiff::Timestamp;
use serde::Serialize;

pub(super) use self::parts::add_case;
use super::Desk;
use super::telling::{Told, add_story};
use crate::outcome::Outcome;
use crate::page::{Page, safe, shortened, width};

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
        let (story, known) = (story(&case, &knowledge), identifiers(&case));
        if self.arguments.json {
            return json(&Told { case: &case, story: &story, identifiers: &known });
        }
        let mut page = Page::new(width());
        add_case(&mut page, &case, &knowledge);
        self::identifiers::add(&mut page, &known);
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
            page.paragraph("", "Nothing found. All words must be there; try fewer of them.");
        }
        let mut case = None;
        for hit in &hits {
            if case != Some(hit.number) {
                page.item("", &format!("{:>4}  ", hit.number), &safe(&hit.title));
                case = Some(hit.number);
            }
            let words = format!("change {}: … {} …", hit.change, safe(&hit.quote));
            page.item("      ", "- ", &words);
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

pub(super) fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
