//! What has happened: by what was said, by the payments, and by what check-ups found.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Answer, Asked, Question};
use crate::case::Case;
use crate::recovery::knowledge::{Recovery, ShownBy, Situation};
use crate::recovery::parts::sessions;

/// A situation that holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "SituationHeld")]
pub struct Held {
    /// Its name.
    pub id: String,
    /// What happened.
    pub title: String,
    /// What it means.
    pub says: String,
    /// Whether it may as well be another one that what was said leads to, which is asked.
    pub open: bool,
    /// What leads to it.
    pub because: Vec<String>,
}

/// The situations that hold. One that may hold is among them until somebody says that it does not,
/// because a step too many does less harm than one too few.
pub(crate) fn held(case: &Case, recovery: &Recovery) -> Vec<Held> {
    let holds = |alone: bool| -> Vec<Held> {
        let situations = recovery.situations.values().filter(|each| each.alone == alone);
        situations.filter_map(|each| hold(case, recovery, each)).collect()
    };
    let held = holds(false);
    if held.is_empty() { holds(true) } else { held }
}

fn hold(case: &Case, recovery: &Recovery, situation: &Situation) -> Option<Held> {
    let said = case.situations.get(&situation.id).copied();
    if said == Some(false) {
        return None;
    }
    let mut because: Vec<String> = Vec::new();
    if said == Some(true) {
        because.push("it was said so".to_owned());
    }
    let values: Vec<&String> =
        situation.happened.iter().filter(|value| case.happened.contains(*value)).collect();
    let rivals = rivals(case, recovery, situation);
    let settled = rivals.iter().any(|rival| case.situations.get(&rival.id) == Some(&true));
    let values = if settled && said.is_none() { Vec::new() } else { values };
    because.extend(values.iter().map(|value| format!("it was noted as {value}")));
    match situation.shown_by {
        Some(ShownBy::Payment) if !case.payments.is_empty() => {
            because.push("a payment is in the case".to_owned());
        }
        Some(ShownBy::Session) => {
            let tools = sessions(case).into_iter().map(|session| session.tool_name);
            because.extend(tools.map(|tool| format!("the check-up found a session of {tool}")));
        }
        _ => {}
    }
    because.dedup();
    (!because.is_empty()).then(|| Held {
        id: situation.id.clone(),
        title: situation.title.clone(),
        says: situation.says.clone(),
        open: said.is_none() && is_open(case, &rivals),
        because,
    })
}

/// Other situations to which the same value leads.
fn rivals<'r>(case: &Case, recovery: &'r Recovery, situation: &Situation) -> Vec<&'r Situation> {
    let values: Vec<&String> =
        situation.happened.iter().filter(|value| case.happened.contains(*value)).collect();
    let others = recovery.situations.values().filter(|other| {
        other.id != situation.id && other.happened.iter().any(|value| values.contains(&value))
    });
    others.collect()
}

/// Whether nobody has said yet which of them it was.
fn is_open(case: &Case, rivals: &[&Situation]) -> bool {
    let said = |rival: &&Situation| case.situations.contains_key(&rival.id);
    !rivals.is_empty() && !rivals.iter().any(said)
}

/// What must be asked about what happened.
pub(super) fn questions(case: &Case, recovery: &Recovery, held: &[Held]) -> Vec<Question> {
    if held.is_empty() {
        let all = recovery.situations.values();
        return vec![Question {
            about: Asked::Happened,
            ask: "What has happened? Several answers can be true.".to_owned(),
            answers: all.map(answer).collect(),
        }];
    }
    let open = recovery.situations.values();
    let open: Vec<&Situation> =
        open.filter(|each| held.iter().any(|held| held.open && held.id == each.id)).collect();
    let mut groups: Vec<Vec<&Situation>> = Vec::new();
    for situation in open {
        if groups.iter().flatten().any(|known| known.id == situation.id) {
            continue;
        }
        let mut group = vec![situation];
        group.extend(rivals(case, recovery, situation));
        groups.push(group);
    }
    groups
        .into_iter()
        .map(|group| {
            Question {
        about: Asked::Situation,
        ask: "Which of these was it? It can be both; until it is known the plan has the steps of \
              both."
            .to_owned(),
        answers: group.into_iter().map(answer).collect(),
    }
        })
        .collect()
}

fn answer(situation: &Situation) -> Answer {
    Answer {
        value: situation.id.clone(),
        says: situation.title.clone(),
        means: situation.says.clone(),
    }
}
