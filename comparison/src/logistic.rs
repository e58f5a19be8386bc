//! Logistic regression with a penalty on large weights, by coordinate descent, single-threaded and
//! in a fixed order; and the leaving out of families. What the columns mean is no matter of this
//! file.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::calls::LabelledCall;

/// One call as numbers: columns and their values.
pub type Row = Vec<(u32, f32)>;

/// Fitted weights.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Weights {
    /// The log-odds of an empty call.
    pub bias: f64,
    /// A weight for each column.
    pub columns: Vec<f64>,
}

impl Weights {
    /// The log-odds that a call is a scam.
    #[must_use]
    pub fn log_odds(&self, row: &Row) -> f64 {
        let weight = |column: u32| self.columns.get(column as usize).copied().unwrap_or(0.0);
        let sum: f64 = row.iter().map(|(at, value)| weight(*at) * f64::from(*value)).sum();
        self.bias + sum
    }
}

/// Real calls are few and count this many times, as in the fit of Hangup's own weights.
const REAL_TIMES: f64 = 5.0;
/// Rounds over all weights at most.
const ROUNDS_MAX: usize = 60;
/// The fit ends when no weight moves further than this.
const STEP_MIN: f64 = 1e-3;
/// A weight moves at most this far at once, which keeps Newton's steps from overshooting.
const STEP_MAX: f64 = 2.0;

/// Fits weights to calls; scams and honest calls count alike in sum.
#[must_use]
pub fn fit(calls: &[(&LabelledCall, Row)], penalty: f64) -> Weights {
    let width = calls.iter().flat_map(|(_, row)| row).map(|(at, _)| *at as usize + 1).max();
    let mut columns = vec![Vec::new(); width.unwrap_or(0)];
    for (number, (_, row)) in (0_u32..).zip(calls) {
        for (column, value) in row {
            columns[*column as usize].push((number, *value));
        }
    }
    let everyone: Vec<(u32, f32)> = (0_u32..).zip(calls).map(|(call, _)| (call, 1.0)).collect();
    let targets = targets(calls);
    let mut odds = vec![0.0; calls.len()];
    let mut weights = Weights { bias: 0.0, columns: vec![0.0; columns.len()] };
    for _ in 0..ROUNDS_MAX {
        let mut farthest = step(&everyone, &targets, &mut odds, &mut weights.bias, 0.0);
        for (column, weight) in columns.iter().zip(&mut weights.columns) {
            farthest = farthest.max(step(column, &targets, &mut odds, weight, penalty));
        }
        if farthest < STEP_MIN {
            break;
        }
    }
    weights
}

/// For each call whether it is a scam, and how much it counts.
fn targets(calls: &[(&LabelledCall, Row)]) -> Vec<(f64, f64)> {
    let times = |call: &LabelledCall| if call.real { REAL_TIMES } else { 1.0 };
    let sum = |scam: bool| -> f64 {
        calls.iter().filter(|(call, _)| call.scam == scam).map(|(call, _)| times(call)).sum()
    };
    let (scams, honest) = (sum(true), sum(false));
    let half = f64::midpoint(scams, honest);
    let target = |(call, _): &(&LabelledCall, Row)| {
        let all = if call.scam { scams } else { honest };
        (f64::from(u8::from(call.scam)), times(call) * half / all)
    };
    calls.iter().map(target).collect()
}

/// Newton's step for one weight; gives how far it went.
fn step(
    column: &[(u32, f32)],
    targets: &[(f64, f64)],
    odds: &mut [f64],
    weight: &mut f64,
    penalty: f64,
) -> f64 {
    let (mut slope, mut bend) = (penalty * *weight, penalty + 1e-9);
    for &(call, value) in column {
        let ((scam, importance), value) = (targets[call as usize], f64::from(value));
        let probability = 1.0 / (1.0 + (-odds[call as usize]).exp());
        slope += importance * value * (probability - scam);
        bend += importance * value * value * probability * (1.0 - probability);
    }
    let step = (-slope / bend).clamp(-STEP_MAX, STEP_MAX);
    *weight += step;
    for &(call, value) in column {
        odds[call as usize] += step * f64::from(value);
    }
    step.abs()
}

/// From which calls to learn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lessons {
    /// From the training calls.
    Training,
    /// Also from the real calls of other families.
    TrainingAndReal,
}

/// The log-odds of each real call, by a fit without all calls of its family: the call's number and
/// what `score` says when it has learned from the first calls and is shown the second.
pub fn held_out(
    calls: &[LabelledCall],
    lessons: Lessons,
    score: impl Fn(&[usize], &[usize]) -> Vec<f64>,
) -> Vec<(usize, f64)> {
    let real = |number: &usize| calls[*number].real;
    let learned = |number: &usize| lessons == Lessons::TrainingAndReal || !calls[*number].real;
    let families: BTreeSet<&str> =
        calls.iter().filter(|call| call.real).map(|call| call.family.as_str()).collect();
    let mut scored = Vec::new();
    for family in families {
        let (left_out, rest): (Vec<usize>, Vec<usize>) =
            (0..calls.len()).partition(|number| calls[*number].family == family);
        let left_out: Vec<usize> = left_out.into_iter().filter(real).collect();
        let rest: Vec<usize> = rest.into_iter().filter(learned).collect();
        let odds = score(&rest, &left_out);
        scored.extend(left_out.into_iter().zip(odds));
    }
    scored
}

#[cfg(test)]
mod tests {
    use evidence::transcript::{Form, Transcript};

    use super::*;

    fn call(scam: bool, family: &str) -> LabelledCall {
        LabelledCall {
            id: String::new(),
            file: String::new(),
            family: family.to_owned(),
            scam,
            twin: false,
            real: true,
            transcript: Transcript { id: None, form: Form::Block, utterances: Vec::new() },
        }
    }

    #[test]
    fn a_telling_column_gets_weight_and_a_common_one_none() {
        let calls = [call(true, "a"), call(false, "a"), call(false, "a")];
        let rows = [vec![(0, 1.0), (1, 1.0)], vec![(1, 1.0)], vec![(1, 1.0)]];
        let design: Vec<(&LabelledCall, Row)> = calls.iter().zip(rows).collect();
        let weights = fit(&design, 0.1);
        assert!(weights.columns[0] > 1.0 && weights.columns[1].abs() < 0.5, "{weights:?}");
        assert!(weights.log_odds(&design[0].1) > 0.0 && weights.log_odds(&design[1].1) < 0.0);
    }

    #[test]
    fn no_call_is_judged_by_a_fit_that_has_seen_its_family() {
        let calls = [call(true, "a"), call(false, "a"), call(false, "b")];
        let scored = held_out(&calls, Lessons::TrainingAndReal, |rest, left_out| {
            let unseen = &calls[left_out[0]].family;
            assert!(rest.iter().all(|number| calls[*number].family != *unseen));
            vec![0.0; left_out.len()]
        });
        assert_eq!(scored.len(), 3);
    }
}
