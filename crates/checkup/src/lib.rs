//! What a Windows computer shows of a remote session: logs and files turned into observations.
//!
//! Parsers take bytes and give records with their problems; only [`drive`] reads files, and nothing
//! is ever written to what is examined. [`look::look`] is the one door.

pub mod findings;
mod text;
pub mod anydesk;
pub mod teamviewer;
pub mod event_log;
mod globs;
mod tools;
mod conditions;
pub mod facts;
mod sessions;
mod diary;
pub mod drive;
pub mod look;
