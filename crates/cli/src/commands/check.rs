//! `hangup check`: judges what was said.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::io::{BufWriter, IsTerminal as _, Write};
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use evidence::judge::{Circumstances, judge};
use evidence::judgement::{Judgement, Level};
use evidence::knowledge::{Knowledge, Rules};
use evidence::transcript::{Problem, Transcript};

use crate::brief::{self, Totals};
use crate::circumstances::{CircumstancesArguments, level};
use crate::input::{Found, FoundCall, Source};
use crate::knowledge::KnowledgeArguments;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::report::{self, Detail, Shown};
use crate::{interrupt, live, machine, page};

/// The arguments of `hangup check`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Files with what was said; `-` is standard input, which is also read if none is named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The label of the caller side in the transcript, if it is not worked out rightly
    #[arg(long, value_name = "NAME")]
    caller: Option<String>,
    #[command(flatten)]
    circumstances: CircumstancesArguments,
    /// What a check-up found on the computer (`hangup checkup --json PATH > findings.json`)
    #[arg(long, value_name = "FILE")]
    machine: Option<PathBuf>,
    /// Print JSON, one call a line (see `hangup schema`)
    #[arg(long)]
    json: bool,
    /// Show everything, with the weights that add up to the verdict
    #[arg(short, long)]
    verbose: bool,
    /// Exit with 1 if a call reaches this level
    #[arg(long, value_name = "LEVEL", value_parser = level())]
    fail_on: Option<Level>,
    /// Judge standard input line by line as it comes, as when you type
    #[arg(long, conflicts_with = "files")]
    live: bool,
    #[command(flatten)]
    knowledge: KnowledgeArguments,
    /// Also load rules that have not proven themselves
    #[arg(long)]
    nursery: bool,
}

const EXAMPLES: &str = "\
Examples:
  hangup check call.txt
  hangup check                                 Type what is said while the call goes on
  hangup check --context they-rang-me notes.txt
  hangup check --happened paid-gift-card notes.txt   With the steps for what is done already
  hangup check -v --country CA call.vtt        Everything, with weights
  hangup check --json calls.jsonl | jq .verdict.level
  hangup check --machine findings.json call.txt   With what the computer shows
  hangup check --fail-on scam *.srt            Exit code 1 if one is a scam";

/// What `--help` tells and `-h` does not.
pub const ABOUT: &str = "\
Judge what was said in a call

What is read, recognised by its content:
  a dialogue       \"Caller: ...\", \"Me: ...\", \"[00:12] Agent 1: ...\", any labels
  notes            \"He said he was calling from Microsoft, then he said ...\"
  one block        what speech recognition leaves, speakers merged
  JSON Lines       one call a line: {\"id\": ..., \"turns\": [{\"speaker\": ..., \"text\": ...}]}
  Whisper JSON, SRT and WebVTT

Levels: no-sign, unclear, suspicious, scam. More than three calls get one line each.

Exit codes:
  0    done
  1    a call reached the level of --fail-on
  2    a file holds no call or cannot be read (the others are judged), or wrong usage
  130  interrupted with Ctrl-C; what was done until then is shown";

/// Judges all that the arguments name.
///
/// # Errors
/// When the arguments or the knowledge are wrong, or the output cannot be written.
pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let which = if arguments.nursery { Rules::WithNursery } else { Rules::Proven };
    let knowledge = arguments.knowledge.load(which)?;
    let circumstances = arguments.circumstances(&knowledge)?;
    let typed = arguments.files.is_empty() && std::io::stdin().is_terminal();
    if arguments.live || typed {
        return run_live(arguments, &circumstances, &knowledge);
    }
    let sources = match arguments.files.as_slice() {
        [] => vec![Source::Standard],
        files => Source::all(files),
    };
    interrupt::watch(|| {})?;
    let mut batch = Batch::new(arguments, &circumstances, &knowledge, &sources);
    for source in &sources {
        batch.judge_source(source)?;
    }
    batch.finish()
}

impl Arguments {
    fn circumstances(&self, knowledge: &Knowledge) -> Result<Circumstances> {
        if self.caller.as_ref().is_some_and(|caller| caller.trim().is_empty()) {
            bail!("--caller is empty. Name the label in front of what the caller says.");
        }
        let observations = match &self.machine {
            Some(path) => machine::shown_by(path)?,
            None => Vec::new(),
        };
        let caller = self.caller.clone();
        Ok(Circumstances { caller, observations, ..self.circumstances.read(knowledge)? })
    }

    fn detail(&self) -> Detail {
        if self.verbose { Detail::Full } else { Detail::Short }
    }

    fn is_reached(&self, judgement: &Judgement) -> bool {
        self.fail_on.is_some_and(|level| judgement.verdict.level >= level)
    }
}

/// Judges a call while it goes on; with `--json` what is new goes to standard error.
fn run_live(
    arguments: &Arguments,
    circumstances: &Circumstances,
    knowledge: &Knowledge,
) -> Result<Outcome> {
    let mut out = anstream::stdout();
    let heard = if arguments.json {
        live::listen(circumstances, knowledge, &mut anstream::stderr())?
    } else {
        live::listen(circumstances, knowledge, &mut out)?
    };
    let ended = if heard.interrupted { Outcome::Interrupted } else { Outcome::Done };
    if heard.transcript.utterances.is_empty() {
        page::complain("error: nothing was said");
        return Ok(ended.max(Outcome::BadInput));
    }
    if arguments.json {
        serde_json::to_writer(&mut out, &heard.judgement)?;
        writeln!(out)?;
    } else {
        let country = circumstances.country.as_deref();
        let detail = arguments.detail();
        let shown = Shown::new(&heard.judgement, &heard.transcript, knowledge, country, detail);
        write!(out, "\n{}", report::text(&shown))?;
    }
    Ok(ended.max(Outcome::failed_if(arguments.is_reached(&heard.judgement))))
}

/// So many calls get a full report; more get one line each.
const REPORTS_MAX: usize = 3;
/// So many problems of one input are shown one by one.
const PROBLEMS_SHOWN_MAX: usize = 20;

/// Calls of files, one after the other.
struct Batch<'b> {
    arguments: &'b Arguments,
    circumstances: &'b Circumstances,
    knowledge: &'b Knowledge,
    progress: Progress,
    out: BufWriter<anstream::Stdout>,
    /// The first calls, until it shows whether there are more than get a full report.
    waiting: Vec<(String, Transcript, Judgement)>,
    totals: Totals,
    ended: Cell<Outcome>,
}

impl<'b> Batch<'b> {
    fn new(
        arguments: &'b Arguments,
        circumstances: &'b Circumstances,
        knowledge: &'b Knowledge,
        sources: &[Source],
    ) -> Self {
        let bytes = sources.iter().map(Source::bytes).sum();
        Self {
            arguments,
            circumstances,
            knowledge,
            progress: Progress::new(bytes),
            out: BufWriter::new(anstream::stdout()),
            waiting: Vec::new(),
            totals: Totals::default(),
            ended: Cell::new(Outcome::Done),
        }
    }

    fn end_at_least(&self, outcome: Outcome) {
        self.ended.set(self.ended.get().max(outcome));
    }

    fn complain(&self, line: &str) {
        self.progress.aside(|| page::complain(line));
    }

    /// Judges the calls of one input; what cannot be read is told and does not hinder the rest.
    fn judge_source(&mut self, source: &Source) -> Result<()> {
        let calls = match source.open(&self.knowledge.reading, &self.progress) {
            Ok(calls) => calls,
            Err(error) => {
                self.complain(&format!("error: {error:#}"));
                self.end_at_least(Outcome::BadInput);
                return Ok(());
            }
        };
        let (mut judged, mut problems) = (0, 0);
        for found in calls {
            if interrupt::pressed() {
                self.end_at_least(Outcome::Interrupted);
                return Ok(());
            }
            match found {
                Ok(Found::Call(call)) => {
                    judged += 1;
                    self.judge_call(*call)?;
                }
                Ok(Found::Problem(problem)) => {
                    problems += 1;
                    if problems <= PROBLEMS_SHOWN_MAX {
                        self.complain(&problem_line(source, &problem));
                    }
                }
                Err(error) => {
                    self.complain(&format!("error: {error:#}"));
                    self.end_at_least(Outcome::BadInput);
                }
            }
        }
        self.close_source(source, judged, problems);
        Ok(())
    }

    fn close_source(&self, source: &Source, judged: usize, problems: usize) {
        let name = source.name();
        if let Some(more) = problems.checked_sub(PROBLEMS_SHOWN_MAX).filter(|more| *more > 0) {
            self.complain(&format!("warning: {name}: {more} more problems are not shown"));
        }
        if judged == 0 {
            self.complain(&format!("error: {name}: there is no call in it"));
            self.end_at_least(Outcome::BadInput);
        }
    }

    fn judge_call(&mut self, call: FoundCall) -> Result<()> {
        let FoundCall { name, transcript, .. } = call;
        if let Some(line) = unknown_caller(self.circumstances.caller.as_deref(), &name, &transcript)
        {
            self.complain(&line);
        }
        let mut judgement = judge(&transcript, self.circumstances, self.knowledge);
        judgement.call = Some(name.clone());
        self.totals.add(&judgement);
        self.progress.calls(self.totals.calls);
        if self.arguments.is_reached(&judgement) {
            self.end_at_least(Outcome::Failed);
        }
        if self.arguments.json {
            serde_json::to_writer(&mut self.out, &judgement)?;
            writeln!(self.out)?;
        } else if self.totals.calls <= REPORTS_MAX {
            self.waiting.push((name, transcript, judgement));
        } else {
            self.show_waiting_lines()?;
            writeln!(self.out, "{}", page::safe(&brief::line(&name, &judgement)))?;
        }
        Ok(())
    }

    fn show_waiting_lines(&mut self) -> Result<()> {
        for (name, _, judgement) in self.waiting.drain(..) {
            writeln!(self.out, "{}", page::safe(&brief::line(&name, &judgement)))?;
        }
        Ok(())
    }

    /// Shows what is not shown yet.
    fn finish(mut self) -> Result<Outcome> {
        self.progress.finish();
        let country = self.circumstances.country.as_deref();
        let detail = self.arguments.detail();
        let many = self.waiting.len() > 1;
        for (number, (name, transcript, judgement)) in self.waiting.iter().enumerate() {
            if many {
                let gap = if number > 0 { "\n\n" } else { "" };
                let title = page::safe(&format!("CALL {}: {name}", number + 1));
                writeln!(self.out, "{gap}{}\n", page::styled(page::BOLD, &title))?;
            }
            let shown = Shown::new(judgement, transcript, self.knowledge, country, detail);
            write!(self.out, "{}", report::text(&shown))?;
        }
        if !self.arguments.json && self.totals.calls > REPORTS_MAX {
            writeln!(self.out, "{}", self.totals.line())?;
        }
        self.out.flush()?;
        Ok(self.ended.get())
    }
}

/// So many labels are named to someone who names none of them.
const LABELS_NAMED_MAX: usize = 6;

/// What to say when nobody in a call has the label of `--caller`, which then decides nothing.
fn unknown_caller(caller: Option<&str>, name: &str, transcript: &Transcript) -> Option<String> {
    let caller = caller?;
    let labels: BTreeSet<&str> = transcript.utterances.iter().map(|u| u.speaker.as_str()).collect();
    if labels.iter().any(|label| label.eq_ignore_ascii_case(caller)) {
        return None;
    }
    let labels: Vec<&str> =
        labels.into_iter().filter(|label| !label.is_empty()).take(LABELS_NAMED_MAX).collect();
    let there = match labels.as_slice() {
        [] => "no speaker is marked".to_owned(),
        labels => format!("there are {}", labels.join(", ")),
    };
    Some(format!("warning: {name}: nobody is called `{caller}` in it; {there}"))
}

/// A problem with its place, as compilers write it.
fn problem_line(source: &Source, problem: &Problem) -> String {
    let kind = if problem.kind.loses_words() { "warning" } else { "note" };
    let place = problem.line.map_or_else(String::new, |line| format!(":{line}"));
    format!("{kind}: {}{place}: {}", source.name(), problem.message)
}
