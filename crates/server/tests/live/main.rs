//! Calls that go on, over real HTTP: what is typed, pasted, corrected, watched and kept.

#![expect(clippy::print_stderr, reason = "tests say what they skip and what they measured")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod client;
mod databases;

mod following;
mod resuming;
mod correcting;
mod limits;
mod keeping;
mod restarting;
mod sharing;
mod sound;
