//! The top: how it stands and the one thing to do, as large as there is room.

use evidence::plain::{Act, act};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::big::{self, Size};
use super::wrapped::plain;
use super::{Listening, Looking};

/// From so many rows on, the headline is written in letters four rows high.
const BIG_ROWS_MIN: u16 = 22;
/// The rows that the one thing to do may take.
const STEP_ROWS_MAX: usize = 3;
/// The same where there are few rows.
const STEP_ROWS_LOW_MAX: usize = 2;
/// The cells of the bar of the probability.
const BAR_CELLS: usize = 20;
/// Columns that the words beside large letters need.
const BESIDE_COLUMNS_MIN: usize = 30;
/// What a terminal lower than this shows of the top: the headline alone.
const ROWS_MIN: u16 = 8;

/// The lines of the top; a terminal that is very low gets the first of them.
pub(super) fn lines(
    listening: &Listening<'_>,
    looking: &Looking,
    area: Rect,
) -> Vec<Line<'static>> {
    let Some(call) = listening.call() else { return waiting(looking, area) };
    let act = act(&call.judgement, &call.circumstances, listening.knowledge);
    let verdict = &call.judgement.verdict;
    let style = looking.palette.verdict(verdict);
    let bar = act.share.as_ref().map(|_| bar(verdict.probability));
    let mut lines = headline(&act, bar, area);
    for line in &mut lines {
        let gap = usize::from(area.width).saturating_sub(line.width());
        line.push_span(Span::raw(" ".repeat(gap)));
        *line = std::mem::take(line).style(style);
    }
    if area.height >= ROWS_MIN {
        lines.extend(steps(&act, looking, area));
    }
    lines
}

/// What to do, each sentence whole: half of one could say the opposite.
fn steps(act: &Act, looking: &Looking, area: Rect) -> Vec<Line<'static>> {
    let rows_max = if is_high(area) { STEP_ROWS_MAX } else { STEP_ROWS_LOW_MAX };
    let mut lines = Vec::new();
    for step in &act.steps {
        let step = plain(step, (" ", " "), looking.palette.heading, area.width);
        if !lines.is_empty() && lines.len() + step.len() > rows_max {
            break;
        }
        lines.extend(step);
    }
    lines
}

fn is_high(area: Rect) -> bool {
    area.height >= BIG_ROWS_MIN
}

/// Before any call.
fn waiting(looking: &Looking, area: Rect) -> Vec<Line<'static>> {
    let act = Act {
        headline: "LISTENING",
        sentence: "Nothing has been said yet.",
        steps: Vec::new(),
        share: None,
        short: "nothing said yet".to_owned(),
    };
    let mut lines = headline(&act, None, area);
    lines.iter_mut().for_each(|line| *line = std::mem::take(line).style(looking.palette.heading));
    lines
}

fn headline(act: &Act, bar: Option<String>, area: Rect) -> Vec<Line<'static>> {
    let width = usize::from(area.width);
    let beside = |size: Size| width.saturating_sub(size.width(act.headline) + 4);
    let fits = |size: &Size| beside(*size) >= BESIDE_COLUMNS_MIN;
    let size = [Size::Large, Size::Middle].into_iter().find(fits);
    if let Some(size) = size.filter(|_| is_high(area)) {
        let words = [Some(act.sentence.to_owned()), act.share.clone(), bar];
        let words: Vec<String> = words.into_iter().flatten().collect();
        return beside_big(&big::rows(act.headline, size), &words, beside(size));
    }
    let mut lines = vec![Line::raw(format!(" {}", act.headline))];
    if area.height >= ROWS_MIN {
        lines.extend(plain(&act.short, (" Verdict: ", " "), Style::new(), area.width));
    }
    lines
}

/// Large letters with words beside them.
fn beside_big(rows: &[String], words: &[String], width: usize) -> Vec<Line<'static>> {
    let width = u16::try_from(width).unwrap_or(u16::MAX);
    let style = Style::new();
    let mut words: Vec<String> = words
        .iter()
        .flat_map(|words| plain(words, ("", ""), style, width))
        .map(|line| line.to_string())
        .collect();
    words.resize(words.len().max(rows.len()), String::new());
    let blank = rows.first().map_or(0, |row| row.chars().count());
    let row = |number: usize| rows.get(number).cloned().unwrap_or_else(|| " ".repeat(blank));
    let lines = words.iter().enumerate();
    lines.map(|(number, words)| Line::raw(format!(" {} {words}", row(number)))).collect()
}

/// The probability as a bar, which is as long as it is likely.
fn bar(probability: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of a few cells"
    )]
    let full = (probability.clamp(0.0, 1.0) * BAR_CELLS as f64).round() as usize;
    format!("[{}{}]", "#".repeat(full), "-".repeat(BAR_CELLS.saturating_sub(full)))
}
