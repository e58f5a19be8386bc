//! Numbers of scam callers from all cases as one list, for telephones and exchanges that block:
//! `number,reason,first_seen,last_seen`. Only telephone numbers in E.164 are in it, and none that
//! is a client's anywhere in the casebook.

use std::collections::{BTreeMap, BTreeSet};

use evidence::knowledge::Knowledge;
use jiff::Timestamp;

use crate::case::Case;
use crate::identifiers::{IdentifierKind, Whose, identifiers};
use crate::indicators::{Mark, WaySeen, indicators};
use crate::redaction::{Wishes, redact};

/// The first line.
const HEAD: [&str; 4] = ["number", "reason", "first_seen", "last_seen"];

/// Numbers as they were seen in case after case.
#[derive(Debug, Default)]
pub struct BlockList {
    numbers: BTreeMap<String, Row>,
    /// Numbers of clients, which are never in the list: callers forge numbers of others.
    clients: BTreeSet<String>,
}

/// How a number was seen.
#[derive(Debug)]
struct Row {
    ways: BTreeSet<WaySeen>,
    first: Timestamp,
    last: Timestamp,
}

impl BlockList {
    /// Takes in what a case has. One without a call that is likely a scam adds nothing.
    pub fn take(&mut self, case: &Case, knowledge: &Knowledge) {
        let phones = identifiers(case).into_iter();
        let phones = phones.filter(|one| one.kind == IdentifierKind::Phone);
        let (own, others): (Vec<_>, Vec<_>) = phones.partition(|one| one.whose == Whose::Client);
        self.clients.extend(own.into_iter().map(|one| one.normal));
        // Masking takes time, so it is left where there is nothing to mask.
        if !others.iter().any(|one| one.whose == Whose::Caller) {
            return;
        }
        let Ok(left) = indicators(&redact(case, &Wishes::default()), knowledge) else { return };
        for mark in &left.marks {
            if let Some(number) = mark.e164() {
                self.add(number, mark);
            }
        }
    }

    fn add(&mut self, number: &str, mark: &Mark) {
        let row = self.numbers.entry(number.to_owned()).or_insert_with(|| Row {
            ways: BTreeSet::new(),
            first: mark.first,
            last: mark.last,
        });
        row.ways.extend(&mark.ways);
        (row.first, row.last) = (row.first.min(mark.first), row.last.max(mark.last));
    }

    /// How many numbers are in the list.
    #[must_use]
    pub fn numbers(&self) -> usize {
        self.numbers.keys().filter(|number| !self.clients.contains(*number)).count()
    }

    /// The list as CSV (RFC 4180), in the order of the numbers. No cell can be taken for a formula:
    /// a number is a sign and digits, and reasons are words of this program.
    ///
    /// # Panics
    /// Never: writing to memory cannot fail.
    #[must_use]
    pub fn csv(&self) -> String {
        const MEMORY: &str = "memory takes what is written";
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(HEAD).expect(MEMORY);
        for (number, row) in &self.numbers {
            if self.clients.contains(number) {
                continue;
            }
            let reason = reason(&row.ways);
            let seen =
                [row.first, row.last].map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
            writer.write_record([number, reason, &seen[0], &seen[1]]).expect(MEMORY);
        }
        let bytes = writer.into_inner().expect(MEMORY);
        String::from_utf8(bytes).expect("only text was written")
    }
}

fn reason(ways: &BTreeSet<WaySeen>) -> &'static str {
    match (ways.contains(&WaySeen::Shown), ways.len()) {
        (true, 1) => "scam call; shown and can be forged",
        (true, _) => "scam call; shown and also given by the caller",
        (false, _) => "scam call; given by the caller",
    }
}

#[cfg(test)]
mod tests;
