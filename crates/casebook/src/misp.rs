//! What the caller side left as an event of MISP (draft-dulaunoy-misp-core-format), with MISP's own
//! object for telephone numbers and an object of ours for a call, whose template is in `docs/misp`.
//! Names follow from what the event says, so that a second export is the same event.

use std::sync::LazyLock;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::case::Direction;
use crate::identifiers::IdentifierKind;
use crate::indicators::{CallSeen, Indicators, Mark, NAMES, WaySeen, What};

/// A template of an object, as an object names it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Template {
    name: String,
    meta_category: String,
    description: String,
    #[serde(rename = "template_uuid")]
    uuid: String,
    #[serde(rename = "template_version")]
    version: String,
}

/// What stands in every event.
#[derive(Debug, Deserialize)]
struct Declared {
    tag: String,
    phone_number: Template,
    coin_address: Template,
    coins: Coins,
}

/// What the coins are called.
#[derive(Debug, Deserialize)]
struct Coins {
    bitcoin: String,
    ethereum: String,
    tron: String,
}

/// The template of a call, as MISP's repository has its templates.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Definition {
    name: String,
    meta_category: String,
    description: String,
    uuid: String,
    version: u32,
}

static DECLARED: LazyLock<Declared> = LazyLock::new(|| {
    let text = include_str!("misp/event.json");
    serde_json::from_str(text).expect("built in, and a test reads it")
});

static SCAM_CALL: LazyLock<Template> = LazyLock::new(|| {
    let text = include_str!("../../../docs/misp/objects/scam-call/definition.json");
    let read: Definition = serde_json::from_str(text).expect("built in, and a test reads it");
    Template {
        name: read.name,
        meta_category: read.meta_category,
        description: read.description,
        uuid: read.uuid,
        version: read.version.to_string(),
    }
});

/// MISP's level for a threat of which nobody says how great it is.
const THREAT_UNDEFINED: &str = "4";
/// MISP's word for an analysis that is complete.
const ANALYSIS_COMPLETE: &str = "2";
/// MISP's word for what only the organisation sees that takes it in, until it decides otherwise.
const OWN_ORGANISATION: &str = "0";
/// MISP's word for an object or attribute that is shared as its event is.
const AS_THE_EVENT: &str = "5";

/// The event, its keys in order of the alphabet: the same case gives the same bytes.
#[must_use]
pub fn event(left: &Indicators) -> Value {
    let first = left.marks.iter().map(|mark| mark.first);
    let first = first.chain(left.calls.iter().filter_map(|call| call.began)).min();
    let date = first.unwrap_or(left.opened).strftime("%Y-%m-%d").to_string();
    let of = Of { left };
    let calls = left.calls.iter().map(|call| of.call(call));
    let objects: Vec<Value> =
        calls.chain(left.marks.iter().filter_map(|mark| of.mark_object(mark))).collect();
    let attributes: Vec<Value> = left.marks.iter().filter_map(|mark| of.mark(mark)).collect();
    let mut event = json!({ "Event": {
        "uuid": of.name("event", ""),
        "info": left.title,
        "date": date,
        "timestamp": seconds(left.changed),
        "threat_level_id": THREAT_UNDEFINED,
        "analysis": ANALYSIS_COMPLETE,
        "distribution": OWN_ORGANISATION,
        "published": false,
        "Tag": [{ "name": DECLARED.tag }],
        "Attribute": attributes,
        "Object": objects,
    } });
    event.sort_all_objects();
    event
}

fn seconds(at: Timestamp) -> String {
    at.as_second().to_string()
}

/// To the microsecond, as MISP writes it.
fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%6f+00:00").to_string()
}

/// Whether something is to be used for detection: a number that was only shown is not.
fn to_ids(mark: &Mark) -> bool {
    mark.is_sure()
}

/// What is made of a case.
#[derive(Debug, Clone, Copy)]
struct Of<'l> {
    left: &'l Indicators,
}

impl Of<'_> {
    /// The name of something in the event.
    fn name(self, kind: &str, what: &str) -> String {
        let case = self.left.case;
        Uuid::new_v5(&NAMES, format!("misp:{kind}:{case}:{what}").as_bytes()).to_string()
    }

    /// A value, with its type and its category.
    fn attribute(self, kind: &str, category: &str, value: &str) -> Value {
        json!({
            "type": kind,
            "category": category,
            "value": value,
            "distribution": AS_THE_EVENT,
            "timestamp": seconds(self.left.changed),
        })
    }

    /// An object with its values, each with its relation, its type, its category and its use.
    fn object(self, template: &Template, what: &str, values: Vec<(&str, Value)>) -> Value {
        let uuid = self.name(&template.name, what);
        let attributes = values.into_iter().enumerate().map(|(place, (relation, mut value))| {
            value["object_relation"] = json!(relation);
            value["uuid"] = json!(self.name(&uuid, &format!("{place}:{relation}")));
            value
        });
        json!({
            "uuid": uuid,
            "name": template.name,
            "meta-category": template.meta_category,
            "description": template.description,
            "template_uuid": template.uuid,
            "template_version": template.version,
            "distribution": AS_THE_EVENT,
            "timestamp": seconds(self.left.changed),
            "Attribute": attributes.collect::<Vec<Value>>(),
        })
    }

    fn call(self, call: &CallSeen) -> Value {
        let text = |text: &str| self.attribute("text", "Other", text);
        let time = |at: Timestamp| self.attribute("datetime", "Other", &moment(at));
        let mut values: Vec<(&str, Value)> = Vec::new();
        values.extend(call.began.map(|at| ("began", time(at))));
        values.extend(call.ended.map(|at| ("ended", time(at))));
        let direction = match call.direction {
            Direction::In => "in",
            Direction::Out => "out",
            Direction::NotKnown => "not-known",
        };
        values.push(("direction", text(direction)));
        for mark in call.marks.iter().filter_map(|place| self.left.marks.get(*place)) {
            values.extend(self.number_or_site(mark));
        }
        values.extend(call.claimed.iter().map(|name| ("claimed-organisation", text(name))));
        values.extend(call.asked.iter().map(|what| ("asked-for", text(what))));
        values.push(("verdict", text(call.level.id())));
        let probability = format!("{:.4}", call.probability);
        values.push(("probability", self.attribute("float", "Other", &probability)));
        self.object(&SCAM_CALL, &call.number.to_string(), values)
    }

    fn number_or_site(self, mark: &Mark) -> Option<(&'static str, Value)> {
        let (relation, mut value) = match mark.what {
            What::Identifier(IdentifierKind::Phone) => {
                let given = mark.ways.contains(&WaySeen::Given);
                let relation = if given { "number-given" } else { "number-shown" };
                (relation, self.attribute("phone-number", "Financial fraud", mark.e164()?))
            }
            What::Identifier(IdentifierKind::Site) => {
                ("site-given", self.attribute("domain", "Network activity", &mark.value))
            }
            _ => return None,
        };
        value["to_ids"] = json!(to_ids(mark));
        Some((relation, value))
    }

    /// A number or a wallet as an object.
    fn mark_object(self, mark: &Mark) -> Option<Value> {
        let What::Identifier(kind) = mark.what else { return None };
        let coins = &DECLARED.coins;
        let (template, values) = match kind {
            IdentifierKind::Phone => {
                let mut number = self.attribute("phone-number", "Other", mark.e164()?);
                number["to_ids"] = json!(to_ids(mark));
                let text = self.attribute("text", "Other", &mark.seen());
                (&DECLARED.phone_number, vec![("phone-number", number), ("text", text)])
            }
            IdentifierKind::Bitcoin => {
                let mut address = self.attribute("btc", "Financial fraud", &mark.value);
                address["to_ids"] = json!(to_ids(mark));
                (&DECLARED.coin_address, self.coin(("address", address), &coins.bitcoin, mark))
            }
            IdentifierKind::Ethereum | IdentifierKind::Tron => {
                let coin = if kind == IdentifierKind::Tron { &coins.tron } else { &coins.ethereum };
                let address = self.attribute("text", "Financial fraud", &mark.value);
                (&DECLARED.coin_address, self.coin(("address-crypto", address), coin, mark))
            }
            IdentifierKind::Site | IdentifierKind::Email => return None,
        };
        let mut object = self.object(template, &mark.value, values);
        object["first_seen"] = json!(moment(mark.first));
        object["last_seen"] = json!(moment(mark.last));
        Some(object)
    }

    fn coin<'v>(self, address: (&'v str, Value), coin: &str, mark: &Mark) -> Vec<(&'v str, Value)> {
        let text = |text: &str| self.attribute("text", "Other", text);
        vec![address, ("symbol", text(coin)), ("text", text(&mark.seen()))]
    }

    /// What MISP has a type of its own for and no object is needed.
    fn mark(self, mark: &Mark) -> Option<Value> {
        let (kind, category) = match &mark.what {
            What::Identifier(IdentifierKind::Site) => ("domain", "Network activity"),
            What::Identifier(IdentifierKind::Email) => ("email-src", "Payload delivery"),
            What::Address => ("ip-src", "Network activity"),
            What::ToolId { .. } => ("text", "Attribution"),
            What::Identifier(_) => return None,
        };
        let mut attribute = self.attribute(kind, category, &mark.value);
        let tool = match &mark.what {
            What::ToolId { tool } => format!("The number of the other end in {tool}: "),
            _ => String::new(),
        };
        attribute["uuid"] = json!(self.name(kind, &mark.value));
        attribute["comment"] = json!(format!("{tool}{}", mark.seen()));
        attribute["to_ids"] = json!(to_ids(mark) && kind != "text");
        attribute["first_seen"] = json!(moment(mark.first));
        attribute["last_seen"] = json!(moment(mark.last));
        Some(attribute)
    }
}

#[cfg(test)]
mod tests;
