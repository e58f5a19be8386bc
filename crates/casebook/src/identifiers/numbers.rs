//! Telephone numbers in one form, and the keys by which a number is found however it was written.

use evidence::amounts::{self, Computed};
use evidence::spelling::Words;
use phonenumber::Mode;

use super::{FORMS, place_of};
use crate::case::Act;

/// A number as it stands in a text.
pub(super) struct Number {
    pub from: usize,
    pub to: usize,
    pub normal: String,
    pub extension: Option<String>,
}

/// The digits of a number: so few a network gives out, so many E.164 allows.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// So many of the last digits find a number: the shortest that people give without an area code.
const KEY_DIGITS: usize = 7;
/// The most digits of an extension.
const EXTENSION_DIGITS_MAX: usize = 7;
/// So many keys of one change are kept.
const KEYS_MAX: usize = 200;

/// Reads the number that a span of words says, with the sign before it and the extension behind.
pub(super) fn read(
    text: &str,
    words: &Words,
    (start, end): (usize, usize),
    country: Option<&str>,
) -> Option<Number> {
    let (mut from, mut to) = place_of(words, start, end);
    let mut digits = amounts::digits(words, &FORMS.spelling, start, end);
    let mut sign = false;
    if text[..from].ends_with(['+', '\u{ff0b}']) {
        from -= text[..from].chars().next_back().map_or(0, char::len_utf8);
        sign = true;
    } else if start > 0 && is_one_of(&FORMS.wording.plus, words.word(start - 1)) {
        from = words.tokens[start - 1].from as usize;
        sign = true;
    }
    let mut extension = None;
    if end < words.len() && is_one_of(&FORMS.wording.extension, words.word(end)) {
        let behind = (end + 1..words.len())
            .take(EXTENSION_DIGITS_MAX)
            .take_while(|&at| FORMS.spelling.is_digit_word(words.word(at)))
            .last();
        if let Some(last) = behind {
            extension = Some(amounts::digits(words, &FORMS.spelling, end + 1, last + 1));
            to = words.tokens[last].to as usize;
        }
    }
    if let Some(rest) = digits.strip_prefix("00").filter(|_| !sign) {
        // The sign in front of the code of a country, as most of the world dials it.
        if international(rest).is_some() {
            digits = rest.to_owned();
            sign = true;
        }
    }
    if !DIGITS.contains(&digits.len()) {
        return None;
    }
    let normal = normal(&digits, sign, country);
    Some(Number { from, to, normal, extension })
}

fn is_one_of(list: &[String], word: &str) -> bool {
    list.iter().any(|one| one == word)
}

/// E.164 where the country is known and the number can be one of it; otherwise the digits.
fn normal(digits: &str, sign: bool, country: Option<&str>) -> String {
    let known = if sign {
        international(digits)
    } else {
        let region = country.and_then(|country| country.to_ascii_uppercase().parse().ok());
        region.and_then(|region| parsed(Some(region), digits))
    };
    known.unwrap_or_else(|| digits.to_owned())
}

fn international(digits: &str) -> Option<String> {
    parsed(None, &format!("+{digits}"))
}

fn parsed(region: Option<phonenumber::country::Id>, written: &str) -> Option<String> {
    let number = phonenumber::parse(region, written).ok()?;
    let whole = number.format().mode(Mode::E164).to_string();
    // A number without its area code is not made whole by the code of a country.
    let national = number.national().value().to_string().len();
    let local = national <= KEY_DIGITS && !number.is_valid();
    let fits = DIGITS.contains(&whole.trim_start_matches('+').len());
    (fits && !local).then_some(whole)
}

/// The keys by which the numbers of a change are found: those that it names and those that were
/// said in it.
#[must_use]
pub fn search_keys(act: &Act) -> Vec<String> {
    let mut keys = Vec::new();
    let mut add = |text: &str| {
        if keys.len() < KEYS_MAX {
            keys.extend(keys_of(text));
        }
    };
    act.words().into_iter().for_each(&mut add);
    match act {
        Act::Call(call) => {
            call.number_shown.iter().chain(&call.numbers_given).for_each(|text| add(text));
        }
        Act::Client(client) => client.phone.iter().for_each(|text| add(text)),
        _ => {}
    }
    keys.sort();
    keys.dedup();
    keys.truncate(KEYS_MAX);
    keys
}

/// The keys to search for, where what is searched for is a telephone number and nothing else.
#[must_use]
pub fn query_keys(query: &str) -> Option<Vec<String>> {
    let words = FORMS.spelling.words(query);
    let number = |at| {
        let word = words.word(at);
        FORMS.spelling.is_digit_word(word) || is_one_of(&FORMS.wording.plus, word)
    };
    let keys = keys_of(query);
    (keys.len() == 1 && (0..words.len()).all(number)).then_some(keys)
}

/// The byte at which the first number stands in a text that has one of these keys.
#[must_use]
pub fn place_of_key(text: &str, keys: &[String]) -> Option<usize> {
    let found = keys_in(text);
    found.into_iter().find_map(|(place, key)| keys.contains(&key).then_some(place))
}

/// The last digits of each number in a text.
fn keys_of(text: &str) -> Vec<String> {
    keys_in(text).into_iter().map(|(_, key)| key).collect()
}

/// The same, each with the byte at which the number begins.
fn keys_in(text: &str) -> Vec<(usize, String)> {
    let words = FORMS.spelling.words(text);
    let mut keys = Vec::new();
    amounts::spans(&words, &FORMS.spelling, |span, start, end| {
        let digits = match span {
            Computed::Phone => amounts::digits(&words, &FORMS.spelling, start, end),
            _ => return,
        };
        if digits.is_ascii() && DIGITS.contains(&digits.len()) {
            let key = format!("tel{}", &digits[digits.len() - KEY_DIGITS..]);
            keys.push((place_of(&words, start, end).0, key));
        }
    });
    keys
}
