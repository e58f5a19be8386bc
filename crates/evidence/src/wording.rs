//! The learned matcher: how much single words and pairs of words sound like a scam, whichever way
//! it is said. Weights are fitted by `cargo xtask scores` and stand in `rules/wording.tsv`.
//!
//! Each feature counts once a call, at the turn where it is first heard, so that a long call weighs
//! no more than a short one; the sum is divided by the length of the feature vector.

use rustc_hash::FxHashMap;

use crate::error::KnowledgeError;
use crate::spelling::Words;

/// The table of weights.
#[derive(Debug, Default)]
pub struct Wording {
    numbers: FxHashMap<Box<str>, u32>,
    weights: Vec<Weight>,
}

#[derive(Debug, Clone, Copy)]
struct Weight {
    rarity: f64,
    weight: f64,
}

/// What one utterance brings.
#[derive(Debug, Clone, Default)]
pub(crate) struct TurnWording {
    /// The numbers of the features heard.
    features: Vec<u32>,
    /// The words of its strongest feature.
    quote: String,
}

/// What a call has brought so far.
#[derive(Debug, Clone)]
pub(crate) struct CallWording {
    seen: Vec<bool>,
    squares: f64,
    sum: f64,
    turns: Vec<TurnShare>,
}

/// What one turn brought that was new.
#[derive(Debug, Clone)]
pub(crate) struct TurnShare {
    pub turn: usize,
    pub sum: f64,
    /// The words of the strongest feature of the turn.
    pub quote: String,
}

/// All features of a text: words and pairs of neighbouring words, numbers made alike.
///
/// The callback gets the feature and the positions of its first and last word.
pub fn features(words: &Words, mut found: impl FnMut(&str, usize, usize)) {
    let mut previous = String::new();
    let mut pair = String::new();
    for at in 0..words.len() {
        let word = words.word(at);
        let number = word.bytes().any(|byte| byte.is_ascii_digit());
        let word = if number { "#" } else { word };
        if number && previous == "#" {
            continue;
        }
        found(word, at, at);
        if !previous.is_empty() {
            pair.clear();
            pair.push_str(&previous);
            pair.push(' ');
            pair.push_str(word);
            found(&pair, at - 1, at);
        }
        previous.clear();
        previous.push_str(word);
    }
}

impl Wording {
    /// Reads the table: a feature, its rarity and its weight a line, separated by tabs.
    ///
    /// # Errors
    /// When a line has another shape.
    pub fn read(path: &str, text: &str) -> Result<Self, KnowledgeError> {
        let mut wording = Self::default();
        for (line, number) in text.lines().filter(|line| !line.starts_with('#')).zip(0..) {
            let mut parts = line.split('\t');
            let (feature, rarity, weight) = (parts.next(), parts.next(), parts.next());
            let parse = |part: Option<&str>| part.and_then(|part| part.parse::<f64>().ok());
            let (Some(feature), Some(rarity), Some(weight)) =
                (feature, parse(rarity), parse(weight))
            else {
                let message = format!("`{line}`: wanted a feature, its rarity and its weight");
                return Err(KnowledgeError::misfit(path, message));
            };
            wording.numbers.insert(feature.into(), number);
            wording.weights.push(Weight { rarity, weight });
        }
        Ok(wording)
    }

    /// How many features it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether it knows nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    /// The features of an utterance that the table knows, each once.
    pub(crate) fn weigh(&self, words: &Words, text: &str) -> TurnWording {
        let mut turn = TurnWording::default();
        let mut strongest = (0.0_f64, 0..0);
        features(words, |feature, first, last| {
            if let Some(&number) = self.numbers.get(feature) {
                turn.features.push(number);
                let Weight { rarity, weight } = self.weights[number as usize];
                if (rarity * weight).abs() > strongest.0 {
                    let place = words.tokens[first].from..words.tokens[last].to;
                    strongest = ((rarity * weight).abs(), place);
                }
            }
        });
        turn.features.sort_unstable();
        turn.features.dedup();
        let place = strongest.1.start as usize..strongest.1.end as usize;
        turn.quote = text.get(place).unwrap_or_default().to_owned();
        turn
    }

    /// A call in which nothing was said yet.
    pub(crate) fn start(&self) -> CallWording {
        let seen = vec![false; self.weights.len()];
        CallWording { seen, squares: 0.0, sum: 0.0, turns: Vec::new() }
    }

    /// Adds what a turn brings that was not heard before.
    pub(crate) fn add(&self, turn: usize, heard: &TurnWording, call: &mut CallWording) {
        let mut share = TurnShare { turn, sum: 0.0, quote: heard.quote.clone() };
        for &number in &heard.features {
            let index = number as usize;
            if std::mem::replace(&mut call.seen[index], true) {
                continue;
            }
            let Weight { rarity, weight } = self.weights[index];
            call.squares += rarity * rarity;
            share.sum += rarity * weight;
        }
        if share.sum != 0.0 {
            call.sum += share.sum;
            call.turns.push(share);
        }
    }
}

impl CallWording {
    /// By what each turn's sum is divided: the length of the feature vector, or at least the root
    /// of `squares_min`, because a few words must not decide a call.
    pub(crate) fn length(&self, squares_min: f64) -> f64 {
        self.squares.max(squares_min).sqrt()
    }

    /// The sum over all turns.
    pub(crate) fn sum(&self) -> f64 {
        self.sum
    }

    /// What each turn brought.
    pub(crate) fn turns(&self) -> &[TurnShare] {
        &self.turns
    }
}
