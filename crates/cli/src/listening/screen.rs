//! The live view on a terminal: draws when something changed, and gives back the terminal as it
//! was, however it ends.

use std::time::Duration;

use anyhow::{Context as _, Result};
use crossterm::event::{self, Event, KeyEventKind};
use evidence::plain::bare;
use ratatui::DefaultTerminal;

use super::Change;
use super::keys::{Reach, Wish, press};
use super::session::Session;
use super::view::{self, Looking, Palette};
use crate::interrupt;

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
    let mut looking = Looking { palette, title: session.title().to_owned(), ..Looking::default() };
    // From here on a panic gives the terminal back, too.
    let mut terminal = ratatui::try_init().context("taking over the terminal; try --plain")?;
    let ended = run(&mut terminal, session, &mut looking);
    ratatui::try_restore().context("giving back the terminal; `reset` mends it")?;
    ended
}

fn run(
    terminal: &mut DefaultTerminal,
    session: &mut Session<'_>,
    looking: &mut Looking,
) -> Result<Ended> {
    loop {
        let saved_in = session.saved_in().map(|path| path.display().to_string());
        looking.saving = saved_in.map(|path| bare(&path));
        terminal.draw(|frame| view::draw(frame, &session.listening, looking))?;
        if let Some(ended) = wait(session, looking)? {
            session.stop();
            return Ok(ended);
        }
    }
}

/// Waits until there is something new to draw.
fn wait(session: &mut Session<'_>, looking: &mut Looking) -> Result<Option<Ended>> {
    loop {
        let mut changed = false;
        let mut wait = WAIT;
        for _ in 0..EVENTS_AT_ONCE_MAX {
            let changes = session.wait(wait);
            if changes.is_empty() {
                break;
            }
            for change in &changes {
                if let Change::Forgot(forgotten) = change {
                    looking.note = Some(bare(&forgotten.sentence()));
                }
            }
            changed = true;
            wait = Duration::ZERO;
        }
        while event::poll(Duration::ZERO)? {
            changed = true;
            if let Event::Key(key) = event::read()?
                && key.kind != KeyEventKind::Release
                && let Some(ended) = act(press_key(key, session, looking)?, session, looking)
            {
                return Ok(Some(ended));
            }
        }
        if interrupt::pressed() {
            return Ok(Some(Ended::Interrupted));
        }
        if changed {
            return Ok(None);
        }
    }
}

fn press_key(
    key: event::KeyEvent,
    session: &mut Session<'_>,
    looking: &mut Looking,
) -> Result<Wish> {
    let (columns, rows) = crossterm::terminal::size()?;
    let reach: Reach = view::reach(&session.listening, looking, columns, rows);
    Ok(press(key, &mut session.listening, looking, reach))
}

fn act(wish: Wish, session: &mut Session<'_>, looking: &mut Looking) -> Option<Ended> {
    match wish {
        Wish::Nothing => {}
        Wish::Pause => session.pause(),
        Wish::Save => looking.note = Some(bare(&session.save())),
        Wish::Stop => return Some(Ended::Stopped),
        Wish::Interrupt => return Some(Ended::Interrupted),
    }
    None
}
