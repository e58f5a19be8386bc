//! What opens above the rest: who is who, how the call came about, what has happened, the keys.

use evidence::transcript::Side;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::wrapped::plain;
use super::{Listening, Looking, framed};
use crate::listening::saving::CONSENT;
use crate::page::quoted;

/// What can be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Menu {
    /// Which voice is the caller.
    Who,
    /// How the call came about.
    Context,
    /// What has happened already.
    Happened,
    /// All keys.
    Help,
}

/// One row to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it stands for: an id, or the number of a voice.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Whether it holds now.
    pub is_on: bool,
}

const HELP: [(&str, &str); 11] = [
    ("h", "Note what has happened: you gave a code, they are connected, you paid."),
    ("w", "Say which voice is the caller and which is you."),
    ("x", "Switch the sides: the caller becomes you, and you the caller."),
    ("c", "Say how the call came about."),
    ("Tab", "Show what to do, or their story."),
    ("Arrows", "Read what was said earlier; Page Up goes faster, End comes back."),
    ("p", "Pause: nothing is heard until you press p again."),
    ("s", "Save the words in a file."),
    ("n", "Look at the next call, if there are several."),
    ("q", "Stop. A report is shown at the end."),
    (">  !", "Underlined words are claims: > says what is claimed, ! what is wrong."),
];

impl Menu {
    /// The key that opens it, and a space.
    fn letter(self) -> &'static str {
        match self {
            Self::Who => "w ",
            Self::Context => "c ",
            Self::Happened => "h ",
            Self::Help => "",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Who => "WHO IS WHO?",
            Self::Context => "HOW DID THE CALL BEGIN?",
            Self::Happened => "WHAT HAS HAPPENED?",
            Self::Help => "THE KEYS",
        }
    }
}

/// The rows of a menu.
pub fn rows(menu: Menu, listening: &Listening<'_>) -> Vec<Row> {
    let told = listening.told();
    match menu {
        Menu::Help => Vec::new(),
        Menu::Who => {
            let Some(call) = listening.call() else { return Vec::new() };
            let row = |(number, voice): (usize, &hear::call::Voice)| {
                let side = match voice.side {
                    Side::Caller => "THE CALLER",
                    Side::Callee => "YOU",
                    Side::Unknown => "not known",
                };
                let words = call.last_words(number).unwrap_or_default();
                let text = format!("{}: {side}. Said: {}", voice.name, quoted(words));
                Row { id: number.to_string(), text, is_on: voice.side == Side::Caller }
            };
            call.voices.iter().enumerate().map(row).collect()
        }
        Menu::Context => {
            let now = told.context.as_deref();
            let contexts = listening.knowledge.advice.contexts.iter();
            let row = |context: &evidence::advice::Context| Row {
                id: context.id.clone(),
                text: context.title.clone(),
                is_on: now == Some(&context.id),
            };
            contexts.map(row).collect()
        }
        Menu::Happened => {
            let now = &told.happened;
            let row = |stage: &evidence::knowledge::ValueTitle| Row {
                id: stage.id.clone(),
                text: stage.title.clone(),
                is_on: now.contains(&stage.id),
            };
            listening.knowledge.stages().map(row).collect()
        }
    }
}

/// What is open, in plain lines.
pub fn spelled(menu: Menu, listening: &Listening<'_>) -> Vec<String> {
    let mut lines = vec![menu.title().to_owned()];
    if menu == Menu::Help {
        lines.extend(HELP.iter().map(|(key, does)| format!("{key:<8}{does}")));
        return lines;
    }
    for (number, row) in rows(menu, listening).into_iter().enumerate() {
        let key = key(number).unwrap_or(' ');
        let noted = if row.is_on { " (noted)" } else { "" };
        lines.push(format!("{}{key}  {}{noted}", menu.letter(), row.text));
    }
    lines
}

/// The key that chooses a row at once: 1 to 9, then letters.
pub fn key(row: usize) -> Option<char> {
    ('1'..='9').chain('a'..='m').nth(row)
}

/// Draws what is open.
pub(super) fn draw(
    frame: &mut Frame<'_>,
    menu: Menu,
    listening: &Listening<'_>,
    looking: &Looking,
    at: Rect,
) {
    let inside = framed(frame, menu.title(), looking, at);
    let height = usize::from(inside.height);
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut chosen_end = 0;
    for (number, row) in rows(menu, listening).iter().enumerate() {
        let chosen = number == looking.row;
        let style = if chosen { looking.palette.chosen } else { Style::new() };
        let mark = if row.is_on { "[x]" } else { "[ ]" };
        let key = key(number).unwrap_or(' ');
        let first = format!("{key} {mark} ");
        lines.extend(plain(&row.text, (&first, "      "), style, inside.width));
        if chosen {
            chosen_end = lines.len();
        }
    }
    match (menu, lines.is_empty()) {
        (Menu::Help, _) => {
            for (key, does) in HELP {
                let first = format!("{key:<8}");
                lines.extend(plain(does, (&first, "        "), Style::new(), inside.width));
            }
            lines.extend(plain(CONSENT, ("", ""), Style::new(), inside.width));
        }
        (_, true) => lines.push(Line::raw("Nothing has been said yet by a voice that is known.")),
        _ => {}
    }
    let begin = chosen_end.saturating_sub(height.saturating_sub(1));
    let mut lines: Vec<Line<'static>> = lines.into_iter().skip(begin).collect();
    lines.truncate(height.saturating_sub(1));
    let closing = match menu {
        Menu::Help => "Any key closes this.",
        _ => "The number changes it, Esc closes.",
    };
    lines.push(Line::styled(closing, looking.palette.heading));
    frame.render_widget(Paragraph::new(lines), inside);
}
