//! The timeline as comma-separated values (RFC 4180), for spreadsheets and other tools.

use std::io::Write;

use anyhow::Result;
use checkup::findings::{Clock, Findings, Strength};
use checkup::report::rows::{Row, rows};

const COLUMNS: [&str; 11] = [
    "time_utc",
    "time_local",
    "clock",
    "source_file",
    "record",
    "line",
    "id",
    "title",
    "tool",
    "strength",
    "what",
];

/// Writes the timeline.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn write(findings: &Findings, to: impl Write) -> Result<()> {
    let end = csv::Terminator::CRLF;
    let mut table = csv::WriterBuilder::new().terminator(end).from_writer(to);
    table.write_record(COLUMNS)?;
    for row in rows(findings) {
        table.write_record(cells(&row).map(|cell| harmless(&cell)))?;
    }
    Ok(table.flush()?)
}

fn cells(row: &Row<'_>) -> [String; COLUMNS.len()] {
    let number = |number: Option<u64>| number.map_or_else(String::new, |n| n.to_string());
    let proof = row.proof;
    let line = proof.and_then(|proof| proof.line);
    let strength = match row.strength {
        Strength::Direct => "direct",
        Strength::Circumstantial => "circumstantial",
    };
    let when = row.when.as_ref();
    let utc = when.and_then(|when| when.utc);
    let local = when.and_then(|when| {
        let written = (when.clock != Clock::Utc).then(|| when.written.clone());
        when.local.clone().or(written)
    });
    [
        utc.map_or_else(String::new, |utc| utc.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
        local.unwrap_or_default(),
        when.map_or("", |when| clock(when.clock)).to_owned(),
        proof.map_or_else(String::new, |proof| proof.file.clone()),
        number(proof.and_then(|proof| proof.record)),
        line.map_or_else(String::new, |line| line.to_string()),
        row.id.to_owned(),
        row.title.clone(),
        row.tool.to_owned(),
        strength.to_owned(),
        row.what.clone(),
    ]
}

/// Which clock the source keeps.
fn clock(clock: Clock) -> &'static str {
    match clock {
        Clock::Utc => "utc",
        Clock::Local => "local",
        Clock::LocalWithoutYear => "local-without-year",
        Clock::DateOnly => "date-only",
    }
}

/// A cell that no spreadsheet takes for a formula: whoever named a file or a partner may have meant
/// it as one (OWASP, "CSV Injection"). Control characters are left out.
fn harmless(cell: &str) -> String {
    let steers = |letter: &char| letter.is_control() && *letter != '\n';
    let cell: String = cell.chars().filter(|letter| !steers(letter)).collect();
    match cell.trim_start().chars().next() {
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') => format!("'{cell}"),
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "＝1"] {
            assert!(harmless(cell).starts_with('\''), "{cell:?}: {:?}", harmless(cell));
        }
        for cell in ["", "700000001", "C:\\Users", "2026-03-15T02:10:00Z", "a=b"] {
            assert_eq!(harmless(cell), cell);
        }
    }
}
