//! What Whisper writes where nobody speaks: noises in brackets, and the ends of videos.

use std::collections::HashSet;

/// The longest run of one letter in a word; "hmmm" has three.
const SAME_LETTERS_MAX: usize = 5;

/// Sentences that are invented when they stand alone.
#[derive(Debug)]
pub struct Phantoms(HashSet<String>);

impl Phantoms {
    /// Takes the list of sentences.
    pub fn new(phantoms: &[String]) -> Self {
        Self(phantoms.iter().map(|phantom| plain(phantom)).collect())
    }

    /// Whether a text is nothing but one of them.
    pub fn contains(&self, text: &str) -> bool {
        self.0.contains(&plain(text))
    }
}

/// The text without what stands in brackets or between asterisks, without notes of music, and
/// without words that are one letter drawn out ("Rrrrrr").
pub fn without_noises(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut closing = None;
    for character in text.chars() {
        match (closing, character) {
            (Some(end), _) if character == end => closing = None,
            (Some(_), _) | (None, '♪' | '♫' | '🎵' | '🎶') => {}
            (None, '[') => closing = Some(']'),
            (None, '(') => closing = Some(')'),
            (None, '{') => closing = Some('}'),
            (None, '*') => closing = Some('*'),
            (None, _) => kept.push(character),
        }
    }
    let words: Vec<&str> = kept.split_whitespace().filter(|word| !is_drawn_out(word)).collect();
    words.join(" ")
}

/// Whether a letter stands in a word more often in a row than any word has it.
fn is_drawn_out(word: &str) -> bool {
    let lower = word.to_lowercase();
    let letters: Vec<char> = lower.chars().filter(|letter| letter.is_alphabetic()).collect();
    letters.chunk_by(|one, next| one == next).any(|run| run.len() > SAME_LETTERS_MAX)
}

/// Letters and digits in lower case, one blank between words; "I'm" is "im".
pub fn plain(text: &str) -> String {
    let letters: String = text
        .chars()
        .filter(|character| !matches!(character, '\'' | '’'))
        .map(|character| if character.is_alphanumeric() { character } else { ' ' })
        .flat_map(char::to_lowercase)
        .collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noises_are_no_words() {
        for (written, kept) in [
            ("[BLANK_AUDIO]", ""),
            ("(upbeat music) Hello. *beep* Sir?", "Hello. Sir?"),
            ("♪ la la ♪", "la la"),
            ("Rrrrrrrrrrrrr", ""),
            ("Hmmm, yes.", "Hmmm, yes."),
            ("[never closed", ""),
        ] {
            assert_eq!(without_noises(written), kept, "{written}");
        }
    }

    #[test]
    fn only_whole_utterances_are_phantoms() {
        let phantoms = Phantoms::new(&["thank you for watching".to_owned()]);
        assert!(phantoms.contains("Thank you for watching!"));
        assert!(!phantoms.contains("Thank you for watching my house."));
        assert!(!phantoms.contains("Thank you."));
    }
}
