//! What a Windows computer keeps: bytes of its files to records, one module a kind of file. What a
//! record means is said elsewhere.

pub(crate) mod text;
pub mod anydesk;
pub mod teamviewer;
pub mod event_log;
pub mod hosts;
pub mod registry;
pub mod prefetch;
pub mod tasks;
pub mod startup;
