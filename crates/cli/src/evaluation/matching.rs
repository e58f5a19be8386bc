//! Which predicted statements are which annotated ones.

use std::collections::HashSet;

use evidence::amounts;
use evidence::knowledge::Knowledge;
use evidence::rules::Slot;

/// A statement as both sides of the comparison know it.
#[derive(Debug, Clone, Copy)]
pub struct Said<'s> {
    /// The turn.
    pub turn: usize,
    /// The slot.
    pub slot: Slot,
    /// The value.
    pub value: &'s str,
    /// The name or number.
    pub detail: Option<&'s str>,
    /// The words.
    pub quote: &'s str,
}

/// Digits of a telephone number that must agree: fewer are a coincidence.
const DIGITS_MIN: usize = 5;

impl Said<'_> {
    /// Whether two statements say the same in the same turn and slot. What is free text is compared
    /// by what it holds: amounts by their number, contacts by their digits or by a common word.
    pub fn is_same(&self, other: &Said<'_>, knowledge: &Knowledge) -> bool {
        if (self.turn, self.slot) != (other.turn, other.slot) {
            return false;
        }
        match self.slot {
            Slot::Amount => self.has_same_amount(other, knowledge),
            Slot::ContactGiven => {
                self.value == other.value && self.has_same_contact(other, knowledge)
            }
            _ => self.value == other.value,
        }
    }

    fn has_same_amount(&self, other: &Said<'_>, knowledge: &Knowledge) -> bool {
        let spelling = &knowledge.book.lexicon.spelling;
        let amounts =
            |said: &Said<'_>| [said.value, said.quote].map(|text| amounts::value(text, spelling));
        let (ours, theirs) = (amounts(self), amounts(other));
        let cents = |amount: f64| (amount * 100.0).round();
        let known = ours.into_iter().flatten();
        let mut same = known.filter(|our| {
            theirs.iter().flatten().any(|their| (cents(*our) - cents(*their)).abs() < 1.0)
        });
        same.next().is_some() || words(self.quote, knowledge) == words(other.quote, knowledge)
    }

    fn has_same_contact(&self, other: &Said<'_>, knowledge: &Knowledge) -> bool {
        let texts = |said: &Said<'_>| format!("{} {}", said.detail.unwrap_or_default(), said.quote);
        let (ours, theirs) = (texts(self), texts(other));
        let (our_digits, their_digits) = (digits(&ours), digits(&theirs));
        let same_digits = our_digits.len() >= DIGITS_MIN
            && their_digits.len() >= DIGITS_MIN
            && (our_digits.contains(&their_digits) || their_digits.contains(&our_digits));
        same_digits || !words(&ours, knowledge).is_disjoint(&words(&theirs, knowledge))
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn words(text: &str, knowledge: &Knowledge) -> HashSet<String> {
    let words = knowledge.book.hear(text).words;
    (0..words.len()).map(|at| words.word(at).to_owned()).collect()
}

/// Pairs of annotated and predicted statements, one to one, by their numbers; those whose quotes
/// overlap are paired first. `overlap` tells whether two quotes of a turn do.
pub fn pairs(
    gold: &[Said<'_>],
    predicted: &[Said<'_>],
    is_same: impl Fn(&Said<'_>, &Said<'_>) -> bool,
    overlap: impl Fn(&Said<'_>, &Said<'_>) -> bool,
) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for must_overlap in [true, false] {
        for (a, wanted) in gold.iter().enumerate() {
            if pairs.iter().any(|pair| pair.0 == a) {
                continue;
            }
            let fits = |(b, found): &(usize, &Said<'_>)| {
                is_same(wanted, found)
                    && (!must_overlap || overlap(wanted, found))
                    && pairs.iter().all(|pair| pair.1 != *b)
            };
            let found = predicted.iter().enumerate().find(fits);
            pairs.extend(found.map(|(b, _)| (a, b)));
        }
    }
    pairs
}

/// Whether two quotes share words of a text, at any of the places where they stand.
pub fn overlaps(text: &str, a: &str, b: &str) -> bool {
    let text = normal(text);
    let places = |quote: &str| {
        let quote = normal(quote);
        let starts: Vec<usize> = text.match_indices(&quote).map(|(start, _)| start).collect();
        (starts, quote.len())
    };
    let ((a, a_length), (b, b_length)) = (places(a), places(b));
    a.iter().any(|&a| b.iter().any(|&b| a < b + b_length && b < a + a_length))
}

/// In lower case and with single spaces, as quotes are compared.
fn normal(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said<'s>(slot: Slot, value: &'s str, quote: &'s str) -> Said<'s> {
        Said { turn: 0, slot, value, detail: None, quote }
    }

    #[test]
    fn amounts_and_contacts_are_compared_by_what_they_hold() {
        let knowledge = Knowledge::embedded().unwrap();
        let same = |a: Said<'_>, b: Said<'_>| a.is_same(&b, &knowledge);
        let amount = |value| said(Slot::Amount, value, value);
        assert!(same(amount("$1,693"), amount("1693 dollars")));
        assert!(!same(amount("$1,693"), amount("$1,963")));
        let contact = |value, quote| said(Slot::ContactGiven, value, quote);
        assert!(same(contact("phone", "613 555 0142"), contact("phone", "613-555-0142 sir")));
        assert!(!same(contact("phone", "5550142"), contact("website", "5550142")));
        assert!(same(contact("person-name", "John"), contact("person-name", "my name is John")));
        let ask = |value| said(Slot::Ask, value, "x");
        assert!(same(ask("pay"), ask("pay")) && !same(ask("pay"), ask("visit-site")));
    }

    #[test]
    fn pairs_are_one_to_one_and_prefer_overlap() {
        let text = "pay now and then pay the rest";
        let of = |quote| said(Slot::Ask, "pay", quote);
        let (gold, predicted) =
            ([of("pay the rest"), of("pay now")], [of("pay now and"), of("rest")]);
        let same = |a: &Said<'_>, b: &Said<'_>| a.value == b.value;
        let overlap = |a: &Said<'_>, b: &Said<'_>| overlaps(text, a.quote, b.quote);
        assert_eq!(pairs(&gold, &predicted, same, overlap), [(0, 1), (1, 0)]);
        assert_eq!(pairs(&gold, &predicted[..1], same, overlap), [(1, 0)]);
    }
}
