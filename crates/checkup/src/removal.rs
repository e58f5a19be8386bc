//! What was left behind, as one list of steps in a safe order: first nobody can come back, then the
//! evidence is kept, and only then something is removed. The steps are text and never carried out.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::facts::Facts;
use crate::findings::{Observation, Phase, RemovalStep, Session};
use crate::tools::{Remove, Tool};

/// So many steps are listed.
const STEPS_MAX: usize = 1_000;
/// So many places of one tool are listed.
const PLACES_MAX: usize = 20;

/// A file of `facts/removal`: a step that is the same whatever was found.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SharedStep {
    #[serde(rename = "id")]
    _id: String,
    phase: Phase,
    number: u32,
    step: String,
    why: String,
}

/// The phases in the order in which they are safe.
const PHASES: [Phase; 7] = [
    Phase::Disconnect,
    Phase::Ask,
    Phase::KeepEvidence,
    Phase::Remove,
    Phase::TakeBack,
    Phase::LookAgain,
    Phase::Protect,
];

/// The steps for all that was found; none where nothing was.
pub(crate) fn steps(
    sessions: &[Session],
    observations: &[Observation],
    facts: &Facts,
) -> Vec<RemovalStep> {
    if sessions.is_empty() && observations.is_empty() {
        return Vec::new();
    }
    let left = Left { observations, tools: tools(sessions, observations, facts) };
    let mut steps: Vec<RemovalStep> = Vec::new();
    for phase in PHASES {
        let mut shared: Vec<&SharedStep> =
            facts.shared_steps.iter().filter(|step| step.phase == phase).collect();
        shared.sort_by_key(|step| step.number);
        steps.extend(shared.into_iter().map(of_all));
        for tool in &left.tools {
            let own = of_tool(&tool.remove, phase).iter();
            steps.extend(own.map(|step| left.of_tool(tool, phase, step)));
        }
        if phase == Phase::TakeBack {
            left.take_back(&mut steps);
        }
    }
    let mut said = BTreeSet::new();
    steps.retain(|step| said.insert(step.step.clone()));
    steps.truncate(STEPS_MAX);
    steps
}

/// The tools that were found, each once, by name.
fn tools<'f>(
    sessions: &[Session],
    observations: &[Observation],
    facts: &'f Facts,
) -> Vec<&'f Tool> {
    let of_sessions = sessions.iter().map(|session| session.tool.as_str());
    let seen = observations.iter().filter_map(|seen| seen.tool.as_deref());
    let ids: BTreeSet<&str> = of_sessions.chain(seen).collect();
    ids.into_iter().filter_map(|id| facts.tool(id)).collect()
}

fn of_all(shared: &SharedStep) -> RemovalStep {
    RemovalStep {
        phase: shared.phase,
        step: shared.step.clone(),
        why: shared.why.clone(),
        tool: None,
        observations: Vec::new(),
        places: Vec::new(),
    }
}

fn of_tool(remove: &Remove, phase: Phase) -> &[String] {
    match phase {
        Phase::Ask => &remove.ask,
        Phase::KeepEvidence => &remove.keep,
        Phase::Remove => &remove.uninstall,
        Phase::LookAgain => &remove.look,
        Phase::Disconnect | Phase::TakeBack | Phase::Protect => &[],
    }
}

/// What was left behind.
struct Left<'f> {
    observations: &'f [Observation],
    tools: Vec<&'f Tool>,
}

impl Left<'_> {
    fn of_tool(&self, tool: &Tool, phase: Phase, step: &str) -> RemovalStep {
        let own = || self.observations.iter().filter(|seen| seen.tool.as_ref() == Some(&tool.id));
        let ids: BTreeSet<&str> = own().map(|seen| seen.id.as_str()).collect();
        let places: BTreeSet<&str> = own().map(|seen| seen.proof.file.as_str()).collect();
        let name = &tool.name;
        let why = match phase {
            Phase::Ask => format!("{name} has honest uses: {}", tool.ordinary),
            Phase::KeepEvidence => format!("Removing {name} deletes what it wrote."),
            Phase::LookAgain => format!("So that {name} is known to be gone."),
            _ => format!("{name} is on this computer: whoever set it up can come back with it."),
        };
        RemovalStep {
            phase,
            step: step.to_owned(),
            why,
            tool: Some(tool.id.clone()),
            observations: ids.into_iter().map(str::to_owned).collect(),
            places: places.into_iter().take(PLACES_MAX).map(str::to_owned).collect(),
        }
    }

    /// The `undo` of each observation.
    fn take_back(&self, steps: &mut Vec<RemovalStep>) {
        for seen in self.observations {
            let Some(undo) = &seen.undo else { continue };
            let same = steps.iter_mut().find(|step| step.step == *undo);
            if let Some(step) = same {
                if !step.places.contains(&seen.proof.file) && step.places.len() < PLACES_MAX {
                    step.places.push(seen.proof.file.clone());
                }
                continue;
            }
            steps.push(RemovalStep {
                phase: Phase::TakeBack,
                step: undo.clone(),
                why: format!("{} ({})", seen.title, seen.what),
                tool: seen.tool.clone(),
                observations: vec![seen.id.clone()],
                places: vec![seen.proof.file.clone()],
            });
        }
    }
}
