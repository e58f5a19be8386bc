//! Measures recognition on telephone speech with true texts, and writes `docs/speech.md`:
//! `cargo run --release --package hear --example speech [MODEL…]`, with base and tiny.en if none
//! is named. The sound is looked for in `../shared/data/audio` beside the project.

mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use cpu_time::ProcessTime;
use evidence::judge::{Circumstances, judge};
use evidence::knowledge::Knowledge;
use hear::model;
use hear::recognise::{self, Listener, Threads};
use hear::speech::{Party, RATE_HZ, Speech};
use whisper_rs::{FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters};
use words::{count, differences, normal};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Every so many clips are also given to whisper.cpp itself.
const PLAIN_EVERY: usize = 5;

/// One clip with its true text.
struct Clip {
    name: String,
    truth: String,
    samples: Vec<f32>,
}

/// Sums over clips.
#[derive(Default)]
struct Sums {
    words: usize,
    wrong: usize,
    matter: usize,
    matter_right: usize,
    statements: usize,
    statements_found: usize,
}

/// What a model reached.
struct Measured {
    sets: BTreeMap<&'static str, Sums>,
    ours_seconds: f64,
    audio_seconds: f64,
    same_clips: [f64; 2],
    memory_kilobytes: String,
    heard: Vec<(String, String)>,
}

fn main() -> Outcome<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let audio = root.join("../shared/data/audio");
    let mut out = std::io::stdout().lock();
    let Ok(references) = fs::read_to_string(audio.join("references.json")) else {
        writeln!(out, "skipped: there is no telephone speech in ../shared/data/audio")?;
        return Ok(());
    };
    let clips = clips(&audio, &references)?;
    let knowledge = Knowledge::embedded().map_err(|error| error.to_string())?;
    let mut named: Vec<String> = std::env::args().skip(1).collect();
    if named.is_empty() {
        named = vec!["base".to_owned(), "tiny.en".to_owned()];
    }
    let mut page = include_str!("head.md").to_owned();
    for id in &named {
        let path = model::install(&model::model(id)?, &model::folder()?, &mut |_| ())?;
        let measured = measure(&path, &clips, &knowledge)?;
        page.push_str(&section(id, &measured)?);
        for (name, text) in &measured.heard {
            writeln!(out, "{id} {name}: {text}")?;
        }
    }
    write!(out, "{page}")?;
    fs::write(root.join("docs/speech.md"), page)?;
    Ok(())
}

fn clips(audio: &Path, references: &str) -> Outcome<Vec<Clip>> {
    let references: BTreeMap<String, String> = serde_json::from_str(references)?;
    let clip = |(name, truth): (String, String)| {
        let mut reader = hound::WavReader::open(audio.join(&name))?;
        let samples = reader.samples::<i16>();
        let samples = samples.map(|sample| sample.map(|sample| f32::from(sample) / 32_768.0));
        Ok(Clip { samples: samples.collect::<Result<_, _>>()?, name, truth })
    };
    references.into_iter().map(clip).collect()
}

/// The sets a clip belongs to.
fn sets(name: &str) -> Vec<&'static str> {
    let kind = match name {
        name if name.starts_with('H') => "human-read",
        name if name.contains("flite") => "flite",
        _ => "espeak",
    };
    let number = name.get(3..5).and_then(|digits| digits.parse::<u32>().ok());
    let among_29 = kind == "human-read" || number.is_some_and(|number| number < 20);
    let mut sets = vec![kind, "all 39"];
    sets.extend(among_29.then_some("the 29"));
    sets
}

fn measure(path: &PathBuf, clips: &[Clip], knowledge: &Knowledge) -> Outcome<Measured> {
    let matter: Vec<_> = include_str!("matter.txt").lines().map(normal).collect();
    let model = recognise::Model::open(path, &recognise::usual_names()?)?;
    let mut listener = model.listener(Threads::One)?;
    let mut measured = Measured {
        sets: BTreeMap::new(),
        ours_seconds: 0.0,
        audio_seconds: 0.0,
        same_clips: [0.0; 2],
        memory_kilobytes: String::new(),
        heard: Vec::new(),
    };
    let mut times = Vec::new();
    for clip in clips {
        let began = ProcessTime::now();
        let heard = hear(&mut listener, clip)?;
        times.push(began.elapsed().as_secs_f64());
        measured.audio_seconds += clip.samples.len() as f64 / f64::from(RATE_HZ);
        for set in sets(&clip.name) {
            let sums = measured.sets.entry(set).or_default();
            add(sums, &clip.truth, &heard, &matter, knowledge);
        }
        measured.heard.push((clip.name.clone(), heard));
    }
    measured.ours_seconds = times.iter().sum();
    measured.memory_kilobytes = peak_memory();
    let context = WhisperContext::new_with_params(path, WhisperContextParameters::default())?;
    let mut state = context.create_state()?;
    for clip in clips.iter().step_by(PLAIN_EVERY) {
        // Anew, beside the other two, because the machine's speed changes by the minute.
        let began = ProcessTime::now();
        hear(&mut listener, clip)?;
        let ours = began.elapsed().as_secs_f64();
        let began = ProcessTime::now();
        state.full(plain(clip.samples.len()), &clip.samples)?;
        let fitted = began.elapsed().as_secs_f64();
        for (sum, value) in measured.same_clips.iter_mut().zip([ours, fitted]) {
            *sum += value;
        }
    }
    Ok(measured)
}

/// Whisper.cpp on one thread with its own beam, and the fitted context without which it takes three
/// times as long.
fn plain<'p>(samples: usize) -> FullParams<'p, 'p> {
    let beam = SamplingStrategy::BeamSearch { beam_size: 5, patience: -1.0 };
    let mut plain = FullParams::new(beam);
    plain.set_n_threads(1);
    plain.set_print_progress(false);
    plain.set_audio_ctx((50 * samples / RATE_HZ as usize + 64).min(1500) as i32);
    plain
}

fn hear(listener: &mut Listener<'_>, clip: &Clip) -> Outcome<String> {
    let speech = Speech {
        call: Arc::from(clip.name.as_str()),
        party: Party::Mixed,
        begin: Duration::ZERO,
        samples: clip.samples.clone(),
    };
    Ok(listener.recognise(&speech)?.map_or_else(String::new, |words| words.text))
}

fn add(sums: &mut Sums, truth: &str, heard: &str, matter: &[Vec<String>], knowledge: &Knowledge) {
    let (true_words, heard_words) = (normal(truth), normal(heard));
    sums.words += true_words.len();
    sums.wrong += differences(&true_words, &heard_words);
    for phrase in matter {
        let said = count(&true_words, phrase);
        sums.matter += said;
        sums.matter_right += said.min(count(&heard_words, phrase));
    }
    let (said, found) = (statements(truth, knowledge), statements(heard, knowledge));
    sums.statements += said.len();
    sums.statements_found += said.intersection(&found).count();
}

/// What a caller who says this states: slots and values.
fn statements(text: &str, knowledge: &Knowledge) -> BTreeSet<String> {
    let call = format!("Caller: {text}");
    let reading = evidence::transcript::read(call.as_bytes(), &knowledge.reading);
    let Some(call) = reading.calls.first() else { return BTreeSet::new() };
    let judgement = judge(&call.transcript, &Circumstances::default(), knowledge);
    let said = judgement.statements.iter();
    said.map(|statement| format!("{:?} {}", statement.slot, statement.value)).collect()
}

fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "not known here".to_owned(), |line| line.trim().to_owned())
}

fn section(id: &str, measured: &Measured) -> Result<String, std::fmt::Error> {
    let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
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
    let [ours, fitted] = measured.same_clips;
    writeln!(
        page,
        "\n- Processor time on one thread: {:.3} s for each second of speech.\n\
         - On every fifth clip, one after the other: {ours:.1} s here, {fitted:.1} s for plain \
         calls of whisper.cpp with its beam of five and the same fitted context: {:.2} times.\n\
         - Most memory in use: {} (with the true texts judged in the same process).",
        measured.ours_seconds / measured.audio_seconds,
        ours / fitted,
        measured.memory_kilobytes,
    )?;
    Ok(page)
}
