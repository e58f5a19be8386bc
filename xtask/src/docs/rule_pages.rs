//! The pages of the rules: `docs/rules/<slot>/<id>.md`, and the index by slot.

use std::fmt::Write as _;

use evidence::facts::Fact;
use evidence::rules::{Direction, Rule};

use super::page::{fenced, head, index_head, list, section};
use super::{Pages, Sources, fact_pages};

/// All pages of rules.
pub fn pages(sources: &Sources) -> Pages {
    let page = |(path, rule): &(String, Rule)| {
        (format!("docs/rules/{}", link(rule)), page(path, rule, sources))
    };
    let mut pages: Pages = sources.rules.iter().map(page).collect();
    pages.insert("docs/rules/README.md".to_owned(), index(sources));
    pages
}

/// A rule's page, from `docs/rules/`.
pub fn link(rule: &Rule) -> String {
    format!("{}/{}.md", rule.slot, rule.id)
}

fn index(sources: &Sources) -> String {
    let mut page = index_head("The rules", "rules/");
    let count = sources.rules.len();
    let _ = writeln!(page, "\n{count} rules; [how a rule is written](../rules.md).");
    for slot in sources.slots() {
        let _ = writeln!(page, "\n## {} (`{slot}`)\n", sources.vocabulary.slot(slot));
        let _ = writeln!(page, "| value | rule |\n|---|---|");
        let mut rules: Vec<&Rule> =
            sources.rules.iter().map(|(_, rule)| rule).filter(|rule| rule.slot == slot).collect();
        rules.sort_by(|a, b| (&a.value, &a.id).cmp(&(&b.value, &b.id)));
        for rule in rules {
            let _ = writeln!(page, "| `{}` | [{}]({}) |", rule.value, rule.title, link(rule));
        }
    }
    page
}

fn page(path: &str, rule: &Rule, sources: &Sources) -> String {
    let mut page = head(&rule.title, path);
    let slot = sources.vocabulary.slot(rule.slot);
    let value = sources.vocabulary.value(rule.slot, &rule.value);
    let _ = writeln!(page, "\n| | |\n|---|---|");
    let _ = writeln!(page, "| slot | {slot} (`{}`) |", rule.slot);
    let _ = writeln!(page, "| value | {value} (`{}`) |", rule.value);
    if let Some(class) = &rule.detail {
        let _ = writeln!(page, "| detail | whichever of the class `{class}` is named |");
    }
    if let Some(text) = &rule.detail_text {
        let _ = writeln!(page, "| detail | {text} |");
    }
    if let Some(direction) = rule.direction {
        let _ = writeln!(page, "| direction | {} |", direction_in_words(direction));
    }
    section(&mut page, "Why it matters", &rule.why);
    section(&mut page, "Who says this honestly", &rule.false_positives);
    list(&mut page, "Found in", &rule.hit);
    list(&mut page, "Not found in", &rule.miss);
    fenced(&mut page, "Patterns", &rule.patterns);
    fenced(&mut page, "Unless these stand near", &rule.unless);
    let facts = sources.facts.iter().filter(|(_, fact)| bears_on(fact, rule));
    let facts = facts
        .map(|(path, fact)| format!("[{}](../../facts/{})", fact.title, fact_pages::link(path)));
    list(&mut page, "Facts that bear on it", &facts.collect::<Vec<_>>());
    let references: Vec<String> =
        rule.references.iter().map(|address| format!("<{address}>")).collect();
    list(&mut page, "References", &references);
    page
}

/// Whether a fact bears on what a rule finds.
pub fn bears_on(fact: &Fact, rule: &Rule) -> bool {
    fact.bears_on.iter().any(|bearing| {
        bearing.slot == rule.slot && bearing.value.as_ref().is_none_or(|value| *value == rule.value)
    })
}

fn direction_in_words(direction: Direction) -> &'static str {
    match direction {
        Direction::FromCallee => "from the person called",
        Direction::ToCallee => "to the person called",
    }
}
