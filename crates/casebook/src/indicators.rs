//! What the caller side left in a case: numbers, sites, addresses, wallets, and the other end of
//! remote sessions, each with when and how it was seen. It is what STIX, MISP and block lists are
//! made of; nothing of the client's is in it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use evidence::judgement::Level;
use evidence::knowledge::Knowledge;
use evidence::rules::Slot;
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use crate::case::{Case, CaseId, Direction};
use crate::identifiers::{Identifier, IdentifierKind, Whose, identifiers, is_brands_own};
use crate::passages::Field;
use crate::redaction::Redacted;
use crate::warning::{Bad, NothingToWarnOf, bad, signs, summary, title};

/// In which the names of exchanged objects are made: the name of "tag:hangup:exchange" in the
/// space of addresses (RFC 9562, version 5). It never changes, so that the same case gives the same
/// names.
pub(crate) const NAMES: Uuid = Uuid::from_u128(0xc7a8_e440_163a_585e_aacf_5a6c_751e_5cda);

/// What the caller side left in a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicators {
    /// The case.
    pub case: CaseId,
    /// When it was opened.
    pub opened: Timestamp,
    /// When it was last changed.
    pub changed: Timestamp,
    /// What it is called for others: after whom the callers claim to be.
    pub title: String,
    /// In a sentence or two what happened.
    pub summary: String,
    /// What gave the callers away, the heaviest first.
    pub signs: Vec<String>,
    /// The calls.
    pub calls: Vec<CallSeen>,
    /// What they can be known by, in the order of kinds and values.
    pub marks: Vec<Mark>,
}

/// A call as others may know of it: what the caller side did in it.
#[derive(Debug, Clone, PartialEq)]
pub struct CallSeen {
    /// Its number in the case.
    pub number: u64,
    /// When it began, if that is known.
    pub began: Option<Timestamp>,
    /// When it ended, if that is known.
    pub ended: Option<Timestamp>,
    /// Who rang whom.
    pub direction: Direction,
    /// For whom the caller side said that they call.
    pub claimed: Vec<String>,
    /// What they asked for.
    pub asked: Vec<String>,
    /// What they can be known by: places in the marks of the case.
    pub marks: Vec<usize>,
    /// The verdict.
    pub level: Level,
    /// The probability that it is a scam, 0 to 1.
    pub probability: f64,
}

/// Something that the caller side can be known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// What it is.
    pub what: What,
    /// In the form in which it is compared.
    pub value: String,
    /// When it was seen first.
    pub first: Timestamp,
    /// When it was seen last.
    pub last: Timestamp,
    /// How many times.
    pub times: u64,
    /// In which ways.
    pub ways: BTreeSet<WaySeen>,
    /// Whose site it looks like, where it is not theirs.
    pub looks_like: Option<String>,
}

/// What a mark is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Something that was said, shown or written.
    Identifier(IdentifierKind),
    /// The number of the other end in a tool for remote control.
    ToolId {
        /// The tool.
        tool: String,
    },
    /// The address of the other end of a remote session.
    Address,
}

/// How something was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WaySeen {
    /// The caller side gave it.
    Given,
    /// Money went there.
    Paid,
    /// A check-up found it at the other end of a session.
    Found,
    /// It was shown by the telephone, which can be forged.
    Shown,
}

impl WaySeen {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Given => "given by the caller side",
            Self::Paid => "money was sent there",
            Self::Found => "at the other end of a remote session",
            Self::Shown => "shown by the telephone, which can be forged",
        }
    }
}

impl Mark {
    /// Whether it is surely the caller side's: a number that was only shown can be forged and may
    /// belong to somebody who knows nothing of it, and the address of a line can be a relay's.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        self.what != What::Address && self.ways.iter().any(|way| *way != WaySeen::Shown)
    }

    /// The number in E.164, where it is a telephone number whose country is known.
    #[must_use]
    pub fn e164(&self) -> Option<&str> {
        let phone = self.what == What::Identifier(IdentifierKind::Phone);
        let digits = self.value.strip_prefix('+')?;
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.is_empty();
        (phone && plain).then_some(self.value.as_str())
    }

    /// In which ways it was seen, in words.
    #[must_use]
    pub fn seen(&self) -> String {
        let ways: Vec<&str> = self.ways.iter().map(|way| way.words()).collect();
        ways.join("; ")
    }
}

/// What the caller side left in a redacted case.
///
/// # Errors
/// [`NothingToWarnOf`] where no call is likely a scam.
pub fn indicators(
    redacted: &Redacted,
    knowledge: &Knowledge,
) -> Result<Indicators, NothingToWarnOf> {
    let case = &redacted.case;
    let bad = bad(case, knowledge);
    if bad.is_empty() {
        return Err(NothingToWarnOf);
    }
    let mut found = Found::default();
    let worst: BTreeSet<u64> = bad.iter().map(|(call, _)| call.number).collect();
    for one in identifiers(case).into_iter().filter(|one| one.whose == Whose::Caller) {
        found.take(case, &worst, &one);
    }
    for machine in &case.machines {
        found.take_sessions(&machine.value.findings, machine.added);
    }
    let calls = bad.iter().map(|call| seen(call, &found, knowledge)).collect();
    Ok(Indicators {
        case: case.id,
        opened: case.opened,
        changed: case.changed,
        title: title(&bad, knowledge),
        summary: summary(&bad, knowledge),
        signs: signs(&bad, knowledge),
        calls,
        marks: found.marks.into_values().map(|(mark, _)| mark).collect(),
    })
}

/// Marks by what they are, each with the calls in which it was seen.
#[derive(Debug, Default)]
struct Found {
    marks: BTreeMap<(What, String), (Mark, BTreeSet<u64>)>,
}

impl Found {
    /// Takes what was seen in a call that is likely a scam, or beside the calls.
    fn take(&mut self, case: &Case, bad: &BTreeSet<u64>, one: &Identifier) {
        let part = one.place.part;
        let call = case.calls.iter().find(|call| Some(call.number) == part);
        let own = one.kind == IdentifierKind::Site && is_brands_own(&one.normal);
        if own || call.is_some_and(|call| !bad.contains(&call.number)) {
            return;
        }
        let (way, at) = match call {
            Some(call) if one.place.field == Field::NumberShown => {
                (WaySeen::Shown, call.value.began.unwrap_or(call.added))
            }
            Some(call) => (WaySeen::Given, call.value.began.unwrap_or(call.added)),
            None => beside(case, one),
        };
        let mark = self.add(What::Identifier(one.kind), &one.normal, (way, at), part);
        let brand = one.lookalike_of.as_ref().map(|lookalike| lookalike.brand.clone());
        mark.looks_like = brand.or(mark.looks_like.take());
    }

    fn add(
        &mut self,
        what: What,
        value: &str,
        (way, at): (WaySeen, Timestamp),
        call: Option<u64>,
    ) -> &mut Mark {
        let entry = self.marks.entry((what.clone(), value.to_owned())).or_insert_with(|| {
            let mark = Mark {
                what,
                value: value.to_owned(),
                first: at,
                last: at,
                times: 0,
                ways: BTreeSet::new(),
                looks_like: None,
            };
            (mark, BTreeSet::new())
        });
        let (mark, calls) = entry;
        (mark.first, mark.last) = (mark.first.min(at), mark.last.max(at));
        mark.times += 1;
        mark.ways.insert(way);
        calls.extend(call);
        mark
    }

    /// The other end of every session that gives cause for alarm.
    fn take_sessions(&mut self, findings: &Value, added: Timestamp) {
        let sessions = findings.get("sessions").and_then(Value::as_array);
        for session in sessions.into_iter().flatten() {
            let text = |path: &str| session.pointer(path).and_then(Value::as_str);
            if text("/standing") != Some(ALARMING) {
                continue;
            }
            let began = text("/begin/utc").and_then(|utc| utc.parse().ok()).unwrap_or(added);
            if let (Some(tool), Some(id)) = (text("/tool"), text("/partner/id")) {
                // What was masked is no longer a number.
                if !id.contains('[') {
                    let what = What::ToolId { tool: tool.to_owned() };
                    self.add(what, id, (WaySeen::Found, began), None);
                }
            }
            let address = text("/partner/address").and_then(|text| text.parse::<IpAddr>().ok());
            if let Some(address) = address {
                self.add(What::Address, &address.to_string(), (WaySeen::Found, began), None);
            }
        }
    }
}

/// The standing of a session that gives cause for alarm, as check-ups call it.
const ALARMING: &str = "alarming";

/// How and when something was seen that stands beside the calls.
fn beside(case: &Case, one: &Identifier) -> (WaySeen, Timestamp) {
    let number = one.place.part;
    let payment = case.payments.iter().find(|payment| Some(payment.number) == number);
    if let Some(payment) = payment {
        let day = payment.value.date.map(|date| date.at(0, 0, 0, 0));
        let day = day.and_then(|day| jiff::tz::Offset::UTC.to_timestamp(day).ok());
        return (WaySeen::Paid, day.unwrap_or(payment.added));
    }
    let caller = case.callers.iter().find(|caller| Some(caller.number) == number);
    (WaySeen::Given, caller.map_or(case.opened, |caller| caller.added))
}

fn seen((call, judgement): &Bad<'_>, found: &Found, knowledge: &Knowledge) -> CallSeen {
    let said = |slot: Slot| {
        let mut values: Vec<String> = Vec::new();
        for said in judgement.statements.iter().filter(|said| said.slot == slot) {
            let value = knowledge.vocabulary.value(slot, &said.value).to_owned();
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values
    };
    let marks = found.marks.values().enumerate();
    let marks = marks.filter(|(_, (_, calls))| calls.contains(&call.number));
    CallSeen {
        number: call.number,
        began: call.value.began,
        ended: call.value.ended,
        direction: call.value.direction,
        claimed: said(Slot::Organisation),
        asked: said(Slot::Ask),
        marks: marks.map(|(place, _)| place).collect(),
        level: judgement.verdict.level,
        probability: judgement.verdict.probability,
    }
}

#[cfg(test)]
pub(crate) mod tests;
