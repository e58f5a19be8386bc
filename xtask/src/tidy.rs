//! `cargo xtask tidy`: the house style as a test. What breaks it today is counted in
//! `xtask/tidy.toml`; a count may only go down. What the compiler, rustfmt and clippy check is not
//! checked again here.

mod files;
mod prose;
mod ratchet;
mod rust;
mod safety;
mod source;
mod text;

use anyhow::{Result, bail};

pub use files::{File, read_all};
pub use prose::sentences;

use crate::{root, say};
use ratchet::Ratchet;

/// Arguments of `cargo xtask tidy`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Lower the counts in xtask/tidy.toml to what is left; none is raised and none is added.
    #[arg(long)]
    tighten: bool,
}

/// One place that breaks the style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The name of the check, as in `xtask/tidy.toml`.
    pub check: &'static str,
    /// The file, from the project's root.
    pub path: String,
    /// The line, counted from 1.
    pub line: usize,
    /// How much it counts: lines beyond a limit, or 1.
    pub count: usize,
    /// What is wrong, and what to do.
    pub message: String,
}

/// Runs the command.
///
/// # Errors
/// When files cannot be read, or when the style is broken in a place that is not counted.
pub fn run(arguments: &Arguments) -> Result<()> {
    let files = read_all(&root())?;
    let findings = look(&files);
    let ratchet = Ratchet::read()?;
    if arguments.tighten {
        return ratchet.tightened(&findings).write();
    }
    let complaints = ratchet.complaints(&findings);
    complaints.iter().for_each(|complaint| say(complaint));
    let files = files.len();
    if !complaints.is_empty() {
        let breaches = complaints.len();
        bail!("{breaches} breaches of the house style in {files} files; STYLE.md says why");
    }
    say(&format!("tidy: {files} files, {} exceptions to mend (xtask/tidy.toml)", ratchet.total()));
    Ok(())
}

/// Everything that breaks the style.
fn look(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        text::look(file, &mut findings);
        safety::look(file, &mut findings);
        if file.has_extension("rs") {
            rust::look(file, &mut findings);
        }
    }
    findings
}

impl File {
    /// A finding in this file.
    fn finding(&self, check: &'static str, line: usize, message: impl Into<String>) -> Finding {
        Finding { check, path: self.path.clone(), line, count: 1, message: message.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_project_is_tidy() {
        let findings = look(&read_all(&root()).expect("the project can be read"));
        let ratchet = Ratchet::read().expect("xtask/tidy.toml is sound");
        let complaints = ratchet.complaints(&findings);
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    }

    /// The checks that a file breaks, with their lines.
    fn checks(path: &str, text: &str) -> Vec<String> {
        let file = File { path: path.to_owned(), text: text.to_owned() };
        let found = look(&[file]);
        found.iter().map(|finding| format!("{}:{}", finding.check, finding.line)).collect()
    }

    #[test]
    fn text_is_clean() {
        assert_eq!(checks("a.md", "One.\n"), [""; 0]);
        assert_eq!(
            checks("a.md", "One. \nTwo\tthree."),
            ["trailing-blank:1", "tab:2", "end-of-file:2"]
        );
        assert_eq!(
            checks("a.md", "One. Two.\n| One. Two. |\n```\nOne. Two.\n```\n"),
            ["sentence-per-line:1"]
        );
        assert_eq!(checks("README.md", &"Word\n".repeat(121)), ["long-file:121"]);
    }

    #[test]
    fn a_file_is_named_after_its_id() {
        assert_eq!(checks("rules/said/ask/pay.toml", "id = \"pay\"\nslot = \"ask\"\n"), [""; 0]);
        assert_eq!(
            checks("rules/said/ask/pay.toml", "id = \"paid\"\nslot = \"proof\"\n"),
            ["name-is-id:1", "name-is-id:2"]
        );
        assert_eq!(checks("facts/money/pay.toml", "title = \"Pay\"\n"), ["name-is-id:1"]);
    }

    #[test]
    fn rust_is_small_and_named_well() {
        let long = format!("//! A.\nfn long() {{\n{}}}\n", "    // }\n".repeat(70));
        assert_eq!(checks("a.rs", &long), ["long-function:2"]);
        assert_eq!(
            checks("a.rs", "//! A.\nstruct CallHandler;\nmod utils;\nfn processor_time() {}\n"),
            ["banned-name:2", "banned-name:3"]
        );
        assert_eq!(checks("src/misc.rs", "fn a() {}\n"), ["banned-name:1", "opening-words:1"]);
        assert_eq!(checks("a.rs", &format!("//! {}\n", "é".repeat(97))), ["long-line:1"]);
    }

    #[test]
    fn unwrap_is_for_tests() {
        let tests = "#[cfg(test)]\nmod tests {\n    fn c() { b().unwrap(); }\n}\n";
        let code = &format!("//! A.\nfn a() {{ b().unwrap(); }}\n{tests}");
        assert_eq!(checks("a.rs", code), ["unwrap:2"]);
        assert_eq!(checks("tests/a.rs", code), [""; 0]);
        let words = "//! A.\n// b().unwrap()\nconst A: &str = \".unwrap()\";\n";
        assert_eq!(checks("a.rs", words), [""; 0]);
    }

    #[test]
    fn nothing_names_a_machine_or_a_registry() {
        let folder = ["", "home", "ann"].join("/");
        assert_eq!(checks("a.md", &format!("See {folder}/notes.\n")), ["machine-path:1"]);
        assert_eq!(checks("a.md", &format!("See https://example.org{folder}.\n")), [""; 0]);
        let host = ["crates", "io"].join(".");
        assert_eq!(checks("a.md", &format!("From https://{host}/.\n")), ["registry-host:1"]);
    }

    #[test]
    fn people_in_examples_are_invented() {
        let number = ["613", "555", "2142"].join(" ");
        assert_eq!(checks("examples/a.txt", "Ring 613 555 0142 or +1 (212) 555-0199.\n"), [""; 0]);
        let figures = "On 2026-11-23, from 100 2000, I paid 1,693.00 to 4471 9923.\n";
        assert_eq!(checks("examples/a.txt", figures), [""; 0]);
        let short = number.replacen("613 ", "", 1);
        assert_eq!(checks("examples/a.txt", &format!("Ring {short}.\n")), ["telephone-number:1"]);
        assert_eq!(checks("examples/a.txt", &format!("Ring {number}.\n")), ["telephone-number:1"]);
        assert_eq!(checks("facts/README.md", &format!("Ring {number}.\n")), [""; 0]);
        assert_eq!(checks("examples/a.txt", "See pay.example.com, a@mail.example.\n"), [""; 0]);
        assert_eq!(checks("examples/a.txt", "See windows-help.net.\n"), ["real-address:1"]);
    }
}
