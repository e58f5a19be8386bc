//! `hangup eval`: measures verdicts, and with an annotation statements, on labelled calls.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::Args;
use evidence::knowledge::{Knowledge, Rules};

use crate::evaluation::figures::Figures;
use crate::evaluation::gold::Gold;
use crate::evaluation::sample::{Sample, timed_judgement};
use crate::evaluation::tables;
use crate::input::{Found, FoundCall, Source};
use crate::knowledge::KnowledgeArguments;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::{interrupt, page};

/// The arguments of `hangup eval`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Files with labelled calls, JSON Lines
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Statements and changes of story as annotated by hand, JSON Lines
    #[arg(long, value_name = "GOLD")]
    gold: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    knowledge: KnowledgeArguments,
}

const EXAMPLES: &str = "\
Examples:
  hangup eval calls/*.jsonl
  hangup eval --gold gold.jsonl calls/*.jsonl
  hangup eval --json calls/*.jsonl | jq .auc

A call is one line:
  {\"id\": \"a\", \"label\": \"scam\", \"kind\": \"refund\",
   \"turns\": [{\"speaker\": \"caller\", \"text\": \"...\"}]}
The label is scam or legit. An annotated call is one line too:
  {\"id\": \"a\", \"turns_annotated\": 9,
   \"statements\": [{\"turn\": 0, \"slot\": ..., \"value\": ..., \"quote\": ...}],
   \"story_changes\": [{\"slot\": ..., \"certain\": true,
     \"a\": {\"turn\": 0, \"quote\": ...}, \"b\": {\"turn\": 4, \"quote\": ...}}]}

A change of story counts as found where its slot and the place of its second quote agree.

Exit codes: 0 done; 2 bad input or wrong usage; 130 interrupted, the figures are of what was done.";

/// So many skipped lines of a file are named.
const SKIPPED_SHOWN_MAX: usize = 20;

/// Judges all calls and prints the figures.
///
/// # Errors
/// When the arguments or the knowledge are wrong, or there is no call at all.
pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let knowledge = arguments.knowledge.load(Rules::Proven)?;
    let gold = arguments.gold.as_deref().map(Gold::read).transpose()?;
    let sources = Source::all(&arguments.files);
    interrupt::watch(|| {})?;
    let bytes = sources.iter().map(Source::bytes).sum();
    let mut measured = Measured::new(gold, Progress::new(bytes), &knowledge);
    for source in &sources {
        measured.add_source(source)?;
    }
    let figures = measured.finish()?;
    let mut out = anstream::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &figures)?;
        writeln!(out)?;
    } else {
        out.write_all(tables::text(&figures).as_bytes())?;
    }
    Ok(if interrupt::pressed() { Outcome::Interrupted } else { Outcome::Done })
}

/// What has been measured so far.
struct Measured<'k> {
    knowledge: &'k Knowledge,
    progress: Progress,
    gold: Option<Gold>,
    samples: Vec<Sample>,
    calls: usize,
    unlabelled: usize,
    skipped: usize,
    judging: Duration,
}

impl<'k> Measured<'k> {
    fn new(gold: Option<Gold>, progress: Progress, knowledge: &'k Knowledge) -> Self {
        Self {
            knowledge,
            progress,
            gold,
            samples: Vec::new(),
            calls: 0,
            unlabelled: 0,
            skipped: 0,
            judging: Duration::ZERO,
        }
    }

    fn add_source(&mut self, source: &Source) -> Result<()> {
        let file = source.name();
        let mut skipped = 0;
        for found in source.open(&self.knowledge.reading, &self.progress)? {
            if interrupt::pressed() {
                break;
            }
            match found? {
                Found::Call(call) => self.add_call(&file, &call),
                Found::Problem(problem) if problem.kind.loses_words() => {
                    skipped += 1;
                    if skipped <= SKIPPED_SHOWN_MAX {
                        let place = problem.line.map_or_else(String::new, |l| format!(":{l}"));
                        let line = format!("warning: {file}{place}: {}", problem.message);
                        self.progress.aside(|| page::complain(&line));
                    }
                }
                // What was mended was read.
                Found::Problem(_) => {}
            }
        }
        self.skipped += skipped;
        Ok(())
    }

    fn add_call(&mut self, file: &str, call: &FoundCall) {
        let FoundCall { transcript, about, .. } = call;
        let (judgement, took) = timed_judgement(transcript, self.knowledge);
        self.calls += 1;
        self.judging += took;
        self.progress.calls(self.calls);
        if let Some(gold) = &mut self.gold {
            gold.compare(transcript, &judgement, self.knowledge);
        }
        let Some(label) = about.label else {
            self.unlabelled += 1;
            return;
        };
        let kind = about.kind.as_deref().unwrap_or_default();
        let sample = Sample::new((file, kind), label, transcript, &judgement, self.knowledge);
        self.samples.push(sample);
    }

    fn finish(self) -> Result<Figures> {
        self.progress.finish();
        if self.calls == 0 {
            bail!("there is no call in these files");
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of calls are far below 2^52")]
        let calls_per_second = self.calls as f64 / self.judging.as_secs_f64();
        Ok(Figures {
            unlabelled_calls: self.unlabelled,
            skipped: self.skipped,
            gold: self.gold.map(Gold::finish),
            calls_per_second,
            ..Figures::new(&self.samples)
        })
    }
}
