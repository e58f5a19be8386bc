//! All figures of an evaluation; their names are those of the JSON.

use std::collections::BTreeMap;

use evidence::judgement::Level;
use evidence::measures::{self, Scored};
use serde::Serialize;

use super::gold::GoldFigures;
use super::sample::{BEGINNINGS, Reached, Sample};

/// How good the verdicts are.
#[derive(Debug, Serialize)]
pub struct Figures {
    /// Labelled calls that are scams.
    pub scam_calls: usize,
    /// Labelled calls that are honest.
    pub honest_calls: usize,
    /// Calls without a label, which count for the statements only.
    pub unlabelled_calls: usize,
    /// Lines that are no calls.
    pub skipped: usize,
    /// The area under the ROC curve.
    pub auc: f64,
    /// The mean squared error of the probability.
    pub brier: f64,
    /// The expected calibration error, ten bins.
    pub calibration_error: f64,
    /// The share of scams that rank above all but 1 % of the honest calls.
    pub recall_at_1_percent: f64,
    /// The share of scams that rank above all but 5 % of the honest calls.
    pub recall_at_5_percent: f64,
    /// Which calls reach the two alarms.
    pub alarms: Alarms,
    /// The same after the first words of every call.
    pub beginnings: Vec<Beginning>,
    /// The same by file.
    pub sources: BTreeMap<String, Alarms>,
    /// The same by kind of call; what stands before a colon is the kind.
    pub kinds: BTreeMap<String, Alarms>,
    /// When scam calls with turns reach the alarms.
    pub onset: OnsetFigures,
    /// How good the statements are, if there is an annotation.
    pub gold: Option<GoldFigures>,
    /// Judging only, one thread, whole calls.
    pub calls_per_second: f64,
}

/// Which calls reach `suspicious` and `scam`.
#[derive(Debug, Clone, Serialize)]
pub struct Alarms {
    /// Scams that reach `suspicious`.
    pub recall_suspicious: Rate,
    /// Scams that reach `scam`.
    pub recall_scam: Rate,
    /// Honest calls that reach `suspicious`.
    pub false_suspicious: Rate,
    /// Honest calls that reach `scam`.
    pub false_scam: Rate,
}

/// A share with its 95 % interval (Wilson).
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Rate {
    /// How many.
    pub part: usize,
    /// Of how many.
    pub whole: usize,
    /// The share; null where there are none.
    pub share: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The alarms after the first words.
#[derive(Debug, Serialize)]
pub struct Beginning {
    /// So many words of every call; all of a shorter one.
    pub words: usize,
    /// The alarms.
    #[serde(flatten)]
    pub alarms: Alarms,
}

/// When scam calls with turns reach the alarms.
#[derive(Debug, Serialize)]
pub struct OnsetFigures {
    /// Scam calls with turns.
    pub calls: usize,
    /// `suspicious`.
    pub suspicious: OnsetFigure,
    /// `scam`.
    pub scam: OnsetFigure,
}

/// When an alarm is reached, of the calls that reach it.
#[derive(Debug, Serialize)]
pub struct OnsetFigure {
    /// How many reach it.
    pub reached: usize,
    /// The median of the turns, counted from 1.
    pub turn_median: f64,
    /// The median of the shares of the words said until then.
    pub share_median: f64,
}

impl From<measures::Share> for Rate {
    fn from(share: measures::Share) -> Self {
        let measures::Share { part, whole, share, low, high } = share;
        Self { part, whole, share, low, high }
    }
}

impl Alarms {
    /// The alarms of some samples, each at the level that `level` tells.
    fn of<'s>(
        samples: impl Iterator<Item = &'s Sample> + Clone,
        level: impl Fn(&Sample) -> Level,
    ) -> Self {
        let rate = |is_scam: bool, alarm: Level| {
            let levels = samples.clone().filter(|sample| sample.is_scam == is_scam).map(&level);
            let (part, whole) = levels.fold((0, 0), |(part, whole), level| {
                (part + usize::from(level >= alarm), whole + 1)
            });
            Rate::from(measures::share(part, whole))
        };
        Self {
            recall_suspicious: rate(true, Level::Suspicious),
            recall_scam: rate(true, Level::Scam),
            false_suspicious: rate(false, Level::Suspicious),
            false_scam: rate(false, Level::Scam),
        }
    }

    fn by(samples: &[Sample], key: impl Fn(&Sample) -> &str) -> BTreeMap<String, Self> {
        let mut groups: BTreeMap<&str, Vec<&Sample>> = BTreeMap::new();
        for sample in samples {
            groups.entry(key(sample)).or_default().push(sample);
        }
        let alarms = |group: Vec<&Sample>| Self::of(group.iter().copied(), |sample| sample.level);
        groups.into_iter().map(|(key, group)| (key.to_owned(), alarms(group))).collect()
    }
}

impl Figures {
    /// The figures of all samples; counts, gold and speed are filled in by the caller.
    pub fn new(samples: &[Sample]) -> Self {
        let scored: Vec<Scored> = samples.iter().map(|s| (s.probability, s.is_scam)).collect();
        let ranked: Vec<Scored> = samples.iter().map(|s| (s.log_odds, s.is_scam)).collect();
        let beginning = |(number, &words): (usize, &usize)| Beginning {
            words,
            alarms: Alarms::of(samples.iter(), |sample| sample.beginnings[number]),
        };
        let scam_calls = samples.iter().filter(|sample| sample.is_scam).count();
        Self {
            scam_calls,
            honest_calls: samples.len() - scam_calls,
            unlabelled_calls: 0,
            skipped: 0,
            auc: measures::auc(&ranked),
            brier: measures::brier(&scored),
            calibration_error: measures::calibration_error(&scored),
            recall_at_1_percent: measures::recall_at(&ranked, 0.01),
            recall_at_5_percent: measures::recall_at(&ranked, 0.05),
            alarms: Alarms::of(samples.iter(), |sample| sample.level),
            beginnings: BEGINNINGS.iter().enumerate().map(beginning).collect(),
            sources: Alarms::by(samples, |sample| &sample.file),
            kinds: Alarms::by(samples, |sample| sample.kind.split(':').next().unwrap_or_default()),
            onset: OnsetFigures::of(samples),
            gold: None,
            calls_per_second: 0.0,
        }
    }
}

impl OnsetFigures {
    fn of(samples: &[Sample]) -> Self {
        let scams = samples.iter().filter(|sample| sample.is_scam);
        let onsets: Vec<_> = scams.filter_map(|sample| sample.onset).collect();
        Self {
            calls: onsets.len(),
            suspicious: OnsetFigure::of(onsets.iter().filter_map(|onset| onset.suspicious)),
            scam: OnsetFigure::of(onsets.iter().filter_map(|onset| onset.scam)),
        }
    }
}

impl OnsetFigure {
    fn of(reached: impl Iterator<Item = Reached>) -> Self {
        let reached: Vec<Reached> = reached.collect();
        #[expect(clippy::cast_precision_loss, reason = "turns are far below 2^52")]
        let turns = reached.iter().map(|each| each.turn as f64);
        Self {
            reached: reached.len(),
            turn_median: median(turns.collect()),
            share_median: median(reached.iter().map(|each| each.share).collect()),
        }
    }
}

/// The middle value; the mean of the two middle ones; not a number where there are none.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.as_slice() {
        [] => f64::NAN,
        values if values.len() % 2 == 1 => values[middle],
        values => f64::midpoint(values[middle - 1], values[middle]),
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_in_the_middle() {
        assert!((median(vec![3.0, 1.0, 2.0]) - 2.0).abs() < 1e-12);
        assert!((median(vec![4.0, 1.0, 2.0, 3.0]) - 2.5).abs() < 1e-12);
        assert!(median(Vec::new()).is_nan());
    }
}
