//! That the files of recovery fit together: every id that one names is there, every blank is
//! known, every value is of the vocabulary. The first misfit is an error with file and key.

use std::collections::{BTreeMap, BTreeSet};

use evidence::error::KnowledgeError;
use evidence::knowledge::Vocabulary;
use evidence::rules::Slot;

use super::files::misfit;
use super::{
    Deadline, Form, LetterFile, MoneyCase, MoneyFile, Recovery, Situation, StepFile, Unit,
};
use crate::case::Deceit;
use crate::recovery::parts;

type Checked = Result<(), KnowledgeError>;

/// Checks all files.
pub(super) fn check(recovery: &Recovery, vocabulary: &Vocabulary) -> Checked {
    let of = |slot: Slot| -> BTreeSet<&str> {
        let slots = vocabulary.slots.iter().filter(|each| each.id == slot);
        slots.flat_map(|each| each.values.iter().map(|value| value.id.as_str())).collect()
    };
    let (happened, payment) = (of(Slot::Happened), of(Slot::Payment));
    check_parts(recovery)?;
    for right in recovery.rights.values() {
        let path = format!("advice/recovery/rights/{}.toml", right.id);
        for deadline in &right.deadline {
            check_deadline(&path, deadline)?;
        }
        if right.source.is_empty() || right.case.is_empty() || right.countries.is_empty() {
            return Err(misfit(&path, "`source`, `case` and `countries` must not be empty"));
        }
    }
    for money in recovery.money.values() {
        let path =
            format!("advice/recovery/money/{}/{}.toml", money.country.to_lowercase(), money.id);
        among(&path, "payment", &money.payment, |value| payment.contains(value))?;
        among(&path, "happened", &money.happened, |value| happened.contains(value))?;
        check_money(&path, recovery, money)?;
    }
    for situation in recovery.situations.values() {
        check_situation(recovery, situation, &happened)?;
    }
    for step in recovery.steps.values() {
        check_step(recovery, step)?;
    }
    for letter in recovery.letters.values() {
        check_letter(recovery, letter)?;
    }
    for form in recovery.forms.values() {
        check_form(recovery, form)?;
    }
    let path = "advice/recovery/watch/recovery-scam.toml";
    for sign in recovery.watch.sign.iter().chain(&recovery.watch.comes_as) {
        among(path, "facts", &sign.facts, |fact| recovery.facts.contains_key(fact))?;
    }
    Ok(())
}

/// Whether each value of a key is known.
fn among(path: &str, key: &str, values: &[String], known: impl Fn(&str) -> bool) -> Checked {
    match values.iter().find(|value| !known(value)) {
        Some(value) => Err(misfit(path, format!("`{key}` names {value}, which is not there"))),
        None => Ok(()),
    }
}

fn check_parts(recovery: &Recovery) -> Checked {
    let paths: Vec<String> = recovery.parts.keys().cloned().collect();
    among("advice/recovery/case.toml", "path", &paths, parts::is_known)?;
    let from: Vec<String> = recovery.blanks.values().flat_map(|each| each.from.clone()).collect();
    among("advice/recovery/blanks.toml", "from", &from, |path| recovery.parts.contains_key(path))
}

fn check_deadline(path: &str, deadline: &Deadline) -> Checked {
    if (deadline.unit == Unit::AtOnce) == deadline.number.is_some() {
        return Err(misfit(path, "`deadline`: a `number` belongs to every unit but `at-once`"));
    }
    Ok(())
}

fn check_money(path: &str, recovery: &Recovery, money: &MoneyFile) -> Checked {
    let cases = [(Deceit::Unauthorised, &money.unauthorised), (Deceit::Deceived, &money.deceived)];
    for (deceit, case) in cases {
        let holds = |right: &str| {
            let right = recovery.rights.get(right);
            right.is_some_and(|right| {
                right.case.contains(&deceit) && right.countries.contains(&money.country)
            })
        };
        among(path, "rights", &case.rights, holds)?;
        let fits = |letter: &str| {
            let letter = recovery.letters.get(letter);
            letter.is_some_and(|letter| {
                letter.case.contains(&deceit) && letter.countries.contains(&money.country)
            })
        };
        among(path, "letters", &case.letters, fits)?;
        check_words(path, case)?;
    }
    Ok(())
}

/// No way of paying is answered with nothing.
fn check_words(path: &str, case: &MoneyCase) -> Checked {
    if case.call.is_empty() || case.say.is_empty() {
        return Err(misfit(path, "`call` and `say` must not be empty"));
    }
    if case.rights.is_empty() && case.uncertain.is_empty() {
        return Err(misfit(path, "without `rights`, `uncertain` must say why"));
    }
    Ok(())
}

fn check_situation(
    recovery: &Recovery,
    situation: &Situation,
    happened: &BTreeSet<&str>,
) -> Checked {
    let path = format!("advice/recovery/plan/situations/{}.toml", situation.id);
    among(&path, "happened", &situation.happened, |value| happened.contains(value))?;
    among(&path, "steps", &situation.steps, |step| {
        recovery.steps.get(step).is_some_and(|step| step.instead_of.is_none())
    })
}

fn check_step(recovery: &Recovery, step: &StepFile) -> Checked {
    let path = format!("advice/recovery/plan/steps/{}.toml", step.id);
    let other = |step: &str| recovery.steps.get(step).filter(|other| other.instead_of.is_none());
    among(&path, "after", &step.after, |after| {
        other(after).is_some_and(|other| other.order < step.order)
    })?;
    if let Some(base) = &step.instead_of
        && other(base).is_none_or(|other| other.order != step.order)
    {
        return Err(misfit(&path, "`instead_of` names no step of the same `order`"));
    }
    if step.instead_of.is_some() == step.countries.is_empty() {
        return Err(misfit(&path, "`instead_of` and `countries` belong together"));
    }
    let rises = |other: &StepFile| other.order < step.order && other.urgency > step.urgency;
    if recovery.steps.values().any(rises) {
        return Err(misfit(&path, "`urgency` is higher than that of a step before it"));
    }
    among(&path, "letters", &step.letters, |id| recovery.letters.contains_key(id))?;
    among(&path, "reports", &step.reports, |id| recovery.forms.contains_key(id))?;
    among(&path, "facts", &step.facts, |id| recovery.facts.contains_key(id))
}

fn check_letter(recovery: &Recovery, letter: &LetterFile) -> Checked {
    let path = format!("advice/recovery/letters/{}.txt", letter.id);
    if !letter.words.starts_with("Subject: ") {
        return Err(misfit(&path, "the first line must begin with `Subject: `"));
    }
    let blanks = blanks(&letter.words);
    among(&path, "{...}", &blanks, |blank| recovery.blanks.contains_key(blank))
}

/// The blanks that stand in a text.
fn blanks(words: &str) -> Vec<String> {
    let inside = words.split('{').skip(1);
    inside.map(|rest| rest.split('}').next().unwrap_or_default().to_owned()).collect()
}

fn check_form(recovery: &Recovery, form: &Form) -> Checked {
    let path = format!("advice/recovery/reports/{}.toml", form.id);
    among(&path, "tools", &form.tools, |tool| recovery.tools.contains_key(tool))?;
    let mut ids: BTreeMap<&str, ()> = BTreeMap::new();
    for field in &form.field {
        among(&path, "from", &field.from, |from| recovery.parts.contains_key(from))?;
        if ids.insert(&field.id, ()).is_some() {
            return Err(misfit(&path, format!("`field` {} is there twice", field.id)));
        }
    }
    Ok(())
}
