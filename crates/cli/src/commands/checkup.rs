//! `hangup checkup`: what a Windows computer shows of a remote session.

mod collect;
mod verify;

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use checkup::facts::Facts;
use checkup::findings::Findings;
use checkup::look::look_with;
use checkup::report::html;
use clap::{Args, Subcommand};
use jiff::Timestamp;

use crate::bundle::{self, Bundle};
use crate::knowledge::KnowledgeArguments;
use crate::machine::call::CallArguments;
use crate::outcome::Outcome;
use crate::page::complain;
use crate::progress::Progress;
use crate::report::Detail;
use crate::{interrupt, machine, written};

/// The arguments of `hangup checkup`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
#[command(subcommand_negates_reqs = true)]
pub struct Arguments {
    #[command(subcommand)]
    part: Option<Part>,
    /// The drive of a Windows computer, a folder of files copied from one, or single files
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    call: CallArguments,
    /// Print JSON (see `hangup schema checkup`)
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Write a page for the client, the bank or the police: one file, fit to print
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write the timeline as a table for spreadsheets; `-` prints it
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write a ZIP with copies of all files that prove something, the report, and their SHA-256
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
    /// Show everything, with the lines and records that prove it
    #[arg(short, long)]
    verbose: bool,
    #[command(flatten)]
    knowledge: KnowledgeArguments,
}

/// What belongs to a check-up besides looking.
#[derive(Debug, Subcommand)]
enum Part {
    /// Check that a bundle holds what its manifest says, unchanged
    #[command(long_about = verify::ABOUT)]
    Verify(verify::Arguments),
    /// Get the script that copies what is needed from a running Windows computer
    #[command(long_about = collect::ABOUT)]
    Collect(collect::Arguments),
}

const EXAMPLES: &str = "\
Examples:
  hangup checkup windows-drive             A Windows drive, put in another computer
  hangup checkup copied-logs/              A folder of files copied from one
  hangup checkup System.evtx connections_incoming.txt
  hangup checkup --around 2026-03-14T14:00 --zone America/Toronto copied-logs/
  hangup checkup --call call.json C:       What was said beside what the computer shows
  hangup checkup --json C: > findings.json
  hangup checkup --html report.html --bundle proofs.zip windows-drive
  hangup checkup verify proofs.zip
  hangup checkup collect --output collect.ps1
A file or folder that is called verify or collect is written ./verify or ./collect.";

/// What `--help` tells and `-h` does not.
pub const ABOUT: &str = "\
Show what was done to a Windows computer, and that its \"errors\" are ordinary

What is read, recognised by its name, its folder or how it begins:
  *.evtx, and logs saved as XML  event logs, damaged ones as far as they go
  AnyDesk                        ad.trace, ad_svc.trace, connection_trace.txt,
                                 file_transfer_trace.txt, service.conf
  TeamViewer                     connections_incoming.txt, TeamViewer*_Logfile.log and its _OLD
  RustDesk, ScreenConnect        the server log; the settings, which name the server
  SYSTEM, SOFTWARE, SAM, NTUSER.DAT
                                 the registry: services, installed programs, accounts, open doors
  Prefetch, Tasks, start-up folders, hosts
  Chrome, Edge, Brave, Opera, Firefox
                                 downloads, and pages opened while somebody was connected
  *Zone.Identifier, ConsoleHost_history.txt
  names and folders of all files, held against 70 remote-control programs

PATH may also be a ZIP, such as `hangup checkup collect` helps to make on the computer itself.
An empty report says that nothing was found in what could be read, never that nobody was in.

A session is alarming, unclear or ordinary, each with its reasons; long-standing help in the day and
whatever lies far from the call are ordinary. Times are shown in universal time, and by the
computer's clock where its zone is known.

Nothing is changed on what is examined, no link is followed, and nothing is sent anywhere.
What is written goes outside of what is examined, whole or not at all.

Exit codes:
  0    done, whatever was found
  2    a path cannot be read or holds nothing that is read here, or wrong usage
  130  interrupted with Ctrl-C; what was found until then is shown and written";

/// Looks at all that the arguments name, or does the part that they ask for.
///
/// # Errors
/// When the facts have not their shape, or the output cannot be written.
pub fn run(arguments: &Arguments) -> Result<Outcome> {
    match &arguments.part {
        Some(Part::Verify(arguments)) => return verify::run(arguments),
        Some(Part::Collect(arguments)) => return collect::run(arguments),
        None => {}
    }
    for place in [&arguments.html, &arguments.csv, &arguments.bundle].into_iter().flatten() {
        if place.as_os_str() != STANDARD_OUTPUT {
            written::outside(place, &arguments.paths)?;
        }
    }
    let facts = Facts::load(&arguments.knowledge.files()?)
        .context("reading what is known of remote tools and event logs")?;
    let given = arguments.call.read(&arguments.knowledge)?;
    interrupt::watch(|| {})?;
    let progress = Progress::of_machine();
    let findings = look_with(&arguments.paths, &facts, &given, &mut |step| {
        progress.reach(step.bytes_read, step.bytes);
        !interrupt::pressed()
    });
    progress.finish();
    write_files(arguments, &findings, &facts)?;
    show(arguments, &findings, &facts)?;
    Ok(outcome(arguments, &findings))
}

/// The name that means standard output.
const STANDARD_OUTPUT: &str = "-";

fn write_files(arguments: &Arguments, findings: &Findings, facts: &Facts) -> Result<()> {
    let made = html::Made { at: now(), version: env!("CARGO_PKG_VERSION"), files: &[] };
    let table = arguments.csv.as_ref().filter(|place| place.as_os_str() != STANDARD_OUTPUT);
    if let Some(place) = table {
        written::whole(place, |file| machine::spreadsheet::write(findings, file))?;
    }
    if let Some(place) = &arguments.bundle {
        let bundle = Bundle { findings, facts, roots: &arguments.paths, at: made.at };
        let mut sum = String::new();
        written::whole(place, |file: &mut File| {
            sum = bundle::write(&bundle, file)?;
            Ok(())
        })?;
        complain(&format!("{}: the SHA-256 of its manifest is {sum}", place.display()));
        complain("Write that number down elsewhere: it proves later that nothing was changed.");
        complain("The bundle is personal: it holds whole logs, with names and what was done.");
    }
    if let Some(place) = &arguments.html {
        let page = html::page(findings, facts, &made);
        written::whole(place, |file| Ok(file.write_all(page.as_bytes())?))?;
    }
    Ok(())
}

/// The time of this computer, to the second.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

fn show(arguments: &Arguments, findings: &Findings, facts: &Facts) -> Result<()> {
    let mut out = anstream::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, findings)?;
        return Ok(writeln!(out)?);
    }
    if arguments.csv.as_ref().is_some_and(|place| place.as_os_str() == STANDARD_OUTPUT) {
        return machine::spreadsheet::write(findings, out);
    }
    let detail = if arguments.verbose { Detail::Full } else { Detail::Short };
    Ok(out.write_all(machine::text(findings, facts, detail).as_bytes())?)
}

fn outcome(arguments: &Arguments, findings: &Findings) -> Outcome {
    if interrupt::pressed() {
        return Outcome::Interrupted;
    }
    let absent = arguments.paths.iter().any(|path| !path.exists());
    let empty = findings.covers.is_empty() && findings.is_clean();
    if absent || empty { Outcome::BadInput } else { Outcome::Done }
}
