//! What is masked and what is not, call by call; how much is found is measured in
//! `tests/redaction`.

use std::time::Duration;

use cpu_time::ThreadTime;
use evidence::transcript::{Side, Utterance};
use jiff::Timestamp;

use super::*;
use crate::case::{Act, Call, Client, Machine, Note, Payment, Way};

fn client() -> Client {
    Client {
        name: Some("Ingrid Lindqvist".to_owned()),
        country: Some("GB".to_owned()),
        phone: Some("01632 960123".to_owned()),
        email: Some("ingrid@example.org".to_owned()),
        address: Some("14 Harbour Street, Whitby".to_owned()),
        ..Client::default()
    }
}

fn say(side: Side, text: &str) -> Utterance {
    let speaker = if side == Side::Caller { "Caller" } else { "Ingrid" };
    let (speaker, text) = (speaker.to_owned(), text.to_owned());
    Utterance { speaker, side, text, start_ms: None, end_ms: None }
}

fn case(client: Client, utterances: Vec<Utterance>) -> Case {
    let mut case = Case::new(uuid::Uuid::nil(), Timestamp::UNIX_EPOCH);
    case.client = client;
    let call = Call {
        number_shown: Some("+44 1632 960188".to_owned()),
        sites_given: vec!["fast-help.example".to_owned()],
        utterances,
        ..Call::default()
    };
    case.apply(2, Timestamp::UNIX_EPOCH, Act::Call(Box::new(call))).expect("it fits");
    case
}

/// What a call with one turn of each side becomes.
fn turns(redacted: &Redacted) -> Vec<&str> {
    redacted.case.calls[0].value.utterances.iter().map(|said| said.text.as_str()).collect()
}

#[test]
fn the_clients_own_is_masked_and_the_callers_stays() {
    let case = case(
        client(),
        vec![
            say(Side::Caller, "is that mrs lindqvist at fourteen harbour street"),
            say(Side::Callee, "yes it's spelled l i n d q v i s t my number is 01632 960123"),
            say(Side::Caller, "my name is kevin call me back on 01632 960 188"),
        ],
    );
    let redacted = redact(&case, &Wishes::default());
    assert_eq!(
        turns(&redacted),
        [
            "is that [client's name] at [client's address]",
            "yes it's spelled [client's name] my number is [client's phone number]",
            "my name is kevin call me back on 01632 960 188",
        ]
    );
    let call = &redacted.case.calls[0].value;
    assert_eq!(call.number_shown.as_deref(), Some("+44 1632 960188"));
    assert_eq!(call.sites_given, ["fast-help.example"]);
    assert_eq!(call.utterances[1].speaker, "[client's name]");
    assert_eq!(redacted.case.client.name.as_deref(), Some("[client's name]"));
    assert_eq!(redacted.case.client.country.as_deref(), Some("GB"));
    for mask in &redacted.masks {
        assert!(!mask.why.is_empty() && !mask.words.is_empty(), "{mask:?}");
    }
}

/// A card that the client read out was taken for the number to ring of which the caller had just
/// spoken, and left unmasked.
#[test]
fn what_the_caller_asks_to_ring_is_not_the_card_that_the_client_reads_out_next() {
    let invited = "Ring me back on 01632 960188.";
    for (said, becomes) in [
        ("Yes, the card is 4111 1111 1111 1111, all right?", "[card number]"),
        ("It's 4111-1111-1111-1111.", "[card number]"),
        ("Fine. 123-45-6789 it was.", "[identity number]"),
        ("Yes, GB29 NWBK 6016 1331 9268 19.", "[account number]"),
    ] {
        for invites in [invited, "Call us.", "Our helpline is there for you, dial it."] {
            let (caller, client) = (say(Side::Caller, invites), say(Side::Callee, said));
            let redacted =
                redact(&case(Client::default(), vec![caller, client]), &Wishes::default());
            assert!(turns(&redacted)[1].contains(becomes), "{invites} {:?}", turns(&redacted));
            assert_eq!(turns(&redacted)[0], invites);
        }
    }
    let repeated = vec![say(Side::Caller, invited), say(Side::Callee, "01632 960188, yes")];
    let redacted = redact(&case(Client::default(), repeated), &Wishes::default());
    assert_eq!(turns(&redacted)[1], "01632 960188, yes");
}

#[test]
fn every_text_of_a_case_is_masked() {
    let mut case = case(client(), vec![say(Side::Callee, "hello")]);
    let at = Timestamp::UNIX_EPOCH;
    case.title = "Mrs Lindqvist, call of Tuesday".to_owned();
    let note = Note {
        whose: Some("Ingrid".to_owned()),
        text: "I am Ingrid Lindqvist of Harbour Street".to_owned(),
    };
    case.apply(3, at, Act::Note(note)).expect("it fits");
    let payment = Payment {
        amount_minor: Some(100),
        recipient: Some("Gareth Pugh".to_owned()),
        account: Some("4417".to_owned()),
        reference: Some("TX-20931".to_owned()),
        note: Some("from Lindqvist".to_owned()),
        ..Payment::by(Way::Transfer)
    };
    case.reporter.name = Some("Ingrid Lindqvist".to_owned());
    case.client.age = Some(81);
    case.client.papers_given = vec!["passport 533 110 208".to_owned()];
    case.apply(4, at, Act::Payment(payment)).expect("it fits");
    let machine = Machine {
        name: "LINDQVIST-PC".to_owned(),
        findings: serde_json::json!({"users": ["Lindqvist"], "relay": "203.0.113.9"}),
    };
    case.apply(5, at, Act::Machine(Box::new(machine))).expect("it fits");
    let redacted = redact(&case, &Wishes::default());
    let json = serde_json::to_string(&redacted.case).expect("JSON").to_lowercase();
    for own in ["lindqvist", "ingrid", "harbour", "960123", "4417", "tx-20931", "533 110", "81"] {
        assert!(!json.contains(own), "{own} in {json}");
    }
    for callers in ["gareth pugh", "203.0.113.9", "fast-help.example"] {
        assert!(json.contains(callers), "{callers} in {json}");
    }
}

#[test]
fn quotes_of_a_judgement_are_masked_like_the_turn() {
    let text = "Mrs Lindqvist, I am calling from Microsoft about your computer.";
    let mut case = case(client(), vec![say(Side::Caller, text)]);
    let knowledge = evidence::knowledge::Knowledge::embedded().expect("built in");
    let transcript = case.calls[0].value.transcript();
    let circumstances = evidence::judge::Circumstances::default();
    let judgement = evidence::judge::judge(&transcript, &circumstances, &knowledge);
    case.calls[0].value.judgement = Some(judgement);
    let redacted = redact(&case, &Wishes::default());
    let judgement = redacted.case.calls[0].value.judgement.as_ref().expect("a judgement");
    let text = serde_json::to_string(judgement).expect("JSON");
    assert!(!text.contains("Lindqvist") && text.contains("Microsoft"), "{text}");
}

#[test]
fn a_person_can_correct_what_is_masked() {
    let case = case(client(), vec![say(Side::Callee, "ingrid keeps a dog called bruno at home")]);
    let wishes = Wishes {
        keep: vec![Wish::Words("Ingrid".to_owned())],
        also: vec![
            Wish::Words("Bruno".to_owned()),
            Wish::Span {
                place: Place { part: Some(2), field: Field::Said, turn: Some(0) },
                from: 15,
                to: 18,
            },
        ],
    };
    let redacted = redact(&case, &wishes);
    assert_eq!(turns(&redacted), ["ingrid keeps a [removed] called [removed] at home"]);
    let beyond = Wish::Span {
        place: Place { part: Some(2), field: Field::Said, turn: Some(0) },
        from: 2,
        to: 9_999_999,
    };
    let _ = redact(&case, &Wishes { keep: vec![beyond.clone()], also: vec![beyond] });
}

#[test]
fn what_cannot_be_seen_hides_nothing() {
    for number in [
        "4111\u{200b}1111\u{200d}1111\u{2060}1111",
        "٤١١١ ١١١١ ١١١١ ١١١١",
        "4111 1111 1111 1111",
        "\u{202e}4111 1111 1111 1111\u{202c}",
        "4\u{301}111 1111 1111 1111",
    ] {
        let case = case(Client::default(), vec![say(Side::Callee, &format!("so {number} yes"))]);
        let redacted = redact(&case, &Wishes::default());
        let told = turns(&redacted)[0];
        assert!(told.contains("[card number]"), "{number}: {told}");
        assert!(!told.contains(['1', '١', '1']), "{number}: {told}");
    }
    let hidden =
        case(client(), vec![say(Side::Callee, "i am Ind\u{ad}grid Li\u{301}nd\u{200b}qvist")]);
    let redacted = redact(&hidden, &Wishes::default());
    assert!(!turns(&redacted)[0].contains("qvist"), "{redacted:?}");
}

#[test]
fn hostile_texts_take_time_in_proportion_to_their_length() {
    let time = |text: &str| {
        let case = case(client(), vec![say(Side::Callee, text)]);
        let began = ThreadTime::now();
        let _ = redact(&case, &Wishes::default());
        began.elapsed()
    };
    let _ = time("so that everything is loaded");
    for part in [
        "5",
        "four ",
        "a b ",
        "lindquist ",
        "my name is ",
        "a@b.",
        "dot at ",
        "password is ",
        "\u{202e}1632 ",
        "1\u{200b}",
        "e\u{301}\u{301} ",
        "fourteen harbour street ",
        "mrs ",
    ] {
        let short = time(&part.repeat(100_000 / part.len()));
        let long = time(&part.repeat(400_000 / part.len()));
        let limit = short * 12 + Duration::from_secs(1);
        assert!(long < limit, "{part:?}: {short:?} and {long:?} for four times as much");
    }
}
