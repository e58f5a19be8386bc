//! What goes into the blanks of a letter.

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::Date;

use super::super::amount;
use super::super::date::written;
use super::super::knowledge::Blank;
use super::super::parts::{self, View};
use crate::case::{Payment, Report};

/// A letter gives so many days for an answer.
const ANSWER_DAYS: i64 = 14;

/// What fills the blanks.
#[derive(Debug)]
pub(super) struct Blanks<'b> {
    pub view: View<'b>,
    /// The firm, where somebody named it.
    pub to: Option<&'b str>,
    pub today: Date,
}

/// What goes into a blank: lines, and what they lack.
#[derive(Debug, Default)]
pub(super) struct Filled {
    pub lines: Vec<String>,
    pub missing: Vec<String>,
}

impl Blanks<'_> {
    /// What goes into a blank. Nothing is a blank that is empty and may be.
    pub(super) fn fill(&self, name: &str) -> Filled {
        let Some(blank) = self.view.recovery.blanks.get(name) else { return Filled::default() };
        let mut filled = match name {
            "payments" => self.payments(),
            _ => Filled { lines: self.lines(blank), missing: Vec::new() },
        };
        if filled.lines.is_empty() && !blank.optional {
            let what = lower(blank.holds.trim_end_matches('.'));
            filled.lines.push(mark(&what));
            filled.missing.push(what);
        }
        filled
    }

    /// Blanks that are made here; all others hold what their parts of the case hold.
    fn lines(&self, blank: &Blank) -> Vec<String> {
        let country = self.view.country;
        match blank.name.as_str() {
            "today" => vec![written(self.today, country)],
            "answer_by" => {
                let day = self.today.checked_add(Span::new().days(ANSWER_DAYS));
                day.map(|day| vec![written(day, country)]).unwrap_or_default()
            }
            "amount_total" => self.totals(),
            "institution" | "company" if self.to.is_some() => {
                self.to.map(str::to_owned).into_iter().collect()
            }
            "company" => self.first_of(&blank.from),
            "report_numbers" => self.reports(),
            "answer_received" => self.answer(&blank.from),
            _ => parts::rows(&blank.from, &self.view),
        }
    }

    /// What the first of several parts holds that holds anything.
    fn first_of(&self, paths: &[String]) -> Vec<String> {
        let rows = paths.iter().map(|path| parts::rows(std::slice::from_ref(path), &self.view));
        rows.into_iter().find(|rows| !rows.is_empty()).unwrap_or_default()
    }

    /// The numbers of the reports that were made, each with the office.
    fn reports(&self) -> Vec<String> {
        let reports = self.view.case.reports.iter().map(|report| &report.value);
        let line = |report: &Report| match &report.number {
            Some(number) => format!("{number} ({})", report.to),
            None => report.to.clone(),
        };
        reports.map(line).collect()
    }

    /// What was answered and when, or that nothing was.
    fn answer(&self, paths: &[String]) -> Vec<String> {
        let rows = parts::rows(paths, &self.view);
        let unanswered = self
            .view
            .claims
            .iter()
            .any(|claim| claim.value.sent.is_some() && claim.value.answered.is_none());
        if rows.is_empty() && unanswered { vec!["I have had no answer.".to_owned()] } else { rows }
    }

    /// The sum of the payments, one for each currency; nothing if one of them has no amount,
    /// because a sum that leaves one out would be wrong.
    fn totals(&self) -> Vec<String> {
        let mut sums: BTreeMap<Option<&str>, i64> = BTreeMap::new();
        for payment in &self.view.payments {
            let Some(amount) = payment.value.amount_minor else { return Vec::new() };
            let sum = sums.entry(payment.value.currency.as_deref()).or_default();
            *sum = sum.saturating_add(amount);
        }
        let country = self.view.country;
        let sums = sums.into_iter().map(|(currency, sum)| amount::written(sum, currency, country));
        let sums: Vec<String> = sums.collect();
        if sums.is_empty() { Vec::new() } else { vec![sums.join(" and ")] }
    }

    /// The payments, one a line: date, amount, way, receiver, reference.
    fn payments(&self) -> Filled {
        let mut filled = Filled::default();
        for payment in &self.view.payments {
            let line = self.payment(&payment.value, &mut filled.missing);
            filled.lines.push(line);
        }
        filled
    }

    fn payment(&self, payment: &Payment, missing: &mut Vec<String>) -> String {
        let country = self.view.country;
        let mut part = |known: Option<String>, what: &str| {
            known.unwrap_or_else(|| {
                missing.push(what.to_owned());
                mark(what)
            })
        };
        let date = part(payment.date.map(|date| written(date, country)), "date of the payment");
        let amount = part(parts::sum(payment, country), "amount of the payment");
        let to = part(payment.recipient.clone(), "who received the payment");
        let reference = payment.reference.as_ref();
        let reference = reference.map_or_else(String::new, |it| format!(", reference {it}"));
        format!("{date}: {amount}, {}, to {to}{reference}", parts::way(payment.way))
    }
}

/// What stands where something is missing.
fn mark(what: &str) -> String {
    format!("[missing: {what}]")
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
