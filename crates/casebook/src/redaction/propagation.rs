//! What is known of the client, from the case or from what was found, wherever else it stands.

use std::collections::{HashMap, HashSet};

use evidence::amounts::{self, Computed};

use super::rules::Rules;
use super::text::{Sort, Text};
use super::{Certainty, Kind, Mark, Marks};
use crate::case::Case;
use crate::passages::{Field, Voice};

/// So many digits at the end of a telephone number make it known.
const PHONE_DIGITS: usize = 7;
/// A name with so many letters may be misheard by one letter, and by two.
const MISHEARD_ONE: usize = 5;
const MISHEARD_TWO: usize = 8;
/// The most known names that a misheard word is compared with.
const COMPARED_MAX: usize = 64;
/// The most words of a known address that are looked for.
const ADDRESS_WORDS_MAX: usize = 40;

/// Marks what is known, in every text that is not the client's own entry.
pub(super) fn find(texts: &[Text], case: &Case, rules: &Rules, marks: &mut Marks) {
    let known = Known::new(texts, case, marks, rules);
    for (number, text) in texts.iter().enumerate() {
        if super::whole(text.place.field).is_none() {
            known.names(number, text, rules, marks);
            known.values(number, text, rules, marks);
            known.address(number, text, rules, marks);
        }
    }
}

struct Known {
    /// Names with how sure they are.
    names: HashMap<String, (Kind, Certainty)>,
    /// Names that a misheard word may mean.
    compared: Vec<String>,
    values: HashMap<String, Kind>,
    phone: Option<String>,
    /// Words of the client's address: pairs of neighbours, and words that stand for themselves.
    pairs: HashSet<(String, String)>,
}

impl Known {
    fn new(texts: &[Text], case: &Case, marks: &Marks, rules: &Rules) -> Self {
        let mut names = HashMap::new();
        for (name, &found) in &marks.names {
            if !marks.caller_names.contains(name) {
                names.insert(name.clone(), found);
            }
        }
        let field = |field| texts.iter().find(move |text| text.place.field == field);
        let words = |text: &Text| -> Vec<String> {
            let parts = text.tokens.iter().filter(|token| token.word.chars().count() > 1);
            parts.map(|token| token.word.clone()).collect()
        };
        for word in field(Field::ClientName).map(words).unwrap_or_default() {
            if !rules.names.titles.contains(&word) && !rules.names.particles.contains(&word) {
                names.insert(word, (Kind::Name, Certainty::Known));
            }
        }
        let compared = names.iter().filter(|(name, (_, certainty))| {
            name.len() >= MISHEARD_ONE && *certainty >= Certainty::Said
        });
        let mut compared: Vec<String> = compared.map(|(name, _)| name.clone()).collect();
        compared.sort();
        compared.truncate(COMPARED_MAX);
        let phone = case.client.phone.as_deref().map(|phone| digits(phone, rules));
        let address = field(Field::ClientAddress).map(words).unwrap_or_default();
        let numbers: Vec<String> = address.iter().take(ADDRESS_WORDS_MAX).cloned().collect();
        let pairs = numbers.windows(2).map(|two| (two[0].clone(), two[1].clone())).collect();
        Self {
            names,
            compared,
            values: marks.values.clone(),
            phone: phone.filter(|phone| phone.len() >= PHONE_DIGITS),
            pairs,
        }
    }

    fn names(&self, number: usize, text: &Text, rules: &Rules, marks: &mut Marks) {
        let mut last = None;
        for at in 0..text.tokens.len() {
            let token = &text.tokens[at];
            if token.suffix || token.sort == Sort::Digit {
                continue;
            }
            let beside = last == at.checked_sub(1) && last.is_some();
            let Some((kind, certainty)) = self.name(text, at, beside, rules) else { continue };
            if marks.caller_names.contains(&token.word) && certainty < Certainty::Known {
                continue;
            }
            last = Some(at);
            let why = if certainty == Certainty::Known {
                "the case knows it as the client's name"
            } else {
                "it was used as a name elsewhere in the case"
            };
            let first = self.first(text, at, rules);
            let span = text.span(first, at + 1);
            marks.add(number, Mark { span, kind, certainty, why: why.to_owned() });
        }
    }

    /// Where a name begins that ends with a known one: with a title, or with a first name.
    fn first(&self, text: &Text, at: usize, rules: &Rules) -> usize {
        let Some(before) = at.checked_sub(1) else { return at };
        let token = &text.tokens[before];
        if rules.names.titles.contains(&token.word) {
            return before;
        }
        let known = self.names.contains_key(&token.word);
        let sound =
            token.sort == Sort::Word && !token.suffix && !token.wall && token.word.len() > 2;
        let name = !rules.is_common(&token.word)
            && !text.original[token.to..text.tokens[at].from].contains([',', ';', ':'])
            && (rules.names.is_listed(&token.word) || (text.cased && token.capital));
        let introduced = !text.cased
            && before > 0
            && !rules.is_common(&token.word)
            && matches!(text.word(before - 1), "m" | "am" | "is" | "s" | "this");
        if sound && (name || introduced) && !known { before } else { at }
    }

    /// Whether a word is a known name, or one misheard.
    fn name(
        &self,
        text: &Text,
        at: usize,
        beside: bool,
        rules: &Rules,
    ) -> Option<(Kind, Certainty)> {
        let token = &text.tokens[at];
        if let Some(&(kind, certainty)) = self.names.get(&token.word) {
            let titled = at > 0 && rules.names.titles.contains(text.word(at - 1));
            let begins = at == 0 || text.tokens[at - 1].wall;
            let month = rules.numbers.months.contains(&token.word);
            let word = rules.names.words.contains(&token.word) && !token.capital;
            let common = rules.is_common(&token.word) || month || word;
            let capital = token.capital && !begins && !month;
            let beside = beside
                || (at + 1 < text.tokens.len() && self.names.contains_key(text.word(at + 1)));
            return (!common || titled || capital || (beside && token.capital))
                .then_some((kind, certainty));
        }
        if text.voice == Voice::Caller && self.compared.is_empty() {
            return None;
        }
        let misheard = token.word.is_ascii() && !rules.is_common(&token.word);
        let name =
            self.compared.iter().filter(|_| misheard).find(|name| sounds(name, &token.word))?;
        let (kind, _) = self.names[name];
        Some((kind, Certainty::Guessed))
    }

    /// Numbers that were masked elsewhere, and the client's telephone number.
    fn values(&self, number: usize, text: &Text, rules: &Rules, marks: &mut Marks) {
        if self.values.is_empty() && self.phone.is_none() {
            return;
        }
        let words = rules.spelling.words(&text.original);
        amounts::spans(&words, &rules.spelling, |span, start, end| {
            if span != Computed::Digits {
                return;
            }
            let digits = amounts::digits(&words, &rules.spelling, start, end);
            let ending = |phone: &String| {
                digits.len() >= PHONE_DIGITS
                    && digits.is_ascii()
                    && phone.ends_with(&digits[digits.len() - PHONE_DIGITS..])
            };
            let phone = self.phone.as_ref().is_some_and(ending);
            let found = if phone { Some(Kind::Phone) } else { self.values.get(&digits).copied() };
            if let Some(kind) = found {
                let from = words.tokens[start].from as usize;
                let to = words.tokens[end - 1].to as usize;
                let certainty = if phone { Certainty::Known } else { Certainty::Said };
                let why = "the same number is the client's elsewhere in the case".to_owned();
                marks.add(number, Mark { span: (from, to), kind, certainty, why });
            }
        });
    }

    /// Parts of the client's address: two words that stand together in it.
    fn address(&self, number: usize, text: &Text, rules: &Rules, marks: &mut Marks) {
        if self.pairs.is_empty() {
            return;
        }
        for at in 1..text.tokens.len() {
            let spoken = |at: usize| match text.tokens[at].sort {
                Sort::Digit => digits(text.word(at), rules),
                _ => text.word(at).to_owned(),
            };
            if self.pairs.contains(&(spoken(at - 1), spoken(at))) {
                let span = text.span(at - 1, at + 1);
                let why = "the case knows it as the client's address".to_owned();
                let (kind, certainty) = (Kind::Address, Certainty::Known);
                marks.add(number, Mark { span, kind, certainty, why });
            }
        }
    }
}

fn digits(written: &str, rules: &Rules) -> String {
    let words = rules.spelling.words(written);
    amounts::digits(&words, &rules.spelling, 0, words.len())
}

/// Whether a word may be a name as it was misheard: the same beginning, and one letter or two
/// apart.
fn sounds(name: &str, word: &str) -> bool {
    let apart_max = if name.len() >= MISHEARD_TWO { 2 } else { 1 };
    let near = name.len().abs_diff(word.len()) <= apart_max;
    near && name.len() >= MISHEARD_ONE
        && name.as_bytes()[0] == word.as_bytes()[0]
        && apart(name.as_bytes(), word.as_bytes()) <= apart_max
}

/// How many letters must be added, left out or changed to make one word of the other.
fn apart(one: &[u8], other: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut before = row[0];
        row[0] = at + 1;
        for (place, own) in other.iter().enumerate() {
            let changed = before + usize::from(letter != own);
            before = row[place + 1];
            row[place + 1] = changed.min(before + 1).min(row[place] + 1);
        }
    }
    row[other.len()]
}
