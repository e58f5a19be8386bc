//! What callers can be known by: telephone numbers, sites, mail addresses and wallets, as they were
//! written or said and in the one form in which they are compared.
//!
//! Nothing is looked up: country codes, public suffixes, brands and confusables are built in.

mod brands;
mod numbers;
mod sites;
mod wallets;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use evidence::amounts::{self, Computed};
use evidence::knowledge::Files;
use evidence::spelling::{Spelling, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::brands::{Likeness, Lookalike};
pub use self::numbers::{place_of_key, query_keys, search_keys};
pub use self::sites::registrable;
use crate::case::Case;
use crate::passages::{Field, Place, Voice, visit};

/// Something that a caller or the client can be known by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Identifier {
    /// What it is.
    pub kind: IdentifierKind,
    /// As it was written or said.
    pub as_written: String,
    /// In the form in which it is compared: a number as E.164 where its country is known and its
    /// digits otherwise, a site as its registrable domain, an address in small letters.
    pub normal: String,
    /// The number behind a telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// Whose site it looks like, where it is not theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lookalike_of: Option<Lookalike>,
    /// Whose it is.
    pub whose: Whose,
    /// Where it stands.
    pub place: Place,
}

/// What an identifier is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum IdentifierKind {
    /// A telephone number.
    Phone,
    /// A site.
    Site,
    /// A mail address.
    Email,
    /// An address of Bitcoin whose checksum holds.
    Bitcoin,
    /// An address of Ethereum; its checksum holds, or it is written without one.
    Ethereum,
    /// An address of Tron whose checksum holds.
    Tron,
}

impl IdentifierKind {
    /// What people call it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Phone => "Telephone number",
            Self::Site => "Site",
            Self::Email => "Mail address",
            Self::Bitcoin => "Bitcoin address",
            Self::Ethereum => "Ethereum address",
            Self::Tron => "Tron address",
        }
    }
}

/// Whose an identifier is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// The caller's: they gave it, or rang from it.
    Caller,
    /// The client's.
    Client,
    /// It was said by the client or noted, and nothing tells whose it is.
    NotKnown,
}

/// So many identifiers of one case are kept.
const IDENTIFIERS_MAX: usize = 10_000;

/// The table of `rules/identifiers.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wording {
    plus: Vec<String>,
    extension: Vec<String>,
    spoken: sites::Spoken,
    sites: sites::Endings,
}

/// What is known about the forms of identifiers.
#[derive(Debug)]
struct Forms {
    spelling: Spelling,
    wording: Wording,
    brands: brands::Brands,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    const SOUND: &str = "built in, and a test reads it";
    let files = Files::embedded();
    Forms {
        spelling: files.read("rules/words.toml").expect(SOUND),
        wording: files.read("rules/identifiers.toml").expect(SOUND),
        brands: brands::Brands::new(files.read("rules/brands.toml").expect(SOUND)),
    }
});

/// All identifiers of a case in reading order, each with where it stands. The same number or site
/// is there once for each place. At most 10,000 are given.
#[must_use]
pub fn identifiers(case: &Case) -> Vec<Identifier> {
    let country = case.client.country.as_deref();
    let mut found = Vec::new();
    visit(&mut case.clone(), |place, voice, text| {
        if found.len() < IDENTIFIERS_MAX && has_identifiers(place.field) {
            found.extend(in_text(text, country, place, whose(place.field, voice)));
        }
    });
    found.truncate(IDENTIFIERS_MAX);
    agree(&mut found);
    found
}

/// Whether a site, in the form in which it is compared, is a brand's own: callers name such sites,
/// too, and they are not the callers'.
#[must_use]
pub fn is_brands_own(site: &str) -> bool {
    FORMS.brands.own(site)
}

fn has_identifiers(field: Field) -> bool {
    !matches!(
        field,
        Field::ClientName
            | Field::ClientAddress
            | Field::ReporterName
            | Field::Account
            | Field::Reference
            | Field::Speaker
            | Field::FileName
    )
}

fn whose(field: Field, voice: Voice) -> Whose {
    match (field, voice) {
        (
            Field::ClientPhone | Field::ClientEmail | Field::ReporterPhone | Field::ReporterEmail,
            _,
        ) => Whose::Client,
        (_, Voice::Caller) => Whose::Caller,
        _ => Whose::NotKnown,
    }
}

/// What is known to be the client's stays theirs wherever it stands, and likewise the caller's.
fn agree(found: &mut [Identifier]) {
    let mut owners = BTreeMap::new();
    for owner in [Whose::Caller, Whose::Client] {
        for one in found.iter().filter(|one| one.whose == owner) {
            owners.insert((one.kind, one.normal.clone()), owner);
        }
    }
    for one in found {
        if let Some(&owner) = owners.get(&(one.kind, one.normal.clone())) {
            one.whose = owner;
        }
    }
}

/// The identifiers of one text. What a field must hold, such as a number, is taken as that.
fn in_text(text: &str, country: Option<&str>, place: &Place, whose: Whose) -> Vec<Identifier> {
    let make = |kind, as_written: &str, normal: String| Identifier {
        kind,
        as_written: as_written.to_owned(),
        lookalike_of: match kind {
            IdentifierKind::Site => FORMS.brands.lookalike(as_written),
            IdentifierKind::Email => {
                as_written.rsplit('@').next().and_then(|site| FORMS.brands.lookalike(site))
            }
            _ => None,
        },
        normal,
        extension: None,
        whose,
        place: place.clone(),
    };
    let mut found: Vec<(usize, Identifier)> = Vec::new();
    if place.field == Field::SiteGiven {
        let site = sites::host(text).and_then(|host| registrable(&host));
        return site
            .map(|site| make(IdentifierKind::Site, text.trim(), site))
            .into_iter()
            .collect();
    }
    let mut taken = Taken::default();
    for (from, to, kind, normal) in wallets::find(text) {
        taken.0.push((from, to));
        found.push((from, make(kind, &text[from..to], normal)));
    }
    for (from, to, kind, normal) in sites::written(text, &FORMS.wording) {
        if taken.free(from, to) {
            found.push((from, make(kind, &text[from..to], normal)));
        }
    }
    let words = FORMS.spelling.words(text);
    amounts::spans(&words, &FORMS.spelling, |span, start, end| {
        let (from, to) = place_of(&words, start, end);
        if !taken.free(from, to) {
            return;
        }
        if span == Computed::Phone {
            // An account's number looks like a telephone's, and is none.
            if place.field != Field::ToAccount
                && let Some(number) = numbers::read(text, &words, (start, end), country)
            {
                let mut one =
                    make(IdentifierKind::Phone, &text[number.from..number.to], number.normal);
                one.extension = number.extension;
                found.push((number.from, one));
            }
        } else if let Some((kind, normal)) = sites::spoken(&words, span, start, end) {
            let mut one = make(kind, &text[from..to], normal.clone());
            one.lookalike_of = FORMS.brands.lookalike(&normal);
            found.push((from, one));
        }
    });
    found.sort_by_key(|(from, _)| *from);
    found.into_iter().map(|(_, one)| one).collect()
}

/// Bytes that already belong to something.
#[derive(Debug, Default)]
struct Taken(Vec<(usize, usize)>);

impl Taken {
    fn free(&mut self, from: usize, to: usize) -> bool {
        // What was taken lies in order, so only the next of them can be in the way.
        let next = self.0.partition_point(|(_, end)| *end <= from);
        self.0.get(next).is_none_or(|(start, _)| *start >= to)
    }
}

fn place_of(words: &Words, start: usize, end: usize) -> (usize, usize) {
    (words.tokens[start].from as usize, words.tokens[end - 1].to as usize)
}

#[cfg(test)]
mod tests;
