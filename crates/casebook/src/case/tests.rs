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
