//! Drafts of all forms, for cases in which all and nothing is known.

use crate::case::{Case, CaseId, Deceit, Way};
use crate::paper::Block;
use crate::recovery::tests::cases::{TODAY, full};
use crate::recovery::tests::known;
use crate::reports::{Refused, draft, drafts};

#[test]
fn a_full_case_fills_every_field_that_a_case_can_fill() {
    for form in known().forms.values() {
        let country = form.countries[0].replace("world", "US");
        let case = full(&country, Way::Transfer, Deceit::Deceived);
        let draft = draft(&case, known(), &form.id, TODAY).expect("there is such a form");
        for (field, filled) in form.field.iter().zip(&draft.fields) {
            assert_eq!(field.label, filled.label, "the order is the form's");
            let full = filled.value.is_some() || field.from.is_empty();
            assert!(full, "{}: {} is empty", form.id, field.id);
        }
        let paper = draft.paper();
        let fields = paper.blocks.iter().filter(|block| matches!(block, Block::Field { .. }));
        assert_eq!(fields.count(), form.field.len());
        serde_json::to_string(&draft).expect("JSON");
    }
}

#[test]
fn an_empty_case_marks_what_is_missing() {
    let empty = Case::new(CaseId::nil(), jiff::Timestamp::UNIX_EPOCH);
    let all = drafts(&empty, known(), TODAY);
    assert_eq!(all.len(), known().forms.len());
    for draft in all {
        let required = draft.fields.iter().filter(|field| field.required);
        assert_eq!(draft.missing.len(), required.count(), "{}", draft.form);
        assert_eq!(draft.filled, 0, "{}: nothing is made up", draft.form);
    }
}

#[test]
fn fields_say_what_the_case_says() {
    let case = full("CA", Way::Card, Deceit::Deceived);
    let draft = draft(&case, known(), "bank", TODAY).expect("there is such a form");
    let chosen = draft.fields.iter().find(|field| !field.chosen.is_empty()).expect("a choice");
    assert_eq!(chosen.chosen, ["I made it, because I was deceived"]);
    let line = "November 20, 2026, 1,499.99 GBP, Example Support Ltd, REF-1";
    assert!(draft.fields.iter().any(|field| field.value.as_deref() == Some(line)), "{draft:#?}");
    let unknown = crate::reports::draft(&case, known(), "nothing", TODAY);
    assert!(matches!(unknown, Err(Refused::NoForm { .. })));
}
