//! What to do now, and what to ask if one stays on the line.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::wrapped::plain;
use super::{Listening, Looking};
use crate::page::quoted;

/// From so many rows on, what an answer would mean is shown too.
const ANSWERS_ROWS_MIN: u16 = 24;

/// The steps, and below them the question, which keeps its room.
pub(super) fn lines(
    listening: &Listening<'_>,
    looking: &Looking,
    area: Rect,
) -> Vec<Line<'static>> {
    let Some(call) = listening.call() else { return Vec::new() };
    let question = question(listening, looking, area);
    let height = usize::from(area.height);
    let room = height.saturating_sub(question.len()).max(height / 2);
    let mut lines = Vec::new();
    for (number, step) in (1..).zip(&call.judgement.advice.do_now) {
        let style = if number == 1 { looking.palette.heading } else { Default::default() };
        let step = plain(step, (&format!("{number}. "), "   "), style, area.width);
        // A step that is cut in half could say the opposite.
        if !lines.is_empty() && lines.len() + step.len() > room {
            break;
        }
        lines.extend(step);
    }
    lines.extend(question);
    lines
}

fn question(listening: &Listening<'_>, looking: &Looking, area: Rect) -> Vec<Line<'static>> {
    let Some(call) = listening.call() else { return Vec::new() };
    let (advice, heading) = (&call.judgement.advice, looking.palette.heading);
    let mut lines = Vec::new();
    if let Some(stop) = &advice.stop {
        lines.push(Line::raw(""));
        lines.push(Line::styled("ASK NOTHING MORE", heading));
        lines.extend(plain(stop, ("", ""), Default::default(), area.width));
    } else if let Some(question) = &advice.ask_next {
        lines.push(Line::raw(""));
        lines.push(Line::styled("IF YOU STAY ON THE LINE, ASK", heading));
        lines.extend(plain(&quoted(&question.question), ("", ""), heading, area.width));
        if area.height >= ANSWERS_ROWS_MIN {
            for answer in &question.answers {
                let text = format!("{}: {}", answer.given, answer.means);
                lines.extend(plain(&text, ("- ", "  "), Default::default(), area.width));
            }
        }
    }
    lines
}
