//! `hangup case recover` and `hangup case letter`: how the money comes back, what to do in which
//! order, and what to write.

mod screen;

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use casebook::case::Case;
use casebook::recovery::{Letter, Recovery, Wanted, letter, plan};
use clap::{Args, ValueEnum};
use jiff::civil::Date;

use self::screen::Shown;
use super::Desk;
use super::following::today;
use super::moving::{Written, write_new};
use super::showing::{json, print};
use crate::country;
use crate::outcome::Outcome;
use crate::page::{Page, complain, safe, width};

/// The arguments of `hangup case recover`.
#[derive(Debug, Args)]
pub struct Recover {
    /// The case: its number in this casebook, or its id
    case: String,
    /// Count the days from this one instead of today
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
    /// Show the plan for this country instead of the client's, without changing the case
    #[arg(long, value_name = "CC")]
    country: Option<String>,
    /// Show all: every step with what is known about it, the signs of what follows, and each right
    /// with all that belongs to it
    #[arg(long)]
    full: bool,
}

/// How much of a plan is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// What a frightened person needs now.
    Short,
    /// All that is known.
    Full,
}

/// The arguments of `hangup case letter`.
#[derive(Debug, Args)]
#[command(after_help = LETTER_HELP)]
pub struct WriteLetter {
    /// The case: its number in this casebook, or its id
    case: String,
    /// The letter, as `hangup case recover` names it
    letter: String,
    /// A payment that it is about, by its number; otherwise all that it fits
    #[arg(long, value_name = "NUMBER")]
    payment: Vec<u64>,
    /// To whom it goes, where the case does not say so, such as a credit agency
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
    /// The date of the letter instead of today
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
    /// Write it to this file, which must not be there yet
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: LetterFormat,
}

/// How a letter is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum LetterFormat {
    /// Plain text.
    #[default]
    Text,
    /// The letter with what is missing, how it is sent and what to enclose.
    Json,
}

const LETTER_HELP: &str = "\
A letter is about payments of one bank or firm. It is filled from the case; what the case does not
say is marked as [missing: ...] and never guessed. It holds the client's name and address and is
not redacted, because it goes to the client's own bank, seller or ombudsman, in the client's name.
The client reads it, and changes whatever is not exactly true, before it goes.

Examples:
  hangup case letter 1 bank-complaint
  hangup case letter 1 gift-card-refund --payment 5 -o letter.txt";

impl Desk<'_> {
    /// What is known of recovery; it is read only here, when it is needed.
    pub(super) fn recovery(&self) -> Result<Recovery> {
        Ok(Recovery::load(&self.arguments.knowledge.files()?)?)
    }

    pub(super) async fn recover(&self, wanted: &Recover) -> Result<Outcome> {
        let id = self.find(&wanted.case).await?;
        let country = wanted.country.as_deref().map(country::parse).transpose()?;
        let detail = if wanted.full { Detail::Full } else { Detail::Short };
        let day = wanted.today.unwrap_or_else(today);
        let mut case = self.book.case(id).await?;
        case.client.country = country.or(case.client.country);
        self.show_plan(&wanted.case, &case, day, detail)
    }

    pub(super) fn show_plan(
        &self,
        name: &str,
        case: &Case,
        today: Date,
        detail: Detail,
    ) -> Result<Outcome> {
        let plan = plan(case, &self.recovery()?, today);
        if self.arguments.json {
            return json(&plan);
        }
        let mut page = Page::new(width());
        screen::add_plan(&mut page, case, &plan, Shown { name, detail });
        print(page)
    }

    pub(super) async fn letter(&self, wanted: &WriteLetter) -> Result<Outcome> {
        let case = self.book.case(self.find(&wanted.case).await?).await?;
        let about = Wanted { payments: wanted.payment.clone(), to: wanted.to.clone() };
        let day = wanted.today.unwrap_or_else(today);
        let letter = letter(&case, &self.recovery()?, &wanted.letter, &about, day)?;
        let as_json = self.arguments.json || wanted.format == LetterFormat::Json;
        if let Some(file) = &wanted.output {
            let text = if as_json {
                serde_json::to_string_pretty(&letter)? + "\n"
            } else {
                wrapped(&letter)
            };
            write_new(file, text.as_bytes())
                .with_context(|| format!("writing {}", file.display()))?;
            complain(&format!("written: {}", file.display()));
            self.told(&Written { written: file })?;
        } else if as_json {
            return json(&letter);
        } else {
            let mut page = Page::new(width());
            add_letter(&mut page, &letter);
            print(page)?;
        }
        add_cover(&letter);
        Ok(Outcome::Done)
    }
}

/// A letter with lines as long as a sheet's.
fn wrapped(letter: &Letter) -> String {
    let mut page = Page::new(SHEET_COLUMNS);
    add_letter(&mut page, letter);
    page.into_text()
}

/// A sheet of paper holds so many letters in a line.
const SHEET_COLUMNS: usize = 80;

fn add_letter(page: &mut Page, letter: &Letter) {
    for line in letter.text.lines() {
        match line.strip_prefix("- ") {
            Some(item) => page.item("", "- ", &safe(item)),
            None if line.is_empty() => page.gap(),
            None => page.paragraph("", &safe(line)),
        }
    }
}

/// What goes with a letter and not into it, on standard error so that the letter can be kept.
fn add_cover(letter: &Letter) {
    let mut page = Page::new(width());
    page.gap();
    page.paragraph("", &format!("To: {}", letter.to));
    page.paragraph("", &format!("How to send it: {}", letter.send));
    if !letter.enclose.is_empty() {
        page.paragraph("", &format!("Enclose: {}.", letter.enclose.join("; ")));
    }
    for words in &letter.before {
        page.item("", "! ", &safe(words));
    }
    for line in page.into_text().lines() {
        complain(line);
    }
}
