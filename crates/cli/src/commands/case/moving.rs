//! Cases that move from one casebook to another, are checked, or are deleted.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use casebook::case::CaseId;
use casebook::exported::{Exported, Verified};
use clap::Args;
use serde::Serialize;

use super::keeping::Passphrase;
use super::packing::{is_pack, verify_pack};
use super::showing::json;
use super::{Arguments, Desk};
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
    /// The case: its number or its id; or a file that `hangup case export` or `pack` wrote
    case: String,
    #[command(flatten)]
    passphrase: Passphrase,
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

/// A file that was written, as `--json` tells it.
#[derive(Debug, Serialize)]
pub(super) struct Written<'f> {
    /// Where it is.
    pub written: &'f Path,
}

/// A case that is gone, as `--json` tells it.
#[derive(Debug, Serialize)]
struct Deleted {
    deleted: CaseId,
}

impl Desk<'_> {
    pub(super) async fn export(&self, export: &Export) -> Result<Outcome> {
        let id = self.find(&export.case).await?;
        let exported = self.book.export(id).await?;
        write_new(&export.file, &serde_json::to_vec_pretty(&exported)?)?;
        self.note("case-exported", id).await?;
        complain(&format!(
            "written: {} ({}); it holds names, numbers and words of the client",
            export.file.display(),
            counted(exported.changes.len(), "change", "changes"),
        ));
        self.told(&Written { written: &export.file })
    }

    pub(super) async fn import(&self, import: &Import) -> Result<Outcome> {
        let case = self.book.import(&read(&import.file)?).await?;
        self.note("case-imported", case.id).await?;
        self.show_case(case.id).await
    }

    pub(super) async fn verify(&self, verify: &Verify) -> Result<Outcome> {
        let id = self.find(&verify.case).await?;
        tell(&self.book.verify(id).await?, self.arguments)
    }

    pub(super) async fn delete(&self, delete: &Delete) -> Result<Outcome> {
        let id = self.find(&delete.case).await?;
        if !delete.yes {
            bail!("this deletes case {id} for good; export it first if in doubt, then add --yes");
        }
        self.note("case-deleted", id).await?;
        self.book.delete(id).await?;
        complain(&format!("deleted: {id}, with its calls, notes, files and log"));
        self.told(&Deleted { deleted: id })
    }

    /// Writes down what was done beside the changes to a case, as the server does.
    pub(super) async fn note(&self, deed: &str, id: CaseId) -> Result<()> {
        Ok(self.book.note_deed(self.hand().by, deed, Some(&id.to_string())).await?)
    }

    /// Tells programs what people were told in words.
    pub(super) fn told(&self, what: &impl Serialize) -> Result<Outcome> {
        if self.arguments.json { json(what) } else { Ok(Outcome::Done) }
    }
}

/// Checks a file by itself, without any casebook: an exported case, or an evidence pack.
pub(super) fn verify_file(verify: &Verify, path: &Path, arguments: &Arguments) -> Result<Outcome> {
    if is_pack(path)? {
        return verify_pack(path, &verify.passphrase, arguments);
    }
    tell(&read(path)?.verify(), arguments)
}

fn tell(verified: &Verified, arguments: &Arguments) -> Result<Outcome> {
    if arguments.json {
        json(verified)?;
        return Ok(Outcome::failed_if(verified.broken.is_some()));
    }
    if let Some(why) = &verified.broken {
        complain(&format!("not as it was written: {why}"));
        return Ok(Outcome::Failed);
    }
    let changes = counted(verified.changes, "change", "changes");
    let files = counted(verified.files, "file", "files");
    writeln!(anstream::stdout(), "As it was written: {changes}, {files}.")?;
    Ok(Outcome::Done)
}

fn read(path: &Path) -> Result<Exported> {
    let shown = path.display();
    let bytes = fs::read(path).with_context(|| format!("reading {shown}"))?;
    serde_json::from_slice(&bytes)
        .with_context(|| format!("{shown} is not what `hangup case export` writes"))
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
