//! A ZIP from strangers, read within limits and unpacked nowhere.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Seek};

use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use zip::ZipArchive;
use zip::result::ZipError;

use super::{Listed, MANIFEST, tame};
use crate::chain::hexadecimal;

/// It has at most so many entries.
const ENTRIES_MAX: usize = 10_000;
/// Its manifest is at most so large.
const MANIFEST_BYTES_MAX: u64 = 16 << 20;
/// So much is unpacked in all while it is checked.
const UNPACKED_BYTES_MAX: u64 = 8 << 30;
/// So much is summed up at a time.
const BUFFER_BYTES: usize = 64 << 10;

/// Why a ZIP is not even checked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// It is none, or cut off.
    #[error("it cannot be read as a ZIP; it may have been cut off on its way: get it anew")]
    NoZip(#[source] ZipError),
    /// It has too many entries.
    #[error("it has {found} entries, and at most {ENTRIES_MAX} are read")]
    Entries {
        /// So many.
        found: usize,
    },
    /// It has no manifest.
    #[error("it holds no manifest, so it was not made by this program, or was packed anew")]
    NoManifest(#[source] ZipError),
    /// Its manifest is too large.
    #[error("its manifest is larger than {MANIFEST_BYTES_MAX} bytes")]
    Manifest,
    /// Its manifest cannot be read.
    #[error("its manifest has not its shape")]
    Shape(#[source] serde_json::Error),
    /// It is of another form.
    #[error("its manifest is of the form {found}, not {wanted}; a newer Hangup may read it")]
    Form {
        /// What the manifest says.
        found: String,
        /// What is read here.
        wanted: String,
    },
    /// It is made to overwhelm whoever reads it.
    #[error("it unpacks to more than {UNPACKED_BYTES_MAX} bytes")]
    Large,
    /// A file in it cannot be read.
    #[error("{name} in it cannot be read")]
    Unreadable {
        /// The file.
        name: String,
        /// Why.
        source: io::Error,
    },
    /// A file in it is larger than what is taken into memory.
    #[error("{name} in it is larger than {limit_bytes} bytes, more than is read here")]
    FileLarge {
        /// The file.
        name: String,
        /// The limit.
        limit_bytes: u64,
    },
}

/// What all manifests have.
#[derive(Debug, Deserialize)]
struct Listing {
    form: String,
    files: Vec<Listed>,
}

/// A ZIP whose manifest has been read.
#[derive(Debug)]
pub struct Opened<S> {
    zip: ZipArchive<S>,
    /// The bytes of the manifest.
    pub manifest: Vec<u8>,
    /// What it names.
    pub files: BTreeMap<String, Listed>,
    /// What is not as it should be so far, a sentence each.
    pub wrong: Vec<String>,
}

/// Opens a ZIP whose manifest must be of a form.
///
/// # Errors
/// [`Refused`].
pub fn open<S: Read + Seek>(source: S, form: &str) -> Result<Opened<S>, Refused> {
    let mut zip = ZipArchive::new(source).map_err(Refused::NoZip)?;
    if zip.len() > ENTRIES_MAX {
        return Err(Refused::Entries { found: zip.len() });
    }
    let mut wrong = Vec::new();
    if let Err(error) = zip.validate_header_consistency() {
        wrong.push(format!("the ZIP contradicts itself: {error}"));
    }
    let manifest = manifest(&mut zip)?;
    let listing: Listing = serde_json::from_slice(&manifest).map_err(Refused::Shape)?;
    if listing.form != form {
        return Err(Refused::Form { found: listing.form, wanted: form.to_owned() });
    }
    let mut files = BTreeMap::new();
    for file in listing.files {
        let name = file.name.clone();
        if name == MANIFEST {
            wrong.push(format!("{name}: names itself"));
        } else if tame(&name) != name {
            wrong.push(format!("{name}: such a name may lead out of the folder; do not unpack it"));
        }
        if files.insert(name.clone(), file).is_some() {
            wrong.push(format!("{name}: named twice in the manifest"));
        }
    }
    Ok(Opened { zip, manifest, files, wrong })
}

fn manifest<S: Read + Seek>(zip: &mut ZipArchive<S>) -> Result<Vec<u8>, Refused> {
    let entry = zip.by_name(MANIFEST).map_err(Refused::NoManifest)?;
    let mut text = Vec::new();
    let read = entry.take(MANIFEST_BYTES_MAX + 1).read_to_end(&mut text);
    read.map_err(|source| Refused::Unreadable { name: MANIFEST.to_owned(), source })?;
    if text.len() as u64 > MANIFEST_BYTES_MAX { Err(Refused::Manifest) } else { Ok(text) }
}

impl<S: Read + Seek> Opened<S> {
    /// The SHA-256 of the manifest.
    #[must_use]
    pub fn manifest_sha256(&self) -> String {
        hexadecimal(&Sha256::digest(&self.manifest))
    }

    /// Sums up every file, and notes what is changed, missing or there beside the manifest.
    ///
    /// # Errors
    /// [`Refused::Large`].
    pub fn check(&mut self) -> Result<(), Refused> {
        let mut present = BTreeSet::new();
        let mut left = UNPACKED_BYTES_MAX;
        for number in 0..self.zip.len() {
            if let Some(name) = self.check_entry(number, &mut left)? {
                present.insert(name);
            }
        }
        let missing = self.files.keys().filter(|name| !present.contains(*name));
        self.wrong.extend(missing.map(|name| format!("{name}: missing")));
        Ok(())
    }

    /// Checks one entry, and gives its name where the manifest has it.
    fn check_entry(&mut self, number: usize, left: &mut u64) -> Result<Option<String>, Refused> {
        let (name, entry) = match self.zip.by_index(number) {
            Ok(entry) => (String::from_utf8_lossy(entry.name_raw()).into_owned(), entry),
            Err(error) => {
                self.wrong.push(format!("entry {number}: cannot be read: {error}"));
                return Ok(None);
            }
        };
        if name == MANIFEST {
            return Ok(None);
        }
        let Some(named) = self.files.get(&name) else {
            let odd = if tame(&name) == name { "" } else { ", and may lead out of the folder" };
            self.wrong.push(format!("{name}: not in the manifest, added later{odd}"));
            return Ok(None);
        };
        *left = left.checked_sub(named.bytes).ok_or(Refused::Large)?;
        if entry.is_symlink() || entry.is_dir() {
            self.wrong.push(format!("{name}: no file, but a link or a folder"));
        }
        // One byte more than it says is enough to know that it lies.
        match sum(entry.take(named.bytes.saturating_add(1))) {
            Err(error) => self.wrong.push(format!("{name}: damaged: {error}")),
            Ok((bytes, _)) if bytes != named.bytes => {
                self.wrong.push(format!("{name}: another size than the manifest says"));
            }
            Ok((_, sha256)) if sha256 != named.sha256 => {
                self.wrong.push(format!("{name}: changed, its SHA-256 is {sha256}"));
            }
            Ok(_) => {}
        }
        Ok(Some(name))
    }

    /// The bytes of a file, at most so many; none where it is not there.
    ///
    /// # Errors
    /// [`Refused::Unreadable`], [`Refused::FileLarge`].
    pub fn read(&mut self, name: &str, limit_bytes: u64) -> Result<Option<Vec<u8>>, Refused> {
        let Ok(entry) = self.zip.by_name(name) else { return Ok(None) };
        let mut bytes = Vec::new();
        let name = || name.to_owned();
        let read = entry.take(limit_bytes + 1).read_to_end(&mut bytes);
        read.map_err(|source| Refused::Unreadable { name: name(), source })?;
        if bytes.len() as u64 > limit_bytes {
            return Err(Refused::FileLarge { name: name(), limit_bytes });
        }
        Ok(Some(bytes))
    }
}

fn sum(mut from: impl Read) -> io::Result<(u64, String)> {
    let mut sum = Sha256::new();
    let mut bytes = 0;
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok((bytes, hexadecimal(&sum.finalize()))),
            length => {
                sum.update(&buffer[..length]);
                bytes += length as u64;
            }
        }
    }
}
