//! Cutting a text into runs of letters and digits, the pieces that words are made of, and where its
//! sentences end. What the pieces mean is the spelling's matter.

use super::byte;

/// A run of characters of the text that may become a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub from: u32,
    pub to: u32,
    pub wall: bool,
    pub glued: bool,
    /// A single letter of the Latin alphabet.
    pub letter: bool,
    /// The sentence ends with a full stop, which a short form also has.
    pub full_stop: bool,
}

impl Piece {
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        &text[self.from as usize..self.to as usize]
    }
}

/// Cuts the text into runs of letters and digits and marks where sentences end.
pub(super) fn cut(text: &str, raw: &mut Vec<Piece>) {
    let bytes = text.as_bytes();
    let mut characters = text.char_indices().peekable();
    let mut glued = false;
    while let Some((from, character)) = characters.next() {
        if is_word(character) || is_currency(character) {
            let mut to = from + character.len_utf8();
            let mut previous = character;
            while let Some(&(at, next)) = characters.peek() {
                let after = text[at + next.len_utf8()..].chars().next();
                if !continues(previous, next, after) {
                    break;
                }
                to = at + next.len_utf8();
                previous = next;
                characters.next();
            }
            let letter = to - from == 1 && bytes[from].is_ascii_alphabetic();
            let (start, end) = (byte(from), byte(to));
            let full_stop = false;
            raw.push(Piece { from: start, to: end, wall: false, glued, letter, full_stop });
            glued = false;
        } else {
            glued = mark(text, from, character, raw);
        }
    }
}

/// Notes what a character between words means: the end of a sentence, or a dot inside an address.
/// Says whether the next word is glued to the last.
fn mark(text: &str, at: usize, character: char, raw: &mut Vec<Piece>) -> bool {
    let after = text[at + character.len_utf8()..].chars().next();
    let inside = after.is_some_and(is_word) && raw.last().is_some_and(|last| last.to == byte(at));
    if inside && character == '@' {
        let (from, to) = (byte(at), byte(at + 1));
        raw.push(Piece { from, to, wall: false, glued: true, letter: false, full_stop: false });
    }
    if inside && (character == '.' || character == '@') {
        return true;
    }
    let ends = matches!(character, '.' | '?' | '!' | '\n' | '…' | '。');
    if let Some(last) = raw.last_mut().filter(|last| ends && !(last.letter && character == '.')) {
        last.wall = true;
        last.full_stop = character == '.';
    }
    false
}

/// Whether `next` goes on with the word that `previous` belongs to.
fn continues(previous: char, next: char, after: Option<char>) -> bool {
    if is_word(next) {
        return true;
    }
    let digits = previous.is_ascii_digit() && after.is_some_and(|after| after.is_ascii_digit());
    let letters = previous.is_alphabetic() && after.is_some_and(char::is_alphabetic);
    match next {
        '.' | ',' => digits,
        '\'' | '’' | 'ʼ' | '`' | '&' => letters,
        _ => false,
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric()
}

fn is_currency(character: char) -> bool {
    matches!(character, '$' | '£' | '€' | '₹')
}

/// Lower case, with one kind of apostrophe, without thousands separators and ampersands;
/// an at sign is spoken.
pub(super) fn lowercase(word: &str, into: &mut String) {
    into.clear();
    if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        into.push_str(word);
        into.make_ascii_lowercase();
        return;
    }
    let number = word.starts_with(|first: char| first.is_ascii_digit() || is_currency(first));
    for character in word.chars() {
        match character {
            '’' | 'ʼ' | '`' => into.push('\''),
            '&' => {}
            '@' => into.push_str("at"),
            ',' if number => {}
            _ => into.extend(character.to_lowercase()),
        }
    }
}
