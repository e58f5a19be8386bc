//! Cases kept: what happened, change by change, in SQLite or PostgreSQL.
//!
//! A case is the sum of the changes to it. Each change is chained to the one before by a hash, so
//! nothing in a case can be altered unseen.

pub mod error;
pub mod case;
pub mod chain;
pub mod passages;
pub mod identifiers;
pub mod redaction;
pub mod paper;
pub mod recovery;
pub mod reports;
pub mod story;
pub mod warning;
pub mod indicators;
pub mod stix;
pub mod misp;
pub mod block_list;
pub mod parcel;
pub mod pack;
pub mod sealing;
pub mod store;
pub mod exported;
