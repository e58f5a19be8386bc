//! Telling the voices of a call apart where both come in one sound, and knowing the owner's voice.
//!
//! A voice is compared by its embedding: what Resemblyzer's encoder (Wan et al. 2018, "Generalized
//! end-to-end loss for speaker verification") makes of 1.6 seconds. Where that is in doubt, nothing
//! is said: a wrong speaker is worse than none.

mod spectrum;
mod layers;
mod encoder;
mod clusters;
mod enrolment;

pub use clusters::Voices;
pub use encoder::{EMBEDDING, Embedding, Encoder};
pub use enrolment::{Enrolled, enrolled_path};
