//! What is believed before any call is counted: `rules/priors.toml`, and what it says of each piece
//! of evidence and each sample.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use evidence::knowledge::Knowledge;
use evidence::verdict::{Levels, Scores, WordingScale};
use serde::Deserialize;

use crate::fit::Belief;
use crate::samples::Sample;

/// The file `rules/priors.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Priors {
    /// How weights are fitted.
    pub fit: FitFile,
    /// How a verdict is made of a sum.
    pub verdict: VerdictFile,
    caps: BTreeMap<String, f64>,
    kinds: BTreeMap<String, f64>,
    beliefs: BTreeMap<String, f64>,
}

/// The table `[fit]`; its meaning is told in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FitFile {
    pub evidence_deviation: f64,
    pub suspicious_from: f64,
    pub weight_max: f64,
    pub neutral_deviation: f64,
    pub neutral: Vec<String>,
    pub wording_deviation: f64,
    pub calls_min: usize,
    pub groups_min: usize,
    pub weight_min: f64,
    pub words_max: usize,
    pub first_words: usize,
    pub group_calls_max: f64,
    pub real_times: f64,
    pub squares_min: f64,
}

/// The table `[verdict]`; its meaning is told in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerdictFile {
    pub words_min: usize,
    pub statements_min: usize,
    pub certainty_max: f64,
    pub wording_cap: f64,
    pub warning_wrong: f64,
    pub warning_missing: f64,
    pub alarm_wrong: f64,
    pub alarm_missing: f64,
    pub unclear_from: f64,
}

/// The belief about one key of evidence.
pub fn belief(key: &str, priors: &Priors) -> Belief {
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
        // What only the callee says or knows is no evidence against the caller, and what a machine
        // shows stands in no call that is counted.
        "happened" | "callee" | "context" | "machine" => {
            Belief { mean, deviation, bounds: (mean, mean) }
        }
        // What we believe to be suspicious never speaks for a call, whoever says it.
        _ if mean >= priors.fit.suspicious_from => Belief { mean, deviation, bounds: (0.0, most) },
        _ => Belief { mean, deviation, bounds: (-most, most) },
    }
}

/// Every key that evidence can have.
pub fn keys(knowledge: &Knowledge, priors: &Priors) -> Vec<String> {
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
pub fn importance(samples: &[&Sample], priors: &Priors) -> Vec<f64> {
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

/// The file `rules/scores.toml` with these weights, before calibration.
pub fn scores(bias: f64, weights: BTreeMap<String, f64>, priors: &Priors) -> Scores {
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
