//! A call that is heard, as JSON: one event a line, for programs. The shapes here are documented by
//! `hangup schema listen`.

use std::collections::HashMap;
use std::io::Write;

use anyhow::Result;
use evidence::judgement::{Advice, Judgement, Level, Refutation, Statement, StoryChange};
use evidence::transcript::Side;
use hear::call::Call;
use hear::speech::CallId;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Change, Listening};

/// One line of `hangup listen --json`; turns count from 0, times are seconds of the call.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Record<'r> {
    /// A call began.
    Begin {
        /// The call's name, which is in all its events.
        call: &'r str,
    },
    /// Someone said something.
    Words {
        /// The call.
        call: &'r str,
        /// The turn.
        turn: usize,
        /// When it began.
        begin: f64,
        /// When it ended.
        end: f64,
        /// The voice, "Voice 1"; empty where voices cannot be told apart.
        voice: &'r str,
        /// The side as it is known now: `caller`, `callee` or `unknown`. Later words can change it.
        side: &'static str,
        /// What was said.
        text: &'r str,
    },
    /// What the call amounts to after a turn.
    Judgement(Box<Standing<'r>>),
    /// More speech waits for recognition than was told, or no longer much.
    Backlog {
        /// The call.
        call: &'r str,
        /// Seconds of its speech that wait.
        seconds: f64,
    },
    /// The sound of a call that is over is in a file.
    Kept {
        /// The call.
        call: &'r str,
        /// The file.
        file: String,
    },
    /// A call that is over is no longer in the list of those that are kept in mind, which is
    /// limited; its `end` was told before.
    Forgotten {
        /// The call.
        call: &'r str,
        /// The file of --save in which its words are, if they are kept and somebody spoke.
        file: Option<String>,
    },
    /// Something went wrong, and listening goes on.
    Problem {
        /// The call, if it concerns only one.
        call: Option<&'r str>,
        /// What is wrong, where, and what to try.
        message: &'r str,
    },
    /// A call is over.
    End {
        /// The call.
        call: &'r str,
        /// The whole judgement, as `hangup check --json` gives it.
        judgement: &'r Judgement,
    },
}

/// What a call amounts to after a turn.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Standing<'r> {
    /// The call.
    call: &'r str,
    /// The turn after which it stands so.
    turn: usize,
    /// The level that the probability reaches.
    level: Level,
    /// The probability that the call is a scam, 0 to 1.
    probability: f64,
    /// Too little was said to judge.
    abstained: bool,
    /// The level rose for the first time to `suspicious` or `scam`.
    alarm: bool,
    /// What was told before no longer holds, because the sides changed: all that holds is below.
    anew: bool,
    /// What is newly stated.
    statements: Vec<&'r Statement>,
    /// Where the story newly changed.
    story_changes: Vec<&'r StoryChange>,
    /// What is newly known to be untrue.
    refutations: Vec<&'r Refutation>,
    /// What to do and what to ask, as it stands now.
    advice: &'r Advice,
}

/// What has been told so far.
#[derive(Debug, Default)]
pub struct Records {
    calls: HashMap<CallId, Told>,
}

/// What has been told of one call.
#[derive(Debug, Default)]
struct Told {
    statements: Vec<Statement>,
    changes: Vec<StoryChange>,
    refutations: Vec<Refutation>,
}

impl Records {
    /// Writes the events of a change.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn show(
        &mut self,
        change: &Change,
        listening: &Listening<'_>,
        out: &mut dyn Write,
    ) -> Result<()> {
        let call = |number: &usize| &listening.calls[*number];
        match change {
            Change::Began(number) => write(out, &Record::Begin { call: &call(number).id })?,
            Change::Words { call: number, turn, alarm } => {
                let call = call(number);
                write(out, &words(call, *turn))?;
                let told = self.calls.entry(call.id.clone()).or_default();
                write(out, &Record::Judgement(Box::new(told.standing(call, *turn, *alarm))))?;
                told.remember(&call.judgement);
            }
            Change::Problem(number, message) => {
                let call = number.as_ref().map(|number| &*call(number).id);
                write(out, &Record::Problem { call, message })?;
            }
            Change::Over(number) => {
                let call = call(number);
                write(out, &Record::End { call: &call.id, judgement: &call.judgement })?;
                self.calls.remove(&call.id);
            }
            Change::Behind(number) => {
                let call = call(number);
                let seconds = call.progress.backlog.as_secs_f64();
                write(out, &Record::Backlog { call: &call.id, seconds })?;
            }
            Change::Kept { call, file } => {
                write(out, &Record::Kept { call, file: file.display().to_string() })?;
            }
            Change::Forgot(forgotten) => {
                let file = forgotten.file.as_ref().map(|file| file.display().to_string());
                write(out, &Record::Forgotten { call: &forgotten.call, file })?;
            }
            Change::Progress | Change::End => return Ok(()),
        }
        out.flush()?;
        Ok(())
    }
}

impl Told {
    /// How a call stands, with what has not been told yet.
    fn standing<'c>(&self, call: &'c Call<'_>, turn: usize, alarm: bool) -> Standing<'c> {
        let judgement = &call.judgement;
        let verdict = &judgement.verdict;
        let anew = !holds_all(&judgement.statements, &self.statements)
            || !holds_all(&judgement.story_changes, &self.changes)
            || !holds_all(&judgement.refutations, &self.refutations);
        Standing {
            call: &call.id,
            turn,
            level: verdict.level,
            probability: verdict.probability,
            abstained: verdict.abstained,
            alarm,
            anew,
            statements: news(&judgement.statements, &self.statements, anew),
            story_changes: news(&judgement.story_changes, &self.changes, anew),
            refutations: news(&judgement.refutations, &self.refutations, anew),
            advice: &judgement.advice,
        }
    }

    fn remember(&mut self, judgement: &Judgement) {
        self.statements.clone_from(&judgement.statements);
        self.changes.clone_from(&judgement.story_changes);
        self.refutations.clone_from(&judgement.refutations);
    }
}

fn holds_all<T: PartialEq>(now: &[T], before: &[T]) -> bool {
    before.iter().all(|each| now.contains(each))
}

fn news<'n, T: PartialEq>(now: &'n [T], before: &[T], anew: bool) -> Vec<&'n T> {
    now.iter().filter(|each| anew || !before.contains(each)).collect()
}

fn words<'c>(call: &'c Call<'_>, turn: usize) -> Record<'c> {
    let said = &call.utterances[turn];
    Record::Words {
        call: &call.id,
        turn,
        begin: seconds(said.start_ms),
        end: seconds(said.end_ms),
        voice: call.name(turn),
        side: match call.side(turn) {
            Side::Caller => "caller",
            Side::Callee => "callee",
            Side::Unknown => "unknown",
        },
        text: &said.text,
    }
}

#[expect(clippy::cast_precision_loss, reason = "the times of a call are far below 2^52")]
fn seconds(ms: Option<u64>) -> f64 {
    ms.unwrap_or(0) as f64 / 1_000.0
}

fn write(out: &mut dyn Write, record: &Record<'_>) -> Result<()> {
    serde_json::to_writer(&mut *out, record)?;
    writeln!(out)?;
    Ok(())
}
