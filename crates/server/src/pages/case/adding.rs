//! The forms that add to a case.

use casebook::case::Case;
use maud::{Markup, html};

use crate::desk::{DECEITS, Desk, WAYS};
use crate::pages::fields::{Field, add, choice};

fn action(case: &Case, what: &str) -> String {
    format!("/cases/{}/{what}", case.id)
}

pub(super) fn task(case: &Case) -> Markup {
    add(
        "task-form",
        "Add something to do",
        &action(case, "tasks"),
        &html! {
            (Field { id: "task-title", name: "title", label: "What is to be done?", required: true,
                ..Field::default() }.line())
            (Field { id: "task-due", name: "due", label: "By when?", kind: "date",
                ..Field::default() }.line())
        },
    )
}

pub(super) fn note(case: &Case) -> Markup {
    add(
        "note-form",
        "Add a note",
        &action(case, "notes"),
        &html! {
            (Field { id: "note-text", name: "text", label: "The words", required: true,
                ..Field::default() }.area(5))
            (Field { id: "note-whose", name: "whose", label: "Whose words are they?",
                hint: "For example: the client, her daughter, the bank", ..Field::default()
                    }.line())
        },
    )
}

/// The value under which a way of paying is sent: as in JSON.
pub(super) fn way_id(way: casebook::case::Way) -> String {
    id(&way)
}

/// The value under which it is sent who made a payment: as in JSON.
pub(super) fn deceit_id(deceit: casebook::case::Deceit) -> String {
    id(&deceit)
}

/// What a value without content is called in JSON.
fn id(value: &impl serde::Serialize) -> String {
    let json = serde_json::to_value(value).ok();
    json.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

pub(super) fn payment(case: &Case) -> Markup {
    let ways: Vec<(String, &str)> =
        WAYS.iter().map(|(way, title)| (way_id(*way), *title)).collect();
    let deceits: Vec<(String, &str)> =
        DECEITS.iter().map(|(deceit, title)| (deceit_id(*deceit), *title)).collect();
    let not_known = [("", "Not known yet")];
    add(
        "payment-form",
        "Add a payment",
        &action(case, "payments"),
        &html! {
            (choice(("payment-way", "way", "How was it paid?"),
                ways.iter().map(|(id, title)| (id.as_str(), *title)), ""))
            (choice(("payment-deceit", "deceit", "Who made the payment?"), not_known.into_iter()
                .chain(deceits.iter().map(|(id, title)| (id.as_str(), *title))), ""))
            div.beside {
                (Field { id: "payment-amount", name: "amount", label: "How much?", hint:
                    "For example 499.00",
                    ..Field::default() }.line())
                (Field { id: "payment-currency", name: "currency", label: "Currency",
                    hint: "Three letters, as in CAD", ..Field::default() }.line())
            }
            (Field { id: "payment-date", name: "date", label: "On which day?", kind: "date",
                ..Field::default() }.line())
            (Field { id: "payment-recipient", name: "recipient", label: "To whom?",
                ..Field::default() }.line())
            (Field { id: "payment-institution", name: "institution",
                label: "Through which bank, card, app or gift card company?", ..Field::default()
                    }.line())
            details {
                summary { "More, for letters and reports" }
                (Field { id: "payment-account", name: "account",
                    label: "Last four digits of the client's card or account", ..Field::default()
                        }.line())
                (Field { id: "payment-to-account", name: "to_account",
                    label: "Account, wallet or gift card that received it", ..Field::default()
                        }.line())
                (Field { id: "payment-reference", name: "reference",
                    label: "Number of the transaction or receipt", ..Field::default() }.line())
                (Field { id: "payment-promised", name: "promised", label:
                    "What was promised for it?",
                    ..Field::default() }.line())
                (Field { id: "payment-discovered", name: "discovered", kind: "date",
                    label: "When was it noticed?", ..Field::default() }.line())
                (Field { id: "payment-told", name: "told", kind: "date",
                    label: "When was the bank told?", ..Field::default() }.line())
                (Field { id: "payment-statement", name: "statement_date", kind: "date",
                    label: "Date of the statement that shows it", ..Field::default() }.line())
            }
            (Field { id: "payment-note", name: "note", label: "What else is known?",
                hint: "For example a reference, or the numbers of gift cards", ..Field::default()
                    }.area(2))
        },
    )
}

pub(super) fn call(desk: &Desk, case: &Case) -> Markup {
    let contexts = desk.knowledge.advice.contexts.iter();
    let contexts = contexts.map(|context| (context.id.as_str(), context.title.as_str()));
    let directions = [
        ("not-known", "Nobody says"),
        ("in", "They rang the client"),
        ("out", "The client rang them"),
    ];
    add(
        "call-form",
        "Add a call that is written down",
        &action(case, "calls"),
        &html! {
            (Field { id: "call-text", name: "text", label: "What was said", required: true,
                hint: "A dialogue with “Caller:” and “Me:” before the lines, notes from memory, or \
                    what \
                    a program wrote down", ..Field::default() }.area(8))
            (choice(("call-direction", "direction", "Who rang whom?"), directions, ""))
            (choice(("call-context", "context", "How did it come about?"),
                [("", "I am not sure")].into_iter().chain(contexts), ""))
            (Field { id: "call-began", name: "began", label: "When did it begin?",
                kind: "datetime-local", ..Field::default() }.line())
            (Field { id: "call-number", name: "number_shown", label: "Which number was shown?",
                kind: "tel", ..Field::default() }.line())
            (Field { id: "call-note", name: "note", label: "What else is known?", ..Field::default()
                }.area(2))
        },
    )
}

pub(super) fn attachment(case: &Case) -> Markup {
    html! {
        details.no-print id="attachment-form" {
            summary { "Add a file" }
            form method="post" enctype="multipart/form-data" action=(action(case, "attachments")) {
                div.field {
                    label for="attachment" { "The file" }
                    p.hint id="attachment-hint" { "For example a picture of the screen, a bill, a \
                        letter" }
                    input type="file" id="attachment" name="file" required
                        aria-describedby="attachment-hint";
                }
                button.first { "Add the file" }
            }
        }
    }
}
