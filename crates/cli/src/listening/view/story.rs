//! The ledger of their story: what they say, by what it is about, with what they took back struck
//! through.

use evidence::judgement::{ChangeKind, Judgement, Quote, Statement};
use evidence::rules::Slot;
use hear::call::Call;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::wrapped::{plain, wrapped};
use super::{Listening, Looking};
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
    let mut told: Vec<(String, Standing)> = Vec::new();
    for said in statements {
        let entry = (claim(listening.knowledge, said), standing(judgement, said));
        if told.contains(&entry) {
            continue;
        }
        let begin = call.utterances.get(said.turn).and_then(|said| said.start_ms);
        let time = clock(begin.unwrap_or(0) / 1_000);
        let (claim, standing) = entry.clone();
        told.push(entry);
        let timed = format!("{claim} ({time})");
        lines.extend(match standing {
            Standing::Stands => plain(&timed, ("  - ", "    "), Style::new(), width),
            Standing::Instead => plain(&timed, ("  ! ", "    "), palette.caught, width),
            Standing::Fallen(why) => {
                let why = (format!(" ({time}) {why}"), palette.caught);
                wrapped(&[(claim, palette.struck), why], ("  x ", "    "), width)
            }
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

/// What has become of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It still stands.
    Stands,
    /// It was said in place of another.
    Instead,
    /// It no longer stands, and why.
    Fallen(&'static str),
}

fn standing(judgement: &Judgement, said: &Statement) -> Standing {
    let quote = Quote { turn: said.turn, quote: said.quote.clone() };
    let changes = || judgement.story_changes.iter();
    if let Some(change) = changes().find(|change| change.a == quote) {
        return Standing::Fallen(match change.kind {
            ChangeKind::Replaced => "CHANGED",
            ChangeKind::Denied => "TAKEN BACK",
            ChangeKind::Impossible => "CANNOT BE",
        });
    }
    match changes().any(|change| change.b == quote) {
        true => Standing::Instead,
        false => Standing::Stands,
    }
}
