//! What the caller side left as a bundle of STIX 2.1 (OASIS, 10 June 2021), for platforms that
//! exchange such things. Names of objects follow from what they say, so that the same case gives
//! the same objects each time, and a case that was changed a newer version of them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::identifiers::IdentifierKind;
use crate::indicators::{CallSeen, Indicators, Mark, NAMES, What};

/// What stands in every bundle, and the kinds of objects that STIX itself has not.
#[derive(Debug, Deserialize)]
struct Declared {
    created: String,
    maker: Map<String, Value>,
    attack_pattern: Map<String, Value>,
    extensions: Map<String, Value>,
}

static DECLARED: LazyLock<Declared> = LazyLock::new(|| {
    let text = include_str!("stix/declared.json");
    serde_json::from_str(text).expect("built in, and a test reads it")
});

/// In which the names of observables are made (STIX 2.1, section 2.9).
const OBSERVABLES: Uuid = Uuid::from_u128(0x00ab_edb4_aa42_466c_9c01_fed2_3315_a9b7);

/// The bundle, its keys in order of the alphabet: the same case gives the same bytes.
#[must_use]
pub fn bundle(left: &Indicators) -> Value {
    let mut objects = vec![object("identity", "maker", &DECLARED.created, &DECLARED.maker)];
    let mut pattern =
        object("attack-pattern", "voice", &DECLARED.created, &DECLARED.attack_pattern);
    pattern["created_by_ref"] = objects[0]["id"].clone();
    let pattern_id = pattern["id"].clone();
    objects.push(pattern);
    let incident = incident(left);
    let mut refs = vec![incident["id"].clone(), pattern_id.clone()];
    let mut extensions = BTreeSet::new();
    let mut seen = vec![incident];
    for mark in &left.marks {
        let Some(observable) = observable(mark) else { continue };
        if let Some((kind, _)) = DECLARED.extensions.get_key_value(kind_of(&observable)) {
            extensions.insert(kind);
        }
        seen.extend(observed(left, mark, observable, &pattern_id));
    }
    refs.extend(seen.iter().skip(1).map(|object| object["id"].clone()));
    objects.extend(extensions.into_iter().map(|kind| DECLARED.extensions[kind].clone()));
    objects.extend(seen);
    objects.push(report(left, &refs));
    let id = id("bundle", &left.case.to_string());
    let mut bundle = json!({ "type": "bundle", "id": id, "objects": objects });
    bundle.sort_all_objects();
    bundle
}

fn kind_of(object: &Value) -> &str {
    object["type"].as_str().unwrap_or_default()
}

fn id(kind: &str, what: &str) -> String {
    format!("{kind}--{}", Uuid::new_v5(&NAMES, format!("{kind}:{what}").as_bytes()))
}

/// An object that is the same in every bundle.
fn object(kind: &str, name: &str, created: &str, says: &Map<String, Value>) -> Value {
    let mut object = json!({
        "type": kind,
        "spec_version": "2.1",
        "id": id(kind, name),
        "created": created,
        "modified": created,
    });
    let own = object.as_object_mut().expect("it was made an object above");
    own.extend(says.clone());
    object
}

/// An object of a case: as old as the case, and as new as its last change.
fn of_case(left: &Indicators, kind: &str, what: &str) -> Value {
    json!({
        "type": kind,
        "spec_version": "2.1",
        "id": id(kind, &format!("{}:{what}", left.case)),
        "created_by_ref": id("identity", "maker"),
        "created": time(left.opened),
        "modified": time(left.changed),
    })
}

/// To the millisecond, which is what most programs keep.
fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

fn incident(left: &Indicators) -> Value {
    let mut incident = of_case(left, "incident", "case");
    incident["name"] = json!(left.title);
    incident["description"] = json!(described(left));
    incident
}

fn described(left: &Indicators) -> String {
    let mut lines = vec![left.summary.clone()];
    lines.extend(left.signs.iter().map(|sign| format!("- {sign}")));
    lines.extend(left.calls.iter().map(call_line));
    lines.join("\n")
}

/// A call in a line.
pub(crate) fn call_line(call: &CallSeen) -> String {
    let began = call.began.map_or_else(|| "time not known".to_owned(), |at| at.to_string());
    let claimed = match call.claimed.as_slice() {
        [] => String::new(),
        claimed => format!("; posed as: {}", claimed.join(", ")),
    };
    let asked = match call.asked.as_slice() {
        [] => String::new(),
        asked => format!("; asked for: {}", asked.join(", ")),
    };
    format!("Call {}, {began}: {}{claimed}{asked}", call.number, call.level.id())
}

/// What was seen as an observable; none where STIX has no form for it, such as a number whose
/// country nobody knows.
fn observable(mark: &Mark) -> Option<Value> {
    let value = mark.value.as_str();
    let (kind, says) = match &mark.what {
        // E.164 without the sign, as the definition of this kind of object has it.
        What::Identifier(IdentifierKind::Phone) => {
            ("phone-number", json!({ "value": mark.e164()?.trim_start_matches('+') }))
        }
        What::Identifier(IdentifierKind::Site) => ("domain-name", json!({ "value": value })),
        What::Identifier(IdentifierKind::Email) => ("email-addr", json!({ "value": value })),
        What::Identifier(
            IdentifierKind::Bitcoin | IdentifierKind::Ethereum | IdentifierKind::Tron,
        ) => ("cryptocurrency-wallet", json!({ "value": value })),
        What::ToolId { tool } => {
            ("user-account", json!({ "account_type": tool, "user_id": value }))
        }
        What::Address if value.contains(':') => ("ipv6-addr", json!({ "value": value })),
        What::Address => ("ipv4-addr", json!({ "value": value })),
    };
    // The name of an observable is made of what it says, as canonical JSON (RFC 8785); keys are in
    // order here, and the values have no character that is written in two ways.
    let name = Uuid::new_v5(&OBSERVABLES, says.to_string().as_bytes());
    let mut object = says;
    object["type"] = json!(kind);
    object["spec_version"] = json!("2.1");
    object["id"] = json!(format!("{kind}--{name}"));
    if let Some(extension) = DECLARED.extensions.get(kind) {
        let id = extension["id"].as_str().unwrap_or_default();
        object["extensions"] = json!({ id: { "extension_type": "new-sco" } });
    }
    Some(object)
}

/// An observable with when it was seen; and how to recognise it, where it is surely the callers'.
fn observed(left: &Indicators, mark: &Mark, observable: Value, pattern: &Value) -> Vec<Value> {
    let what = observable["id"].as_str().unwrap_or_default().to_owned();
    let mut seen = of_case(left, "observed-data", &what);
    seen["first_observed"] = json!(time(mark.first));
    seen["last_observed"] = json!(time(mark.last));
    seen["number_observed"] = json!(mark.times);
    seen["object_refs"] = json!([what]);
    let mut objects = vec![observable, seen];
    if mark.is_sure() {
        let indicator = indicator(left, mark, &objects[0], &what);
        let from = indicator["id"].clone();
        let based_on = relationship(left, "based-on", (&from, &objects[1]["id"]));
        let indicates = relationship(left, "indicates", (&from, pattern));
        objects.extend([indicator, based_on, indicates]);
    }
    objects
}

fn indicator(left: &Indicators, mark: &Mark, observable: &Value, what: &str) -> Value {
    let kind = kind_of(observable);
    let key = if kind == "user-account" { "user_id" } else { "value" };
    let value = observable[key].as_str().unwrap_or_default();
    let mut indicator = of_case(left, "indicator", what);
    indicator["name"] = json!(format!("{value} ({kind}) of scam callers"));
    let like = mark.looks_like.as_ref();
    let like = like.map_or_else(String::new, |brand| format!(" It looks like {brand}."));
    indicator["description"] = json!(format!("Seen in calls: {}.{like}", mark.seen()));
    indicator["indicator_types"] = json!(["malicious-activity"]);
    indicator["pattern"] = json!(format!("[{kind}:{key} = '{}']", escaped(value)));
    indicator["pattern_type"] = json!("stix");
    indicator["pattern_version"] = json!("2.1");
    indicator["valid_from"] = json!(time(mark.first));
    indicator
}

/// A text inside a pattern.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'")
}

fn relationship(left: &Indicators, kind: &str, (from, to): (&Value, &Value)) -> Value {
    let (from_id, to_id) = (from.as_str().unwrap_or_default(), to.as_str().unwrap_or_default());
    let mut relationship = of_case(left, "relationship", &format!("{from_id} {kind} {to_id}"));
    relationship["relationship_type"] = json!(kind);
    relationship["source_ref"] = from.clone();
    relationship["target_ref"] = to.clone();
    relationship
}

fn report(left: &Indicators, refs: &[Value]) -> Value {
    let mut report = of_case(left, "report", "case");
    report["name"] = json!(left.title);
    report["description"] = json!(left.summary);
    report["report_types"] = json!(["observed-data", "indicator"]);
    report["published"] = json!(time(left.changed));
    report["object_refs"] = json!(refs);
    report
}

#[cfg(test)]
mod tests;
