//! Identifiers as they are written and said, and the ones they must not be confused with.

use evidence::transcript::{Side, Utterance};
use jiff::Timestamp;

use super::*;
use crate::case::{Act, Call, Client};

fn place() -> Place {
    Place { part: Some(1), field: Field::Said, turn: Some(0) }
}

/// The identifiers of a text said in the United Kingdom, as `kind:normal`.
fn read(text: &str) -> Vec<String> {
    let found = in_text(text, Some("GB"), &place(), Whose::Caller);
    found.iter().map(|one| format!("{:?}:{}", one.kind, one.normal)).collect()
}

#[test]
fn identifiers_are_found_and_brought_to_one_form() {
    for (text, want) in [
        ("ring 01632 960 123 please", "Phone:+441632960123"),
        ("ring +44 1632 960123", "Phone:+441632960123"),
        ("ring plus four four one six three two nine six oh one two three", "Phone:+441632960123"),
        ("oh one six three two nine six oh one double two", "Phone:+441632960122"),
        ("call 0044 1632 960123 now", "Phone:+441632960123"),
        ("+1-202-555-0119", "Phone:+12025550119"),
        ("just 5550142", "Phone:5550142"),
        ("go to https://login.secure-bank.example/a?b=c", "Site:secure-bank.example"),
        ("go to help.shop.co.uk.", "Site:shop.co.uk"),
        ("go to www dot fast help dot com", "Site:help.com"),
        ("write to Billing@Refund-Desk.example now", "Email:billing@refund-desk.example"),
        ("mail mark dot bell at example dot com", "Email:mark.bell@example.com"),
        ("pay 1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "Bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
        (
            "pay bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "Bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        ),
        (
            "pay 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "Ethereum:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
        ),
        ("pay TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "Tron:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
    ] {
        assert_eq!(read(text), [want], "{text}");
    }
    for text in [
        "it was 2,341 errors",
        "nobody said so.it was me",
        "pay 1BoatSLRHtKNngkdXEeobR76b53LETtpyU",
        "pay 0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "",
        "1.2.3.4",
    ] {
        assert_eq!(read(text), [""; 0], "{text}");
    }
}

#[test]
fn an_extension_is_kept_apart() {
    let found = in_text("ring 01632 960123 extension 22", Some("GB"), &place(), Whose::Caller);
    assert_eq!(found[0].normal, "+441632960123");
    assert_eq!(found[0].extension.as_deref(), Some("22"));
}

#[test]
fn lookalikes_of_brands_are_seen() {
    let likeness = |site| FORMS.brands.lookalike(site).map(|one| (one.brand, one.likeness));
    let seen = |brand: &str, likeness| Some((brand.to_owned(), likeness));
    for (site, want) in [
        ("paypa1-support.example", seen("PayPal", Likeness::LettersLookAlike)),
        ("раураl.com", seen("PayPal", Likeness::LettersLookAlike)),
        ("xn--yl-6kcab3a.com", None),
        ("rnicrosoft.example", seen("Microsoft", Likeness::LettersLookAlike)),
        ("micros0ft.com", seen("Microsoft", Likeness::LettersLookAlike)),
        ("microsoft-helpdesk.example", seen("Microsoft", Likeness::NameUsed)),
        ("www.microsoft.com.login.example", seen("Microsoft", Likeness::NameUsed)),
        ("microsft.com", seen("Microsoft", Likeness::LetterChanged)),
        ("mircosoft.com", seen("Microsoft", Likeness::LetterChanged)),
        ("login.microsoft.com", None),
        ("https://www.paypal.com/signin", None),
        ("amazon.co.uk", None),
        ("purchase.example", None),
        ("bt-refund.example", seen("BT", Likeness::NameUsed)),
        ("debt.example", None),
        ("not a site", None),
    ] {
        assert_eq!(likeness(site), want, "{site}");
    }
}

#[test]
fn a_number_is_found_however_it_was_written() {
    let call = Call { number_shown: Some("01632 960 123".to_owned()), ..Call::default() };
    let keys = search_keys(&Act::Call(Box::new(call)));
    for query in
        ["+44 1632 960123", "01632960123", "oh one six three two nine six oh one two three"]
    {
        assert_eq!(query_keys(query).as_ref(), Some(&keys), "{query}");
    }
    assert_eq!(query_keys("gift card"), None);
    assert_eq!(query_keys("call 01632 960123"), None);
}

#[test]
fn a_case_tells_whose_they_are() {
    let mut case = Case::new(uuid::Uuid::nil(), Timestamp::UNIX_EPOCH);
    let client = Client {
        phone: Some("07700 900123".to_owned()),
        country: Some("GB".to_owned()),
        ..Client::default()
    };
    let say = |side, text: &str| Utterance {
        speaker: String::new(),
        side,
        text: text.to_owned(),
        start_ms: None,
        end_ms: None,
    };
    let call = Call {
        number_shown: Some("+44 1632 960188".to_owned()),
        utterances: vec![
            say(Side::Caller, "is your number still 07700 900123"),
            say(Side::Callee, "you rang from 01632 960188"),
            say(Side::Caller, "go to paypa1.example"),
        ],
        ..Call::default()
    };
    case.apply(1, Timestamp::UNIX_EPOCH, Act::Client(client)).expect("fits");
    case.apply(2, Timestamp::UNIX_EPOCH, Act::Call(Box::new(call))).expect("fits");
    let found = identifiers(&case);
    let told: Vec<_> = found.iter().map(|one| (one.normal.as_str(), one.whose)).collect();
    assert_eq!(
        told,
        [
            ("+447700900123", Whose::Client),
            ("+441632960188", Whose::Caller),
            ("+447700900123", Whose::Client),
            ("+441632960188", Whose::Caller),
            ("paypa1.example", Whose::Caller),
        ]
    );
    assert_eq!(found[4].place, Place { part: Some(2), field: Field::Said, turn: Some(2) });
    assert_eq!(found[4].lookalike_of.as_ref().expect("a lookalike").brand, "PayPal");
}

#[test]
fn hostile_texts_are_read_in_linear_time() {
    for text in [
        "5".repeat(1_000_000),
        "five ".repeat(200_000),
        "a.".repeat(500_000),
        "a@".repeat(500_000),
        "\u{200b}1".repeat(300_000),
        "\u{202e}1632 960123 ".repeat(50_000),
    ] {
        let began = std::time::Instant::now();
        let _ = in_text(&text, Some("GB"), &place(), Whose::NotKnown);
        assert!(began.elapsed().as_secs() < 20, "{:.20}", text);
    }
}
