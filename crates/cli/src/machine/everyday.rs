//! The part of the report about errors and warnings, which callers show as proof of a virus.

use checkup::findings::{Everyday, Findings};

use super::add_rest;
use crate::page::{Page, counted};
use crate::report::Detail;

/// So many kinds are shown without `-v`.
const KINDS_MAX: usize = 6;
/// So many kinds not known to us are shown without `-v`.
const UNKNOWN_MAX: usize = 5;

/// Adds what the errors and warnings are.
pub(super) fn add(page: &mut Page, findings: &Findings, detail: Detail) {
    let everyday = &findings.everyday;
    if everyday.records == 0 {
        return;
    }
    page.heading("The errors and warnings in the logs");
    page.paragraph("  ", &counts(everyday));
    page.paragraph(
        "  ",
        "Every Windows computer writes them. They stay on the computer: nothing here shows that \
         any was sent to anybody.",
    );
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

fn counts(everyday: &Everyday) -> String {
    let percent = everyday.explained * 100 / everyday.records;
    let mut words = format!(
        "{} on {} days; {percent} of 100 are of a kind that ordinary computers write.",
        everyday.records,
        everyday.days.len()
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
