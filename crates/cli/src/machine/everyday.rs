//! The part of the report about errors and warnings, which callers show as proof of a virus.

use checkup::findings::{Everyday, Findings};
use checkup::report::words::sentences;

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
