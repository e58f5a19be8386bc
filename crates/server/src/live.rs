//! The calls that are going on: what was heard, what it is judged to be, and who watches.

/// The calls that are going on.
#[derive(Debug, Default)]
pub struct Calls {}

impl Calls {
    /// No call yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}
