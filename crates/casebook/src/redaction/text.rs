//! A text as it is searched: without accents, invisible characters and other digits than 0 to 9,
//! cut into words that remember which bytes they came from.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::rules::Rules;
use crate::passages::{Place, Voice};

/// A text of the case.
#[derive(Debug)]
pub(super) struct Text {
    pub place: Place,
    pub voice: Voice,
    pub original: String,
    /// What patterns are tried on.
    pub folded: String,
    /// For each byte of `folded` the bytes of the original that it came from.
    origin: Vec<(u32, u32)>,
    pub tokens: Vec<Token>,
    /// It is written with capitals, so that a name has one.
    pub cased: bool,
}

/// A word, or a run of digits.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Bytes of the original.
    pub from: usize,
    pub to: usize,
    /// In small letters.
    pub word: String,
    pub capital: bool,
    /// A sentence ends behind it.
    pub wall: bool,
    /// It stands behind an apostrophe.
    pub suffix: bool,
    /// An amount of money begins here.
    pub money: bool,
    pub sort: Sort,
}

/// What a token can be a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Digits, written or spoken.
    Digit,
    /// A single letter.
    Letter,
    /// Digits and letters.
    Mixed,
    /// Any other word.
    Word,
}

impl Text {
    pub(super) fn new(place: Place, voice: Voice, original: &str, rules: &Rules) -> Self {
        let (mut folded, mut origin) = (String::with_capacity(original.len()), Vec::new());
        for (from, letter) in original.char_indices() {
            let bytes = (byte(from), byte(from + letter.len_utf8()));
            for plain in plain(letter) {
                folded.push(plain);
                origin.extend(std::iter::repeat_n(bytes, plain.len_utf8()));
            }
        }
        let original = original.to_owned();
        let mut text =
            Self { place, voice, original, folded, origin, tokens: Vec::new(), cased: false };
        text.cut(rules);
        text.cased = text.tokens.first().is_some_and(|first| first.capital);
        text
    }

    /// The bytes of the original that bytes of the folded text came from.
    pub(super) fn source(&self, from: usize, to: usize) -> (usize, usize) {
        match (self.origin.get(from), to.checked_sub(1).and_then(|last| self.origin.get(last))) {
            (Some(first), Some(last)) => (first.0 as usize, last.1 as usize),
            _ => (0, 0),
        }
    }

    /// The bytes of a run of tokens.
    pub(super) fn span(&self, start: usize, end: usize) -> (usize, usize) {
        (self.tokens[start].from, self.tokens[end - 1].to)
    }

    pub(super) fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.word.as_str())
    }

    /// Where the token that begins at or behind a byte stands.
    pub(super) fn token_at(&self, byte: usize) -> usize {
        self.tokens.partition_point(|token| token.to <= byte)
    }

    fn cut(&mut self, rules: &Rules) {
        let mut from = None;
        let mut previous = ' ';
        let mut tokens: Vec<Token> = Vec::new();
        let mut opened = ' ';
        for (at, letter) in self.folded.char_indices().chain([(self.folded.len(), ' ')]) {
            if letter.is_alphanumeric() {
                if from.is_none() {
                    from = Some(at);
                    opened = previous;
                }
            } else {
                if let Some(start) = from.take() {
                    let word = &self.folded[start..at];
                    let (first, last) = self.source(start, at);
                    tokens.push(token(word, (first, last), opened, rules));
                }
                let ends = matches!(letter, '?' | '!' | '\n' | '…')
                    || (letter == '.'
                        && self.folded[at + 1..].chars().next().is_none_or(char::is_whitespace));
                if let Some(last) = tokens.last_mut().filter(|_| ends) {
                    last.wall |=
                        letter != '.' || !(last.word.len() == 1 || rules.short(&last.word));
                }
            }
            previous = letter;
        }
        self.tokens = tokens;
    }
}

fn token(word: &str, (from, to): (usize, usize), opened: char, rules: &Rules) -> Token {
    let capital = word.starts_with(char::is_uppercase);
    let word = word.to_lowercase();
    let suffix = matches!(opened, '\'' | '’' | 'ʼ' | '`') && word.len() <= 2;
    let money = matches!(opened, '$' | '£' | '€' | '₹');
    let sort = sort(&word, suffix, rules);
    Token { from, to, word, capital, wall: false, suffix, money, sort }
}

/// The longest run of digits and letters that can be a part of a number.
const MIXED_LETTERS_MAX: usize = 24;

fn sort(word: &str, suffix: bool, rules: &Rules) -> Sort {
    let digit = word.bytes().any(|byte| byte.is_ascii_digit());
    let other = word.bytes().any(|byte| !byte.is_ascii_digit());
    match (digit, other) {
        (true, false) => Sort::Digit,
        (true, true) if word.len() <= MIXED_LETTERS_MAX && !rules.numbers.is_ordinal(word) => {
            Sort::Mixed
        }
        (false, _) if rules.spelling.is_digit_word(word) => Sort::Digit,
        (false, _) if word.len() == 1 && !suffix => Sort::Letter,
        _ => Sort::Word,
    }
}

/// A character without accents; nothing of what cannot be seen; digits of any script as 0 to 9.
fn plain(letter: char) -> impl Iterator<Item = char> {
    let seen = !is_invisible(letter);
    let digit = other_digit(letter);
    let apostrophe = matches!(letter, '’' | 'ʼ' | '`').then_some('\'');
    let instead = digit.or(apostrophe);
    let kept = (seen && instead.is_none()).then_some(letter);
    let plain = kept.into_iter().nfkd().filter(|letter| !is_combining_mark(*letter));
    instead.into_iter().chain(plain)
}

/// What takes no room: joiners, marks of direction, soft hyphens, variation selectors.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// The noughts of the scripts whose digits people may type.
const NOUGHTS: [char; 6] = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{e50}'];

fn other_digit(letter: char) -> Option<char> {
    NOUGHTS.into_iter().find_map(|nought| {
        let value = u32::from(letter).checked_sub(u32::from(nought))?;
        char::from_digit(value, 10)
    })
}

fn byte(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
