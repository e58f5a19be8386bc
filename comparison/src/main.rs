//! Hangup beside two plain ways of telling scam calls by their words, on the same calls in one
//! run: how well each ranks calls, how fast it is, and how much memory it takes.

mod calls;
mod logistic;
mod words;
mod packages;
mod sentences;
mod speed;
mod report;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Parser;
use evidence::judge::{Circumstances, judge};
use evidence::knowledge::Knowledge;
use serde::Deserialize;

use crate::calls::LabelledCall;
use crate::logistic::{Lessons, Row};
use crate::packages::Parts;
use crate::report::{Line, Making};
use crate::speed::{Speed, Way, Workplace};
use crate::words::WordModel;

/// Compares Hangup with words (TF-IDF) and with sentence embeddings (MiniLM).
#[derive(Debug, Parser)]
#[command(name = "comparison")]
struct Arguments {
    /// The folder of labelled calls, with `train/` and `real/` inside
    #[arg(long, env = "HANGUP_CALLS", default_value = "../shared/data")]
    data: PathBuf,
    /// What `cargo xtask scores --predictions FILE` wrote: Hangup with each source left out
    #[arg(long, value_name = "FILE")]
    predictions: Option<PathBuf>,
    /// Learn from at most so many calls of each source
    #[arg(long, default_value_t = 300)]
    sample: usize,
    /// Keep packages and embeddings here instead of the user's cache
    #[arg(long, value_name = "FOLDER")]
    cache: Option<PathBuf>,
    /// Also write corpus/COMPARISON.md
    #[arg(long)]
    write: bool,
    /// Only time one way of telling; the comparison starts itself so
    #[arg(long, hide = true)]
    measure: Option<Way>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    let cache = arguments.cache.clone().or_else(user_cache);
    let workplace = Workplace(cache.context("no folder for a cache; name one with --cache")?);
    if let Some(way) = arguments.measure {
        say(&serde_json::to_string(&workplace.measure(way)?)?);
        return Ok(());
    }
    let data = root().join(&arguments.data);
    if !data.join("real").is_dir() || !data.join("train").is_dir() {
        say(&format!("compare: skipped, no labelled calls at {}", arguments.data.display()));
        return Ok(());
    }
    std::fs::create_dir_all(&workplace.0)?;
    let knowledge = Knowledge::embedded()?;
    let calls = calls::read(&data, arguments.sample, &knowledge)?;
    tell(&format!("{} calls", calls.len()));
    workplace.keep_calls(&calls)?;
    let mut lines = hangup(arguments, &calls, &knowledge, &workplace);
    lines.extend(words(&calls, &workplace));
    lines.extend(sentences(&calls, &workplace));
    let text = report::text(&lines, &calls, &making(arguments, &calls));
    say(&text);
    if arguments.write {
        std::fs::write(root().join("corpus/COMPARISON.md"), text)?;
    }
    Ok(())
}

/// Hangup with each source left out of its fit, and as it ships.
fn hangup(
    arguments: &Arguments,
    calls: &[LabelledCall],
    knowledge: &Knowledge,
    workplace: &Workplace,
) -> Vec<Line> {
    let speed = measured(workplace, Way::Hangup);
    let held_out = match &arguments.predictions {
        Some(path) => predicted(path, calls).map_err(|error| format!("{error:#}")),
        None => Err("run `cargo xtask scores --predictions FILE` and name FILE".to_owned()),
    };
    let log_odds = |call: &LabelledCall| {
        judge(&call.transcript, &Circumstances::default(), knowledge).verdict.log_odds
    };
    let shipped = (0..).zip(calls).filter(|(_, call)| call.real);
    let shipped = shipped.map(|(number, call)| (number, log_odds(call))).collect();
    vec![
        Line { title: "Hangup".to_owned(), scored: held_out, speed: speed.clone() },
        Line {
            title: "Hangup as shipped (has seen these calls)".to_owned(),
            scored: Ok(shipped),
            speed,
        },
    ]
}

/// One line of the file of predictions.
#[derive(Debug, Deserialize)]
struct Prediction {
    id: String,
    file: String,
    probability: f64,
}

/// What was predicted of the real calls.
fn predicted(path: &Path, calls: &[LabelledCall]) -> Result<Vec<(usize, f64)>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut known = HashMap::new();
    for line in text.lines() {
        let Prediction { id, file, probability } =
            serde_json::from_str(line).with_context(|| path.display().to_string())?;
        known.insert((file, id), probability);
    }
    let find = |(number, call): (usize, &LabelledCall)| {
        let probability = known.get(&(call.file.clone(), call.id.clone()));
        let probability = probability.with_context(|| format!("no prediction of {}", call.id))?;
        Ok((number, *probability))
    };
    (0..).zip(calls).filter(|(_, call)| call.real).map(find).collect()
}

/// Words and pairs of words, with either kind of lessons.
fn words(calls: &[LabelledCall], workplace: &Workplace) -> Vec<Line> {
    tell("words and pairs of words");
    let texts: Vec<String> = calls.iter().map(LabelledCall::text).collect();
    let learned: Vec<&LabelledCall> = calls.iter().collect();
    let said: Vec<&str> = texts.iter().map(String::as_str).collect();
    let speed = match workplace.keep_words(&WordModel::learn(&learned, &said)) {
        Ok(()) => measured(workplace, Way::Words),
        Err(error) => Err(format!("{error:#}")),
    };
    let line = |(lessons, title): (Lessons, &str)| Line {
        title: format!("words and pairs of words, {title}"),
        scored: Ok(words::held_out(calls, lessons)),
        speed: speed.clone(),
    };
    LESSONS.into_iter().map(line).collect()
}

/// The two kinds of lessons and what they are called in the table.
const LESSONS: [(Lessons, &str); 2] = [
    (Lessons::Training, "learned from training calls"),
    (Lessons::TrainingAndReal, "learned from training and other real calls"),
];

/// Sentence embeddings, with either kind of lessons.
fn sentences(calls: &[LabelledCall], workplace: &Workplace) -> Vec<Line> {
    let embedded = packages::fetch(&workplace.0).and_then(|parts| embed(calls, &parts, workplace));
    let embedded = embedded.map_err(|error| format!("{error:#}"));
    let speed = match &embedded {
        Ok(_) => measured(workplace, Way::Sentences),
        Err(why) => Err(why.clone()),
    };
    let line = |(lessons, title): (Lessons, &str)| Line {
        title: format!("sentence embeddings, {title}"),
        scored: embedded.clone().map(|rows| sentences::held_out(calls, &rows, lessons)),
        speed: speed.clone(),
    };
    LESSONS.into_iter().map(line).collect()
}

fn embed(calls: &[LabelledCall], parts: &Parts, workplace: &Workplace) -> Result<Vec<Row>> {
    let progress = |done: usize| {
        if done.is_multiple_of(500) || done == calls.len() {
            tell(&format!("sentences: {done} of {} calls", calls.len()));
        }
    };
    let rows = sentences::embed_all(calls, parts, &workplace.0, progress)?;
    let everything: Vec<usize> = (0..calls.len()).collect();
    workplace.keep_sentences(&sentences::learn(calls, &rows, &everything))?;
    Ok(rows)
}

fn measured(workplace: &Workplace, way: Way) -> Result<Speed, String> {
    workplace.measure_apart(way).map_err(|error| format!("{error:#}"))
}

fn making(arguments: &Arguments, calls: &[LabelledCall]) -> Making {
    let about = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = about.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    Making {
        date: jiff::ZonedDateTime::now().date().to_string(),
        processor: model.map_or("processor unknown", |(_, name)| name).to_owned(),
        sample: arguments.sample,
        learned: calls.iter().filter(|call| !call.real).count(),
    }
}

/// The folder of the comparison in the user's cache.
fn user_cache() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let cache = set("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| Some(PathBuf::from(set("HOME")?).join(".cache")))?;
    Some(cache.join("hangup/comparison"))
}

/// The project's root.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Prints the result.
#[expect(clippy::print_stdout, reason = "this is a command-line tool")]
fn say(text: &str) {
    println!("{text}");
}

/// Prints what is being done, apart from the result.
#[expect(clippy::print_stderr, reason = "this is a command-line tool")]
fn tell(text: &str) {
    eprintln!("{text}");
}
