//! What is known by its form, and the checksums that a form may have.

use super::rules::{Check, Owner, Rules};
use super::text::Text;
use super::{Certainty, Mark, Marks};
use crate::passages::Voice;

/// So many words before something can say whose it is.
const TOLD_WORDS: usize = 10;

/// Marks what has the form of something of the client's.
pub(super) fn find(at: usize, text: &Text, rules: &Rules, marks: &mut Marks) {
    for pattern in &rules.patterns {
        for hit in pattern.shape.captures_iter(&text.folded) {
            let Some(found) = hit.get(1).or_else(|| hit.get(0)) else { continue };
            if pattern.check.is_some_and(|check| !holds(check, found.as_str())) {
                continue;
            }
            let span = text.source(found.start(), found.end());
            let first = text.token_at(span.0);
            let caller = owner(text, first, rules) == Some(Owner::Caller);
            let checked = pattern.check == Some(Check::Luhn);
            if caller
                && !(pattern.caller && checked)
                && !(pattern.caller && text.voice != Voice::Told)
            {
                continue;
            }
            if text.voice == Voice::Caller && !pattern.caller && !is_yours(text, first, rules) {
                continue;
            }
            let (kind, why) = (pattern.kind, pattern.why.clone());
            marks.add(at, Mark { span, kind, certainty: Certainty::Formed, why });
        }
    }
}

/// Whose something is by the last word before it that tells, where a text tells it.
pub(super) fn owner(text: &Text, at: usize, rules: &Rules) -> Option<Owner> {
    if text.voice != Voice::Told {
        return None;
    }
    let from = at.saturating_sub(TOLD_WORDS);
    (from..at).rev().find_map(|word| rules.told.at(text, word)).map(|(owner, _)| owner)
}

/// Whether the caller says of what follows that it is the listener's.
pub(super) fn is_yours(text: &Text, at: usize, rules: &Rules) -> bool {
    (at.saturating_sub(TOLD_WORDS)..at).any(|word| rules.yours.at(text, word).is_some())
}

fn holds(check: Check, written: &str) -> bool {
    match check {
        Check::Luhn => is_card(&digits(written)),
        Check::Iban => is_iban(written),
    }
}

fn digits(written: &str) -> String {
    written.chars().filter(char::is_ascii_digit).collect()
}

/// The digits of a card (ISO/IEC 7812) with the checksum of Luhn; noughts alone are no card.
pub(super) fn is_card(digits: &str) -> bool {
    const DIGITS: std::ops::RangeInclusive<usize> = 13..=19;
    let sum: u32 = digits
        .bytes()
        .rev()
        .map(|byte| u32::from(byte - b'0'))
        .enumerate()
        .map(|(at, digit)| if at % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 })
        .sum();
    DIGITS.contains(&digits.len()) && sum > 0 && sum.is_multiple_of(10)
}

/// An account's number with the checksum of ISO 13616: modulo 97 it is one.
fn is_iban(written: &str) -> bool {
    const CHARACTERS: std::ops::RangeInclusive<usize> = 15..=34;
    let plain: String = written.chars().filter(char::is_ascii_alphanumeric).collect();
    if !CHARACTERS.contains(&plain.len()) {
        return false;
    }
    let (head, body) = plain.split_at(4);
    let rest = body.chars().chain(head.chars()).try_fold(0, |rest, letter| {
        let value = letter.to_digit(36)?;
        Some((rest * if value > 9 { 100 } else { 10 } + value) % 97)
    });
    rest == Some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_hold_where_they_should() {
        assert!(is_card("4111111111111111"));
        assert!(!is_card("4111111111111112"));
        assert!(!is_card("0000000000000000"));
        assert!(is_iban("GB29 NWBK 6016 1331 9268 19"));
        assert!(!is_iban("GB28 NWBK 6016 1331 9268 19"));
    }
}
