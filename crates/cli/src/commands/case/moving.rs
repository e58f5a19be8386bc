//! Cases that move from one casebook to another, are checked, or are deleted.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use casebook::case::CaseId;
use casebook::chain::{Change, hexadecimal, replay};
use clap::Args;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Desk;
use crate::outcome::Outcome;
use crate::page::{complain, counted};

/// The arguments of `hangup case export`.
#[derive(Debug, Args)]
pub struct Export {
    /// The case: its number in this casebook, or its id
    case: String,
    /// The file to write; one that is there already is left alone
    file: PathBuf,
}

/// The arguments of `hangup case import`.
#[derive(Debug, Args)]
pub struct Import {
    /// What `hangup case export` wrote
    file: PathBuf,
}

/// The arguments of `hangup case verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// The case: its number or its id; or a file that `hangup case export` wrote
    case: String,
}

impl Verify {
    /// The file that is meant, if it is one.
    pub(super) fn file(&self) -> Option<&Path> {
        let path = Path::new(&self.case);
        path.is_file().then_some(path)
    }
}

/// The arguments of `hangup case delete`.
#[derive(Debug, Args)]
pub struct Delete {
    /// The case: its number in this casebook, or its id
    case: String,
    /// Do it; there is no way back
    #[arg(long)]
    yes: bool,
}

/// A case in a file of its own.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exported {
    /// Always [`FORMAT`].
    format: String,
    /// Its name in every casebook.
    id: CaseId,
    /// All changes, in order.
    changes: Vec<Change>,
    /// The bytes of its files in Base64, by their SHA-256.
    files: BTreeMap<String, String>,
}

/// What an exported file says of itself.
const FORMAT: &str = "hangup-case-1";

impl Desk<'_> {
    pub(super) async fn export(&self, export: &Export) -> Result<Outcome> {
        let id = self.find(&export.case).await?;
        let case = self.book.case(id).await?;
        let mut files = BTreeMap::new();
        for file in &case.attachments {
            let sha256 = &file.value.sha256;
            let content = self.book.content(id, sha256).await?;
            let content = content
                .with_context(|| format!("the casebook has lost the file {}", file.value.name))?;
            files.insert(sha256.clone(), STANDARD.encode(content));
        }
        let changes = self.book.log(id).await?;
        let exported = Exported { format: FORMAT.to_owned(), id, changes, files };
        write_new(&export.file, &serde_json::to_vec_pretty(&exported)?)?;
        complain(&format!(
            "written: {} ({}); it holds names, numbers and words of the client",
            export.file.display(),
            counted(exported.changes.len(), "change", "changes"),
        ));
        Ok(Outcome::Done)
    }

    pub(super) async fn import(&self, import: &Import) -> Result<Outcome> {
        let exported = read(&import.file)?;
        let files = exported.contents()?;
        self.book.insert(exported.id, &exported.changes).await?;
        for (sha256, content) in files {
            self.book.keep(exported.id, &sha256, &content).await?;
        }
        self.show_case(exported.id).await
    }

    pub(super) async fn verify(&self, verify: &Verify) -> Result<Outcome> {
        let id = self.find(&verify.case).await?;
        let changes = self.book.log(id).await?;
        let case = match replay(id, &changes) {
            Ok(case) => case,
            Err(broken) => return Ok(altered(&broken.to_string())),
        };
        for file in &case.attachments {
            let content = self.book.content(id, &file.value.sha256).await?.unwrap_or_default();
            if hexadecimal(&Sha256::digest(&content)) != file.value.sha256 {
                return Ok(altered(&format!("the file {} is not as it was", file.value.name)));
            }
        }
        whole(changes.len(), case.attachments.len())
    }

    pub(super) async fn delete(&self, delete: &Delete) -> Result<Outcome> {
        let id = self.find(&delete.case).await?;
        if !delete.yes {
            bail!("this deletes case {id} for good; export it first if in doubt, then add --yes");
        }
        self.book.delete(id).await?;
        complain(&format!("deleted: {id}, with its calls, notes, files and log"));
        Ok(Outcome::Done)
    }
}

/// Checks an exported file by itself, without any casebook.
pub(super) fn verify_file(path: &Path) -> Result<Outcome> {
    let exported = read(path)?;
    let case = match replay(exported.id, &exported.changes) {
        Ok(case) => case,
        Err(broken) => return Ok(altered(&broken.to_string())),
    };
    let files = match exported.contents() {
        Ok(files) => files,
        Err(error) => return Ok(altered(&format!("{error:#}"))),
    };
    let missing = case.attachments.iter().find(|file| !files.contains_key(&file.value.sha256));
    if let Some(file) = missing {
        return Ok(altered(&format!("the file {} is missing", file.value.name)));
    }
    whole(exported.changes.len(), files.len())
}

fn altered(why: &str) -> Outcome {
    complain(&format!("not as it was written: {why}"));
    Outcome::Failed
}

fn whole(changes: usize, files: usize) -> Result<Outcome> {
    let changes = counted(changes, "change", "changes");
    let files = counted(files, "file", "files");
    writeln!(anstream::stdout(), "As it was written: {changes}, {files}.")?;
    Ok(Outcome::Done)
}

impl Exported {
    /// The bytes of the files, each checked against its hash.
    fn contents(&self) -> Result<BTreeMap<String, Vec<u8>>> {
        let decode = |(sha256, text): (&String, &String)| {
            let content = STANDARD.decode(text).context("a file in it is no Base64")?;
            if hexadecimal(&Sha256::digest(&content)) != *sha256 {
                bail!("the file {sha256} in it is not as it was");
            }
            Ok((sha256.clone(), content))
        };
        self.files.iter().map(decode).collect()
    }
}

fn read(path: &Path) -> Result<Exported> {
    let shown = path.display();
    let bytes = fs::read(path).with_context(|| format!("reading {shown}"))?;
    let exported: Exported = serde_json::from_slice(&bytes)
        .with_context(|| format!("{shown} is not what `hangup case export` writes"))?;
    if exported.format != FORMAT {
        bail!("{shown} is of the form {}; this version reads {FORMAT}", exported.format);
    }
    Ok(exported)
}

/// Writes a file that must not be there yet, readable to its owner alone.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).with_context(|| format!("making {}", path.display()))?;
    file.write_all(bytes).and_then(|()| file.sync_all())?;
    Ok(())
}
