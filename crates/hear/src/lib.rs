//! From sound and telephony to a transcript, on this machine: nothing is sent anywhere, and nothing
//! is written to disk unless the user asks.
//!
//! Sound comes in as [`speech::Sound`], is cut at pauses into [`speech::Speech`], and leaves as
//! [`speech::Words`]. What the words mean is decided by `evidence`.

pub mod error;
pub mod speech;
pub mod codec;
pub mod resample;
pub mod parties;
pub mod file;
pub mod pcm;
#[cfg(feature = "microphone")]
pub mod microphone;
pub mod pauses;
pub mod telephony;
pub mod model;
pub mod recognise;
pub mod voices;
pub mod hearing;
pub mod call;
pub mod answering;
