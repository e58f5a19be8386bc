//! A bundle checked: a ZIP from strangers, read within limits and unpacked nowhere.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use anyhow::{Context as _, Result, bail};
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::hex;
use super::manifest::{Entry, FORM, MANIFEST, Manifest};

/// A bundle has at most so many entries.
const ENTRIES_MAX: usize = 10_000;
/// A manifest is at most so large.
const MANIFEST_BYTES_MAX: u64 = 16 << 20;
/// So much is unpacked in all while it is checked.
const UNPACKED_BYTES_MAX: u64 = 8 << 30;
/// So much is summed up at a time.
const BUFFER_BYTES: usize = 64 << 10;

/// What became of a check.
#[derive(Debug)]
pub struct Checked {
    /// How many files the manifest names.
    pub files: usize,
    /// What is not as it should be, a sentence each.
    pub wrong: Vec<String>,
    /// The sum of the manifest itself.
    pub manifest_sha256: String,
}

/// Checks a bundle.
///
/// # Errors
/// When it is no ZIP, holds no manifest, or is made to overwhelm whoever reads it.
pub fn verify(source: impl Read + Seek) -> Result<Checked> {
    let mut zip = ZipArchive::new(source).context("it cannot be read as a ZIP")?;
    if zip.len() > ENTRIES_MAX {
        bail!("it has {} entries, and a bundle has at most {ENTRIES_MAX}", zip.len());
    }
    let mut wrong = Vec::new();
    if let Err(error) = zip.validate_header_consistency() {
        wrong.push(format!("the ZIP contradicts itself: {error}"));
    }
    let text = manifest(&mut zip)?;
    let manifest: Manifest =
        serde_json::from_slice(&text).context("its manifest has not its shape")?;
    if manifest.form != FORM {
        bail!("its manifest is of another form than {FORM}; a newer Hangup may read it");
    }
    let mut files: BTreeMap<&str, &Entry> = BTreeMap::new();
    for file in &manifest.files {
        if files.insert(&file.name, file).is_some() {
            wrong.push(format!("{}: named twice in the manifest", file.name));
        }
    }
    let present = check_entries(&mut zip, &files, &mut wrong)?;
    let missing = files.keys().filter(|name| !present.contains(**name));
    wrong.extend(missing.map(|name| format!("{name}: missing")));
    Ok(Checked { files: files.len(), wrong, manifest_sha256: hex(&Sha256::digest(&text)) })
}

fn manifest<S: Read + Seek>(zip: &mut ZipArchive<S>) -> Result<Vec<u8>> {
    let entry = zip.by_name(MANIFEST).context("it holds no manifest")?;
    let mut text = Vec::new();
    entry.take(MANIFEST_BYTES_MAX + 1).read_to_end(&mut text).context("reading its manifest")?;
    if text.len() as u64 > MANIFEST_BYTES_MAX {
        bail!("its manifest is larger than {MANIFEST_BYTES_MAX} bytes");
    }
    Ok(text)
}

/// Checks all entries and gives the names of those that are there.
fn check_entries<S: Read + Seek>(
    zip: &mut ZipArchive<S>,
    files: &BTreeMap<&str, &Entry>,
    wrong: &mut Vec<String>,
) -> Result<BTreeSet<String>> {
    let mut present = BTreeSet::new();
    let mut left = UNPACKED_BYTES_MAX;
    for number in 0..zip.len() {
        let (name, entry) = match zip.by_index(number) {
            Ok(entry) => (String::from_utf8_lossy(entry.name_raw()).into_owned(), entry),
            Err(error) => {
                wrong.push(format!("entry {number}: cannot be read: {error}"));
                continue;
            }
        };
        if name == MANIFEST {
            continue;
        }
        let Some(named) = files.get(name.as_str()) else {
            wrong.push(format!("{name}: not in the manifest, added later"));
            continue;
        };
        if named.bytes > left {
            bail!("it unpacks to more than {UNPACKED_BYTES_MAX} bytes");
        }
        // One byte more than it says is enough to know that it lies.
        match sum(entry.take(named.bytes + 1)) {
            Err(error) => wrong.push(format!("{name}: damaged: {error}")),
            Ok((bytes, _)) if bytes != named.bytes => {
                wrong.push(format!("{name}: another size than the manifest says"));
            }
            Ok((_, sha256)) if sha256 != named.sha256 => {
                wrong.push(format!("{name}: changed, its SHA-256 is {sha256}"));
            }
            Ok(_) => {}
        }
        left -= named.bytes;
        present.insert(name);
    }
    Ok(present)
}

fn sum(mut from: impl Read) -> std::io::Result<(u64, String)> {
    let mut sum = Sha256::new();
    let mut bytes = 0;
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok((bytes, hex(&sum.finalize()))),
            length => {
                sum.update(&buffer[..length]);
                bytes += length as u64;
            }
        }
    }
}
