//! What is not true and who says so, what a machine shows, and why the verdict is what it is.

use evidence::judgement::{Confrontation, Reason, Refutation, Strength};
use maud::{Markup, html};

use super::Shown;
use super::story::turn;
use crate::pages::words::places;

/// So many facts are open to read; the others are one press away.
const FACTS_SHOWN_MAX: usize = 4;

/// The facts that speak against what was said.
pub(super) fn facts(shown: &Shown<'_>) -> Markup {
    let all = &shown.judgement.refutations;
    let against: Vec<&Refutation> =
        all.iter().filter(|fact| fact.strength != Strength::Context).collect();
    let (first, rest) = against.split_at(against.len().min(FACTS_SHOWN_MAX));
    html! {
        section.sheet id="false" hidden[against.is_empty()] aria-labelledby="false-title" {
            h2 id="false-title" { "What is not true, and who says so" }
            @for fact in first { (one(fact)) }
            @if !rest.is_empty() {
                details id="false-more" {
                    summary { (rest.len()) " more" }
                    @for fact in rest { (one(fact)) }
                }
            }
        }
    }
}

fn one(fact: &Refutation) -> Markup {
    let bearing = match fact.strength {
        Strength::Refutes => "Not true.",
        Strength::Undermines => "It proves nothing.",
        Strength::Context => "Good to know.",
    };
    html! {
        div.fact id={ "fact-" (fact.fact) } {
            h3 { "They said: “" (fact.quote) "” " (turn(fact.turn)) }
            p { strong { (bearing) } " " (fact.says) }
            @if !fact.exceptions.trim().is_empty() { p { "Except: " (fact.exceptions) } }
            @if fact.abroad {
                p { "This is from " (places(&fact.jurisdiction)) "; where you are it may differ." }
            }
            p.source {
                "Says " (fact.source.publisher) ": "
                a href=(fact.source.address) rel="noreferrer external" { (fact.source.title) }
                ", read on " (fact.source.checked) ". Holds: " (places(&fact.jurisdiction)) ". "
                a href={ "/facts/" (fact.fact) } { "More about this" }
            }
        }
    }
}

/// What the computer shows of what was claimed about it.
pub(super) fn machine(shown: &Shown<'_>) -> Markup {
    let all = &shown.judgement.confrontations;
    html! {
        section.sheet id="machine" hidden[all.is_empty()] aria-labelledby="machine-title" {
            h2 id="machine-title" { "What the computer itself shows" }
            @for each in all { (confrontation(each)) }
        }
    }
}

fn confrontation(each: &Confrontation) -> Markup {
    html! {
        div.fact {
            h3 { "They said: “" (each.quote) "” " (turn(each.turn)) }
            p { (each.says) }
            @if !each.cannot_show.is_empty() { p.quiet { "What it cannot show: " (each.cannot_show)
                } }
        }
    }
}

/// Reasons that weigh less say little to a person.
const WEIGHT_SHOWN_MIN: f64 = 0.1;
/// So many of them are shown for each side.
const REASONS_SHOWN_MAX: usize = 8;
/// Where the log-odds start and what limits them: no reasons that a call gives.
const NOT_OF_THE_CALL: [&str; 2] = ["prior", "limit"];

/// Why the verdict is what it is, the heaviest first.
pub(super) fn reasons(shown: &Shown<'_>) -> Markup {
    let verdict = &shown.judgement.verdict;
    let heavy = |reason: &&Reason| {
        reason.weight.abs() >= WEIGHT_SHOWN_MIN && !NOT_OF_THE_CALL.contains(&&*reason.rule)
    };
    let of_side = |for_scam: bool| -> Vec<&Reason> {
        let side = verdict.reasons.iter().filter(heavy);
        let side = side.filter(|reason| (reason.weight > 0.0) == for_scam);
        side.take(REASONS_SHOWN_MAX).collect()
    };
    let sides =
        [("Speaks for a scam", of_side(true)), ("Speaks for an honest call", of_side(false))];
    let none = sides.iter().all(|(_, reasons)| reasons.is_empty());
    html! {
        section.sheet id="why" hidden[none] aria-labelledby="why-title" {
            h2 id="why-title" { "Why" }
            @for (title, reasons) in &sides {
                @if !reasons.is_empty() {
                    h3 { (title) ", the heaviest first" }
                    ul.reasons { @for reason in reasons { li { (words(shown, reason)) } } }
                }
            }
        }
    }
}

fn words(shown: &Shown<'_>, reason: &Reason) -> Markup {
    // What a fact says is a paragraph, which stands elsewhere on the page.
    let fact = reason.rule.strip_prefix("fact/");
    let fact = fact.and_then(|id| shown.knowledge.facts.all.iter().find(|fact| fact.id == id));
    let title = fact.map_or(&reason.title, |fact| &fact.title).trim_end_matches('.');
    html! {
        (title)
        @if let (Some(at), false) = (reason.turn, reason.quote.is_empty()) {
            ": “" (reason.quote) "” " (turn(at))
        }
    }
}
