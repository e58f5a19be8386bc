//! The live view on a terminal: draws when something changed, and gives back the terminal as it
//! was, however it ends.

use std::io::stdout;
use std::time::Duration;

use anyhow::{Context as _, Result};
use crossterm::event::{Event, KeyEvent, KeyEventKind};
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, enable_raw_mode};
use evidence::plain::bare;
use ratatui::DefaultTerminal;
use ratatui::layout::Rect;

use super::Change;
use super::keyboard::Keyboard;
use super::keys::{Reach, Wish, press};
use super::session::Session;
use super::suspension::Suspension;
use super::view::{self, Looking, Palette};
use crate::{interrupt, page};

/// How a view ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The user stopped it.
    Stopped,
    /// The user pressed Ctrl-C, or the system asked for the end.
    Interrupted,
}

/// So long keys wait while nothing is heard; short enough to feel at once.
const WAIT: Duration = Duration::from_millis(40);
/// The most events that are taken before keys are looked at.
const EVENTS_AT_ONCE_MAX: usize = 64;

/// Shows the calls until the user ends it.
///
/// # Errors
/// When the terminal cannot be used.
pub fn show(session: &mut Session<'_>, palette: Palette) -> Result<Ended> {
    let looking = Looking { palette, title: session.title().to_owned(), ..Looking::default() };
    let suspension = Suspension::watch()?;
    // From here on a panic gives the terminal back, too.
    let mut terminal = ratatui::try_init().context("taking over the terminal; try --plain")?;
    let keyboard = Keyboard::begin();
    let ended = Screen { session, looking, keyboard, suspension }.run(&mut terminal);
    let restored = ratatui::try_restore().context("giving back the terminal; `reset` mends it");
    drop(terminal);
    // The last words may take a moment, and the terminal is the user's again meanwhile.
    for change in session.stop() {
        if let Change::Problem(_, message) = change {
            page::complain(&format!("warning: {message}"));
        }
    }
    match ended {
        // A terminal that is gone, as when its window is closed, fails in many ways.
        _ if interrupt::pressed() => Ok(Ended::Interrupted),
        Ok(ended) => restored.map(|()| ended),
        Err(problem) => Err(problem),
    }
}

/// The view, and what acts on it.
struct Screen<'s, 'k> {
    session: &'s mut Session<'k>,
    looking: Looking,
    keyboard: Keyboard,
    suspension: Suspension,
}

impl Screen<'_, '_> {
    fn run(mut self, terminal: &mut DefaultTerminal) -> Result<Ended> {
        loop {
            let saved_in = self.session.saved_in().map(|path| path.display().to_string());
            self.looking.saving = saved_in.map(|path| bare(&path));
            terminal.draw(|frame| view::draw(frame, &self.session.listening, &self.looking))?;
            if let Some(ended) = self.wait()? {
                return Ok(ended);
            }
            if self.suspension.is_wanted() {
                terminal.show_cursor()?;
                ratatui::try_restore()?;
                self.suspension.hold();
            }
            if self.suspension.is_over() {
                enable_raw_mode()?;
                execute!(stdout(), EnterAlternateScreen)?;
                // Draws everything anew. Clearing would ask the terminal where its cursor is, and
                // the answer would go to the keyboard.
                let size = terminal.size()?;
                terminal.resize(Rect::new(0, 0, size.width, size.height))?;
            }
        }
    }

    /// Waits until there is something new to draw.
    fn wait(&mut self) -> Result<Option<Ended>> {
        loop {
            let mut changed = self.take_changes();
            while let Some(event) = self.keyboard.next()? {
                changed = true;
                if let Event::Key(key) = event
                    && key.kind != KeyEventKind::Release
                    && let Some(ended) = self.press(key)?
                {
                    return Ok(Some(ended));
                }
            }
            if interrupt::pressed() {
                return Ok(Some(Ended::Interrupted));
            }
            if changed || self.suspension.has_news() {
                return Ok(None);
            }
        }
    }

    /// Takes what was heard meanwhile; says whether that was anything.
    fn take_changes(&mut self) -> bool {
        let mut wait = WAIT;
        for _ in 0..EVENTS_AT_ONCE_MAX {
            let changes = self.session.wait(wait);
            if changes.is_empty() {
                break;
            }
            for change in changes {
                match change {
                    Change::Forgot(gone) => self.looking.note = Some(bare(&gone.sentence())),
                    Change::Problem(_, message) => self.looking.problem = Some(message),
                    _ => {}
                }
            }
            wait = Duration::ZERO;
        }
        wait.is_zero()
    }

    fn press(&mut self, key: KeyEvent) -> Result<Option<Ended>> {
        let (columns, rows) = crossterm::terminal::size()?;
        let (listening, looking) = (&mut self.session.listening, &mut self.looking);
        let reach: Reach = view::reach(listening, looking, columns, rows);
        match press(key, listening, looking, reach) {
            Wish::Nothing => {}
            Wish::Pause => self.session.pause(),
            Wish::Save => looking.note = Some(bare(&self.session.save())),
            Wish::Suspend => self.suspension.want(),
            Wish::Stop => return Ok(Some(Ended::Stopped)),
            Wish::Interrupt => {
                // The last words may take a moment; pressing it again does not wait for them.
                interrupt::press();
                return Ok(Some(Ended::Interrupted));
            }
        }
        Ok(None)
    }
}
