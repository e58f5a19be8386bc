//! A progress bar for work that takes a while, on standard error.

use std::cell::Cell;
use std::io::{IsTerminal as _, Read};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that is done sooner than this shows no bar.
const SILENT_FOR: Duration = Duration::from_secs(1);

/// How far the reading of files has come, in bytes.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    silent: Cell<bool>,
}

impl Progress {
    /// The bar for so many bytes; hidden for ever where standard error is no terminal, or where the
    /// results themselves appear on the terminal.
    pub fn new(bytes: Option<u64>) -> Self {
        Self::with(bytes, "{percent:>3} % of {total_bytes} read, {eta} to go, {msg} calls")
    }

    /// The bar for the files of a computer, whose size is known once they are found.
    pub fn of_machine() -> Self {
        Self::with(None, "{percent:>3} % of {total_bytes} read, {eta} to go")
    }

    fn with(bytes: Option<u64>, template: &str) -> Self {
        let bar = ProgressBar::with_draw_target(bytes, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let useful = std::io::stderr().is_terminal();
        Self { bar, started: Instant::now(), silent: Cell::new(useful) }
    }

    /// A reader that moves the bar.
    pub fn wrap<R: Read>(&self, reader: R) -> impl Read + use<R> {
        self.bar.wrap_read(reader)
    }

    /// Tells how many calls are done, and shows the bar once it has taken a while.
    pub fn calls(&self, done: usize) {
        self.show_if_long();
        self.bar.set_message(done.to_string());
    }

    /// Tells how many bytes of how many are read.
    pub fn reach(&self, bytes: u64, of: u64) {
        self.show_if_long();
        self.bar.set_length(of);
        self.bar.set_position(bytes);
    }

    fn show_if_long(&self) {
        if self.silent.get() && self.started.elapsed() > SILENT_FOR {
            self.silent.set(false);
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Shows something else while the bar stands aside.
    pub fn aside<T>(&self, show: impl FnOnce() -> T) -> T {
        self.bar.suspend(show)
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
