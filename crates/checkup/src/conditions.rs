//! When an entry of an event log counts, and when an ordinary one is not harmless.
//!
//! A condition has two halves: what one entry must hold, which is asked at once, and how often or
//! on how many days it came, which is asked when all logs are read.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;

use jiff::civil::Date;
use serde::Deserialize;

use crate::findings::Strength;
use crate::sources::event_log::Event;
use crate::tools::Tools;
use crate::trace::Items;

/// A condition; all that is given must hold together.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    pub(crate) strength: Option<Strength>,
    pub(crate) means: Option<String>,
    pub(crate) only_in_session: bool,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) say: Option<String>,
    /// What people should look for in the item; the whole item is shown.
    #[serde(rename = "take")]
    _take: Option<String>,
    pub(crate) continues_a_session: bool,
    pub(crate) ends_the_state: bool,
    not_done_by: Vec<String>,
    field: Option<String>,
    or_field: Option<String>,
    present: bool,
    equals: Vec<String>,
    equals_none_of: Vec<String>,
    contains: Vec<String>,
    starts_with: Vec<String>,
    names_a_remote_tool: bool,
    is_an_address_from_outside_this_computer: bool,
    provider_starts_with: Vec<String>,
    levels: Vec<String>,
    event_ids: Vec<u32>,
    absolute_number_min: Option<f64>,
    count_per_day_min: Option<u64>,
    days_min: Option<usize>,
    within_days: Option<i32>,
    same_value_times_min: Option<u64>,
    /// What must hold besides, each of an item of its own.
    and: Vec<Condition>,
}

/// What an exception leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Say that it deserves a technician.
    Technician,
    /// Say it where it lies inside a session.
    ShowInSession,
}

impl Condition {
    /// The condition of an entry that counts whatever it holds.
    pub(crate) fn always() -> Self {
        Self { strength: Some(Strength::Direct), ..Self::default() }
    }

    /// Whether an entry holds what it must hold by itself.
    pub(crate) fn holds(&self, event: &Event, tools: &Tools) -> bool {
        let provider = event.provider.to_lowercase();
        let listed = |list: &[String], word: &str| list.iter().any(|own| own == word);
        (self.event_ids.is_empty() || self.event_ids.contains(&event.id))
            && (self.levels.is_empty() || listed(&self.levels, event.level.word()))
            && (self.provider_starts_with.is_empty()
                || starts_with_one(&provider, &self.provider_starts_with))
            && !event.item("SubjectUserSid").is_some_and(|sid| listed(&self.not_done_by, sid))
            && self.items_hold(event, tools)
    }

    /// Whether the data items are what they must be.
    pub(crate) fn items_hold(&self, of: &impl Items, tools: &Tools) -> bool {
        (self.field.is_none() || self.item_holds(of, tools))
            && self.and.iter().all(|condition| condition.items_hold(of, tools))
    }

    fn item_holds(&self, event: &impl Items, tools: &Tools) -> bool {
        if self.names_a_remote_tool {
            return self.items(event).any(|item| tools.named_in(item).is_some());
        }
        let Some(item) = self.items(event).next() else { return false };
        let small = item.to_lowercase();
        let is_one = |list: &[String]| list.iter().any(|own| own.to_lowercase() == small);
        let holds_one =
            |list: &[String]| list.iter().any(|own| small.contains(&own.to_lowercase()));
        (self.equals.is_empty() || is_one(&self.equals))
            && (self.equals_none_of.is_empty() || !is_one(&self.equals_none_of))
            && (self.contains.is_empty() || holds_one(&self.contains))
            && (self.starts_with.is_empty() || starts_with_one(&small, &self.starts_with))
            && (!self.is_an_address_from_outside_this_computer || is_from_outside(item))
            && self.absolute_number_min.is_none_or(|least| {
                item.trim().parse::<f64>().is_ok_and(|number| number.abs() >= least)
            })
    }

    /// The data items that it looks at, as far as the entry has them.
    fn items<'e>(&'e self, event: &'e impl Items) -> impl Iterator<Item = &'e str> {
        let fields = self.field.iter().chain(&self.or_field);
        fields.filter_map(|field| event.item(field)).filter(|item| !item.is_empty())
    }

    /// The first tool that the entry names.
    pub(crate) fn tool(&self, event: &impl Items, tools: &Tools) -> Option<String> {
        let tool = self.items(event).find_map(|item| tools.named_in(item));
        let tool = tool.map(|tool| tool.id.clone());
        tool.or_else(|| self.and.iter().find_map(|condition| condition.tool(event, tools)))
    }

    /// Whether it also asks how often or on how many days.
    pub(crate) fn counts(&self) -> bool {
        self.count_per_day_min.is_some()
            || self.days_min.is_some()
            || self.same_value_times_min.is_some()
    }

    /// The value by which entries are counted together.
    pub(crate) fn value(&self, event: &impl Items) -> String {
        self.items(event).next().unwrap_or_default().to_owned()
    }
}

fn starts_with_one(word: &str, list: &[String]) -> bool {
    list.iter().any(|own| word.starts_with(&own.to_lowercase()))
}

fn is_from_outside(item: &str) -> bool {
    let item = item.trim();
    let local = item.is_empty() || item == "-" || item.eq_ignore_ascii_case("local");
    let own = item.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    !local && !own
}

/// So many different values are counted for one condition.
const VALUES_MAX: usize = 2_000;

/// How often the entries of a condition came, by the value that it looks at.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    by_value: HashMap<String, BTreeMap<Date, u64>>,
}

impl Counted {
    /// Counts an entry.
    pub(crate) fn add(&mut self, value: String, day: Date) {
        if self.by_value.len() < VALUES_MAX || self.by_value.contains_key(&value) {
            *self.by_value.entry(value).or_default().entry(day).or_default() += 1;
        }
    }

    /// Whether they came often enough.
    pub(crate) fn reaches(&self, condition: &Condition) -> bool {
        let per_day = |least: u64| {
            let mut days: BTreeMap<Date, u64> = BTreeMap::new();
            for (day, count) in self.by_value.values().flatten() {
                *days.entry(*day).or_default() += count;
            }
            days.values().any(|count| *count >= least)
        };
        let times =
            |least: u64| self.by_value.values().any(|days| days.values().sum::<u64>() >= least);
        let on_days = |least: usize| {
            let days = |days: &BTreeMap<Date, u64>| days.keys().copied().collect();
            let mut days = self.by_value.values().map(days);
            days.any(|days| lie_close(&days, least, condition.within_days))
        };
        condition.count_per_day_min.is_none_or(per_day)
            && condition.same_value_times_min.is_none_or(times)
            && condition.days_min.is_none_or(on_days)
    }
}

/// Whether so many of the days lie within a number of days.
fn lie_close(days: &BTreeSet<Date>, least: usize, within: Option<i32>) -> bool {
    let days: Vec<Date> = days.iter().copied().collect();
    let Some(within) = within else { return days.len() >= least };
    let close = |pair: &[Date]| {
        let (first, last) = (pair[0], pair[pair.len() - 1]);
        first.until(last).is_ok_and(|span| span.get_days() < within)
    };
    least > 0 && days.windows(least).any(close)
}
