//! What passes through this crate: sound, stretches of speech, words. Nothing is done to them here.

use std::sync::Arc;
use std::time::Duration;

use evidence::transcript::Side;

/// Samples a second of all sound inside this crate, which is what the recogniser takes.
pub const RATE_HZ: u32 = 16_000;

/// The name of a call among those heard at the same time; the file's name, or what the telephone
/// system calls it.
pub type CallId = Arc<str>;

/// Which end of the line a sound comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Party {
    /// One end, heard alone: a channel of a stereo file, or a track of a telephone system.
    Channel(u8),
    /// Both ends in one sound.
    Mixed,
}

/// A piece of one party's sound, mono at [`RATE_HZ`].
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    /// The call.
    pub call: CallId,
    /// The end of the line.
    pub party: Party,
    /// When its first sample was heard, from the beginning of the call.
    pub begin: Duration,
    /// Samples from -1 to 1.
    pub samples: Vec<f32>,
}

/// A stretch in which someone speaks, cut at pauses, mono at [`RATE_HZ`].
#[derive(Debug, Clone, PartialEq)]
pub struct Speech {
    /// The call.
    pub call: CallId,
    /// The end of the line.
    pub party: Party,
    /// When it began, from the beginning of the call.
    pub begin: Duration,
    /// Samples from -1 to 1.
    pub samples: Vec<f32>,
}

/// What was recognised in a [`Speech`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The call.
    pub call: CallId,
    /// The end of the line.
    pub party: Party,
    /// When it began and ended, from the beginning of the call.
    pub begin: Duration,
    /// When it ended, from the beginning of the call.
    pub end: Duration,
    /// What was said, never empty.
    pub text: String,
    /// Which voice of the call it is, counted from 0; none where it cannot be told.
    pub voice: Option<usize>,
    /// The side that the telephone system or an enrolled voice tells.
    pub side: Side,
}
