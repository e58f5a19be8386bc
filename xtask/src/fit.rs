//! Logistic regression with a belief for every weight: the most probable weights given the calls
//! and Gaussian beliefs around known means, by coordinate descent. Single-threaded and in a fixed
//! order, so that the same input gives the same weights.

/// One weight to be fitted.
#[derive(Debug, Clone, Copy)]
pub struct Belief {
    /// The most probable weight before any call is seen.
    pub mean: f64,
    /// How far it may reasonably lie from there.
    pub deviation: f64,
    /// The least and the greatest weight allowed.
    pub bounds: (f64, f64),
}

/// The calls as columns: for each weight the calls in which it counts, and how much.
#[derive(Debug, Default)]
pub struct Design {
    /// For each weight: call and value.
    pub columns: Vec<Vec<(u32, f32)>>,
    /// Whether each call is a scam.
    pub scam: Vec<bool>,
    /// How much each call counts.
    pub importance: Vec<f64>,
}

/// Rounds over all weights; more change nothing in the fourth decimal.
const ROUNDS_MAX: usize = 60;
/// The fit ends when no weight moves further than this.
const STEP_MIN: f64 = 1e-4;
/// A weight moves at most this far at once, which keeps Newton's steps from overshooting.
const STEP_MAX: f64 = 1.0;

/// The bias and the most probable weights.
pub fn fit(design: &Design, beliefs: &[Belief]) -> (f64, Vec<f64>) {
    let mut weights: Vec<f64> = beliefs.iter().map(|belief| belief.mean).collect();
    let mut odds = vec![0.0; design.scam.len()];
    for (column, weight) in design.columns.iter().zip(&weights) {
        add(&mut odds, column, *weight);
    }
    let everyone: Vec<(u32, f32)> = (0..).take(odds.len()).map(|call| (call, 1.0)).collect();
    let free = Belief { mean: 0.0, deviation: 1e6, bounds: (-20.0, 20.0) };
    let mut bias = 0.0;
    for _ in 0..ROUNDS_MAX {
        let step = step(design, &everyone, &odds, bias, free);
        add(&mut odds, &everyone, step);
        bias += step;
        let mut farthest = step.abs();
        for ((column, weight), belief) in design.columns.iter().zip(&mut weights).zip(beliefs) {
            let step = self::step(design, column, &odds, *weight, *belief);
            if step != 0.0 {
                add(&mut odds, column, step);
                *weight += step;
                farthest = farthest.max(step.abs());
            }
        }
        if farthest < STEP_MIN {
            break;
        }
    }
    (bias, weights)
}

/// Newton's step for one weight, within its bounds.
fn step(design: &Design, column: &[(u32, f32)], odds: &[f64], weight: f64, belief: Belief) -> f64 {
    let precision = 1.0 / (belief.deviation * belief.deviation);
    let (mut slope, mut bend) = (precision * (weight - belief.mean), precision);
    for &(call, value) in column {
        let (call, value) = (call as usize, f64::from(value));
        let probability = 1.0 / (1.0 + (-odds[call]).exp());
        let scam = f64::from(u8::from(design.scam[call]));
        slope += design.importance[call] * value * (probability - scam);
        bend += design.importance[call] * value * value * probability * (1.0 - probability);
    }
    let step = (-slope / bend).clamp(-STEP_MAX, STEP_MAX);
    (weight + step).clamp(belief.bounds.0, belief.bounds.1) - weight
}

fn add(odds: &mut [f64], column: &[(u32, f32)], step: f64) {
    for &(call, value) in column {
        odds[call as usize] += step * f64::from(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unseen_weight_keeps_its_belief_and_a_seen_one_moves() {
        let calls = 200_u32;
        let seen: Vec<(u32, f32)> = (0..calls / 2).map(|call| (call, 1.0)).collect();
        let design = Design {
            columns: vec![seen, Vec::new()],
            scam: (0..calls).map(|call| call < calls / 2 && call % 10 != 0).collect(),
            importance: vec![1.0; calls as usize],
        };
        let belief = Belief { mean: 0.5, deviation: 1.0, bounds: (-9.0, 9.0) };
        let (bias, weights) = fit(&design, &[belief, belief]);
        assert!((weights[1] - 0.5).abs() < 1e-9);
        assert!(weights[0] > 3.0 && bias < -1.0, "{weights:?} {bias}");
    }
}
