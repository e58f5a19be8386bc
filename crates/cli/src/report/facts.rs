//! What is not true, and who says so.

use evidence::facts::WORLD;
use evidence::judgement::{Refutation, Strength};

use super::{Shown, add_rest};
use crate::country;
use crate::page::{Page, quoted};

/// So many facts are shown without `-v`.
const FACTS_SHOWN_MAX: usize = 6;

/// Adds the facts, those about the same words together.
pub(super) fn add(page: &mut Page, shown: &Shown<'_>) {
    let (facts, left) = chosen(shown);
    if facts.is_empty() {
        return;
    }
    page.heading("WHAT IS NOT TRUE, AND WHO SAYS SO");
    let mut told: Vec<(usize, &str)> = Vec::new();
    for fact in &facts {
        let words = (fact.turn, fact.quote.as_str());
        if told.contains(&words) {
            continue;
        }
        page.gap_below(told.len());
        told.push(words);
        let place = shown.place(fact.turn);
        page.item("  ", "- ", &format!("They said: {}{place}", quoted(&fact.quote)));
        let same = facts.iter().filter(|other| (other.turn, other.quote.as_str()) == words);
        same.for_each(|fact| add_fact(page, fact));
    }
    add_rest(page, "  ", left);
}

/// The facts to show, and how many are left out: facts that only give context are for `-v`, and for
/// the user's own country.
fn chosen<'s>(shown: &Shown<'s>) -> (Vec<&'s Refutation>, usize) {
    let all = &shown.judgement.refutations;
    let own = |fact: &Refutation| {
        let country = shown.country.unwrap_or(WORLD);
        fact.jurisdiction.iter().any(|place| place == country)
    };
    let fits = |fact: &&Refutation| {
        shown.is_full() || fact.strength != Strength::Context || (!fact.abroad && own(fact))
    };
    let mut facts: Vec<&Refutation> = all.iter().filter(fits).collect();
    if !shown.is_full() {
        facts.truncate(FACTS_SHOWN_MAX);
    }
    let left = all.len() - facts.len();
    (facts, left)
}

fn add_fact(page: &mut Page, fact: &Refutation) {
    let bearing = match fact.strength {
        Strength::Refutes => "Not true: ",
        Strength::Undermines => "It proves nothing: ",
        Strength::Context => "Good to know: ",
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
