//! From characters to normalised words: case, contractions, fillers, repeats and spelled letters.
//!
//! Patterns and calls go through the same door, so that both are written in one spelling.
//! Every word remembers which bytes of the text it came from, because a quote is the text's own.
//! Tables that a call can only look things up in, never add to, use a fast hash without a secret.

mod pieces;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use self::pieces::{Piece, cut, lowercase};

/// The table of `rules/words.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spelling {
    fillers: FxHashSet<String>,
    short_forms: FxHashSet<String>,
    suffixes: FxHashMap<String, String>,
    contractions: FxHashMap<String, String>,
    /// The word that joins parts of a number.
    pub(crate) and: String,
    /// The word that stands for a decimal point.
    pub(crate) point: String,
    pub(crate) numbers: FxHashMap<String, u64>,
    pub(crate) digits: DigitWords,
    pub(crate) money: MoneyWords,
    pub(crate) addresses: AddressWords,
}

/// Words that are digits in a spoken number only.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DigitWords {
    /// Those without a number before or after them are noughts, unless they repeat.
    pub also: FxHashSet<String>,
    /// Those that say the next digit so many times.
    pub times: FxHashMap<String, usize>,
}

/// Words that make an amount of a number.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MoneyWords {
    pub units: FxHashSet<String>,
    pub cents: FxHashSet<String>,
}

/// The last words of web addresses.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddressWords {
    pub endings: FxHashSet<String>,
}

/// The normalised words of one text.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// All words, each between single spaces: `" i am calling "`.
    pub text: String,
    /// Where each word stands, in order.
    pub tokens: Vec<Token>,
}

/// One normalised word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Bytes of [`Words::text`].
    pub start: u32,
    /// End of the bytes of [`Words::text`].
    pub end: u32,
    /// First byte of the original text that it came from.
    pub from: u32,
    /// End of the bytes of the original text that it came from.
    pub to: u32,
    /// A sentence ends after this word.
    pub wall: bool,
    /// Written together with the word before, by a dot or an at sign.
    pub glued: bool,
}

impl Words {
    /// The word at a position.
    #[must_use]
    pub fn word(&self, position: usize) -> &str {
        let token = self.tokens[position];
        &self.text[token.start as usize..token.end as usize]
    }

    /// How many words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there is no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Adds a word that stands for `from..to` of the original.
    pub(crate) fn push(&mut self, word: &str, source: Token) {
        if self.text.is_empty() {
            self.text.push(' ');
        }
        let start = byte(self.text.len());
        self.text.push_str(word);
        let end = byte(self.text.len());
        self.text.push(' ');
        self.tokens.push(Token { start, end, ..source });
    }

    fn truncate(&mut self, length: usize) {
        self.tokens.truncate(length);
        let end = self.tokens.last().map_or(0, |token| token.end as usize + 1);
        self.text.truncate(end);
    }
}

/// A text's byte position; texts are far below four gigabytes, and a longer one stops counting.
fn byte(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// How many words in a row may be said again and count once ("I am I am calling").
const REPEATED_WORDS_MAX: usize = 3;

/// How many letters, said one by one, make a word.
const SPELLED_LETTERS_MIN: usize = 3;
/// How many letters in a row are looked at; a longer run is no word.
const SPELLED_LETTERS_MAX: usize = 32;

impl Spelling {
    /// The normalised words of a text, in time linear in its length.
    #[must_use]
    pub fn words(&self, text: &str) -> Words {
        let mut words = Words::default();
        words.text.reserve(text.len() + 2);
        let mut raw = Vec::with_capacity(text.len() / 5);
        cut(text, &mut raw);
        let mut lower = String::new();
        let mut skip = 0;
        for (index, piece) in raw.iter().enumerate() {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let letters = spelled_letters(text, &raw[index..]);
            if letters >= SPELLED_LETTERS_MIN {
                self.push_spelled(text, &raw[index..index + letters], &mut words);
                skip = letters - 1;
                continue;
            }
            lowercase(piece.text(text), &mut lower);
            let short_form = piece.full_stop && self.short_forms.contains(&lower);
            let before_letter = raw.get(index + 2).is_some_and(|after| after.letter);
            let lost = raw
                .get(index + 1)
                .and_then(|next| self.lost_apostrophe(&lower, next, before_letter, text));
            let mut token = token(piece);
            token.wall &= !short_form;
            if let Some((whole, next)) = lost {
                token.to = next.to;
                token.wall = next.wall;
                self.expand(&whole, token, &mut words);
                skip = 1;
            } else {
                self.expand(&lower, token, &mut words);
            }
        }
        words
    }

    /// Joins a word to the end of a contraction that speech recognition cut off: "don t", "we ll".
    fn lost_apostrophe(
        &self,
        word: &str,
        next: &Piece,
        before_letter: bool,
        text: &str,
    ) -> Option<(String, Piece)> {
        let suffix = next.text(text);
        if suffix.len() > 2 || next.glued || word.is_empty() {
            return None;
        }
        let suffix = suffix.to_lowercase();
        let whole = format!("{word}'{suffix}");
        let known = self.contractions.contains_key(&whole)
            || (suffix.len() == 2 && self.suffixes.contains_key(&suffix))
            || (suffix == "s" && word.len() > 1 && !before_letter);
        known.then_some((whole, *next))
    }

    /// Adds a lower-case word, its contraction opened up; fillers and repeats are left out.
    fn expand(&self, word: &str, token: Token, words: &mut Words) {
        if let Some(open) = self.contractions.get(word) {
            self.push_all(open, token, words);
        } else if let Some((base, suffix)) = word.rsplit_once('\'') {
            let base = base.replace('\'', "");
            match self.suffixes.get(suffix) {
                Some(more) => self.push_all(&format!("{base} {more}"), token, words),
                None if suffix == "s" || suffix.is_empty() => {
                    self.push_all(&base, token, words);
                }
                None => self.push_all(&format!("{base}{suffix}"), token, words),
            }
        } else {
            self.push_all(word, token, words);
        }
    }

    fn push_all(&self, several: &str, token: Token, words: &mut Words) {
        let mut parts = several.split(' ').filter(|part| !part.is_empty()).peekable();
        while let Some(part) = parts.next() {
            if self.fillers.contains(part) {
                if let Some(last) = words.tokens.last_mut() {
                    last.wall |= token.wall;
                }
                continue;
            }
            let wall = token.wall && parts.peek().is_none();
            words.push(part, Token { wall, ..token });
            self.drop_repeat(words);
        }
    }

    /// Takes back the words just said when the same stood before them; digits may repeat.
    fn drop_repeat(&self, words: &mut Words) {
        for span in 1..=REPEATED_WORDS_MAX {
            let end = words.len();
            if end < span * 2 {
                return;
            }
            let same = (end - span..end).all(|position| {
                let word = words.word(position);
                word == words.word(position - span)
                    && !words.tokens[position - span].wall
                    && !self.is_digit_word(word)
            });
            if same {
                let later = words.tokens[end - span..].to_vec();
                words.truncate(end - span);
                let kept = words.len() - span;
                for (token, again) in words.tokens[kept..].iter_mut().zip(later) {
                    (token.from, token.to, token.wall) = (again.from, again.to, again.wall);
                }
                return;
            }
        }
    }

    /// Whether a word is its own normal form, as most words of patterns are.
    pub(crate) fn is_plain(&self, word: &str) -> bool {
        !word.is_empty()
            && word.bytes().all(|byte| byte.is_ascii_lowercase())
            && !self.fillers.contains(word)
            && !self.contractions.contains_key(word)
    }

    /// Whether a word can be a digit of a spoken number.
    #[must_use]
    pub fn is_digit_word(&self, word: &str) -> bool {
        word.bytes().any(|byte| byte.is_ascii_digit())
            || self.numbers.contains_key(word)
            || self.digits.also.contains(word)
    }

    fn push_spelled(&self, text: &str, letters: &[Piece], words: &mut Words) {
        let joined: String = letters.iter().map(|letter| letter.text(text)).collect();
        let last = letters[letters.len() - 1];
        let token = Token { to: last.to, wall: last.wall, ..token(&letters[0]) };
        words.push(&joined.to_lowercase(), token);
    }
}

fn token(piece: &Piece) -> Token {
    let Piece { from, to, wall, glued, .. } = *piece;
    Token { start: 0, end: 0, from, to, wall, glued }
}

/// How many single letters in a row begin here.
fn spelled_letters(text: &str, raw: &[Piece]) -> usize {
    let run = raw.iter().take(SPELLED_LETTERS_MAX).take_while(|piece| piece.letter).count();
    let repeated =
        run > 1 && raw[..run].windows(2).all(|two| two[0].text(text) == two[1].text(text));
    if repeated { 0 } else { run }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, want: &str) {
        let spelling: Spelling =
            toml::from_str(include_str!("../../../rules/words.toml")).expect("words.toml is valid");
        let words = spelling.words(text);
        assert_eq!(words.text.trim(), want, "{text}");
        for token in &words.tokens {
            assert!(
                text.get(token.from as usize..token.to as usize).is_some(),
                "{text}: {token:?}"
            );
        }
    }

    #[test]
    fn words_are_normalised() {
        check("I'm calling from Microsoft's office.", "i am calling from microsoft office");
        check("don t you re we ll it s", "do not you are we will it is");
        check("uh the the um computer", "the computer");
        check("i am i am calling", "i am calling");
        check("a n y d e s k now", "anydesk now");
        check("the I.R.S. called", "the irs called");
        check("$1,469.99 or 5,000", "$1469.99 or 5000");
        check("five five five one", "five five five one");
        check("AT&T follow-up amazon.com", "att follow up amazon com");
        check("H.M.R.C", "hmrc");
        check("id number s s a two", "id number ssa two");
        check("Dr. Smith's office", "dr smith office");
        check("", "");
        check("’’ ''", "");
    }
}
