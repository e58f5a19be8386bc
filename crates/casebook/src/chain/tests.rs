//! Chains of changes: added up, and broken in every way.

use super::*;
use crate::case::{Item, Note};
use crate::error::Misfit;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_773_500_000 + second).expect("a time")
}

fn note(text: &str) -> Act {
    Act::Note(Note { whose: Some("Maria".to_owned()), text: text.to_owned() })
}

fn chain(acts: &[Act]) -> (CaseId, Vec<Change>) {
    let id = CaseId::from_u128(7);
    let mut previous = origin(id);
    let mut changes = Vec::new();
    for (number, act) in (1..).zip(acts) {
        let second = i64::try_from(number).expect("few");
        let change = Change::new(number, at(second), "helper", act, &previous);
        previous.clone_from(&change.hash);
        changes.push(change);
    }
    (id, changes)
}

fn opened() -> Act {
    Act::Opened { title: "The call of Tuesday".to_owned() }
}

#[test]
fn a_case_is_the_sum_of_its_changes() {
    let acts = [opened(), note("They rang."), note("Again."), Act::Withdrawn { part: 2 }];
    let (id, changes) = chain(&acts);
    let case = replay(id, &changes).expect("a whole chain");
    assert_eq!((case.opened, case.changed), (at(1), at(4)));
    let kept = Note { whose: Some("Maria".to_owned()), text: "Again.".to_owned() };
    assert_eq!(case.notes, [Item::new(3, at(3), kept)]);
}

#[test]
fn nothing_can_be_altered_left_out_or_moved_unseen() {
    let (id, changes) = chain(&[opened(), note("one"), note("two"), note("three")]);
    let broken = |change: &dyn Fn(&mut Vec<Change>)| {
        let mut changes = changes.clone();
        change(&mut changes);
        replay(id, &changes).expect_err("altered")
    };
    let altered = |number| Broken::Altered { number };
    assert_eq!(broken(&|all| all[1].act = all[1].act.replace("one", "won")), altered(2));
    assert_eq!(broken(&|all| all[2].by = "other".to_owned()), altered(3));
    assert_eq!(broken(&|all| all[3].at = at(9)), altered(4));
    assert_eq!(broken(&|all| drop(all.remove(1))), Broken::Order { expected: 2, found: 3 });
    assert_eq!(broken(&|all| all.swap(1, 2)), Broken::Order { expected: 2, found: 3 });
    let moved = replay(CaseId::from_u128(8), &changes).expect_err("another case");
    assert_eq!(moved, altered(1));
}

#[test]
fn a_change_of_a_part_that_is_not_there_does_not_fit() {
    for act in [Act::TaskDone { task: 1 }, Act::Withdrawn { part: 9 }] {
        let part = act.names().expect("it names one").0;
        let (id, changes) = chain(&[opened(), act]);
        let misfit = Broken::Misfit { number: 2, misfit: Misfit::NoPart { part } };
        assert_eq!(replay(id, &changes), Err(misfit));
    }
}

#[test]
fn an_act_of_a_later_version_is_named() {
    let (id, mut changes) = chain(&[opened()]);
    let act = r#"{"act":"sealed"}"#.to_owned();
    let hash = hash(&changes[0].hash, 2, at(2), "helper", &act);
    changes.push(Change { number: 2, at: at(2), by: "helper".to_owned(), act, hash });
    assert!(matches!(replay(id, &changes), Err(Broken::Unknown { number: 2, .. })));
}
