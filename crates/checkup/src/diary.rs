//! What the event logs say: errors and warnings counted and explained, and the few entries that
//! matter. Events are taken one by one, so memory does not grow with the logs.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use crate::conditions::{Condition, Counted, Outcome};
use crate::facts::{EventOf, Facts, SeriousFact, SeriousKind};
use crate::findings::{Day, Everyday, Kind, Moment, Observation, Proof, Strength, UnknownKind};
use crate::ordinary::Compared;
use crate::sessions::Windows;
use crate::sources::event_log::{Event, Level};

/// So many single observations are kept; a machine with more says that there were more.
const OBSERVATIONS_MAX: usize = 5_000;
/// So many times of one exception are kept, to lay them beside the sessions.
const TIMES_MAX: usize = 1_000;
/// So many kinds that are not known to us are kept.
const UNKNOWN_MAX: usize = 2_000;
/// So many characters of an entry are shown as its proof.
const RAW_CHARS_MAX: usize = 600;

/// The tally of all logs.
#[derive(Debug)]
pub(crate) struct Diary<'f> {
    facts: &'f Facts,
    totals: Everyday,
    days: BTreeMap<Date, (u64, u64)>,
    kinds: HashMap<usize, Tally>,
    unknown: HashMap<(String, u32), u64>,
    compared: Compared,
    candidates: Vec<Candidate>,
    counted: HashMap<Place, (Counted, Observation)>,
    /// Observations that were not kept.
    pub(crate) dropped: u64,
}

/// A condition: the number of its file, of the event in it, and of the condition.
type Place = (usize, usize, usize);

#[derive(Debug)]
struct Candidate {
    kind: SeriousKind,
    only_in_session: bool,
    observation: Observation,
}

/// One ordinary kind.
#[derive(Debug, Default)]
struct Tally {
    count: u64,
    span: Option<(Timestamp, Timestamp)>,
    exceptions: Vec<Exception>,
}

#[derive(Debug, Default)]
struct Exception {
    held: u64,
    times: Vec<Timestamp>,
    counted: Counted,
}

impl<'f> Diary<'f> {
    pub(crate) fn new(facts: &'f Facts) -> Self {
        Self {
            facts,
            totals: Everyday::default(),
            days: BTreeMap::new(),
            kinds: HashMap::new(),
            unknown: HashMap::new(),
            compared: Compared::default(),
            candidates: Vec::new(),
            counted: HashMap::new(),
            dropped: 0,
        }
    }

    /// Takes an event of a file.
    pub(crate) fn take(&mut self, file: &str, event: &Event) {
        self.compared.take(event);
        let is_serious = self.weigh(file, event);
        let day = Offset::UTC.to_datetime(event.at).date();
        match event.level {
            Level::Critical | Level::Error => self.days.entry(day).or_default().0 += 1,
            Level::Warning => self.days.entry(day).or_default().1 += 1,
            Level::Information => return,
        }
        self.totals.records += 1;
        if is_serious {
            self.totals.serious += 1;
        } else if let Some(number) = self.facts.everyday(&event.provider, event.id) {
            self.totals.explained += 1;
            self.explain(number, event, day);
        } else {
            self.totals.unknown += 1;
            let key = (event.provider.clone(), event.id);
            if self.unknown.len() < UNKNOWN_MAX || self.unknown.contains_key(&key) {
                *self.unknown.entry(key).or_default() += 1;
            }
        }
    }

    /// Whether an event counts as serious by itself.
    fn weigh(&mut self, file: &str, event: &Event) -> bool {
        let facts = self.facts;
        let mut counts = false;
        for (number, place) in facts.serious(&event.provider, event.id) {
            let fact = &facts.serious[number];
            let of = &fact.events[place];
            let mut conditions = of.counts_when.iter().enumerate();
            let always = Condition::always();
            let first = conditions.find(|(_, condition)| condition.holds(event, &facts.tools));
            let (which, condition) = match first {
                Some((which, condition)) => (which, condition),
                None if of.counts_when.is_empty() => (0, &always),
                None => continue,
            };
            if condition.continues_a_session || condition.ends_the_state {
                continue;
            }
            let observation = self.observe(file, event, fact, of, condition);
            if condition.counts() {
                let day = Offset::UTC.to_datetime(event.at).date();
                let place = (number, place, which);
                let held = self.counted.entry(place);
                let held = held.or_insert_with(|| (Counted::default(), observation));
                held.0.add(condition.value(event), day);
                continue;
            }
            counts |= !condition.only_in_session;
            self.keep(fact.kind, condition.only_in_session, observation);
        }
        counts
    }

    fn keep(&mut self, kind: SeriousKind, only_in_session: bool, observation: Observation) {
        if self.candidates.len() < OBSERVATIONS_MAX {
            self.candidates.push(Candidate { kind, only_in_session, observation });
        } else {
            self.dropped += 1;
        }
    }

    fn observe(
        &self,
        file: &str,
        event: &Event,
        fact: &SeriousFact,
        of: &EventOf,
        condition: &Condition,
    ) -> Observation {
        let tools = &self.facts.tools;
        let mut title = fact.title.clone();
        if let Some(means) = &condition.means {
            title += &format!(": {means}");
        }
        Observation {
            id: fact.id.clone(),
            title,
            what: particulars(event, of),
            when: Some(Moment::in_utc(event.at, event.at.to_string())),
            strength: condition.strength.unwrap_or(Strength::Circumstantial),
            tool: condition.tool(event, tools),
            proof: shown(file, event),
            cannot_show: fact.cannot_prove.clone(),
            undo: None,
        }
    }

    fn explain(&mut self, number: usize, event: &Event, day: Date) {
        let facts = self.facts;
        let fact = &facts.everyday[number];
        let tally = self.kinds.entry(number).or_default();
        tally.count += 1;
        let (first, last) = tally.span.unwrap_or((event.at, event.at));
        tally.span = Some((first.min(event.at), last.max(event.at)));
        tally.exceptions.resize_with(fact.exceptions.len(), Exception::default);
        for (condition, exception) in fact.exceptions.iter().zip(&mut tally.exceptions) {
            if !condition.holds(event, &facts.tools) {
                continue;
            }
            exception.held += 1;
            if exception.times.len() < TIMES_MAX {
                exception.times.push(event.at);
            }
            if condition.counts() {
                exception.counted.add(condition.value(event), day);
            }
        }
    }

    /// What all the logs say, in the light of the sessions.
    pub(crate) fn finish(self, windows: &Windows) -> Said {
        let mut said = Said { everyday: self.totals, ..Said::default() };
        said.everyday.comparison = self.compared.with(&self.facts.measured);
        said.everyday.days = self.days.iter().map(day).collect();
        let kind = |(number, tally)| kind(self.facts, number, tally, windows);
        said.everyday.kinds = self.kinds.into_iter().map(kind).collect();
        said.everyday.kinds.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.id.cmp(&b.id)));
        let unknown = self.unknown.into_iter().map(|((provider, event_id), count)| UnknownKind {
            provider,
            event_id,
            count,
        });
        said.everyday.unknown_kinds = unknown.collect();
        said.everyday.unknown_kinds.sort_by(|a, b| {
            let by_name = || (&a.provider, a.event_id).cmp(&(&b.provider, b.event_id));
            b.count.cmp(&a.count).then_with(by_name)
        });
        for candidate in self.candidates {
            let at = candidate.observation.when.as_ref().and_then(|when| when.utc);
            if !candidate.only_in_session || at.is_some_and(|at| windows.hold(at)) {
                said.add(candidate.kind, candidate.observation);
            }
        }
        for ((number, place, which), (counted, observation)) in self.counted {
            let fact = &self.facts.serious[number];
            if counted.reaches(&fact.events[place].counts_when[which]) {
                said.add(fact.kind, observation);
            }
        }
        said
    }
}

/// What the logs said.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub(crate) everyday: Everyday,
    pub(crate) observations: Vec<Observation>,
    pub(crate) serious: Vec<Observation>,
}

impl Said {
    fn add(&mut self, kind: SeriousKind, observation: Observation) {
        match kind {
            SeriousKind::Session => self.observations.push(observation),
            SeriousKind::Technician => self.serious.push(observation),
        }
    }
}

fn day((day, (errors, warnings)): (&Date, &(u64, u64))) -> Day {
    Day { day: day.to_string(), errors: *errors, warnings: *warnings }
}

fn kind(facts: &Facts, number: usize, tally: Tally, windows: &Windows) -> Kind {
    let fact = &facts.everyday[number];
    let mut say = Vec::new();
    for (condition, exception) in fact.exceptions.iter().zip(&tally.exceptions) {
        let often = !condition.counts() || exception.counted.reaches(condition);
        let holds = exception.held > 0
            && often
            && match condition.outcome {
                Some(Outcome::Technician) => true,
                _ => exception.times.iter().any(|at| windows.hold(*at)),
            };
        say.extend(condition.say.clone().filter(|_| holds));
    }
    let (first, last) = tally.span.unwrap_or_default();
    Kind {
        id: fact.id.clone(),
        title: fact.title.clone(),
        meaning: fact.meaning.clone(),
        count: tally.count,
        first: first.to_string(),
        last: last.to_string(),
        say,
    }
}

/// The data items that the fact names, as far as the entry has them.
fn particulars(event: &Event, of: &EventOf) -> String {
    let shown = of.fields.iter().filter_map(|field| {
        let unnamed = field.starts_with("Data[");
        let (name, label) = match field.split_once(' ').filter(|_| unnamed) {
            Some((name, label)) => (name, label.split(',').next().unwrap_or(label)),
            None => (field.as_str(), field.rsplit('/').next().unwrap_or(field)),
        };
        let item = event.item(name)?.trim();
        (!item.is_empty() && item != "-").then(|| format!("{label}: {item}"))
    });
    without_key(&shown.collect::<Vec<_>>().join("; "))
}

/// Where an entry stands, with the words of its items.
pub(crate) fn shown(file: &str, event: &Event) -> Proof {
    let raw = format!("{} {}: {}", event.provider, event.id, event.raw());
    Proof {
        file: file.to_owned(),
        line: None,
        record: Some(event.record),
        raw: without_key(&raw).chars().take(RAW_CHARS_MAX).collect(),
    }
}

/// The text without the key that ScreenConnect's command line holds.
fn without_key(text: &str) -> String {
    let Some(at) = text.find("&k=") else { return text.to_owned() };
    let rest = &text[at + "&k=".len()..];
    let end = rest.find(['&', '"', ' ', '\\']).unwrap_or(rest.len());
    format!("{}&k=(left out){}", &text[..at], without_key(&rest[end..]))
}

#[cfg(test)]
mod tests;
