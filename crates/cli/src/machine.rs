//! The report on a computer for a person who may be frightened: what was found first, what could
//! not be read last.

pub mod call;
mod everyday;
mod removal;
mod sessions;
mod timeline;
pub mod spreadsheet;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use checkup::facts::Facts;
use checkup::findings::{Findings, Observation, Proof, Strength};
use checkup::report::words::{NOT_READ, STOPPED, further, headline, time};

use crate::page::{Page, WARNING, counted, shortened, styled, width};
use crate::report::Detail;

/// So many lines of one kind are shown without `-v`.
const SHOWN_MAX: usize = 10;
/// So many characters of particulars are shown without `-v`.
const PARTICULARS_CHARS_MAX: usize = 240;
/// The whole report.
pub fn text(findings: &Findings, facts: &Facts, detail: Detail) -> String {
    let mut page = Page::new(width());
    add_head(&mut page, findings);
    sessions::add(&mut page, findings, detail);
    timeline::add(&mut page, findings, detail);
    add_observations(&mut page, findings, detail);
    removal::add(&mut page, findings, facts, detail);
    everyday::add(&mut page, findings, detail);
    add_covers(&mut page, findings, detail);
    page.heading("What this check-up cannot look at");
    NOT_READ.iter().for_each(|words| page.item("  ", "- ", words));
    add_problems(&mut page, findings, detail);
    page.into_text()
}

/// A larger file is no output of `checkup --json`.
const FINDINGS_BYTES_MAX: u64 = 1 << 30;

/// The part of the findings that a judge of calls takes.
#[derive(Debug, serde::Deserialize)]
struct Shows {
    shows: Vec<evidence::observation::Observation>,
}

/// What a check-up, written as JSON, has to say to a judge.
///
/// # Errors
/// When the file cannot be read or is no such JSON.
pub fn shown_by(path: &Path) -> Result<Vec<evidence::observation::Observation>> {
    let reading = || format!("reading {}", path.display());
    if std::fs::metadata(path).with_context(reading)?.len() > FINDINGS_BYTES_MAX {
        bail!("{} is too large for findings", path.display());
    }
    let bytes = std::fs::read(path).with_context(reading)?;
    let what =
        || format!("{} is not what `hangup checkup --json` prints; make it anew", path.display());
    Ok(serde_json::from_slice::<Shows>(&bytes).with_context(what)?.shows)
}

fn add_head(page: &mut Page, findings: &Findings) {
    page.paragraph("", &styled(WARNING, &headline(findings)));
    page.paragraph("", further(findings));
    if findings.stopped {
        page.paragraph("", &styled(WARNING, STOPPED));
    }
}

fn add_observations(page: &mut Page, findings: &Findings, detail: Detail) {
    let acts = findings.sessions.iter().flat_map(|session| &session.acts);
    let told: BTreeSet<usize> = acts.map(|act| act.observation).collect();
    let others = findings.observations.iter().enumerate();
    let others: Vec<&Observation> =
        others.filter(|(number, _)| !told.contains(number)).map(|(_, seen)| seen).collect();
    if !others.is_empty() {
        page.heading("What else was found, in the order of time");
        add_all(page, &others, detail);
    }
    if !findings.serious.is_empty() {
        page.heading("What deserves a technician whom you choose");
        add_all(page, &findings.serious.iter().collect::<Vec<_>>(), detail);
    }
}

fn add_all(page: &mut Page, all: &[&Observation], detail: Detail) {
    let mut kinds: Vec<(&Observation, Vec<&Observation>)> = Vec::new();
    for &seen in all {
        let same =
            |(first, _): &&mut (&Observation, _)| detail == Detail::Short && alike(first, seen);
        match kinds.iter_mut().find(same) {
            Some((_, further)) => further.push(seen),
            None => kinds.push((seen, Vec::new())),
        }
    }
    for (number, (first, further)) in kinds.iter().enumerate() {
        page.gap_below(number);
        add_observation(page, first, detail);
        if let Some(when) = further.last().and_then(|last| last.when.as_ref()) {
            let more = counted(further.len(), "more time", "more times");
            page.paragraph("    ", &format!("And {more}, last {}; -v shows all", time(when)));
        }
    }
}

/// Whether two observations are of one kind and of one program.
fn alike(one: &Observation, other: &Observation) -> bool {
    one.id == other.id && one.title == other.title && one.tool == other.tool
}

fn add_observation(page: &mut Page, seen: &Observation, detail: Detail) {
    let sure = match seen.strength {
        Strength::Direct => "",
        Strength::Circumstantial => " (it fits, and proves nothing by itself)",
    };
    let when = seen.when.as_ref().map_or_else(String::new, |when| format!("{}: ", time(when)));
    page.item("  ", "- ", &format!("{when}{}{sure}", seen.title));
    let what = match detail {
        Detail::Full => seen.what.clone(),
        Detail::Short => shortened(&seen.what, PARTICULARS_CHARS_MAX),
    };
    page.paragraph("    ", &what);
    page.paragraph("    ", &format!("Cannot show: {}", seen.cannot_show));
    add_proof(page, &seen.proof, detail);
}

/// Where it stands, and with `-v` the words that stand there.
fn add_proof(page: &mut Page, proof: &Proof, detail: Detail) {
    let place = match (proof.record, proof.line) {
        (Some(record), _) => format!(", record {record}"),
        (_, Some(line)) => format!(", line {line}"),
        _ => String::new(),
    };
    page.paragraph("    ", &format!("Proof: {}{place}", proof.file));
    if detail == Detail::Full && !proof.raw.is_empty() {
        page.paragraph("      ", &proof.raw);
    }
}

fn add_covers(page: &mut Page, findings: &Findings, detail: Detail) {
    page.heading("How far back it goes");
    if findings.covers.is_empty() {
        page.paragraph("  ", "No log could be read, so nothing can be said about any time.");
    }
    let shown = if detail == Detail::Full { findings.covers.len() } else { SHOWN_MAX };
    for cover in findings.covers.iter().take(shown) {
        let day = |time: &str| time.get(..DAY_BYTES).unwrap_or(time).replace('/', "-");
        let words = format!(
            "{} ({}): {} to {}, {} entries",
            cover.file,
            cover.what,
            day(&cover.from),
            day(&cover.to),
            cover.records
        );
        page.item("  ", "- ", &words);
    }
    add_rest(page, findings.covers.len().saturating_sub(shown));
    if !findings.covers.is_empty() {
        page.paragraph("  ", "Nothing before these days can be known from these files.");
    }
}

/// "2026-03-14".
const DAY_BYTES: usize = 10;

fn add_problems(page: &mut Page, findings: &Findings, detail: Detail) {
    if findings.problems.is_empty() {
        return;
    }
    page.heading("Could not read");
    let shown = if detail == Detail::Full { findings.problems.len() } else { SHOWN_MAX };
    for problem in findings.problems.iter().take(shown) {
        let why = shortened(&problem.why, PARTICULARS_CHARS_MAX);
        page.item("  ", "- ", &format!("{}: {why}", problem.file));
    }
    add_rest(page, findings.problems.len().saturating_sub(shown));
}

fn add_rest(page: &mut Page, left: usize) {
    if left > 0 {
        page.paragraph("  ", &format!("and {left} more; -v shows all"));
    }
}
