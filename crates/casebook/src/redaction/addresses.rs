//! Where the client lives: streets with their numbers, what is said after words for an address, and
//! towns and codes that follow.

use super::rules::{Owner, Rules, Topic};
use super::text::{Sort, Text};
use super::written::{is_yours, owner};
use super::{Certainty, Kind, Mark, Marks};
use crate::passages::Voice;

/// The most words of the name of a street.
const STREET_WORDS_MAX: usize = 3;
/// The most words of a house's number.
const NUMBER_WORDS_MAX: usize = 8;
/// The most words of a town that is named after a word for it.
const TOWN_WORDS_MAX: usize = 3;
/// So many words after a word for an address something may be one.
const TOPIC_WORDS: usize = 30;

struct Finder<'f> {
    rules: &'f Rules,
    marks: &'f mut Marks,
    /// Words since an address was asked for or announced, and whose.
    topic: Option<(usize, Option<Owner>)>,
}

/// Marks the addresses of texts that belong together.
pub(super) fn find(texts: &[Text], scene: Vec<usize>, rules: &Rules, marks: &mut Marks) {
    let mut finder = Finder { rules, marks, topic: None };
    for number in scene {
        finder.read(number, &texts[number]);
    }
}

impl Finder<'_> {
    fn read(&mut self, number: usize, text: &Text) {
        self.answer(number, text);
        let mut at = 0;
        while at < text.tokens.len() {
            if let Some((words, _)) = &mut self.topic {
                *words += 1;
            }
            if let Some((cue, end)) = self.rules.cues.at(text, at) {
                self.topic = match cue.topic {
                    Topic::Address => {
                        let owner = super::digits::whose(cue, text, at, self.rules);
                        Some((0, owner.or(Some(Owner::Client))))
                    }
                    _ => None,
                };
                if self.topic.is_some() {
                    at = self.town(number, text, end);
                    continue;
                }
            }
            at = match self.street(text, at) {
                Some((start, end)) if self.is_clients(text, start) => {
                    self.mark(number, text, (start, end), Certainty::Said);
                    self.follow(number, text, end)
                }
                Some((_, end)) => end,
                None => at + 1,
            };
        }
    }

    fn mark(
        &mut self,
        number: usize,
        text: &Text,
        (start, end): (usize, usize),
        certainty: Certainty,
    ) {
        let why = "it is an address, and nothing says that it is the caller's".to_owned();
        let span = text.span(start, end);
        self.marks.add(number, Mark { span, kind: Kind::Address, certainty, why });
    }

    fn is_clients(&self, text: &Text, at: usize) -> bool {
        let said =
            self.topic.filter(|(words, _)| *words <= TOPIC_WORDS).and_then(|(_, owner)| owner);
        match (text.voice, said) {
            (_, Some(owner)) => owner == Owner::Client,
            (Voice::Caller, None) => is_yours(text, at, self.rules),
            (Voice::Told, None) => owner(text, at, self.rules) != Some(Owner::Caller),
            _ => true,
        }
    }

    /// The street that begins at a token: a house and the name of a street, or such a name alone.
    fn street(&self, text: &Text, start: usize) -> Option<(usize, usize)> {
        let house = self.house_end(text, start);
        let words = &self.rules.addresses;
        for more in 1..=STREET_WORDS_MAX {
            let last = house + more;
            let token = text.tokens.get(last)?;
            let named = (house..last).all(|at| self.is_street_name(text, at));
            if !named || (house..last).any(|at| text.tokens[at].wall) {
                return None;
            }
            if !words.streets.contains(&token.word) || token.suffix {
                continue;
            }
            let named_well = text.tokens[house].capital && token.capital;
            let before = start.checked_sub(1).map_or("", |at| text.word(at));
            let asked = self.topic.is_some_and(|(words, _)| words <= TOPIC_WORDS);
            let sure = words.surely.contains(&token.word)
                && (named_well
                    || (!text.cased
                        && (asked || matches!(before, "on" | "in" | "at" | "near"))
                        && !self.rules.is_common(text.word(last - 1))));
            if house > start || sure || (asked && named_well) {
                return Some((start, last + 1));
            }
        }
        None
    }

    fn is_street_name(&self, text: &Text, at: usize) -> bool {
        let Some(token) = text.tokens.get(at) else { return false };
        let ordinal = self.rules.numbers.is_ordinal(&token.word);
        let mixed = matches!(token.sort, Sort::Word) && !token.suffix;
        let article = matches!(token.word.as_str(), "the");
        mixed
            && (ordinal
                || article
                || token.capital
                || !self.rules.addresses.glue.contains(&token.word))
            && !matches!(
                token.word.as_str(),
                "to" | "for" | "you" | "i" | "your" | "my" | "we" | "have"
            )
    }

    /// Where the number of a house ends that begins at a token.
    fn house_end(&self, text: &Text, start: usize) -> usize {
        let mut end = start;
        while end < text.tokens.len() && end - start < NUMBER_WORDS_MAX {
            let token = &text.tokens[end];
            let number = matches!(token.sort, Sort::Digit | Sort::Mixed)
                || (token.sort == Sort::Letter && end > start);
            let flat = self.rules.addresses.flats.contains(&token.word)
                && text.tokens.get(end + 1).is_some_and(|next| next.sort != Sort::Word);
            if !(number || flat) {
                break;
            }
            end += 1;
            if token.wall {
                break;
            }
            end += usize::from(token.word == "hundred" && text.word(end) == "and");
        }
        let end = end.min(text.tokens.len());
        let digits =
            (start..end).any(|at| matches!(text.tokens[at].sort, Sort::Digit | Sort::Mixed));
        if digits { end } else { start }
    }

    /// Marks the town and the code that follow a street; says where they end.
    fn follow(&mut self, number: usize, text: &Text, start: usize) -> usize {
        const PARTS_MAX: usize = 6;
        let mut end = start;
        for _ in 0..PARTS_MAX {
            if end > 0 && text.tokens[end - 1].wall {
                break;
            }
            let glue = (end..text.tokens.len())
                .take_while(|&at| {
                    self.rules.addresses.glue.contains(text.word(at)) && !text.tokens[at].capital
                })
                .count();
            let street = self.street(text, end + glue).map(|(_, end)| end);
            let part = street.unwrap_or_else(|| self.part_end(text, end + glue));
            if part == end + glue {
                break;
            }
            self.mark(number, text, (end + glue, part), Certainty::Said);
            end = part;
        }
        end
    }

    /// Where a part of an address ends: a flat, a town, a region, a code.
    fn part_end(&self, text: &Text, start: usize) -> usize {
        let house = self.house_end(text, start);
        if house > start {
            return house;
        }
        let mut end = start;
        while end < text.tokens.len() && end - start < TOWN_WORDS_MAX {
            let token = &text.tokens[end];
            let region = self.rules.addresses.regions.contains(&token.word)
                && (token.capital || token.word.len() > 2);
            let town = token.sort == Sort::Word
                && !token.suffix
                && !self.rules.is_common(&token.word)
                && !self.rules.addresses.glue.contains(&token.word);
            let written = token.capital || text.tokens.first().is_some_and(|first| !first.capital);
            if !(region || (town && written)) {
                break;
            }
            end += 1;
            if text.tokens[end - 1].wall {
                break;
            }
        }
        end
    }

    /// Marks what follows a word for a part of an address; says where it ends.
    fn town(&mut self, number: usize, text: &Text, start: usize) -> usize {
        let Some((_, Some(Owner::Client))) = self.topic else { return start };
        if text.voice == Voice::Caller && !is_yours(text, start, self.rules) {
            return start;
        }
        let glue = (start..text.tokens.len())
            .take_while(|&at| {
                self.rules.addresses.glue.contains(text.word(at)) && !text.tokens[at].wall
            })
            .count();
        let first = start + glue;
        if let Some((from, to)) = self.street(text, first) {
            self.mark(number, text, (from, to), Certainty::Said);
            return self.follow(number, text, to);
        }
        let end = self.part_end(text, first);
        let written = text.tokens.get(first).is_some_and(|token| token.capital);
        let led = glue > 0
            || written
            || matches!(text.word(start.wrapping_sub(1)), "in" | "on" | "at" | "is" | "from");
        if end > first && led && self.house_end(text, first) == first {
            self.mark(number, text, (first, end), Certainty::Said);
            return self.follow(number, text, end);
        }
        start
    }

    /// A short answer to the question for an address: "market harborough".
    fn answer(&mut self, number: usize, text: &Text) {
        const ANSWER_WORDS_MAX: usize = 12;
        let asked =
            self.topic.is_some_and(|(words, owner)| words <= 8 && owner == Some(Owner::Client));
        if !asked || text.voice == Voice::Caller || text.tokens.len() > ANSWER_WORDS_MAX {
            return;
        }
        let mut at = 0;
        while at < text.tokens.len() {
            let end = self.part_end(text, at);
            if end > at {
                self.mark(number, text, (at, end), Certainty::Guessed);
            }
            at = end.max(at + 1);
        }
    }
}
