//! Plans: for every country, way and case, and for what people have said.

use proptest::prelude::*;

use super::cases::{TODAY, WAYS, case, full, happened, living_in, machine, paid};
use super::{COUNTRIES, known};
use crate::case::{Act, Case, CaseId, Deceit, Payment, Way};
use crate::recovery::{Asked, Plan, Recovery, plan};

fn planned(acts: Vec<Act>) -> Plan {
    plan(&case(acts), known(), TODAY)
}

fn ids(plan: &Plan) -> Vec<&str> {
    plan.situations.iter().map(|held| held.id.as_str()).collect()
}

#[test]
fn every_country_way_and_case_gets_an_answer() {
    for country in COUNTRIES {
        for way in WAYS {
            for deceit in [Deceit::Deceived, Deceit::Unauthorised] {
                let plan = plan(&full(country, way, deceit), known(), TODAY);
                let [money] = &plan.money[..] else { panic!("one payment") };
                let [branch] = &money.cases[..] else { panic!("it is known which of the two") };
                assert!(!branch.call.is_empty() && !branch.say.is_empty());
                let known = !branch.rights.is_empty() || !branch.uncertain.is_empty();
                assert!(known, "{country} {way:?} {deceit:?}");
                for right in &branch.rights {
                    let sourced = !right.sources.is_empty() && !right.basis.is_empty();
                    assert!(sourced && right.countries.iter().any(|each| each == country));
                }
                assert!(plan.questions.iter().all(|question| question.about == Asked::Situation));
                assert!(!plan.steps.is_empty() && !plan.letters.is_empty());
            }
        }
    }
}

#[test]
fn whether_the_client_paid_is_asked_and_both_are_shown() {
    let payment = Payment { deceit: None, ..paid(Way::Transfer, Deceit::Deceived) };
    let plan = planned(vec![living_in("US"), Act::Payment(payment)]);
    let asked = plan.questions.iter().find(|each| matches!(each.about, Asked::Deceit { .. }));
    let asked = asked.expect("it is asked");
    assert_eq!(asked.answers.len(), 2);
    assert!(asked.answers.iter().all(|answer| !answer.means.is_empty()));
    assert_eq!(plan.money[0].cases.len(), 2);
    assert_eq!(plan.money[0].deceit, None);
}

#[test]
fn a_country_without_data_is_said_and_gets_the_common_steps() {
    let payment = Act::Payment(paid(Way::Card, Deceit::Deceived));
    let plan = planned(vec![living_in("SE"), payment]);
    assert!(plan.notes[0].contains("not known here for SE"), "{:?}", plan.notes);
    assert!(plan.money[0].cases.is_empty() && plan.money[0].notes[0].contains("SE"));
    assert!(plan.steps.iter().any(|step| step.id == "call-bank" || step.id == "stop-the-payment"));
    assert!(plan.steps.iter().all(|step| step.id != "report-gb"));
    assert!(plan.letters.is_empty(), "no letter rests on the rules of another country");
}

#[test]
fn an_empty_case_is_asked_what_happened() {
    let empty = Case::new(CaseId::nil(), jiff::Timestamp::UNIX_EPOCH);
    let plan = plan(&empty, known(), TODAY);
    let about: Vec<&Asked> = plan.questions.iter().map(|question| &question.about).collect();
    assert_eq!(about, [&Asked::Country, &Asked::Happened]);
    assert!(plan.steps.iter().any(|step| step.id == "hang-up"));
    assert!(!plan.watch.sign.is_empty());
}

#[test]
fn password_or_code_is_asked() {
    let said = vec![living_in("GB"), happened(&["gave-password-or-code"])];
    let open = planned(said.clone());
    assert_eq!(ids(&open), ["gave-code", "gave-password"]);
    let asked = open.questions.iter().filter(|each| each.about == Asked::Situation).count();
    assert_eq!(asked, 1);
    let tell = |situation: &str, holds| Act::Situation { situation: situation.to_owned(), holds };
    let with = |more: Vec<Act>| planned([said.clone(), more].concat());
    assert_eq!(ids(&with(vec![tell("gave-code", true)])), ["gave-code"]);
    assert_eq!(ids(&with(vec![tell("gave-code", false)])), ["gave-password"]);
    let both = with(vec![tell("gave-code", true), tell("gave-password", true)]);
    assert_eq!(ids(&both), ["gave-code", "gave-password"]);
    assert!(both.questions.is_empty());
}

#[test]
fn payments_and_sessions_show_what_happened() {
    let payment = Act::Payment(paid(Way::Card, Deceit::Deceived));
    assert_eq!(ids(&planned(vec![payment.clone(), happened(&["hung-up"])])), ["paid"]);
    assert_eq!(ids(&planned(vec![happened(&["hung-up"])])), ["nothing-yet"]);
    let found = planned(vec![living_in("US"), machine()]);
    assert_eq!(ids(&found), ["gave-access"]);
    let forms: Vec<&str> = found.reports.iter().map(|report| report.form.as_str()).collect();
    assert!(forms.contains(&"anydesk") && forms.contains(&"us-ic3"), "{forms:?}");
    assert!(!forms.contains(&"teamviewer"), "they were refused there");
}

#[test]
fn steps_are_those_of_the_country_and_are_kept_when_done() {
    let done = Act::StepDone { step: "call-bank-gb".to_owned(), by: None, note: None };
    let said = vec![living_in("GB"), happened(&["connected"]), done];
    let plan = planned(said.clone());
    let step = |id: &str| plan.steps.iter().find(|step| step.id == id);
    assert!(step("call-bank").is_none());
    assert!(step("call-bank-gb").expect("Britain's own").done.is_some());
    let watch = step("watch-the-accounts").expect("it belongs");
    assert_eq!((watch.after.clone(), watch.waits_for.len()), (vec!["call-bank-gb".to_owned()], 0));
    let open = Act::StepOpen { step: "call-bank-gb".to_owned() };
    let plan = planned([said, vec![open]].concat());
    assert!(plan.steps.iter().all(|step| step.done.is_none()));
}

#[test]
fn what_is_out_of_date_says_so() {
    let case = full("GB", Way::Transfer, Deceit::Deceived);
    let late = jiff::civil::date(2028, 1, 1);
    let plan = plan(&case, known(), late);
    assert!(plan.watch_stale && plan.money[0].cases[0].rights.iter().all(|right| right.stale));
}

fn values(recovery: &Recovery) -> Vec<String> {
    let values = recovery.situations.values().flat_map(|each| each.happened.clone());
    values.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

proptest! {
    #[test]
    fn urgency_never_rises_again_and_what_comes_first_stands_first(
        what in proptest::sample::subsequence(values(known()), 0..=14),
        country in proptest::sample::select(vec!["AU", "CA", "GB", "US", "SE", ""]),
        pays in any::<bool>(),
    ) {
        let mut acts = vec![Act::Happened { what }];
        if !country.is_empty() {
            acts.push(living_in(country));
        }
        if pays {
            acts.push(Act::Payment(Payment::by(Way::GiftCard)));
        }
        let plan = planned(acts);
        let urgencies: Vec<_> = plan.steps.iter().map(|step| step.urgency).collect();
        prop_assert!(urgencies.is_sorted());
        for (place, step) in plan.steps.iter().enumerate() {
            for first in &step.after {
                let earlier = plan.steps[..place].iter().any(|other| other.id == *first);
                prop_assert!(earlier, "{} after {first}", step.id);
            }
        }
        let mut names: Vec<&str> = plan.steps.iter().map(|step| step.id.as_str()).collect();
        names.dedup();
        prop_assert_eq!(names.len(), plan.steps.len());
    }
}
