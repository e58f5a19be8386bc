//! What is written on paper or read on a screen: letters, report drafts, a list of what was found.
//! It becomes plain text or a tagged PDF here; what it says is decided elsewhere.

mod layout;
mod letters;
mod pdf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use textwrap::{Options, WordSplitter};

pub use pdf::pdf;

/// A document, in the order in which it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Paper {
    /// Its title.
    pub title: String,
    /// What stands below the title.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "block", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Block {
    /// A heading.
    Heading {
        /// Its words.
        text: String,
    },
    /// Running text.
    Paragraph {
        /// The text.
        text: String,
    },
    /// Lines that stay as they are, such as an address.
    Lines {
        /// The lines.
        lines: Vec<String>,
    },
    /// One thing a line, with a mark before each.
    List {
        /// The things.
        items: Vec<String>,
    },
    /// A field of a form and what goes into it; none where it is missing, which is marked in words.
    Field {
        /// What the form calls it.
        label: String,
        /// What goes into it.
        value: Option<String>,
        /// How to fill it in.
        hint: Option<String>,
    },
    /// What must be known before this is used, such as "this is no legal advice".
    Warning {
        /// The text.
        text: String,
    },
}

/// What stands in a field that is not filled in.
const MISSING: &str = "[missing: fill this in]";
/// What stands before a warning.
const NOTE_WELL: &str = "Please note: ";
/// What stands before each thing of a list.
const MARK: &str = "•";
/// Lines of plain text are never narrower.
const WIDTH_MIN: usize = 20;

/// A paper as plain text with lines of at most `width` columns, where a word allows it.
///
/// ```
/// use casebook::paper::{Block, Paper, text};
/// let missing = Block::Field { label: "Date".to_owned(), value: None, hint: None };
/// let paper = Paper { title: "A letter".to_owned(), blocks: vec![missing] };
/// assert_eq!(text(&paper, 80), "A letter\n========\n\nDate: [missing: fill this in]\n");
/// ```
#[must_use]
pub fn text(paper: &Paper, width: usize) -> String {
    let width = width.max(WIDTH_MIN);
    let mut text = headed(&paper.title, '=', width);
    let mut after_field = false;
    for block in &paper.blocks {
        let is_field = matches!(block, Block::Field { .. });
        if !(after_field && is_field) {
            text.push('\n');
        }
        text.push_str(&of_block(block, width));
        after_field = is_field;
    }
    text
}

fn of_block(block: &Block, width: usize) -> String {
    match block {
        Block::Heading { text } => headed(text, '-', width),
        Block::Paragraph { text } => wrapped(text, "", "", width),
        Block::Lines { lines } => lines.iter().map(|line| visible(line) + "\n").collect(),
        Block::List { items } => {
            items.iter().map(|item| wrapped(item, "- ", "  ", width)).collect()
        }
        Block::Field { label, value, hint } => {
            let value = value.as_deref().unwrap_or(MISSING);
            let first = wrapped(&format!("{label}: {value}"), "", "    ", width);
            let hint = hint.as_ref().map(|hint| wrapped(hint, "    (", "     ", width - 1));
            first + &hint.map_or_else(String::new, |hint| format!("{})\n", hint.trim_end()))
        }
        Block::Warning { text } => wrapped(&format!("{NOTE_WELL}{text}"), "! ", "! ", width),
    }
}

fn headed(title: &str, line: char, width: usize) -> String {
    let title = wrapped(title, "", "", width);
    let columns = title.lines().map(textwrap::core::display_width).max().unwrap_or_default();
    format!("{title}{}\n", line.to_string().repeat(columns))
}

fn wrapped(text: &str, first: &str, next: &str, width: usize) -> String {
    let options = Options::new(width)
        .initial_indent(first)
        .subsequent_indent(next)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(visible(text).trim_end(), options) + "\n"
}

/// A text without what could steer a terminal, a printer or the direction of writing; lines stay
/// lines.
fn visible(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let keep = |letter: char| match letter {
        '\t' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\n' => Some('\n'),
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => {
            None
        }
        '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => None,
        '\u{e0000}'..='\u{e0fff}' => None,
        letter if letter.is_control() => None,
        letter => Some(letter),
    };
    text.chars().filter_map(keep).collect()
}

#[cfg(test)]
mod tests;
