//! Bundles against a golden file, which a published validator reads (`make exchange`).

use super::*;
use crate::indicators::tests::{compare, left};

#[test]
fn the_bundle_is_the_golden_one_and_the_same_each_time() {
    let bundle = bundle(&left());
    compare("stix.json", &(serde_json::to_string_pretty(&bundle).expect("JSON") + "\n"));
}

#[test]
fn a_changed_case_gives_newer_versions_of_the_same_objects() {
    let (mut left, before) = (left(), bundle(&left()));
    left.changed += jiff::SignedDuration::from_secs(60);
    let after = bundle(&left);
    let ids = |bundle: &Value| -> Vec<String> {
        let objects = bundle["objects"].as_array().expect("objects");
        objects.iter().map(|object| object["id"].to_string()).collect()
    };
    assert_eq!(ids(&before), ids(&after));
    let unlike = |bundle: &Value| bundle["objects"].as_array().expect("objects").last().cloned();
    assert_ne!(unlike(&before), unlike(&after), "the report is newer");
}

#[test]
fn a_number_that_was_only_shown_is_seen_and_indicates_nothing() {
    let bundle = bundle(&left());
    let objects = bundle["objects"].as_array().expect("objects");
    let patterns: Vec<&str> =
        objects.iter().filter_map(|object| object["pattern"].as_str()).collect();
    assert!(patterns.contains(&"[phone-number:value = '441632960188']"), "{patterns:?}");
    assert!(patterns.iter().all(|pattern| !pattern.contains("441632960144")), "{patterns:?}");
    let seen = objects.iter().filter(|object| object["value"] == "441632960144");
    assert_eq!(seen.count(), 1);
}

/// The names of observables are those that others give to the same: made of the value alone.
#[test]
fn observables_are_called_as_everywhere() {
    let bundle = bundle(&left());
    let objects = bundle["objects"].as_array().expect("objects");
    let site = objects.iter().find(|object| object["type"] == "domain-name").expect("a site");
    let name = Uuid::new_v5(&OBSERVABLES, br#"{"value":"fast-help.example"}"#);
    assert_eq!(site["id"], format!("domain-name--{name}"));
}

#[test]
fn quotes_in_a_pattern_are_escaped() {
    assert_eq!(escaped(r"a'b\c"), r"a\'b\\c");
}
