//! `cargo xtask docs`: a page for each rule and each fact, and an index of each, from the data.
//! Pages say what the files say; weights are left out, since each fit moves them.

mod fact_pages;
mod page;
mod rule_pages;

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use evidence::facts::{Fact, shows_a_machine};
use evidence::knowledge::Vocabulary;
use evidence::rules::{Rule, Slot};
use serde::de::DeserializeOwned;

use crate::tidy::{File, read_all};
use crate::{root, say};

/// Arguments of `cargo xtask docs`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Change nothing; fail if a page is missing, stale or left over.
    #[arg(long)]
    check: bool,
}

/// What the pages are made of.
#[derive(Debug)]
struct Sources {
    vocabulary: Vocabulary,
    rules: Vec<(String, Rule)>,
    facts: Vec<(String, Fact)>,
}

/// Pages by their paths.
type Pages = BTreeMap<String, String>;

/// The folders that hold generated pages and nothing else.
const FOLDERS: [&str; 2] = ["docs/rules/", "docs/facts/"];

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or written, or with `--check` when the pages are not current.
pub fn run(arguments: &Arguments) -> Result<()> {
    let files = read_all(&root())?;
    let sources = Sources::read(&files)?;
    let mut pages = rule_pages::pages(&sources);
    pages.extend(fact_pages::pages(&sources));
    let (stale, left_over) = differences(&pages, &files);
    if arguments.check {
        let wrong: Vec<&str> = stale.iter().chain(&left_over).copied().collect();
        if !wrong.is_empty() {
            bail!("not current: {}; run `cargo xtask docs` and commit", some_of(&wrong));
        }
        say(&format!("docs: {} pages are current", pages.len()));
        return Ok(());
    }
    for path in &left_over {
        std::fs::remove_file(root().join(path)).with_context(|| path.to_string())?;
    }
    for path in &stale {
        let place = root().join(path);
        if let Some(folder) = place.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&place, &pages[*path]).with_context(|| path.to_string())?;
    }
    let (all, written, removed) = (pages.len(), stale.len(), left_over.len());
    say(&format!("docs: {all} pages, {written} written, {removed} removed"));
    Ok(())
}

/// Pages that must be written, and files that have no page any more.
fn differences<'d>(pages: &'d Pages, files: &'d [File]) -> (Vec<&'d str>, Vec<&'d str>) {
    let old: BTreeMap<&str, &str> = files
        .iter()
        .filter(|file| FOLDERS.iter().any(|folder| file.path.starts_with(folder)))
        .map(|file| (file.path.as_str(), file.text.as_str()))
        .collect();
    let stale = pages.iter().filter(|(path, text)| old.get(path.as_str()) != Some(&text.as_str()));
    let left_over = old.keys().filter(|path| !pages.contains_key(**path));
    (stale.map(|(path, _)| path.as_str()).collect(), left_over.copied().collect())
}

/// The first few of many paths.
fn some_of(paths: &[&str]) -> String {
    const SHOWN: usize = 5;
    let shown = paths.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    match paths.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

impl Sources {
    fn read(files: &[File]) -> Result<Self> {
        let vocabulary = files.iter().find(|file| file.path == "rules/vocabulary.toml");
        let vocabulary = vocabulary.context("rules/vocabulary.toml is missing")?;
        let mut rules = Vec::new();
        for folder in ["rules/said/", "rules/safeguard/", "rules/happened/", "rules/callee/"] {
            rules.extend(read_folder(folder, files)?);
        }
        let facts: Vec<(String, Fact)> = read_folder("facts/", files)?;
        let vocabulary =
            toml::from_str(&vocabulary.text).with_context(|| vocabulary.path.clone())?;
        Ok(Self { vocabulary, rules, facts })
    }

    /// The slots that have rules, in the order of the vocabulary.
    fn slots(&self) -> impl Iterator<Item = Slot> {
        let used = |slot: &Slot| self.rules.iter().any(|(_, rule)| rule.slot == *slot);
        self.vocabulary.slots.iter().map(|slot| slot.id).filter(used)
    }
}

fn read_folder<T: DeserializeOwned>(folder: &str, files: &[File]) -> Result<Vec<(String, T)>> {
    let inside = |file: &&File| {
        file.path.starts_with(folder) && file.has_extension("toml") && !shows_a_machine(&file.path)
    };
    let read = |file: &File| {
        let value = toml::from_str(&file.text).with_context(|| file.path.clone())?;
        Ok((file.path.clone(), value))
    };
    files.iter().filter(inside).map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stale_and_left_over_pages_are_told_apart() {
        let page = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        let pages = Pages::from([page("docs/rules/a.md", "new"), page("docs/rules/b.md", "same")]);
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        let files = [
            file("docs/rules/a.md", "old"),
            file("docs/rules/b.md", "same"),
            file("docs/rules/c.md", "gone"),
            file("docs/rules.md", "not a page"),
        ];
        let (stale, left_over) = differences(&pages, &files);
        assert_eq!((stale, left_over), (vec!["docs/rules/a.md"], vec!["docs/rules/c.md"]));
    }
}
