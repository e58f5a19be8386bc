//! A call that is heard, as plain lines: for a screen reader, a pipe or a log. What is new stands
//! below the words that it came from.

use std::collections::HashMap;
use std::io::Write;

use anyhow::Result;
use evidence::plain::act;
use evidence::transcript::Side;
use hear::call::Call;
use hear::speech::CallId;

use super::{Change, Listening};
use crate::brief::News;
use crate::page::{self, BOLD, Page, styled, width};
use crate::report::{self, Detail, Shown};

/// What has been shown so far.
#[derive(Debug, Default)]
pub struct Lines {
    calls: HashMap<CallId, Told>,
}

/// What has been shown of one call.
#[derive(Debug, Default)]
struct Told {
    news: News,
    /// The headline and the steps that were shown last.
    act: Option<(&'static str, String)>,
}

impl Lines {
    /// Shows what a change brought.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn show(
        &mut self,
        change: &Change,
        listening: &Listening<'_>,
        out: &mut dyn Write,
    ) -> Result<()> {
        match change {
            Change::Words { call, turn, .. } => {
                let call = &listening.calls[*call];
                let text = self.words(call, *turn, listening);
                out.write_all(text.as_bytes())?;
            }
            Change::Began(call) if *call > 0 => {
                writeln!(out, "A call began: {}", page::safe(&listening.calls[*call].id))?;
            }
            Change::Over(call) if listening.calls.len() > 1 => {
                let call = &listening.calls[*call];
                self.calls.remove(&call.id);
                let line = crate::brief::line(&call.id, &call.judgement);
                writeln!(out, "A call is over: {}", page::safe(&line))?;
            }
            Change::Behind(call) => {
                writeln!(out, "{}", page::safe(&behind(&listening.calls[*call])))?;
            }
            Change::Kept { call, file } => {
                let line = format!("The sound of call {call} is in {}", file.display());
                writeln!(out, "{}", page::safe(&line))?;
            }
            Change::Forgot(forgotten) => {
                writeln!(out, "{}", page::safe(&forgotten.sentence()))?;
            }
            Change::Problem(_, message) => page::complain(&format!("warning: {message}")),
            Change::Began(_) | Change::Over(_) | Change::Progress | Change::End => {}
        }
        out.flush()?;
        Ok(())
    }

    /// What was said, the verdict, what is new in it, and what to do if that changed.
    fn words(&mut self, call: &Call<'_>, turn: usize, listening: &Listening<'_>) -> String {
        let told = self.calls.entry(call.id.clone()).or_default();
        let mut page = Page::new(width());
        let place = match listening.calls.len() {
            0 | 1 => String::new(),
            _ => format!("{} ", call.id),
        };
        let said = &call.utterances[turn];
        let time = clock(said.start_ms.unwrap_or(0) / 1_000);
        let speaker = speaker(call, turn);
        page.item("", &format!("{place}{time} "), &format!("{speaker}: {}", said.text));
        let mut text = page.into_text();
        text += &told.news.text(turn, &call.judgement, listening.knowledge);
        let act = act(&call.judgement, &call.circumstances, listening.knowledge);
        let act = (!act.steps.is_empty()).then(|| (act.headline, act.steps.join(" ")));
        if let Some((headline, steps)) = act.as_ref().filter(|_| told.act != act) {
            let mut page = Page::new(width());
            page.item("      ", "", &format!("{}. {steps}", styled(BOLD, headline)));
            text += &page.into_text();
        }
        told.act = act;
        text
    }
}

/// How far the recogniser is behind in a call.
fn behind(call: &Call<'_>) -> String {
    match call.progress.backlog.as_secs() {
        0..BEHIND_SECONDS_MIN => format!("Call {} is up to date again", call.id),
        seconds => format!("Call {}: {seconds} seconds of speech wait for recognition", call.id),
    }
}

/// Less than this waits in every call that goes on.
const BEHIND_SECONDS_MIN: u64 = 5;

/// Who speaks, in a word or two.
pub fn speaker<'c>(call: &'c Call<'_>, turn: usize) -> &'c str {
    match call.side(turn) {
        Side::Caller => "Caller",
        Side::Callee => "You",
        Side::Unknown if call.name(turn).is_empty() => "Someone",
        Side::Unknown => call.name(turn),
    }
}

/// A time of a call, "12:05" or "1:02:05".
pub fn clock(seconds: u64) -> String {
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    match minutes / 60 {
        0 => format!("{minutes}:{seconds:02}"),
        hours => format!("{hours}:{:02}:{seconds:02}", minutes % 60),
    }
}

/// The reports on all calls in which something was said, as `hangup check` gives them.
pub fn reports(listening: &Listening<'_>, detail: Detail) -> String {
    let calls: Vec<&Call<'_>> =
        listening.calls.iter().filter(|call| !call.utterances.is_empty()).collect();
    if calls.len() > REPORTS_MAX {
        let line = |call: &&Call<'_>| {
            format!("{}\n", page::safe(&crate::brief::line(&call.id, &call.judgement)))
        };
        let earlier = match listening.forgotten() {
            0 => String::new(),
            calls => format!("{calls} earlier calls made room for these; each was told of then.\n"),
        };
        return calls.iter().map(line).chain([earlier]).collect();
    }
    let mut text = String::new();
    for call in &calls {
        if calls.len() > 1 {
            text += &format!("\n{}\n\n", styled(BOLD, &page::safe(&format!("CALL {}", call.id))));
        }
        let (transcript, country) = (call.transcript(), call.circumstances.country.as_deref());
        let knowledge = listening.knowledge;
        let shown = Shown::new(&call.judgement, &transcript, knowledge, country, detail);
        text += &report::text(&shown);
    }
    text
}

/// So many calls get a full report in the end; more get one line each.
const REPORTS_MAX: usize = 3;
