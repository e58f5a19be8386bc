//! Recovery by itself: that what is known fits together, and what cases of all kinds get.

mod broken;
pub(crate) mod cases;
mod dates;
mod letters;
mod plans;

use std::sync::OnceLock;

use super::Recovery;

/// What is built in, loaded once for all tests.
pub(crate) fn known() -> &'static Recovery {
    static KNOWN: OnceLock<Recovery> = OnceLock::new();
    KNOWN.get_or_init(|| Recovery::embedded().expect("what is built in fits together"))
}

/// The countries of which something is known.
pub(crate) const COUNTRIES: [&str; 4] = ["AU", "CA", "GB", "US"];
