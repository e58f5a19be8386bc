//! What Hangup knows, for people to read: facts with their sources, contexts, and words.

use casebook::case::{Deceit, Way};
use evidence::facts::{Fact, Standing};
use evidence::judgement::{Source, Strength};
use schemars::JsonSchema;
use serde::Serialize;

use super::Desk;
use super::recovery::RECOVERY;

/// An id and what it is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Named {
    /// How programs name it.
    pub id: String,
    /// What people call it.
    pub title: String,
}

/// A slot of the story and the values that it can have.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SlotNamed {
    /// How programs name it.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Its values.
    pub values: Vec<Named>,
}

/// What is known of the way to the money back, by its names.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RecoveryNamed {
    /// How something can have been paid.
    pub ways: Vec<Named>,
    /// Who can have made a payment.
    pub deceits: Vec<Named>,
    /// What can have happened that the plan asks about.
    pub situations: Vec<Named>,
    /// The steps of plans.
    pub steps: Vec<Named>,
    /// The letters that can be written.
    pub letters: Vec<Named>,
    /// The forms of reports.
    pub forms: Vec<Named>,
}

/// A fact with its source.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct FactShown {
    /// Its name.
    pub id: String,
    /// What it is about, in a few words.
    pub title: String,
    /// The fact, in plain words.
    pub says: String,
    /// How it bears on what a caller says.
    pub strength: Strength,
    /// Where it holds: `world` or country codes.
    pub jurisdiction: Vec<String>,
    /// When it does not hold.
    pub exceptions: String,
    /// Whether its own words were read where they stand.
    pub primary: bool,
    /// The day on which it must be checked again.
    pub review_by: String,
    /// Where it was read.
    pub source: Source,
    /// What it speaks against: a slot, or `slot=value`.
    pub bears_on: Vec<String>,
}

impl Desk {
    /// All facts, by their names.
    #[must_use]
    pub fn facts(&self) -> Vec<FactShown> {
        let mut facts: Vec<FactShown> = self.knowledge.facts.all.iter().map(shown).collect();
        facts.sort_by(|one, other| one.id.cmp(&other.id));
        facts
    }

    /// The fact with this name.
    #[must_use]
    pub fn fact(&self, id: &str) -> Option<FactShown> {
        self.knowledge.facts.all.iter().find(|fact| fact.id == id).map(shown)
    }

    /// How a call can have come about.
    #[must_use]
    pub fn contexts(&self) -> Vec<Named> {
        let contexts = self.knowledge.advice.contexts.iter();
        contexts.map(|each| named(&each.id, &each.title)).collect()
    }

    /// What can have happened in a call that there is something to do about.
    #[must_use]
    pub fn happenings(&self) -> Vec<Named> {
        self.knowledge.stages().map(|stage| named(&stage.id, &stage.title)).collect()
    }

    /// What slots and values are called.
    #[must_use]
    pub fn vocabulary(&self) -> Vec<SlotNamed> {
        let slots = self.knowledge.vocabulary.slots.iter();
        let slots = slots.map(|slot| SlotNamed {
            id: slot.id.id().to_owned(),
            title: slot.title.clone(),
            values: slot.values.iter().map(|value| named(&value.id, &value.title)).collect(),
        });
        slots.collect()
    }

    /// What is known of the way to the money back.
    #[must_use]
    pub fn recovery(&self) -> RecoveryNamed {
        let all = &RECOVERY;
        RecoveryNamed {
            ways: WAYS.iter().map(|(way, title)| named(&word(way), title)).collect(),
            deceits: DECEITS.iter().map(|(deceit, title)| named(&word(deceit), title)).collect(),
            situations: all.situations.values().map(|each| named(&each.id, &each.title)).collect(),
            steps: all.steps.values().map(|each| named(&each.id, &each.title)).collect(),
            letters: all.letters.values().map(|each| named(&each.id, &each.title)).collect(),
            forms: all.forms.values().map(|each| named(&each.id, &each.title)).collect(),
        }
    }

    /// All countries.
    #[must_use]
    pub fn countries(&self) -> Vec<Named> {
        evidence::country::all().map(|(code, name)| named(code, name)).collect()
    }
}

/// How something can have been paid.
pub const WAYS: [(Way, &str); 8] = [
    (Way::Card, "With a credit card"),
    (Way::Debit, "With a debit card"),
    (Way::Transfer, "By bank transfer"),
    (Way::GiftCard, "With gift cards"),
    (Way::Crypto, "With cryptocurrency"),
    (Way::Cash, "In cash, by post or by messenger"),
    (Way::TransferApp, "With a transfer app"),
    (Way::Cheque, "By cheque"),
];

/// Who can have made a payment.
pub const DECEITS: [(Deceit, &str); 2] = [
    (Deceit::Deceived, "The client made it, because they were deceived"),
    (Deceit::Unauthorised, "Somebody else made it, without the client's consent"),
];

/// What a value without content is called in JSON.
fn word(value: &impl Serialize) -> String {
    let json = serde_json::to_value(value).ok();
    json.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

fn named(id: &str, title: &str) -> Named {
    Named { id: id.to_owned(), title: title.to_owned() }
}

fn shown(fact: &Fact) -> FactShown {
    let bears_on = fact.bears_on.iter().map(|bearing| match &bearing.value {
        Some(value) => format!("{}={value}", bearing.slot),
        None => bearing.slot.to_string(),
    });
    FactShown {
        id: fact.id.clone(),
        title: fact.title.clone(),
        says: fact.says.clone(),
        strength: fact.strength,
        jurisdiction: fact.jurisdiction.clone(),
        exceptions: fact.exceptions.clone(),
        primary: fact.standing == Standing::Primary,
        review_by: fact.review_by.to_string(),
        source: fact.source(),
        bears_on: bears_on.collect(),
    }
}
