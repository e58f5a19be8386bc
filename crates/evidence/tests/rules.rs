//! Every rule proves itself on its own examples, and everything that Hangup knows fits together.

use std::collections::HashSet;

use evidence::knowledge::{Files, Knowledge, Rules};
use evidence::rules::Slot;

#[test]
fn knowledge_fits_together() {
    let (_, problems) = Knowledge::load(&Files::embedded(), Rules::WithNursery).unwrap();
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn every_rule_finds_its_hits_and_none_of_its_misses() {
    let knowledge = Knowledge::embedded().unwrap();
    let book = &knowledge.book;
    let failures: Vec<String> = (0..book.rules.len()).flat_map(|n| book.prove(n)).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
    let unproven = book.rules.iter().filter(|rule| !rule.is_proven());
    let unproven: Vec<String> = unproven.map(evidence::rules::Rule::name).collect();
    assert!(unproven.is_empty(), "too few examples, move to rules/nursery: {unproven:?}");
}

#[test]
fn every_value_of_the_vocabulary_has_a_rule_and_every_rule_a_value() {
    let knowledge = Knowledge::embedded().unwrap();
    let ruled: HashSet<(Slot, &str)> =
        knowledge.book.rules.iter().map(|rule| (rule.slot, rule.value.as_str())).collect();
    for slot in &knowledge.vocabulary.slots {
        for value in &slot.values {
            assert!(ruled.contains(&(slot.id, value.id.as_str())), "{} {}", slot.id, value.id);
        }
    }
    for (slot, value) in ruled.into_iter().filter(|(_, value)| !value.starts_with('{')) {
        let known = knowledge
            .vocabulary
            .slots
            .iter()
            .any(|each| each.id == slot && each.values.iter().any(|known| known.id == value));
        assert!(known, "{slot}={value} is not in rules/vocabulary.toml");
    }
}
