//! `hangup checkup`: what a Windows computer shows of a remote session.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use checkup::facts::Facts;
use checkup::findings::Findings;
use checkup::look::look_with;
use clap::Args;

use crate::knowledge::KnowledgeArguments;
use crate::machine::call::CallArguments;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::report::Detail;
use crate::{interrupt, machine};

/// The arguments of `hangup checkup`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The drive of a Windows computer, a folder of files copied from one, or single files
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    call: CallArguments,
    /// Print JSON (see `hangup schema checkup`)
    #[arg(long)]
    json: bool,
    /// Show everything, with the lines and records that prove it
    #[arg(short, long)]
    verbose: bool,
    #[command(flatten)]
    knowledge: KnowledgeArguments,
}

const EXAMPLES: &str = "\
Examples:
  hangup checkup windows-drive             A Windows drive, put in another computer
  hangup checkup copied-logs/              A folder of files copied from one
  hangup checkup System.evtx connections_incoming.txt
  hangup checkup --around 2026-03-14T14:00 --zone America/Toronto copied-logs/
  hangup checkup --call call.json C:       What was said beside what the computer shows
  hangup checkup --json C: > findings.json";

/// What `--help` tells and `-h` does not.
pub const ABOUT: &str = "\
Show what was done to a Windows computer, and that its \"errors\" are ordinary

What is read, recognised by its name:
  *.evtx                         event logs, damaged ones as far as they go
  ad.trace, ad_svc.trace, connection_trace.txt, file_transfer_trace.txt, service.conf
                                 AnyDesk
  connections_incoming.txt, TeamViewer*_Logfile.log and its _OLD
                                 TeamViewer
  names and folders of all files, held against 70 remote-control programs

What is not read yet: the registry, prefetch files, scheduled tasks, browsers, where downloads came
from, ZIP files, logs exported as XML, and the own logs of other programs. An empty report therefore
says that nothing was found in what could be read, never that nobody was in.

A session is alarming, unclear or ordinary, each with its reasons; long-standing help in the day and
whatever lies far from the call are ordinary. Times are shown in universal time, and by the
computer's clock where its zone is known.

Nothing is changed on what is examined, no link is followed, and nothing is sent anywhere.

Exit codes:
  0    done, whatever was found
  2    a path cannot be read or holds nothing that is read here, or wrong usage
  130  interrupted with Ctrl-C; what was found until then is shown";

/// Looks at all that the arguments name.
///
/// # Errors
/// When the facts have not their shape, or the output cannot be written.
pub fn run(arguments: &Arguments) -> Result<Outcome> {
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
    let detail = if arguments.verbose { Detail::Full } else { Detail::Short };
    show(arguments, &findings, &facts, detail)?;
    Ok(outcome(arguments, &findings))
}

fn show(arguments: &Arguments, findings: &Findings, facts: &Facts, detail: Detail) -> Result<()> {
    let mut out = anstream::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, findings)?;
        return Ok(writeln!(out)?);
    }
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
