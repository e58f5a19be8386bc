//! Checks of Rust files: size, names, opening words, and where `unwrap` may stand.

use super::source::{code, defined, functions, test_lines};
use super::{File, Finding};

const FUNCTION_LINES_MAX: usize = 70;

/// Last words of names for things that do something to other things; a noun of the field says more.
const BANNED_WORDS: [&str; 6] = ["manager", "handler", "helper", "helpers", "engine", "processor"];
/// Modules in which anything could stand.
const BANNED_MODULES: [&str; 6] = ["util", "utils", "common", "misc", "helper", "helpers"];
const DEFINING: [&str; 7] = ["fn", "struct", "enum", "union", "trait", "type", "mod"];

/// Looks at one Rust file.
pub fn look(file: &File, findings: &mut Vec<Finding>) {
    let code = code(&file.text);
    names(file, &code, findings);
    if !file.text.starts_with("//!") {
        let message = "Open with `//!` and a sentence: what lives here, and what does not.";
        findings.push(file.finding("opening-words", 1, message));
    }
    for function in functions(&code).iter().filter(|f| f.lines > FUNCTION_LINES_MAX) {
        let message = format!(
            "`{}` has {} lines; at most {FUNCTION_LINES_MAX}.",
            function.name, function.lines
        );
        let finding = file.finding("long-function", function.line, message);
        findings.push(Finding { count: function.lines - FUNCTION_LINES_MAX, ..finding });
    }
    if !file.is_test() {
        unwraps(file, &code, findings);
    }
}

fn names(file: &File, code: &str, findings: &mut Vec<Finding>) {
    if BANNED_MODULES.contains(&file.stem()) {
        let message = format!("A module named `{}` can hold anything.", file.stem());
        findings.push(file.finding("banned-name", 1, message));
    }
    for keyword in DEFINING {
        for (at, name) in defined(code, keyword) {
            let vague = keyword == "mod" && BANNED_MODULES.contains(&name.as_str());
            let last = words(&name).pop().unwrap_or_default();
            if vague || BANNED_WORDS.contains(&last.as_str()) {
                let message = format!("`{name}` does not say what it is.");
                let line = code[..at].matches('\n').count() + 1;
                findings.push(file.finding("banned-name", line, message));
            }
        }
    }
}

/// The words of a name, whether written `like_this` or `LikeThis`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in name.chars() {
        if letter == '_' || letter.is_uppercase() {
            words.push(String::new());
        }
        if letter != '_'
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
    }
    words
}

fn unwraps(file: &File, code: &str, findings: &mut Vec<Finding>) {
    let tests = test_lines(code);
    for (number, line) in (1..).zip(code.lines()) {
        if line.contains(".unwrap()") && !tests.iter().any(|lines| lines.contains(&number)) {
            let message = "Return the error, or `expect` with the reason why it cannot fail.";
            findings.push(file.finding("unwrap", number, message));
        }
    }
}
