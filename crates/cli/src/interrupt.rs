//! Ctrl-C: the first one ends the work after the call at hand, the second one at once.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, Result};

use crate::outcome::INTERRUPTED;

static PRESSED: AtomicBool = AtomicBool::new(false);

/// Takes Ctrl-C over; `on_first` is told of the first one.
///
/// # Errors
/// When the system does not let us, or it was taken over already.
pub fn watch(on_first: impl Fn() + Send + 'static) -> Result<()> {
    ctrlc::set_handler(move || {
        if PRESSED.swap(true, Ordering::Relaxed) {
            leave();
        }
        on_first();
    })
    .context("taking over Ctrl-C")
}

/// Whether Ctrl-C was pressed.
pub fn pressed() -> bool {
    PRESSED.load(Ordering::Relaxed)
}

#[expect(clippy::exit, reason = "whoever presses Ctrl-C twice does not want to wait")]
fn leave() {
    std::process::exit(i32::from(INTERRUPTED));
}
