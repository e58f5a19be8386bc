//! The part of the report that tells of sessions.

use checkup::findings::{Direction, Entry, FileMoved, Findings, Session};

use super::{add_proof, add_rest, time};
use crate::page::Page;
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
        add_one(page, session, detail);
    }
}

fn add_one(page: &mut Page, session: &Session, detail: Detail) {
    let end = match &session.end {
        Some(end) => format!(" to {}", time(end)),
        None => "; when it ended is not written".to_owned(),
    };
    let words = format!("{}: {}{end}", session.tool_name, time(&session.begin));
    page.item("  ", "- ", &words);
    page.paragraph("    ", &format!("{}.", partner(session)));
    page.paragraph("    ", entry(session.entry));
    if session.flagged_by_maker {
        let flagged = "The program's maker itself had marked the other side as suspected of scams.";
        page.paragraph("    ", flagged);
    }
    let shown = if detail == Detail::Full { session.files.len() } else { FILES_MAX };
    session.files.iter().take(shown).for_each(|file| page.item("    ", "- ", &moved(file)));
    add_rest(page, session.files.len().saturating_sub(shown));
    session.notes.iter().for_each(|note| page.paragraph("    ", note));
    page.paragraph("    ", &format!("Cannot show: {}", session.cannot_show));
    let proofs = if detail == Detail::Full { session.proofs.len() } else { PROOFS_MAX };
    session.proofs.iter().take(proofs).for_each(|proof| add_proof(page, proof, detail));
}

/// So many proofs of a session are shown without `-v`.
const PROOFS_MAX: usize = 2;

pub(super) fn partner(session: &Session) -> String {
    let partner = &session.partner;
    let part = |words: &str, value: &Option<String>| {
        value.as_ref().map(|value| format!("{words} {value}"))
    };
    let parts = [
        part("number", &partner.id),
        part("calling themselves", &partner.name),
        part("from the address", &partner.address),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts.is_empty() {
        true => "The other side is not named".to_owned(),
        false => format!("The other side: {}", parts.join(", ")),
    }
}

pub(super) fn entry(entry: Entry) -> &'static str {
    match entry {
        Entry::Accepted => "Somebody at this computer accepted it.",
        Entry::OneTimeCode => "It was opened with the code that the program showed at that time.",
        Entry::Unattended => "It was opened with a lasting password: nobody here had to click.",
        Entry::Refused => "It was refused.",
        Entry::NotKnown => "They asked to connect; how they were let in is not written.",
    }
}

pub(super) fn moved(file: &FileMoved) -> String {
    let way = match file.direction {
        Direction::Out => "files taken from",
        Direction::In => "put on this computer:",
        Direction::AsWritten => "moved, in the program's own words:",
    };
    format!("{}: {way} {}", time(&file.when), file.name)
}
