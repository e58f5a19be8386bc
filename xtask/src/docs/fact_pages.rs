//! The pages of the facts: `docs/facts/<topic>/<id>.md`, and the index by topic.

use std::fmt::Write as _;

use evidence::facts::{Bearing, Fact, Standing};

use super::page::{head, index_head, list, section};
use super::{Pages, Sources, rule_pages};

/// All pages of facts.
pub fn pages(sources: &Sources) -> Pages {
    let page = |(path, fact): &(String, Fact)| {
        (format!("docs/facts/{}", link(path)), page(path, fact, sources))
    };
    let mut pages: Pages = sources.facts.iter().map(page).collect();
    pages.insert("docs/facts/README.md".to_owned(), index(sources));
    pages
}

/// A fact's page, from `docs/facts/`; the page stands where the file stands.
pub fn link(path: &str) -> String {
    path.trim_start_matches("facts/").replace(".toml", ".md")
}

fn topic(path: &str) -> &str {
    path.trim_start_matches("facts/").split('/').next().unwrap_or_default()
}

fn index(sources: &Sources) -> String {
    let mut page = index_head("The facts", "facts/");
    let count = sources.facts.len();
    let _ = writeln!(page, "\n{count} facts; [how a fact is written](../../facts/README.md).");
    let mut last = "";
    for (path, fact) in &sources.facts {
        if topic(path) != last {
            last = topic(path);
            let _ = writeln!(page, "\n## {last}\n");
            let _ = writeln!(page, "| fact | strength | holds in |\n|---|---|---|");
        }
        let _ = writeln!(
            page,
            "| [{}]({}) | {} | {} |",
            fact.title,
            link(path),
            fact.strength.id(),
            fact.jurisdiction.join(", ")
        );
    }
    page
}

fn page(path: &str, fact: &Fact, sources: &Sources) -> String {
    let mut page = head(&fact.title, path);
    section(&mut page, "What is true", &fact.says);
    let known = "No exception is known.";
    let exceptions = if fact.exceptions.is_empty() { known } else { &fact.exceptions };
    section(&mut page, "When it does not hold", exceptions);
    let source = fact.source();
    let _ = writeln!(page, "\n## Who says so\n\n| | |\n|---|---|");
    let _ = writeln!(page, "| source | [{}]({}) |", source.title, source.address);
    let _ = writeln!(page, "| publisher | {} |", source.publisher);
    let _ = writeln!(page, "| read | {}, {} |", source.checked, standing_in_words(fact.standing));
    let _ = writeln!(page, "| look again by | {} |", fact.review_by);
    let _ = writeln!(page, "| holds in | {} |", fact.jurisdiction.join(", "));
    let _ = writeln!(page, "| strength | {} |", fact.strength.id());
    let bearings: Vec<String> =
        fact.bears_on.iter().map(|bearing| in_words(bearing, sources)).collect();
    list(&mut page, "What it bears on", &bearings);
    let rules = sources.rules.iter().filter(|(_, rule)| rule_pages::bears_on(fact, rule));
    let rules =
        rules.map(|(_, rule)| format!("[{}](../../rules/{})", rule.title, rule_pages::link(rule)));
    list(&mut page, "Rules that find it", &rules.collect::<Vec<_>>());
    page
}

fn standing_in_words(standing: Standing) -> &'static str {
    match standing {
        Standing::Primary => "in its own words",
        Standing::Secondary => "in a page that repeats it",
    }
}

/// A statement on which a fact bears, and under which conditions.
fn in_words(bearing: &Bearing, sources: &Sources) -> String {
    let slot = sources.vocabulary.slot(bearing.slot);
    let value = bearing
        .value
        .as_ref()
        .map_or("anything", |value| sources.vocabulary.value(bearing.slot, value));
    let mut text = format!("{slot}: {value}");
    let conditions = [
        (", if the detail is one of", &bearing.details),
        (", beside one of", &bearing.together_with),
        (", but not when the call came about by", &bearing.not_when),
    ];
    for (words, ids) in conditions.into_iter().filter(|(_, ids)| !ids.is_empty()) {
        let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
        let _ = write!(text, "{words} {}", ids.join(", "));
    }
    text
}
