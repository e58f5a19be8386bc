//! `hangup case warn`: a case becomes a warning that others may read.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use casebook::case::CaseId;
use casebook::redaction::redact;
use casebook::store::Published;
use casebook::warning::{Publisher, Warning, Wording, feed, html, index, markdown, warning};
use clap::{Args, ValueEnum};
use evidence::knowledge::Rules;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Desk;
use super::redacting::{Masking, add_masks};
use crate::outcome::Outcome;
use crate::page::{Page, complain, width};
use crate::written::whole;

/// The arguments of `hangup case warn`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Warn {
    /// The case: its number in this casebook, or its id
    case: String,
    /// The folder of the published warnings, such as a part of your web site
    #[arg(long, short, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// How to print it when no folder is named
    #[arg(long, value_enum, default_value = "markdown")]
    format: Format,
    /// What it is called; otherwise it is called after whom the callers claim to be
    #[arg(long)]
    title: Option<String>,
    /// Who warns, as readers will see it
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
    /// The address of the folder on the web, for the feed
    #[arg(long, value_name = "ADDRESS")]
    base: Option<String>,
    #[command(flatten)]
    masking: Masking,
    /// Publish it: keep it among the warnings, and write the folder with its feed anew
    #[arg(long)]
    publish: bool,
    /// Take a published warning back
    #[arg(long, conflicts_with = "publish")]
    take_back: bool,
    /// Publish without being asked, after reading what is masked
    #[arg(long)]
    yes: bool,
}

/// How a warning is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A page that needs nothing else
    Html,
    /// Markdown
    Markdown,
    /// JSON
    Json,
}

const EXAMPLES: &str = "\
Examples:
  hangup case redact 1                     What is masked; correct it with --keep and --also
  hangup case warn 1 > warning.md          Read it first
  hangup case warn 1 --format html > warning.html
  hangup case warn 1 --publish -o site/warnings --publisher \"Example Computer Repairs\" --yes
  hangup case warn 1 --take-back -o site/warnings

What is the client's is masked, what the caller can be known by is not. No program finds everything:
read it before others do. A number that the telephone showed can be forged, and the page says so.";

/// The name of a feed whose publisher is not told.
const FEED_TITLE: &str = "Warnings of scam calls";

impl Desk<'_> {
    pub(super) async fn warn(&self, arguments: &Warn) -> Result<Outcome> {
        let id = self.find(&arguments.case).await?;
        if arguments.take_back {
            return self.take_back(id, arguments).await;
        }
        let case = self.book.case(id).await?;
        let redacted = redact(&case, &arguments.masking.wishes());
        let knowledge = self.arguments.knowledge.load(Rules::Proven)?;
        let wording = Wording { title: arguments.title.clone(), by: arguments.publisher.clone() };
        let made = warning(&redacted, &knowledge, &wording, today())?;
        if !arguments.publish {
            return self.print(&made, arguments);
        }
        let mut page = Page::new(width());
        add_masks(&mut page, &redacted.masks);
        anstream::stderr().lock().write_all(page.into_text().as_bytes())?;
        if !arguments.yes {
            complain("Nothing was published. Read what is masked above, then add --yes.");
            return Ok(Outcome::Failed);
        }
        self.book.publish(&made, self.hand()).await?;
        self.book.note_deed(self.hand().by, "warning-published", Some(&id.to_string())).await?;
        self.write_folder(arguments).await?;
        self.tell(&made, "published")
    }

    async fn take_back(&self, id: CaseId, arguments: &Warn) -> Result<Outcome> {
        let Some(published) = self.book.published_warning(id).await? else {
            bail!("this case has no published warning");
        };
        self.book.take_back_warning(id).await?;
        self.book.note_deed(self.hand().by, "warning-taken-back", Some(&id.to_string())).await?;
        if let Some(folder) = &arguments.output {
            for ending in ["html", "md"] {
                let _ = fs::remove_file(folder.join(file_name(&published.warning, ending)));
            }
        }
        self.write_folder(arguments).await?;
        self.tell(&published.warning, "taken back")
    }

    fn tell(&self, warning: &Warning, what: &str) -> Result<Outcome> {
        let mut out = anstream::stdout().lock();
        if self.arguments.json {
            serde_json::to_writer_pretty(&mut out, warning)?;
            writeln!(out)?;
        } else {
            writeln!(out, "The warning was {what}: {}", crate::page::safe(&warning.title))?;
        }
        Ok(Outcome::Done)
    }

    fn print(&self, made: &Warning, arguments: &Warn) -> Result<Outcome> {
        let format = if self.arguments.json { Format::Json } else { arguments.format };
        let text = match format {
            Format::Html => html(made),
            Format::Markdown => markdown(made),
            Format::Json => serde_json::to_string_pretty(made)? + "\n",
        };
        match &arguments.output {
            None => std::io::stdout().lock().write_all(text.as_bytes())?,
            Some(folder) => {
                make_folder(folder)?;
                write(&folder.join(file_name(made, "html")), &html(made))?;
                write(&folder.join(file_name(made, "md")), &markdown(made))?;
            }
        }
        Ok(Outcome::Done)
    }

    /// Writes all published warnings, their list and their feed.
    async fn write_folder(&self, arguments: &Warn) -> Result<()> {
        let Some(folder) = &arguments.output else { return Ok(()) };
        make_folder(folder)?;
        let published = self.book.warnings().await?;
        for each in &published {
            write(&folder.join(file_name(&each.warning, "html")), &html(&each.warning))?;
            write(&folder.join(file_name(&each.warning, "md")), &markdown(&each.warning))?;
        }
        let named = |each: &Published| (each.warning.clone(), file_name(&each.warning, "html"));
        let list: Vec<_> = published.iter().map(named).collect();
        write(&folder.join("index.html"), &index(FEED_TITLE, &list))?;
        let entries: Vec<_> = published
            .iter()
            .map(|each| (each.warning.clone(), each.at, file_name(&each.warning, "html")))
            .collect();
        let by = arguments.publisher.as_deref().unwrap_or(FEED_TITLE);
        let base = arguments.base.as_ref().map(|base| format!("{}/", base.trim_end_matches('/')));
        let publisher = Publisher { title: FEED_TITLE, by, base: base.as_deref() };
        write(&folder.join("feed.atom"), &feed(&publisher, &entries))
    }
}

/// The name does not tell what the warning says, and stays when its title changes.
fn file_name(warning: &Warning, ending: &str) -> String {
    format!("{}.{ending}", warning.case)
}

fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| {
        format!("cannot make the folder {}; check your rights, or name another", folder.display())
    })
}

fn write(path: &Path, text: &str) -> Result<()> {
    whole(path, |file| Ok(file.write_all(text.as_bytes())?))
}

fn today() -> Date {
    Timestamp::now().to_zoned_datetime(TimeZone::system()).date()
}
