//! By what the callers of a case can be known, and where each stands.

use std::collections::{BTreeMap, BTreeSet};

use casebook::identifiers::{Identifier, IdentifierKind, Lookalike, Whose};

use crate::page::{Page, safe};

/// Adds each number, site, address and wallet once, with the parts in which it stands. What is the
/// client's is left out.
pub fn add(page: &mut Page, all: &[Identifier]) {
    let mut known: BTreeMap<(IdentifierKind, &str), Vec<&Identifier>> = BTreeMap::new();
    for one in all.iter().filter(|one| one.whose != Whose::Client) {
        known.entry((one.kind, one.normal.as_str())).or_default().push(one);
    }
    if known.is_empty() {
        return;
    }
    page.heading("What the callers can be known by");
    for ((kind, normal), places) in known {
        let parts: BTreeSet<u64> = places.iter().filter_map(|one| one.place.part).collect();
        let parts: Vec<String> = parts.iter().map(u64::to_string).collect();
        let parts = match &parts[..] {
            [] => String::new(),
            [one] => format!(" (part {one})"),
            many => format!(" (parts {})", many.join(", ")),
        };
        let is_sure = places.iter().any(|one| one.whose == Whose::Caller);
        let whose = if is_sure { "" } else { "; nobody says whose it is" };
        let words = format!("{} {}{parts}{whose}", kind.words(), safe(normal));
        page.item("  ", "- ", &words);
        if let Some(lookalike) = places.iter().find_map(|one| one.lookalike_of.as_ref()) {
            page.paragraph("    ", &looks(lookalike));
        }
    }
}

fn looks(lookalike: &Lookalike) -> String {
    let brand = safe(&lookalike.brand);
    format!("Looks like {brand}: {}.", lookalike.likeness.words())
}
