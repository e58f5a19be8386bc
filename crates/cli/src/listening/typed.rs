//! What someone types while plain lines are shown: the letters of the live view's keys, and behind
//! one that opens a list the number to choose from it, such as `h 2`.

use std::io::{self, IsTerminal as _};
use std::sync::mpsc::{self, Receiver};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::keys::{Reach, Wish, press};
use super::screen::Ended;
use super::session::Session;
use super::view::{Looking, spelled};

/// What to say before the first line.
pub const INTRODUCTION: &str = "\
Type ? and Enter for what you can note, such as that you gave them a code; q and Enter stops.";

/// Typed lines that wait; nobody types faster than they are read.
const LINES_WAITING_MAX: usize = 16;
/// So many letters of a line count.
const KEYS_MAX: usize = 4;
/// So many steps are shown after something was noted.
const STEPS_SHOWN_MAX: usize = 3;

/// The lines that are typed.
#[derive(Debug)]
pub struct Typing {
    lines: Receiver<String>,
    looking: Looking,
}

impl Typing {
    /// Reads what is typed, if there is anyone who can type.
    pub fn begin() -> Option<Self> {
        io::stdin().is_terminal().then(|| {
            let (sender, lines) = mpsc::sync_channel(LINES_WAITING_MAX);
            // Reading a terminal cannot be interrupted, so the thread lasts as long as the program.
            std::thread::spawn(move || {
                for line in io::stdin().lines().map_while(Result::ok) {
                    if sender.send(line).is_err() {
                        return;
                    }
                }
            });
            Self { lines, looking: Looking::default() }
        })
    }

    /// Does what was typed since; gives what to answer, and whether that is the end.
    pub fn take(&mut self, session: &mut Session<'_>) -> Option<(Vec<String>, Option<Ended>)> {
        let line = self.lines.try_recv().ok()?;
        Some(answer(&line, session, &mut self.looking))
    }
}

/// Does what a line says.
pub(super) fn answer(
    line: &str,
    session: &mut Session<'_>,
    looking: &mut Looking,
) -> (Vec<String>, Option<Ended>) {
    let letters = line.split_whitespace().filter_map(|word| word.chars().next()).take(KEYS_MAX);
    let mut lines = Vec::new();
    for letter in letters {
        let key = KeyEvent::new(KeyCode::Char(letter.to_ascii_lowercase()), KeyModifiers::NONE);
        match press(key, &mut session.listening, looking, Reach::default()) {
            // A line is not typed by accident, as a key is pressed.
            _ if looking.is_stopping => return (lines, Some(Ended::Stopped)),
            Wish::Stop | Wish::Interrupt => return (lines, Some(Ended::Stopped)),
            Wish::Pause => {
                session.pause();
                let paused = session.listening.is_paused;
                let told = if paused { "Paused: nothing is heard." } else { "Listening again." };
                lines.push(told.to_owned());
            }
            Wish::Save => lines.push(session.save()),
            Wish::Nothing | Wish::Suspend => {}
        }
    }
    if let Some(note) = looking.note.take() {
        lines.push(note);
        let call = session.listening.call();
        let steps = call.iter().flat_map(|call| &call.judgement.advice.do_now);
        let steps = (1..).zip(steps.take(STEPS_SHOWN_MAX));
        lines.extend(steps.map(|(number, step)| format!("{number}. {step}")));
    } else if let Some(menu) = looking.menu {
        lines.extend(spelled(menu, &session.listening));
    }
    looking.menu = None;
    (lines, None)
}
