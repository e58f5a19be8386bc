//! Measures of how good verdicts are: ranking, calibration and error rates with their uncertainty.

/// A verdict's probability and what the call truly was.
pub type Scored = (f64, bool);

/// The area under the ROC curve: how often a scam ranks above an honest call (ties count half).
#[must_use]
pub fn auc(scored: &[Scored]) -> f64 {
    let mut sorted = scored.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut wins, mut scams) = (0.0, 0.0, 0.0);
    let mut at = 0;
    while at < sorted.len() {
        let same = sorted[at..].iter().take_while(|each| each.0 == sorted[at].0).count();
        let tied = &sorted[at..at + same];
        let positive = count(tied.iter().filter(|each| each.1).count());
        let negative = count(same) - positive;
        wins += positive * (below + negative / 2.0);
        below += negative;
        scams += positive;
        at += same;
    }
    wins / (below * scams)
}

/// The Brier score: the mean squared error of the probability.
#[must_use]
pub fn brier(scored: &[Scored]) -> f64 {
    let error = |&(probability, scam): &Scored| (probability - f64::from(u8::from(scam))).powi(2);
    scored.iter().map(error).sum::<f64>() / count(scored.len())
}

/// The expected calibration error over ten bins of equal width (Naeini et al., 2015).
#[must_use]
pub fn calibration_error(scored: &[Scored]) -> f64 {
    let bins = reliability(scored);
    let weighted = bins.iter().map(|bin| (bin.said - bin.happened).abs() * count(bin.calls));
    weighted.sum::<f64>() / count(scored.len())
}

/// One bin of a reliability diagram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// How many calls are in it.
    pub calls: usize,
    /// The mean probability that was said.
    pub said: f64,
    /// The share that were scams.
    pub happened: f64,
}

/// How many bins a reliability diagram has.
const BINS: usize = 10;

/// The reliability diagram: bins that hold calls, by rising probability.
#[must_use]
pub fn reliability(scored: &[Scored]) -> Vec<Bin> {
    let inside = |low: f64, high: f64, last: bool| {
        let of_bin = scored.iter().filter(move |(p, _)| *p >= low && (*p < high || last));
        let (calls, said, scams) = of_bin.fold((0, 0.0, 0.0), |(n, said, scams), (p, scam)| {
            (n + 1, said + p, scams + f64::from(u8::from(*scam)))
        });
        Bin { calls, said: said / count(calls), happened: scams / count(calls) }
    };
    let edge = |bin: usize| count(bin) / count(BINS);
    (0..BINS)
        .map(|bin| inside(edge(bin), edge(bin + 1), bin + 1 == BINS))
        .filter(|bin| bin.calls > 0)
        .collect()
}

/// The share of scams that rank above all but `allowed` of the honest calls.
#[must_use]
pub fn recall_at(scored: &[Scored], allowed: f64) -> f64 {
    let mut honest: Vec<f64> = scored.iter().filter(|each| !each.1).map(|each| each.0).collect();
    honest.sort_by(|a, b| b.total_cmp(a));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count")]
    let tolerated = (count(honest.len()) * allowed).floor() as usize;
    let threshold = honest.get(tolerated).copied().unwrap_or(f64::NEG_INFINITY);
    let scams: Vec<f64> = scored.iter().filter(|each| each.1).map(|each| each.0).collect();
    count(scams.iter().filter(|p| **p > threshold).count()) / count(scams.len())
}

/// A share with its 95 % interval (Wilson, 1927).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// How many of them.
    pub part: usize,
    /// Of how many.
    pub whole: usize,
    /// The share; not a number where there are none.
    pub share: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
}

/// A share with its 95 % interval.
#[must_use]
pub fn share(part: usize, whole: usize) -> Share {
    const Z: f64 = 1.959_963_985;
    let (k, n) = (count(part), count(whole));
    let p = k / n;
    let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    Share { part, whole, share: p, low: (middle - half).max(0.0), high: (middle + half).min(1.0) }
}

#[expect(clippy::cast_precision_loss, reason = "counts of calls are far below 2^52")]
fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_agree_with_worked_examples() {
        let scored = [(0.9, true), (0.8, false), (0.7, true), (0.2, false)];
        assert!((auc(&scored) - 0.75).abs() < 1e-12);
        assert!((brier(&scored) - 0.195).abs() < 1e-12);
        assert!((recall_at(&scored, 0.0) - 0.5).abs() < 1e-12);
        assert!((recall_at(&scored, 0.5) - 1.0).abs() < 1e-12);
        assert!((calibration_error(&scored) - (0.1 + 0.8 + 0.3 + 0.2) / 4.0).abs() < 1e-12);
        // Wilson's interval for 8 of 10, from his formula by hand.
        let eight = share(8, 10);
        assert!((eight.low - 0.490).abs() < 1e-3 && (eight.high - 0.943).abs() < 1e-3);
        assert!((auc(&[(0.5, true), (0.5, false)]) - 0.5).abs() < 1e-12);
    }
}
