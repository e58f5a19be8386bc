//! The part of the report that tells of sessions.

use checkup::findings::{Findings, Session, Standing};
use checkup::report::words::{entry, heading, moved, partner, standing, time};

use super::{add_proof, add_rest};
use crate::page::{Page, WARNING, shortened, styled};
use crate::report::Detail;

/// So many files of a session are shown without `-v`.
const FILES_MAX: usize = 10;

/// Adds the sessions, oldest first.
pub(super) fn add(page: &mut Page, findings: &Findings, detail: Detail) {
    if findings.sessions.is_empty() {
        return;
    }
    page.heading("Who was here, and when");
    for (number, session) in findings.sessions.iter().enumerate() {
        page.gap_below(number);
        add_one(page, findings, session, detail);
    }
}

fn add_one(page: &mut Page, findings: &Findings, session: &Session, detail: Detail) {
    let end = match &session.end {
        Some(end) => format!(" to {}", time(end)),
        None => "; when it ended is not written".to_owned(),
    };
    let words = format!("{}: {}{end}", session.tool_name, time(&session.begin));
    page.item("  ", "- ", &words);
    page.paragraph("    ", &format!("{}.", partner(session)));
    page.paragraph("    ", entry(session.entry));
    add_standing(page, session);
    let shown = if detail == Detail::Full { session.files.len() } else { FILES_MAX };
    session.files.iter().take(shown).for_each(|file| page.item("    ", "- ", &moved(file)));
    add_rest(page, session.files.len().saturating_sub(shown));
    add_acts(page, findings, session, detail);
    session.notes.iter().for_each(|note| page.paragraph("    ", note));
    page.paragraph("    ", &format!("Cannot show: {}", session.cannot_show));
    let proofs = if detail == Detail::Full { session.proofs.len() } else { PROOFS_MAX };
    session.proofs.iter().take(proofs).for_each(|proof| add_proof(page, proof, detail));
}

/// Adds whether it gives cause for alarm, and why.
fn add_standing(page: &mut Page, session: &Session) {
    let words = standing(session.standing);
    match session.standing {
        Standing::Alarming => page.paragraph("    ", &styled(WARNING, words)),
        Standing::Unclear | Standing::Ordinary => page.paragraph("    ", words),
    }
    if session.signs.is_empty() {
        page.item("      ", "- ", "nothing speaks for the one or the other");
    }
    session.signs.iter().for_each(|sign| page.item("      ", "- ", &sign.says));
}

/// So many acts of a session are shown without `-v`.
const ACTS_MAX: usize = 12;
/// So many characters of the particulars of an act are shown without `-v`.
const ACT_CHARS_MAX: usize = 140;

/// Adds what the machine shows of its time, by what it was to the session.
fn add_acts(page: &mut Page, findings: &Findings, session: &Session, detail: Detail) {
    let most = if detail == Detail::Full { session.acts.len() } else { ACTS_MAX };
    let mut role = None;
    let mut acts: Vec<_> = session.acts.iter().collect();
    acts.sort_by_key(|act| (act.role, act.observation));
    for act in acts.iter().take(most) {
        let Some(seen) = findings.observations.get(act.observation) else { continue };
        if role != Some(act.role) {
            page.paragraph("    ", heading(act.role));
            role = Some(act.role);
        }
        let when = seen.when.as_ref().map_or_else(String::new, |when| format!("{}: ", time(when)));
        page.item("    ", "- ", &format!("{when}{}", seen.title));
        match detail {
            Detail::Full => {
                page.paragraph("      ", &seen.what);
                page.paragraph("      ", &format!("Cannot show: {}", seen.cannot_show));
            }
            Detail::Short => page.paragraph("      ", &shortened(&seen.what, ACT_CHARS_MAX)),
        }
        add_proof(page, &seen.proof, detail);
    }
    add_rest(page, acts.len().saturating_sub(most));
    if detail == Detail::Short && !acts.is_empty() {
        page.paragraph("    ", "None of these says who did it; -v tells what each leaves open.");
    }
}

/// So many proofs of a session are shown without `-v`.
const PROOFS_MAX: usize = 2;
