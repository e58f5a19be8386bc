//! The parts of the page, in their order.

use maud::{Markup, html};

use super::super::rows::Row;
use super::super::words::{self, NOT_READ, STOPPED, further, headline, time};
use super::{Made, chart, part, proof_id, shown};
use crate::facts::Facts;
use crate::findings::{Findings, Moment, Phase, Proof, RemovalStep, Session, Strength};

/// What was found, in a few lines.
pub(super) fn summary(findings: &Findings) -> Markup {
    let all = &findings.everyday;
    let count = findings.observations.len();
    part(
        "summary",
        &html! {
            p.result { (headline(findings)) }
            @if findings.stopped { p { strong { (STOPPED) } } }
            p { (further(findings)) }
            ul {
                @for session in &findings.sessions {
                    li { (session.tool_name) ": " (period(session)) ". "
                        (words::partner(session)) }
                }
                li { (count) " single traces, and " (findings.serious.len())
                    " that deserve a technician; see the timeline." }
                @if all.records > 0 {
                    li { (all.records) " errors and warnings in the logs, of which " (all.explained)
                        " are of a kind that ordinary computers write." }
                }
                @if !findings.removal.is_empty() {
                    li { a href="#removal" { "What was left behind" } " is listed with "
                        (findings.removal.len()) " steps; none was carried out." }
                }
                li { (findings.problems.len()) " files or places could not be read." }
            }
        },
    )
}

pub(super) fn period(session: &Session) -> String {
    match &session.end {
        Some(end) => format!("{} to {}", time(&session.begin), time(end)),
        None => format!("{}; when it ended is not written", time(&session.begin)),
    }
}

/// All in the order of time.
pub(super) fn timeline(rows: &[Row<'_>]) -> Markup {
    part(
        "timeline",
        &html! {
            @if rows.is_empty() { p { "Nothing was found in what could be read." } }
            @else {
                p { "Times are universal time; where a log keeps the computer's own time, that \
                     stands beside it. “Fits” means that it proves nothing by itself." }
                div.wide tabindex="0" role="region" aria-label="Timeline, can be scrolled" {
                    table.flow {
                        caption { "What happened or was found, oldest first" }
                        thead { tr {
                            th scope="col" { "When" }
                            th scope="col" { "What" }
                            th scope="col" { "How sure" }
                            th scope="col" { "Proof" }
                        } }
                        tbody { @for (number, row) in shown(rows).iter().enumerate() { tr {
                            th scope="row" { (when(row.when.as_ref())) }
                            td { strong { (row.title) }
                                @if !row.what.is_empty() { br; (row.what) } }
                            td { (sure(row.strength)) }
                            td { a href={ "#" (proof_id(number)) } { "Proof " (number + 1) } }
                        } } }
                    }
                }
                @if rows.len() > shown(rows).len() {
                    p { (rows.len() - shown(rows).len()) " more rows are left out here; the \
                         table of " code { "--csv" } " has all." }
                }
            }
        },
    )
}

pub(super) fn when(moment: Option<&Moment>) -> String {
    moment.map_or_else(|| "no time is written".to_owned(), time)
}

fn sure(strength: Strength) -> &'static str {
    match strength {
        Strength::Direct => "the trace states it",
        Strength::Circumstantial => "fits",
    }
}

/// The event-log trick.
pub(super) fn everyday(findings: &Findings) -> Markup {
    let all = &findings.everyday;
    part(
        "errors",
        &html! {
            @if all.records == 0 { p { "No errors or warnings could be read." } }
            @else {
                @for words in words::sentences(all) { p { (words) } }
                (chart::chart(all))
                (deserving(findings))
                (kinds(findings))
                (ordinary(findings))
            }
        },
    )
}

fn deserving(findings: &Findings) -> Markup {
    let said = findings.everyday.kinds.iter().filter(|kind| !kind.say.is_empty());
    let mut said = said.peekable();
    html! {
        h3 { "What deserves a technician whom you choose" }
        @if said.peek().is_none() && findings.serious.is_empty() {
            p { "None of these." }
        } @else {
            ul {
                @for kind in said { @for words in &kind.say {
                    li { (kind.title) " (" (kind.count) " times). " (words) }
                } }
                @for seen in &findings.serious {
                    li { (when(seen.when.as_ref())) ": " (seen.title) ". " (seen.what) }
                }
            }
        }
    }
}

/// So many kinds not known to us are named.
const UNKNOWN_MAX: usize = 100;

fn kinds(findings: &Findings) -> Markup {
    let all = &findings.everyday;
    html! {
        h3 { "The ordinary ones, explained" }
        div.wide tabindex="0" role="region" aria-label="Ordinary kinds, can be scrolled" {
            table.flow {
                caption { "Kinds that ordinary computers write, the most frequent first" }
                thead { tr {
                    th scope="col" { "What it says" }
                    th.number scope="col" { "Times" }
                    th scope="col" { "Why it is written" }
                } }
                tbody { @for kind in &all.kinds { tr {
                    th scope="row" { (kind.title) }
                    td.number { (kind.count) }
                    td { (kind.meaning) }
                } } }
            }
        }
        @if all.unknown > 0 {
            p { "Not known to us: " (all.unknown) ". That makes none of them suspicious. "
                @for kind in all.unknown_kinds.iter().take(UNKNOWN_MAX) {
                    (kind.provider) " " (kind.event_id) " (" (kind.count) "); "
                }
                @if all.unknown_kinds.len() > UNKNOWN_MAX {
                    "and " (all.unknown_kinds.len() - UNKNOWN_MAX) " more kinds."
                }
            }
        }
    }
}

fn ordinary(findings: &Findings) -> Markup {
    let Some(comparison) = &findings.everyday.comparison else { return html! {} };
    html! {
        h3 { "Ordinary computers that we measured" }
        p { "A small sample, none proven clean: test files of other projects and a laboratory. \
             Only the System and Application logs are compared." }
        table {
            caption { "Errors and warnings a day" }
            thead { tr {
                th scope="col" { "Computer" }
                th.number scope="col" { "Entries" }
                th.number scope="col" { "Days" }
                th.number scope="col" { "A day" }
            } }
            tbody {
                @for one in &comparison.ordinary { tr {
                    th scope="row" { (one.what) }
                    td.number { (one.records) }
                    td.number { (one.days) }
                    td.number { (one.per_day) }
                } }
                tr {
                    th scope="row" { "This computer" }
                    td.number { (comparison.records) }
                    td.number { (comparison.days) }
                    td.number { (comparison.per_day) }
                }
            }
        }
    }
}

/// One list of steps.
pub(super) fn removal(findings: &Findings, facts: &Facts) -> Markup {
    let steps = &findings.removal;
    let phases = phases(steps);
    part(
        "removal",
        &html! {
            @if steps.is_empty() { p { "Nothing was found that would have to be removed." } }
            @else {
                p { "Nothing of this was done. Keep to the order; if a step fails, stop there and \
                     ask a technician whom you choose." }
                @for tool in words::tools(findings, facts) {
                    p { strong { (tool.name) } ": " (tool.what)
                        @if let Some(address) = &tool.report_abuse {
                            " Tell its maker, with the partner's number: " code { (address) }
                        }
                    }
                }
                @for (phase, start, steps) in phases {
                    h3 { (words::title(phase)) }
                    ol start=(start) { @for step in steps {
                        li.step { (with_code(&step.step)) br; span.why { (words::reason(step)) } }
                    } }
                }
            }
        },
    )
}

/// The steps of each phase, with the number of the first.
fn phases(steps: &[RemovalStep]) -> Vec<(Phase, usize, &[RemovalStep])> {
    let mut start = 1;
    let chunks = steps.chunk_by(|one, other| one.phase == other.phase);
    let numbered = chunks.map(|chunk| {
        let begin = start;
        start += chunk.len();
        (chunk[0].phase, begin, chunk)
    });
    numbered.collect()
}

/// A text whose parts between backticks are commands.
fn with_code(text: &str) -> Markup {
    html! {
        @for (number, words) in text.split('`').enumerate() {
            @if number % 2 == 1 { code { (words) } } @else { (words) }
        }
    }
}

/// What an empty place in this page may hide.
pub(super) fn unseen(findings: &Findings) -> Markup {
    part(
        "unseen",
        &html! {
            h3 { "How far back it goes" }
            @if findings.covers.is_empty() {
                p { "No log could be read, so nothing can be said about any time." }
            } @else {
                p { "Nothing before these days can be known from these files." }
                table.flow {
                    caption { "Logs that were read" }
                    thead { tr {
                        th scope="col" { "File" }
                        th scope="col" { "From" }
                        th scope="col" { "To" }
                        th.number scope="col" { "Entries" }
                    } }
                    tbody { @for cover in &findings.covers { tr {
                        th scope="row" { (cover.file) " (" (cover.what) ")" }
                        td { (cover.from) }
                        td { (cover.to) }
                        td.number { (cover.records) }
                    } } }
                }
            }
            h3 { "Could not be read" }
            @if findings.problems.is_empty() { p { "Nothing." } }
            ul { @for problem in &findings.problems { li { (problem.file) ": " (problem.why) } } }
            h3 { "Not looked at" }
            ul { @for words in NOT_READ { li { (words) } } }
        },
    )
}

/// File, place and words of each row, and of the sessions' further proofs.
pub(super) fn proofs(rows: &[Row<'_>], findings: &Findings) -> Markup {
    let further = findings.sessions.iter().flat_map(|session| session.proofs.iter().skip(1));
    let further: Vec<&Proof> = further.take(super::ROWS_MAX).collect();
    part(
        "proofs",
        &html! {
            @if rows.is_empty() { p { "There are none." } }
            @for (number, row) in shown(rows).iter().enumerate() {
                div id=(proof_id(number)) {
                    h3 { "Proof " (number + 1) ": " (row.title) }
                    @if let Some(proof) = row.proof { (one_proof(proof)) }
                }
            }
            @if !further.is_empty() {
                h3 { "Further lines about the sessions" }
                @for proof in further { (one_proof(proof)) }
            }
        },
    )
}

fn one_proof(proof: &Proof) -> Markup {
    html! {
        p { "File " code { (proof.file) }
            @if let Some(record) = proof.record { ", record " (record) }
            @if let Some(line) = proof.line { ", line " (line) }
        }
        @if !proof.raw.is_empty() { pre { (proof.raw) } }
    }
}

/// How the page came about, so that another can repeat it.
pub(super) fn made(findings: &Findings, made: &Made<'_>) -> Markup {
    html! {
        footer aria-labelledby="made" {
            h2 id="made" { "How this page was made" }
            p { "By Hangup " (made.version) " at " (made.at.strftime("%Y-%m-%d %H:%M:%S UTC"))
                ", by the clock of the computer on which it ran. Files were read and nothing on \
                 the examined computer was changed. " (findings.covers.len())
                " logs could be read, and " (findings.problems.len()) " places could not." }
            p { "A trace shows what a program wrote, not who sat at the keyboard. What a log does \
                 not hold cannot be known from it." }
            @if !made.files.is_empty() { (copies(made)) }
        }
    }
}

fn copies(made: &Made<'_>) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-label="Copies, can be scrolled" {
            table.flow {
                caption { "Copies that lie beside this page in the bundle" }
                thead { tr {
                    th scope="col" { "Copy" }
                    th.number scope="col" { "Bytes" }
                    th scope="col" { "SHA-256" }
                } }
                tbody { @for file in made.files { tr {
                    th scope="row" { (file.name) }
                    td.number { (file.bytes) }
                    td { code { (file.sha256) } }
                } } }
            }
        }
    }
}
