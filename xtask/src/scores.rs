//! `cargo xtask scores`: fits the weights of `rules/scores.toml` and `rules/wording.tsv` from the beliefs
//! in `rules/priors.toml` and labelled calls, and measures them on sources left out of the fit.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use evidence::knowledge::{Files, Knowledge, Rules};
use evidence::measures::Scored;
use evidence::verdict::{Levels, Scores, WordingScale};
use serde::Deserialize;

use crate::fit::{Belief, Design, fit};
use crate::samples::{self, Cut, Features, Sample};
use crate::{results, root, say};

/// Arguments of `cargo xtask scores`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The folder of labelled calls, with `train/` and `real/` inside.
    #[arg(long, env = "HANGUP_CALLS", default_value = "../shared/data")]
    data: PathBuf,
    /// Change nothing; fail if the committed files are not what the calls give.
    #[arg(long)]
    check: bool,
    /// Also name so many scams that rank lowest and honest calls that rank highest, left out of the fit.
    #[arg(long, default_value_t = 0)]
    worst: usize,
    /// Also write what is measured: a JSON line for each real call, left out of the fit.
    #[arg(long, value_name = "FILE")]
    predictions: Option<PathBuf>,
}

/// The file `rules/priors.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Priors {
    fit: FitFile,
    verdict: VerdictFile,
    caps: BTreeMap<String, f64>,
    kinds: BTreeMap<String, f64>,
    beliefs: BTreeMap<String, f64>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct FitFile {
    evidence_deviation: f64,
    suspicious_from: f64,
    weight_max: f64,
    neutral_deviation: f64,
    neutral: Vec<String>,
    wording_deviation: f64,
    calls_min: usize,
    groups_min: usize,
    weight_min: f64,
    words_max: usize,
    first_words: usize,
    group_calls_max: f64,
    real_times: f64,
    squares_min: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct VerdictFile {
    words_min: usize,
    statements_min: usize,
    certainty_max: f64,
    wording_cap: f64,
    warning_wrong: f64,
    warning_missing: f64,
    alarm_wrong: f64,
    alarm_missing: f64,
    unclear_from: f64,
}

/// What a fit gives.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// The weights of evidence.
    pub scores: Scores,
    /// The weights of words: rarity and weight by the feature's number.
    pub wording: HashMap<u32, (f64, f64)>,
}

/// Runs the command.
///
/// # Errors
/// When files cannot be read or written, or with `--check` when they are not current.
pub fn run(arguments: &Arguments) -> Result<()> {
    let data = if arguments.data.is_absolute() {
        arguments.data.clone()
    } else {
        root().join(&arguments.data)
    };
    if !data.join("real").is_dir() {
        say(&format!("scores: skipped, no labelled calls at {}", arguments.data.display()));
        return Ok(());
    }
    let (knowledge, problems) = Knowledge::load(&Files::embedded(), Rules::Proven)?;
    for problem in &problems {
        say(&format!("warning: {problem}"));
    }
    let text = std::fs::read_to_string(root().join("rules/priors.toml"))?;
    let priors: Priors = toml::from_str(&text).context("rules/priors.toml")?;
    let mut features = Features::default();
    let all = read_samples(&data, &priors, &knowledge, &mut features)?;
    say(&format!("{} samples, {} words and pairs", all.len(), features.names.len()));
    let measured = cross_validate(&all, &priors, features.names.len(), &knowledge);
    if let Some(path) = &arguments.predictions {
        let lines = predictions(&measured, &all);
        std::fs::write(path, lines).with_context(|| path.display().to_string())?;
    }
    name_worst(&measured, &all, arguments.worst);
    let everything: Vec<&Sample> = all.iter().collect();
    let fitted = fit_samples(&everything, &priors, features.names.len(), &knowledge);
    let fitted = calibrated(fitted, measured.calibration);
    name_false_alarms(&fitted, &all, arguments.worst);
    let outputs = [
        ("rules/scores.toml", scores_text(&fitted.scores)?),
        ("rules/wording.tsv", wording_text(&fitted, &priors, &features)),
        ("corpus/RESULTS.md", results::text(&measured, &all, &fitted)),
    ];
    write(&outputs, arguments.check)
}

/// A JSON line for each real call: what was said of it when it was left out of the fit.
fn predictions(measured: &Measured, all: &[Sample]) -> String {
    let mut lines = String::new();
    for (number, probability) in &measured.probabilities {
        let Sample { id, file, scam, beginning, .. } = &all[*number];
        if !beginning {
            let label = if *scam { "scam" } else { "legit" };
            let line = serde_json::json!({
                "id": id, "file": file, "label": label, "probability": probability,
            });
            let _ = writeln!(lines, "{line}");
        }
    }
    lines
}

/// Names the calls that were judged worst when they were left out of the fit.
fn name_worst(measured: &Measured, all: &[Sample], count: usize) {
    for scam in [true, false] {
        let mut calls: Vec<(&Sample, f64)> = measured
            .probabilities
            .iter()
            .map(|(number, p)| (&all[*number], *p))
            .filter(|(sample, _)| sample.scam == scam && !sample.beginning)
            .collect();
        calls.sort_by(|a, b| if scam { a.1.total_cmp(&b.1) } else { b.1.total_cmp(&a.1) });
        for (sample, p) in calls.into_iter().take(count) {
            let label = if scam { "scam" } else { "honest" };
            say(&format!("{label} {p:.3} {}: {}", sample.id, sample.evidence.join(" ")));
        }
    }
}

/// Names the honest training calls that rank highest with the shipped weights.
fn name_false_alarms(fitted: &Fitted, all: &[Sample], count: usize) {
    let honest = all.iter().filter(|sample| !sample.scam && !sample.real && !sample.beginning);
    let mut calls: Vec<(&Sample, f64)> =
        honest.map(|sample| (sample, fitted.log_odds(sample))).collect();
    calls.sort_by(|a, b| b.1.total_cmp(&a.1));
    for (sample, odds) in calls.into_iter().take(count) {
        let weigh = |key: &String| {
            format!("{key}:{:.1}", fitted.scores.weights.get(key).copied().unwrap_or(0.0))
        };
        let evidence: Vec<String> = sample.evidence.iter().map(weigh).collect();
        say(&format!("training {odds:.1} {} {}: {}", sample.file, sample.id, evidence.join(" ")));
    }
}

fn read_samples(
    data: &std::path::Path,
    priors: &Priors,
    knowledge: &Knowledge,
    features: &mut Features,
) -> Result<Vec<Sample>> {
    let cut = Cut { words_max: priors.fit.words_max, first_words: priors.fit.first_words };
    let mut all = Vec::new();
    for (path, real) in samples::files(data)? {
        let file = path.file_stem().map(|name| name.to_string_lossy().into_owned());
        let file = file.unwrap_or_default();
        for call in samples::calls(&path, knowledge)? {
            all.extend(samples::samples(&call, (&file, real), cut, knowledge, features));
        }
    }
    Ok(all)
}

/// The belief about one key of evidence.
fn belief(key: &str, priors: &Priors) -> Belief {
    let kind = key.split('=').next().unwrap_or_default();
    let default = priors.kinds.get(kind).copied().unwrap_or(0.0);
    let mean = priors.beliefs.get(key).copied().unwrap_or(default);
    let neutral = priors.fit.neutral.iter().any(|each| each == key);
    let fit = &priors.fit;
    let deviation = if neutral { fit.neutral_deviation } else { fit.evidence_deviation };
    let most = fit.weight_max.max(mean.abs());
    match kind {
        "composite" | "change" | "fact" => Belief { mean, deviation, bounds: (0.0, most) },
        "safeguard" => Belief { mean, deviation, bounds: (-most, 0.0) },
        // What only the callee says or knows is no evidence against the caller.
        "happened" | "callee" | "context" => Belief { mean, deviation, bounds: (mean, mean) },
        // What we believe to be suspicious never speaks for a call, however often honest people say it.
        _ if mean >= priors.fit.suspicious_from => Belief { mean, deviation, bounds: (0.0, most) },
        _ => Belief { mean, deviation, bounds: (-most, most) },
    }
}

/// Every key that evidence can have.
fn keys(knowledge: &Knowledge, priors: &Priors) -> Vec<String> {
    let mut keys: BTreeSet<String> = priors.beliefs.keys().cloned().collect();
    for rule in &knowledge.book.rules {
        let value = if rule.value.starts_with('{') { "any" } else { &rule.value };
        keys.insert(format!("{}={value}", rule.slot));
    }
    keys.extend(knowledge.composites.iter().map(|c| format!("composite={}", c.id)));
    keys.into_iter().collect()
}

/// How much each sample counts: groups are limited, real calls count more, and a call that is there
/// twice, as a whole and as a beginning, counts half each time.
fn importance(samples: &[&Sample], priors: &Priors) -> Vec<f64> {
    let mut counts: HashMap<(&str, bool), f64> = HashMap::new();
    for sample in samples.iter().filter(|sample| !sample.beginning) {
        *counts.entry((&sample.group, sample.scam)).or_default() += 1.0;
    }
    let cut: BTreeSet<&str> =
        samples.iter().filter(|s| s.beginning).map(|sample| sample.id.as_str()).collect();
    let weigh = |sample: &&Sample| {
        let calls = counts.get(&(sample.group.as_str(), sample.scam)).copied().unwrap_or(1.0);
        let times = if sample.real { priors.fit.real_times } else { 1.0 };
        let share = if cut.contains(sample.id.as_str()) { 0.5 } else { 1.0 };
        (priors.fit.group_calls_max / calls).min(1.0) * times * share
    };
    let importance: Vec<f64> = samples.iter().map(weigh).collect();
    // Scams and honest calls count alike in total, whichever sources are in the fit.
    let total = |scam: bool| -> f64 {
        let of_label = importance.iter().zip(samples).filter(|(_, sample)| sample.scam == scam);
        of_label.map(|(importance, _)| importance).sum()
    };
    let (scam, honest) = (total(true), total(false));
    let even = |(importance, sample): (&f64, &&Sample)| {
        importance * if sample.scam { (honest / scam).sqrt() } else { (scam / honest).sqrt() }
    };
    importance.iter().zip(samples).map(even).collect()
}

fn fit_samples(
    samples: &[&Sample],
    priors: &Priors,
    features: usize,
    knowledge: &Knowledge,
) -> Fitted {
    let spread = samples::spread(samples, features);
    let calls = samples.iter().filter(|sample| !sample.beginning).count();
    let kept = |&(heard, groups): &(usize, usize)| {
        heard >= priors.fit.calls_min && groups >= priors.fit.groups_min
    };
    #[expect(clippy::cast_precision_loss, reason = "counts of calls")]
    let rarity: HashMap<u32, f64> = (0..)
        .zip(&spread)
        .filter(|(_, spread)| kept(spread))
        .map(|(feature, (heard, _))| (feature, (calls as f64 / *heard as f64).ln()))
        .collect();
    let keys = keys(knowledge, priors);
    let mut columns_of: HashMap<&str, usize> = HashMap::new();
    for (number, key) in keys.iter().enumerate() {
        columns_of.insert(key, number);
    }
    let mut words: Vec<u32> = rarity.keys().copied().collect();
    words.sort_unstable();
    let word_columns: HashMap<u32, usize> =
        words.iter().enumerate().map(|(at, word)| (*word, keys.len() + at)).collect();
    let mut design = Design {
        columns: vec![Vec::new(); keys.len() + words.len()],
        scam: samples.iter().map(|sample| sample.scam).collect(),
        importance: importance(samples, priors),
    };
    for (call, sample) in (0..).zip(samples) {
        for column in sample.evidence.iter().filter_map(|key| columns_of.get(key.as_str())) {
            design.columns[*column].push((call, 1.0));
        }
        let known = sample.features.iter().filter_map(|word| Some((word, rarity.get(word)?)));
        let squares: f64 = known.clone().map(|(_, rarity)| rarity * rarity).sum();
        let length = squares.max(priors.fit.squares_min).sqrt();
        for (word, rarity) in known {
            #[expect(clippy::cast_possible_truncation, reason = "a value near one")]
            design.columns[word_columns[word]].push((call, (rarity / length) as f32));
        }
    }
    let mut beliefs: Vec<Belief> = keys.iter().map(|key| belief(key, priors)).collect();
    let word = Belief { mean: 0.0, deviation: priors.fit.wording_deviation, bounds: (-9.0, 9.0) };
    beliefs.resize(design.columns.len(), word);
    let (bias, weights) = fit(&design, &beliefs);
    let wording =
        words.iter().zip(&weights[keys.len()..]).map(|(word, w)| (*word, (rarity[word], *w)));
    Fitted {
        wording: wording.collect(),
        scores: scores(bias, keys.into_iter().zip(weights.iter().copied()).collect(), priors),
    }
}

fn scores(bias: f64, weights: BTreeMap<String, f64>, priors: &Priors) -> Scores {
    let verdict = &priors.verdict;
    let from = |wrong: f64, missing: f64| wrong / (wrong + missing);
    Scores {
        bias,
        words_min: verdict.words_min,
        statements_min: verdict.statements_min,
        certainty_max: verdict.certainty_max,
        levels: Levels {
            unclear: verdict.unclear_from,
            suspicious: from(verdict.warning_wrong, verdict.warning_missing),
            scam: from(verdict.alarm_wrong, verdict.alarm_missing),
        },
        wording: WordingScale {
            scale: 1.0,
            squares_min: priors.fit.squares_min,
            cap: verdict.wording_cap,
        },
        caps: priors.caps.clone(),
        weights,
    }
}

impl Fitted {
    /// The log-odds of a sample, as the verdict gives them.
    pub fn log_odds(&self, sample: &Sample) -> f64 {
        self.scores.limited(self.sum(sample))
    }

    /// The sum of a sample's reasons before certainty is limited.
    fn sum(&self, sample: &Sample) -> f64 {
        let mut groups: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        for key in &sample.evidence {
            let weight = self.scores.weights.get(key).copied().unwrap_or(0.0);
            let group = groups.entry(key.split('=').next().unwrap_or_default()).or_default();
            group.0 += weight.max(0.0);
            group.1 += weight.min(0.0);
        }
        let capped = groups.iter().map(|(group, (up, down))| {
            up.min(self.scores.caps.get(*group).copied().unwrap_or(f64::INFINITY)) + down
        });
        let known = sample.features.iter().filter_map(|word| self.wording.get(word));
        let (squares, sum) = known.fold((0.0, 0.0), |(squares, sum), (rarity, weight)| {
            (squares + rarity * rarity, sum + rarity * weight)
        });
        let length = f64::max(squares, self.scores.wording.squares_min).sqrt();
        let wording = sum / length * self.scores.wording.scale;
        let cap = self.scores.wording.cap;
        self.scores.bias + capped.sum::<f64>() + wording.clamp(-cap, cap)
    }
}

/// What was measured on sources left out of the fit.
#[derive(Debug, Default)]
pub struct Measured {
    /// Each sample's number and its calibrated probability.
    pub probabilities: Vec<(usize, f64)>,
    /// The slope and shift that calibrate the final weights.
    pub calibration: (f64, f64),
}

/// Sources that are left out together: a group, and the twins that were written beside its calls.
fn family(group: &str) -> &str {
    group.strip_suffix("_pairs").unwrap_or(group)
}

/// Scores each real call with weights from all other families of sources.
fn cross_validate(
    all: &[Sample],
    priors: &Priors,
    features: usize,
    knowledge: &Knowledge,
) -> Measured {
    let families: BTreeSet<&str> =
        all.iter().filter(|sample| sample.real).map(|sample| family(&sample.group)).collect();
    let mut raw: Vec<(usize, f64)> = Vec::new();
    for left_out in families {
        let rest: Vec<&Sample> =
            all.iter().filter(|sample| family(&sample.group) != left_out).collect();
        let fitted = fit_samples(&rest, priors, features, knowledge);
        for (number, sample) in all.iter().enumerate() {
            if sample.real && family(&sample.group) == left_out {
                raw.push((number, fitted.sum(sample)));
            }
        }
        say(&format!("left out {left_out}: fitted on {} samples", rest.len()));
    }
    // Only one family holds scams, so calibration cannot leave families out as well: it is fitted on
    // every other held-out call and measured on those between.
    let scored = |kept: &dyn Fn(usize) -> bool| -> Vec<Scored> {
        let whole = raw.iter().filter(|(number, _)| !all[*number].beginning && kept(*number));
        whole.map(|(number, odds)| (*odds, all[*number].scam)).collect()
    };
    let halves = [calibrate(&scored(&|n| n % 2 == 1)), calibrate(&scored(&|n| n % 2 == 0))];
    let limit = priors.verdict.certainty_max;
    let probability = |(number, odds): &(usize, f64)| {
        let (slope, shift) = halves[number % 2];
        let limited = ((odds * slope + shift) / limit).tanh() * limit;
        (*number, evidence::verdict::probability(limited))
    };
    let probabilities = raw.iter().map(probability).collect();
    let calibration = calibrate(&scored(&|_| true));
    Measured { probabilities, calibration }
}

/// The slope and shift that make log-odds honest (Platt, 1999).
fn calibrate(scored: &[Scored]) -> (f64, f64) {
    #[expect(clippy::cast_possible_truncation, reason = "log-odds are small")]
    let column = (0..).zip(scored).map(|(call, (odds, _))| (call, *odds as f32)).collect();
    let design = Design {
        columns: vec![column],
        scam: scored.iter().map(|(_, scam)| *scam).collect(),
        importance: vec![1.0; scored.len()],
    };
    let (shift, slope) = fit(&design, &[Belief { mean: 1.0, deviation: 1.0, bounds: (0.2, 5.0) }]);
    (slope[0], shift)
}

/// Stretches all weights so that the log-odds are calibrated.
fn calibrated(mut fitted: Fitted, (slope, shift): (f64, f64)) -> Fitted {
    let scores = &mut fitted.scores;
    scores.bias = scores.bias * slope + shift;
    scores.weights.values_mut().for_each(|weight| *weight *= slope);
    scores.caps.values_mut().for_each(|cap| *cap *= slope);
    scores.wording.scale *= slope;
    scores.wording.cap *= slope;
    fitted
}

const SCORES_HEAD: &str = "\
# Written by `cargo xtask scores` from rules/priors.toml and labelled calls; do not edit by hand.
# Natural log-odds. A call's log-odds are the bias, its evidence within the caps, and its wording.

";

fn scores_text(scores: &Scores) -> Result<String> {
    let mut rounded = scores.clone();
    let round = |number: &mut f64| *number = (*number * 1000.0).round() / 1000.0 + 0.0;
    round(&mut rounded.bias);
    round(&mut rounded.wording.scale);
    round(&mut rounded.wording.cap);
    rounded.caps.values_mut().for_each(round);
    rounded.weights.values_mut().for_each(round);
    rounded.weights.retain(|_, weight| *weight != 0.0);
    Ok(format!("{SCORES_HEAD}{}", toml::to_string(&rounded)?))
}

fn wording_text(fitted: &Fitted, priors: &Priors, features: &Features) -> String {
    let mut lines: Vec<String> = fitted
        .wording
        .iter()
        .filter(|(_, (_, weight))| weight.abs() >= priors.fit.weight_min)
        .map(|(word, (rarity, weight))| {
            format!("{}\t{rarity:.2}\t{weight:.3}", features.names[*word as usize])
        })
        .collect();
    lines.sort_unstable();
    let mut text = "# Written by `cargo xtask scores`; do not edit by hand.\n\
        # A word or pair of words, how rare it is (log of calls per call with it), and its weight.\n"
        .to_owned();
    for line in lines {
        let _ = writeln!(text, "{line}");
    }
    text
}

fn write(outputs: &[(&str, String)], check: bool) -> Result<()> {
    let mut stale = Vec::new();
    for (path, text) in outputs {
        let path_here = root().join(path);
        if std::fs::read_to_string(&path_here).is_ok_and(|old| old == *text) {
            continue;
        }
        if check {
            stale.push(*path);
        } else {
            std::fs::write(&path_here, text).with_context(|| path.to_string())?;
            say(&format!("wrote {path}"));
        }
    }
    if !stale.is_empty() {
        bail!("not current: {}; run `cargo xtask scores` and commit", stale.join(", "));
    }
    Ok(())
}
