//! What a case tells in plain sentences: what happened, and what was said that is false. It is
//! made from notes and from the judgements of the calls; nothing is added.

use evidence::judgement::{Judgement, Strength};
use evidence::rules::Slot;

use super::date::written_time;
use crate::case::{Call, Case};

/// So many things that were false are named; a letter with more is not read.
const FALSE_MAX: usize = 12;
/// So many of the caller's own sentences stand in for an account that nobody wrote.
const QUOTES_MAX: usize = 8;

/// What happened: the client's own notes, else those of others, else what the callers claimed.
pub(crate) fn story(case: &Case) -> Vec<String> {
    let text = |own: bool| -> Vec<String> {
        let notes =
            case.notes.iter().filter(|note| !own || is_own(case, note.value.whose.as_deref()));
        notes.map(|note| note.value.text.clone()).collect()
    };
    let claimed = || case.calls.iter().filter_map(|call| claimed(&call.value, case)).collect();
    [text(true), text(false)].into_iter().find(|notes| !notes.is_empty()).unwrap_or_else(claimed)
}

/// Whether nobody has written down what happened in the client's own words.
pub(crate) fn lacks_own_words(case: &Case) -> bool {
    !case.notes.iter().any(|note| is_own(case, note.value.whose.as_deref()))
}

/// Whether a note is the client's: theirs by name, by the word for them, or by nobody else's.
fn is_own(case: &Case, whose: Option<&str>) -> bool {
    let name = case.client.name.as_deref();
    whose.is_none_or(|whose| whose.eq_ignore_ascii_case("client") || Some(whose) == name)
}

/// What the caller side claimed in a call, in its own words.
pub(crate) fn claimed(call: &Call, case: &Case) -> Option<String> {
    let judgement = call.judgement.as_ref()?;
    let said: Vec<&str> = judgement.statements.iter().map(|each| each.quote.as_str()).collect();
    let whole =
        |quote: &&&str| !said.iter().any(|other| other != *quote && other.contains(**quote));
    let mut quotes: Vec<String> = Vec::new();
    for quote in said.iter().filter(whole).map(|quote| format!("\"{quote}\"")) {
        if !quotes.contains(&quote) {
            quotes.push(quote);
        }
    }
    quotes.truncate(QUOTES_MAX);
    if quotes.is_empty() {
        return None;
    }
    let country = case.client.country.as_deref();
    let when =
        call.began.map_or_else(String::new, |at| format!(" of {}", written_time(at, country)));
    Some(format!("In the call{when} the caller said: {}.", quotes.join("; ")))
}

/// So many of the words by which callers named their organisation are told.
const NAMES_MAX: usize = 6;

/// From where the callers said that they were, in their own words; a part of another is left out.
pub(crate) fn posed_as(case: &Case) -> Vec<String> {
    let judgements = case.calls.iter().filter_map(|call| call.value.judgement.as_ref());
    let said = judgements.flat_map(|judgement| &judgement.statements);
    let said = said.filter(|said| said.slot == Slot::Organisation);
    let mut quotes: Vec<&str> = Vec::new();
    for quote in said.map(|said| said.quote.as_str()) {
        if quotes.iter().any(|known| known.contains(quote)) {
            continue;
        }
        quotes.retain(|known| !quote.contains(*known));
        quotes.push(quote);
    }
    quotes.truncate(NAMES_MAX);
    quotes.into_iter().map(|quote| format!("They said: \"{quote}\"")).collect()
}

/// What the caller side said that is false, each with who says so, from all calls.
pub(crate) fn false_claims(case: &Case) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let judgements = case.calls.iter().filter_map(|call| call.value.judgement.as_ref());
    for claim in judgements.flat_map(false_in) {
        if !found.contains(&claim) {
            found.push(claim);
        }
    }
    found.truncate(FALSE_MAX);
    found
}

fn false_in(judgement: &Judgement) -> Vec<String> {
    let mut refuted: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    // What is said elsewhere comes last, so that it is named only where nothing else speaks.
    let (abroad, here): (Vec<_>, Vec<_>) =
        judgement.refutations.iter().partition(|refutation| refutation.abroad);
    for refutation in here.into_iter().chain(abroad) {
        let quote = refutation.quote.as_str();
        let known = refuted.iter().any(|known| known.contains(quote) || quote.contains(*known));
        if refutation.strength != Strength::Refutes || known {
            continue;
        }
        refuted.push(quote);
        let abroad = if refutation.abroad {
            format!("; it is about {}", refutation.jurisdiction.join(", "))
        } else {
            String::new()
        };
        let source = &refutation.source;
        found.push(format!(
            "They said: \"{}\". {} (Source: {}, read {}{abroad}.)",
            refutation.quote, refutation.says, source.publisher, source.checked
        ));
    }
    for change in &judgement.story_changes {
        let (first, then) = (&change.a.quote, &change.b.quote);
        found.push(format!("They said \"{first}\", and also \"{then}\": {}", change.why));
    }
    for shown in &judgement.confrontations {
        found.push(format!("They said: \"{}\". The computer shows: {}", shown.quote, shown.says));
    }
    found
}
