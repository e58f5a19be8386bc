//! `hangup rules`: the rules that find statements, shown and checked.

use std::collections::HashMap;
use std::io::Write;

use anyhow::Result;
use checkup::facts::Facts;
use clap::{Args, Subcommand};
use evidence::knowledge::{Files, Knowledge, Rules, Vocabulary};
use evidence::rules::{Rule, Slot};
use serde_json::json;

use crate::knowledge::{KnowledgeArguments, one_line};
use crate::outcome::Outcome;
use crate::page::{Page, counted, width};
use crate::suggest;

/// The arguments of `hangup rules`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
    #[command(flatten)]
    knowledge: KnowledgeArguments,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  hangup rules list
  hangup rules show ask/install-remote-tool
  hangup rules check                      Do all rules find what they must, and nothing else?
  hangup rules --knowledge . check        The same for the rules of this folder

Exit codes: 0 done; 1 a check failed; 2 bad input or wrong usage.";

#[derive(Debug, Subcommand)]
enum Action {
    /// List all rules by slot
    List,
    /// Show one rule with what it weighs
    Show {
        /// The rule's id, or its slot and id: ask/install-remote-tool
        id: String,
    },
    /// Prove every rule on its own examples; exit with 1 if one fails
    Check,
}

/// Runs one of the actions.
///
/// # Errors
/// When the knowledge cannot be loaded, or there is no such rule.
pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let files = arguments.knowledge.files()?;
    let (knowledge, problems) = Knowledge::load(&files, Rules::WithNursery)?;
    let mut out = anstream::stdout().lock();
    match &arguments.action {
        Action::List => list(&knowledge, arguments.json, &mut out)?,
        Action::Show { id } => show(&knowledge, id, arguments.json, &mut out)?,
        Action::Check => {
            let mut failures: Vec<String> = problems.iter().map(one_line).collect();
            failures.extend(check(&files, &knowledge));
            return report(&failures, knowledge.book.rules.len(), arguments.json, &mut out);
        }
    }
    Ok(Outcome::Done)
}

fn list(knowledge: &Knowledge, json: bool, out: &mut dyn Write) -> Result<()> {
    let rules = &knowledge.book.rules;
    if json {
        serde_json::to_writer_pretty(&mut *out, rules)?;
        return Ok(writeln!(out)?);
    }
    let mut page = Page::new(width());
    for slot in &knowledge.vocabulary.slots {
        let of_slot: Vec<&Rule> = rules.iter().filter(|rule| rule.slot == slot.id).collect();
        if of_slot.is_empty() {
            continue;
        }
        page.heading(&format!("{}: {} ({})", slot.id, slot.title, of_slot.len()));
        for rule in of_slot {
            page.item("  ", "", &format!("{}: {}", rule.id, rule.title));
        }
    }
    page.gap();
    page.line(&counted(rules.len(), "rule", "rules"));
    Ok(out.write_all(page.into_text().as_bytes())?)
}

fn show(knowledge: &Knowledge, id: &str, json: bool, out: &mut dyn Write) -> Result<()> {
    let Some(number) = knowledge.book.find(id) else {
        let names: Vec<String> = knowledge.book.rules.iter().map(Rule::name).collect();
        let list = "`hangup rules list` lists them all.";
        return Err(suggest::unknown("rule", id, names.iter().map(String::as_str), list));
    };
    let rule = &knowledge.book.rules[number];
    let key = weight_key(rule);
    let weight = knowledge.scores.weights.get(&key);
    if json {
        let value = json!({ "rule": rule, "weight_key": key, "weight": weight });
        serde_json::to_writer_pretty(&mut *out, &value)?;
        return Ok(writeln!(out)?);
    }
    let mut page = Page::new(width());
    page.heading(&rule.name());
    page.paragraph("", &rule.title);
    let slot = knowledge.vocabulary.slot(rule.slot);
    page.paragraph("", &format!("{slot}: {}", knowledge.vocabulary.value(rule.slot, &rule.value)));
    add_weight(&mut page, knowledge, rule, &key);
    add_list(&mut page, "Why it matters", std::slice::from_ref(&rule.why));
    add_list(&mut page, "Who says it honestly", std::slice::from_ref(&rule.false_positives));
    add_list(&mut page, "It is found where one of these patterns fits", &rule.patterns);
    add_list(&mut page, "But not near one of these", &rule.unless);
    let detail = rule.detail.iter().map(|class| format!("a word of the class {{{class}}}"));
    let detail: Vec<String> = detail.chain(rule.detail_text.clone()).collect();
    add_list(&mut page, "The detail beside the value", &detail);
    add_list(&mut page, "It must be found in", &rule.hit);
    add_list(&mut page, "It must not be found in", &rule.miss);
    add_list(&mut page, "To read", &rule.references);
    Ok(out.write_all(page.into_text().as_bytes())?)
}

/// The key under which `rules/scores.toml` weighs what a rule finds.
fn weight_key(rule: &Rule) -> String {
    let value = if rule.slot == Slot::Amount { "any" } else { &rule.value };
    format!("{}={value}", rule.slot)
}

fn add_weight(page: &mut Page, knowledge: &Knowledge, rule: &Rule, key: &str) {
    let weight = match knowledge.scores.weights.get(key) {
        Some(weight) => format!("It adds {weight:+.4} to the log-odds of a scam"),
        None => "It adds nothing to the log-odds of a scam".to_owned(),
    };
    let cap = knowledge.scores.caps.get(rule.slot.id());
    let cap = cap.map_or_else(String::new, |cap| {
        format!("; all that is said in the slot {} adds at most {cap:+.4}", rule.slot)
    });
    page.paragraph("", &format!("{weight} ({key}, once a call){cap}."));
}

fn add_list(page: &mut Page, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    page.heading(title);
    lines.iter().for_each(|line| page.item("  ", "- ", line));
}

/// Everything that is wrong with the rules, a line each.
fn check(files: &Files, knowledge: &Knowledge) -> Vec<String> {
    let mut failures = Vec::new();
    let mut seen: HashMap<String, String> = HashMap::new();
    for (path, rule) in FOLDERS.iter().flat_map(|folder| files.each::<Rule>(folder)) {
        // Files that are no rules are named by whoever loaded the knowledge.
        let Ok(rule) = rule else { continue };
        if let Some(other) = seen.insert(rule.name(), path.to_owned()) {
            failures.push(format!("{path}: {} also stands in {other}", rule.name()));
        }
        let wrong = wrong_with(path, &rule, &knowledge.vocabulary);
        failures.extend(wrong.into_iter().map(|wrong| format!("{path}: {wrong}")));
    }
    let numbers = 0..knowledge.book.rules.len();
    failures.extend(numbers.flat_map(|number| knowledge.book.prove(number)));
    match Facts::load(files) {
        Ok(facts) => failures.extend(facts.unproven_rules()),
        Err(error) => failures.push(error.to_string()),
    }
    failures
}

const FOLDERS: [&str; 5] =
    ["rules/said/", "rules/safeguard/", "rules/happened/", "rules/callee/", NURSERY];
const NURSERY: &str = "rules/nursery/";
const SAID: &str = "rules/said/";

fn wrong_with(path: &str, rule: &Rule, vocabulary: &Vocabulary) -> Vec<String> {
    let mut wrong = Vec::new();
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if name != format!("{}.toml", rule.id) {
        wrong.push(format!("the id is `{}`, so the file must be {}.toml", rule.id, rule.id));
    }
    if path.starts_with(SAID) && !folder.ends_with(&format!("/{}", rule.slot)) {
        wrong.push(format!("the slot is `{}`, so the folder must be {SAID}{0}", rule.slot));
    }
    if !knows(vocabulary, rule.slot, &rule.value) {
        let value = &rule.value;
        wrong.push(format!("`{value}` is no value of `{}` in rules/vocabulary.toml", rule.slot));
    }
    if !path.starts_with(NURSERY) && !rule.is_proven() {
        let (hits, misses) = Rule::EXAMPLES_MIN;
        wrong.push(format!(
            "{} and {}; it needs {hits} and {misses}, or its place is {NURSERY}",
            counted(rule.hit.len(), "hit", "hits"),
            counted(rule.miss.len(), "miss", "misses")
        ));
    }
    wrong
}

/// Whether the vocabulary lists a value; a slot without a list, or a class in braces, takes any.
pub(super) fn knows(vocabulary: &Vocabulary, slot: Slot, value: &str) -> bool {
    let listed = vocabulary.slots.iter().find(|each| each.id == slot);
    listed.is_some_and(|slot| slot.values.is_empty() || slot.values.iter().any(|v| v.id == value))
        || value.starts_with('{')
}

fn report(failures: &[String], rules: usize, json: bool, out: &mut dyn Write) -> Result<Outcome> {
    if json {
        let value = json!({ "rules": rules, "failures": failures });
        serde_json::to_writer_pretty(&mut *out, &value)?;
        writeln!(out)?;
    } else {
        let mut page = Page::new(width());
        failures.iter().for_each(|failure| page.item("", "- ", failure));
        let failed = counted(failures.len(), "failure", "failures");
        page.line(&format!("{} checked, {failed}", counted(rules, "rule", "rules")));
        out.write_all(page.into_text().as_bytes())?;
    }
    Ok(Outcome::failed_if(!failures.is_empty()))
}
