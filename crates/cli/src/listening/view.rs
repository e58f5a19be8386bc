//! The live view: from how things stand to a picture for the terminal, and nothing else. The
//! verdict and the one thing to do stand at the top at every size; nothing is told by colour alone.

mod palette;
mod wrapped;
mod big;
mod banner;
mod transcript;
mod advice;
mod story;
mod status;
mod menu;
#[cfg(test)]
mod tests;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Borders, Clear, Paragraph};

pub use menu::{Menu, key as row_key, rows, spelled};
pub use palette::{Colours, Palette};

use super::Listening;
use super::keys::Reach;

/// How the user looks at it.
#[derive(Debug, Clone, Default)]
pub struct Looking {
    /// The styles.
    pub palette: Palette,
    /// So many lines of the transcript lie below what is seen; 0 follows the call.
    pub scrolled: usize,
    /// What is beside the transcript.
    pub panel: Panel,
    /// What is open above the rest.
    pub menu: Option<Menu>,
    /// The chosen row of what is open.
    pub row: usize,
    /// What went wrong, until a key is pressed.
    pub problem: Option<String>,
    /// What the last key did.
    pub note: Option<String>,
    /// Where the words are kept.
    pub saving: Option<String>,
    /// The key to stop was pressed once.
    pub is_stopping: bool,
    /// Where the sound comes from.
    pub title: String,
}

/// What is beside the transcript, or in its place where there is no room beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Panel {
    /// What to do and what to ask.
    #[default]
    Advice,
    /// What they say, by what it is about.
    Story,
    /// The transcript, where there is room for one only.
    Words,
}

impl Panel {
    /// The next one, as the key goes through them.
    pub fn next(self) -> Self {
        match self {
            Self::Advice => Self::Story,
            Self::Story => Self::Words,
            Self::Words => Self::Advice,
        }
    }
}

/// From so many columns on there are two panels beside each other,
const TWO_COLUMNS_MIN: u16 = 72;
/// and with so many rows the story stands below the advice.
const STORY_BELOW_ROWS_MIN: u16 = 26;

/// Draws everything.
pub fn draw(frame: &mut Frame<'_>, listening: &Listening<'_>, looking: &Looking) {
    let area = frame.area();
    let [top, body, bottom] = areas(listening, looking, area);
    frame.render_widget(Paragraph::new(banner::lines(listening, looking, area)), top);
    draw_body(frame, listening, looking, body);
    frame.render_widget(Paragraph::new(status::lines(listening, looking, area.width)), bottom);
    if let Some(menu) = looking.menu {
        frame.render_widget(Clear, body);
        menu::draw(frame, menu, listening, looking, body);
    }
}

/// How far the transcript goes beyond what is seen in a terminal of this size.
pub fn reach(listening: &Listening<'_>, looking: &Looking, columns: u16, rows: u16) -> Reach {
    let [_, body, _] = areas(listening, looking, Rect::new(0, 0, columns, rows));
    let at = transcript_area(looking, body);
    let page = usize::from(at.height.saturating_sub(1));
    let width = at.width.saturating_sub(1);
    let lines = transcript::length(listening, looking, width);
    Reach { lines_max: lines.saturating_sub(page), page: page.saturating_sub(1).max(1) }
}

/// The top, the middle and the bottom.
fn areas(listening: &Listening<'_>, looking: &Looking, area: Rect) -> [Rect; 3] {
    let height = |lines: &[Line<'_>]| u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let banner = height(&banner::lines(listening, looking, area));
    let footer = height(&status::lines(listening, looking, area.width));
    Layout::vertical([
        Constraint::Length(banner.min(area.height)),
        Constraint::Fill(1),
        Constraint::Length(footer.min(area.height / FOOTER_SHARE)),
    ])
    .areas(area)
}

/// A very low terminal has no room for the bottom: the top counts more.
const FOOTER_SHARE: u16 = 4;

/// Where the transcript stands in the middle.
fn transcript_area(looking: &Looking, body: Rect) -> Rect {
    if body.width >= TWO_COLUMNS_MIN {
        two_columns(body)[0]
    } else if looking.panel == Panel::Words {
        body
    } else {
        two_rows(body)[1]
    }
}

fn two_columns(body: Rect) -> [Rect; 2] {
    Layout::horizontal([Constraint::Percentage(55), Constraint::Fill(1)]).areas(body)
}

/// Where there is little room: what to do above, what was said last below.
fn two_rows(body: Rect) -> [Rect; 2] {
    Layout::vertical([Constraint::Percentage(50), Constraint::Fill(1)]).areas(body)
}

fn draw_body(frame: &mut Frame<'_>, listening: &Listening<'_>, looking: &Looking, body: Rect) {
    let transcript = transcript_area(looking, body);
    if body.width >= TWO_COLUMNS_MIN {
        draw_transcript(frame, listening, looking, transcript);
        draw_right(frame, listening, looking, two_columns(body)[1]);
        return;
    }
    match looking.panel {
        Panel::Words => draw_transcript(frame, listening, looking, transcript),
        Panel::Story => draw_story(frame, listening, looking, body),
        Panel::Advice => {
            draw_advice(frame, listening, looking, two_rows(body)[0]);
            draw_transcript(frame, listening, looking, transcript);
        }
    }
}

/// The advice, and the story below it or in its place.
fn draw_right(frame: &mut Frame<'_>, listening: &Listening<'_>, looking: &Looking, right: Rect) {
    if right.height >= STORY_BELOW_ROWS_MIN {
        let [above, below] =
            Layout::vertical([Constraint::Percentage(55), Constraint::Fill(1)]).areas(right);
        draw_advice(frame, listening, looking, above);
        draw_story(frame, listening, looking, below);
    } else if looking.panel == Panel::Story {
        draw_story(frame, listening, looking, right);
    } else {
        draw_advice(frame, listening, looking, right);
    }
}

fn draw_transcript(frame: &mut Frame<'_>, listening: &Listening<'_>, looking: &Looking, at: Rect) {
    let title = if looking.scrolled > 0 { "WHAT IS SAID (earlier)" } else { "WHAT IS SAID" };
    let inside = framed(frame, title, looking, at);
    let lines = transcript::lines(listening, looking, inside);
    frame.render_widget(Paragraph::new(lines), inside);
}

fn draw_advice(frame: &mut Frame<'_>, listening: &Listening<'_>, looking: &Looking, at: Rect) {
    let title = match advice::told_above(listening) {
        Some(_) => "WHAT TO DO NEXT",
        None => "WHAT TO DO",
    };
    let inside = framed(frame, title, looking, at);
    let lines = advice::lines(listening, looking, inside);
    frame.render_widget(Paragraph::new(lines), inside);
}

fn draw_story(frame: &mut Frame<'_>, listening: &Listening<'_>, looking: &Looking, at: Rect) {
    let inside = framed(frame, "THEIR STORY", looking, at);
    let lines = story::lines(listening, looking, inside);
    frame.render_widget(Paragraph::new(lines), inside);
}

/// A line with a title above a panel; gives the room below it.
fn framed(frame: &mut Frame<'_>, title: &str, looking: &Looking, at: Rect) -> Rect {
    let title = Line::styled(format!(" {title} "), looking.palette.heading);
    let block = Block::new().borders(Borders::TOP).border_style(looking.palette.quiet).title(title);
    let inside = block.inner(at);
    frame.render_widget(block, at);
    // A column stays free between two panels.
    Rect { width: inside.width.saturating_sub(1), ..inside }
}
