//! Stories of several calls: those that change, and those of honest people, which stay quiet.

use super::*;
use crate::case::CaseId;
use evidence::transcript::read;
use jiff::Timestamp;

/// A call: its context, who rang whom, what was said.
type Row<'r> = (Option<&'r str>, Direction, &'r str);
/// What it is about, its calls, and the one change: its slot, its calls, its quotes.
type Changed<'r> = (&'r str, Vec<Row<'r>>, Slot, [u64; 2], [&'r str; 2]);

const IN: Direction = Direction::In;
const OUT: Direction = Direction::Out;
const KNOWN: Option<&str> = Some("i-rang-known-number");

fn at(hour: i64) -> Timestamp {
    Timestamp::from_second(1_773_500_000 + 3_600 * hour).expect("a time")
}

fn case(rows: &[Row<'_>], knowledge: &Knowledge) -> Case {
    let mut case = Case::new(CaseId::nil(), at(0));
    for (number, (context, direction, text)) in (2..).zip(rows) {
        let reading = read(text.as_bytes(), &knowledge.reading);
        let transcript = reading.calls.into_iter().next().expect("a call").transcript;
        let call = Call {
            began: Some(at(i64::try_from(number).expect("few"))),
            context: context.map(str::to_owned),
            direction: *direction,
            form: transcript.form,
            utterances: transcript.utterances,
            ..Call::default()
        };
        case.calls.push(Item::new(number, at(100), call));
    }
    case
}

const ERRORS: &str = "Caller: I am calling from Microsoft. We got your number from the error \
    reports of your computer.\nMe: Oh.";
const PROVIDER: &str = "Caller: It is Microsoft again.\nMe: Where did you get my number?\n\
    Caller: Your internet provider gave us your number.";
const BANK: &str = "Caller: Good morning, this is the fraud department of your bank. We have seen \
    an unusual transaction on your card.\nMe: Thank you, I will ring the number on my card.\n\
    Caller: That is the right thing to do.";
const BANK_CALLED: &str = "Agent: Your bank, thank you for calling us. You are through to the \
    fraud department.\nMe: Somebody rang me about a transaction.\nAgent: Yes, that was us. \
    You can ignore the text message now.";

#[test]
fn a_claim_in_one_call_is_held_against_one_in_another() {
    let knowledge = Knowledge::embedded().expect("knowledge");
    let kevin = "Caller: My name is Kevin Miller, I am calling from Microsoft.\nMe: Yes?";
    let kevin_again = "Caller: My name is Kevin, I am calling from Amazon.\nMe: Again?";
    let weather = "Caller: Is it raining where you are?\nMe: It is.";
    let never = "Caller: Microsoft again.\nMe: You said you work there.\n\
        Caller: We are not from Microsoft, sir.";
    let rows: [Changed<'_>; 4] = [
        (
            "two sources of one number, a call between them",
            vec![(None, IN, ERRORS), (None, IN, weather), (None, IN, PROVIDER)],
            Slot::ContactSource,
            [2, 4],
            ["error reports", "internet provider"],
        ),
        (
            "one person for two firms",
            vec![(None, IN, kevin), (None, IN, kevin_again)],
            Slot::Organisation,
            [2, 3],
            ["Microsoft", "Amazon"],
        ),
        (
            "denied in the next call",
            vec![(None, IN, kevin), (None, IN, never)],
            Slot::Organisation,
            [2, 3],
            ["Microsoft", "not from Microsoft"],
        ),
        (
            "a Mac in one call, Windows in the next",
            vec![
                (None, IN, "Caller: Hello from Microsoft.\nMe: I only have a Mac."),
                (None, IN, ERRORS),
            ],
            Slot::ContactSource,
            [3, 2],
            ["error reports", "Mac"],
        ),
    ];
    for (name, calls, slot, places, quotes) in rows {
        let story = story(&case(&calls, &knowledge), &knowledge);
        let across = story.changes.iter().filter(|change| change.is_across_calls());
        let fits = |change: &&Change| {
            change.slot == slot
                && [change.a.call, change.b.call] == places
                && change.a.quote.contains(quotes[0])
                && change.b.quote.contains(quotes[1])
        };
        assert!(across.clone().any(|change| fits(&change)), "{name}: {story:#?}");
    }
}

#[test]
fn honest_stories_stay_quiet() {
    let knowledge = Knowledge::embedded().expect("knowledge");
    let source = "Caller: This is the fraud department of your bank. Our system raised an alert \
        about your card.\nMe: I will ring you back.";
    let returned = "Caller: This is your bank. You called us yesterday about your card.\nMe: Yes.";
    let shop = "Caller: This is Amazon. Your parcel cannot be delivered today.\nMe: Thank you.";
    let provider = "Caller: This is your internet provider. You called us about the slow line.\n\
        Me: I did.";
    let office = "Caller: This is Microsoft, the London office.\nMe: Good morning.";
    let rows: [(&str, Vec<Row<'_>>); 8] = [
        ("a bank and your call-back", vec![(None, IN, BANK), (KNOWN, OUT, BANK_CALLED)]),
        ("a call-back without a context", vec![(None, IN, BANK), (None, OUT, BANK_CALLED)]),
        ("an alert, then your own call", vec![(None, IN, source), (None, OUT, BANK_CALLED)]),
        ("your call, then theirs", vec![(None, OUT, BANK_CALLED), (None, IN, returned)]),
        ("two firms that have nothing in common", vec![(None, IN, shop), (None, IN, provider)]),
        ("the police after the scam", vec![(None, IN, ERRORS), (KNOWN, OUT, BANK_CALLED)]),
        ("a refinement", vec![(None, IN, ERRORS), (None, IN, office)]),
        ("the same again", vec![(None, IN, ERRORS), (None, IN, ERRORS)]),
    ];
    for (name, calls) in rows {
        let story = story(&case(&calls, &knowledge), &knowledge);
        assert_eq!(story.changes, [], "{name}");
    }
}

#[test]
fn calls_stand_in_the_order_of_their_times() {
    let knowledge = Knowledge::embedded().expect("knowledge");
    let mut case = case(&[(None, IN, PROVIDER), (None, IN, ERRORS)], &knowledge);
    case.calls[1].value.began = Some(at(-1));
    let told = story(&case, &knowledge);
    assert_eq!(told.calls, [3, 2]);
    let change = told.changes.iter().find(|change| change.is_across_calls()).expect("a change");
    assert_eq!((change.a.call, change.b.call), (3, 2));
    assert_eq!((told.place(3), told.place(9)), (Some(1), None));
    assert!(story(&Case::new(CaseId::nil(), at(0)), &knowledge).calls.is_empty());
}
