//! Which numbers are listed, and in which words.

use super::*;
use crate::case::{Act, Client};
use crate::indicators::tests::{knowledge, realistic};

#[test]
fn numbers_of_scams_are_listed_and_those_of_clients_never() {
    let knowledge = knowledge();
    let mut list = BlockList::default();
    list.take(&realistic(), &knowledge);
    let rows = "number,reason,first_seen,last_seen\n\
        +441632960144,scam call; shown and can be forged,\
        2026-03-14T14:00:00Z,2026-03-14T14:00:00Z\n\
        +441632960188,scam call; shown and also given by the caller,\
        2026-03-16T09:30:00Z,2026-03-16T09:30:00Z\n";
    assert_eq!(list.csv(), rows);
    assert_eq!(list.numbers(), 2);
    // A number that callers forged is that of somebody whose case is here, too.
    let mut other = Case::new(uuid::Uuid::nil(), Timestamp::UNIX_EPOCH);
    let phone = Some("01632 960144".to_owned());
    let client = Client { country: Some("GB".to_owned()), phone, ..Client::default() };
    other.apply(1, Timestamp::UNIX_EPOCH, Act::Client(client)).expect("it fits");
    list.take(&other, &knowledge);
    assert!(!list.csv().contains("960144"), "{}", list.csv());
}

#[test]
fn no_cell_can_be_a_formula() {
    let mut case = realistic();
    case.title = "=HYPERLINK(\"https://example.com\")".to_owned();
    case.calls[0].value.number_shown = Some("=1+1;+44 1632 960144".to_owned());
    case.calls[1].value.number_shown = Some("@SUM(A1)".to_owned());
    let mut list = BlockList::default();
    list.take(&case, &knowledge());
    for line in list.csv().lines().skip(1) {
        let number = line.split(',').next().expect("a number");
        let digits = number.strip_prefix('+').expect("a sign");
        assert!(digits.bytes().all(|byte| byte.is_ascii_digit()), "{line}");
        assert!(line.matches(['=', '@']).next().is_none(), "{line}");
    }
}

#[test]
fn an_empty_casebook_gives_an_empty_list() {
    assert_eq!(BlockList::default().csv(), "number,reason,first_seen,last_seen\n");
}
