//! Facts: what is true of the world, who says so, and which statements it speaks against.

use std::collections::HashMap;

use serde::Deserialize;

use crate::error::KnowledgeError;
use crate::files::Files;
use crate::judgement::{Refutation, Source, Statement, Strength};
use crate::rules::Slot;

/// A fact file, `facts/<topic>/<id>.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// The file's name.
    pub id: String,
    /// What it is about, in a few words.
    pub title: String,
    /// The fact, in plain words.
    pub says: String,
    /// How it bears on the statements below.
    pub strength: Strength,
    /// Where it holds: `world` or country codes (ISO 3166-1).
    pub jurisdiction: Vec<String>,
    /// When it does not hold.
    pub exceptions: String,
    /// How well it was verified.
    pub standing: Standing,
    /// The day on which it must be checked again.
    pub review_by: toml::value::Datetime,
    /// Where it was read.
    pub source: SourceFile,
    /// The statements on which it bears.
    pub bears_on: Vec<Bearing>,
}

/// The folders beside the facts that say what a machine shows; `checkup` reads them.
const MACHINE_FOLDERS: [&str; 5] = [
    "facts/remote-tools/",
    "facts/removal/",
    "facts/everyday-events/",
    "facts/serious-events/",
    "facts/ordinary-machines/",
];

/// Whether the file with this path says what a machine shows, and bears on no statement.
#[must_use]
pub fn shows_a_machine(path: &str) -> bool {
    MACHINE_FOLDERS.iter().any(|folder| path.starts_with(folder))
}

/// All facts with their paths, each as what it holds or why it cannot be read.
pub fn read(files: &Files) -> impl Iterator<Item = (&str, Result<Fact, KnowledgeError>)> {
    files.each("facts/").filter(|(path, _)| !shows_a_machine(path))
}

/// How well a fact was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Its own words were read where they stand.
    Primary,
    /// A page that repeats it was read.
    Secondary,
}

/// A source as written in a fact file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    title: String,
    publisher: String,
    address: String,
    checked: toml::value::Datetime,
}

/// A statement on which a fact bears.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bearing {
    /// The slot.
    pub slot: Slot,
    /// The value; none stands for any.
    pub value: Option<String>,
    /// Only beside one of these: a slot, or `slot=value`.
    #[serde(default)]
    pub together_with: Vec<String>,
    /// Only if the detail, or the rule that found it, is one of these.
    #[serde(default)]
    pub details: Vec<String>,
    /// Not in these contexts of the call.
    #[serde(default)]
    pub not_when: Vec<String>,
}

/// The jurisdiction that holds everywhere.
pub const WORLD: &str = "world";

impl Fact {
    /// Whether it holds in a country; unknown countries count as abroad only for local facts.
    #[must_use]
    pub fn holds_in(&self, country: Option<&str>) -> bool {
        self.jurisdiction.iter().any(|place| place == WORLD || Some(place.as_str()) == country)
    }

    /// Where it was read, as it is shown.
    #[must_use]
    pub fn source(&self) -> Source {
        Source {
            title: self.source.title.clone(),
            publisher: self.source.publisher.clone(),
            address: self.source.address.clone(),
            checked: self.source.checked.to_string(),
        }
    }

    fn refutation(&self, turn: usize, quote: &str, country: Option<&str>) -> Refutation {
        Refutation {
            turn,
            quote: quote.to_owned(),
            fact: self.id.clone(),
            strength: self.strength,
            says: self.says.clone(),
            source: self.source(),
            jurisdiction: self.jurisdiction.clone(),
            abroad: !self.holds_in(country),
            exceptions: self.exceptions.clone(),
        }
    }
}

/// What the facts are held against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claims<'c> {
    /// What the caller side states, in order.
    pub statements: &'c [Statement],
    /// What has happened, by stage: turn and words.
    pub happened: &'c [(String, usize, String)],
    /// How the call came about.
    pub context: Option<&'c str>,
    /// The user's country.
    pub country: Option<&'c str>,
}

impl Claims<'_> {
    /// Whether a slot, or `slot=value`, stands in the call.
    fn has(&self, wanted: &str) -> bool {
        let (slot, value) = match wanted.split_once('=') {
            Some((slot, value)) => (slot, Some(value)),
            None => (wanted, None),
        };
        self.statements
            .iter()
            .any(|said| said.slot.id() == slot && value.is_none_or(|value| value == said.value))
            || (slot == Slot::Happened.id()
                && self.happened.iter().any(|(stage, ..)| value.is_none_or(|v| v == stage)))
    }
}

/// What is new in a call: a slot, with the value that was said where something was.
pub(crate) type News = (Slot, Option<String>);

/// All facts, and which of them to look at when something is said.
#[derive(Debug, Default)]
pub struct Facts {
    /// The facts, in order of their paths.
    pub all: Vec<Fact>,
    by_slot: HashMap<Slot, Vec<usize>>,
    /// By the number of a fact: each slot that it looks at, with the value or, for any, none.
    wants: Vec<Vec<News>>,
}

impl Facts {
    /// Files facts by the slots that they look at.
    #[must_use]
    pub fn new(all: Vec<Fact>) -> Self {
        let wants: Vec<Vec<News>> = all.iter().map(|fact| fact.wants().collect()).collect();
        let mut by_slot: HashMap<Slot, Vec<usize>> = HashMap::new();
        for (number, wants) in wants.iter().enumerate() {
            for (slot, _) in wants {
                let facts = by_slot.entry(*slot).or_default();
                if facts.last() != Some(&number) {
                    facts.push(number);
                }
            }
        }
        Self { all, by_slot, wants }
    }

    /// The facts that may bear on the call because of what is new: those that look at the first
    /// new slot, then those that look at the second.
    pub(crate) fn about<'f>(&'f self, news: &'f [News]) -> impl Iterator<Item = usize> + 'f {
        let slots = news.iter().filter_map(|(slot, _)| self.by_slot.get(slot));
        slots.flatten().copied().filter(|&number| self.concerns(number, news))
    }

    fn concerns(&self, number: usize, news: &[News]) -> bool {
        self.wants[number].iter().any(|(slot, wanted)| {
            let fits = |said: &String| wanted.as_ref().is_none_or(|wanted| wanted == said);
            news.iter().any(|(new, said)| new == slot && said.as_ref().is_some_and(fits))
        })
    }
}

impl Fact {
    /// Every slot that decides whether it bears on a call, with its value or, for any, none.
    fn wants(&self) -> impl Iterator<Item = News> {
        self.bears_on.iter().flat_map(|bearing| {
            let others = bearing.together_with.iter().filter_map(|wanted| {
                let (slot, value) = match wanted.split_once('=') {
                    Some((slot, value)) => (slot, Some(value.to_owned())),
                    None => (wanted.as_str(), None),
                };
                Some((Slot::from_id(slot)?, value))
            });
            std::iter::once((bearing.slot, bearing.value.clone())).chain(others)
        })
    }
}

/// The strongest first, those of the user's country before others.
pub(crate) fn rank(refutations: &mut [Refutation]) {
    refutations.sort_by_key(|each| (each.strength, each.abroad, each.turn));
}

/// How a fact bears on what was said, at the first statement that it bears on.
pub(crate) fn bears(fact: &Fact, claims: Claims<'_>) -> Option<Refutation> {
    fact.bears_on.iter().find_map(|bearing| {
        // What is cheap to rule out comes first; few facts find their own statement.
        let found = bearing.find(claims)?;
        let excluded = claims.context.is_some_and(|now| bearing.not_when.iter().any(|c| c == now));
        let alone = !bearing.together_with.is_empty()
            && !bearing.together_with.iter().any(|wanted| claims.has(wanted));
        let (turn, quote) = found;
        (!excluded && !alone).then(|| fact.refutation(turn, quote, claims.country))
    })
}

impl Bearing {
    /// The first statement on which it bears: its turn and words.
    fn find<'c>(&self, claims: Claims<'c>) -> Option<(usize, &'c str)> {
        let fits = |value: &str| self.value.as_deref().is_none_or(|wanted| wanted == value);
        if self.slot == Slot::Happened {
            let (_, turn, quote) = claims.happened.iter().find(|(stage, ..)| fits(stage))?;
            return Some((*turn, quote));
        }
        let detailed = |said: &Statement| {
            self.details.is_empty()
                || self.details.iter().any(|wanted| {
                    said.via.rsplit('/').next() == Some(wanted)
                        || said.detail.as_ref().is_some_and(|d| d.eq_ignore_ascii_case(wanted))
                })
        };
        let mut said = claims.statements.iter().filter(|said| said.slot == self.slot);
        let said = said.find(|said| fits(&said.value) && detailed(said))?;
        Some((said.turn, &said.quote))
    }
}
