//! The program that measures load, on very little: so that it still works when it is needed. Times
//! are told, and nothing is expected of them here.

#[path = "../../examples/load/asked.rs"]
mod asked;
#[path = "../../examples/load/calls.rs"]
mod calls;
#[path = "../../examples/load/cases.rs"]
mod cases;
#[path = "../../examples/load/filled.rs"]
mod filled;
#[path = "../../examples/load/measured.rs"]
mod measured;
#[path = "../../examples/load/served.rs"]
mod served;

#[test]
fn few_calls_are_typed_and_watched() {
    measured::say(&measured::machine());
    let arguments = calls::Arguments { calls: 4, seconds: 2, server: None };
    calls::run(&arguments).expect("all events come");
}

#[test]
fn few_cases_are_listed_opened_and_searched() {
    let arguments = cases::Arguments { cases: 12, calls: 2, requests: 4, at_once: 2 };
    cases::run(&arguments).expect("all is found");
}
