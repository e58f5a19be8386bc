//! From samples to weights: what a fit gives, and what it says of a call.

use std::collections::{BTreeMap, HashMap};

use evidence::knowledge::Knowledge;
use evidence::verdict::Scores;

use crate::fit::{Belief, Design, fit};
use crate::priors::{Priors, belief, importance, keys, scores};
use crate::samples::{self, Sample};

/// What a fit gives.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// The weights of evidence.
    pub scores: Scores,
    /// The weights of words: rarity and weight by the feature's number.
    pub wording: HashMap<u32, (f64, f64)>,
}

/// Fits weights on samples.
pub fn fit_samples(
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

impl Fitted {
    /// The log-odds of a sample, as the verdict gives them.
    pub fn log_odds(&self, sample: &Sample) -> f64 {
        self.scores.limited(self.sum(sample))
    }

    /// The sum of a sample's reasons before certainty is limited.
    pub fn sum(&self, sample: &Sample) -> f64 {
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

/// Stretches all weights so that the log-odds are calibrated.
pub fn calibrated(mut fitted: Fitted, (slope, shift): (f64, f64)) -> Fitted {
    let scores = &mut fitted.scores;
    scores.bias = scores.bias * slope + shift;
    scores.weights.values_mut().for_each(|weight| *weight *= slope);
    scores.caps.values_mut().for_each(|cap| *cap *= slope);
    scores.wording.scale *= slope;
    scores.wording.cap *= slope;
    fitted
}
