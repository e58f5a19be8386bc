//! The parts of a case by the paths of `advice/recovery/case.toml`, as text that goes into letters
//! and forms. What is not known is absent.

use std::cell::OnceCell;

use serde_json::Value;

use super::date::{written, written_time};
use super::knowledge::Recovery;
use super::{amount, told};
use crate::case::{Call, Case, Claim, Direction, Item, Payment, Way};
use crate::identifiers::{Identifier, IdentifierKind, Whose, identifiers, is_brands_own};
use crate::passages::Field;

/// A case as a letter or a form sees it: some of its payments, and the claims about them.
#[derive(Debug, Clone)]
pub struct View<'v> {
    /// The case.
    pub case: &'v Case,
    /// What is known of recovery.
    pub recovery: &'v Recovery,
    /// The country by whose habits money and days are written.
    pub country: Option<&'v str>,
    /// The payments.
    pub payments: Vec<&'v Item<Payment>>,
    /// The claims.
    pub claims: Vec<&'v Item<Claim>>,
    /// What the callers can be known by, found when it is first asked for.
    pub(crate) known_by: OnceCell<Vec<Identifier>>,
}

impl<'v> View<'v> {
    /// A case with all that is in it.
    #[must_use]
    pub fn whole(case: &'v Case, recovery: &'v Recovery) -> Self {
        Self {
            case,
            recovery,
            country: case.client.country.as_deref(),
            payments: case.payments.iter().collect(),
            claims: case.claims.iter().collect(),
            known_by: OnceCell::new(),
        }
    }
}

/// One value for each member of the list that the path goes through, or for the part itself.
type Values = Vec<Option<String>>;
type Fill = fn(&View<'_>) -> Values;

/// Every path that can be filled, and how.
const PARTS: &[(&str, Fill)] = &[
    ("case.story", |view| lines(told::story(view.case))),
    ("case.false_claims[]", |view| lines(told::false_claims(view.case))),
    ("case.happened[]", happened),
    ("case.client.name", |view| vec![view.case.client.name.clone()]),
    ("case.client.address", |view| vec![view.case.client.address.clone()]),
    ("case.client.country", |view| vec![view.case.client.country.clone()]),
    ("case.client.phone", |view| vec![view.case.client.phone.clone()]),
    ("case.client.email", |view| vec![view.case.client.email.clone()]),
    ("case.client.age", |view| vec![view.case.client.age.map(|age| age.to_string())]),
    ("case.client.circumstances", |view| vec![view.case.client.circumstances.clone()]),
    ("case.client.papers_given[]", |view| lines(view.case.client.papers_given.clone())),
    ("case.reporter.name", |view| vec![view.case.reporter.name.clone()]),
    ("case.reporter.relation", |view| vec![view.case.reporter.relation.clone()]),
    ("case.reporter.phone", |view| vec![view.case.reporter.phone.clone()]),
    ("case.reporter.email", |view| vec![view.case.reporter.email.clone()]),
    ("case.caller.names[]", |view| {
        lines(view.case.callers.iter().flat_map(|caller| caller.value.names.clone()))
    }),
    ("case.caller.organisations[]", |view| {
        lines(view.case.callers.iter().flat_map(|caller| caller.value.organisations.clone()))
    }),
    ("case.caller.posed_as[]", |view| lines(told::posed_as(view.case))),
    ("case.caller.numbers_given[]", |view| left(view, IdentifierKind::Phone)),
    ("case.caller.sites[]", |view| left(view, IdentifierKind::Site)),
    ("case.caller.emails[]", |view| left(view, IdentifierKind::Email)),
    ("case.caller.addresses[]", |view| {
        lines(view.case.callers.iter().flat_map(|caller| caller.value.addresses.clone()))
    }),
    ("case.caller.staff_ids[]", |view| {
        lines(view.case.callers.iter().flat_map(|caller| caller.value.staff_ids.clone()))
    }),
    ("case.caller.language", |view| {
        lines(view.case.callers.iter().filter_map(|caller| caller.value.language.clone()))
    }),
    ("case.calls[].begun", |view| {
        calls(view, |call| Some(written_time(call.began?, view.country)))
    }),
    ("case.calls[].direction", |view| calls(view, |call| direction(call, view.recovery))),
    ("case.calls[].claimed", |view| {
        let begun = |call: &Call| Some(written_time(call.began?, view.country));
        calls(view, |call| told::claimed(call, view.case).or_else(|| begun(call)))
    }),
    ("case.calls[].number_shown", only_shown),
    ("case.payments", |view| {
        let paid = (!view.payments.is_empty()).then(|| "Yes".to_owned());
        vec![paid]
    }),
    ("case.payments[].way", |view| payments(view, |payment| Some(way(payment.way).to_owned()))),
    ("case.payments[].kind", |view| {
        payments(view, |payment| Some(payment.deceit?.words().to_owned()))
    }),
    ("case.payments[].amount", |view| payments(view, |payment| sum(payment, view.country))),
    ("case.payments[].currency", |view| payments(view, |payment| payment.currency.clone())),
    ("case.payments[].date", |view| {
        payments(view, |payment| Some(written(payment.date?, view.country)))
    }),
    ("case.payments[].statement_date", |view| {
        payments(view, |payment| Some(written(payment.statement_date?, view.country)))
    }),
    ("case.payments[].discovered", |view| {
        payments(view, |payment| Some(written(payment.discovered?, view.country)))
    }),
    ("case.payments[].told", |view| {
        payments(view, |payment| Some(written(payment.told?, view.country)))
    }),
    ("case.payments[].to", |view| payments(view, |payment| payment.recipient.clone())),
    ("case.payments[].to_account", |view| payments(view, |payment| payment.to_account.clone())),
    ("case.payments[].institution", |view| payments(view, |payment| payment.institution.clone())),
    ("case.payments[].account", |view| payments(view, |payment| payment.account.clone())),
    ("case.payments[].reference", |view| payments(view, |payment| payment.reference.clone())),
    ("case.payments[].promised", |view| payments(view, |payment| payment.promised.clone())),
    ("case.machines[].system", |view| {
        view.case.machines.iter().map(|machine| Some(machine.value.name.clone())).collect()
    }),
    ("case.machines[].tools[].name", |view| {
        sessions(view.case).iter().map(|session| Some(session.tool_name.clone())).collect()
    }),
    ("case.machines[].tools[].remote_id", |view| {
        sessions(view.case).into_iter().map(|session| session.partner).collect()
    }),
    ("case.machines[].tools[].address", |view| {
        sessions(view.case).into_iter().map(|session| session.address).collect()
    }),
    ("case.machines[].tools[].times", |view| {
        sessions(view.case).into_iter().map(|session| session.times).collect()
    }),
    ("case.attachments[].name", |view| {
        view.case.attachments.iter().map(|file| Some(file.value.name.clone())).collect()
    }),
    ("case.claims[].to", |view| claims(view, |claim| Some(claim.to.clone()))),
    ("case.claims[].kind", |view| claims(view, |claim| Some(claim.kind.words().to_owned()))),
    ("case.claims[].sent", |view| claims(view, |claim| Some(written(claim.sent?, view.country)))),
    ("case.claims[].answered", |view| {
        claims(view, |claim| Some(written(claim.answered?, view.country)))
    }),
    ("case.claims[].reference", |view| claims(view, |claim| claim.reference.clone())),
    ("case.claims[].answer", |view| claims(view, |claim| claim.answer.clone())),
    ("case.reports[].to", |view| {
        view.case.reports.iter().map(|report| Some(report.value.to.clone())).collect()
    }),
    ("case.reports[].number", |view| {
        view.case.reports.iter().map(|report| report.value.number.clone()).collect()
    }),
];

/// Whether a path can be filled.
pub(crate) fn is_known(path: &str) -> bool {
    PARTS.iter().any(|(known, _)| *known == path)
}

fn values(path: &str, view: &View<'_>) -> Values {
    PARTS.iter().find(|(known, _)| *known == path).map_or_else(Vec::new, |(_, fill)| fill(view))
}

/// What the parts with these paths hold, one thing a line. Neighbouring paths into one list make
/// one line for each of its members; what stands there twice is said once.
pub(crate) fn rows(paths: &[String], view: &View<'_>) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for group in paths.chunk_by(|a, b| list(a).is_some() && list(a) == list(b)) {
        let columns: Vec<Values> = group.iter().map(|path| values(path, view)).collect();
        let members = columns.iter().map(Vec::len).max().unwrap_or(0);
        for member in 0..members {
            let cells = columns.iter().filter_map(|column| column.get(member)?.clone());
            let cells: Vec<String> = cells.filter(|cell| !cell.trim().is_empty()).collect();
            let row = cells.join(", ");
            if !row.is_empty() && !rows.contains(&row) {
                rows.push(row);
            }
        }
    }
    rows
}

/// The list that a path goes through, if it has members with several parts.
fn list(path: &str) -> Option<&str> {
    Some(path.rsplit_once("[].")?.0)
}

fn lines(values: impl IntoIterator<Item = String>) -> Values {
    values.into_iter().map(Some).collect()
}

fn calls(view: &View<'_>, part: impl Fn(&Call) -> Option<String>) -> Values {
    view.case.calls.iter().map(|call| part(&call.value)).collect()
}

/// What the caller side gave of one kind, in the calls and beside them, each once. A number that
/// only the telephone showed is not given.
fn left(view: &View<'_>, kind: IdentifierKind) -> Values {
    let mut found: Vec<(&str, &str)> = Vec::new();
    for one in given(view).filter(|one| one.kind == kind) {
        let own = kind == IdentifierKind::Site && is_brands_own(&one.normal);
        if !own && !found.iter().any(|(normal, _)| *normal == one.normal) {
            // What was said may be in words; what was typed in stays as it is.
            let said = one.place.field == Field::Said;
            found.push((&one.normal, if said { &one.normal } else { &one.as_written }));
        }
    }
    lines(found.into_iter().map(|(_, shown)| shown.to_owned()))
}

fn given<'g>(view: &'g View<'_>) -> impl Iterator<Item = &'g Identifier> {
    let all = view.known_by.get_or_init(|| identifiers(view.case)).iter();
    all.filter(|one| one.whose == Whose::Caller && one.place.field != Field::NumberShown)
}

/// The numbers that telephones showed, and whether anything else speaks for them.
fn only_shown(view: &View<'_>) -> Values {
    let all = || view.known_by.get_or_init(|| identifiers(view.case)).iter();
    let shown = |call: &Item<Call>| {
        let number = call.value.number_shown.as_ref()?;
        let mut own = all().filter(|one| {
            one.place.part == Some(call.number) && one.place.field == Field::NumberShown
        });
        let normal = own.next().map(|one| one.normal.as_str());
        let given = given(view).any(|one| Some(one.normal.as_str()) == normal);
        let how = if given { "shown, and given, too" } else { "only shown" };
        Some(format!("{number} ({how})"))
    };
    view.case.calls.iter().map(shown).collect()
}

fn payments(view: &View<'_>, part: impl Fn(&Payment) -> Option<String>) -> Values {
    view.payments.iter().map(|payment| part(&payment.value)).collect()
}

fn claims(view: &View<'_>, part: impl Fn(&Claim) -> Option<String>) -> Values {
    view.claims.iter().map(|claim| part(&claim.value)).collect()
}

/// The titles of the situations that hold by what was said to have happened.
fn happened(view: &View<'_>) -> Values {
    let held = super::plan::held(view.case, view.recovery);
    held.into_iter().map(|held| Some(held.title)).collect()
}

/// How a call came about, as well as it is known.
fn direction(call: &Call, recovery: &Recovery) -> Option<String> {
    let context = call.context.as_ref();
    let context = context.and_then(|id| recovery.contexts.iter().find(|each| each.id == *id));
    match (context, call.direction) {
        (Some(context), _) => Some(context.title.clone()),
        (None, Direction::In) => Some("By telephone: they called me".to_owned()),
        (None, Direction::Out) => Some("By telephone: I called them".to_owned()),
        (None, Direction::NotKnown) => None,
    }
}

/// How much a payment was.
pub(crate) fn sum(payment: &Payment, country: Option<&str>) -> Option<String> {
    let minor = payment.amount_minor?;
    Some(amount::written(minor, payment.currency.as_deref(), country))
}

/// The name of a way of paying: that of its file in `advice/recovery/money`, in words.
pub(crate) fn way(way: Way) -> &'static str {
    match way {
        Way::Card => "credit card",
        Way::Debit => "debit card",
        Way::Transfer => "bank transfer",
        Way::GiftCard => "gift card",
        Way::Crypto => "crypto",
        Way::Cash => "cash",
        Way::TransferApp => "transfer app",
        Way::Cheque => "cheque",
    }
}

/// A time at which somebody was on a computer of the case.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub tool: String,
    pub tool_name: String,
    pub partner: Option<String>,
    pub address: Option<String>,
    pub times: Option<String>,
}

/// The sessions that check-ups found, without those that were refused or are ordinary.
pub(crate) fn sessions(case: &Case) -> Vec<Session> {
    let findings = case.machines.iter().map(|machine| &machine.value.findings);
    let sessions = findings.filter_map(|found| found.get("sessions")?.as_array()).flatten();
    let told = |session: &&Value| {
        text(session, &["entry"]).is_none_or(|entry| entry != "refused")
            && text(session, &["standing"]).is_none_or(|standing| standing != "ordinary")
    };
    let country = case.client.country.as_deref();
    sessions.filter(told).filter_map(|found| session(found, country)).collect()
}

fn session(session: &Value, country: Option<&str>) -> Option<Session> {
    let tool = text(session, &["tool"])?;
    let partner = ["id", "address", "server", "name"].map(|key| text(session, &["partner", key]));
    let partner: Vec<String> = partner.into_iter().flatten().collect();
    let begin = moment(session.get("begin"), country);
    let end = moment(session.get("end"), country);
    let times = match (begin, end) {
        (Some(begin), Some(end)) => Some(format!("from {begin} to {end}")),
        (Some(begin), None) => Some(format!("from {begin}, the end is not recorded")),
        (None, _) => None,
    };
    Some(Session {
        tool_name: text(session, &["tool_name"]).unwrap_or_else(|| tool.clone()),
        tool,
        partner: (!partner.is_empty()).then(|| partner.join(", ")),
        address: text(session, &["partner", "address"]),
        times,
    })
}

/// A moment of the findings, with its clock in words.
fn moment(moment: Option<&Value>, country: Option<&str>) -> Option<String> {
    let moment = moment?;
    let utc = text(moment, &["utc"]).and_then(|utc| utc.parse().ok());
    let utc = utc.map(|utc| written_time(utc, country));
    let local = text(moment, &["local"]).or_else(|| text(moment, &["written"]));
    utc.or_else(|| local.map(|local| format!("{local} (the computer's clock)")))
}

fn text(value: &Value, path: &[&str]) -> Option<String> {
    let found = path.iter().try_fold(value, |value, key| value.get(key))?;
    found.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}
