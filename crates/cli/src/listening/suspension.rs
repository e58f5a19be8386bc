//! Leaving the terminal to the shell for a while, as Ctrl-Z asks, and taking it up again with `fg`.
//! Meanwhile the system holds the whole program, so nothing is heard.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(unix)]
use anyhow::Context as _;
use anyhow::Result;
#[cfg(unix)]
use signal_hook::consts::{SIGCONT, SIGTSTP};

/// What the system asked for since it was last looked at.
#[derive(Debug, Default)]
pub struct Suspension {
    wanted: Arc<AtomicBool>,
    over: Arc<AtomicBool>,
}

impl Suspension {
    /// Takes over the signals by which a terminal is left and taken up.
    ///
    /// # Errors
    /// When the system does not let us.
    pub fn watch() -> Result<Self> {
        let suspension = Self::default();
        #[cfg(unix)]
        for (signal, told) in [(SIGTSTP, &suspension.wanted), (SIGCONT, &suspension.over)] {
            signal_hook::flag::register(signal, Arc::clone(told))
                .context("taking over Ctrl-Z and what comes after it")?;
        }
        Ok(suspension)
    }

    /// Asks for it, as the key does, which sends no signal while the live view is shown.
    pub fn want(&self) {
        self.wanted.store(true, Ordering::Relaxed);
    }

    /// Whether one of the two happened.
    pub fn has_news(&self) -> bool {
        self.wanted.load(Ordering::Relaxed) || self.over.load(Ordering::Relaxed)
    }

    /// Whether it is asked for; answered once.
    pub fn is_wanted(&self) -> bool {
        self.wanted.swap(false, Ordering::Relaxed)
    }

    /// Whether the program was held and goes on; answered once.
    pub fn is_over(&self) -> bool {
        self.over.swap(false, Ordering::Relaxed)
    }

    /// Holds the program until the shell lets it go on; where there is no such thing, not at all.
    pub fn hold(&self) {
        #[cfg(unix)]
        // Where the system holds nobody, the view goes on at once.
        let _ = signal_hook::low_level::emulate_default_handler(SIGTSTP);
        self.over.store(true, Ordering::Relaxed);
    }
}
