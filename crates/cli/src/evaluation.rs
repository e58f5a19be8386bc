//! How good the verdicts and statements are on labelled calls. Each call leaves a few numbers
//! behind, so that files of any size can be measured.

pub mod figures;
pub mod gold;
pub mod matching;
pub mod sample;
pub mod tables;
