//! The manifest of a bundle: what is inside, with sizes and sums; these shapes are its JSON.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The form of the manifest; another is refused.
pub(super) const FORM: &str = "hangup-checkup-bundle-1";

/// Said in every manifest.
pub(super) const PERSONAL: [&str; 4] = [
    "This bundle is personal. Give it to the police, your bank or a technician whom you trust, and \
     to nobody else.",
    "Files that prove something are copied whole: an event log names accounts and programs, a \
     browser's database holds all pages that were opened, a part of the registry can hold sums \
     of passwords, and settings of remote-control programs hold this computer's own number and \
     the sum of a password.",
    "findings.json and report.html leave out this computer's own number and sums of passwords.",
    "Only files in which something was found are here, never a whole disk; left_out names those \
     that could not be copied.",
];

/// What is inside.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) form: String,
    /// The version of Hangup that made it.
    pub(super) version: String,
    /// When, in universal time by the clock of the computer on which it was made.
    pub(super) made: String,
    /// What a reader must know.
    pub(super) contents: Vec<String>,
    pub(super) files: Vec<Entry>,
    pub(super) left_out: Vec<LeftOut>,
}

/// A file of the bundle.
#[derive(Debug, Serialize, Deserialize)]
pub struct Entry {
    /// Its name in the ZIP.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in small hexadecimal letters.
    pub sha256: String,
    /// Its name on what was examined; none for what was made here.
    pub original: Option<String>,
    /// When the original was last changed, in universal time.
    pub changed: Option<String>,
    /// The ids of what it proves.
    pub proves: Vec<String>,
}

/// A file that proves something and is not in the bundle.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LeftOut {
    pub(super) file: String,
    pub(super) why: String,
}

impl Manifest {
    /// An empty one.
    pub(super) fn new(at: Timestamp) -> Self {
        Self {
            form: FORM.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            made: at.to_string(),
            contents: Vec::new(),
            files: Vec::new(),
            left_out: Vec::new(),
        }
    }
}
