//! The rights of a plan on a screen: what each says, what is not certain, and who says so.

use casebook::recovery::knowledge::{RightKind, Source};
use casebook::recovery::{Plan, RightHeld, Whose};

use super::super::Detail;
use super::{clock_words, heading_of, only_if, sentence};
use crate::country;
use crate::page::{BOLD, Page, safe, styled};

pub(super) fn add_rights(page: &mut Page, plan: &Plan, detail: Detail) {
    for money in plan.money.iter().filter(|money| !money.cases.is_empty()) {
        page.heading(&format!("The rights, best first. {}", heading_of(money)));
        for case in &money.cases {
            if money.deceit.is_none() {
                page.gap();
                page.paragraph("", &format!("{}:", sentence(only_if(case.deceit))));
            }
            if case.rights.is_empty() {
                page.paragraph("", "No right to the money back is known for this case.");
            }
            for (place, right) in case.rights.iter().enumerate() {
                page.gap();
                add_right(page, right, place + 1, detail);
            }
        }
    }
}

fn add_right(page: &mut Page, right: &RightHeld, place: usize, detail: Detail) {
    let kind = match right.kind {
        RightKind::Law => "law",
        RightKind::Code => "a code that the banks signed",
        RightKind::Scheme => "rules of the card network or service",
        RightKind::Policy => "policy",
        RightKind::Practice => "nobody must, but many do",
    };
    let title = styled(BOLD, &safe(&right.title));
    let countries = country::names(&right.countries);
    page.item("", &format!("{place}. "), &format!("{title} ({kind}; {countries})"));
    page.paragraph("   ", &safe(&right.says));
    if detail == Detail::Full {
        for clock in &right.clocks {
            let whose = if clock.whose == Whose::Client { "You" } else { "They" };
            page.item("   ", "- ", &format!("{whose}: {}", clock_words(clock)));
        }
        for (what, words) in [
            ("You bear", &right.liability),
            ("Exceptions", &right.exceptions),
            ("Basis", &right.basis),
        ] {
            if !words.is_empty() {
                page.paragraph("   ", &safe(&format!("{what}: {words}")));
            }
        }
    }
    if !right.uncertain.is_empty() {
        page.paragraph("   ", &safe(&format!("Not certain: {}", right.uncertain)));
    }
    page.paragraph("   ", &sources(&right.sources, detail));
    if right.from_memory {
        page.paragraph("   ", "All of this is from memory; nothing of it was read.");
    }
    if right.stale {
        page.paragraph("   ", &stale(&right.review_by.to_string()));
    }
}

pub(super) fn stale(day: &str) -> String {
    format!("This was to be looked at again by {day}; check it before you rely on it.")
}

/// Who says so and when it was read; in short of several the best.
pub(super) fn sources(sources: &[Source], detail: Detail) -> String {
    let best = match detail {
        Detail::Short => sources.iter().min_by_key(|source| source.standing),
        Detail::Full => None,
    };
    let lines: Vec<String> = match best {
        Some(best) => vec![best.line()],
        None => sources.iter().map(Source::line).collect(),
    };
    safe(&format!("Source: {}.", lines.join("; ")))
}
