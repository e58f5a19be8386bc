//! Cases for tests: one in which everything is known, and parts of others.

use evidence::judge::{Circumstances, judge};
use evidence::judgement::Judgement;
use evidence::knowledge::Knowledge;
use evidence::transcript;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde_json::json;
use std::sync::OnceLock;

use crate::case::{
    Act, Attachment, Call, Caller, Case, CaseId, Claim, ClaimKind, Client, Deceit, Direction,
    Machine, Note, Payment, Report, Reporter, Way,
};

pub(crate) const TODAY: Date = date(2026, 11, 24);

const SAID: &str = "Caller: I am calling from Microsoft, your computer sends us error messages.\n\
    Me: Why?\nCaller: Download AnyDesk now and buy gift cards to pay for the service.\n";

pub(crate) const WAYS: [Way; 8] = [
    Way::Card,
    Way::Debit,
    Way::Transfer,
    Way::GiftCard,
    Way::Crypto,
    Way::Cash,
    Way::TransferApp,
    Way::Cheque,
];

fn judged() -> &'static (Vec<transcript::Utterance>, Judgement) {
    static JUDGED: OnceLock<(Vec<transcript::Utterance>, Judgement)> = OnceLock::new();
    JUDGED.get_or_init(|| {
        let knowledge = Knowledge::embedded().expect("the built-in knowledge is sound");
        let mut reading = transcript::read_text(SAID, &knowledge.reading);
        let call = reading.calls.swap_remove(0).transcript;
        let judgement = judge(&call, &Circumstances::default(), &knowledge);
        (call.utterances, judgement)
    })
}

pub(crate) fn text(words: &str) -> Option<String> {
    Some(words.to_owned())
}

/// A case with one change after the other.
pub(crate) fn case(acts: Vec<Act>) -> Case {
    let opened = Timestamp::from_second(1_795_500_000).expect("a time");
    let mut case = Case::new(CaseId::nil(), opened);
    for (number, act) in (1..).zip(acts) {
        case.apply(number, opened, act).expect("it fits");
    }
    case
}

pub(crate) fn living_in(country: &str) -> Act {
    Act::Client(Client { country: text(country), ..Client::default() })
}

pub(crate) fn happened(what: &[&str]) -> Act {
    Act::Happened { what: what.iter().map(|value| (*value).to_owned()).collect() }
}

/// A payment of which everything is known.
pub(crate) fn paid(way: Way, deceit: Deceit) -> Payment {
    Payment {
        deceit: Some(deceit),
        amount_minor: Some(149_999),
        currency: text("GBP"),
        date: Some(date(2026, 11, 20)),
        recipient: text("Example Support Ltd"),
        statement_date: Some(date(2026, 11, 22)),
        discovered: Some(date(2026, 11, 21)),
        told: Some(date(2026, 11, 23)),
        institution: text("Example Bank"),
        account: text("4321"),
        to_account: text("00-00-00 00000000"),
        reference: text("REF-1"),
        promised: text("five years of support"),
        ..Payment::by(way)
    }
}

fn claims() -> Vec<Act> {
    let claim = |kind: ClaimKind| Claim {
        to: "Example Bank".to_owned(),
        kind,
        payments: Vec::new(),
        sent: Some(date(2026, 11, 23)),
        reference: text("CLAIM-7"),
        answered: Some(date(2026, 11, 24)),
        answer: text("refused"),
    };
    [ClaimKind::Claim, ClaimKind::Complaint, ClaimKind::Cancellation]
        .map(|kind| Act::Claim(claim(kind)))
        .to_vec()
}

/// A machine on which a check-up found somebody.
pub(crate) fn machine() -> Act {
    let findings = json!({ "observations": [], "sessions": [
        { "tool": "anydesk", "tool_name": "AnyDesk", "entry": "accepted", "standing": "alarming",
          "partner": { "id": "123456789", "name": null, "address": "192.0.2.7", "server": null },
          "begin": { "utc": "2026-11-20T14:00:00Z", "local": null, "written": "x" },
          "end": { "utc": "2026-11-20T17:00:00Z", "local": null, "written": "y" } },
        { "tool": "teamviewer", "tool_name": "TeamViewer", "entry": "refused",
          "standing": "unclear", "partner": {}, "begin": { "written": "20/11/2026 13:00" },
          "end": null },
    ] });
    Act::Machine(Box::new(Machine { name: "the laptop".to_owned(), findings }))
}

fn caller() -> Act {
    Act::Caller(Caller {
        names: vec!["Kevin Example".to_owned()],
        organisations: vec!["Microsoft".to_owned()],
        emails: vec!["help@support.example".to_owned()],
        addresses: vec!["1 Example Road, Exampletown".to_owned()],
        staff_ids: vec!["MS-0001".to_owned()],
        language: text("English"),
        note: None,
    })
}

fn call() -> Act {
    let (utterances, judgement) = judged().clone();
    Act::Call(Box::new(Call {
        began: Some("2026-11-20T13:50:00Z".parse().expect("a time")),
        direction: Direction::In,
        context: text("they-rang-me"),
        number_shown: text("+1 202 555 0100"),
        numbers_given: vec!["+1 202 555 0101".to_owned()],
        sites_given: vec!["support.example".to_owned()],
        utterances,
        judgement: Some(judgement),
        ..Call::default()
    }))
}

/// A case in which everything is known that a letter or a form can ask for.
pub(crate) fn full(country: &str, way: Way, deceit: Deceit) -> Case {
    let mut acts = vec![
        Act::Opened { title: "Tuesday".to_owned() },
        Act::Client(Client {
            name: text("Ada Example"),
            country: text(country),
            phone: text("+1 202 555 0110"),
            email: text("ada@mail.example"),
            address: text("2 Example Street, Exampletown"),
            age: Some(81),
            circumstances: text("I was ill and alone."),
            papers_given: vec!["passport".to_owned(), "driving licence".to_owned()],
        }),
        Act::Reporter(Reporter {
            name: text("Ben Example"),
            relation: text("son"),
            phone: text("+1 202 555 0111"),
            email: text("ben@mail.example"),
        }),
        caller(),
        call(),
        Act::Payment(paid(way, deceit)),
        machine(),
        happened(&["connected", "gave-password-or-code", "gave-personal-data"]),
        Act::Note(Note { whose: text("client"), text: "They were in for three hours.".to_owned() }),
        Act::Report(Report {
            to: "The police".to_owned(),
            form: text("police"),
            number: text("P-99"),
            sent: Some(date(2026, 11, 23)),
        }),
        Act::Attachment(Attachment {
            name: "receipt.jpg".to_owned(),
            bytes: 3,
            sha256: "00".to_owned(),
        }),
    ];
    acts.extend(claims());
    case(acts)
}
