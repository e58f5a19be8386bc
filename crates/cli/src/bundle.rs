//! A bundle for the police or the bank: copies of the files that prove something, the findings, the
//! report, and a manifest with the SHA-256 of each. Its order and its bytes depend on nothing but
//! what goes in.

mod manifest;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Component, Path, PathBuf};

use anyhow::Result;
use casebook::chain::hexadecimal;
use casebook::parcel::{self, Listed, tame};
use checkup::facts::Facts;
use checkup::findings::Findings;
use checkup::report::html::{self, Copied, Made};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use zip::ZipWriter;

pub use manifest::Entry;
use manifest::{FORM, LeftOut, Manifest, PERSONAL};

/// A larger file is named and not copied: no log that is read here is so large.
const FILE_BYTES_MAX: u64 = 1 << 30;
/// So much is copied in all.
const BUNDLE_BYTES_MAX: u64 = 4 << 30;
/// So many files are copied.
const FILES_MAX: usize = 2_000;

/// What goes into a bundle.
#[derive(Debug)]
pub struct Bundle<'b> {
    /// What was found.
    pub findings: &'b Findings,
    /// By which facts.
    pub facts: &'b Facts,
    /// The files and folders that were examined.
    pub roots: &'b [PathBuf],
    /// When this is done.
    pub at: Timestamp,
}

/// Writes a bundle and gives the SHA-256 of its manifest.
///
/// # Errors
/// When it cannot be written. A proof that cannot be copied is named in the manifest instead.
pub fn write(bundle: &Bundle<'_>, to: &mut File) -> Result<String> {
    let mut zip = ZipWriter::new(to);
    let mut manifest = Manifest::new(bundle.at);
    copy_proofs(bundle, &mut zip, &mut manifest)?;
    let findings = serde_json::to_vec_pretty(bundle.findings)?;
    add_own(&mut zip, &mut manifest, "findings.json", &findings)?;
    let version = env!("CARGO_PKG_VERSION");
    let files: Vec<Copied> = manifest.files.iter().map(copied).collect();
    let made = Made { at: bundle.at, version, files: &files };
    let report = html::page(bundle.findings, bundle.facts, &made);
    add_own(&mut zip, &mut manifest, "report.html", report.as_bytes())?;
    manifest.contents = PERSONAL.map(str::to_owned).to_vec();
    let (_, sum) = parcel::finish(zip, &manifest)?;
    Ok(sum)
}

fn add_own(
    zip: &mut ZipWriter<&mut File>,
    manifest: &mut Manifest,
    name: &str,
    bytes: &[u8],
) -> Result<()> {
    let Listed { name, bytes, sha256 } = parcel::add(zip, name, bytes)?;
    manifest.files.push(Entry {
        name,
        bytes,
        sha256,
        original: None,
        changed: None,
        proves: Vec::new(),
    });
    Ok(())
}

fn copied(entry: &Entry) -> Copied {
    let Entry { name, bytes, sha256, .. } = entry;
    Copied { name: name.clone(), bytes: *bytes, sha256: sha256.clone() }
}

fn copy_proofs(
    bundle: &Bundle<'_>,
    zip: &mut ZipWriter<&mut File>,
    manifest: &mut Manifest,
) -> Result<()> {
    let mut left = BUNDLE_BYTES_MAX;
    for (shown, proves) in proving(bundle.findings) {
        let places = places(bundle.roots, shown);
        let why = match places.len() {
            0 => Some("not a plain file in what was examined: it lies inside another, or is gone"),
            _ if manifest.files.len() >= FILES_MAX => Some("too many files prove something"),
            _ => None,
        };
        if let Some(why) = why {
            manifest.left_out.push(LeftOut { file: shown.to_owned(), why: why.to_owned() });
            continue;
        }
        for (root, path) in places {
            let name = format!("proofs/{}/{}", root + 1, tame(shown));
            match copy(zip, &path, &name, &mut left)? {
                Ok(mut entry) => {
                    entry.original = Some(shown.to_owned());
                    entry.proves = proves.iter().map(|id| (*id).to_owned()).collect();
                    manifest.files.push(entry);
                }
                Err(why) => manifest.left_out.push(LeftOut { file: shown.to_owned(), why }),
            }
        }
    }
    Ok(())
}

/// The files that prove something, each with the ids of what it proves.
fn proving(findings: &Findings) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut files: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for session in &findings.sessions {
        let moved = session.files.iter().map(|file| &file.proof);
        for proof in session.proofs.iter().chain(moved) {
            files.entry(&proof.file).or_default().insert("session");
        }
    }
    for seen in findings.observations.iter().chain(&findings.serious) {
        files.entry(&seen.proof.file).or_default().insert(&seen.id);
    }
    files
}

/// Where a file that is shown so lies: below each root in which it is there, as a plain file that
/// no link leads to.
fn places(roots: &[PathBuf], shown: &str) -> Vec<(usize, PathBuf)> {
    let plain = |component| matches!(component, Component::Normal(_));
    let relative = Path::new(shown);
    let mut places = Vec::new();
    for (number, root) in roots.iter().enumerate() {
        if root.is_dir() && relative.components().all(plain) && is_plain_below(root, relative) {
            places.push((number, root.join(relative)));
        } else if root.is_file() && root.file_name() == relative.file_name() {
            places.push((number, root.clone()));
        }
    }
    places
}

fn is_plain_below(root: &Path, relative: &Path) -> bool {
    let mut path = root.to_owned();
    for component in relative.components() {
        path.push(component);
        match path.symlink_metadata() {
            Ok(data) if !data.is_symlink() => {}
            _ => return false,
        }
    }
    path.is_file()
}

/// Copies a file, or says why not.
fn copy(
    zip: &mut ZipWriter<&mut File>,
    path: &Path,
    name: &str,
    left: &mut u64,
) -> Result<Result<Entry, String>> {
    let opened = File::open(path).and_then(|file| Ok((file.metadata()?, file)));
    let (data, file) = match opened {
        Ok(opened) => opened,
        Err(error) => return Ok(Err(error.to_string())),
    };
    if data.len() > FILE_BYTES_MAX || data.len() > *left {
        return Ok(Err(format!("{} bytes are too many for a bundle", data.len())));
    }
    zip.start_file(name, parcel::options())?;
    let mut source = Hashing { from: file.take(data.len()), sum: Sha256::new(), bytes: 0 };
    if let Err(error) = io::copy(&mut source, zip) {
        // A disk that fails while it is read must not cost the other proofs.
        zip.abort_file()?;
        return Ok(Err(format!("reading stopped: {error}")));
    }
    *left -= source.bytes.min(*left);
    let changed = data.modified().ok().and_then(|changed| Timestamp::try_from(changed).ok());
    Ok(Ok(Entry {
        name: name.to_owned(),
        bytes: source.bytes,
        sha256: hexadecimal(&source.sum.finalize()),
        original: None,
        changed: changed.map(|changed| changed.to_string()),
        proves: Vec::new(),
    }))
}

/// A reader that sums up what passes.
struct Hashing<R> {
    from: R,
    sum: Sha256,
    bytes: u64,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.from.read(buffer)?;
        self.sum.update(&buffer[..length]);
        self.bytes += length as u64;
        Ok(length)
    }
}

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
    let mut bundle = parcel::open(source, FORM)?;
    bundle.check()?;
    let manifest_sha256 = bundle.manifest_sha256();
    Ok(Checked { files: bundle.files.len(), wrong: bundle.wrong, manifest_sha256 })
}

#[cfg(test)]
mod tests;
