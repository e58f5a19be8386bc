//! Letters: with all that can be known, with nothing, and about what they must not be.

use super::cases::{TODAY, WAYS, case, full, living_in, paid, text};
use super::known;
use crate::case::{Act, Case, CaseId, Deceit, Payment, Way};
use crate::recovery::{Letter, Refused, Wanted, letter, letters};

fn written(case: &Case, name: &str) -> Letter {
    letter(case, known(), name, &Wanted::default(), TODAY).expect(name)
}

#[test]
fn a_full_case_fills_every_letter() {
    for file in known().letters.values() {
        for country in &file.countries {
            for deceit in &file.case {
                let mut ways = WAYS.into_iter().filter(|way| {
                    let id = way.words().replace(' ', "-");
                    let money = &known().money[&(country.clone(), id)];
                    let way = match deceit {
                        Deceit::Deceived => &money.deceived,
                        Deceit::Unauthorised => &money.unauthorised,
                    };
                    way.letters.contains(&file.id)
                });
                let way = ways.next_back().unwrap_or(Way::Card);
                let case = full(country, way, *deceit);
                let to = file.has("papers_given").then(|| "Example Credit Agency".to_owned());
                let wanted = Wanted { payments: Vec::new(), to };
                let letter = letter(&case, known(), &file.id, &wanted, TODAY).expect(&file.id);
                let whole = letter.text.as_str();
                assert_eq!(letter.missing, [""; 0], "{} {country}: {whole}", file.id);
                let clean = !whole.contains("[missing") && !whole.contains(['{', '}']);
                assert!(clean, "{}: {whole}", file.id);
                assert!(whole.starts_with("Subject: ") && whole.contains("Ada Example"), "{whole}");
                assert!(letter.before[0].contains("Read it"), "the client reads it first");
            }
        }
    }
}

#[test]
fn an_empty_case_shows_all_that_is_missing() {
    let empty = Case::new(CaseId::nil(), jiff::Timestamp::UNIX_EPOCH);
    for file in known().letters.values() {
        let letter = written(&empty, &file.id);
        let blanks = known().blanks.values();
        let optional: Vec<String> = blanks
            .filter(|blank| blank.optional)
            .map(|blank| format!("{{{}}}", blank.name))
            .collect();
        // A line that holds a blank which may be empty is left out as a whole.
        let stays = |line: &&str| !optional.iter().any(|blank| line.contains(blank));
        let lines: Vec<&str> = file.words.lines().filter(stays).collect();
        for blank in known().blanks.values().filter(|blank| !blank.from.is_empty()) {
            let stands = lines.iter().any(|line| line.contains(&format!("{{{}}}", blank.name)));
            let holds = blank.holds.trim_end_matches('.');
            let named = letter.missing.iter().any(|what| what.eq_ignore_ascii_case(holds));
            assert_eq!(stands, named, "{}: {}", file.id, blank.name);
        }
        for what in &letter.missing {
            let marked = letter.text.contains(&format!("[missing: {what}]"));
            assert!(marked, "{}: {what} is not marked in {}", file.id, letter.text);
        }
        assert!(!letter.text.contains(['{', '}']), "{}", letter.text);
    }
}

#[test]
fn a_letter_reads_well() {
    let text = written(&full("GB", Way::Transfer, Deceit::Deceived), "gb-transfer-claim").text;
    insta::assert_snapshot!(text);
}

#[test]
fn what_is_empty_and_may_be_leaves_no_trace() {
    let payment = Payment { promised: None, ..paid(Way::Card, Deceit::Deceived) };
    let case = case(vec![living_in("US"), Act::Payment(payment)]);
    let text = written(&case, "company-refund").text;
    assert!(!text.contains("promised") && !text.contains("was not true"), "{text}");
    assert!(!text.contains("\n\n\n"), "{text}");
    assert!(text.contains("November 20, 2026: 1,499.99 GBP, credit card, to Example"), "{text}");
}

#[test]
fn a_letter_goes_to_one_firm() {
    let other = Payment { institution: text("Other Bank"), ..paid(Way::Card, Deceit::Deceived) };
    let first = Act::Payment(paid(Way::Card, Deceit::Deceived));
    let case = case(vec![living_in("GB"), first, Act::Payment(other)]);
    let name = "card-dispute-deceived";
    let refused = letter(&case, known(), name, &Wanted::default(), TODAY);
    assert!(matches!(refused, Err(Refused::Several { .. })), "{refused:?}");
    let wanted = |payment| Wanted { payments: vec![payment], to: None };
    let letter_to = |payment| letter(&case, known(), name, &wanted(payment), TODAY);
    assert!(letter_to(2).expect("it fits").text.contains("Example Bank"));
    assert!(letter_to(3).expect("it fits").text.contains("Other Bank"));
    assert_eq!(letter_to(9), Err(Refused::NoPayment { payment: 9 }));
    let offers = letters(&case, known(), TODAY);
    let offered = offers.iter().filter(|offer| offer.letter == name).count();
    assert_eq!(offered, 2, "one for each bank");
}

#[test]
fn a_letter_stays_in_its_country_and_its_case() {
    let case = full("GB", Way::Transfer, Deceit::Deceived);
    let of = |name: &str, payments: Vec<u64>| {
        letter(&case, known(), name, &Wanted { payments, to: None }, TODAY)
    };
    assert!(matches!(of("us-error-notice", Vec::new()), Err(Refused::Abroad { .. })));
    let payment = case.payments[0].number;
    let other = of("unauthorised-payment-claim", vec![payment]);
    assert!(matches!(other, Err(Refused::OtherCase { .. })), "{other:?}");
    assert!(matches!(of("nothing", Vec::new()), Err(Refused::NoLetter { .. })));
}

#[test]
fn sums_are_never_of_some_payments_only() {
    let unknown = Payment { amount_minor: None, ..paid(Way::Card, Deceit::Deceived) };
    let first = Act::Payment(paid(Way::Card, Deceit::Deceived));
    let case = case(vec![living_in("US"), first, Act::Payment(unknown)]);
    let text = written(&case, "company-refund").text;
    assert!(text.starts_with("Subject: Refund of [missing: "), "{text}");
}
