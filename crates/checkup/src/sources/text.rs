//! The text of a tool's log: bytes of unknown encoding to numbered lines, within limits.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// No log of a tool is larger; what lies behind is not read, and that is said.
pub(crate) const TEXT_BYTES_MAX: usize = 256 << 20;
/// A longer line is no line of a log.
pub(crate) const LINE_BYTES_MAX: usize = 64 << 10;
/// So many bad lines of one file are named; more make no difference.
const PROBLEMS_MAX: usize = 20;
/// So many bytes show whether every second one is zero.
const SAMPLE_BYTES: usize = 512;

/// What a parser made of a file.
#[derive(Debug, Clone)]
pub struct Parsed<T> {
    /// What it holds.
    pub records: T,
    /// What could not be read, each with its line from 1.
    pub problems: Vec<(usize, String)>,
}

impl<T> Parsed<T> {
    /// Nothing read yet.
    pub(crate) fn new(records: T) -> Self {
        Self { records, problems: Vec::new() }
    }

    /// Notes a problem with a line.
    pub(crate) fn problem(&mut self, line: usize, why: &str) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push((line, why.to_owned()));
        }
    }
}

/// The lines of a file, numbered from 1, without what ends them.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate().map(|(number, line)| (number + 1, line));
    numbered.filter(|(_, line)| line.len() <= LINE_BYTES_MAX)
}

/// The text of a file: UTF-8 or UTF-16, with or without a mark at its beginning. Bytes that are no
/// text become replacement characters.
pub(crate) fn decode(bytes: &[u8]) -> String {
    let bytes = &bytes[..bytes.len().min(TEXT_BYTES_MAX)];
    encoding(bytes).decode(bytes).0.into_owned()
}

/// How a text that begins so is written.
pub(crate) fn encoding(beginning: &[u8]) -> &'static Encoding {
    Encoding::for_bom(beginning).map_or_else(|| guess(beginning), |(encoding, _)| encoding)
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    let zeros = |first| sample.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    match (zeros(0), zeros(1)) {
        (even, odd) if odd * 4 > sample.len() && odd > even => UTF_16LE,
        (even, odd) if even * 4 > sample.len() && even > odd => UTF_16BE,
        _ => UTF_8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "Incoming  2026-03-14, 12:39  User  Jörg  700000001\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = [&[0xff, 0xfe][..], &little].concat();
        for bytes in [text.as_bytes(), &little, &big, &marked] {
            assert_eq!(decode(bytes), text);
        }
    }
}
