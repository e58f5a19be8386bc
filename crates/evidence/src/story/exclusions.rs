//! What excludes what: the shapes of `rules/story.toml` and `rules/impossible.toml`, and whether
//! two statements fit one of them.

use serde::Deserialize;

use super::{REPORTED, Remembered};
use crate::amounts;
use crate::judgement::{ChangeKind, Quote, StoryChange};
use crate::rules::Slot;
use crate::spelling::Spelling;

/// The file `rules/story.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StoryFile {
    pub(super) after_a_question: String,
    #[serde(rename = "mark")]
    pub(crate) marks: Vec<MarkFile>,
    pub(super) exclusive: Vec<Exclusive>,
    pub(super) implied: Vec<Implied>,
    detail: Vec<Detail>,
    pub(super) amount: AmountFile,
    pub(super) denied: String,
    pub(super) calls: CallsFile,
}

/// What calls of one incident have to do with one another.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CallsFile {
    /// Contexts in which somebody answers who has no part in the story.
    pub(super) apart: Vec<String>,
    /// Contexts in which the client got in touch.
    pub(super) own: Vec<String>,
    /// Claims, `slot=value`, that are true once the client got in touch.
    pub(super) true_of_own: Vec<String>,
    /// Values of the slot `callee` that stay true from call to call.
    pub(super) lasting: Vec<String>,
    /// The value by which one speaker is known again.
    pub(super) name: String,
}

/// Patterns that link statements.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarkFile {
    pub kind: MarkKind,
    pub patterns: Vec<String>,
}

/// What words between statements mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum MarkKind {
    /// Someone else speaks from here on.
    HandOver,
    /// What follows is said besides, not instead.
    Addition,
    /// What follows was said later.
    Sequel,
    /// The caller side denies having named an organisation.
    Denial,
    /// The caller side denies what was just repeated to it.
    DenialOfThat,
}

impl MarkKind {
    /// All kinds, by their numbers in [`Mark::kind`].
    const ALL: [Self; 5] =
        [Self::HandOver, Self::Addition, Self::Sequel, Self::Denial, Self::DenialOfThat];

    pub(crate) fn number(self) -> u16 {
        Self::ALL.iter().zip(0..).find(|(kind, _)| **kind == self).map_or(0, |(_, number)| number)
    }
}

/// Groups of values of one slot; values of different groups cannot both stand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exclusive {
    slot: Slot,
    groups: Vec<Vec<String>>,
    /// Only between statements of one known speaker.
    one_speaker: bool,
    pub(super) why: String,
}

/// A statement that implies another.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Implied {
    pub(super) slot: Slot,
    pub(super) values: Vec<String>,
    pub(super) means: Slot,
    pub(super) value: String,
}

/// A value whose details must agree when one speaker says it twice.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Detail {
    slot: Slot,
    value: String,
    /// Only what these rules found; a colleague's name is another's.
    rules: Vec<String>,
    /// Only quotes that begin so: the speaker's own name, not one of whom they speak.
    begins: Vec<String>,
    why: String,
}

/// Rules whose amounts are one thing's price.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AmountFile {
    rules: Vec<String>,
    differ_by: f64,
    why: String,
}

/// A caller's claim and what the callee says that makes it impossible.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImpossiblePair {
    slot: Slot,
    value: String,
    pub(super) callee: String,
    why: String,
}

/// The file `rules/impossible.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImpossibleFile {
    #[serde(rename = "pair")]
    pub(crate) pairs: Vec<ImpossiblePair>,
}

impl Exclusive {
    pub(super) fn excludes(&self, old: &Remembered, new: &Remembered, one_speaker: bool) -> bool {
        let group = |value: &String| self.groups.iter().position(|group| group.contains(value));
        self.slot == new.slot
            && (one_speaker || !self.one_speaker)
            && match (group(&old.value), group(&new.value)) {
                (Some(old), Some(new)) => old != new,
                _ => false,
            }
    }
}

impl StoryFile {
    /// Why two statements about one thing cannot both stand, by themselves.
    pub(super) fn excludes(
        &self,
        old: &Remembered,
        new: &Remembered,
        one_speaker: bool,
        spelling: &Spelling,
    ) -> Option<&String> {
        if new.slot == Slot::Amount {
            let contested = one_speaker && (new.asked || new.speaker == REPORTED);
            contested.then(|| self.amount.excludes(old, new, spelling)).flatten()
        } else if old.value == new.value {
            one_speaker.then(|| self.details_differ(old, new)).flatten()
        } else {
            let mut exclusive = self.exclusive.iter();
            exclusive.find(|each| each.excludes(old, new, one_speaker)).map(|each| &each.why)
        }
    }

    /// The name by which a statement tells who speaks, if it is the speaker's own.
    pub(super) fn own_name<'r>(&self, said: &'r Remembered) -> Option<&'r str> {
        let own = |detail: &&Detail| detail.value == self.calls.name && detail.concerns(said);
        self.detail.iter().find(own)?;
        said.detail.as_deref().filter(|_| said.value == self.calls.name)
    }

    fn details_differ(&self, old: &Remembered, new: &Remembered) -> Option<&String> {
        let rule = self.detail.iter().find(|detail| {
            detail.slot == new.slot
                && detail.value == new.value
                && detail.concerns(old)
                && detail.concerns(new)
        })?;
        (!agree(old.detail.as_ref()?, new.detail.as_ref()?)).then_some(&rule.why)
    }
}

/// Whether two names share a word.
pub(super) fn agree(old: &str, new: &str) -> bool {
    let (old, new) = (old.to_lowercase(), new.to_lowercase());
    old.split(' ').any(|word| new.split(' ').any(|other| alike(word, other)))
}

impl Detail {
    fn concerns(&self, said: &Remembered) -> bool {
        let quote = said.quote.to_lowercase().replace('’', "'");
        let begins = self.begins.is_empty()
            || self.begins.iter().any(|begin| quote.starts_with(begin.as_str()));
        self.rules.contains(&said.via) && begins
    }
}

/// Whether two words can be one name, misheard: few letters differ.
fn alike(one: &str, other: &str) -> bool {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in other.bytes().enumerate() {
            let changed = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()] * 3 <= one.len().max(other.len())
}

impl AmountFile {
    pub(super) fn excludes(
        &self,
        old: &Remembered,
        new: &Remembered,
        spelling: &Spelling,
    ) -> Option<&String> {
        if old.via != new.via || !self.rules.contains(&new.via) {
            return None;
        }
        let value = |said: &Remembered| amounts::value(&said.value, spelling);
        let (old, new) = (value(old)?, value(new)?);
        ((old - new).abs() > old.max(new) * self.differ_by).then_some(&self.why)
    }
}

impl ImpossiblePair {
    pub(super) fn claims(&self, said: &Remembered) -> bool {
        self.slot == said.slot && (self.value == "*" || self.value == said.value)
    }

    pub(super) fn change(&self, claim: &Remembered, callee: &Quote) -> StoryChange {
        StoryChange {
            slot: claim.slot,
            kind: ChangeKind::Impossible,
            a: Quote { turn: claim.turn, quote: claim.quote.clone() },
            b: callee.clone(),
            why: self.why.clone(),
        }
    }
}
