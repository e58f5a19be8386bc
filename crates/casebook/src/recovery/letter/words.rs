//! The words of a letter: its lines with their blanks filled, the lines of empty ones left out,
//! and the rest joined to paragraphs.

use super::super::knowledge::LetterFile;
use super::blanks::Blanks;
use crate::paper::Block;

/// A letter in words.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub subject: String,
    pub blocks: Vec<Block>,
    pub text: String,
    pub missing: Vec<String>,
}

/// A line of a letter.
#[derive(Debug)]
enum Line {
    /// Between paragraphs.
    Empty,
    /// A sentence, joined to those beside it.
    Sentence(String),
    /// A line that stands by itself.
    Alone(String),
    /// One of several things, each on its own line.
    Item(String),
}

/// Fills the blanks of a letter.
pub(super) fn write(file: &LetterFile, blanks: &Blanks<'_>) -> Written {
    let mut written = Written::default();
    let mut words = file.words.lines();
    let subject = words.next().unwrap_or_default();
    let subject = subject.strip_prefix("Subject: ").unwrap_or(subject);
    let subject = fill_line(subject, blanks, &mut written.missing);
    written.subject = subject.unwrap_or_else(|| file.title.clone());
    let mut lines: Vec<Line> = Vec::new();
    for line in words {
        add_line(line.trim(), blanks, &mut lines, &mut written.missing);
    }
    written.missing = distinct(std::mem::take(&mut written.missing));
    written.blocks = blocks(lines);
    written.text = text(&written.subject, &written.blocks);
    written
}

/// Adds a line with its blanks filled; where one is empty the line is left out, and the one that
/// announces it too.
fn add_line(line: &str, blanks: &Blanks<'_>, lines: &mut Vec<Line>, missing: &mut Vec<String>) {
    if line.is_empty() {
        lines.push(Line::Empty);
        return;
    }
    if let Some(name) = line.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'))
        && !name.contains('{')
    {
        let filled = blanks.fill(name);
        missing.extend(filled.missing);
        match filled.lines.len() {
            0 => leave_out(lines),
            1 => lines.extend(filled.lines.into_iter().map(Line::Alone)),
            _ => lines.extend(filled.lines.into_iter().map(Line::Item)),
        }
        return;
    }
    match fill_line(line, blanks, missing) {
        Some(words) if line.ends_with('}') || line.ends_with(':') => lines.push(Line::Alone(words)),
        Some(words) => lines.push(Line::Sentence(words)),
        None => leave_out(lines),
    }
}

/// A line with its blanks filled; none where an optional one is empty.
fn fill_line(line: &str, blanks: &Blanks<'_>, missing: &mut Vec<String>) -> Option<String> {
    let mut words = String::new();
    let mut lacking = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        let filled = blanks.fill(name);
        if filled.lines.is_empty() {
            return None;
        }
        lacking.extend(filled.missing);
        words.push_str(before);
        words.push_str(&joined(&filled.lines, after));
        rest = after;
    }
    words.push_str(rest);
    missing.extend(lacking);
    Some(words)
}

/// Several values in a sentence; a full stop of theirs and one that follows are one.
fn joined(values: &[String], after: &str) -> String {
    let words = values.join("; ");
    let stop = after.starts_with('.') && words.ends_with('.');
    if stop { words.trim_end_matches('.').to_owned() } else { words }
}

/// Takes back the line that announces an empty blank, with the empty lines before it.
fn leave_out(lines: &mut Vec<Line>) {
    let announces = lines.iter().rposition(|line| !matches!(line, Line::Empty));
    let Some(place) = announces else { return };
    let before_gap = place + 1 < lines.len();
    if let Line::Alone(words) | Line::Sentence(words) = &lines[place]
        && words.ends_with(':')
        && before_gap
    {
        lines.truncate(place);
    }
}

fn blocks(lines: Vec<Line>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for line in lines {
        match (line, blocks.last_mut()) {
            (Line::Empty, _) => {
                open = false;
                continue;
            }
            (Line::Sentence(words), Some(Block::Paragraph { text })) if open => {
                text.push(' ');
                text.push_str(&words);
            }
            (Line::Alone(words), Some(Block::Lines { lines })) if open => lines.push(words),
            (Line::Item(words), Some(Block::List { items })) if open => items.push(words),
            (Line::Sentence(words), _) => blocks.push(Block::Paragraph { text: words }),
            (Line::Alone(words), _) => blocks.push(Block::Lines { lines: vec![words] }),
            (Line::Item(words), _) => blocks.push(Block::List { items: vec![words] }),
        }
        open = true;
    }
    blocks
}

/// The letter as plain text.
fn text(subject: &str, blocks: &[Block]) -> String {
    let mut text = format!("Subject: {subject}\n");
    for block in blocks {
        text.push('\n');
        match block {
            Block::Lines { lines } => text.push_str(&lines.join("\n")),
            Block::List { items } => {
                let items: Vec<String> = items.iter().map(|item| format!("- {item}")).collect();
                text.push_str(&items.join("\n"));
            }
            Block::Paragraph { text: words } => text.push_str(words),
            Block::Heading { .. } | Block::Field { .. } | Block::Warning { .. } => {}
        }
        text.push('\n');
    }
    text
}

fn distinct(found: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for each in found {
        if !kept.contains(&each) {
            kept.push(each);
        }
    }
    kept
}
