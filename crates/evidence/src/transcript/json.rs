//! JSON as a file: one record a line, one document, or an array of either, with as much read as
//! stands unbroken. What one value means is the matter of `record`.

use super::problem::{Problem, ProblemKind, Problems};
use super::tree::Tree;
use super::words::ReadingWords;
use super::{Call, record};
use serde_json::{Deserializer, Value};

/// In so many lines after a broken first one a whole record shows that the file has one record a
/// line.
const LINES_LOOKED_AT_MAX: usize = 50;

/// Lists of whole calls inside a document.
const CALL_LIST_KEYS: [&str; 4] = ["calls", "records", "transcripts", "data"];

/// Whether the text is JSON; "[00:12] Caller: …" and "[Music] …" are none.
pub(super) fn looks_like(text: &str) -> bool {
    let text = text.trim_start();
    let inner = |rest: &str, signs: &[char]| rest.trim_start().starts_with(signs);
    text.strip_prefix('{').is_some_and(|rest| inner(rest, &['"', '}']))
        || text.strip_prefix('[').is_some_and(|rest| {
            inner(rest, &['{', '"'])
                || rest.trim() == "]"
                || rest.trim_start().strip_prefix('[').is_some_and(|rest| inner(rest, &['"']))
        })
}

/// Reads one line of a file with one record a line.
pub(super) fn record(line: &str, number: usize, words: &ReadingWords) -> Result<Call, Problem> {
    let line = line.strip_prefix('\u{FEFF}').unwrap_or(line);
    let tree = parse(line, number)?;
    let mut call = record::call(&tree.value, number, words)?;
    call.mended.extend(duplicate(&tree, number));
    Ok(call)
}

/// Reads the calls of a JSON file.
pub(super) fn read(text: &str, words: &ReadingWords, problems: &mut Problems) -> Vec<Call> {
    let mut gathered = Gathered { words, problems, calls: Vec::new(), turns: Vec::new() };
    let first = text.trim_start().lines().next().unwrap_or_default();
    let whole = |line: &str| serde_json::from_str::<Tree>(line).is_ok();
    if first.starts_with('{') && whole(first) {
        gathered.add_lines(text);
    } else if text.trim_start().starts_with('[') {
        gathered.add_elements(text);
    } else if let Err(problem) = gathered.add_documents(text) {
        let mut others = text.lines().filter(|line| line.starts_with('{'));
        if others.by_ref().take(LINES_LOOKED_AT_MAX).any(whole) {
            gathered.calls.clear();
            gathered.turns.clear();
            gathered.add_lines(text);
        } else {
            gathered.problems.push(problem);
        }
    }
    gathered.finish()
}

/// What has been read of a file so far.
struct Gathered<'a> {
    words: &'a ReadingWords,
    problems: &'a mut Problems,
    calls: Vec<Call>,
    /// Values that are one turn each: together they are one call.
    turns: Vec<Value>,
}

impl Gathered<'_> {
    fn add_lines(&mut self, text: &str) {
        for (index, line) in text.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            match parse(line, index + 1) {
                Ok(tree) => self.add(tree, index + 1),
                Err(problem) => self.problems.push(problem),
            }
        }
    }

    /// Values one after the other; what stands before a broken one is kept.
    fn add_documents(&mut self, text: &str) -> Result<(), Problem> {
        let mut values = Deserializer::from_str(text).into_iter::<Tree>();
        let mut place = Place::default();
        while let Some(tree) = values.next() {
            match tree {
                Ok(tree) => self.add(tree, place.line),
                Err(error) => return Err(broken(&error, 1)),
            }
            place = place.moved(text, values.byte_offset());
        }
        Ok(())
    }

    /// The elements of an array one by one, so that a cut-off file loses only its last one.
    fn add_elements(&mut self, text: &str) {
        let start = text.find('[').map_or(0, |at| at + 1);
        let mut place = Place::default().moved(text, start);
        loop {
            place = place.moved(text, after_space(text, place.offset));
            let rest = &text[place.offset..];
            if rest.starts_with(']') {
                return self.add_rest(text, place);
            }
            let mut values = Deserializer::from_str(rest).into_iter::<Tree>();
            match values.next() {
                Some(Ok(tree)) => self.add(tree, place.line),
                Some(Err(error)) => return self.problems.push(broken(&error, place.line)),
                None => return self.problems.push(cut_off(place.line)),
            }
            place = place.moved(text, after_space(text, place.offset + values.byte_offset()));
            if text[place.offset..].starts_with(',') {
                place = place.moved(text, place.offset + 1);
            } else if !text[place.offset..].starts_with(']') {
                return self.problems.push(cut_off(place.line));
            }
        }
    }

    /// Nothing may follow an array.
    fn add_rest(&mut self, text: &str, place: Place) {
        let end = after_space(text, place.offset + 1);
        if end < text.len() {
            let line = place.moved(text, end).line;
            let message = "Something follows the end of the JSON array and was not read. \
                           Put it into the array or into a file of its own.";
            self.problems.push(Problem::new(Some(line), ProblemKind::BrokenJson, message));
        }
    }

    fn add(&mut self, tree: Tree, line: usize) {
        if let Some(problem) = duplicate(&tree, line) {
            self.problems.push(problem);
        }
        let value = tree.value;
        if record::is_turn(&value) || value.is_string() {
            return self.turns.push(value);
        }
        let lists = CALL_LIST_KEYS.iter().filter_map(|key| value.get(key)?.as_array());
        match lists.into_iter().find(|list| list.iter().any(Value::is_object)) {
            Some(list) => list.iter().for_each(|value| self.add_call(value, line)),
            None => self.add_call(&value, line),
        }
    }

    fn add_call(&mut self, value: &Value, line: usize) {
        match record::call(value, line, self.words) {
            Ok(mut call) => {
                self.problems.extend(std::mem::take(&mut call.mended));
                self.calls.push(call);
            }
            Err(problem) => self.problems.push(problem),
        }
    }

    fn finish(mut self) -> Vec<Call> {
        let turns = std::mem::take(&mut self.turns);
        if !turns.is_empty() {
            self.add_call(&Value::Array(turns), 1);
        } else if self.calls.is_empty() {
            self.problems.push(Problem::empty());
        }
        self.calls
    }
}

fn parse(line: &str, number: usize) -> Result<Tree, Problem> {
    serde_json::from_str(line).map_err(|error| broken(&error, number))
}

/// The problem that a parse error is; `first_line` is where the parsed text begins.
fn broken(error: &serde_json::Error, first_line: usize) -> Problem {
    let line = Some(first_line + error.line().saturating_sub(1));
    // serde_json tells this error from others only by its message.
    if error.to_string().contains("recursion limit") {
        let message = "This JSON value is nested too deeply and was not read. \
                       A call needs no more than a list of turns.";
        return Problem::new(line, ProblemKind::TooDeep, message);
    }
    let message = if error.is_eof() {
        "The JSON ends in the middle and was not read. The file may be cut off: get it again."
            .to_owned()
    } else {
        format!(
            "The JSON is malformed at column {} and was not read. Mend it there.",
            error.column()
        )
    };
    Problem::new(line, ProblemKind::BrokenJson, message)
}

fn cut_off(line: usize) -> Problem {
    let message = "The JSON array is cut off or malformed here; what stands before was read. \
                   Get the file again to have the rest.";
    Problem::new(Some(line), ProblemKind::BrokenJson, message)
}

fn duplicate(tree: &Tree, line: usize) -> Option<Problem> {
    tree.duplicate.as_ref()?;
    let message = "A JSON object has one key twice; the last one was read. \
                   Give each turn an object of its own.";
    Some(Problem::new(Some(line), ProblemKind::DuplicateKey, message))
}

/// A place in a text; lines are counted once, however many values there are.
#[derive(Debug, Clone, Copy)]
struct Place {
    offset: usize,
    line: usize,
}

impl Default for Place {
    fn default() -> Self {
        Self { offset: 0, line: 1 }
    }
}

impl Place {
    fn moved(self, text: &str, offset: usize) -> Self {
        let passed = text.as_bytes().get(self.offset..offset).unwrap_or_default();
        let line = self.line + passed.split(|byte| *byte == b'\n').count().saturating_sub(1);
        Self { offset, line }
    }
}

fn after_space(text: &str, offset: usize) -> usize {
    let rest = &text[offset..];
    text.len() - rest.trim_ascii_start().len()
}
