//! Where calls come from: files and standard input. A file with one call a line is read line by
//! line, so that it may be larger than the memory; every other file is read as a whole, because
//! what it is shows only there.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use evidence::transcript::{About, Call, Problem, Reading, ReadingWords, Transcript};
use evidence::transcript::{read, read_record};

use crate::page;
use crate::progress::Progress;

/// One input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Standard,
    /// A file.
    File(PathBuf),
}

impl Source {
    /// The inputs that arguments name; `-` is standard input.
    pub fn all(paths: &[PathBuf]) -> Vec<Self> {
        let source = |path: &PathBuf| match path.to_str() {
            Some("-") => Self::Standard,
            _ => Self::File(path.clone()),
        };
        paths.iter().map(source).collect()
    }

    /// What it is called in messages.
    pub fn name(&self) -> String {
        match self {
            Self::Standard => "standard input".to_owned(),
            Self::File(path) => page::safe(&path.to_string_lossy()),
        }
    }

    /// How many bytes it has, if that is known.
    pub fn bytes(&self) -> Option<u64> {
        match self {
            Self::Standard => None,
            Self::File(path) => std::fs::metadata(path).ok().map(|file| file.len()),
        }
    }

    /// Opens the input and looks at its beginning.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open<'w>(&self, words: &'w ReadingWords, progress: &Progress) -> Result<Calls<'w>> {
        let context = || format!("reading {}", self.name());
        let reader: Box<dyn Read> = match self {
            Self::Standard => Box::new(std::io::stdin()),
            Self::File(path) => Box::new(progress.wrap(File::open(path).with_context(context)?)),
        };
        Calls::new(self.name(), BufReader::new(reader), words).with_context(context)
    }
}

/// One thing that was read.
#[derive(Debug)]
pub enum Found {
    /// A call.
    Call(Box<FoundCall>),
    /// Something that was wrong or had to be mended.
    Problem(Problem),
}

/// A call with its name.
#[derive(Debug)]
pub struct FoundCall {
    /// The name in the file, or else the file and perhaps the line.
    pub name: String,
    /// What was said.
    pub transcript: Transcript,
    /// What an evaluation file says about it.
    pub about: About,
}

/// The calls and problems of one input, in order.
pub struct Calls<'w> {
    source: String,
    words: &'w ReadingWords,
    waiting: VecDeque<Found>,
    lines: Option<Lines>,
}

/// A file with one call a line.
struct Lines {
    reader: Box<dyn BufRead>,
    number: usize,
}

/// In so many lines and bytes it must show whether a file has one call a line.
const LINES_LOOKED_AT_MAX: usize = 50;
const BYTES_LOOKED_AT_MAX: usize = 1 << 20;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

impl<'w> Calls<'w> {
    fn new(
        source: String,
        mut reader: impl BufRead + 'static,
        words: &'w ReadingWords,
    ) -> Result<Self> {
        let mut seen = Vec::new();
        let mut calls = Self { source, words, waiting: VecDeque::new(), lines: None };
        if has_one_call_a_line(&mut reader, &mut seen, words)? {
            let reader = Box::new(Cursor::new(seen).chain(reader));
            calls.lines = Some(Lines { reader, number: 0 });
        } else {
            reader.read_to_end(&mut seen)?;
            let found = read(&seen, words);
            drop(seen);
            calls.add(found, None);
        }
        Ok(calls)
    }

    /// Adds what was read at once, or of one line.
    fn add(&mut self, reading: Reading, line: Option<usize>) {
        let many = reading.calls.len() > 1;
        for mut problem in reading.problems {
            problem.line = line.or(problem.line);
            self.waiting.push_back(Found::Problem(problem));
        }
        for (number, call) in reading.calls.into_iter().enumerate() {
            let place = line.or(many.then_some(number + 1));
            self.add_call(call, place);
        }
    }

    fn add_call(&mut self, call: Call, place: Option<usize>) {
        let Call { transcript, about, mended } = call;
        self.waiting.extend(mended.into_iter().map(Found::Problem));
        let name = match (&transcript.id, place) {
            (Some(id), _) => page::safe(id),
            (None, Some(place)) => format!("{}:{place}", self.source),
            (None, None) => self.source.clone(),
        };
        self.waiting.push_back(Found::Call(Box::new(FoundCall { name, transcript, about })));
    }

    /// Reads lines until one holds something; false at the end of the file.
    fn read_line(&mut self) -> Result<bool> {
        let Some(lines) = &mut self.lines else { return Ok(false) };
        let mut line = Vec::new();
        if lines.reader.read_until(b'\n', &mut line).with_context(|| self.source.clone())? == 0 {
            return Ok(false);
        }
        lines.number += 1;
        let number = lines.number;
        match std::str::from_utf8(&line) {
            Ok(text) if text.trim().is_empty() => {}
            Ok(text) => match read_record(text.trim_end(), number, self.words) {
                Ok(call) => self.add_call(call, Some(number)),
                Err(problem) => self.waiting.push_back(Found::Problem(problem)),
            },
            Err(_) => self.add(read(&line, self.words), Some(number)),
        }
        Ok(true)
    }
}

impl Iterator for Calls<'_> {
    type Item = Result<Found>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(found) = self.waiting.pop_front() {
                return Some(Ok(found));
            }
            match self.read_line() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    self.lines = None;
                    return Some(Err(error));
                }
            }
        }
    }
}

/// Looks at the first lines, which are kept in `seen`.
fn has_one_call_a_line(
    reader: &mut impl BufRead,
    seen: &mut Vec<u8>,
    words: &ReadingWords,
) -> Result<bool> {
    for _ in 0..LINES_LOOKED_AT_MAX {
        let start = seen.len();
        let left = BYTES_LOOKED_AT_MAX.saturating_sub(start);
        reader.take(left as u64).read_until(b'\n', seen)?;
        let line = seen[start..].trim_ascii_end();
        let line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line);
        match line.first() {
            None if seen.len() == start => return Ok(false),
            None => {}
            Some(b'{') if is_call_by_itself(line, words) => {
                let is_alone = start == 0 && reader.fill_buf()?.is_empty();
                return Ok(!is_alone);
            }
            Some(b'{') => {}
            // Lines that no object begins are only passed over below a broken first record.
            Some(_) if !seen.trim_ascii_start().starts_with(b"{") => return Ok(false),
            Some(_) => {}
        }
    }
    Ok(false)
}

/// Whether a line is a whole call: then the same line twice is two calls, while a turn would be one
/// call of two turns, and the line of a larger document no call at all.
fn is_call_by_itself(line: &[u8], words: &ReadingWords) -> bool {
    let Ok(text) = std::str::from_utf8(line) else { return false };
    let twice = format!("{text}\n{text}");
    read_record(text, 1, words).is_ok() && read(twice.as_bytes(), words).calls.len() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> ReadingWords {
        ReadingWords::from_toml(r#"caller = ["caller"]"#, "").unwrap()
    }

    /// The names of the calls and the kinds of the problems.
    fn found(text: &[u8]) -> Vec<String> {
        let words = words();
        let calls = Calls::new("f".to_owned(), Cursor::new(text.to_vec()), &words).unwrap();
        let shown = |found: Result<Found>| match found.unwrap() {
            Found::Call(call) => call.name,
            Found::Problem(problem) => format!("{:?} {:?}", problem.line, problem.kind),
        };
        calls.map(shown).collect()
    }

    #[test]
    fn one_call_a_line_is_read_by_lines() {
        let text = b"{\"id\":\"a\",\"text\":\"good day\"}\n\n{\"text\":\"hello\"}\n{\"text\":\n";
        assert_eq!(found(text), ["a", "f:3", "Some(4) BrokenJson"]);
    }

    #[test]
    fn a_broken_first_line_does_not_hide_the_form() {
        let text = b"{\"id\":\"a\",\"te\n{\"id\":\"b\",\"text\":\"hello\"}\n";
        assert_eq!(found(text), ["Some(1) BrokenJson", "b"]);
    }

    #[test]
    fn turns_one_a_line_are_one_call() {
        let turn = "{\"speaker\":\"Caller\",\"text\":\"good day\"}\n";
        assert_eq!(found(turn.repeat(3).as_bytes()), ["f"]);
    }

    #[test]
    fn latin_1_inside_a_line_is_mended() {
        let text = b"{\"id\":\"a\",\"text\":\"hello\"}\n{\"id\":\"b\",\"text\":\"caf\xe9\"}\n";
        assert_eq!(found(text), ["a", "Some(2) Encoding", "b"]);
    }

    #[test]
    fn other_files_are_read_as_a_whole() {
        assert_eq!(found(b"Caller: hello\nCaller: good day\n"), ["f"]);
        assert_eq!(found(b"[{\"id\":\"a\",\"turns\":[{\"text\":\"x\"}]}]"), ["a"]);
        assert_eq!(found(b""), ["None Empty"]);
    }
}
