//! Who is the caller side, where the transcript does not say: worked out from what each speaker
//! says. Whoever names an organisation and asks for things is the caller side; whoever asks who is
//! calling is not. The weights stand in `rules/sides.toml`.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::rulebook::RuleBook;
use crate::statements::Turn;
use crate::transcript::Side;

/// The file `rules/sides.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SidesFile {
    /// By how much two speakers must differ before they are told apart.
    margin: f64,
    /// What a hit in a slot says for its speaker being the caller side.
    slots: HashMap<String, f64>,
}

/// What is known of the speakers so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Speakers {
    by_label: BTreeMap<String, Speaker>,
}

#[derive(Debug, Clone)]
struct Speaker {
    told: Side,
    score: f64,
    side: Side,
}

/// The most speakers told apart by what they say; every turn compares all of them.
const SPEAKERS_MAX: usize = 100;

impl Speakers {
    /// Takes note of a turn; says whether the side of anyone who spoke before has changed.
    pub(crate) fn hear(
        &mut self,
        turn: &Turn,
        caller: Option<&str>,
        file: &SidesFile,
        book: &RuleBook,
    ) -> bool {
        if turn.speaker.is_empty() && turn.told_side != Side::Unknown {
            return false;
        }
        if self.by_label.len() >= SPEAKERS_MAX && !self.by_label.contains_key(&turn.speaker) {
            return false;
        }
        let told = told_side(turn, caller);
        let speaker = self.by_label.entry(turn.speaker.clone()).or_insert(Speaker {
            told,
            score: 0.0,
            side: told,
        });
        for heard in &turn.said {
            let slot = book.slot(&heard.hit);
            speaker.score += file.slots.get(slot.id()).copied().unwrap_or(0.0);
        }
        self.decide(file.margin)
    }

    /// The side of a turn's speaker.
    pub(crate) fn side(&self, turn: &Turn) -> Side {
        if turn.speaker.is_empty() {
            return turn.told_side;
        }
        self.by_label.get(&turn.speaker).map_or(turn.told_side, |speaker| speaker.side)
    }

    fn decide(&mut self, margin: f64) -> bool {
        let named = || self.by_label.iter().filter(|(label, _)| !label.is_empty());
        let told = |side| named().any(|(_, speaker)| speaker.told == side);
        let (caller_told, callee_told) = (told(Side::Caller), told(Side::Callee));
        // Two parties and none of them is told to be the callee: the labels prove nothing.
        let alike = caller_told && !callee_told && named().count() > 1;
        let scores = named().map(|(_, speaker)| speaker.score);
        let best = scores.clone().fold(f64::NEG_INFINITY, f64::max);
        let worst = scores.fold(f64::INFINITY, f64::min);
        let apart = best - worst >= margin;
        let mut changed = false;
        for (label, speaker) in &mut self.by_label {
            let side = match speaker.told {
                Side::Unknown if label.is_empty() => Side::Unknown,
                Side::Unknown if callee_told && !caller_told => Side::Caller,
                Side::Unknown if caller_told && !alike => {
                    if speaker.score >= margin {
                        Side::Caller
                    } else {
                        Side::Callee
                    }
                }
                told if told != Side::Unknown && !alike => told,
                _ if !apart => speaker.told,
                _ if best - speaker.score <= speaker.score - worst => Side::Caller,
                _ => Side::Callee,
            };
            changed |= std::mem::replace(&mut speaker.side, side) != side;
        }
        changed
    }
}

/// The side that the label tells; `--caller` overrides it for all speakers.
fn told_side(turn: &Turn, caller: Option<&str>) -> Side {
    match caller {
        Some(_) if turn.speaker.is_empty() => turn.told_side,
        Some(caller) if turn.speaker.eq_ignore_ascii_case(caller) => Side::Caller,
        Some(_) => Side::Callee,
        None => turn.told_side,
    }
}
