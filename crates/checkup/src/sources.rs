//! What a Windows computer keeps: bytes of its files to records, one module a kind of file. What a
//! record means is said elsewhere.

pub(crate) mod text;
mod xml;
pub mod anydesk;
pub mod teamviewer;
pub mod event_log;
pub mod event_xml;
pub mod hosts;
pub(crate) mod address;
pub(crate) mod download;
pub mod browser;
pub mod origin;
pub mod powershell;
pub mod rustdesk;
pub mod screenconnect;
pub mod registry;
pub mod prefetch;
pub mod tasks;
pub mod startup;
