//! Measures recognition on telephone speech with true texts, and writes `docs/speech.md`:
//! `cargo run --release --package hear --example speech [MODEL…] [memory]`, with base and tiny.en
//! if none is named. The sound is looked for in `../shared/data/audio` beside the project; another
//! folder of the same shape is measured, and nothing written, with `SPEECH_CLIPS=FOLDER`. `memory`
//! also has the command-line program hear an hour, which takes a quarter of one.

mod clips;
mod cost;
mod latency;
mod memory;
mod sums;
mod words;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Instant;

use clips::{Clip, Stretch};
use cost::Cost;
use cpu_time::ProcessTime;
use evidence::judge::{Circumstances, LiveCall};
use evidence::knowledge::Knowledge;
use evidence::transcript::{Form, Side, Utterance};
use hear::hearing::{Ears, Hearing};
use hear::model;
use hear::recognise::{Model, Threads, usual_names};
use hear::speech::Speech;
use latency::{Latency, middle_and_worst};
use sums::{Sums, compare};
use words::normal;

/// What can go wrong is printed and ends the measuring.
pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// Every so many clips are also given to whisper.cpp itself.
const PLAIN_EVERY: usize = 5;

/// The goal for words, in percent: what plain Whisper base gets wrong of the 29 clips.
const WRONG_MAX: f64 = 18.6;
/// The goal for words that matter and for statements, in percent.
const RIGHT_MIN: f64 = 85.0;
/// The goals for words and verdicts after the end of an utterance, in seconds.
const WORDS_SECONDS_MAX: f64 = 1.5;
const VERDICT_SECONDS_MAX: f64 = 2.0;

/// What a model reached.
#[derive(Default)]
struct Measured {
    sets: BTreeMap<&'static str, Sums>,
    ours_seconds: f64,
    audio_seconds: f64,
    latency: Latency,
    kilobytes: u32,
    wall_seconds: f64,
}

fn main() -> Outcome<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let other = std::env::var_os("SPEECH_CLIPS");
    let audio = other.as_ref().map_or_else(|| root.join("../shared/data/audio"), Into::into);
    let clips = clips::clips(&audio)?;
    if clips.is_empty() {
        writeln!(
            std::io::stdout(),
            "skipped: there is no telephone speech in {}",
            audio.display()
        )?;
        return Ok(());
    }
    let mut named: Vec<String> = std::env::args().skip(1).collect();
    let with_memory = named.iter().any(|name| name == "memory");
    named.retain(|name| name != "memory");
    if named.is_empty() {
        named = vec!["base".to_owned(), "tiny.en".to_owned()];
    }
    let knowledge = Knowledge::embedded().map_err(|error| error.to_string())?;
    let mut page = include_str!("head.md").to_owned();
    for id in &named {
        page.push_str(&measure(id, &clips, &knowledge)?);
    }
    if with_memory {
        page.push_str("\n## Memory\n\n");
        page.push_str(&memory::measure(&clips)?);
    }
    write!(std::io::stdout(), "{page}")?;
    if other.is_none() {
        fs::write(root.join("docs/speech.md"), page)?;
    }
    Ok(())
}

/// What a model reaches, as a section of the page.
fn measure(id: &str, clips: &[Clip], knowledge: &Knowledge) -> Outcome<String> {
    let folder = model::folder()?;
    let path = model::install(&model::model(id)?, &folder, &mut |_| ())?;
    let voices = model::install(&model::model("voices")?, &folder, &mut |_| ())?;
    let matter: Vec<_> = include_str!("matter.txt").lines().map(normal).collect();
    let hearing = Hearing::open(&path, Some(&voices), &usual_names()?)?;
    let mut ears = hearing.ears(Threads::One)?;
    let began = Instant::now();
    let mut measured = Measured::default();
    for clip in clips {
        let stretches = clip.stretches();
        let (turns, took) = hear(&mut ears, &stretches, knowledge)?;
        measured.latency.play(&stretches, &took);
        measured.ours_seconds += took.iter().map(|(words, _)| words).sum::<f64>();
        measured.audio_seconds += clip.seconds();
        let sums = compare(&clip.truth, &turns, &matter, knowledge);
        let mut out = std::io::stdout().lock();
        writeln!(out, "{id} {}: {}", clip.name, turns.join(" | "))?;
        if !sums.missed.is_empty() {
            writeln!(out, "    missed: {}", sums.missed.join(", "))?;
        }
        for set in clip.sets() {
            measured.sets.entry(set).or_default().add(&sums);
        }
    }
    measured.wall_seconds = began.elapsed().as_secs_f64();
    measured.kilobytes = memory::highest_kilobytes("self");
    drop(ears);
    drop(hearing);
    let some = clips.iter().step_by(PLAIN_EVERY).flat_map(Clip::stretches);
    let some: Vec<Speech> = some.map(|stretch| stretch.speech).collect();
    let cost = cost::compare(&path, &Model::open(&path, &usual_names()?)?, &some)?;
    Ok(section(id, &measured, &cost)?)
}

/// Processor seconds for the words of each stretch, and for judging them.
type Times = Vec<(f64, f64)>;

/// The words of a clip's stretches, and the processor seconds for each stretch's words and for its
/// judgement.
fn hear(
    ears: &mut Ears<'_>,
    stretches: &[Stretch],
    knowledge: &Knowledge,
) -> Outcome<(Vec<String>, Times)> {
    let mut call = LiveCall::new(Form::Dialogue, Circumstances::default(), knowledge);
    let (mut turns, mut took) = (Vec::new(), Vec::new());
    for Stretch { speech, .. } in stretches {
        let began = ProcessTime::now();
        let words = ears.hear(speech)?;
        let recognising = began.elapsed().as_secs_f64();
        let began = ProcessTime::now();
        if let Some(words) = words {
            call.hear(&Utterance {
                speaker: "Caller".to_owned(),
                side: Side::Caller,
                text: words.text.clone(),
                start_ms: None,
                end_ms: None,
            });
            std::hint::black_box(call.judgement());
            turns.push(words.text);
        }
        took.push((recognising, began.elapsed().as_secs_f64()));
    }
    if let Some(Stretch { speech, .. }) = stretches.first() {
        ears.forget(&speech.call);
    }
    Ok((turns, took))
}

fn verdict(value: f64, goal: RangeInclusive<f64>) -> &'static str {
    if goal.contains(&value) { "reached" } else { "**missed**" }
}

fn share(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

fn section(id: &str, measured: &Measured, cost: &Cost) -> Result<String, std::fmt::Error> {
    let mut page = format!(
        "\n## {id}\n\n| clips | words | wrong | words that matter right | statements found |\n\
         |---|---|---|---|---|\n"
    );
    for (set, sums) in &measured.sets {
        writeln!(
            page,
            "| {set} | {} | {:.1} % | {:.1} % of {} | {:.1} % of {} |",
            sums.words,
            share(sums.wrong, sums.words),
            share(sums.matter_right, sums.matter),
            sums.matter,
            share(sums.statements_found, sums.statements),
            sums.statements,
        )?;
    }
    writeln!(page)?;
    for set in ["the 29", "all 39"] {
        let Some(sums) = measured.sets.get(set) else { continue };
        let wrong = share(sums.wrong, sums.words);
        let matter = share(sums.matter_right, sums.matter);
        let found = share(sums.statements_found, sums.statements);
        writeln!(
            page,
            "- Goals on {set}: at most {WRONG_MAX} % of the words wrong: {}; at least {RIGHT_MIN} \
             % of the words that matter right: {}; at least {RIGHT_MIN} % of the statements \
             found: {}.",
            verdict(wrong, 0.0..=WRONG_MAX),
            verdict(matter, RIGHT_MIN..=100.0),
            verdict(found, RIGHT_MIN..=100.0),
        )?;
    }
    page.push_str(&times(measured, cost)?);
    Ok(page)
}

fn times(measured: &Measured, cost: &Cost) -> Result<String, std::fmt::Error> {
    let mut page = String::new();
    let (words, words_worst) = middle_and_worst(&measured.latency.words);
    let (verdicts, verdicts_worst) = middle_and_worst(&measured.latency.verdicts);
    let per_second = measured.ours_seconds / measured.audio_seconds;
    writeln!(
        page,
        "- Words after the end of an utterance: {words:.2} s in the middle, {words_worst:.2} s at \
         worst (goal {WORDS_SECONDS_MAX}: {}); the verdict {verdicts:.2} s and {verdicts_worst:.2} \
         s (goal {VERDICT_SECONDS_MAX}: {}); {} ends, at each at most {:.1} s of speech left to \
         recognise.\n\
         - Processor time on one thread, voices too: {per_second:.3} s for each second of sound; \
         the machine gave this program {:.0} % of one processor meanwhile.",
        verdict(words_worst, 0.0..=WORDS_SECONDS_MAX),
        verdict(verdicts_worst, 0.0..=VERDICT_SECONDS_MAX),
        measured.latency.words.len(),
        measured.latency.left_max,
        100.0 * measured.ours_seconds / measured.wall_seconds,
    )?;
    writeln!(
        page,
        "- On the same stretches of every fifth clip, in turns, a second of speech: {:.3} s here.",
        cost.ours / cost.speech_seconds
    )?;
    for (name, took) in &cost.plain {
        writeln!(
            page,
            "  - Whisper.cpp with {name}: {:.3} s; here it is {:.2} times as much.",
            took / cost.speech_seconds,
            cost.ours / took
        )?;
    }
    writeln!(
        page,
        "- Most memory in use before that: {:.0} MB, with the rules loaded in the same process.",
        f64::from(measured.kilobytes) / 1_000.0
    )?;
    Ok(page)
}
