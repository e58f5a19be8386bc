//! Warnings made of calls, and what they may never show.

use evidence::transcript::{Form, Utterance};
use jiff::Timestamp;
use jiff::civil::date;

use super::*;
use crate::case::{Act, Client};
use crate::redaction::{Wishes, redact};

fn knowledge() -> Knowledge {
    Knowledge::embedded().expect("the built-in knowledge is sound")
}

fn case(turns: &[(Side, &str)]) -> Case {
    let at: Timestamp = "2026-03-14T15:00:00Z".parse().expect("a time");
    let mut case = Case::new(CaseId::nil(), at);
    let utterances = turns.iter().map(|(side, text)| Utterance {
        speaker: String::new(),
        side: *side,
        text: (*text).to_owned(),
        start_ms: None,
        end_ms: None,
    });
    let call = Call {
        began: Some(at),
        form: Form::Dialogue,
        numbers_given: vec!["202 555 0143".to_owned()],
        utterances: utterances.collect(),
        ..Call::default()
    };
    let client = Client {
        name: Some("Edith Lindqvist".to_owned()),
        country: Some("US".to_owned()),
        ..Client::default()
    };
    case.apply(1, at, Act::Client(client)).expect("it fits");
    case.apply(2, at, Act::Call(Box::new(call))).expect("it fits");
    case
}

fn scam() -> Case {
    case(&[
        (Side::Caller, "Hello Mrs Lindqvist I am calling from Microsoft"),
        (Side::Callee, "where did you get my number"),
        (Side::Caller, "we got it from the error reports, your computer sends us errors"),
        (Side::Callee, "<script>alert(1)</script> how did you get my number again"),
        (Side::Caller, "your internet provider gave us the number"),
        (Side::Callee, "so you are from Microsoft"),
        (Side::Caller, "we are not Microsoft, we work on Microsoft products"),
        (Side::Caller, "open the event viewer and you will see errors, that is a virus"),
        (Side::Caller, "now download AnyDesk and give me the number"),
        (Side::Caller, "you must pay five hundred dollars with a gift card"),
    ])
}

fn made(case: &Case) -> Result<Warning, NothingToWarnOf> {
    let redacted = redact(case, &Wishes::default());
    warning(&redacted, &knowledge(), &Wording::default(), date(2026, 3, 20))
}

#[test]
fn a_scam_becomes_a_warning() {
    let warning = made(&scam()).expect("it is a scam");
    let call = &warning.calls[0];
    let kinds: Vec<About> = call.comments.iter().map(|comment| comment.about).collect();
    for about in [About::False, About::Changed, About::Asked] {
        assert!(kinds.contains(&about), "{about:?} is not among {:?}", call.comments);
    }
    assert!(warning.title.contains("Microsoft"), "{}", warning.title);
    assert!(!warning.steps.is_empty() && !warning.signs.is_empty());
    let used: Vec<&str> = warning.known_by.iter().map(|known| &*known.value).collect();
    assert!(used.contains(&"+12025550143"), "{used:?}");
    for comment in &call.comments {
        assert!(call.turns[comment.turn].text.contains(&comment.quote), "{comment:?}");
    }
}

#[test]
fn what_is_the_clients_stays_out_of_every_form() {
    let warning = made(&scam()).expect("it is a scam");
    let json = serde_json::to_string(&warning).expect("JSON");
    let forms = [html(&warning), markdown(&warning), json];
    for form in forms {
        assert!(!form.contains("Lindqvist") && !form.contains("Edith"), "{form}");
    }
}

#[test]
fn what_was_said_is_shown_as_text() {
    let warning = made(&scam()).expect("it is a scam");
    for form in [html(&warning), markdown(&warning)] {
        assert!(!form.contains("<script"), "{form}");
        assert!(form.contains("&lt;script"), "{form}");
    }
}

#[test]
fn nobody_is_warned_of_an_honest_call() {
    let honest = case(&[
        (Side::Caller, "Hello, this is the dentist, your appointment is on Tuesday at ten"),
        (Side::Callee, "thank you, I will be there"),
        (Side::Caller, "please ring us on the number on your card if you cannot come"),
    ]);
    assert_eq!(made(&honest), Err(NothingToWarnOf));
    let mut cleared = scam();
    cleared.calls[0].value.is_cleared = true;
    assert_eq!(made(&cleared), Err(NothingToWarnOf));
}

#[test]
fn a_feed_is_read_again() {
    let mut warning = made(&scam()).expect("it is a scam");
    warning.title = "A & B <c>\u{1b}\u{202e}".to_owned();
    let at: Timestamp = "2026-03-20T10:00:00Z".parse().expect("a time");
    let publisher = Publisher {
        title: "Warnings",
        by: "Example Repairs",
        base: Some("https://example.org/w/"),
    };
    let text = feed(&publisher, &[(warning.clone(), at, "a.html".to_owned())]);
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut names = Vec::new();
    loop {
        match reader.read_event().expect("well formed") {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Start(start) => {
                names.push(start.name().as_ref().to_owned());
            }
            _ => {}
        }
    }
    for wanted in ["feed", "title", "id", "updated", "author", "entry", "published", "summary"] {
        assert!(names.iter().any(|name| name == wanted), "{wanted} is missing: {text}");
    }
    assert!(text.contains("A &amp; B &lt;c&gt;") && !text.contains('\u{1b}'), "{text}");
    assert!(text.contains("https://example.org/w/a.html"), "{text}");
    assert!(html(&warning).contains("A &amp; B &lt;c&gt;"));
}
