//! Calls that go on, over real HTTP: what is typed, pasted, corrected, watched and kept.

mod client;
mod databases;

mod following;
mod resuming;
mod correcting;
mod limits;
mod keeping;
mod sharing;
mod sound;
