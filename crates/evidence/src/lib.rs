//! What was said in a call and what it proves.
//!
//! Pure: no input or output, no clock, no printing; judging cannot fail, only loading knowledge
//! can.
//! [`judge::judge`] is the one door, [`judge::LiveCall`] its twin for a call that is going on.

pub mod error;
mod files;
pub mod country;
pub mod transcript;
pub mod spelling;
pub mod amounts;
pub mod pattern;
pub mod lexicon;
mod matching;
pub mod rules;
pub mod acts;
pub mod rulebook;
mod reported;
pub mod wording;
pub mod observation;
pub mod judgement;
mod statements;
mod sides;
mod story;
pub mod facts;
mod machine;
pub mod verdict;
pub mod advice;
pub mod knowledge;
pub mod judge;
pub mod plain;
pub mod calls;
pub mod measures;
