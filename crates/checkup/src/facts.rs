//! What is known of remote tools, of entries in event logs and of other traces, read from `facts/`
//! and `rules/seen`.

use std::collections::HashMap;

use evidence::error::KnowledgeError;
use evidence::knowledge::Files;
use serde::Deserialize;

use crate::conditions::Condition;
use crate::ordinary::MeasuredMachine;
use crate::removal::SharedStep;
use crate::seen::Seen;
use crate::session_rules::SessionRules;
pub use crate::tools::Tool;
use crate::tools::Tools;

/// A file of `facts/everyday-events`, as far as it is used.
#[derive(Debug, Clone, Deserialize)]
pub struct EverydayFact {
    /// The name of the file.
    pub id: String,
    /// What the entry says, in one line.
    pub title: String,
    /// Why it is written.
    pub meaning: String,
    /// Which entries.
    pub event: EventOf,
    /// When it is not harmless.
    #[serde(default, rename = "exception")]
    pub exceptions: Vec<Condition>,
}

/// A file of `facts/serious-events`, as far as it is used.
#[derive(Debug, Clone, Deserialize)]
pub struct SeriousFact {
    /// The name of the file.
    pub id: String,
    /// An act to lay beside a session, or a fault.
    pub kind: SeriousKind,
    /// What happened, in one line.
    pub title: String,
    /// What it leaves open.
    pub cannot_prove: String,
    /// Which entries.
    #[serde(rename = "event")]
    pub events: Vec<EventOf>,
}

/// What a serious entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SeriousKind {
    /// An act to lay beside a session.
    Session,
    /// A fault of the machine.
    Technician,
}

/// One provider and its ids.
#[derive(Debug, Clone, Deserialize)]
pub struct EventOf {
    /// The provider's name.
    pub provider: String,
    /// Its other names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The numbers of the events.
    pub event_ids: Vec<u32>,
    /// The data items to show.
    #[serde(default)]
    pub fields: Vec<String>,
    /// When it counts; without any, always.
    #[serde(default)]
    pub counts_when: Vec<Condition>,
}

/// All that a check-up knows.
#[derive(Debug)]
pub struct Facts {
    pub(crate) tools: Tools,
    pub(crate) everyday: Vec<EverydayFact>,
    pub(crate) serious: Vec<SeriousFact>,
    pub(crate) seen: Seen,
    pub(crate) sessions: SessionRules,
    /// Steps of every removal list.
    pub(crate) shared_steps: Vec<SharedStep>,
    /// Ordinary computers whose logs were counted.
    pub(crate) measured: Vec<MeasuredMachine>,
    everyday_by_name: HashMap<String, Vec<usize>>,
    serious_by_name: HashMap<String, Vec<(usize, usize)>>,
}

impl Facts {
    /// Reads the facts.
    ///
    /// # Errors
    /// The first file that has not its shape; a test proves that those built in have.
    pub fn load(files: &Files) -> Result<Self, KnowledgeError> {
        let tools: Vec<Tool> = all(files, "facts/remote-tools/")?;
        let everyday: Vec<EverydayFact> = all(files, "facts/everyday-events/")?;
        let serious: Vec<SeriousFact> = all(files, "facts/serious-events/")?;
        let mut everyday_by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, fact) in everyday.iter().enumerate() {
            for name in names(&fact.event) {
                everyday_by_name.entry(name).or_default().push(number);
            }
        }
        let mut serious_by_name: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        for (number, fact) in serious.iter().enumerate() {
            for (place, event) in fact.events.iter().enumerate() {
                for name in names(event) {
                    serious_by_name.entry(name).or_default().push((number, place));
                }
            }
        }
        let tools = Tools::new(tools);
        let seen = Seen::load(files)?;
        let sessions = SessionRules::load(files)?;
        let shared_steps = all(files, "facts/removal/")?;
        let measured = all(files, "facts/ordinary-machines/")?;
        Ok(Self {
            tools,
            everyday,
            serious,
            seen,
            sessions,
            shared_steps,
            measured,
            everyday_by_name,
            serious_by_name,
        })
    }

    /// A tool by its id.
    #[must_use]
    pub fn tool(&self, id: &str) -> Option<&Tool> {
        self.tools.all.iter().find(|tool| tool.id == id)
    }

    /// The provider of the entries that an everyday fact explains; empty where there is no such
    /// fact.
    pub(crate) fn provider_of(&self, id: &str) -> &str {
        let fact = self.everyday.iter().find(|fact| fact.id == id);
        fact.map_or("", |fact| &fact.event.provider)
    }

    /// The rules of `rules/seen` that do not find their own examples, each with why.
    #[must_use]
    pub fn unproven_rules(&self) -> Vec<String> {
        self.seen.unproven(&self.tools)
    }

    /// The ordinary kind to which an entry belongs.
    pub(crate) fn everyday(&self, provider: &str, id: u32) -> Option<usize> {
        let fits = |number: &&usize| self.everyday[**number].event.event_ids.contains(&id);
        self.everyday_by_name.get(&provider.to_lowercase())?.iter().find(fits).copied()
    }

    /// The serious kinds to which an entry may belong, with the place of the event in the file.
    pub(crate) fn serious(&self, provider: &str, id: u32) -> Vec<(usize, usize)> {
        let name = provider.to_lowercase();
        // ScreenConnect adds an id of its own to its name.
        let short = name.split(" client (").next().unwrap_or_default();
        let found = self.serious_by_name.get(&name).or_else(|| self.serious_by_name.get(short));
        let fits = |&&(number, place): &&(usize, usize)| {
            self.serious[number].events[place].event_ids.contains(&id)
        };
        found.into_iter().flatten().filter(fits).copied().collect()
    }
}

fn names(event: &EventOf) -> impl Iterator<Item = String> {
    std::iter::once(&event.provider).chain(&event.aliases).map(|name| name.to_lowercase())
}

fn all<T: serde::de::DeserializeOwned>(
    files: &Files,
    folder: &str,
) -> Result<Vec<T>, KnowledgeError> {
    files.each(folder).map(|(_, read)| read).collect()
}
