//! The report as one page for the client, the bank or the police: it needs no script and nothing
//! from outside, can be printed, and every word from the machine is escaped.

mod chart;
mod sections;
mod visits;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::rows::{self, Row};
use crate::facts::Facts;
use crate::findings::Findings;

const STYLE: &str = include_str!("html/style.css");

/// A copy that lies beside the page in a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Where it lies in the bundle.
    pub name: String,
    /// How large it is.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// How the page was made.
#[derive(Debug)]
pub struct Made<'m> {
    /// When.
    pub at: Timestamp,
    /// The version of Hangup.
    pub version: &'m str,
    /// The copies that lie beside the page in a bundle.
    pub files: &'m [Copied],
}

/// The whole page.
#[must_use]
pub fn page(findings: &Findings, facts: &Facts, made: &Made<'_>) -> String {
    let rows = rows::rows(findings);
    let body = html! {
        a.skip href="#summary" { "To the summary" }
        header {
            h1 { "What this computer shows" }
            p { "A check-up of a Windows computer after a call, by Hangup " (made.version) ", "
                (made.at.strftime("%Y-%m-%d %H:%M:%S UTC")) "." }
        }
        (contents())
        main {
            (sections::summary(findings))
            (visits::all(findings))
            (sections::timeline(&rows))
            (sections::everyday(findings))
            (sections::removal(findings, facts))
            (sections::unseen(findings))
            (sections::proofs(&rows, findings))
        }
        (sections::made(findings, made))
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            (head())
            body { (body) }
        }
    };
    page.into_string()
}

/// The parts of the page: the place of each, and its heading.
const PARTS: [(&str, &str); 8] = [
    ("summary", "Summary"),
    ("sessions", "Who was here, and when"),
    ("timeline", "Timeline"),
    ("errors", "The errors and warnings"),
    ("removal", "What was left behind, and how to remove it"),
    ("unseen", "What could not be seen"),
    ("proofs", "Proofs"),
    ("made", "How this page was made"),
];

/// What the page may do: load nothing and run nothing; its one style is named by its sum.
#[must_use]
pub fn policy() -> String {
    let sum = STANDARD.encode(Sha256::digest(STYLE));
    format!("default-src 'none'; style-src 'sha256-{sum}'; base-uri 'none'; form-action 'none'")
}

fn head() -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy());
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="referrer" content="no-referrer";
            title { "What this computer shows: a check-up by Hangup" }
            style { (PreEscaped(STYLE)) }
        }
    }
}

fn contents() -> Markup {
    html! {
        nav aria-label="Contents" {
            ul { @for (id, title) in PARTS {
                li { a href={ "#" (id) } { (title) } }
            } }
        }
    }
}

/// A part with its heading.
fn part(id: &str, inside: &Markup) -> Markup {
    let title = PARTS.iter().find(|(own, _)| *own == id).map_or(id, |(_, title)| title);
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (title) }
            (inside)
        }
    }
}

/// The number under which the proof of a row stands among the proofs.
fn proof_id(row: usize) -> String {
    format!("proof-{}", row + 1)
}

/// So many rows are shown; the table of `--csv` has all.
const ROWS_MAX: usize = 1_000;

/// The rows that are shown.
fn shown<'r, 'f>(rows: &'r [Row<'f>]) -> &'r [Row<'f>] {
    &rows[..rows.len().min(ROWS_MAX)]
}

#[cfg(test)]
mod tests;
