//! The words of `rules/redaction/`, ready to be looked up.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use evidence::error::KnowledgeError;
use evidence::knowledge::Files;
use evidence::spelling::Spelling;
use regex::Regex;
use serde::Deserialize;

use super::Kind;
pub(super) use super::phrases::{Cue, CueWhose, Owner, Phrases, Topic};

/// What is built in.
pub(super) static RULES: LazyLock<Rules> =
    LazyLock::new(|| Rules::read(&Files::embedded()).expect("built in, and a test reads it"));

/// Everything that finding goes by.
#[derive(Debug)]
pub struct Rules {
    pub(super) spelling: Spelling,
    pub(super) cues: Phrases<Cue>,
    pub(super) told: Phrases<Owner>,
    pub(super) names: NameRules,
    pub(super) numbers: NumberRules,
    pub(super) addresses: AddressRules,
    pub(super) secrets: SecretRules,
    pub(super) yours: Phrases<()>,
    pub(super) noise: HashSet<String>,
    pub(super) patterns: Vec<Pattern>,
    pub(super) masks: HashMap<Kind, MaskText>,
    common: HashSet<String>,
    titles: HashSet<String>,
}

/// Why rules cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RulesError {
    /// A file is missing or has another shape.
    #[error(transparent)]
    Knowledge(#[from] KnowledgeError),
    /// A pattern is none.
    #[error("rules/redaction/patterns.toml holds a pattern that cannot be read")]
    Pattern(#[from] regex::Error),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    #[serde(rename = "cue")]
    cues: Vec<CueEntry>,
    told: Told,
    names: NameWords,
    numbers: NumberRules,
    addresses: AddressRules,
    secrets: SecretWords,
    owners: OwnerWords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CueEntry {
    topic: Topic,
    whose: Option<CueWhose>,
    said: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    caller: Vec<String>,
    client: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnerWords {
    yours: Vec<String>,
    noise: HashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NameWords {
    titles: HashSet<String>,
    mine: Vec<String>,
    yours: Vec<String>,
    perhaps_mine: Vec<String>,
    perhaps_yours: Vec<String>,
    asked: Vec<String>,
    caller_behind: Vec<String>,
    caller_before: Vec<String>,
    told_caller: Vec<String>,
    told_client: Vec<String>,
    relatives: Vec<String>,
    naming: HashSet<String>,
    particles: HashSet<String>,
    no_names: HashSet<String>,
    spelling_alphabet: Vec<String>,
    words: HashSet<String>,
    no_name_endings: Vec<String>,
    spell: HashSet<String>,
    spelled_no_names: HashSet<String>,
}

/// What says that a word is a name, and whose.
#[derive(Debug)]
pub(super) struct NameRules {
    pub titles: HashSet<String>,
    pub mine: Phrases<()>,
    pub yours: Phrases<()>,
    pub perhaps_mine: Phrases<()>,
    pub perhaps_yours: Phrases<()>,
    pub asked: Phrases<()>,
    pub caller_behind: Phrases<()>,
    pub caller_before: Phrases<()>,
    pub told_caller: Phrases<()>,
    pub told_client: Phrases<()>,
    pub relatives: Phrases<()>,
    pub naming: HashSet<String>,
    pub particles: HashSet<String>,
    pub alphabet: Phrases<()>,
    pub spell: HashSet<String>,
    pub spelled_no_names: HashSet<String>,
    pub words: HashSet<String>,
    no_name_endings: Vec<String>,
    no_names: HashSet<String>,
    first: HashSet<String>,
    last: HashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NumberRules {
    pub invites: HashSet<String>,
    pub costs: HashSet<String>,
    pub glue: HashSet<String>,
    pub counted: HashSet<String>,
    pub versions: HashSet<String>,
    pub months: HashSet<String>,
    pub ordinals: HashSet<String>,
    pub date_glue: HashSet<String>,
}

impl NumberRules {
    pub(super) fn is_ordinal(&self, word: &str) -> bool {
        self.ordinals.contains(word)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AddressRules {
    pub streets: HashSet<String>,
    pub surely: HashSet<String>,
    pub flats: HashSet<String>,
    pub glue: HashSet<String>,
    pub regions: HashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SecretWords {
    before: HashSet<String>,
    words: Vec<String>,
}

#[derive(Debug)]
pub(super) struct SecretRules {
    pub before: HashSet<String>,
    pub words: Phrases<()>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PatternsFile {
    #[serde(rename = "pattern")]
    patterns: Vec<PatternEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PatternEntry {
    kind: Kind,
    pattern: String,
    check: Option<Check>,
    why: String,
    #[serde(default)]
    caller: bool,
}

/// A checksum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Check {
    Luhn,
    Iban,
}

/// What is known by its form.
#[derive(Debug)]
pub(super) struct Pattern {
    pub kind: Kind,
    pub shape: Regex,
    pub check: Option<Check>,
    pub why: String,
    pub caller: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MasksFile {
    #[serde(rename = "mask")]
    masks: Vec<MaskText>,
}

/// What stands in the place of what is masked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MaskText {
    kind: Kind,
    pub text: String,
    #[serde(default)]
    pub alike: bool,
}

fn phrases(list: &[String]) -> Phrases<()> {
    Phrases::new(list.iter().map(|phrase| (phrase, ())))
}

/// The words of a list, several a line, without the lines that begin with a number sign.
fn listed(text: &str) -> HashSet<String> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).map(str::to_owned).collect()
}

impl Rules {
    /// The rules of `rules/redaction/`, with the spelling and the common words of `rules/`.
    ///
    /// # Errors
    /// [`RulesError`] where a file is missing or broken.
    pub fn read(files: &Files) -> Result<Self, RulesError> {
        let words: WordsFile = files.read("rules/redaction/words.toml")?;
        let patterns: PatternsFile = files.read("rules/redaction/patterns.toml")?;
        let masks: MasksFile = files.read("rules/redaction/masks.toml")?;
        let cues = words.cues.iter().flat_map(|entry| {
            let cue = Cue { topic: entry.topic, whose: entry.whose };
            entry.said.iter().map(move |phrase| (phrase, cue))
        });
        let caller = words.told.caller.iter().map(|word| (word, Owner::Caller));
        let told = caller.chain(words.told.client.iter().map(|word| (word, Owner::Client)));
        let patterns = patterns.patterns.into_iter().map(|entry| {
            let PatternEntry { kind, pattern, check, why, caller } = entry;
            Ok(Pattern { kind, shape: Regex::new(&pattern)?, check, why, caller })
        });
        Ok(Self {
            spelling: files.read("rules/words.toml")?,
            cues: Phrases::new(cues),
            told: Phrases::new(told),
            titles: words.names.titles.clone(),
            names: NameRules::new(
                words.names,
                listed(files.text("rules/redaction/first-names.txt")?),
                listed(files.text("rules/redaction/last-names.txt")?),
            ),
            numbers: words.numbers,
            addresses: words.addresses,
            secrets: SecretRules {
                before: words.secrets.before,
                words: phrases(&words.secrets.words),
            },
            yours: phrases(&words.owners.yours),
            noise: words.owners.noise,
            patterns: patterns.collect::<Result<_, regex::Error>>()?,
            masks: masks.masks.into_iter().map(|mask| (mask.kind, mask)).collect(),
            common: listed(files.text("rules/common.txt")?),
        })
    }

    /// Whether a full stop behind the word ends no sentence.
    pub(super) fn short(&self, word: &str) -> bool {
        self.titles.contains(word) || self.addresses.streets.contains(word)
    }

    /// Whether it is a word that hardly is a name.
    pub(super) fn is_common(&self, word: &str) -> bool {
        (self.common.contains(word) && !self.names.is_listed(word))
            || self.names.no_names.contains(word)
            || self.noise.contains(word)
            || self.titles.contains(word)
            || self.names.relatives.begins(word)
    }
}

impl NameRules {
    fn new(words: NameWords, first: HashSet<String>, last: HashSet<String>) -> Self {
        Self {
            mine: phrases(&words.mine),
            yours: phrases(&words.yours),
            perhaps_mine: phrases(&words.perhaps_mine),
            perhaps_yours: phrases(&words.perhaps_yours),
            asked: phrases(&words.asked),
            caller_behind: phrases(&words.caller_behind),
            caller_before: phrases(&words.caller_before),
            told_caller: phrases(&words.told_caller),
            told_client: phrases(&words.told_client),
            relatives: phrases(&words.relatives),
            alphabet: phrases(&words.spelling_alphabet),
            titles: words.titles,
            naming: words.naming,
            particles: words.particles,
            spell: words.spell,
            spelled_no_names: words.spelled_no_names,
            no_names: words.no_names,
            words: words.words,
            no_name_endings: words.no_name_endings,
            first,
            last,
        }
    }

    pub(super) fn is_first(&self, word: &str) -> bool {
        self.first.contains(word)
    }

    /// Whether the ending of a word says that it is none.
    pub(super) fn ends_as_no_name(&self, word: &str) -> bool {
        self.no_name_endings.iter().any(|ending| word.ends_with(ending))
    }

    pub(super) fn is_listed(&self, word: &str) -> bool {
        self.first.contains(word) || self.last.contains(word)
    }
}
