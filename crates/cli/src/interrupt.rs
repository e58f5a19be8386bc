//! Ctrl-C: the first one ends the work after the call at hand, the second one at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

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

/// Takes a key for the first Ctrl-C, where a terminal sends the key and no signal.
#[cfg(feature = "listen")]
pub fn press() {
    PRESSED.store(true, Ordering::Relaxed);
}

/// Whether Ctrl-C was pressed, or the system asked for the end.
pub fn pressed() -> bool {
    let closing = CLOSING.get().is_some_and(|closing| closing.load(Ordering::Relaxed));
    PRESSED.load(Ordering::Relaxed) || closing
}

/// Whether it was Ctrl-C.
#[cfg(feature = "serve")]
pub fn by_key() -> bool {
    PRESSED.load(Ordering::Relaxed)
}

static CLOSING: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Also takes over what closing the window or switching off the computer sends.
///
/// # Errors
/// When the system does not let us.
#[cfg(feature = "listen")]
pub fn watch_closing() -> Result<()> {
    let closing = CLOSING.get_or_init(Arc::default);
    #[cfg(unix)]
    for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(closing))
            .context("taking over the signals that end a program")?;
    }
    Ok(())
}

#[expect(clippy::exit, reason = "whoever presses Ctrl-C twice does not want to wait")]
fn leave() {
    std::process::exit(i32::from(INTERRUPTED));
}
