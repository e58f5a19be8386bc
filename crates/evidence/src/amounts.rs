//! Spans that no list can hold: numbers, amounts of money, telephone numbers, web and mail
//! addresses, in digits or as they are spoken.

use crate::spelling::{Spelling, Words};

/// A kind of span that is computed instead of listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Computed {
    /// One number: "40", "four hundred".
    Number,
    /// Three or more spoken or written digits.
    Digits,
    /// "$469.99", "four hundred dollars".
    Money,
    /// Seven or more digits.
    Phone,
    /// "www example dot com", "example.com".
    Website,
    /// "name at example dot com", "name@example.com".
    Email,
}

impl Computed {
    /// All kinds, in the order of their class numbers.
    pub const ALL: [Self; 6] =
        [Self::Number, Self::Digits, Self::Money, Self::Phone, Self::Website, Self::Email];

    /// The name that patterns use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Digits => "digits",
            Self::Money => "money",
            Self::Phone => "phone",
            Self::Website => "website",
            Self::Email => "email",
        }
    }
}

/// The fewest digits of a reference and of a telephone number.
const DIGITS_MIN: usize = 3;
const PHONE_DIGITS_MIN: usize = 7;
/// The most words that a computed span covers.
pub(crate) const SPAN_WORDS_MAX: usize = 24;

/// Calls `found(kind, start, end)` for every computed span, in order of their starts.
pub fn spans(words: &Words, spelling: &Spelling, mut found: impl FnMut(Computed, usize, usize)) {
    let view = View { words, spelling };
    let (mut number_until, mut digits_until) = (0, 0);
    for start in 0..words.len() {
        let word = words.word(start);
        if word.starts_with(['$', '£', '€', '₹']) || spelling.is_digit_word(word) {
            if let Some(end) = (start >= number_until).then(|| view.number(start)).flatten() {
                number_until = end;
                found(Computed::Number, start, end);
                if let Some(end) = view.money(start) {
                    found(Computed::Money, start, end);
                    number_until = end;
                }
            }
            if start >= digits_until {
                let (end, digits) = view.digits(start);
                digits_until = end.max(start + 1);
                if digits >= DIGITS_MIN {
                    found(Computed::Digits, start, end);
                }
                if digits >= PHONE_DIGITS_MIN {
                    found(Computed::Phone, start, end);
                }
            }
        }
        if let Some((kind, from, end)) = view.address(start) {
            found(kind, from, end);
        }
    }
}

/// The value of an amount as spoken or written, in units of its currency; `None` where it has none.
#[must_use]
pub fn value(text: &str, spelling: &Spelling) -> Option<f64> {
    let words = spelling.words(text);
    let view = View { words: &words, spelling };
    (0..words.len()).find_map(|start| view.value(start)).map(|(value, _)| value)
}

/// The digits that a span of a number says: "five double five oh one four two" is "5550142".
#[must_use]
pub fn digits(words: &Words, spelling: &Spelling, start: usize, end: usize) -> String {
    let (mut digits, mut times, mut tens) = (String::new(), 1, false);
    for position in start..end.min(words.len()) {
        let word = words.word(position);
        if let Some(&more) = spelling.digits.times.get(word) {
            times = more;
            continue;
        }
        let Some(said) = spoken_digits(word, spelling) else { continue };
        let unit = said.len() == 1 && said != "0";
        if tens && unit && digits.ends_with('0') && word.bytes().all(|b| b.is_ascii_alphabetic()) {
            digits.pop();
        }
        tens = said.len() == 2 && said.ends_with('0') && said != "00" && said != "10";
        for _ in 0..std::mem::replace(&mut times, 1) {
            digits.push_str(&said);
        }
    }
    digits
}

/// The digits of one word of a number; after a digit, "hundred" says two noughts.
fn spoken_digits(word: &str, spelling: &Spelling) -> Option<String> {
    if word.bytes().any(|byte| byte.is_ascii_digit()) {
        return Some(word.chars().filter(char::is_ascii_digit).collect());
    }
    match spelling.numbers.get(word) {
        Some(100) => Some("00".to_owned()),
        Some(1000) => Some("000".to_owned()),
        Some(value) => Some(value.to_string()),
        None => spelling.digits.also.contains(word).then(|| "0".to_owned()),
    }
}

struct View<'w> {
    words: &'w Words,
    spelling: &'w Spelling,
}

impl View<'_> {
    fn word(&self, at: usize) -> Option<&str> {
        (at < self.words.len()).then(|| self.words.word(at))
    }

    /// Whether the words before and at `at` belong to one sentence.
    fn joined(&self, at: usize) -> bool {
        at < self.words.len() && !self.words.tokens[at - 1].wall
    }

    fn number(&self, start: usize) -> Option<usize> {
        self.value(start).map(|(_, end)| end)
    }

    /// The value of the number that starts here and where it ends.
    fn value(&self, start: usize) -> Option<(f64, usize)> {
        let word = self.word(start)?;
        if let Some(decimal) = self.spoken_decimal(start) {
            return Some(decimal);
        }
        let written = word.trim_start_matches(['$', '£', '€', '₹']);
        if written.starts_with(|first: char| first.is_ascii_digit()) {
            let (digits, scale) = match written.strip_suffix('k') {
                Some(digits) => (digits, 1000.0),
                None => (written, 1.0),
            };
            let value: f64 = digits.parse().ok()?;
            return Some(self.scaled(value * scale, start + 1));
        }
        let (mut total, mut part, mut end) = (0_u64, 0_u64, start);
        while end < (start + SPAN_WORDS_MAX).min(self.words.len())
            && (end == start || self.joined(end))
        {
            if self.joins_number(start, end) {
                end += 1;
            }
            let Some(&value) = self.spelling.numbers.get(self.words.word(end)) else { break };
            match value {
                0..=99 => part = part.saturating_add(value),
                100 => part = part.max(1).saturating_mul(100),
                _ => {
                    total = total.saturating_add(part.max(1).saturating_mul(value));
                    part = 0;
                }
            }
            end += 1;
        }
        #[expect(clippy::cast_precision_loss, reason = "spoken amounts are small")]
        (end > start).then(|| (total.saturating_add(part) as f64, end))
    }

    /// "two point five million": units, a point, one digit and perhaps a scale.
    fn spoken_decimal(&self, start: usize) -> Option<(f64, usize)> {
        let unit = |at| self.word(at).and_then(|word| self.spelling.numbers.get(word)).copied();
        let point = self.word(start + 1).is_some_and(|word| word == self.spelling.point);
        let (whole, tenth) = (unit(start)?, unit(start + 2)?);
        if !point || whole >= 100 || tenth >= 10 || !self.joined(start + 2) {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "two digits")]
        let value = whole as f64 + tenth as f64 / 10.0;
        Some(self.scaled(value, start + 3))
    }

    /// "and" between a hundred or thousand and what is added to it: "two hundred and fifty".
    fn joins_number(&self, start: usize, at: usize) -> bool {
        let value = |at| self.word(at).and_then(|word| self.spelling.numbers.get(word));
        at > start
            && self.words.word(at) == self.spelling.and
            && value(at - 1).is_some_and(|&value| value >= 100)
            && self.joined(at + 1)
            && value(at + 1).is_some()
    }

    /// "20 thousand" after digits.
    fn scaled(&self, value: f64, end: usize) -> (f64, usize) {
        let scale = self.word(end).filter(|_| self.joined(end));
        match scale.and_then(|word| self.spelling.numbers.get(word)) {
            Some(100) => (value * 100.0, end + 1),
            Some(1000) => (value * 1000.0, end + 1),
            Some(1_000_000) => (value * 1_000_000.0, end + 1),
            _ => (value, end),
        }
    }

    fn money(&self, start: usize) -> Option<usize> {
        let signed = self.word(start)?.starts_with(['$', '£', '€', '₹']);
        let end = self.number(start)?;
        if signed {
            return Some(end);
        }
        let unit = self.word(end).filter(|_| self.joined(end))?;
        if self.spelling.money.units.contains(unit) {
            return Some(self.cents(end + 1));
        }
        None
    }

    /// "and ninety nine cents" behind an amount.
    fn cents(&self, end: usize) -> usize {
        let from = if self.word(end) == Some(&self.spelling.and) { end + 1 } else { end };
        match self.number(from) {
            Some(after)
                if self.word(after).is_some_and(|w| self.spelling.money.cents.contains(w)) =>
            {
                after + 1
            }
            _ => end,
        }
    }

    /// Where a run of digits ends, and how many digits it has.
    fn digits(&self, start: usize) -> (usize, usize) {
        let (mut end, mut count) = (start, 0);
        while end < (start + SPAN_WORDS_MAX).min(self.words.len())
            && (end == start || self.joined(end))
        {
            let word = self.words.word(end);
            let more = word.bytes().filter(u8::is_ascii_digit).count();
            let value = self.spelling.numbers.get(word).copied();
            // "one eight hundred" begins a toll-free number.
            let hundred = value == Some(100) && end > start;
            let spoken = hundred || value.is_some_and(|value| value < 100);
            if more == 0 && !spoken && !self.spelling.digits.also.contains(word) {
                break;
            }
            count += if hundred { 2 } else { more.max(1) };
            end += 1;
        }
        (end, count)
    }

    /// A web or mail address whose dot stands before the word at `start`.
    fn address(&self, dot: usize) -> Option<(Computed, usize, usize)> {
        if dot == 0 || !self.joined(dot) {
            return None;
        }
        let spoken = self.words.word(dot) == "dot";
        let ending = if spoken { dot + 1 } else { dot };
        let known = |word: &str| self.spelling.addresses.endings.contains(word);
        let written = self.words.tokens[dot].glued && !spoken;
        if !(spoken || written) || !self.word(ending).is_some_and(known) {
            return None;
        }
        let (mut from, mut end) = (dot - 1, ending + 1);
        while end < dot + SPAN_WORDS_MAX
            && self.word(end).is_some_and(known)
            && self.joined(end)
            && (self.words.tokens[end].glued || self.words.word(end - 1) == "dot")
        {
            end += 1;
        }
        while from > dot.saturating_sub(SPAN_WORDS_MAX)
            && from > 0
            && self.joined(from)
            && self.goes_on_before(from)
        {
            from -= 1;
        }
        // A spoken "at" makes a mail address only where the name before it is spoken with dots,
        // too: "find us at example dot com" is a site.
        let email = (from..end).any(|at| self.at_sign(at));
        let kind = if email { Computed::Email } else { Computed::Website };
        Some((kind, from, end))
    }

    /// Whether the address goes on before the word at `from`.
    fn goes_on_before(&self, from: usize) -> bool {
        let before = self.words.word(from - 1);
        self.words.tokens[from].glued
            || matches!(before, "dot" | "www" | "slash")
            || self.words.word(from) == "dot"
            || self.at_sign(from)
            || self.at_sign(from - 1)
    }

    /// An at sign, or the word between a name and a domain: "kevin dot price at example dot com".
    fn at_sign(&self, at: usize) -> bool {
        at > 0
            && self.words.word(at) == "at"
            && (self.words.tokens[at].glued || (at > 2 && self.words.word(at - 2) == "dot"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, want: &[&str]) {
        let spelling: Spelling =
            toml::from_str(include_str!("../../../rules/words.toml")).expect("words.toml is valid");
        let words = spelling.words(text);
        let mut got = Vec::new();
        spans(&words, &spelling, |kind, start, end| {
            if kind != Computed::Number && kind != Computed::Digits {
                let (from, to) = (words.tokens[start].from, words.tokens[end - 1].to);
                got.push(format!("{}:{}", kind.name(), &text[from as usize..to as usize]));
            }
        });
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn spans_are_found() {
        check("you owe $469.99 now", &["money:$469.99"]);
        check("four hundred sixty nine dollars please", &["money:four hundred sixty nine dollars"]);
        check("two hundred and fifty pounds", &["money:two hundred and fifty pounds"]);
        check("two point five million dollars", &["money:two point five million dollars"]);
        check("call 1-800-555-0199 today", &["phone:1-800-555-0199"]);
        check("call five five five oh one four two", &["phone:five five five oh one four two"]);
        check("go to www.example.com and", &["website:www.example.com"]);
        check("go to www dot example dot com and", &["website:www dot example dot com"]);
        check("write to help@example.org", &["email:help@example.org"]);
        check("email me at mark.bell@example.com", &["email:mark.bell@example.com"]);
        check("mark dot bell at example dot com", &["email:mark dot bell at example dot com"]);
        check("find us online at example.org", &["website:example.org"]);
        check(
            "one eight hundred five five five oh one nine nine",
            &["phone:one eight hundred five five five oh one nine nine"],
        );
        check("I have 3 dogs", &[]);
    }

    #[test]
    fn spoken_digits_are_read() {
        let spelling: Spelling =
            toml::from_str(include_str!("../../../rules/words.toml")).expect("words.toml is valid");
        for (text, want) in [
            ("five five five oh one four two", "5550142"),
            ("five double five oh one forty two", "5550142"),
            ("one eight hundred five five five oh one nine nine", "18005550199"),
            ("020 7946 0018", "02079460018"),
            ("twenty thirty", "2030"),
        ] {
            let words = spelling.words(text);
            assert_eq!(digits(&words, &spelling, 0, words.len()), want, "{text}");
        }
    }

    #[test]
    fn amounts_have_values() {
        let spelling: Spelling =
            toml::from_str(include_str!("../../../rules/words.toml")).expect("words.toml is valid");
        for (text, want) in [
            ("four hundred sixty nine dollars", Some(469.0)),
            ("$1,469.99", Some(1469.99)),
            ("twenty thousand pounds", Some(20_000.0)),
            ("5k", Some(5000.0)),
            ("nothing", None),
        ] {
            assert_eq!(value(text, &spelling), want, "{text}");
        }
    }
}
