//! A case by itself: what its changes are called where they are stored.

use super::*;

#[test]
fn acts_are_stored_under_names_that_stay() {
    let note = Note { whose: None, text: "x".to_owned() };
    for (act, json) in [
        (Act::Closed, r#"{"act":"closed"}"#),
        (Act::TaskDone { task: 3 }, r#"{"act":"task-done","task":3}"#),
        (Act::Note(note), r#"{"act":"note","whose":null,"text":"x"}"#),
        (
            Act::Happened { what: vec!["gave-access".to_owned()] },
            r#"{"act":"happened","what":["gave-access"]}"#,
        ),
    ] {
        assert_eq!(serde_json::to_string(&act).expect("JSON"), json);
        assert_eq!(serde_json::from_str::<Act>(json).expect("an act"), act);
    }
}

#[test]
fn what_was_stored_before_there_was_recovery_is_read() {
    let act: Act = serde_json::from_str(
        r#"{"act":"payment","way":"card","deceit":null,"amount-minor":500,"currency":"GBP",
            "date":"2026-03-14","recipient":null,"country":null,"note":null}"#,
    )
    .expect("a payment of before");
    assert_eq!(
        act,
        Act::Payment(Payment {
            amount_minor: Some(500),
            currency: Some("GBP".to_owned()),
            date: Some(jiff::civil::date(2026, 3, 14)),
            ..Payment::by(Way::Card)
        })
    );
    let client = r#"{"act":"client","name":"Ada","country":"GB","phone":null,"email":null,
        "address":null}"#;
    assert!(serde_json::from_str::<Act>(client).is_ok());
    let caller = r#"{"act":"caller","names":[],"organisations":["x"],"note":null}"#;
    assert!(serde_json::from_str::<Act>(caller).is_ok());
    let mut case =
        serde_json::to_value(Case::new(CaseId::nil(), Timestamp::UNIX_EPOCH)).expect("JSON");
    let parts = case.as_object_mut().expect("an object");
    for new in ["reporter", "situations", "steps_done", "claims", "reports"] {
        parts.remove(new).expect(new);
    }
    assert!(serde_json::from_value::<Case>(case).is_ok());
}

#[test]
fn acts_of_recovery_are_stored_under_names_that_stay() {
    for json in [
        r#"{"act":"step-done","step":"hang-up","by":null,"note":null}"#,
        r#"{"act":"step-open","step":"hang-up"}"#,
        r#"{"act":"situation","situation":"gave-code","holds":true}"#,
        concat!(
            r#"{"act":"claim","to":"x","kind":"complaint","payments":[2],"sent":"2026-11-20","#,
            r#""reference":null,"answered":null,"answer":null}"#
        ),
        concat!(
            r#"{"act":"claim-answered","claim":4,"answered":"2026-11-24","answer":"no","#,
            r#""reference":null}"#
        ),
        r#"{"act":"report","to":"x","form":"police","number":"7","sent":null}"#,
        r#"{"act":"reporter","name":"Ben","relation":null,"phone":null,"email":null}"#,
    ] {
        let act: Act = serde_json::from_str(json).expect(json);
        assert_eq!(serde_json::to_string(&act).expect("JSON"), json);
    }
}
