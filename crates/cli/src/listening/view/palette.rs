//! The styles. Without colour they differ in weight, reversal and lines only.

use evidence::judgement::{Level, Verdict};
use ratatui::style::{Color, Modifier, Style};

/// The styles of the view.
#[derive(Debug, Clone)]
pub struct Palette {
    /// Headings, names and what counts.
    pub heading: Style,
    /// What is less important.
    pub quiet: Style,
    /// Words in which something is claimed.
    pub claimed: Style,
    /// What was said first and no longer stands.
    pub struck: Style,
    /// The chosen row.
    pub chosen: Style,
    /// A lie or a change of story.
    pub caught: Style,
    is_coloured: bool,
}

impl Default for Palette {
    fn default() -> Self {
        Self::new(Colours::None)
    }
}

/// Whether the terminal shows colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    /// It does.
    Shown,
    /// It does not, or the user wants none.
    None,
}

impl Palette {
    /// The styles with or without colours.
    pub fn new(colours: Colours) -> Self {
        let is_coloured = colours == Colours::Shown;
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let red = if is_coloured { bold.fg(Color::LightRed) } else { bold };
        Self {
            heading: bold,
            quiet: Style::new(),
            claimed: Style::new().add_modifier(Modifier::UNDERLINED),
            struck: Style::new().add_modifier(Modifier::CROSSED_OUT),
            chosen: Style::new().add_modifier(Modifier::REVERSED),
            caught: red,
            is_coloured,
        }
    }

    /// The style in which a verdict stands at the top.
    pub fn verdict(&self, verdict: &Verdict) -> Style {
        let bold = self.heading;
        let reversed = bold.add_modifier(Modifier::REVERSED);
        match verdict.level {
            _ if verdict.abstained => bold,
            Level::Scam if self.is_coloured => bold.fg(Color::White).bg(Color::Red),
            Level::Suspicious if self.is_coloured => bold.fg(Color::Black).bg(Color::Yellow),
            Level::Scam | Level::Suspicious => reversed,
            Level::Unclear if self.is_coloured => bold.fg(Color::LightYellow),
            Level::Unclear | Level::NoSign => bold,
        }
    }
}
