//! All words and names that the rules know, and one automaton that finds them in a turn.
//!
//! The automaton is aho-corasick over normalised words: it finds class members and the *anchors* of
//! patterns (the rarest words that a pattern cannot do without) in one pass, so that the cost of a
//! turn does not grow with the number of rules.

mod heard;

use std::collections::{HashMap, HashSet};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::FxHashMap;
use serde::Deserialize;

pub use self::heard::Heard;
pub(crate) use self::heard::{Firsts, Member};
use crate::amounts::{self, Computed};
use crate::error::KnowledgeError;
use crate::pattern::{self, Node, Written};
use crate::spelling::{Spelling, Words};

/// A class file, `rules/classes/<id>.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassFile {
    /// The name that patterns use.
    pub id: String,
    /// What it holds, for people.
    pub title: String,
    /// Classes whose members also belong to this one.
    #[serde(default)]
    pub includes: Vec<String>,
    /// Its own members.
    #[serde(default, rename = "member")]
    pub members: Vec<MemberFile>,
}

/// One member of a class.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberFile {
    /// The canonical name, where it has one.
    pub name: Option<String>,
    /// The ways in which it is said.
    pub said: Vec<String>,
}

/// The number of a class; the computed ones come first.
pub(crate) type ClassId = u16;
/// The number of a known word; unknown words are [`UNKNOWN`].
pub(crate) type Symbol = u32;
/// A word that no pattern knows.
pub(crate) const UNKNOWN: Symbol = 0;
/// An entry of a class that spells out into more phrases than this is found as a pattern instead.
const SPELLINGS_MAX: usize = 64;

/// What the rules know by name: spelling, words, classes, and the automaton over them.
#[derive(Debug)]
pub struct Lexicon {
    /// How words are spelled.
    pub spelling: Spelling,
    common: FxHashMap<Box<str>, u32>,
    symbols: FxHashMap<Box<str>, Symbol>,
    classes: FxHashMap<Box<str>, ClassId>,
    /// How many words the longest member of each class has.
    widths: Vec<usize>,
    names: Vec<Option<Box<str>>>,
    phrases: FxHashMap<String, usize>,
    uses: Vec<Vec<Use>>,
    automaton: Option<AhoCorasick>,
    pub(crate) wide_entries: Vec<WideEntry>,
}

/// An entry of a class with too many spellings to list.
#[derive(Debug, Clone)]
pub(crate) struct WideEntry {
    pub path: String,
    pub said: String,
    pub classes: Vec<ClassId>,
    pub name: u32,
}

/// What a phrase is known for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Member { class: ClassId, name: u32 },
    Anchor(u32),
}

impl Lexicon {
    /// Builds the lexicon of classes; patterns add their words and anchors before it is sealed.
    /// A class that does not fit is left out and named in `problems`.
    pub(crate) fn new(
        spelling: Spelling,
        common: &str,
        files: &[(String, ClassFile)],
        problems: &mut Vec<KnowledgeError>,
    ) -> Self {
        let ranks = common.lines().map(str::trim).filter(|line| !line.is_empty());
        let mut lexicon = Self {
            spelling,
            common: ranks.zip(0..).map(|(word, rank)| (word.into(), rank)).collect(),
            symbols: FxHashMap::default(),
            classes: FxHashMap::default(),
            widths: Vec::new(),
            names: vec![None],
            phrases: FxHashMap::default(),
            uses: Vec::new(),
            automaton: None,
            wide_entries: Vec::new(),
        };
        let computed = Computed::ALL.iter().map(|kind| kind.name());
        for (id, number) in computed.chain(files.iter().map(|(_, file)| file.id.as_str())).zip(0..)
        {
            lexicon.classes.insert(id.into(), number);
            let computed = usize::from(number) < Computed::ALL.len();
            lexicon.widths.push(if computed { amounts::SPAN_WORDS_MAX } else { 0 });
        }
        let holders = holders(files, problems);
        for (path, file) in files {
            for member in &file.members {
                let added = lexicon.add_member(path, member, &holders[file.id.as_str()]);
                problems.extend(added.err());
            }
        }
        lexicon
    }

    fn add_member(
        &mut self,
        path: &str,
        member: &MemberFile,
        holders: &HashSet<&str>,
    ) -> Result<(), KnowledgeError> {
        let name = member.name.as_ref().map_or(0, |name| {
            self.names.push(Some(name.as_str().into()));
            self.names.len() - 1
        });
        let name = u32::try_from(name).unwrap_or(0);
        let mut holders: Vec<ClassId> = holders.iter().map(|id| self.classes[*id]).collect();
        holders.sort_unstable();
        for said in &member.said {
            let error = |message: String| KnowledgeError::Pattern {
                path: path.to_owned(),
                pattern: said.clone(),
                message,
            };
            let nodes = pattern::read(said, &self.spelling).map_err(error)?;
            let (_, width) = Node::widths(&nodes, &|_| amounts::SPAN_WORDS_MAX);
            for &class in &holders {
                let widest = &mut self.widths[usize::from(class)];
                *widest = width.max(*widest);
            }
            let Some(phrases) = spell_out(&nodes).map_err(error)? else {
                let (path, said, classes) = (path.to_owned(), said.clone(), holders.clone());
                self.wide_entries.push(WideEntry { path, said, classes, name });
                continue;
            };
            for phrase in phrases {
                for &class in &holders {
                    self.add_phrase(&phrase, Use::Member { class, name });
                }
            }
        }
        Ok(())
    }

    fn add_phrase(&mut self, phrase: &str, made: Use) {
        let next = self.phrases.len();
        let number = *self.phrases.entry(phrase.to_owned()).or_insert(next);
        if number == self.uses.len() {
            self.uses.push(Vec::new());
        }
        if !self.uses[number].contains(&made) {
            self.uses[number].push(made);
        }
    }

    /// The number of a class that patterns name.
    pub(crate) fn class(&self, id: &str) -> Option<ClassId> {
        self.classes.get(id).copied()
    }

    /// How many words the longest member of a class has.
    pub(crate) fn width(&self, id: &str) -> usize {
        self.class(id).map_or(0, |class| self.widths[usize::from(class)])
    }

    /// The number of a word, new if need be.
    pub(crate) fn symbol(&mut self, word: &str) -> Symbol {
        let next = Symbol::try_from(self.symbols.len() + 1).unwrap_or(UNKNOWN);
        *self.symbols.entry(word.into()).or_insert(next)
    }

    /// Makes a run of words ring when it is heard.
    pub(crate) fn add_anchor(&mut self, phrase: &str, anchor: u32) {
        self.add_phrase(phrase, Use::Anchor(anchor));
    }

    /// How often a word is said, as a share of all words; a rough figure from its rank (Zipf's
    /// law).
    pub(crate) fn frequency(&self, word: &str) -> f64 {
        match self.common.get(word) {
            Some(&rank) => 0.1 / (f64::from(rank) + 2.0),
            None => 0.000_02,
        }
    }

    /// Whether a word is too common to be a name.
    pub(crate) fn is_common(&self, word: &str) -> bool {
        self.common.contains_key(word) || self.spelling.is_digit_word(word)
    }

    /// The canonical name of a member, if it has one.
    pub(crate) fn name(&self, member: &Member) -> Option<&str> {
        self.names.get(member.name as usize)?.as_deref()
    }

    /// Builds the automaton; nothing is added afterwards.
    ///
    /// # Errors
    /// When the automaton would be too large.
    pub(crate) fn seal(&mut self) -> Result<(), KnowledgeError> {
        let mut phrases: Vec<(&str, usize)> =
            self.phrases.iter().map(|(phrase, &number)| (phrase.as_str(), number)).collect();
        phrases.sort_unstable_by_key(|&(_, number)| number);
        let built = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(phrases.iter().map(|(phrase, _)| phrase));
        let automaton =
            built.map_err(|error| KnowledgeError::misfit("rules", error.to_string()))?;
        self.automaton = Some(automaton);
        Ok(())
    }

    /// Words as the patterns see them.
    pub(crate) fn hear_words(&self, words: Words) -> Heard {
        let symbol = |at| self.symbols.get(words.word(at)).copied().unwrap_or(UNKNOWN);
        let symbols = (0..words.len()).map(symbol).collect();
        let (mut members, mut anchors) = (Vec::new(), Vec::new());
        // Phrases are found in the order of their ends, so that one walk along the words is enough.
        let mut end = 0;
        let found = self.automaton.iter().flat_map(|all| all.find_overlapping_iter(&words.text));
        for found in found {
            while words.tokens.get(end).is_some_and(|token| (token.start as usize) < found.end()) {
                end += 1;
            }
            let Some(start) = first_word(&words, found.start(), end) else { continue };
            for used in &self.uses[found.pattern().as_usize()] {
                match *used {
                    Use::Anchor(anchor) => anchors.push((anchor, narrow(start))),
                    Use::Member { class, name } => {
                        members.push(Member::new(class, name, narrow(start), narrow(end)));
                    }
                }
            }
        }
        amounts::spans(&words, &self.spelling, |kind, start, end| {
            let class = Computed::ALL.iter().zip(0..).find(|(each, _)| **each == kind);
            let class = class.map_or(0, |(_, number)| number);
            members.push(Member::new(class, 0, narrow(start), narrow(end)));
        });
        Heard::new(words, symbols, members, anchors)
    }
}

fn narrow(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// The first word of a phrase that begins at a byte of the normalised text, with the space before
/// it, and ends before the word `end`; none when a sentence ends inside.
fn first_word(words: &Words, from: usize, end: usize) -> Option<usize> {
    let mut start = end.checked_sub(1)?;
    while start > 0 && words.tokens[start - 1].start as usize > from {
        start -= 1;
        if words.tokens[start].wall {
            return None;
        }
    }
    Some(start)
}

/// For each class, itself and every class that includes it.
fn holders<'f>(
    files: &'f [(String, ClassFile)],
    problems: &mut Vec<KnowledgeError>,
) -> HashMap<&'f str, HashSet<&'f str>> {
    let known: HashSet<&str> = files.iter().map(|(_, file)| file.id.as_str()).collect();
    let mut holders: HashMap<&str, HashSet<&str>> =
        known.iter().map(|id| (*id, HashSet::from([*id]))).collect();
    for (path, file) in files {
        for included in file.includes.iter().filter(|id| !known.contains(id.as_str())) {
            let message = format!("includes `{included}`, which is no class");
            problems.push(KnowledgeError::misfit(path, message));
        }
    }
    // Inclusion is followed until nothing changes; it ends because the sets only grow.
    loop {
        let mut grew = false;
        for (_, file) in files {
            let above: Vec<&str> = holders[file.id.as_str()].iter().copied().collect();
            for included in &file.includes {
                let set = holders.entry(included).or_default();
                for id in &above {
                    grew |= set.insert(id);
                }
            }
        }
        if !grew {
            return holders;
        }
    }
}

/// All phrases that an entry of a class stands for, each between spaces; none when there are too
/// many to list.
fn spell_out(nodes: &Written) -> Result<Option<Vec<String>>, String> {
    let mut phrases = vec![" ".to_owned()];
    for node in nodes {
        let choices = match node {
            Node::Word(word) => Some(vec![format!("{word} ")]),
            Node::Prefix(prefix) => Some(vec![prefix.to_string()]),
            Node::Maybe(inner) => tails(std::slice::from_ref(inner))?.map(|mut choices| {
                choices.push(String::new());
                choices
            }),
            Node::Either(branches) => tails(branches)?,
            _ => return Err("a class holds words, alternatives and optional words only".to_owned()),
        };
        let Some(choices) = choices.filter(|c| c.len() * phrases.len() <= SPELLINGS_MAX) else {
            return Ok(None);
        };
        phrases = phrases
            .iter()
            .flat_map(|head| choices.iter().map(move |tail| format!("{head}{tail}")))
            .collect();
    }
    phrases.retain(|phrase| phrase.len() > 1);
    Ok(Some(phrases))
}

/// The spellings of inner sequences, without the space in front.
fn tails(branches: &[Written]) -> Result<Option<Vec<String>>, String> {
    let mut choices = Vec::new();
    for branch in branches {
        let Some(phrases) = spell_out(branch)? else { return Ok(None) };
        choices.extend(phrases.into_iter().map(|phrase| phrase[1..].to_owned()));
    }
    Ok(Some(choices))
}
