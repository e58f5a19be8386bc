//! `hangup case redact`: what would be masked before a case leaves, where, and why.

use std::io::Write as _;

use anyhow::Result;
use casebook::passages::{Field, Place};
use casebook::redaction::{Certainty, Mask, Wish, Wishes, redact};
use clap::Args;
use evidence::knowledge::Rules;

use super::Desk;
use crate::outcome::Outcome;
use crate::page::{Page, counted, safe, shortened, width};

/// The arguments of `hangup case redact`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Redact {
    /// The case: its number in this casebook, or its id
    case: String,
    #[command(flatten)]
    masking: Masking,
    /// Show the whole case as it would leave
    #[arg(long)]
    masked: bool,
}

/// What is masked otherwise than is proposed.
#[derive(Debug, Args)]
pub struct Masking {
    /// Do not mask these words; may be given several times
    #[arg(long, value_name = "WORDS")]
    keep: Vec<String>,
    /// Mask these words, too; may be given several times
    #[arg(long, value_name = "WORDS")]
    also: Vec<String>,
}

impl Masking {
    /// The wishes.
    pub(super) fn wishes(&self) -> Wishes {
        let words = |list: &[String]| list.iter().cloned().map(Wish::Words).collect();
        Wishes { keep: words(&self.keep), also: words(&self.also) }
    }
}

const EXAMPLES: &str = "\
Examples:
  hangup case redact 1
  hangup case redact 1 --keep \"Harbour Street\" --also Bruno
  hangup case redact 1 --masked --json > masked.json

Masked is what is the client's: names, numbers, cards, accounts, addresses, birth dates, passwords.
What the caller can be known by stays. No program finds everything: read the case before it leaves.
Files that were attached are not looked into.";

/// So many characters of what is masked are shown.
const WORDS_CHARS_MAX: usize = 80;

impl Desk<'_> {
    pub(super) async fn redact(&self, arguments: &Redact) -> Result<Outcome> {
        let case = self.book.case(self.find(&arguments.case).await?).await?;
        let redacted = redact(&case, &arguments.masking.wishes());
        if self.arguments.json {
            let mut out = std::io::stdout().lock();
            if arguments.masked {
                serde_json::to_writer_pretty(&mut out, &redacted.case)?;
            } else {
                serde_json::to_writer_pretty(&mut out, &redacted.masks)?;
            }
            writeln!(out)?;
            return Ok(Outcome::Done);
        }
        let mut page = Page::new(width());
        if arguments.masked {
            let knowledge = self.arguments.knowledge.load(Rules::Proven)?;
            super::showing::add_case(&mut page, &redacted.case, &knowledge);
            for call in &redacted.case.calls {
                page.heading(&format!("Call {}", call.number));
                for said in &call.value.utterances {
                    page.item("  ", &format!("{}: ", safe(&said.speaker)), &safe(&said.text));
                }
            }
        } else {
            add_masks(&mut page, &redacted.masks);
        }
        anstream::stdout().lock().write_all(page.into_text().as_bytes())?;
        Ok(Outcome::Done)
    }
}

/// Adds what is masked, where and why.
pub(super) fn add_masks(page: &mut Page, masks: &[Mask]) {
    if masks.is_empty() {
        page.paragraph("", "Nothing was found to mask. Read the case before it leaves.");
        return;
    }
    let mut place = None;
    for mask in masks {
        if place != Some(&mask.place) {
            page.heading(&told(&mask.place));
            place = Some(&mask.place);
        }
        let words = safe(&shortened(&mask.words, WORDS_CHARS_MAX));
        let certainty = match mask.certainty {
            Certainty::Guessed => "a guess: ",
            _ => "",
        };
        let line = format!("“{words}” becomes {}; {certainty}{}", mask.mask, mask.why);
        page.item("  ", "- ", &line);
    }
    let count = counted(masks.len(), "place is masked", "places are masked");
    page.paragraph("", &format!("{count}. Correct it with --keep and --also."));
}

/// Where a mask stands, in words.
fn told(place: &Place) -> String {
    let field = match place.field {
        Field::Title => "Title",
        Field::ClientName => "The client's name",
        Field::ClientPhone => "The client's phone",
        Field::ClientEmail => "The client's email",
        Field::ClientAddress => "The client's address",
        Field::ClientCircumstances => "The client's circumstances",
        Field::ClientPaper => "A paper of the client",
        Field::ReporterName => "The reporter's name",
        Field::ReporterPhone => "The reporter's phone",
        Field::ReporterEmail => "The reporter's email",
        Field::CallerName => "A caller's name",
        Field::CallerEmail => "A caller's email",
        Field::CallerAddress => "A caller's address",
        Field::StaffId => "A caller's staff number",
        Field::Organisation => "A caller's organisation",
        Field::NumberShown => "Number shown",
        Field::NumberGiven => "Number given",
        Field::SiteGiven => "Site given",
        Field::Speaker => "Speaker",
        Field::Said => "Turn",
        Field::Recipient => "Recipient",
        Field::ToAccount => "Account paid to",
        Field::Account => "The client's account",
        Field::Reference => "Reference",
        Field::NoteWhose => "Whose note",
        Field::Note => "Note",
        Field::Task => "Task",
        Field::MachineName => "Machine",
        Field::Findings => "Check-up",
        Field::Judgement => "Judgement",
        Field::FileName => "Name of a file",
    };
    let turn = place.turn.map_or_else(String::new, |turn| format!(" {}", turn + 1));
    let part = place.part.map_or_else(String::new, |part| format!(", part {part}"));
    format!("{field}{turn}{part}")
}
