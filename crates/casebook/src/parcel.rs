//! A ZIP whose manifest names every file in it with its size and its SHA-256: how files leave so
//! that whoever gets them can check them. What is in such a ZIP is decided by `pack`, and for a
//! check-up by the command that makes its bundle.

mod read;

use std::io::{Seek, Write};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

pub use self::read::{Opened, Refused, open};
use crate::chain::hexadecimal;

/// The name of the manifest in the ZIP.
pub const MANIFEST: &str = "manifest.json";

/// A file as every manifest names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "FileOfPack")]
pub struct Listed {
    /// Its name in the ZIP.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in small hexadecimal letters.
    pub sha256: String,
}

impl Listed {
    /// A file with these bytes.
    #[must_use]
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        let sha256 = hexadecimal(&Sha256::digest(bytes));
        Self { name: name.to_owned(), bytes: bytes.len() as u64, sha256 }
    }
}

/// How entries are written. All bear the same date, because the true times stand in the manifest:
/// so the bytes of a ZIP depend on nothing but what goes in.
#[must_use]
pub fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .large_file(false)
}

/// Adds a file to a ZIP and says what the manifest must say of it.
///
/// # Errors
/// When it cannot be written.
pub fn add<W: Write + Seek>(
    zip: &mut ZipWriter<W>,
    name: &str,
    bytes: &[u8],
) -> zip::result::ZipResult<Listed> {
    zip.start_file(name, options())?;
    zip.write_all(bytes)?;
    Ok(Listed::of(name, bytes))
}

/// Writes the manifest, which must be the last of the files, and gives its SHA-256.
///
/// # Errors
/// When it cannot be written.
pub fn finish<W: Write + Seek>(
    mut zip: ZipWriter<W>,
    manifest: &impl Serialize,
) -> zip::result::ZipResult<(W, String)> {
    let text = serde_json::to_vec_pretty(manifest).map_err(std::io::Error::other)?;
    let listed = add(&mut zip, MANIFEST, &text)?;
    Ok((zip.finish()?, listed.sha256))
}

/// The name of a file inside a ZIP: with slashes, and without what could lead out of the folder or
/// means something else on another system.
#[must_use]
pub fn tame(shown: &str) -> String {
    let parts = shown.split(['/', '\\']);
    let parts = parts.filter(|part| !matches!(*part, "" | "." | ".."));
    let odd = |letter: char| letter.is_control() || "<>:\"|?*".contains(letter);
    let tame = |letter: char| if odd(letter) { '_' } else { letter };
    parts.map(|part| part.chars().map(tame).collect::<String>()).collect::<Vec<_>>().join("/")
}
