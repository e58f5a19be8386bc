//! The floor: words and pairs of words, weighed by how rare they are (TF-IDF), and logistic
//! regression. Written as plainly as it is usually done; nothing here knows anything of scams.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::calls::LabelledCall;
use crate::logistic::{self, Lessons, Row, Weights};

/// A word or pair counts only if it stands in so many calls.
const CALLS_MIN: u32 = 2;
/// The penalty on large weights: the usual one, not tuned to the calls that are judged.
const PENALTY: f64 = 1.0;

/// What was learned from some calls.
#[derive(Debug, Serialize, Deserialize)]
pub struct WordModel {
    /// For each word or pair its column and its rarity.
    rarity: HashMap<String, (u32, f32)>,
    weights: Weights,
}

impl WordModel {
    /// Learns from calls; `texts` are theirs.
    #[must_use]
    pub fn learn(calls: &[&LabelledCall], texts: &[&str]) -> Self {
        let rarity = rarity(texts);
        let rows = texts.iter().map(|text| row(text, &rarity));
        let design: Vec<(&LabelledCall, Row)> = calls.iter().copied().zip(rows).collect();
        Self { weights: logistic::fit(&design, PENALTY), rarity }
    }

    /// The log-odds that a call is a scam.
    #[must_use]
    pub fn log_odds(&self, text: &str) -> f64 {
        self.weights.log_odds(&row(text, &self.rarity))
    }
}

/// The log-odds of the real calls, each family left out of the fit.
#[must_use]
pub fn held_out(calls: &[LabelledCall], lessons: Lessons) -> Vec<(usize, f64)> {
    let texts: Vec<String> = calls.iter().map(LabelledCall::text).collect();
    logistic::held_out(calls, lessons, |rest, left_out| {
        let learned: Vec<&LabelledCall> = rest.iter().map(|number| &calls[*number]).collect();
        let said: Vec<&str> = rest.iter().map(|number| texts[*number].as_str()).collect();
        let model = WordModel::learn(&learned, &said);
        left_out.iter().map(|number| model.log_odds(&texts[*number])).collect()
    })
}

/// How rare words and pairs are: the logarithm of calls per call that has them, smoothed as usual.
fn rarity(texts: &[&str]) -> HashMap<String, (u32, f32)> {
    let mut heard: HashMap<String, u32> = HashMap::new();
    for text in texts {
        for word in counts(text).into_keys() {
            *heard.entry(word).or_default() += 1;
        }
    }
    let mut kept: Vec<(String, u32)> =
        heard.into_iter().filter(|(_, calls)| *calls >= CALLS_MIN).collect();
    kept.sort_unstable();
    #[expect(clippy::cast_precision_loss, reason = "counts of calls")]
    let all = texts.len() as f32;
    #[expect(clippy::cast_precision_loss, reason = "counts of calls")]
    let rarity = |calls: u32| ((1.0 + all) / (1.0 + calls as f32)).ln() + 1.0;
    (0..).zip(kept).map(|(column, (word, calls))| (word, (column, rarity(calls)))).collect()
}

/// A call as numbers, of length one.
fn row(text: &str, rarity: &HashMap<String, (u32, f32)>) -> Row {
    #[expect(clippy::cast_precision_loss, reason = "counts of words in a call")]
    let weigh = |(word, count): (String, u32)| {
        rarity.get(&word).map(|(column, rarity)| (*column, (1.0 + (count as f32).ln()) * rarity))
    };
    let mut row: Row = counts(text).into_iter().filter_map(weigh).collect();
    row.sort_unstable_by_key(|(column, _)| *column);
    let length = row.iter().map(|(_, value)| value * value).sum::<f32>().sqrt();
    row.iter_mut().for_each(|(_, value)| *value /= length);
    row
}

/// How often each word and each pair of neighbouring words is said; all numbers are one word.
fn counts(text: &str) -> HashMap<String, u32> {
    let mut counts = HashMap::new();
    let mut previous = String::new();
    let inside = |c: char| !(c.is_alphanumeric() || c == '\'');
    for word in text.split(inside).filter(|word| !word.is_empty()) {
        let digits = word.contains(|c: char| c.is_ascii_digit());
        let word = if digits { "#".to_owned() } else { word.to_lowercase() };
        if !previous.is_empty() {
            *counts.entry(format!("{previous} {word}")).or_default() += 1;
        }
        *counts.entry(word.clone()).or_default() += 1;
        previous = word;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_pairs_are_counted() {
        let counts = counts("Don't wait. Wait 20 minutes!");
        assert_eq!((counts["wait"], counts["wait wait"], counts["wait #"]), (2, 1, 1));
        assert!(counts.contains_key("don't wait"));
    }

    #[test]
    fn rare_words_weigh_more_and_a_row_has_length_one() {
        let rarity = rarity(&["a b", "a b", "a"]);
        assert!(rarity["a"].1 < rarity["b"].1);
        let row = row("a b unknown", &rarity);
        let length: f32 = row.iter().map(|(_, value)| value * value).sum();
        assert!((length - 1.0).abs() < 1e-5);
    }
}
