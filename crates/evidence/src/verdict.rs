//! The verdict: a sum of reasons. Weights, caps and levels are fitted and stand in
//! `rules/scores.toml`; combinations that matter more than their parts stand in
//! `rules/composites.toml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::judgement::{Level, Reason, Verdict};
use crate::rules::Slot;

/// The file `rules/scores.toml`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scores {
    /// The log-odds before anything is said.
    pub bias: f64,
    /// With fewer words and statements than these the verdict abstains.
    pub words_min: usize,
    /// See `words_min`.
    pub statements_min: usize,
    /// The log-odds that no verdict goes beyond, either way: judging is never surer than this.
    pub certainty_max: f64,
    /// The probabilities at which the levels begin.
    pub levels: Levels,
    /// How the learned matcher counts.
    pub wording: WordingScale,
    /// The most that a slot, or the composites together, can add.
    pub caps: BTreeMap<String, f64>,
    /// What each kind of evidence weighs: `slot=value`, `composite=id`, `change=kind`, ….
    pub weights: BTreeMap<String, f64>,
}

/// The probabilities at which the levels begin, from the costs in `rules/priors.toml`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Levels {
    /// From here on it could be either.
    pub unclear: f64,
    /// From here on warning costs less than silence.
    pub suspicious: f64,
    /// From here on alarm costs less than silence.
    pub scam: f64,
}

/// How the learned matcher counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordingScale {
    /// What its sum is multiplied by.
    pub scale: f64,
    /// The least squared length that its sum is divided by.
    pub squares_min: f64,
    /// The most that it can move the log-odds, either way.
    pub cap: f64,
}

/// The file `rules/composites.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CompositesFile {
    #[serde(default, rename = "composite")]
    pub composites: Vec<Composite>,
}

/// Evidence that means more together.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Composite {
    /// Its name.
    pub id: String,
    /// What it is, in words for people.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// All of these must stand.
    pub all: Vec<Part>,
    /// Not in these contexts.
    #[serde(default)]
    pub not_when: Vec<String>,
}

/// A part of a composite: one or more alternatives, `slot` or `slot=value`, with `|` between them.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "String")]
pub struct Part(Vec<String>);

/// One piece of evidence before it is weighed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    /// The key of its weight: a group such as a slot, `=`, and a value.
    pub key: String,
    pub rule: String,
    pub title: String,
    pub slot: Option<Slot>,
    pub value: Option<String>,
    pub turn: Option<usize>,
    pub quote: String,
}

impl Piece {
    /// The slot or kind of evidence, which may have a cap.
    fn group(&self) -> &str {
        self.key.split_once('=').map_or(&self.key, |(group, _)| group)
    }
}

/// Weights are rounded to this many parts of one, so that they add up exactly as shown.
const PARTS: f64 = 10_000.0;

impl Scores {
    /// What each piece of evidence weighs, each group within its cap.
    fn weights<'p>(&self, pieces: &'p [Piece]) -> impl Iterator<Item = (&'p Piece, f64)> {
        let raw = |piece: &Piece| self.weights.get(&piece.key).copied().unwrap_or(0.0);
        let mut sums: Vec<(&str, f64)> = Vec::new();
        for piece in pieces {
            let more = raw(piece).max(0.0);
            match sums.iter_mut().find(|(group, _)| *group == piece.group()) {
                Some((_, sum)) => *sum += more,
                None => sums.push((piece.group(), more)),
            }
        }
        pieces.iter().map(move |piece| {
            let weight = raw(piece);
            let sum = sums.iter().find(|(group, _)| *group == piece.group()).map_or(0.0, |s| s.1);
            let cap = self.caps.get(piece.group()).copied().unwrap_or(f64::INFINITY);
            let share = if weight > 0.0 && sum > cap { cap / sum } else { 1.0 };
            (piece, rounded(weight * share))
        })
    }

    /// The sum of all weights, each group within its cap.
    pub(crate) fn sum(&self, pieces: &[Piece]) -> f64 {
        self.weights(pieces).map(|(_, weight)| weight).sum()
    }

    /// The reasons that pieces of evidence make.
    pub(crate) fn reasons(&self, pieces: &[Piece]) -> Vec<Reason> {
        let reason = |(piece, weight): (&Piece, f64)| Reason {
            rule: piece.rule.clone(),
            title: piece.title.clone(),
            slot: piece.slot,
            value: piece.value.clone(),
            turn: piece.turn,
            quote: piece.quote.clone(),
            weight,
        };
        self.weights(pieces).filter(|(_, weight)| *weight != 0.0).map(reason).collect()
    }

    /// The factor that turns the wording's sum into log-odds.
    pub(crate) fn wording_factor(&self, sum: f64, length: f64) -> f64 {
        let whole = (sum / length * self.wording.scale).abs();
        let within = if whole > self.wording.cap { self.wording.cap / whole } else { 1.0 };
        self.wording.scale / length * within
    }

    /// Log-odds with their certainty limited: small ones hardly change, none goes beyond the limit,
    /// and their order stays.
    #[must_use]
    pub fn limited(&self, log_odds: f64) -> f64 {
        (log_odds / self.certainty_max).tanh() * self.certainty_max
    }

    /// The verdict that reasons add up to.
    pub(crate) fn verdict(&self, mut reasons: Vec<Reason>, abstained: bool) -> Verdict {
        let sum = log_odds(&reasons);
        reasons.push(Reason {
            rule: "limit".to_owned(),
            title: "Words alone never make it quite certain".to_owned(),
            slot: None,
            value: None,
            turn: None,
            quote: String::new(),
            weight: rounded(self.limited(sum) - sum),
        });
        let log_odds = log_odds(&reasons);
        let probability = probability(log_odds);
        reasons.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then(a.turn.cmp(&b.turn)));
        let abstained = abstained && probability < self.levels.suspicious;
        let level = if abstained { Level::Unclear } else { self.level(probability) };
        Verdict { level, probability: rounded(probability), log_odds, abstained, reasons }
    }

    /// The level that a probability reaches.
    #[must_use]
    pub fn level(&self, probability: f64) -> Level {
        match probability {
            p if p >= self.levels.scam => Level::Scam,
            p if p >= self.levels.suspicious => Level::Suspicious,
            p if p >= self.levels.unclear => Level::Unclear,
            _ => Level::NoSign,
        }
    }
}

/// The sum of the weights, counted in whole parts so that no rounding error gathers.
fn log_odds(reasons: &[Reason]) -> f64 {
    reasons.iter().map(|reason| (reason.weight * PARTS).round()).sum::<f64>() / PARTS
}

/// The probability of log-odds (the logistic function).
#[must_use]
pub fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Rounded to the precision in which weights are shown.
pub(crate) fn rounded(weight: f64) -> f64 {
    (weight * PARTS).round() / PARTS
}

impl Composite {
    /// The piece of evidence that completes it, if all parts stand.
    pub(crate) fn stands<'e>(
        &self,
        context: Option<&str>,
        pieces: &'e [Piece],
    ) -> Option<&'e Piece> {
        if context.is_some_and(|now| self.not_when.iter().any(|excluded| excluded == now)) {
            return None;
        }
        let mut last = None;
        for part in &self.all {
            let piece = pieces.iter().find(|piece| part.fits(piece))?;
            let later = last.is_none_or(|last: &Piece| last.turn <= piece.turn);
            last = if later { Some(piece) } else { last };
        }
        last
    }
}

impl From<String> for Part {
    fn from(written: String) -> Self {
        Self(written.split('|').map(|wanted| wanted.trim().to_owned()).collect())
    }
}

impl Part {
    fn fits(&self, piece: &Piece) -> bool {
        self.0.iter().any(|wanted| {
            let rest = piece.key.strip_prefix(wanted.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
        })
    }
}
