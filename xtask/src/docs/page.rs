//! What all generated pages share: their head, their lists, and one sentence a line.

use std::fmt::Write as _;

use crate::tidy::sentences;

/// The beginning of a page that one file was turned into; pages stand three folders deep.
#[must_use]
pub fn head(title: &str, made_from: &str) -> String {
    format!(
        "# {title}\n\n<!-- Written by `cargo xtask docs`; edit {made_from} instead. -->\n\n\
         Source: [{made_from}](../../../{made_from})\n"
    )
}

/// The beginning of an index.
#[must_use]
pub fn index_head(title: &str, made_from: &str) -> String {
    format!("# {title}\n\n<!-- Written by `cargo xtask docs` from {made_from}. -->\n")
}

/// A section with text, one sentence a line; nothing where there is no text.
pub fn section(page: &mut String, title: &str, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    let _ = writeln!(page, "\n## {title}\n");
    for sentence in sentences(text) {
        let _ = writeln!(page, "{sentence}");
    }
}

/// A section with a list; nothing where the list is empty.
pub fn list(page: &mut String, title: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    let _ = writeln!(page, "\n## {title}\n");
    for item in items {
        let line = item.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(page, "- {}", sentences(&line).join("\n  "));
    }
}

/// A section with lines as they are.
pub fn fenced(page: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(page, "\n## {title}\n\n```text\n{}\n```", lines.join("\n"));
}
