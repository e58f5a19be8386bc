//! Events against a golden file, which MISP's own library reads (`make exchange`).

use super::*;
use crate::indicators::tests::{compare, left};

#[test]
fn the_event_is_the_golden_one_and_the_same_each_time() {
    let event = event(&left());
    compare("misp.json", &(serde_json::to_string_pretty(&event).expect("JSON") + "\n"));
}

#[test]
fn names_are_unlike_and_stay_when_the_case_changes() {
    let names = |event: &Value| {
        let mut names = Vec::new();
        collect(event, &mut names);
        names
    };
    let before = names(&event(&left()));
    let mut left = left();
    left.changed += jiff::SignedDuration::from_secs(60);
    assert_eq!(before, names(&event(&left)));
    let unlike: std::collections::BTreeSet<&String> = before.iter().collect();
    assert_eq!(unlike.len(), before.len(), "{before:?}");
}

fn collect(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            names.extend(object.get("uuid").and_then(Value::as_str).map(str::to_owned));
            object.values().for_each(|value| collect(value, names));
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, names)),
        _ => {}
    }
}

#[test]
fn a_number_that_was_only_shown_is_not_for_detection() {
    let event = event(&left());
    let objects = event["Event"]["Object"].as_array().expect("objects");
    let attributes = objects.iter().filter_map(|object| object["Attribute"].as_array()).flatten();
    let numbers: Vec<&Value> =
        attributes.filter(|attribute| attribute["type"] == "phone-number").collect();
    assert!(!numbers.is_empty());
    for number in numbers {
        assert_eq!(number["to_ids"], json!(number["value"] == "+441632960188"), "{number}");
    }
}
