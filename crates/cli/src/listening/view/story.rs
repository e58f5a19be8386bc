//! The ledger of their story: what they say, by what it is about, with what they took back struck
//! through.

use evidence::judgement::Quote;
use evidence::rules::Slot;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::wrapped::{plain, wrapped};
use super::{Listening, Looking};
use crate::listening::call::Call;
use crate::listening::lines::clock;
use crate::report::claim;

/// The lines that fit; where the story changed comes first.
pub(super) fn lines(
    listening: &Listening<'_>,
    looking: &Looking,
    area: Rect,
) -> Vec<Line<'static>> {
    let Some(call) = listening.call().filter(|call| !call.judgement.statements.is_empty()) else {
        let text = "They have claimed nothing yet.";
        return plain(text, ("", ""), Style::new(), area.width);
    };
    let changed =
        |slot: &Slot| call.judgement.story_changes.iter().any(|change| change.slot == *slot);
    let (first, then): (Vec<Slot>, Vec<Slot>) = Slot::STATED.into_iter().partition(changed);
    let slots = first.into_iter().chain(then);
    let mut lines: Vec<Line<'static>> =
        slots.flat_map(|slot| slot_lines(call, slot, listening, looking, area.width)).collect();
    let height = usize::from(area.height);
    if lines.len() > height {
        lines.truncate(height.saturating_sub(1));
        lines.push(Line::raw("... more in the report at the end"));
    }
    lines
}

fn slot_lines(
    call: &Call<'_>,
    slot: Slot,
    listening: &Listening<'_>,
    looking: &Looking,
    width: u16,
) -> Vec<Line<'static>> {
    let palette = &looking.palette;
    let judgement = &call.judgement;
    let statements = judgement.statements.iter().filter(|said| said.slot == slot);
    let mut lines: Vec<Line<'static>> = Vec::new();
    for said in statements {
        let quote = Quote { turn: said.turn, quote: said.quote.clone() };
        let mut changes = judgement.story_changes.iter();
        let change = changes.find(|change| change.slot == slot && change.a == quote);
        let begin = call.utterances.get(said.turn).and_then(|said| said.start_ms);
        let time = clock(begin.unwrap_or(0) / 1_000);
        let claim = claim(listening.knowledge, said);
        lines.extend(if change.is_some() {
            let then = (format!(" ({time}) CHANGED"), palette.caught);
            wrapped(&[(claim, palette.struck), then], ("  x ", "    "), width)
        } else {
            plain(&format!("{claim} ({time})"), ("  - ", "    "), Style::new(), width)
        });
    }
    if !lines.is_empty() {
        let title = listening.knowledge.vocabulary.slot(slot);
        let mut titled = plain(title, ("", "  "), palette.heading, width);
        titled.append(&mut lines);
        lines = titled;
    }
    lines
}
