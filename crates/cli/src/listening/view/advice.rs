//! What to do now, and what to ask if one stays on the line.

use evidence::judgement::Level;
use evidence::plain::act;
use ratatui::layout::Rect;
use ratatui::style::Style;
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
    let Some(call) = listening.call() else {
        // Before the first words, what holds for every call of which nothing is known.
        let country = listening.circumstances.country.as_deref();
        let stage = format!("level-{}", Level::Unclear.id());
        let first = listening.knowledge.advice.steps_of(&stage, country);
        let steps = (1..).zip(first);
        return steps.flat_map(|(number, step)| step_lines(step, number, looking, area)).collect();
    };
    let above = told_above(listening);
    let steps = call.judgement.advice.do_now.iter().filter(|step| Some(*step) != above.as_ref());
    let steps: Vec<&String> = steps.collect();
    let first = steps.first().map_or(0, |step| step_lines(step, 1, looking, area).len());
    let height = usize::from(area.height);
    let question = question(listening, looking, area);
    // Without room for all of it, half a question is worse than none.
    let question = if first + question.len() > height { Vec::new() } else { question };
    let room = height.saturating_sub(question.len());
    let mut lines = Vec::new();
    for (number, step) in (1..).zip(steps) {
        let step = step_lines(step, number, looking, area);
        // A step that is cut in half could say the opposite.
        if !lines.is_empty() && lines.len() + step.len() > room {
            break;
        }
        lines.extend(step);
    }
    lines.extend(question);
    lines
}

/// The step that stands at the top of the view already.
pub(super) fn told_above(listening: &Listening<'_>) -> Option<String> {
    let call = listening.call()?;
    act(&call.judgement, &call.circumstances, listening.knowledge).steps.into_iter().next()
}

fn step_lines(step: &str, number: usize, looking: &Looking, area: Rect) -> Vec<Line<'static>> {
    let style = if number == 1 { looking.palette.heading } else { Style::new() };
    plain(step, (&format!("{number}. "), "   "), style, area.width)
}

fn question(listening: &Listening<'_>, looking: &Looking, area: Rect) -> Vec<Line<'static>> {
    let Some(call) = listening.call() else { return Vec::new() };
    let (advice, heading) = (&call.judgement.advice, looking.palette.heading);
    let mut lines = Vec::new();
    if let Some(stop) = &advice.stop {
        lines.push(Line::raw(""));
        lines.push(Line::styled("ASK NOTHING MORE", heading));
        lines.extend(plain(stop, ("", ""), Style::new(), area.width));
    } else if let Some(question) = &advice.ask_next {
        lines.push(Line::raw(""));
        lines.push(Line::styled("IF YOU STAY ON THE LINE, ASK", heading));
        lines.extend(plain(&quoted(&question.question), ("", ""), heading, area.width));
        if area.height >= ANSWERS_ROWS_MIN {
            for answer in &question.answers {
                let text = format!("{}: {}", answer.given, answer.means);
                lines.extend(plain(&text, ("- ", "  "), Style::new(), area.width));
            }
        }
    }
    lines
}
