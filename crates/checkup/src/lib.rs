//! What a Windows computer shows of a remote session: logs and files turned into observations.
//!
//! Parsers take bytes and give records with their problems; only [`drive`] reads files, and nothing
//! is ever written to what is examined. [`look::look`] is the one door.

pub mod findings;
pub mod trace;
pub mod sources;
mod globs;
mod tools;
mod conditions;
mod session_rules;
mod seen;
pub mod facts;
pub mod zone;
mod session_events;
mod sessions;
mod ordinary;
mod diary;
mod removal;
pub mod drive;
mod gathered;
mod standing;
pub mod timeline;
mod shows;
pub mod together;
mod places;
pub mod look;
pub mod report;
