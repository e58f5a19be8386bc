//! The part of the report on what was left behind: one list of steps in a safe order.

use checkup::facts::Facts;
use checkup::findings::{Findings, Phase};
use checkup::report::words::{reason, title, tools};

use crate::page::{BOLD, Page, styled};
use crate::report::Detail;

/// Adds the programs that were found, and how all of it is removed.
pub(super) fn add(page: &mut Page, findings: &Findings, facts: &Facts, detail: Detail) {
    if findings.removal.is_empty() {
        return;
    }
    page.heading("What was left behind, and how to remove it");
    page.paragraph(
        "  ",
        "Nothing of this was done. Keep to the order; if a step fails, stop there \
         and ask a technician whom you choose.",
    );
    for tool in tools(findings, facts) {
        page.gap();
        page.paragraph("  ", &format!("{}: {}", styled(BOLD, &tool.name), tool.what));
        if let Some(address) = &tool.report_abuse {
            page.paragraph("  ", "Tell its maker, with the partner's number:");
            page.address("  ", address);
        }
    }
    let mut phase = None;
    for (number, step) in findings.removal.iter().enumerate() {
        if phase != Some(step.phase) {
            page.gap();
            page.paragraph("  ", &styled(BOLD, title(step.phase)));
            phase = Some(step.phase);
        }
        add_step(page, number + 1, &step.step);
        if detail == Detail::Full || step.phase == Phase::TakeBack {
            page.paragraph("      ", &reason(step));
        }
    }
}

/// A step; a command of several words stands on a line of its own, unbroken, to be copied.
fn add_step(page: &mut Page, number: usize, step: &str) {
    let mut words = String::new();
    let mut commands = Vec::new();
    for (place, part) in step.split('`').enumerate() {
        let is_command = place % 2 == 1;
        if is_command && part.contains(' ') {
            commands.push(part);
            words.push_str(MARKS[commands.len().min(MARKS.len()) - 1]);
        } else {
            words.push_str(part);
        }
    }
    let at_end = format!(" {}.", MARKS[0]);
    let words = words.strip_suffix(&at_end).filter(|words| words.ends_with(':')).unwrap_or(&words);
    page.item("  ", &format!("{number:>2}. "), words);
    commands.iter().for_each(|command| page.address("        ", command));
}

/// What stands in the sentence for the first command below it, and for further ones.
const MARKS: [&str; 3] = ["(command below)", "(second command)", "(further command)"];
