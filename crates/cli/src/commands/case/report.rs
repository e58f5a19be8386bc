//! `hangup case report`: drafts of reports, filled from the case.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use casebook::case::Case;
use casebook::indicators::indicators;
use casebook::misp::event;
use casebook::paper::pdf;
use casebook::recovery::knowledge::Seen;
use casebook::recovery::{Recovery, plan};
use casebook::redaction::redact;
use casebook::reports::{Draft, FieldFilled, draft, drafts};
use casebook::stix::bundle;
use clap::{Args, ValueEnum};
use evidence::knowledge::Rules;
use jiff::civil::Date;
use serde::Serialize;

use super::Desk;
use super::following::today;
use super::moving::{Written, write_new};
use super::redacting::Masking;
use super::showing::{json, print};
use crate::outcome::Outcome;
use crate::page::{BOLD, Page, complain, safe, styled, width};

/// The arguments of `hangup case report`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Report {
    /// The case: its number in this casebook, or its id
    case: String,
    /// The form; without it the forms that fit the case are listed
    form: Option<String>,
    /// Judge by this day whether the form must be looked at again
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
    /// Write it to this file, which must not be there yet
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    masking: Masking,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Plain text.
    #[default]
    Text,
    /// The fields with what is missing, as JSON.
    Json,
    /// A paper to print, as PDF.
    Pdf,
    /// What the callers left, as a bundle of STIX 2.1; it takes no form.
    Stix,
    /// What the callers left, as an event of MISP; it takes no form.
    Misp,
}

const HELP: &str = "\
A draft has the form's own fields in their order. What the case does not say is marked as missing
and never guessed; fill it in by hand. The caller's numbers, sites and names are in it as they are.
The client's name, address and telephone stand only in the fields that ask for them; they are not
redacted, because the report goes to an authority of the client's own choice. Nothing is sent.

When it is sent, note its number: hangup case add-report CASE FORM --number NUMBER

Examples:
  hangup case report 1
  hangup case report 1 us-ic3
  hangup case report 1 police -o police.txt
  hangup case report 1 bank --format pdf -o bank.pdf
  hangup case report 1 --format stix -o case.json

With --format stix or misp it holds what the callers left: numbers, sites, addresses, wallets and
remote sessions, with when and how each was seen. What is the client's is masked first, and nothing
of it is in there; correct the masks with --keep and --also, as for `hangup case redact`.";

/// A form that fits, and how much of it is filled.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Fit<'f> {
    form: &'f str,
    title: &'f str,
    to: &'f str,
    address: Option<&'f str>,
    /// Whether what has happened leads to it.
    suggested: bool,
    filled: usize,
    fields: usize,
    missing: &'f [String],
}

impl Desk<'_> {
    pub(super) async fn report(&self, wanted: &Report) -> Result<Outcome> {
        let case = self.book.case(self.find(&wanted.case).await?).await?;
        if let Format::Stix | Format::Misp = wanted.format {
            return self.exchange(wanted, &case);
        }
        let recovery = self.recovery()?;
        let day = wanted.today.unwrap_or_else(today);
        let format = if self.arguments.json { Format::Json } else { wanted.format };
        let Some(form) = &wanted.form else {
            if format == Format::Pdf {
                bail!("name the form; `hangup case report {}` lists them", wanted.case);
            }
            return list(&case, &recovery, day, format == Format::Json, &wanted.case);
        };
        let draft = draft(&case, &recovery, form, day)?;
        match (format, &wanted.output) {
            (Format::Text, None) => print(sheet(&draft, width())),
            (Format::Text, _) => {
                let text = sheet(&draft, SHEET_COLUMNS).into_text();
                self.put(anstream::adapter::strip_str(&text).to_string().as_bytes(), wanted)
            }
            (Format::Pdf, _) => self.put(&pdf(&draft.paper())?, wanted),
            _ => self.put((serde_json::to_string_pretty(&draft)? + "\n").as_bytes(), wanted),
        }
    }

    /// What the callers left, for platforms that exchange such things.
    fn exchange(&self, wanted: &Report, case: &Case) -> Result<Outcome> {
        if wanted.form.is_some() {
            bail!("--format stix and misp take no form; leave it out");
        }
        let knowledge = self.arguments.knowledge.load(Rules::Proven)?;
        let redacted = redact(case, &wanted.masking.wishes());
        let left = indicators(&redacted, &knowledge)?;
        let object = if wanted.format == Format::Stix { bundle(&left) } else { event(&left) };
        self.put((serde_json::to_string_pretty(&object)? + "\n").as_bytes(), wanted)
    }

    /// Writes it where it is wanted; a PDF is never shown in a terminal.
    fn put(&self, bytes: &[u8], wanted: &Report) -> Result<Outcome> {
        let Some(file) = &wanted.output else {
            if wanted.format == Format::Pdf && std::io::stdout().is_terminal() {
                bail!("a PDF cannot be shown here; name a file with --output");
            }
            std::io::stdout().lock().write_all(bytes)?;
            return Ok(Outcome::Done);
        };
        write_new(file, bytes).with_context(|| format!("writing {}", file.display()))?;
        complain(&format!("written: {}", file.display()));
        self.told(&Written { written: file })
    }
}

fn sheet(draft: &Draft, columns: usize) -> Page {
    let mut page = Page::new(columns);
    add_draft(&mut page, draft);
    page
}

/// A sheet of paper holds so many letters in a line.
const SHEET_COLUMNS: usize = 80;

/// Lists the forms for the country, those first to which what has happened leads.
fn list(case: &Case, recovery: &Recovery, day: Date, as_json: bool, name: &str) -> Result<Outcome> {
    let plan = plan(case, recovery, day);
    let drafts = drafts(case, recovery, day);
    let suggested = |form: &str| plan.reports.iter().any(|offer| offer.form == form);
    let mut fits: Vec<Fit<'_>> = drafts
        .iter()
        .map(|draft| Fit {
            form: &draft.form,
            title: &draft.title,
            to: &draft.to,
            address: draft.address.as_deref(),
            suggested: suggested(&draft.form),
            filled: draft.filled,
            fields: draft.fields.len(),
            missing: &draft.missing,
        })
        .collect();
    fits.sort_by_key(|fit| !fit.suggested);
    if as_json {
        return json(&fits);
    }
    let mut page = Page::new(width());
    for (suggested, title) in [(true, "These fit what has happened"), (false, "Other forms")] {
        let some: Vec<&Fit<'_>> = fits.iter().filter(|fit| fit.suggested == suggested).collect();
        if some.is_empty() {
            continue;
        }
        page.heading(title);
        for fit in some {
            add_fit(&mut page, fit, name);
        }
    }
    for note in &plan.notes {
        page.gap();
        page.paragraph("", &safe(note));
    }
    print(page)
}

fn add_fit(page: &mut Page, fit: &Fit<'_>, name: &str) {
    let words = format!("{}: {} of {} fields filled", fit.title, fit.filled, fit.fields);
    page.item("", "- ", &safe(&words));
    if !fit.missing.is_empty() {
        page.paragraph("  ", &safe(&format!("Still missing: {}", fit.missing.join("; "))));
    }
    page.address("  ", &format!("hangup case report {} {}", safe(name), fit.form));
}

fn add_draft(page: &mut Page, draft: &Draft) {
    page.heading(&format!("Draft: {}", safe(&draft.title)));
    page.paragraph("", &safe(&format!("To: {}", draft.to)));
    for place in draft.address.iter().chain(&draft.phone) {
        page.address("  ", place);
    }
    page.paragraph("", &safe(&format!("Who may use it: {}", draft.who)));
    for caution in draft.cautions() {
        page.item("", "! ", &safe(&caution));
    }
    page.item("", "! ", &draft.notice);
    page.heading("Before you begin");
    for each in &draft.before {
        page.item("", "- ", &safe(each));
    }
    page.heading("What goes into the form");
    for (place, field) in draft.fields.iter().enumerate() {
        page.gap_below(place);
        add_field(page, field, draft.standing);
    }
    page.heading("Afterwards");
    page.paragraph("", &safe(&draft.afterwards));
    page.heading("Where this was read");
    for source in &draft.sources {
        page.item("", "- ", &safe(&source.line()));
    }
}

fn add_field(page: &mut Page, field: &FieldFilled, form: Seen) {
    page.paragraph("", &styled(BOLD, &safe(&field.label)));
    match (&field.value, field.required) {
        (_, _) if !field.chosen.is_empty() => {
            page.paragraph("  ", &safe(&field.chosen.join("; ")));
        }
        (Some(value), _) => {
            for line in value.lines() {
                page.paragraph("  ", &safe(line));
            }
        }
        (None, true) => page.paragraph("  ", "[missing, and needed]"),
        (None, false) => page.paragraph("  ", "[missing]"),
    }
    if let Some(hint) = field.hint(form) {
        page.paragraph("  ", &safe(&format!("Note: {hint}")));
    }
}
