//! The evidence pack: a case as one ZIP that the police, a bank or a lawyer can read without this
//! program and check with it. Whole it holds everything as it is, with the log that proves it;
//! redacted it holds what is left when the client's own is masked.

mod files;
mod readme;
mod findings;
mod reading;
mod verify;

use std::io::{Seek, Write};

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use zip::ZipWriter;

pub use self::verify::{Verdict, verify};
use crate::case::{Attachment, Case, CaseId, Item};
use crate::chain::Change;
use crate::parcel::{self, Listed};
use crate::recovery::Recovery;

/// The form of the manifest; another is refused.
pub const FORM: &str = "hangup-evidence-pack-1";

/// What goes into a pack.
#[derive(Debug, Clone, Copy)]
pub struct Contents<'p> {
    /// The case; in a redacted pack with its masks.
    pub case: &'p Case,
    /// The log of the case as it is in the casebook.
    pub changes: &'p [Change],
    /// Whether it is redacted.
    pub standing: Standing,
    /// What is known of recovery, for the plan.
    pub recovery: &'p Recovery,
    /// When it is made, by whom, and on which day there.
    pub made: Made<'p>,
}

/// Whether the client's own is masked in a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "PackStanding")]
pub enum Standing {
    /// Nothing is masked.
    Whole,
    /// What is the client's is masked; files that were attached and the log are left out.
    Redacted,
}

/// When a pack is made and by whom.
#[derive(Debug, Clone, Copy)]
pub struct Made<'m> {
    /// When.
    pub at: Timestamp,
    /// The day there, from which the plan counts.
    pub day: Date,
    /// By whom.
    pub by: &'m str,
}

/// The manifest: what is inside and what a reader must know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PackManifest")]
pub struct Manifest {
    /// Always [`FORM`].
    pub form: String,
    /// The version of Hangup that made it.
    pub version: String,
    /// When, in universal time by the clock of the computer on which it was made.
    #[schemars(with = "String")]
    pub made: Timestamp,
    /// The day there, from which the plan counts.
    #[schemars(with = "String")]
    pub day: Date,
    /// By whom.
    pub by: String,
    /// The case.
    pub case: CaseId,
    /// Whether the client's own is masked.
    pub standing: Standing,
    /// How many changes the log of the case has.
    pub changes: u64,
    /// The hash of the last of them, which stands for all.
    pub last_change: String,
    /// What a reader must know.
    pub contents: Vec<String>,
    /// The files.
    pub files: Vec<Listed>,
    /// What belongs to the case and is not here.
    pub left_out: Vec<LeftOut>,
}

/// Something that belongs to the case and is not in the pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "LeftOutOfPack")]
pub struct LeftOut {
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
}

/// Why an attachment is not in a redacted pack.
const UNMASKED: &str = "a file cannot be masked; ask for the whole pack if you may have it";
/// Why an attachment is not in a pack although it should be.
const LOST: &str = "the casebook no longer has it as it was added";
/// Why the log is not in a redacted pack.
const LOG_UNMASKED: &str = "it holds every word as it was said, or it would prove nothing";

/// A pack that is being written.
#[derive(Debug)]
pub struct Pack<W: Write + Seek> {
    zip: ZipWriter<W>,
    manifest: Manifest,
}

impl<W: Write + Seek> Pack<W> {
    /// Begins a pack with everything but the attachments, whose bytes are kept elsewhere.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(contents: &Contents<'_>, out: W) -> zip::result::ZipResult<Self> {
        let mut zip = ZipWriter::new(out);
        let mut manifest = manifest(contents);
        let data = files::data(contents.case, contents.log());
        for (name, bytes) in data.into_iter().chain(reading::files(contents)) {
            manifest.files.push(parcel::add(&mut zip, &name, &bytes)?);
        }
        if contents.standing == Standing::Redacted {
            let files = contents.case.attachments.iter().map(|file| file.value.name.clone());
            let files = files.map(|what| LeftOut { what, why: UNMASKED.to_owned() });
            let log = LeftOut { what: files::LOG.to_owned(), why: LOG_UNMASKED.to_owned() };
            manifest.left_out.extend(files.chain([log]));
        }
        Ok(Self { zip, manifest })
    }

    /// Adds an attachment byte for byte; none where the casebook has lost it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn attach(
        &mut self,
        file: &Item<Attachment>,
        content: Option<&[u8]>,
    ) -> zip::result::ZipResult<()> {
        let name = files::attachment(file);
        let sound = content.filter(|bytes| Listed::of(&name, bytes).sha256 == file.value.sha256);
        match sound {
            Some(bytes) => self.manifest.files.push(parcel::add(&mut self.zip, &name, bytes)?),
            None => self.manifest.left_out.push(LeftOut { what: name, why: LOST.to_owned() }),
        }
        Ok(())
    }

    /// Writes the manifest, and gives what was written to, and the SHA-256 of the manifest.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> zip::result::ZipResult<(W, String)> {
        parcel::finish(self.zip, &self.manifest)
    }
}

impl Contents<'_> {
    /// The log, where it goes into the pack.
    fn log(&self) -> Option<&[Change]> {
        (self.standing == Standing::Whole).then_some(self.changes)
    }
}

fn manifest(contents: &Contents<'_>) -> Manifest {
    let changes = contents.changes;
    Manifest {
        form: FORM.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        made: contents.made.at,
        day: contents.made.day,
        by: contents.made.by.to_owned(),
        case: contents.case.id,
        standing: contents.standing,
        changes: changes.len() as u64,
        last_change: changes.last().map(|change| change.hash.clone()).unwrap_or_default(),
        contents: readme::to_know(contents.standing).map(str::to_owned).to_vec(),
        files: Vec::new(),
        left_out: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
