//! The call beside which a check-up lays what a machine shows: a judgement or a transcript, and
//! when it began.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use checkup::timeline::Said;
use checkup::together::{CallTime, Given};
use checkup::zone;
use clap::Args;
use evidence::judge::{Circumstances, judge};
use evidence::judgement::Judgement;
use evidence::knowledge::{Knowledge, Rules};
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::Deserialize;

use crate::knowledge::KnowledgeArguments;

/// What whoever asks knows of the call and of the computer's clock.
#[derive(Debug, Args)]
pub struct CallArguments {
    /// The call to lay beside it: what `check --json` printed, or a transcript; a key `began` in
    /// the JSON tells when it began
    #[arg(long, value_name = "FILE")]
    call: Option<PathBuf>,
    /// When the call began: 2026-03-14T14:00 by the computer's clock, or with Z or +01:00 behind it
    #[arg(long, value_name = "TIME", value_parser = call_time)]
    around: Option<CallTime>,
    /// The computer's time zone, where its registry is not there: America/Toronto or -05:00
    #[arg(long, value_name = "ZONE", value_parser = zone::named, allow_hyphen_values = true)]
    zone: Option<jiff::tz::TimeZone>,
}

/// A larger file holds no call.
const CALL_BYTES_MAX: u64 = 64 << 20;

/// The only thing that is read of JSON beside the call itself.
#[derive(Debug, Deserialize)]
struct Began {
    began: Option<String>,
}

fn call_time(words: &str) -> Result<CallTime, String> {
    let words = words.trim();
    if let Ok(at) = words.parse::<Timestamp>() {
        return Ok(CallTime::Utc(at));
    }
    words.parse::<DateTime>().map(CallTime::OfComputer).map_err(|_| {
        "no time. Write 2026-03-14T14:00, or with Z or +01:00 behind it if it is not by the \
         computer's clock"
            .to_owned()
    })
}

impl CallArguments {
    /// What they tell.
    ///
    /// # Errors
    /// When the call cannot be read or nobody tells when it began.
    pub fn read(&self, knowledge: &KnowledgeArguments) -> Result<Given> {
        let mut given = Given { zone: self.zone.clone(), call: self.around, said: Vec::new() };
        let Some(path) = &self.call else { return Ok(given) };
        let bytes = bytes(path)?;
        let began = began(&bytes).with_context(|| path.display().to_string())?;
        given.call = given.call.or(began);
        if given.call.is_none() {
            bail!(
                "{} does not tell when the call began. Name the time with --around.",
                path.display()
            );
        }
        let knowledge = knowledge.load(Rules::Proven)?;
        let judgement = judged(&bytes, &knowledge)
            .with_context(|| format!("{} holds no call", path.display()))?;
        given.said = said(&judgement, &knowledge);
        Ok(given)
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    let reading = || format!("reading {}", path.display());
    let length = std::fs::metadata(path).with_context(reading)?.len();
    if length > CALL_BYTES_MAX {
        bail!("{} is too large for a call", path.display());
    }
    std::fs::read(path).with_context(reading)
}

/// The first JSON value of a file, if it begins with one.
fn first<T: for<'d> Deserialize<'d>>(bytes: &[u8]) -> Option<T> {
    serde_json::Deserializer::from_slice(bytes).into_iter().next()?.ok()
}

fn began(bytes: &[u8]) -> Result<Option<CallTime>> {
    let told = first::<Began>(bytes).and_then(|call| call.began);
    told.map(|words| call_time(&words).map_err(anyhow::Error::msg).context("began")).transpose()
}

/// The judgement that a file holds, or that of the first call in it.
fn judged(bytes: &[u8], knowledge: &Knowledge) -> Option<Judgement> {
    first::<Judgement>(bytes).or_else(|| {
        let reading = evidence::transcript::read(bytes, &knowledge.reading);
        let call = reading.calls.first()?;
        Some(judge(&call.transcript, &Circumstances::default(), knowledge))
    })
}

fn said(judgement: &Judgement, knowledge: &Knowledge) -> Vec<Said> {
    let words = &knowledge.vocabulary;
    let one = |statement: &evidence::judgement::Statement| {
        let value = words.value(statement.slot, &statement.value);
        let detail = statement.detail.as_ref().filter(|detail| *detail != value);
        let detail = detail.map(|detail| format!(", {detail}"));
        let slot = words.slot(statement.slot);
        Said {
            turn: statement.turn,
            claim: statement.claim(),
            title: format!("{slot}: {value}{}", detail.unwrap_or_default()),
            quote: statement.quote.clone(),
            after_ms: judgement.timeline.get(statement.turn).and_then(|turn| turn.start_ms),
        }
    };
    judgement.statements.iter().map(one).collect()
}
