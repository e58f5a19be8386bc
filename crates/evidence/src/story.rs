//! The story: what the caller side said before about the same thing, and which pairs cannot both
//! stand. A refinement, an addition and a hand-over to someone else are no change.

mod exclusions;
mod many;

use std::collections::HashSet;

pub(crate) use self::exclusions::{ImpossibleFile, MarkKind, StoryFile};
pub(crate) use self::many::{Across, CallTold, across};
use crate::judgement::{ChangeKind, Quote, Statement, StoryChange};
use crate::rulebook::Mark;
use crate::rules::Slot;
use crate::spelling::Spelling;

/// The speaker of what the callee reports: whoever speaks for the caller side.
pub(crate) const REPORTED: &str = "*";

/// A statement with what the story needs to know of it.
#[derive(Debug, Clone)]
pub(crate) struct Told<'s> {
    pub statement: &'s Statement,
    /// Who said it; empty where speakers are merged, [`REPORTED`] where the other side tells it.
    pub speaker: &'s str,
    /// First byte of the quote in its turn.
    pub at: usize,
    /// The callee asked something just before.
    pub asked: bool,
}

/// A statement remembered for comparison.
#[derive(Debug, Clone)]
struct Remembered {
    slot: Slot,
    value: String,
    detail: Option<String>,
    via: String,
    speaker: String,
    turn: usize,
    at: usize,
    quote: String,
    reported: bool,
    asked: bool,
}

/// The story so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Story {
    told: Vec<Remembered>,
    marks: Vec<(usize, Mark)>,
    callee: Vec<(String, Quote)>,
    denied: Vec<usize>,
    /// What was denied that nobody had said in this call; with the name, where only that is known.
    denials: Vec<(Remembered, Option<String>)>,
    impossible: HashSet<(Slot, String)>,
}

/// The most statements remembered; what comes later is compared with these.
const REMEMBERED_MAX: usize = 400;
/// Words of a denial refer to what was repeated at most so many turns before.
const DENIAL_TURNS: usize = 2;
/// How far before a statement the word may stand that makes it an addition, in bytes.
const ADDITION_BYTES: usize = 40;

impl Story {
    /// Notes words that link statements.
    pub(crate) fn mark(&mut self, turn: usize, marks: &[(Mark, String)]) {
        let marks = marks.iter().take(REMEMBERED_MAX.saturating_sub(self.marks.len()));
        self.marks.extend(marks.map(|(mark, _)| (turn, mark.clone())));
    }

    /// Compares a statement with what was said before, and remembers it.
    pub(crate) fn tell(
        &mut self,
        told: &Told<'_>,
        file: &StoryFile,
        impossible: &ImpossibleFile,
        spelling: &Spelling,
    ) -> Vec<StoryChange> {
        let new = remembered(told);
        let mut changes = Vec::new();
        let earlier =
            self.told.iter().rev().find(|old| self.excludes(old, &new, file, spelling).is_some());
        if let Some(old) = earlier {
            let why = self.excludes(old, &new, file, spelling).unwrap_or_default();
            let old = self.first_said(old);
            changes.push(change(old, &new, ChangeKind::Replaced, why, told.asked, file));
        }
        let refuted = impossible.pairs.iter().filter(|pair| pair.claims(&new)).find_map(|pair| {
            let (_, quote) = self.callee.iter().find(|(value, _)| *value == pair.callee)?;
            Some(pair.change(&new, quote))
        });
        if refuted.is_some() {
            self.impossible.insert((new.slot, new.value.clone()));
        }
        changes.extend(refuted);
        if self.told.len() < REMEMBERED_MAX {
            for implied in file.implied.iter().filter(|i| i.slot == new.slot) {
                if implied.values.contains(&new.value) {
                    let (slot, value) = (implied.means, implied.value.clone());
                    self.told.push(Remembered { slot, value, detail: None, ..new.clone() });
                }
            }
            self.told.push(new);
        }
        changes
    }

    /// Notes what the callee says of themselves; it can make an earlier claim impossible.
    pub(crate) fn callee_says(
        &mut self,
        value: &str,
        quote: Quote,
        impossible: &ImpossibleFile,
    ) -> Vec<StoryChange> {
        let mut changes = Vec::new();
        for pair in impossible.pairs.iter().filter(|pair| pair.callee == value) {
            let Some(claim) = self.told.iter().find(|old| pair.claims(old)) else { continue };
            if self.impossible.insert((claim.slot, claim.value.clone())) {
                changes.push(pair.change(claim, &quote));
            }
        }
        if self.callee.len() < REMEMBERED_MAX {
            self.callee.push((value.to_owned(), quote));
        }
        changes
    }

    /// A denial contradicts the latest statement of the same value, whoever repeated it.
    pub(crate) fn deny(&mut self, told: &Told<'_>, file: &StoryFile) -> Option<StoryChange> {
        let new = remembered(told);
        let same = |old: &Remembered| old.slot == new.slot && old.value == new.value;
        let change = self.contradict(&new, told.asked, file, same);
        self.keep_denial(change.is_none(), new, None);
        change
    }

    /// A denial that meets nothing in its own call may meet something in another.
    fn keep_denial(&mut self, unmet: bool, new: Remembered, name: Option<String>) {
        if unmet && self.denials.len() < REMEMBERED_MAX {
            self.denials.push((new, name));
        }
    }

    /// Denials that name no value: "I never said Microsoft", "we didn't say that".
    pub(crate) fn deny_by_mark(
        &mut self,
        turn: usize,
        mark: &Mark,
        quote: String,
        asked: bool,
        file: &StoryFile,
    ) -> Option<StoryChange> {
        let name = mark.name.clone().unwrap_or_default().to_lowercase();
        let of_that = mark.kind == MarkKind::DenialOfThat.number();
        if !of_that && mark.kind != MarkKind::Denial.number() {
            return None;
        }
        let new = Remembered {
            slot: Slot::Organisation,
            value: String::new(),
            detail: None,
            via: String::new(),
            speaker: String::new(),
            turn,
            at: mark.quote.start,
            quote,
            reported: false,
            asked,
        };
        let change = self.contradict(&new, asked, file, |old| {
            if of_that {
                old.reported && turn.saturating_sub(old.turn) <= DENIAL_TURNS
            } else {
                old.names(&name)
            }
        });
        self.keep_denial(change.is_none() && !of_that, new, Some(name));
        change
    }

    fn contradict(
        &mut self,
        new: &Remembered,
        asked: bool,
        file: &StoryFile,
        same: impl Fn(&Remembered) -> bool,
    ) -> Option<StoryChange> {
        let (index, old) = self.told.iter().enumerate().rev().find(|(index, old)| {
            same(old) && (old.turn, old.at) < (new.turn, new.at) && !self.denied.contains(index)
        })?;
        let change = change(old, new, ChangeKind::Denied, file.denied.clone(), asked, file);
        self.denied.push(index);
        Some(StoryChange { slot: old.slot, ..change })
    }

    /// Why two statements cannot both stand, if they cannot.
    fn excludes(
        &self,
        old: &Remembered,
        new: &Remembered,
        file: &StoryFile,
        spelling: &Spelling,
    ) -> Option<String> {
        if old.slot != new.slot || (old.turn, old.at) >= (new.turn, new.at) {
            return None;
        }
        let reported = [&old.speaker, &new.speaker].iter().any(|speaker| *speaker == REPORTED);
        let merged = new.speaker.is_empty() || old.speaker.is_empty();
        let one_speaker = !merged && (reported || old.speaker == new.speaker);
        if !one_speaker && !merged {
            return None;
        }
        let why = file.excludes(old, new, one_speaker, spelling)?;
        let said_at_once = old.turn == new.turn && !self.between(MarkKind::Sequel, old, new);
        let joined =
            said_at_once || self.between(MarkKind::HandOver, old, new) || self.is_addition(new);
        (!joined).then(|| why.clone())
    }

    /// Where the same was said first, because that is the quote that people remember.
    fn first_said<'s>(&'s self, said: &'s Remembered) -> &'s Remembered {
        let same = |old: &&Remembered| {
            (old.slot, &old.value, &old.detail, &old.speaker)
                == (said.slot, &said.value, &said.detail, &said.speaker)
                && old.is_explicit()
        };
        self.told.iter().find(same).unwrap_or(said)
    }

    /// Whether words of a kind stand between two statements.
    fn between(&self, kind: MarkKind, old: &Remembered, new: &Remembered) -> bool {
        self.marks.iter().any(|(turn, mark)| {
            mark.kind == kind.number()
                && (*turn, mark.quote.start) >= (old.turn, old.at)
                && (*turn, mark.quote.start) <= (new.turn, new.at)
        })
    }

    fn is_addition(&self, new: &Remembered) -> bool {
        self.marks.iter().any(|(turn, mark)| {
            mark.kind == MarkKind::Addition.number()
                && *turn == new.turn
                && mark.quote.start <= new.at
                && new.at - mark.quote.start <= ADDITION_BYTES
        })
    }
}

impl Remembered {
    /// Whether it was said, and does not only follow from what was said about something else.
    fn is_explicit(&self) -> bool {
        self.via.starts_with(self.slot.id())
    }

    /// Whether it names this organisation, in small letters.
    fn names(&self, name: &str) -> bool {
        self.slot == Slot::Organisation
            && !name.is_empty()
            && (self.value == name || self.quote.to_lowercase().contains(name))
    }
}

fn remembered(told: &Told<'_>) -> Remembered {
    let Statement { turn, slot, value, detail, quote, reported, via, .. } = told.statement.clone();
    let speaker = told.speaker.to_owned();
    let (at, asked) = (told.at, told.asked);
    Remembered { slot, value, detail, via, speaker, turn, at, quote, reported, asked }
}

fn change(
    old: &Remembered,
    new: &Remembered,
    kind: ChangeKind,
    mut why: String,
    asked: bool,
    file: &StoryFile,
) -> StoryChange {
    if asked {
        why.push(' ');
        why.push_str(&file.after_a_question);
    }
    StoryChange {
        slot: new.slot,
        kind,
        a: Quote { turn: old.turn, quote: old.quote.clone() },
        b: Quote { turn: new.turn, quote: new.quote.clone() },
        why,
    }
}
