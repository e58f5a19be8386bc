//! What is pressed, read on a thread of its own: where a terminal goes away, as when its window is
//! closed, reading from it never comes back (crossterm asks again for ever), and the view has to
//! end all the same.

use std::io;
use std::sync::mpsc::{self, Receiver, TryRecvError};

use crossterm::event::{self, Event};

/// Keys that wait; nobody presses more while one picture is drawn.
const WAITING_MAX: usize = 256;

/// The keys and the changes of size of the terminal.
#[derive(Debug)]
pub struct Keyboard {
    events: Receiver<io::Result<Event>>,
}

impl Keyboard {
    /// Reads from now on, until the program ends.
    pub fn begin() -> Self {
        let (sender, events) = mpsc::sync_channel(WAITING_MAX);
        std::thread::spawn(move || {
            loop {
                let event = event::read();
                let is_last = event.is_err();
                if sender.send(event).is_err() || is_last {
                    return;
                }
            }
        });
        Self { events }
    }

    /// What came next, if anything has come.
    ///
    /// # Errors
    /// When the terminal cannot be read.
    pub fn next(&self) -> io::Result<Option<Event>> {
        match self.events.try_recv() {
            Ok(event) => event.map(Some),
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}
