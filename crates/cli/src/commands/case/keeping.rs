//! `hangup case backup` and `restore`: the whole casebook in one file, sealed if you wish.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use casebook::sealing::{is_sealed, opened, sealed};
use casebook::store::BackupError;
use clap::Args;

use super::Desk;
use crate::outcome::Outcome;
use crate::page::{complain, counted};
use crate::written::whole;

/// The arguments of `hangup case backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write; one that is there already is replaced when the new one is whole
    file: PathBuf,
    /// Seal it with a passphrase, which is asked for; without the passphrase nobody can read it
    #[arg(long)]
    seal: bool,
    #[command(flatten)]
    passphrase: Passphrase,
}

/// The arguments of `hangup case restore`.
#[derive(Debug, Args)]
pub struct Restore {
    /// What `hangup case backup` wrote
    file: PathBuf,
    #[command(flatten)]
    passphrase: Passphrase,
}

/// Where a passphrase comes from.
#[derive(Debug, Args)]
pub struct Passphrase {
    /// Take the passphrase from the first line of this file instead of asking
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl Passphrase {
    /// A new one, asked for twice.
    pub(super) fn chosen(&self) -> Result<String> {
        let Some(first) = self.of_file()? else {
            let first = ask("Passphrase (keep it safe, there is no other way in): ")?;
            if first != ask("Again: ")? {
                bail!("the two differ; nothing was written");
            }
            return fitting(first);
        };
        fitting(first)
    }

    /// The one that a file was sealed with.
    pub(super) fn known(&self) -> Result<String> {
        match self.of_file()? {
            Some(passphrase) => Ok(passphrase),
            None => ask("The file is sealed. Passphrase: "),
        }
    }

    fn of_file(&self) -> Result<Option<String>> {
        let Some(path) = &self.passphrase_file else { return Ok(None) };
        let text =
            fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        Ok(Some(text.lines().next().unwrap_or_default().to_owned()))
    }
}

/// A passphrase has at least so many characters.
const PASSPHRASE_CHARS_MIN: usize = 8;

fn fitting(passphrase: String) -> Result<String> {
    if passphrase.chars().count() < PASSPHRASE_CHARS_MIN {
        bail!("the passphrase has fewer than {PASSPHRASE_CHARS_MIN} characters; take some words");
    }
    Ok(passphrase)
}

fn ask(prompt: &str) -> Result<String> {
    let why = "asking for the passphrase; without a terminal give --passphrase-file";
    rpassword::prompt_password(prompt).context(why)
}

/// What was written, as bytes on their way through.
pub(super) struct Through<'f>(pub &'f mut dyn Write);

impl Write for Through<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Desk<'_> {
    pub(super) async fn back_up(&self, backup: &Backup) -> Result<Outcome> {
        // The backup is written beside its place first, in the open only where it is not sealed.
        let mut text = tempfile::tempfile().context("making a temporary file")?;
        let moved = self.book.back_up(&mut BufWriter::new(&mut text)).await?;
        io::Seek::rewind(&mut text)?;
        let passphrase = if backup.seal { Some(backup.passphrase.chosen()?) } else { None };
        whole(&backup.file, |file| {
            match &passphrase {
                None => io::copy(&mut text, file).map(drop)?,
                Some(passphrase) => {
                    sealed(Through(file), passphrase, |out| io::copy(&mut text, out).map(drop))
                        .map(drop)?;
                }
            }
            Ok(())
        })?;
        self.book.note_deed(self.hand().by, "casebook-backed-up", None).await?;
        let cases = counted(number(moved.cases), "case", "cases");
        let how = if backup.seal { "sealed" } else { "not sealed: whoever has it can read it" };
        complain(&format!("written: {} ({cases}; {how})", backup.file.display()));
        self.told(&moved)
    }

    pub(super) async fn restore(&self, restore: &Restore) -> Result<Outcome> {
        let path = &restore.file;
        let passphrase = match is_sealed(&mut open(path)?)? {
            true => Some(restore.passphrase.known()?),
            false => None,
        };
        if let Some(passphrase) = &passphrase {
            // A wrong passphrase is told before anything else.
            opened(open(path)?, passphrase)
                .with_context(|| format!("opening {}", path.display()))?;
        }
        let moved = self.book.restore(|| reader(path, passphrase.as_deref())).await;
        let moved = match moved {
            Err(error @ BackupError::Casebook(_)) => {
                let what = "a part may have been put back; run it again, what is there is skipped";
                return Err(error).context(what);
            }
            moved => moved.with_context(|| format!("reading {}", path.display()))?,
        };
        self.book.note_deed(self.hand().by, "casebook-restored", None).await?;
        let new = counted(number(moved.cases - moved.known), "case was", "cases were");
        let known = match moved.known {
            0 => String::new(),
            1 => "; 1 was there already and stays as it is".to_owned(),
            known => format!("; {known} were there already and stay as they are"),
        };
        complain(&format!("{new} put back{known}"));
        self.told(&moved)
    }
}

fn open(path: &Path) -> Result<BufReader<File>> {
    let file = File::open(path).with_context(|| format!("reading {}", path.display()))?;
    Ok(BufReader::new(file))
}

fn reader(path: &Path, passphrase: Option<&str>) -> io::Result<Box<dyn BufRead>> {
    let file = BufReader::new(File::open(path)?);
    let Some(passphrase) = passphrase else { return Ok(Box::new(file)) };
    let open = opened(file, passphrase).map_err(io::Error::other)?;
    Ok(Box::new(BufReader::new(open)))
}

fn number(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
