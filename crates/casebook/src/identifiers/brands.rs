//! Sites that look like those of a brand and are not theirs: letters that look alike (Unicode's
//! list of confusables), digits for letters, words added, a letter changed.

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unicode_security::confusable_detection::skeleton;

use super::sites::{host, registrable};

/// Whose site another looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Lookalike {
    /// The brand.
    pub brand: String,
    /// What makes it look so.
    pub likeness: Likeness,
}

/// What makes a site look like another.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Likeness {
    /// Letters or digits that look like others.
    LettersLookAlike,
    /// The brand's name under another ending or with words around it.
    NameUsed,
    /// One letter is missing, added, changed, or has changed places.
    LetterChanged,
}

impl Likeness {
    /// Why it looks so, in words that follow the name of the brand.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::LettersLookAlike => "some of its letters or digits stand for others",
            Self::NameUsed => "it has the name in it, and is not theirs",
            Self::LetterChanged => "it is one letter away",
        }
    }
}

/// The file `rules/brands.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BrandsFile {
    looks: BTreeMap<String, String>,
    #[serde(rename = "brand")]
    brands: Vec<Brand>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Brand {
    name: String,
    words: Vec<String>,
    sites: Vec<String>,
}

/// The brands, ready to be compared.
#[derive(Debug)]
pub(super) struct Brands {
    looks: BTreeMap<String, String>,
    words: Vec<Word>,
    sites: HashMap<String, String>,
}

#[derive(Debug)]
struct Word {
    brand: String,
    plain: String,
    shape: String,
}

/// A brand's word with fewer letters counts only as a whole part of a name.
const WITHIN_LETTERS_MIN: usize = 6;
/// A brand's word with fewer letters has too many neighbours.
const CHANGED_LETTERS_MIN: usize = 6;

impl Brands {
    pub(super) fn new(file: BrandsFile) -> Self {
        let mut brands = Self { looks: file.looks, words: Vec::new(), sites: HashMap::new() };
        for brand in file.brands {
            for plain in brand.words {
                let shape = brands.shape(&plain);
                brands.words.push(Word { brand: brand.name.clone(), plain, shape });
            }
            for site in brand.sites {
                brands.sites.insert(site, brand.name.clone());
            }
        }
        brands
    }

    /// What a name looks like: digits become letters, and letters their simplest likeness.
    fn shape(&self, name: &str) -> String {
        let simple: String = skeleton(name).collect();
        let simple: String = skeleton(&simple.to_lowercase()).collect();
        let folded = self.looks.iter().fold(simple, |name, (from, to)| name.replace(from, to));
        skeleton(&folded).collect()
    }

    /// Whether a registrable domain is a brand's own.
    pub(super) fn own(&self, site: &str) -> bool {
        self.sites.contains_key(site)
    }

    /// Whose site a site looks like, unless it is their own.
    pub(super) fn lookalike(&self, site: &str) -> Option<Lookalike> {
        let host = host(site)?;
        let (host, _) = idna::domain_to_unicode(&host);
        let own = registrable(&host)?;
        if self.sites.contains_key(&own) {
            return None;
        }
        let suffix = psl::suffix_str(&host).map_or(0, |suffix| suffix.len() + 1);
        let name = host.get(..host.len().saturating_sub(suffix))?;
        let parts = name.split(['.', '-', '_']).filter(|part| !part.is_empty());
        let mut found: Vec<(Likeness, &str)> = Vec::new();
        for part in parts.chain([name]) {
            let shape = self.shape(part);
            found.extend(
                self.words
                    .iter()
                    .filter_map(|word| Some((word.likeness(part, &shape)?, word.brand.as_str()))),
            );
        }
        let (likeness, brand) = found.into_iter().min()?;
        Some(Lookalike { brand: brand.to_owned(), likeness })
    }
}

impl Word {
    fn likeness(&self, part: &str, shape: &str) -> Option<Likeness> {
        let long = self.plain.len() >= WITHIN_LETTERS_MIN;
        if part == self.plain || (long && part.contains(&self.plain)) {
            return Some(Likeness::NameUsed);
        }
        if shape == self.shape || (long && shape.contains(&self.shape)) {
            return Some(Likeness::LettersLookAlike);
        }
        let changed = self.plain.len() >= CHANGED_LETTERS_MIN && one_apart(part, &self.plain);
        changed.then_some(Likeness::LetterChanged)
    }
}

/// Whether one letter was added, left out or changed, or two neighbours changed places.
fn one_apart(one: &str, other: &str) -> bool {
    let (mut one, mut other): (Vec<char>, Vec<char>) =
        (one.chars().collect(), other.chars().collect());
    if one.len() > other.len() {
        std::mem::swap(&mut one, &mut other);
    }
    if other.len() - one.len() > 1 {
        return false;
    }
    let same = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    if one.len() < other.len() {
        return one[same..] == other[same + 1..];
    }
    let rest = same + 1;
    let swapped = rest < one.len()
        && one[same] == other[rest]
        && one[rest] == other[same]
        && one[rest + 1..] == other[rest + 1..];
    same < one.len() && (one[rest..] == other[rest..] || swapped)
}
