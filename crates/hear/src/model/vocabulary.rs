//! The words of a model, from the list in its package: one token a line, in which each byte is
//! written as one printable character (the scheme of GPT-2's `bytes_to_unicode`).

use std::collections::HashMap;

use crate::error::{Error, Result};

/// The token with which text ends; those from here on are signs and no words.
const END: &str = "<|endoftext|>";
/// Where the scheme puts the bytes that are not printable.
const SHIFTED_FROM: u32 = 256;

/// The bytes of each token that is a word or a part of one, in the order of their numbers.
///
/// # Errors
/// [`Error::Weights`] if the list has no end or a line has a character outside the scheme.
pub fn read(list: &[u8]) -> Result<Vec<Vec<u8>>> {
    let list = str::from_utf8(list);
    let list = list.map_err(|_| Error::Weights("the vocabulary is not UTF-8".to_owned()))?;
    let (words, _) = list
        .split_once(END)
        .ok_or_else(|| Error::Weights("the vocabulary has no end".to_owned()))?;
    let bytes = bytes_by_character();
    words.strip_suffix('\n').unwrap_or(words).split('\n').map(|line| token(line, &bytes)).collect()
}

fn token(line: &str, bytes: &HashMap<char, u8>) -> Result<Vec<u8>> {
    let byte = |character| bytes.get(&character).copied();
    let token = line.chars().map(byte).collect::<Option<Vec<u8>>>();
    token.ok_or_else(|| Error::Weights("the vocabulary has an unknown character".to_owned()))
}

/// The printable bytes of Latin-1 stand for themselves, the others for characters from 256 on.
fn bytes_by_character() -> HashMap<char, u8> {
    let printable = |byte: &u8| matches!(byte, 33..=126 | 161..=172 | 174..=255);
    let plain = (0..=255_u8).filter(printable).map(|byte| (char::from(byte), byte));
    let hidden = (0..=255_u8).filter(|byte| !printable(byte));
    let shifted = (SHIFTED_FROM..).filter_map(char::from_u32).zip(hidden);
    plain.chain(shifted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_line_ends_and_bytes_come_back() {
        let words =
            read("Ġthe\nĊ\nÃ©\n\n<|endoftext|>\n<|startoftranscript|>\n".as_bytes()).unwrap();
        assert_eq!(words, [b" the".to_vec(), b"\n".to_vec(), "é".into(), Vec::new()]);
    }

    #[test]
    fn other_files_are_refused() {
        for list in ["", "a\nb\n", "日本\n<|endoftext|>"] {
            assert!(read(list.as_bytes()).is_err(), "{list:?}");
        }
        assert!(read(&[0xff, 0xfe]).is_err());
    }
}
