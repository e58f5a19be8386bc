//! What is the client's own is found and masked before a case leaves: names, numbers, cards,
//! accounts, addresses, dates of birth, passwords. What the caller can be known by stays.
//!
//! Finding goes by what the case knows of the client, by forms with checksums, and by what people
//! say before and after; the words for that are data, in `rules/redaction/`. It is measured, not
//! perfect (`cargo xtask redaction`), which is why there is a preview that can be corrected.

mod addresses;
mod digits;
mod judged;
mod marks;
mod names;
mod phrases;
mod propagation;
mod rules;
mod spoken;
mod text;
mod written;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::marks::{Mark, Marks};
use self::rules::RULES;
pub use self::rules::{Rules, RulesError};
use self::text::Text;
use crate::case::Case;
use crate::passages::{Field, Place, visit};

/// What is masked.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "MaskKind")]
pub enum Kind {
    /// The client's name, or a part of it.
    Name,
    /// The name of somebody near to the client.
    Relative,
    /// A telephone number of the client.
    Phone,
    /// A mail address of the client.
    Email,
    /// Where the client lives, or a part of it.
    Address,
    /// What is on a card: number, date, security code; also a gift card.
    Card,
    /// The number of an account or of its bank.
    Account,
    /// A number that a state or an insurer gave.
    Identity,
    /// When the client was born.
    BirthDate,
    /// A password, a code, or the answer to a security question.
    Secret,
    /// The address of the client's connection.
    Ip,
    /// A number that may be any of these.
    Number,
    /// What a person marked.
    Other,
}

/// How sure it is that something is the client's.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// It looks like it.
    Guessed,
    /// What was said around it says so.
    Said,
    /// Its form or its checksum says so.
    Formed,
    /// The case knows it.
    Known,
    /// A person said so.
    Wished,
}

/// One place that is masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Mask {
    /// What it is.
    pub kind: Kind,
    /// Where.
    pub place: Place,
    /// Its first byte in that text.
    pub from: usize,
    /// The end of its bytes in that text.
    pub to: usize,
    /// What stands there; this alone must not leave.
    pub words: String,
    /// What is put in its place.
    pub mask: String,
    /// How sure it is.
    pub certainty: Certainty,
    /// Why, in plain words.
    pub why: String,
}

/// A correction of what is masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Wish {
    /// These words, wherever they stand; capitals and signs do not count.
    Words(String),
    /// These bytes of a text.
    Span {
        /// Which text.
        place: Place,
        /// The first byte.
        from: usize,
        /// The end of the bytes.
        to: usize,
    },
}

/// What a person wants otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Wishes {
    /// What is not to be masked.
    pub keep: Vec<Wish>,
    /// What is to be masked, too.
    pub also: Vec<Wish>,
}

/// A case that may leave, and what was masked in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Redacted {
    /// The case with masks in the place of what is the client's.
    pub case: Case,
    /// What was masked, in reading order. Attachments are files of their own and are not masked.
    pub masks: Vec<Mask>,
}

/// Masks what is the client's in every text of a case: its title, the client, calls with what was
/// made of them, notes, payments, tasks, names of files, and what a check-up found. The time it
/// takes grows with the length of the texts.
#[must_use]
pub fn redact(case: &Case, wishes: &Wishes) -> Redacted {
    redact_by(case, wishes, &RULES)
}

/// The same by other rules than those that are built in.
#[must_use]
pub fn redact_by(case: &Case, wishes: &Wishes, rules: &Rules) -> Redacted {
    let mut redacted = case.clone();
    let mut texts = Vec::new();
    visit(&mut redacted, |place, voice, text| {
        texts.push(Text::new(place.clone(), voice, text, rules));
    });
    let mut marks = find(&texts, case, rules);
    marks.wish(&texts, wishes);
    let masks = marks.into_masks(&texts, rules);
    let mut at = 0;
    visit(&mut redacted, |_, _, text| {
        *text = masks[at].apply(&texts[at].original);
        at += 1;
    });
    judged::redact(&mut redacted, &texts, &masks, rules);
    redacted.client.age = None;
    let masks = masks.into_iter().zip(&texts).flat_map(|(masks, text)| masks.told(text)).collect();
    Redacted { case: redacted, masks }
}

/// Everything in the texts that is the client's.
fn find(texts: &[Text], case: &Case, rules: &Rules) -> Marks {
    let mut marks = Marks::new(texts.len());
    for (at, text) in texts.iter().enumerate() {
        if let Some(kind) = whole(text.place.field) {
            let why = "the case says so".to_owned();
            let span = (0, text.original.len());
            marks.add(at, Mark { span, kind, certainty: Certainty::Known, why });
        } else if !callers_own(text.place.field) {
            written::find(at, text, rules, &mut marks);
        }
    }
    for scene in scenes(texts) {
        digits::find(texts, scene.clone(), rules, &mut marks);
        addresses::find(texts, scene.clone(), rules, &mut marks);
        spoken::find(texts, scene.clone(), rules, &mut marks);
        names::find(texts, scene, rules, &mut marks);
    }
    propagation::find(texts, case, rules, &mut marks);
    marks
}

/// Fields that are the client's as a whole.
fn whole(field: Field) -> Option<Kind> {
    Some(match field {
        Field::ClientName => Kind::Name,
        Field::ClientPhone => Kind::Phone,
        Field::ClientEmail => Kind::Email,
        Field::ClientAddress => Kind::Address,
        Field::ClientCircumstances => Kind::Other,
        Field::ClientPaper => Kind::Identity,
        Field::ReporterName => Kind::Relative,
        Field::ReporterPhone => Kind::Phone,
        Field::ReporterEmail => Kind::Email,
        Field::Account => Kind::Account,
        Field::Reference => Kind::Number,
        _ => return None,
    })
}

/// Fields that hold what the caller can be known by; only what the case knows is masked there.
fn callers_own(field: Field) -> bool {
    matches!(
        field,
        Field::CallerName
            | Field::Organisation
            | Field::CallerEmail
            | Field::CallerAddress
            | Field::StaffId
            | Field::NumberShown
            | Field::NumberGiven
            | Field::SiteGiven
            | Field::Recipient
            | Field::ToAccount
            | Field::Speaker
    )
}

/// The texts that belong together: what was said in one call, or a text alone.
fn scenes(texts: &[Text]) -> Vec<Vec<usize>> {
    let mut scenes: Vec<Vec<usize>> = Vec::new();
    let mut call = None;
    for (at, text) in texts.iter().enumerate() {
        let field = text.place.field;
        if field == Field::Speaker || callers_own(field) || whole(field).is_some() {
            continue;
        }
        let said = (field == Field::Said).then_some(text.place.part);
        match scenes.last_mut().filter(|_| said.is_some() && said == call) {
            Some(scene) => scene.push(at),
            None => scenes.push(vec![at]),
        }
        call = said;
    }
    scenes
}

#[cfg(test)]
mod tests;
