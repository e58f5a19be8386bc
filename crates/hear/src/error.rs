//! What can go wrong between a microphone and a transcript.

/// What can go wrong between a microphone and a transcript.
#[derive(Debug, thiserror::Error)]
pub enum Error {}

/// What this crate returns where it can fail.
pub type Result<T> = std::result::Result<T, Error>;
