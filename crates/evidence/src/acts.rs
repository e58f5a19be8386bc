//! Speech acts: denying, warning, quoting, asking and supposing. Words inside such a sentence state
//! nothing, whatever rule they fit; `rules/acts.toml` lists the cues.

use serde::Deserialize;

use crate::error::KnowledgeError;
use crate::lexicon::{Heard, Lexicon};
use crate::matching::{Compiled, Found, find_near};
use crate::rulebook::compiled;
use crate::rules::{Rule, Slot};

/// The file `rules/acts.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActsFile {
    #[serde(rename = "act")]
    acts: Vec<ActFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ActFile {
    id: String,
    title: String,
    within: u32,
    exempt: Vec<String>,
    cues: Vec<String>,
    #[serde(default)]
    denies: Vec<Slot>,
    #[serde(default)]
    not_after: Vec<String>,
    #[serde(default)]
    not_before: Vec<String>,
}

/// One act, ready to be recognised.
#[derive(Debug)]
pub struct Act {
    /// Its name.
    pub id: String,
    /// What it is, in words for people.
    pub title: String,
    within: u32,
    exempt: Vec<String>,
    force_lost: Vec<Compiled>,
    own_sentence: Vec<Compiled>,
    denies: Vec<Slot>,
}

/// All acts.
#[derive(Debug)]
pub struct Acts {
    acts: Vec<Act>,
}

/// A cue found in a turn.
#[derive(Debug, Clone)]
pub(crate) struct Cue {
    pub act: u16,
    pub start: u32,
    pub end: u32,
}

/// The cues of a turn, ordered so that those near a match are found without looking at all.
#[derive(Debug)]
pub(crate) struct Cues {
    by_end: Vec<Cue>,
    longest: u32,
}

impl Cues {
    /// Puts cues in order.
    pub(crate) fn new(mut cues: Vec<Cue>) -> Self {
        cues.sort_unstable_by_key(|cue| cue.end);
        let longest = cues.iter().map(|cue| cue.end - cue.start).max().unwrap_or(0);
        Self { by_end: cues, longest }
    }

    /// The cues that begin before a match ends and end at most `within` words before it begins, and
    /// perhaps a few more.
    fn near(&self, found: &Found, within: u32) -> &[Cue] {
        let first = found.start.saturating_sub(within);
        let last = found.end.saturating_add(self.longest);
        let from = self.by_end.partition_point(|cue| cue.end < first);
        let to = self.by_end.partition_point(|cue| cue.end < last);
        &self.by_end[from..to.max(from)]
    }
}

/// Where the acts are written.
pub(crate) const PATH: &str = "rules/acts.toml";
/// How far back words may stand that take a cue's force away.
const FORCE_WORDS: u32 = 4;

impl Acts {
    /// Compiles the acts; `add_cue` files their cues with all other patterns.
    pub(crate) fn new(
        file: ActsFile,
        lexicon: &mut Lexicon,
        problems: &mut Vec<KnowledgeError>,
        mut add_cue: impl FnMut(&str, u16, &mut Lexicon) -> Result<(), KnowledgeError>,
    ) -> Self {
        let mut acts = Vec::new();
        for (act, number) in file.acts.into_iter().zip(0..) {
            for cue in &act.cues {
                problems.extend(add_cue(cue, number, lexicon).err());
            }
            let mut each = |written: &String| match compiled(PATH, written, lexicon) {
                Ok(pattern) => Some(pattern),
                Err(problem) => {
                    problems.push(problem);
                    None
                }
            };
            let force_lost = act.not_after.iter().filter_map(&mut each).collect();
            let own_sentence = act.not_before.iter().filter_map(&mut each).collect();
            let ActFile { id, title, within, exempt, denies, .. } = act;
            acts.push(Act { id, title, within, exempt, force_lost, own_sentence, denies });
        }
        Self { acts }
    }

    /// The act that a match stands in, if any.
    pub(crate) fn around(
        &self,
        rule: &Rule,
        found: &Found,
        cues: &Cues,
        heard: &Heard,
        lexicon: &Lexicon,
    ) -> Option<u16> {
        let applies = |cue: &&Cue| {
            let act = &self.acts[cue.act as usize];
            (act.is_before(cue, found, heard) || is_in_gap(cue, found))
                && !act.exempts(rule)
                && !act.lost_force(cue, heard, lexicon)
                && !act.begins_anew(cue, found, heard, lexicon)
        };
        let within = self.acts.iter().map(|act| act.within).max().unwrap_or(0);
        cues.near(found, within).iter().filter(applies).map(|cue| cue.act).min()
    }

    /// Whether an act turns a statement of this slot into a denial worth keeping.
    pub(crate) fn denies(&self, act: u16, slot: Slot) -> bool {
        self.acts[act as usize].denies.contains(&slot)
    }
}

impl Act {
    fn is_before(&self, cue: &Cue, found: &Found, heard: &Heard) -> bool {
        cue.start < found.start
            && found.start.saturating_sub(cue.end) <= self.within
            && !heard.words.tokens[cue.start as usize..found.start as usize]
                .iter()
                .any(|token| token.wall)
    }

    fn exempts(&self, rule: &Rule) -> bool {
        let slot = rule.slot.id();
        self.exempt.iter().any(|exempt| match exempt.split_once('=') {
            None => exempt == slot,
            Some((exempt, value)) => exempt == slot && value == rule.value,
        })
    }

    fn lost_force(&self, cue: &Cue, heard: &Heard, lexicon: &Lexicon) -> bool {
        let starts = cue.start.saturating_sub(FORCE_WORDS)..cue.end;
        self.force_lost.iter().any(|pattern| {
            find_near(pattern, heard, lexicon, starts.clone())
                .is_some_and(|found| found.end >= cue.start)
        })
    }
}

impl Act {
    /// Whether the match begins a sentence of its own, which a cue before it does not reach.
    fn begins_anew(&self, cue: &Cue, found: &Found, heard: &Heard, lexicon: &Lexicon) -> bool {
        let start = found.start..found.start + 1;
        cue.end <= found.start
            && self
                .own_sentence
                .iter()
                .any(|pattern| find_near(pattern, heard, lexicon, start.clone()).is_some())
    }
}

fn is_in_gap(cue: &Cue, found: &Found) -> bool {
    found.gaps.iter().any(|&(start, end)| cue.start < end && cue.end > start)
}
