//! The part of the report about errors and warnings, which callers show as proof of a virus.

use checkup::findings::{Comparison, Everyday, Findings};

use super::add_rest;
use crate::page::{Page, counted};
use crate::report::Detail;

/// So many kinds are shown without `-v`.
const KINDS_MAX: usize = 6;
/// So many kinds not known to us are shown without `-v`.
const UNKNOWN_MAX: usize = 5;
/// So many days are shown one by one.
const DAYS_MAX: usize = 60;
/// The longest bar of a day.
const BAR_CHARS: u64 = 30;

/// Adds what the errors and warnings are.
pub(super) fn add(page: &mut Page, findings: &Findings, detail: Detail) {
    let everyday = &findings.everyday;
    if everyday.records == 0 {
        return;
    }
    page.heading("The errors and warnings in the logs");
    sentences(everyday).iter().for_each(|words| page.paragraph("  ", words));
    if detail == Detail::Full {
        add_days(page, everyday);
    }
    add_notable(page, everyday);
    let shown = if detail == Detail::Full { everyday.kinds.len() } else { KINDS_MAX };
    for kind in everyday.kinds.iter().take(shown) {
        let times = counted(usize::try_from(kind.count).unwrap_or(usize::MAX), "time", "times");
        let words = format!("{times}: {}. {}", kind.title, kind.meaning);
        page.item("  ", "- ", &words);
    }
    add_rest(page, everyday.kinds.len().saturating_sub(shown));
    add_unknown(page, everyday, detail);
}

/// What the numbers mean, for a frightened person.
pub(super) fn sentences(everyday: &Everyday) -> Vec<String> {
    let mut sentences = vec![counts(everyday)];
    sentences.extend(everyday.comparison.as_ref().map(beside_ordinary));
    let stay = "They stay on the computer: nothing here shows that any was sent to anybody.";
    sentences.push(stay.to_owned());
    sentences
}

fn beside_ordinary(comparison: &Comparison) -> String {
    let Comparison { records, days, per_day, per_day_min, per_day_max, ordinary } = comparison;
    let many = format!(
        "The System and Application logs alone: {records} in {} days, about {per_day} a day. The \
         {} ordinary computers that we measured, a small sample, wrote from {per_day_min} to \
         {per_day_max} a day. Every Windows computer does.",
        days,
        ordinary.len()
    );
    match per_day > per_day_max {
        true => {
            many + " This one writes more than those, as a failing part or program makes it \
                        do; that alone shows nobody who came in."
        }
        false => many,
    }
}

/// The days, one line each; the lengths are for the eye, the numbers stand beside them.
fn add_days(page: &mut Page, everyday: &Everyday) {
    let most = everyday.days.iter().map(|day| day.errors + day.warnings).max().unwrap_or(1);
    let shown = everyday.days.iter().rev().take(DAYS_MAX).rev();
    page.gap();
    for day in shown {
        let all = day.errors + day.warnings;
        let bar = "#".repeat(usize::try_from(all * BAR_CHARS / most.max(1)).unwrap_or(0));
        let words =
            format!("  {}  {:>5} errors {:>5} warnings  {bar}", day.day, day.errors, day.warnings);
        page.line(words.trim_end());
    }
    add_rest_of_days(page, everyday.days.len().saturating_sub(DAYS_MAX));
    page.gap();
}

fn add_rest_of_days(page: &mut Page, left: usize) {
    if left > 0 {
        page.paragraph("  ", &format!("and {left} earlier days; --json has all"));
    }
}

fn counts(everyday: &Everyday) -> String {
    let percent = everyday.explained * 100 / everyday.records.max(1);
    let errors: u64 = everyday.days.iter().map(|day| day.errors).sum();
    let mut words = format!(
        "This computer wrote {} and {} that can be read, on {}. {percent} of 100 are of a kind \
         that ordinary computers write every day.",
        counted(count(errors), "error", "errors"),
        counted(count(everyday.records - errors), "warning", "warnings"),
        counted(everyday.days.len(), "day", "days"),
    );
    if everyday.serious > 0 {
        words += &format!(" {} belong to what is listed above.", everyday.serious);
    }
    if everyday.unknown > 0 {
        let unknown = everyday.unknown;
        words += &format!(" {unknown} are not known to us, which makes none of them suspicious.");
    }
    if let Some(day) = everyday.days.iter().max_by_key(|day| day.errors + day.warnings) {
        words += &format!(" The busiest day was {} with {}.", day.day, day.errors + day.warnings);
    }
    words
}

fn count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The few that matter.
fn add_notable(page: &mut Page, everyday: &Everyday) {
    for kind in &everyday.kinds {
        for say in &kind.say {
            page.item(
                "  ",
                "! ",
                &format!("Worth a look: {} ({} times). {say}", kind.title, kind.count),
            );
        }
    }
}

fn add_unknown(page: &mut Page, everyday: &Everyday, detail: Detail) {
    if everyday.unknown_kinds.is_empty() {
        return;
    }
    let kinds = &everyday.unknown_kinds;
    let shown = if detail == Detail::Full { kinds.len() } else { UNKNOWN_MAX };
    let named = kinds.iter().take(shown);
    let named = named.map(|kind| format!("{} {} ({})", kind.provider, kind.event_id, kind.count));
    let words = named.collect::<Vec<_>>().join(", ");
    page.paragraph("  ", &format!("Not known to us: {}: {words}", everyday.unknown));
    add_rest(page, kinds.len().saturating_sub(shown));
}
