//! How deadlines are counted: the ends of months, leap years, weekends, and clocks that wait.

use jiff::civil::{Date, date};

use super::cases::{TODAY, case, full, living_in, paid};
use super::known;
use crate::case::{Act, Case, Claim, ClaimKind, Deceit, Payment, Way};
use crate::recovery::clock::{Standing, due};
use crate::recovery::knowledge::Unit;
use crate::recovery::{Clock, plan};

#[test]
fn a_deadline_ends_on_the_right_day() {
    let friday = date(2026, 11, 20);
    let saturday = date(2026, 11, 21);
    for (from, unit, number, ends) in [
        (date(2026, 1, 31), Unit::Months, 1, date(2026, 2, 28)),
        (date(2028, 1, 31), Unit::Months, 1, date(2028, 2, 29)),
        (date(2026, 1, 31), Unit::Months, 13, date(2027, 2, 28)),
        (date(2026, 8, 31), Unit::Months, 6, date(2027, 2, 28)),
        (date(2028, 2, 29), Unit::Years, 1, date(2029, 2, 28)),
        (date(2028, 2, 29), Unit::Years, 4, date(2032, 2, 29)),
        (date(2028, 2, 28), Unit::Days, 2, date(2028, 3, 1)),
        (date(2026, 12, 31), Unit::Days, 60, date(2027, 3, 1)),
        (date(2026, 11, 24), Unit::Weeks, 8, date(2027, 1, 19)),
        (friday, Unit::BusinessDays, 1, date(2026, 11, 23)),
        (friday, Unit::BusinessDays, 5, date(2026, 11, 27)),
        (friday, Unit::BusinessDays, 6, date(2026, 11, 30)),
        (saturday, Unit::BusinessDays, 1, date(2026, 11, 23)),
        (date(2026, 11, 23), Unit::BusinessDays, 35, date(2027, 1, 11)),
        (friday, Unit::Minutes, 30, friday),
        (friday, Unit::Hours, 24, saturday),
        (friday, Unit::Hours, 72, date(2026, 11, 23)),
        (friday, Unit::Days, 0, friday),
    ] {
        assert_eq!(due(from, unit, number), Some(ends), "{from} {unit:?} {number}");
    }
    assert_eq!(due(friday, Unit::AtOnce, 0), None);
    assert_eq!(due(friday, Unit::Years, u32::MAX), None);
    assert_eq!(due(Date::MAX, Unit::BusinessDays, 3), None);
}

fn clocks(case: &Case, today: Date, right: &str) -> Vec<Clock> {
    let plan = plan(case, known(), today);
    let rights = plan.money.iter().flat_map(|money| &money.cases).flat_map(|case| &case.rights);
    rights.filter(|held| held.id == right).flat_map(|held| held.clocks.clone()).collect()
}

fn one(country: &str, payment: Payment) -> Case {
    case(vec![living_in(country), Act::Payment(payment)])
}

#[test]
fn a_clock_says_how_it_stands() {
    let payment = Payment { told: None, ..paid(Way::Transfer, Deceit::Deceived) };
    let case = one("GB", payment);
    let right = "gb-transfer-reimbursement";
    for (today, standing, words) in [
        (TODAY, Standing::Running, "By 20 December 2027, 391 days left"),
        (date(2027, 12, 19), Standing::Running, "By 20 December 2027, 1 day left"),
        (date(2027, 12, 20), Standing::Today, "Today, 20 December 2027, is the last day"),
        (date(2027, 12, 21), Standing::Passed, "Passed on 20 December 2027, 1 day ago"),
    ] {
        let clock = &clocks(&case, today, right)[0];
        assert_eq!((clock.standing, clock.words.as_str()), (standing, words));
    }
    let waiting = &clocks(&case, TODAY, right)[1];
    assert_eq!(waiting.standing, Standing::Waiting);
    assert!(waiting.words.starts_with("Waiting: 5 business days from the day"), "{waiting:?}");
    let told = full("GB", Way::Transfer, Deceit::Deceived);
    assert_eq!(clocks(&told, TODAY, right)[1].due, Some(date(2026, 11, 30)));
}

#[test]
fn minutes_are_counted_on_the_day_itself() {
    let case = one("US", paid(Way::Transfer, Deceit::Deceived));
    let clock = |today| clocks(&case, today, "us-remittance-thirty-minutes").swap_remove(0);
    let same_day = clock(date(2026, 11, 20));
    assert_eq!(same_day.words, "Today, within 30 minutes from the payment");
    assert!(same_day.note.is_some_and(|note| note.contains("minute")));
    assert_eq!(clock(date(2026, 11, 21)).standing, Standing::Passed);
}

#[test]
fn the_payment_stands_in_for_a_day_that_nobody_knows() {
    let unknown = Payment { statement_date: None, ..paid(Way::Card, Deceit::Deceived) };
    let right = "us-regulation-z-billing-error";
    let safe = clocks(&one("US", unknown), TODAY, right).swap_remove(0);
    assert_eq!(safe.due, Some(date(2027, 1, 19)));
    assert!(safe.note.is_some_and(|note| note.contains("not known")));
    let known = one("US", paid(Way::Card, Deceit::Deceived));
    let exact = clocks(&known, TODAY, right).swap_remove(0);
    assert_eq!((exact.due, exact.note), (Some(date(2027, 1, 21)), None));
    let none = Payment { date: None, statement_date: None, ..paid(Way::Card, Deceit::Deceived) };
    let waiting = clocks(&one("US", none), TODAY, right).swap_remove(0);
    assert_eq!(waiting.standing, Standing::Waiting);
}

#[test]
fn a_seller_s_clock_starts_the_next_one() {
    let cancelled = Claim {
        to: "Example Support Ltd".to_owned(),
        kind: ClaimKind::Cancellation,
        payments: vec![2],
        sent: Some(date(2026, 11, 22)),
        reference: None,
        answered: None,
        answer: None,
    };
    let payment = Act::Payment(paid(Way::Card, Deceit::Deceived));
    let acts = vec![living_in("CA"), payment, Act::Claim(cancelled)];
    let both = clocks(&case(acts.clone()), TODAY, "ca-ontario-card-reversal");
    assert_eq!(both[0].due, Some(date(2026, 12, 7)));
    assert_eq!((both[1].from, both[1].due), (both[0].due, Some(date(2027, 2, 5))));
    let without = clocks(&case(acts[..2].to_vec()), TODAY, "ca-ontario-card-reversal");
    assert!(without.iter().all(|clock| clock.standing == Standing::Waiting));
}

#[test]
fn the_last_payment_of_the_same_fraud_counts() {
    let at = |day, way| Act::Payment(Payment { date: Some(day), ..paid(way, Deceit::Deceived) });
    let first = at(date(2026, 10, 1), Way::Transfer);
    let last = at(date(2026, 11, 1), Way::Transfer);
    let other = at(date(2026, 11, 20), Way::Card);
    let case = case(vec![living_in("GB"), first, last, other]);
    let ends = clocks(&case, TODAY, "gb-transfer-reimbursement");
    assert_eq!(ends[0].due, Some(date(2027, 12, 1)));
}
