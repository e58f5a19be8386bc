//! The story of several calls: what was said in one against what was said in those before. What
//! excludes what is the same as within a call; only who may be one speaker is decided here.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::exclusions::{CallsFile, agree};
use super::{ImpossibleFile, Remembered, Story, StoryFile, change};
use crate::judgement::{ChangeKind, StoryChange};
use crate::rules::Slot;
use crate::spelling::Spelling;

/// The most changes found among the calls of an incident.
const CHANGES_MAX: usize = 400;

/// What was told in a call, and by whom.
#[derive(Debug, Clone)]
pub(crate) struct CallTold {
    story: Story,
    apart: bool,
    own: bool,
    organisations: BTreeSet<String>,
    names: BTreeMap<String, String>,
}

/// Two statements of different calls that cannot both stand; the calls by their places in the list.
#[derive(Debug, Clone)]
pub(crate) struct Across {
    pub calls: (usize, usize),
    pub change: StoryChange,
}

impl CallTold {
    /// A call that came about in a context; `own` where the client made it, whatever the context.
    pub(crate) fn new(story: Story, context: Option<&str>, own: bool, file: &StoryFile) -> Self {
        let is = |list: &[String]| context.is_some_and(|id| list.iter().any(|each| each == id));
        let CallsFile { apart, own: own_contexts, .. } = &file.calls;
        let organisations = story.told.iter().filter(|told| told.slot == Slot::Organisation);
        let organisations = organisations.map(|told| told.value.clone()).collect();
        let names = names(&story, file);
        Self { apart: is(apart), own: own || is(own_contexts), organisations, names, story }
    }

    /// Whether both calls belong to one story.
    fn joins(&self, other: &Self) -> bool {
        let silent = self.organisations.is_empty() || other.organisations.is_empty();
        let one = silent || !self.organisations.is_disjoint(&other.organisations);
        let same_name =
            || self.names.values().any(|name| other.names.values().any(|o| agree(name, o)));
        !self.apart && !other.apart && (one || same_name())
    }

    /// The name that the speaker of a statement gave.
    fn name(&self, said: &Remembered) -> Option<&String> {
        self.names.get(&said.speaker)
    }
}

/// The one name that each speaker gave; who gave several, or is not told apart, has none.
fn names(story: &Story, file: &StoryFile) -> BTreeMap<String, String> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut several = BTreeSet::new();
    for told in story.told.iter().filter(|told| !told.speaker.is_empty()) {
        let Some(name) = file.own_name(told) else { continue };
        match names.get(&told.speaker) {
            Some(known) if !agree(known, name) => {
                several.insert(told.speaker.clone());
            }
            Some(_) => {}
            None => {
                names.insert(told.speaker.clone(), name.to_owned());
            }
        }
    }
    names.retain(|speaker, _| !several.contains(speaker));
    names
}

/// Finds what changed from call to call; the calls in the order of their times.
pub(crate) fn across(
    calls: &[CallTold],
    file: &StoryFile,
    impossible: &ImpossibleFile,
    spelling: &Spelling,
) -> Vec<Across> {
    let mut found = Found::default();
    let mut own = false;
    for (later, new) in calls.iter().enumerate() {
        own |= new.own;
        let comparison = Comparison { calls, later, own, file, impossible, spelling };
        for told in new.story.told.iter().filter(|told| told.is_explicit()) {
            found.add(comparison.replaced(told));
            found.add(comparison.impossible(told));
        }
        for (denial, name) in &new.story.denials {
            found.add(comparison.denied(denial, name.as_deref()));
        }
        for (value, quote) in &new.story.callee {
            found.add(comparison.made_impossible(value, quote));
        }
    }
    found.changes
}

/// What was found; a pair of values counts once, where it is met first.
#[derive(Debug, Default)]
struct Found {
    changes: Vec<Across>,
    known: HashSet<(Slot, ChangeKind, String, String)>,
}

/// A change with the values that it is about.
type Candidate = (Across, (String, String));

impl Found {
    fn add(&mut self, candidate: Option<Candidate>) {
        let Some((across, (a, b))) = candidate else { return };
        let key = (across.change.slot, across.change.kind, a, b);
        if self.changes.len() < CHANGES_MAX && self.known.insert(key) {
            self.changes.push(across);
        }
    }
}

/// One call against those before it.
struct Comparison<'c> {
    calls: &'c [CallTold],
    later: usize,
    own: bool,
    file: &'c StoryFile,
    impossible: &'c ImpossibleFile,
    spelling: &'c Spelling,
}

impl<'c> Comparison<'c> {
    fn new_call(&self) -> &'c CallTold {
        &self.calls[self.later]
    }

    /// The calls before that belong to the same story, the last first.
    fn earlier(&self) -> impl Iterator<Item = (usize, &'c CallTold)> {
        let (calls, later) = (self.calls, self.later);
        let before = calls[..later].iter().enumerate().rev();
        before.filter(move |(_, call)| call.joins(&calls[later]))
    }

    fn replaced(&self, new: &Remembered) -> Option<Candidate> {
        if self.is_true_by_now(new) || self.new_call().story.is_addition(new) {
            return None;
        }
        self.earlier().find_map(|(place, call)| {
            let told = call.story.told.iter().rev();
            let (old, why) = told.filter(|old| old.slot == new.slot).find_map(|old| {
                let pair = self.one_speaker(call, old, new);
                Some((old, self.file.excludes(old, new, pair, self.spelling)?))
            })?;
            let old = call.story.first_said(old);
            let kind = ChangeKind::Replaced;
            let change = change(old, new, kind, why.clone(), new.asked, self.file);
            Some((self.across(place, change), (old.value.clone(), new.value.clone())))
        })
    }

    /// Only a name that was given tells that one person speaks in two calls.
    fn one_speaker(&self, call: &CallTold, old: &Remembered, new: &Remembered) -> bool {
        let names = (call.name(old), self.new_call().name(new));
        matches!(names, (Some(old), Some(new)) if agree(old, new))
    }

    /// Once the client got in touch, "you called us" replaces nothing.
    fn is_true_by_now(&self, new: &Remembered) -> bool {
        let claim = format!("{}={}", new.slot, new.value);
        self.own && self.file.calls.true_of_own.contains(&claim)
    }

    fn denied(&self, new: &Remembered, name: Option<&str>) -> Option<Candidate> {
        let same = |old: &&Remembered| match name {
            Some(name) => old.names(name),
            None => old.slot == new.slot && old.value == new.value && old.is_explicit(),
        };
        self.earlier().find_map(|(place, call)| {
            let old = call.story.told.iter().find(same)?;
            let why = self.file.denied.clone();
            let change = change(old, new, ChangeKind::Denied, why, new.asked, self.file);
            let change = StoryChange { slot: old.slot, ..change };
            Some((self.across(place, change), (old.value.clone(), String::new())))
        })
    }

    /// A claim that what the client said in a call before makes impossible.
    fn impossible(&self, new: &Remembered) -> Option<Candidate> {
        self.earlier().find_map(|(place, call)| {
            let pairs = self.impossible.pairs.iter().filter(|pair| pair.claims(new));
            let mut lasting = pairs.filter(|pair| self.file.calls.lasting.contains(&pair.callee));
            let (pair, quote) = lasting.find_map(|pair| {
                let (_, quote) = call.story.callee.iter().find(|(v, _)| *v == pair.callee)?;
                Some((pair, quote))
            })?;
            // The claim stands first, as within a call, though it came later.
            let found = Across { calls: (self.later, place), change: pair.change(new, quote) };
            Some((found, (new.value.clone(), pair.callee.clone())))
        })
    }

    /// A claim of a call before that what the client says now makes impossible.
    fn made_impossible(&self, value: &str, quote: &crate::judgement::Quote) -> Option<Candidate> {
        let pairs = self.impossible.pairs.iter().filter(|pair| pair.callee == value);
        let lasting = pairs.filter(|pair| self.file.calls.lasting.contains(&pair.callee));
        lasting.clone().find_map(|pair| {
            self.earlier().find_map(|(place, call)| {
                let claim = call.story.told.iter().find(|old| pair.claims(old))?;
                let change = pair.change(claim, quote);
                Some((self.across(place, change), (claim.value.clone(), value.to_owned())))
            })
        })
    }

    fn across(&self, earlier: usize, change: StoryChange) -> Across {
        Across { calls: (earlier, self.later), change }
    }
}
