//! The rules of `rules/seen`: which traces mean something, and what they leave open.

use std::collections::{BTreeMap, HashMap};

use evidence::error::KnowledgeError;
use evidence::knowledge::Files;
use serde::Deserialize;

use crate::conditions::Condition;
use crate::findings::{Observation, Strength};
use crate::globs::name_fits;
use crate::tools::Tools;
use crate::trace::{Items, Trace};

/// A file of `rules/seen`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    id: String,
    title: String,
    #[serde(default)]
    show: Vec<String>,
    cannot_show: String,
    ordinary_when: String,
    undo: Option<String>,
    #[serde(default)]
    is: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    counts_when: Vec<Condition>,
    hit: Vec<BTreeMap<String, String>>,
    miss: Vec<BTreeMap<String, String>>,
}

/// All rules, by the source of the traces that they are about.
#[derive(Debug)]
pub(crate) struct Seen(HashMap<String, Vec<Rule>>);

/// An observation that may count only inside a session.
#[derive(Debug)]
pub(crate) struct Candidate {
    pub(crate) only_in_session: bool,
    pub(crate) observation: Observation,
}

/// Where the rules stand; the folder below is the source.
const FOLDER: &str = "rules/seen/";

impl Seen {
    /// Reads the rules.
    pub(crate) fn load(files: &Files) -> Result<Self, KnowledgeError> {
        let mut rules: HashMap<String, Vec<Rule>> = HashMap::new();
        for (path, rule) in files.each::<Rule>(FOLDER) {
            let source = path[FOLDER.len()..].split('/').next().unwrap_or_default();
            rules.entry(source.to_owned()).or_default().push(in_small_letters(rule?));
        }
        Ok(Self(rules))
    }

    /// The rules that miss a trace which they must find, or take one which they must leave alone.
    pub(crate) fn unproven(&self, tools: &Tools) -> Vec<String> {
        let of_source = |(source, rules): (&String, &Vec<Rule>)| {
            let at = |id: &str| format!("{FOLDER}{source}/{id}.toml");
            rules.iter().flat_map(|rule| rule.unproven(tools, &at(&rule.id))).collect::<Vec<_>>()
        };
        let mut unproven: Vec<String> = self.0.iter().flat_map(of_source).collect();
        unproven.sort();
        unproven
    }

    /// What a trace means: all rules that hold for it.
    pub(crate) fn weigh<'s>(
        &'s self,
        trace: &'s Trace,
        tools: &'s Tools,
    ) -> impl Iterator<Item = Candidate> + 's {
        let rules = self.0.get(trace.source).into_iter().flatten();
        rules.filter_map(|rule| {
            let condition = rule.condition(trace, tools)?;
            Some(Candidate {
                only_in_session: condition.only_in_session,
                observation: rule.observe(&condition, trace, tools),
            })
        })
    }
}

fn in_small_letters(mut rule: Rule) -> Rule {
    for glob in rule.is.values_mut().flatten() {
        *glob = glob.to_lowercase();
    }
    rule
}

impl Rule {
    /// The first condition under which the trace counts.
    fn condition(&self, trace: &impl Items, tools: &Tools) -> Option<Condition> {
        let fits = |(field, globs): (&String, &Vec<String>)| {
            let item = trace.item(field).unwrap_or_default().to_lowercase();
            globs.iter().any(|glob| name_fits(glob, &item))
        };
        if !self.is.iter().all(fits) {
            return None;
        }
        if self.counts_when.is_empty() {
            return Some(Condition::always());
        }
        self.counts_when.iter().find(|condition| condition.items_hold(trace, tools)).cloned()
    }

    fn unproven(&self, tools: &Tools, path: &str) -> Vec<String> {
        let holds = |example| self.condition(&Example(example), tools).is_some();
        let missed = self.hit.iter().filter(|hit| !holds(hit));
        let missed = missed.map(|hit| format!("{path}: does not find its hit {hit:?}"));
        let taken = self.miss.iter().filter(|miss| holds(miss));
        let taken = taken.map(|miss| format!("{path}: takes its miss {miss:?}"));
        let unproven = self.hit.is_empty() || self.miss.is_empty();
        let unproven = unproven.then(|| format!("{path}: needs at least one hit and one miss"));
        missed.chain(taken).chain(unproven).collect()
    }

    fn observe(&self, condition: &Condition, trace: &Trace, tools: &Tools) -> Observation {
        let mut title = self.title.clone();
        if let Some(means) = &condition.means {
            title += &format!(": {means}");
        }
        let shown = self.show.iter().filter_map(|field| {
            trace
                .field(field)
                .filter(|value| !value.is_empty())
                .map(|value| format!("{}: {value}", field.replace('-', " ")))
        });
        Observation {
            id: self.id.clone(),
            title,
            what: shown.collect::<Vec<_>>().join("; "),
            when: trace.when.clone(),
            strength: condition.strength.unwrap_or(Strength::Circumstantial),
            tool: condition.tool(trace, tools),
            proof: trace.proof.clone(),
            cannot_show: format!("{} Ordinary when: {}", self.cannot_show, self.ordinary_when),
            undo: self.undo.as_ref().and_then(|undo| filled(undo, trace)),
        }
    }
}

/// A trace as a rule writes it to prove itself.
struct Example<'e>(&'e BTreeMap<String, String>);

impl Items for Example<'_> {
    fn item(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// Characters with which a name could make a command do something else.
const UNSAFE: [char; 11] = ['"', '\'', '`', '$', '%', '&', '|', '<', '>', '^', ';'];

/// A command with the trace's own names in it; none where a name could turn the command against
/// whoever types it.
fn filled(undo: &str, trace: &Trace) -> Option<String> {
    let mut text = undo.to_owned();
    for (field, value) in &trace.fields {
        let place = format!("{{{field}}}");
        if !text.contains(&place) {
            continue;
        }
        if value.contains(UNSAFE) || value.contains(char::is_control) {
            return None;
        }
        text = text.replace(&place, value);
    }
    Some(text)
}

#[cfg(test)]
mod tests;
