//! The part of the report that lays what was said beside what the machine shows.

use checkup::findings::Findings;
use checkup::timeline::{Entry, From, Placed};

use super::add_rest;
use crate::page::{Page, UNBROKEN, quoted, shortened};
use crate::report::Detail;

/// So many lines are shown without `-v`.
const LINES_MAX: usize = 40;
/// So many characters of one line are shown without `-v`.
const LINE_CHARS_MAX: usize = 160;

/// Adds the timeline where the time of a call is known; without one the sessions tell the same.
pub(super) fn add(page: &mut Page, findings: &Findings, detail: Detail) {
    if findings.call_began.is_none() || findings.timeline.is_empty() {
        return;
    }
    page.heading("The call and the computer, side by side");
    let all = &findings.timeline;
    let not_timed = |entry: &Entry| {
        matches!(&entry.from, From::Call { placed: Placed::Beside | Placed::InOrder, .. })
    };
    if all.iter().any(not_timed) {
        page.paragraph(
            "  ",
            "Words marked ~ have no time of their own: they stand in the order of the call, before \
             what the computer shows of them.",
        );
    }
    let shown = if detail == Detail::Full { all.len() } else { LINES_MAX };
    for entry in all.iter().take(shown) {
        let mut words = words(entry);
        if detail == Detail::Short {
            words = shortened(&words, LINE_CHARS_MAX);
        }
        let mark = if not_timed(entry) { "~ " } else { "- " };
        page.item("  ", mark, &format!("{}: {words}", time(entry)));
    }
    add_rest(page, all.len().saturating_sub(shown));
}

fn words(entry: &Entry) -> String {
    let From::Call { turn, quote, shown_by, .. } = &entry.from else { return entry.what.clone() };
    let seen = if shown_by.is_empty() { "" } else { "; the computer shows it, see below" };
    format!("they said {} (turn{UNBROKEN}{}): {}{seen}", quoted(quote), turn + 1, entry.what)
}

fn time(entry: &Entry) -> String {
    match (&entry.local, entry.utc) {
        (Some(local), _) => local.replace('T', " "),
        (None, Some(utc)) => utc.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        (None, None) => "at a time that is not known".to_owned(),
    }
}
