//! What is taken from a case and what never is; and the case of which the golden files are made.

use evidence::judge::{Circumstances, judge};
use evidence::transcript::read_text;
use jiff::civil::date;
use serde_json::json;

use super::*;
use crate::case::{Act, Call, Caller, Client, Deceit, Machine, Note, Payment, Way};
use crate::redaction::{Wishes, redact};

const FIRST: &str = "Caller: Hello Mrs Lindqvist, I am calling from Microsoft.\n\
    Me: Where did you get my number?\n\
    Caller: Your computer sends us error reports. Is your number still 01632 960123?\n\
    Me: Yes.\n\
    Caller: Go to fast-help.example and download AnyDesk, then read me the code.\n";
const SECOND: &str = "Caller: I am calling from the refund department of Amazon.\n\
    Me: You said Microsoft.\n\
    Caller: You must buy a gift card for five hundred pounds, or send it to \
    bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq. Ring me back on 01632 960188.\n";

pub(crate) fn knowledge() -> Knowledge {
    Knowledge::embedded().expect("built in")
}

fn call(said: &str, began: &str, shown: &str) -> Act {
    let knowledge = knowledge();
    let transcript = read_text(said, &knowledge.reading).calls.swap_remove(0).transcript;
    let judgement = judge(&transcript, &Circumstances::default(), &knowledge);
    Act::Call(Box::new(Call {
        began: Some(began.parse().expect("a time")),
        direction: Direction::In,
        number_shown: Some(shown.to_owned()),
        sites_given: vec!["www.fast-help.example".to_owned(), "anydesk.com".to_owned()],
        utterances: transcript.utterances,
        judgement: Some(judgement),
        ..Call::default()
    }))
}

fn machine() -> Act {
    let findings = json!({ "sessions": [
        { "tool": "anydesk", "tool_name": "AnyDesk", "standing": "alarming",
          "partner": { "id": "700000001", "address": "192.0.2.7" },
          "begin": { "utc": "2026-03-14T14:10:00Z" } },
        { "tool": "teamviewer", "tool_name": "TeamViewer", "standing": "ordinary",
          "partner": { "id": "700000002" }, "begin": { "utc": "2026-02-01T10:00:00Z" } },
    ] });
    Act::Machine(Box::new(Machine { name: "LINDQVIST-PC".to_owned(), findings }))
}

/// A case with two calls, payments, and a computer; times and names are always the same.
pub(crate) fn acts() -> Vec<Act> {
    let text = |text: &str| Some(text.to_owned());
    vec![
        Act::Opened { title: "Mrs Lindqvist, March".to_owned() },
        Act::Client(Client {
            name: text("Ingrid Lindqvist"),
            country: text("GB"),
            phone: text("01632 960123"),
            email: text("ingrid@mail.example"),
            address: text("14 Harbour Street, Whitby"),
            ..Client::default()
        }),
        call(FIRST, "2026-03-14T14:00:00Z", "+44 1632 960144"),
        call(SECOND, "2026-03-16T09:30:00Z", "+44 1632 960188"),
        Act::Payment(Payment {
            deceit: Some(Deceit::Deceived),
            amount_minor: Some(50_000),
            currency: text("GBP"),
            date: Some(date(2026, 3, 16)),
            recipient: text("Example Support Ltd"),
            to_account: text("1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
            ..Payment::by(Way::Crypto)
        }),
        // An account's number that could be that of a telephone.
        Act::Payment(Payment { to_account: text("01632 960199"), ..Payment::by(Way::Transfer) }),
        Act::Note(Note {
            whose: text("client"),
            text: "My daughter rang 01632 960177.".to_owned(),
        }),
        Act::Caller(Caller {
            names: vec!["Kevin Example".to_owned()],
            emails: vec!["kevin@fast-help.example".to_owned()],
            ..Caller::default()
        }),
        machine(),
    ]
}

pub(crate) fn realistic() -> Case {
    let opened = "2026-03-14T16:00:00Z".parse().expect("a time");
    let mut case = Case::new(uuid::Uuid::from_u128(7), opened);
    for (number, act) in (1..).zip(acts()) {
        case.apply(number, opened, act).expect("it fits");
    }
    case
}

pub(crate) fn left() -> Indicators {
    indicators(&redact(&realistic(), &Wishes::default()), &knowledge()).expect("a scam")
}

#[test]
fn what_the_callers_left_is_there_and_what_is_the_clients_is_not() {
    let left = left();
    let value = |value: &str| left.marks.iter().find(|mark| mark.value == value);
    let shown = value("+441632960144").expect("it was shown");
    assert!(!shown.is_sure() && shown.seen().contains("forged"), "{shown:?}");
    let given = value("+441632960188").expect("it was shown and given");
    assert!(given.is_sure() && given.ways.len() == 2 && given.times == 2, "{given:?}");
    let site = value("fast-help.example").expect("it was named");
    assert_eq!(site.first.to_string(), "2026-03-14T14:00:00Z");
    assert_eq!(site.last.to_string(), "2026-03-16T09:30:00Z");
    assert!(value("kevin@fast-help.example").is_some());
    assert!(value("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq").is_some());
    let wallet = value("1BoatSLRHtKNngkdXEeobR76b53LETtpyT").expect("money went there");
    assert_eq!(wallet.ways, BTreeSet::from([WaySeen::Paid]));
    assert!(value("700000001").is_some() && value("192.0.2.7").is_some());
    assert!(value("700000002").is_none(), "an ordinary session");
    assert!(value("+441632960199").is_none(), "an account is no telephone");
    assert!(value("anydesk.com").is_none(), "the maker's own site");
    assert!(!value("192.0.2.7").expect("a line").is_sure(), "it may be a relay's");
    let all = format!("{left:?}").to_lowercase();
    for own in ["960123", "960177", "lindqvist", "ingrid", "harbour"] {
        assert!(!all.contains(own), "{own} in {all}");
    }
}

#[test]
fn a_case_without_a_scam_leaves_nothing() {
    let mut case = realistic();
    for call in &mut case.calls {
        call.value.is_cleared = true;
    }
    assert!(indicators(&redact(&case, &Wishes::default()), &knowledge()).is_err());
    case.calls[1].value.is_cleared = false;
    let left = indicators(&redact(&case, &Wishes::default()), &knowledge()).expect("a scam");
    assert!(left.marks.iter().all(|mark| mark.value != "+441632960144"), "{left:?}");
}

/// Compares with a file of `tests/exchange`, which the published readers check in turn
/// (`make exchange`); with `UPDATE_EXCHANGE=1` the file is written anew.
pub(crate) fn compare(file: &str, found: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exchange").join(file);
    if std::env::var_os("UPDATE_EXCHANGE").is_some() {
        std::fs::write(&path, found).expect("the file can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == found, "{file} differs; look at what is new with UPDATE_EXCHANGE=1:\n{found}");
}
