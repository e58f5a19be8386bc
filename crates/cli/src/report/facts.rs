//! What is not true, and who says so.

use evidence::judgement::{Refutation, Strength};

use super::{Shown, add_rest};
use crate::country;
use crate::page::{Page, quoted};

/// So many facts are shown without `-v`: those that speak against what was said, and others.
const AGAINST_SHOWN_MAX: usize = 6;
const CONTEXT_SHOWN_MAX: usize = 2;

/// Adds the facts that speak against what was said, and those that are good to know beside it.
pub(super) fn add(page: &mut Page, shown: &Shown<'_>) {
    let own = |fact: &Refutation| fact.jurisdiction.iter().any(|at| Some(&**at) == shown.country);
    let all = shown.judgement.refutations.iter();
    let (context, against): (Vec<&Refutation>, Vec<&Refutation>) =
        all.partition(|fact| fact.strength == Strength::Context);
    let section = Section { heading: "WHAT IS NOT TRUE, AND WHO SAYS SO", quote: "They said: " };
    section.add(page, shown, &against, AGAINST_SHOWN_MAX);
    let context: Vec<&Refutation> =
        context.into_iter().filter(|fact| shown.is_full() || own(fact)).collect();
    let section = Section { heading: "GOOD TO KNOW", quote: "About: " };
    section.add(page, shown, &context, CONTEXT_SHOWN_MAX);
}

/// A part of the report with facts.
struct Section {
    heading: &'static str,
    /// What stands before the words that a fact is about.
    quote: &'static str,
}

impl Section {
    /// Adds facts, those about the same words together; without `-v` only the strongest of them.
    fn add(&self, page: &mut Page, shown: &Shown<'_>, all: &[&Refutation], most: usize) {
        if all.is_empty() {
            return;
        }
        page.heading(self.heading);
        let most = if shown.is_full() { usize::MAX } else { most };
        let mut told: Vec<(usize, &str)> = Vec::new();
        let mut facts = 0;
        for fact in all {
            let words = (fact.turn, fact.quote.as_str());
            if told.contains(&words) || told.len() >= most {
                continue;
            }
            page.gap_below(told.len());
            told.push(words);
            let quote = format!("{}{}{}", self.quote, quoted(words.1), shown.place(words.0));
            page.item("  ", "- ", &quote);
            let same = all.iter().filter(|other| (other.turn, other.quote.as_str()) == words);
            for fact in same.take(if shown.is_full() { usize::MAX } else { 1 }) {
                add_fact(page, fact);
                facts += 1;
            }
        }
        add_rest(page, "  ", all.len() - facts);
    }
}

fn add_fact(page: &mut Page, fact: &Refutation) {
    let bearing = match fact.strength {
        Strength::Refutes => "Not true: ",
        Strength::Undermines => "It proves nothing: ",
        Strength::Context => "",
    };
    page.paragraph("    ", &format!("{bearing}{}", fact.says));
    if !fact.exceptions.trim().is_empty() {
        page.paragraph("    ", &format!("Except: {}", fact.exceptions));
    }
    if fact.abroad {
        let places = country::names(&fact.jurisdiction);
        page.paragraph("    ", &format!("This comes from {places}; where you are it may differ."));
    }
    let source = &fact.source;
    let says = format!("Says {}: {}, read on {}", source.publisher, source.title, source.checked);
    page.paragraph("    ", &says);
    page.address("    ", &source.address);
}
