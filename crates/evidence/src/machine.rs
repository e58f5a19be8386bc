//! What the observations of a machine say to a call: how far things have got, and which claims they
//! answer. Both are data: `rules/machine.toml`.

use serde::Deserialize;

use crate::judgement::{Confrontation, Statement};
use crate::observation::Observation;

/// So many confrontations are made of one claim's observation, the first ones.
const CITED_MAX: usize = 3;

impl MachineFile {
    /// What the observations show to have happened, each stage once.
    pub(crate) fn happened(&self, observations: &[Observation]) -> impl Iterator<Item = String> {
        let shown = |stage: &&Stage| observations.iter().any(|seen| seen.id == stage.shown_by);
        self.stages.iter().filter(shown).map(|stage| stage.happened.clone())
    }

    /// The claims to which the machine has something to say, each at its first words.
    pub(crate) fn confront(
        &self,
        statements: &[Statement],
        observations: &[Observation],
    ) -> Vec<Confrontation> {
        let shown = |id: &String| observations.iter().any(|seen| seen.id == *id);
        let standing = self.confrontations.iter().filter(|file| !file.unless.iter().any(shown));
        let mut confronted: Vec<Confrontation> = standing
            .filter_map(|file| {
                let is_claim = |said: &&Statement| file.claims.contains(&said.claim());
                Some((file, statements.iter().find(is_claim)?))
            })
            .flat_map(|(file, said)| {
                let cited = observations.iter().enumerate();
                let cited = cited.filter(|(_, seen)| seen.id == file.shown_by).take(CITED_MAX);
                cited.map(|(number, seen)| file.against(said, number, seen))
            })
            .collect();
        confronted.sort_by_key(|one| one.turn);
        confronted
    }
}

impl ConfrontationFile {
    fn against(&self, said: &Statement, number: usize, seen: &Observation) -> Confrontation {
        Confrontation {
            id: self.id.clone(),
            turn: said.turn,
            quote: said.quote.clone(),
            says: self.says.replace("{what}", &seen.what),
            observation: number,
            cannot_show: self.cannot_show.clone(),
        }
    }
}

/// The file `rules/machine.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MachineFile {
    /// What an observation says of how far things have got.
    #[serde(default, rename = "stage")]
    pub stages: Vec<Stage>,
    /// What an observation says of a claim.
    #[serde(default, rename = "confrontation")]
    pub confrontations: Vec<ConfrontationFile>,
}

/// An observation that shows that something has happened, whoever tells it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stage {
    /// The observation's kind.
    pub shown_by: String,
    /// The stage, a value of the slot `happened`.
    pub happened: String,
}

/// A claim of the caller about the machine, and what the machine says to it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfrontationFile {
    /// Its name.
    pub id: String,
    /// The claims, each `slot=value`.
    pub claims: Vec<String>,
    /// The kind of the observation that it cites.
    pub shown_by: String,
    /// Kinds that, if shown, leave nothing to say against the claim.
    #[serde(default)]
    pub unless: Vec<String>,
    /// What to say; `{what}` is replaced by the observation's particulars.
    pub says: String,
    /// What it leaves open.
    pub cannot_show: String,
}

#[cfg(test)]
mod tests;
