//! How good the weights are on sources that they have not seen.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use evidence::knowledge::Knowledge;
use evidence::measures::Scored;

use crate::fit::{Belief, Design, fit};
use crate::priors::Priors;
use crate::samples::Sample;
use crate::say;
use crate::weights::{Fitted, fit_samples};

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
pub fn cross_validate(
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
    // Only one family holds scams, so calibration cannot leave families out as well: it is fitted
    // on every other held-out call and measured on those between.
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

/// A JSON line for each real call: what was said of it when it was left out of the fit.
pub fn predictions(measured: &Measured, all: &[Sample]) -> String {
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
pub fn name_worst(measured: &Measured, all: &[Sample], count: usize) {
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
pub fn name_false_alarms(fitted: &Fitted, all: &[Sample], count: usize) {
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
