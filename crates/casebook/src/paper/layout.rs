//! Where everything stands: blocks become lines, and lines pages.

use super::letters::{Letters, runs_right_to_left};
use super::{Block, MARK, MISSING, NOTE_WELL, Paper};
use crate::error::Unprintable;

/// The width of A4 in points.
pub(super) const PAGE_WIDTH: f32 = 595.28;
/// The height of A4 in points.
pub(super) const PAGE_HEIGHT: f32 = 841.89;
/// What stays free on each side, in points.
pub(super) const MARGIN: f32 = 62.0;
/// A longer paper is refused.
pub(super) const PAGES_MAX: usize = 500;
/// How far items and values are moved in, in points.
const INDENT: f32 = 16.0;
/// The height of a line, in sizes of its letters.
const LEADING: f32 = 1.4;
/// Letters of running text, in points.
const SIZE: f32 = 10.5;

/// How letters look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Look {
    pub(super) size: f32,
    pub(super) bold: bool,
}

const TITLE: Look = Look { size: 17.0, bold: true };
const HEADING: Look = Look { size: 12.5, bold: true };
const PLAIN: Look = Look { size: SIZE, bold: false };
const STRONG: Look = Look { size: SIZE, bold: true };
const SMALL: Look = Look { size: 9.0, bold: false };

/// What a part of the paper is to those who have it read to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    Title(String),
    Heading(String),
    Paragraph,
    /// A thing of the list with this number.
    Item(usize),
}

/// A line in its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) look: Look,
    /// From the left margin.
    pub(super) indent: f32,
    /// The baseline, from the top of the page.
    pub(super) baseline: f32,
    /// Which part it belongs to.
    pub(super) part: usize,
    pub(super) right_to_left: bool,
    /// It begins with the mark of an item.
    pub(super) marked: bool,
    /// A bar stands beside it.
    pub(super) bar: bool,
}

/// A paper laid out.
#[derive(Debug)]
pub(super) struct Laid {
    pub(super) pages: Vec<Vec<Line>>,
    pub(super) parts: Vec<Role>,
}

/// Both weights of the font.
pub(super) struct Type {
    pub(super) regular: Letters,
    pub(super) bold: Letters,
}

impl Type {
    pub(super) fn of(&self, look: Look) -> &Letters {
        if look.bold { &self.bold } else { &self.regular }
    }
}

/// Lays a paper out.
pub(super) fn lay(paper: &Paper, letters: &Type) -> Result<Laid, Unprintable> {
    let laid = Laid { pages: vec![Vec::new()], parts: Vec::new() };
    let mut press = Press { letters, laid, y: MARGIN, lists: 0 };
    let title = if paper.title.trim().is_empty() { "Untitled" } else { paper.title.trim() };
    press.part(Role::Title(title.to_owned()), 0.0);
    press.set(title, TITLE, Setting::default())?;
    for block in &paper.blocks {
        press.block(block)?;
    }
    Ok(press.laid)
}

/// How a text is set.
#[derive(Debug, Clone, Copy, Default)]
struct Setting {
    indent: f32,
    marked: bool,
    bar: bool,
    /// So much must follow on the same page.
    with_next: f32,
}

struct Press<'l> {
    letters: &'l Type,
    laid: Laid,
    y: f32,
    lists: usize,
}

impl Press<'_> {
    fn block(&mut self, block: &Block) -> Result<(), Unprintable> {
        let plain = Setting::default();
        match block {
            Block::Heading { text } => {
                self.part(Role::Heading(text.trim().to_owned()), 14.0);
                let with_next = 2.0 * SIZE * LEADING;
                self.set(text.trim(), HEADING, Setting { with_next, ..plain })
            }
            Block::Paragraph { text } => {
                self.part(Role::Paragraph, 8.0);
                self.set(text.trim_end(), PLAIN, plain)
            }
            Block::Lines { lines } => {
                self.part(Role::Paragraph, 8.0);
                lines.iter().try_for_each(|line| self.set(line, PLAIN, plain))
            }
            Block::List { items } => {
                self.lists += 1;
                for item in items {
                    self.part(Role::Item(self.lists), 4.0);
                    let setting = Setting { indent: INDENT, marked: true, ..plain };
                    self.set(item.trim_end(), PLAIN, setting)?;
                }
                Ok(())
            }
            Block::Field { label, value, hint } => {
                self.part(Role::Paragraph, 7.0);
                let with_next = SIZE * LEADING;
                self.set(&format!("{label}:"), STRONG, Setting { with_next, ..plain })?;
                let inside = Setting { indent: INDENT, ..plain };
                let look = if value.is_some() { PLAIN } else { STRONG };
                self.set(value.as_deref().unwrap_or(MISSING).trim_end(), look, inside)?;
                hint.as_ref().map_or(Ok(()), |hint| self.set(hint, SMALL, inside))
            }
            Block::Warning { text } => {
                self.part(Role::Paragraph, 10.0);
                let setting = Setting { indent: INDENT, bar: true, ..plain };
                self.set(&format!("{NOTE_WELL}{}", text.trim_end()), STRONG, setting)
            }
        }
    }

    fn part(&mut self, role: Role, space: f32) {
        self.laid.parts.push(role);
        let top = self.laid.pages.last().is_none_or(Vec::is_empty);
        self.y += if top { 0.0 } else { space };
    }

    fn set(&mut self, text: &str, look: Look, setting: Setting) -> Result<(), Unprintable> {
        let letters = self.letters.of(look);
        let text = letters.drawable(text);
        let width = PAGE_WIDTH - 2.0 * MARGIN - setting.indent;
        let right_to_left = runs_right_to_left(&text);
        let height = look.size * LEADING;
        for (number, text) in letters.wrap(&text, width / look.size).into_iter().enumerate() {
            self.make_room(height + setting.with_next)?;
            let line = Line {
                text,
                look,
                indent: setting.indent,
                baseline: self.y + look.size,
                part: self.laid.parts.len() - 1,
                right_to_left,
                marked: setting.marked && number == 0,
                bar: setting.bar,
            };
            self.laid.pages.last_mut().into_iter().for_each(|page| page.push(line.clone()));
            self.y += height;
        }
        Ok(())
    }

    fn make_room(&mut self, height: f32) -> Result<(), Unprintable> {
        if self.y + height <= PAGE_HEIGHT - MARGIN {
            return Ok(());
        }
        if self.laid.pages.len() >= PAGES_MAX {
            return Err(Unprintable::TooLong { pages_max: PAGES_MAX });
        }
        self.laid.pages.push(Vec::new());
        self.y = MARGIN;
        Ok(())
    }
}

/// The mark of an item, as wide as it is moved in.
pub(super) fn mark() -> (&'static str, f32, Look) {
    (MARK, INDENT, PLAIN)
}

/// The look of what stands below each page.
pub(super) fn foot() -> Look {
    SMALL
}
