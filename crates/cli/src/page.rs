//! Text for the terminal: wrapped to its width, with few styles, and with nothing in it that could
//! steer the terminal. Whatever is shown to a person passes [`safe`] here.

use std::io::Write as _;

use anstyle::{AnsiColor, Style};
use evidence::plain::steers;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// Headings and what counts most.
pub const BOLD: Style = Style::new().bold();
/// What was said first and no longer stands.
pub const STRUCK: Style = Style::new().strikethrough();
/// The verdict of a scam.
pub const ALARM: Style = BOLD.fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));
/// The verdict of a suspicious call.
pub const WARNING: Style = BOLD.fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));

/// Lines narrower or wider than this are hard to read.
const WIDTHS: std::ops::RangeInclusive<usize> = 60..=100;
/// The width where none is known, as in a file.
const WIDTH_UNKNOWN: usize = 80;

/// Decides about colour for all that is shown, from the argument of `--color`.
pub fn choose_color(when: &str) {
    match when {
        "always" => anstream::ColorChoice::Always.write_global(),
        "never" => anstream::ColorChoice::Never.write_global(),
        _ => {}
    }
}

/// How wide lines can be: the terminal's width, else the variable `COLUMNS`.
pub fn width() -> usize {
    let terminal = terminal_size::terminal_size_of(std::io::stdout());
    let terminal = terminal.map(|(width, _)| usize::from(width.0));
    let told = || std::env::var("COLUMNS").ok()?.parse().ok();
    let width = terminal.or_else(told).unwrap_or(WIDTH_UNKNOWN);
    width.clamp(*WIDTHS.start(), *WIDTHS.end())
}

/// Shows a line on standard error.
pub fn complain(line: &str) {
    // If not even a complaint can be written, there is nobody left to tell.
    let _ = writeln!(anstream::stderr(), "{}", safe(line));
}

/// Words in a style.
pub fn styled(style: Style, words: &str) -> String {
    format!("{style}{words}{style:#}")
}

/// A text that is being laid out.
#[derive(Debug)]
pub struct Page {
    width: usize,
    text: String,
}

impl Page {
    /// An empty page with lines so wide.
    pub fn new(width: usize) -> Self {
        Self { width, text: String::new() }
    }

    /// The text of the page.
    pub fn into_text(self) -> String {
        self.text
    }

    /// An empty line, but never two of them and none at the top.
    pub fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// An empty line between the items of a list, but none above the first.
    pub fn gap_below(&mut self, items: usize) {
        if items > 0 {
            self.gap();
        }
    }

    /// A heading with an empty line before it.
    pub fn heading(&mut self, words: &str) {
        self.gap();
        self.paragraph("", &styled(BOLD, words));
    }

    /// Words behind an indentation.
    pub fn paragraph(&mut self, indent: &str, words: &str) {
        self.hanging(indent, indent, words);
    }

    /// Words behind a mark such as "- ", further lines below the words.
    pub fn item(&mut self, indent: &str, mark: &str, words: &str) {
        let below = " ".repeat(indent.len() + mark.chars().count());
        self.hanging(&format!("{indent}{mark}"), &below, words);
    }

    /// A web address, which is never broken because it is to be copied.
    pub fn address(&mut self, indent: &str, address: &str) {
        self.text.push_str(&safe(&format!("{indent}{address}\n")));
    }

    /// A line that is laid out already.
    pub fn line(&mut self, line: &str) {
        self.text.push_str(&safe(line));
        self.text.push('\n');
    }

    fn hanging(&mut self, first: &str, below: &str, words: &str) {
        let options = Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(below)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation)
            .wrap_algorithm(WrapAlgorithm::FirstFit);
        let words = safe(words);
        let mut open = String::new();
        for line in textwrap::wrap(&words, options) {
            let indent = line.len() - line.trim_start().len();
            let (indent, line) = line.split_at(indent);
            let mended = format!("{indent}{open}{line}").replace(UNBROKEN, " ");
            open = style_at_end(&mended);
            self.text.push_str(&mended);
            if !open.is_empty() {
                self.text.push_str(RESET);
            }
            self.text.push('\n');
        }
    }
}

/// A space at which a line is not broken; it is shown as an ordinary one.
pub const UNBROKEN: char = '\u{a0}';

const RESET: &str = "\u{1b}[0m";

/// The style that is still open where a line ends, so that the indentation of the next is bare.
fn style_at_end(line: &str) -> String {
    let after = line.rfind(RESET).map_or(line, |at| &line[at + RESET.len()..]);
    let codes = after.split('\u{1b}').skip(1);
    codes.filter_map(|code| Some(format!("\u{1b}{}m", code.split_once('m')?.0))).collect()
}

/// The text without control and direction characters, except the codes of our own few styles.
pub fn safe(text: &str) -> String {
    let own = [ALARM, WARNING, BOLD, STRUCK].map(|style| style.render().to_string());
    let mut safe = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let styles = own.iter().map(String::as_str).chain([RESET]);
        let code = styles.filter(|_| letter == '\u{1b}').find(|code| rest.starts_with(*code));
        let length = code.map_or(letter.len_utf8(), str::len);
        if code.is_some() || letter == '\n' || !steers(letter) {
            safe.push_str(&rest[..length]);
        }
        rest = &rest[length..];
    }
    safe
}

/// The words between quotation marks; only the beginning of very many.
pub fn quoted(words: &str) -> String {
    format!("\"{}\"", shortened(words, QUOTE_CHARS_MAX))
}

/// A quote longer than this is shown only in part; the whole is in the JSON.
const QUOTE_CHARS_MAX: usize = 160;

/// The beginning of a text, up to a word's end, with three points if something is missing.
pub fn shortened(words: &str, chars_max: usize) -> String {
    let Some((end, _)) = words.char_indices().nth(chars_max) else { return words.to_owned() };
    let cut = &words[..end];
    let cut = cut.rsplit_once(' ').map_or(cut, |(whole, _)| whole);
    format!("{cut} ...")
}

/// "1 call", "2 calls".
pub fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_is_shown() {
        let mut page = Page::new(60);
        page.paragraph("", "a\u{1b}[2Jb\u{7}c\u{9b}31md\u{202e}e\u{1b}]0;title\u{7}");
        page.address("  ", "https://example.com/\u{1b}[31m");
        let shown = page.into_text();
        assert_eq!(shown, "a[2Jbc31mde]0;title\n  https://example.com/[31m\n");
    }

    #[test]
    fn a_style_that_wraps_leaves_the_indentation_bare() {
        let mut page = Page::new(20);
        page.item("", "- ", &format!("they said {}", styled(STRUCK, "one two three four")));
        assert_eq!(
            page.into_text(),
            "- they said \u{1b}[9mone two\u{1b}[0m\n  \u{1b}[9mthree four\u{1b}[0m\n"
        );
    }

    #[test]
    fn long_quotes_are_cut_between_words() {
        let long = "word ".repeat(100);
        let shown = quoted(&long);
        assert!(shown.ends_with("word ...\"") && shown.len() < 180, "{shown}");
        assert_eq!(quoted("short"), "\"short\"");
    }
}
