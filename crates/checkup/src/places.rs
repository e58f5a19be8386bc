//! Files that belong to remote tools, by their folders and names alone.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::drive::Found;
use crate::facts::Facts;
use crate::findings::{Moment, Observation, Proof, Strength};
use crate::globs::Parts;
use crate::trace::Trace;

/// Files that belong to a remote tool.
pub(crate) struct Places<'f> {
    facts: &'f Facts,
    /// By the tool's id: how many, the first, and the times of the oldest and newest.
    of_tool: BTreeMap<String, Place>,
    /// Each of them by itself, for rules about where a tool lies.
    pub(crate) programs: Vec<Trace>,
}

/// So many files of tools are held against rules one by one.
const PROGRAMS_MAX: usize = 2_000;

struct Place {
    files: usize,
    first: String,
    changed: Option<(Timestamp, Timestamp)>,
}

impl<'f> Places<'f> {
    pub(crate) fn new(facts: &'f Facts) -> Self {
        Self { facts, of_tool: BTreeMap::new(), programs: Vec::new() }
    }

    /// Takes a file that was found.
    pub(crate) fn see(&mut self, found: &Found) {
        let Some(tool) = self.facts.tools.of_file(&Parts::new(&found.shown)) else { return };
        let fresh = || Place { files: 0, first: found.shown.clone(), changed: None };
        let place = self.of_tool.entry(tool.id.clone()).or_insert_with(fresh);
        place.files += 1;
        let at = found.changed();
        if self.programs.len() < PROGRAMS_MAX {
            let fields = vec![("path", found.shown.clone())];
            let file = found.shown.clone();
            let proof = Proof { file, line: None, record: None, raw: String::new() };
            let when = at.map(|at| Moment::in_utc(at, at.to_string()));
            self.programs.push(Trace { source: "file", fields, when, proof });
        }
        if let Some(at) = at {
            let (oldest, newest) = place.changed.unwrap_or((at, at));
            place.changed = Some((oldest.min(at), newest.max(at)));
        }
    }

    /// Which tools have been on the computer.
    pub(crate) fn observations(self) -> Vec<Observation> {
        let facts = self.facts;
        let observe = |(id, place): (String, Place)| {
            let tool = facts.tool(&id);
            let name = tool.map_or(&*id, |tool| &tool.name);
            let ordinary = tool.map_or("", |tool| &tool.ordinary);
            let newest = place.changed.map_or_else(String::new, |(oldest, newest)| {
                format!("; last changed between {oldest} and {newest}")
            });
            Observation {
                id: "tool-files-present".to_owned(),
                title: format!("{name} has been on this computer"),
                what: format!("{} files, the first is {}{newest}", place.files, place.first),
                when: None,
                strength: Strength::Circumstantial,
                tool: Some(id),
                proof: Proof { file: place.first, line: None, record: None, raw: String::new() },
                cannot_show: format!("That it was used, and by whom. Ordinary when: {ordinary}"),
                undo: None,
            }
        };
        self.of_tool.into_iter().map(observe).collect()
    }
}
