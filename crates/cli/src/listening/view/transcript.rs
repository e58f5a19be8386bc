//! What was said, the newest at the bottom, with what is claimed underlined and told below.

use evidence::judgement::{ChangeKind, Judgement, Strength};
use evidence::knowledge::Knowledge;
use hear::call::Call;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::wrapped::{plain, wrapped};
use super::{Listening, Looking};
use crate::listening::lines::{clock, speaker};
use crate::page::quoted;
use crate::report::{claim, fact_title};

/// The lines that fit, so many above the end as the user scrolled.
pub(super) fn lines(
    listening: &Listening<'_>,
    looking: &Looking,
    area: Rect,
) -> Vec<Line<'static>> {
    let height = usize::from(area.height);
    let Some(call) = listening.call().filter(|call| !call.utterances.is_empty()) else {
        let text = "Nothing has been said yet. Put the phone on speaker, close to this computer.";
        return plain(text, ("", ""), Style::new(), area.width);
    };
    // From the end upwards, as far as it is seen: a long call costs no more than a short one.
    let wanted = height + looking.scrolled;
    let mut below: Vec<Vec<Line<'static>>> = Vec::new();
    let mut count = 0;
    for turn in (0..call.utterances.len()).rev() {
        let lines = utterance(call, turn, looking, listening.knowledge, area.width);
        count += lines.len();
        below.push(lines);
        if count >= wanted {
            break;
        }
    }
    let lines: Vec<Line<'static>> = below.into_iter().rev().flatten().collect();
    let end = lines.len().saturating_sub(looking.scrolled).max(height.min(lines.len()));
    let begin = end.saturating_sub(height);
    lines[begin..end].to_vec()
}

/// How many lines the whole transcript has, which is how far one can scroll.
pub(super) fn length(listening: &Listening<'_>, looking: &Looking, width: u16) -> usize {
    let Some(call) = listening.call() else { return 0 };
    let lines = |turn| utterance(call, turn, looking, listening.knowledge, width).len();
    (0..call.utterances.len()).map(lines).sum()
}

fn utterance(
    call: &Call<'_>,
    turn: usize,
    looking: &Looking,
    knowledge: &Knowledge,
    width: u16,
) -> Vec<Line<'static>> {
    let palette = &looking.palette;
    let said = &call.utterances[turn];
    let time = clock(said.start_ms.unwrap_or(0) / 1_000);
    let who = format!("{time} {}: ", speaker(call, turn).to_uppercase());
    let mut spans = vec![(who, palette.heading)];
    spans.extend(marked(&said.text, &quotes(&call.judgement, turn), palette.claimed));
    let mut lines = wrapped(&spans, ("", "  "), width);
    for told in told(&call.judgement, turn, knowledge) {
        let (mark, style, text) = match told {
            Told::Claim(text) => ("  > ", Style::new(), text),
            Told::Caught(text) => ("  ! ", palette.caught, text),
        };
        lines.extend(plain(&text, (mark, "    "), style, width));
    }
    lines
}

/// What is told below an utterance.
enum Told {
    /// What is claimed in it.
    Claim(String),
    /// Why it cannot be so.
    Caught(String),
}

fn told(judgement: &Judgement, turn: usize, knowledge: &Knowledge) -> Vec<Told> {
    let mut told = Vec::new();
    let claims = judgement.statements.iter().filter(|said| said.turn == turn);
    let mut claims: Vec<String> = claims.map(|said| claim(knowledge, said)).collect();
    claims.dedup();
    if !claims.is_empty() {
        told.push(Told::Claim(claims.join("; ")));
    }
    for change in judgement.story_changes.iter().filter(|change| change.b.turn == turn) {
        let first = quoted(&change.a.quote);
        told.push(Told::Caught(match change.kind {
            ChangeKind::Replaced => format!("The story changed. Before: {first}"),
            ChangeKind::Denied => format!("They take it back. Before: {first}"),
            ChangeKind::Impossible => format!("So it cannot be true: {first}"),
        }));
    }
    let mut quotes: Vec<&str> = Vec::new();
    let refuted = judgement.refutations.iter();
    for fact in refuted.filter(|fact| fact.turn == turn && fact.strength == Strength::Refutes) {
        if !quotes.contains(&fact.quote.as_str()) {
            quotes.push(&fact.quote);
            let says = fact_title(knowledge, &fact.fact).unwrap_or(&fact.says);
            told.push(Told::Caught(format!("Not true: {says}")));
        }
    }
    told
}

/// The words of a turn in which something is claimed.
fn quotes(judgement: &Judgement, turn: usize) -> Vec<&str> {
    let statements = judgement.statements.iter().filter(|said| said.turn == turn);
    let changes = judgement.story_changes.iter().flat_map(|change| [&change.a, &change.b]);
    let changes = changes.filter(|quote| quote.turn == turn).map(|quote| quote.quote.as_str());
    statements.map(|said| said.quote.as_str()).chain(changes).collect()
}

/// A text with the claimed words in a style.
fn marked(text: &str, quotes: &[&str], claimed: Style) -> Vec<(String, Style)> {
    let mut spans: Vec<(usize, usize)> = quotes
        .iter()
        .filter(|quote| !quote.is_empty())
        .filter_map(|quote| text.find(quote).map(|at| (at, at + quote.len())))
        .collect();
    spans.sort_unstable();
    let mut pieces = Vec::new();
    let mut at = 0;
    for (begin, end) in spans {
        let begin = begin.max(at);
        if begin < end {
            pieces.push((text[at..begin].to_owned(), Style::new()));
            pieces.push((text[begin..end].to_owned(), claimed));
            at = end;
        }
    }
    pieces.push((text[at..].to_owned(), Style::new()));
    pieces.retain(|(text, _)| !text.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_that_overlap_are_marked_once() {
        let claimed = Style::new().underlined();
        let marked = marked("we are from the bank", &["from the bank", "the", "are from"], claimed);
        let shown: Vec<(&str, bool)> =
            marked.iter().map(|(text, style)| (text.as_str(), *style == claimed)).collect();
        assert_eq!(shown, [("we ", false), ("are from", true), (" the bank", true)]);
    }
}
