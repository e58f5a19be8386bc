//! Checks of any text file: its lines, its length, and that it is named after its id.

use super::prose::sentences;
use super::{File, Finding};

const COLUMNS_MAX: usize = 100;
const CODE_LINES_MAX: usize = 400;
const README_LINES_MAX: usize = 120;
const ARCHITECTURE_LINES_MAX: usize = 200;

/// Folders in which a file bears the name of the one thing inside it.
const NAMED_BY_ID: [&str; 7] = [
    "rules/said/",
    "rules/safeguard/",
    "rules/happened/",
    "rules/callee/",
    "rules/nursery/",
    "facts/",
    "corpus/calls/",
];

/// Looks at one file.
pub fn look(file: &File, findings: &mut Vec<Finding>) {
    let made_for_tests = file.is_test() && !file.has_extension("rs");
    if !made_for_tests {
        blanks(file, findings);
    }
    columns(file, findings);
    length(file, findings);
    if file.has_extension("md") {
        one_sentence_per_line(file, findings);
    }
    let named = NAMED_BY_ID.iter().any(|folder| file.path.starts_with(folder));
    if file.has_extension("toml") && (named || file.path.starts_with("rules/classes/")) {
        named_by_id(file, findings);
    }
}

fn blanks(file: &File, findings: &mut Vec<Finding>) {
    let tabs_mean_something = file.name() == "Makefile" || file.has_extension("tsv");
    for (number, line) in (1..).zip(file.text.lines()) {
        if line.ends_with([' ', '\t']) {
            findings.push(file.finding("trailing-blank", number, "Blanks at the end of the line."));
        }
        if line.contains('\t') && !tabs_mean_something {
            findings.push(file.finding("tab", number, "A tab; indent with blanks."));
        }
    }
    let ends_well = file.text.ends_with('\n') && !file.text.ends_with("\n\n");
    if !ends_well && !file.text.is_empty() {
        let line = file.text.lines().count();
        findings.push(file.finding("end-of-file", line, "End the file with one new line."));
    }
}

/// Only code is measured: a sentence of a rule, a fact or a document stays on its line.
fn columns(file: &File, findings: &mut Vec<Finding>) {
    let code = file.has_extension("rs") || file.name() == "Makefile" || file.path == ".ci/run";
    for (number, line) in (1..).zip(file.text.lines()).filter(|_| code) {
        let columns = line.chars().count();
        if columns > COLUMNS_MAX {
            let message = format!("{columns} columns; at most {COLUMNS_MAX}.");
            findings.push(file.finding("long-line", number, message));
        }
    }
}

fn length(file: &File, findings: &mut Vec<Finding>) {
    let limit = match file.path.as_str() {
        "README.md" => README_LINES_MAX,
        "ARCHITECTURE.md" => ARCHITECTURE_LINES_MAX,
        _ if file.has_extension("rs") => CODE_LINES_MAX,
        _ => return,
    };
    let lines = file.text.lines().count();
    if lines > limit {
        let message = format!("{lines} lines; at most {limit}.");
        let finding = file.finding("long-file", lines, message);
        findings.push(Finding { count: lines - limit, ..finding });
    }
}

fn one_sentence_per_line(file: &File, findings: &mut Vec<Finding>) {
    let mut fenced = false;
    for (number, line) in (1..).zip(file.text.lines()) {
        let start = line.trim_start();
        fenced ^= start.starts_with("```");
        if !fenced && !start.starts_with('|') && sentences(line).len() > 1 {
            let message = "One sentence a line, so that a change shows what changed.";
            findings.push(file.finding("sentence-per-line", number, message));
        }
    }
}

fn named_by_id(file: &File, findings: &mut Vec<Finding>) {
    let mut expected = vec![("id", file.stem())];
    if let Some(rest) = file.path.strip_prefix("rules/said/") {
        expected.push(("slot", rest.split('/').next().unwrap_or_default()));
    }
    for (key, wanted) in expected {
        let head = format!("{key} = \"");
        let mut lines = (1..).zip(file.text.lines());
        let found = lines.find_map(|(number, line)| Some((number, line.strip_prefix(&head)?)));
        let (number, value) = found.unwrap_or((1, "nothing\""));
        if value.trim_end() != format!("{wanted}\"") {
            let message = format!("The place of the file says `{key} = \"{wanted}\"`.");
            findings.push(file.finding("name-is-id", number, message));
        }
    }
}
