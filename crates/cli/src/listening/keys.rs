//! What each key of the live view does.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use evidence::transcript::Side;

use super::Listening;
use super::view::{Looking, Menu, rows};

/// What a key asks of whoever runs the view; what concerns only the view is done already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Nothing more.
    Nothing,
    /// Hear nothing for now, or go on.
    Pause,
    /// Keep the words in a file.
    Save,
    /// The end.
    Stop,
    /// The end, by Ctrl-C.
    Interrupt,
    /// The terminal back to the shell for a while, by Ctrl-Z.
    Suspend,
}

/// Does what a key says. `rows_max` is how far one can scroll, `page` how far a page goes.
pub fn press(
    key: KeyEvent,
    listening: &mut Listening<'_>,
    looking: &mut Looking,
    reach: Reach,
) -> Wish {
    (looking.note, looking.problem) = (None, None);
    let is_stopping = std::mem::take(&mut looking.is_stopping);
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return match key.code {
            KeyCode::Char('c') => Wish::Interrupt,
            KeyCode::Char('z') => Wish::Suspend,
            _ => Wish::Nothing,
        };
    }
    if let Some(menu) = looking.menu {
        press_in_menu(key.code, menu, listening, looking);
        return Wish::Nothing;
    }
    match key.code {
        KeyCode::Char('q') if is_stopping || listening.is_over => return Wish::Stop,
        KeyCode::Char('q') => looking.is_stopping = true,
        KeyCode::Char('p') => return Wish::Pause,
        KeyCode::Char('s') => return Wish::Save,
        KeyCode::Char('?') | KeyCode::F(1) => open(Menu::Help, listening, looking),
        KeyCode::Char('h') => open(Menu::Happened, listening, looking),
        KeyCode::Char('w') => open(Menu::Who, listening, looking),
        KeyCode::Char('c') => open(Menu::Context, listening, looking),
        KeyCode::Char('x') => switch_sides(listening, looking),
        KeyCode::Char('n') => {
            listening.show_next();
            looking.scrolled = 0;
        }
        KeyCode::Tab => looking.panel = looking.panel.next(),
        code => scroll(code, looking, reach),
    }
    Wish::Nothing
}

/// How far the transcript goes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reach {
    /// The lines above what is seen at its end.
    pub lines_max: usize,
    /// The lines of a page.
    pub page: usize,
}

fn scroll(code: KeyCode, looking: &mut Looking, reach: Reach) {
    let at = looking.scrolled;
    looking.scrolled = match code {
        KeyCode::Up => at + 1,
        KeyCode::Down => at.saturating_sub(1),
        KeyCode::PageUp => at + reach.page,
        KeyCode::PageDown => at.saturating_sub(reach.page),
        KeyCode::Home => reach.lines_max,
        KeyCode::End | KeyCode::Esc => 0,
        _ => at,
    }
    .min(reach.lines_max);
}

fn open(menu: Menu, listening: &Listening<'_>, looking: &mut Looking) {
    looking.menu = Some(menu);
    looking.row = rows(menu, listening).iter().position(|row| row.is_on).unwrap_or(0);
}

fn press_in_menu(code: KeyCode, menu: Menu, listening: &mut Listening<'_>, looking: &mut Looking) {
    let rows = rows(menu, listening).len();
    let named = |letter| (0..rows).find(|row| super::view::row_key(*row) == Some(letter));
    match code {
        KeyCode::Up => looking.row = looking.row.saturating_sub(1),
        KeyCode::Down => looking.row = (looking.row + 1).min(rows.saturating_sub(1)),
        KeyCode::Enter | KeyCode::Char(' ') if menu != Menu::Help => {
            choose(menu, listening, looking);
        }
        KeyCode::Char(letter) if named(letter).is_some() => {
            looking.row = named(letter).unwrap_or_default();
            choose(menu, listening, looking);
        }
        // Any other key closes, so that nobody is caught in here.
        _ => looking.menu = None,
    }
}

/// Does what the chosen row says.
fn choose(menu: Menu, listening: &mut Listening<'_>, looking: &mut Looking) {
    let Some(row) = rows(menu, listening).into_iter().nth(looking.row) else { return };
    let call = listening.call_mut();
    match menu {
        Menu::Who => {
            let voice = looking.row;
            let side = match call.voices.get(voice).map(|voice| voice.side) {
                Some(Side::Caller) => Side::Callee,
                _ => Side::Caller,
            };
            call.mark(voice, side);
            let side = if side == Side::Caller { "the caller" } else { "you" };
            looking.note = Some(format!("Noted: {} is {side}.", call.voices[voice].name));
        }
        Menu::Context => {
            call.set_context((!row.is_on).then_some(row.id));
            looking.menu = None;
            looking.note = Some(match row.is_on {
                true => "Taken back: how the call came about.".to_owned(),
                false => format!("Noted: {}.", row.text),
            });
        }
        Menu::Happened => {
            call.toggle_happened(&row.id);
            let what = if row.is_on { "Taken back" } else { "Noted" };
            looking.note = Some(format!("{what}: {}. See WHAT TO DO.", row.text));
        }
        Menu::Help => {}
    }
}

fn switch_sides(listening: &mut Listening<'_>, looking: &mut Looking) {
    let switched = listening.call_mut().switch_sides();
    looking.note = Some(match switched {
        true => "The sides are switched. Press x again to take it back.".to_owned(),
        false => "Nobody is known to be the caller yet. Press w to say who it is.".to_owned(),
    });
}
