//! How fast a way of telling is and how much memory it takes: each in a process of its own that
//! holds nothing else, on one core, by the processor time that the system counts (Linux only).

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use evidence::judge::{Circumstances, judge};
use evidence::knowledge::Knowledge;
use evidence::transcript::Transcript;
use serde::{Deserialize, Serialize};

use crate::calls::{self, LabelledCall};
use crate::logistic::Weights;
use crate::packages::Parts;
use crate::sentences::{self, SentenceModel};
use crate::words::WordModel;

/// A way of telling scam calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Way {
    /// Hangup's whole judgement, with statements, story, facts, reasons and advice.
    Hangup,
    /// Words and pairs of words.
    Words,
    /// Sentence embeddings.
    Sentences,
}

impl Way {
    fn id(self) -> &'static str {
        match self {
            Self::Hangup => "hangup",
            Self::Words => "words",
            Self::Sentences => "sentences",
        }
    }
}

/// What was measured.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Speed {
    /// Calls of 300 words in a second of one core.
    pub calls_per_second: f64,
    /// The most memory that was resident at once, in megabytes.
    pub resident_megabytes: f64,
}

/// The words of a call whose judging is timed.
pub const TIMED_WORDS: usize = 300;
/// Different calls that are timed in turn.
const TIMED_CALLS: usize = 60;
/// Seconds of processor time in one round; the system counts hundredths.
const ROUND_SECONDS: f64 = 2.0;
/// Rounds, of which the middle one counts.
const ROUNDS: usize = 3;

/// The files by which the processes pass on what is to be timed.
#[derive(Debug, Clone)]
pub struct Workplace(pub PathBuf);

impl Workplace {
    /// Cuts some calls to the length that is timed, and keeps them.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep_calls(&self, all: &[LabelledCall]) -> Result<()> {
        let long = all.iter().filter(|call| calls::count_words(&call.transcript) >= TIMED_WORDS);
        let long: Vec<&LabelledCall> = long.collect();
        let every = (long.len() / TIMED_CALLS).max(1);
        let timed: Vec<Transcript> = long
            .into_iter()
            .step_by(every)
            .map(|call| calls::first_words(&call.transcript, TIMED_WORDS))
            .collect();
        self.keep("calls.json", &timed)
    }

    /// Keeps what the words have taught.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep_words(&self, model: &WordModel) -> Result<()> {
        self.keep("words.json", model)
    }

    /// Keeps what the embeddings have taught.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep_sentences(&self, weights: &Weights) -> Result<()> {
        self.keep("sentences.json", weights)
    }

    /// Measures a way of telling in a process of its own.
    ///
    /// # Errors
    /// When the process fails or says something else.
    pub fn measure_apart(&self, way: Way) -> Result<Speed> {
        let program = std::env::current_exe()?;
        let measured = Command::new(program)
            .args(["--measure", way.id(), "--cache"])
            .arg(&self.0)
            .output()
            .with_context(|| format!("measuring {}", way.id()))?;
        if !measured.status.success() {
            bail!("measuring {}: {}", way.id(), String::from_utf8_lossy(&measured.stderr));
        }
        Ok(serde_json::from_slice(&measured.stdout)?)
    }

    /// Measures a way of telling in this process, which should hold nothing else.
    ///
    /// # Errors
    /// When something that was kept is missing, or the system counts no processor time.
    pub fn measure(&self, way: Way) -> Result<Speed> {
        let calls: Vec<Transcript> = self.kept("calls.json")?;
        match way {
            Way::Hangup => {
                let (knowledge, nobody) = (Knowledge::embedded()?, Circumstances::default());
                time(&calls, |call| Ok(judge(call, &nobody, &knowledge).verdict.log_odds))
            }
            Way::Words => {
                let model: WordModel = self.kept("words.json")?;
                time(&calls, |call| Ok(model.log_odds(&calls::text(call))))
            }
            Way::Sentences => {
                let weights: Weights = self.kept("sentences.json")?;
                let model = SentenceModel::load(&Parts::in_folder(&self.0))?;
                time(&calls, |call| {
                    let embedding = model.embed(&calls::text(call))?;
                    Ok(weights.log_odds(&sentences::row(&embedding)))
                })
            }
        }
    }

    fn keep(&self, name: &str, value: &impl Serialize) -> Result<()> {
        std::fs::write(self.0.join(name), serde_json::to_vec(value)?).context(name.to_owned())
    }

    fn kept<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<T> {
        let bytes = std::fs::read(self.0.join(name)).context(name.to_owned())?;
        Ok(serde_json::from_slice(&bytes)?)
    }
}

fn time(calls: &[Transcript], judge: impl Fn(&Transcript) -> Result<f64>) -> Result<Speed> {
    if calls.is_empty() {
        bail!("no call has {TIMED_WORDS} words");
    }
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let (start, mut judged) = (core_seconds()?, 0_u32);
        let spent = loop {
            for call in calls.iter().take(TIMED_CALLS) {
                std::hint::black_box(judge(call)?);
                judged += 1;
            }
            let spent = core_seconds()? - start;
            if spent >= ROUND_SECONDS {
                break spent;
            }
        };
        rates.push(f64::from(judged) / spent);
    }
    rates.sort_by(f64::total_cmp);
    Ok(Speed { calls_per_second: rates[ROUNDS / 2], resident_megabytes: resident_megabytes()? })
}

/// Ticks in a second; Linux shows processor time so on every machine.
const TICKS: f64 = 100.0;

/// The processor time of this process so far, all threads together (`proc_pid_stat(5)`).
fn core_seconds() -> Result<f64> {
    let stat = std::fs::read_to_string(Path::new("/proc/self/stat"))?;
    // The name of the program may hold blanks; it ends with the last bracket.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: Vec<f64> = fields.skip(11).take(2).map(str::parse).collect::<Result<_, _>>()?;
    Ok(ticks.iter().sum::<f64>() / TICKS)
}

/// The most memory of this process that was resident at once (`proc_pid_status(5)`).
fn resident_megabytes() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next());
    Ok(kibibytes.context("the system tells no memory")?.parse::<f64>()? * 1024.0 / 1e6)
}
