//! `hangup case pack`: a case as a ZIP for the police or a bank; and the check of such a ZIP.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Seek, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use casebook::pack::{self, Contents, Made, Pack, Standing, Verdict};
use casebook::recovery::Recovery;
use casebook::redaction::redact;
use casebook::sealing::{is_sealed, opened, sealed};
use clap::Args;
use jiff::Timestamp;

use super::following::today;
use super::keeping::{Passphrase, Through};
use super::redacting::{Masking, add_masks};
use super::showing::json;
use super::{Arguments, Desk};
use crate::outcome::Outcome;
use crate::page::{Page, complain, counted, safe, width};
use crate::written::whole;

/// The arguments of `hangup case pack`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct MakePack {
    /// The case: its number in this casebook, or its id
    case: String,
    /// The ZIP to write; one that is there already is replaced when the new one is whole
    file: PathBuf,
    /// Mask what is the client's, and leave out the log and attached files, which cannot be masked
    #[arg(long)]
    redacted: bool,
    #[command(flatten)]
    masking: Masking,
    /// Seal it with a passphrase, which is asked for; without the passphrase nobody can read it
    #[arg(long)]
    seal: bool,
    #[command(flatten)]
    passphrase: Passphrase,
}

const HELP: &str = "\
The pack holds a report to read first, what was said, the judgements with their reasons, the
check-ups, every file as it was added, the log of changes, the plan, and a manifest with the SHA-256
of each. Note the SHA-256 of the manifest that is shown: it proves later that nothing was changed.

It is NOT redacted unless you say so: it is meant for the police, a bank or a lawyer.

Examples:
  hangup case pack 1 lindqvist.zip
  hangup case pack 1 for-a-forum.zip --redacted
  hangup case pack 1 lindqvist.zip.age --seal
  hangup case verify lindqvist.zip";

/// A sealed pack is taken into a temporary file of at most so many bytes.
const OPENED_BYTES_MAX: u64 = 4 << 30;

impl Desk<'_> {
    pub(super) async fn pack(&self, wanted: &MakePack) -> Result<Outcome> {
        let id = self.find(&wanted.case).await?;
        let changes = self.book.log(id).await?;
        let mut case = self.book.case(id).await?;
        let standing = if wanted.redacted { Standing::Redacted } else { Standing::Whole };
        let mut masks = Vec::new();
        if wanted.redacted {
            let redacted = redact(&case, &wanted.masking.wishes());
            (case, masks) = (redacted.case, redacted.masks);
        }
        let by = self.hand().by.to_owned();
        let recovery = recovery()?;
        let contents = Contents {
            case: &case,
            changes: &changes,
            standing,
            recovery: &recovery,
            made: Made { at: Timestamp::now(), day: today(), by: &by },
        };
        // It is written beside its place first, in the open only where it is not sealed.
        let out = tempfile::tempfile().context("making a temporary file")?;
        let mut pack = Pack::begin(&contents, BufWriter::new(out))?;
        if standing == Standing::Whole {
            for file in &case.attachments {
                let content = self.book.content(id, &file.value.sha256).await?;
                pack.attach(file, content.as_deref())?;
            }
        }
        let (out, sum) = pack.finish()?;
        put(wanted, out.into_inner().context("writing the pack")?)?;
        self.book.note_deed(&by, "pack-made", Some(&id.to_string())).await?;
        if wanted.redacted {
            let mut page = Page::new(width());
            add_masks(&mut page, &masks);
            anstream::stderr().lock().write_all(page.into_text().as_bytes())?;
        }
        self.tell_pack(wanted, &sum)
    }

    fn tell_pack(&self, wanted: &MakePack, sum: &str) -> Result<Outcome> {
        if self.arguments.json {
            return json(&serde_json::json!({ "manifest_sha256": sum }));
        }
        let what = match (wanted.redacted, wanted.seal) {
            (true, _) => "redacted; read it before it leaves",
            (false, true) => "not redacted; sealed",
            (false, false) => "NOT redacted: for the police, a bank or a lawyer only",
        };
        complain(&format!("written: {} ({what})", wanted.file.display()));
        writeln!(anstream::stdout(), "SHA-256 of the manifest: {sum}")?;
        Ok(Outcome::Done)
    }
}

/// What is known of recovery. A pack is made of what is built in, and so can be made anew by
/// whoever checks it.
fn recovery() -> Result<Recovery> {
    Ok(Recovery::embedded()?)
}

/// Puts a pack where it belongs, sealed if that is wanted.
fn put(wanted: &MakePack, mut zip: File) -> Result<()> {
    zip.rewind()?;
    let passphrase = if wanted.seal { Some(wanted.passphrase.chosen()?) } else { None };
    whole(&wanted.file, |file| {
        match &passphrase {
            None => io::copy(&mut zip, file).map(drop)?,
            Some(passphrase) => {
                let write = |out: &mut dyn io::Write| io::copy(&mut zip, out).map(drop);
                sealed(Through(file), passphrase, write).map(drop)?;
            }
        }
        Ok(())
    })
}

/// What a ZIP begins with: an entry, or the end of an empty one.
const ZIP_MARKS: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// Whether a file is a ZIP or sealed, and not what `hangup case export` writes.
pub(super) fn is_pack(path: &Path) -> Result<bool> {
    let mut file = open(path)?;
    if is_sealed(&mut file)? {
        return Ok(true);
    }
    let mut mark = Vec::new();
    file.take(ZIP_MARKS[0].len() as u64).read_to_end(&mut mark)?;
    let zip = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
    Ok(zip || ZIP_MARKS.contains(&mark.as_slice()))
}

fn open(path: &Path) -> Result<BufReader<File>> {
    let file = File::open(path).with_context(|| format!("reading {}", path.display()))?;
    Ok(BufReader::new(file))
}

/// Checks a pack by itself, without any casebook.
pub(super) fn verify_pack(
    path: &Path,
    passphrase: &Passphrase,
    arguments: &Arguments,
) -> Result<Outcome> {
    let mut file = open(path)?;
    let recovery = recovery()?;
    let shown = path.display();
    let verdict = if is_sealed(&mut file)? {
        let inner =
            unsealed(file, &passphrase.known()?).with_context(|| format!("opening {shown}"))?;
        pack::verify(inner, &recovery)
    } else {
        pack::verify(file, &recovery)
    };
    let verdict = verdict.with_context(|| format!("{shown} is no sound evidence pack"))?;
    if arguments.json {
        json(&verdict)?;
    } else {
        let mut page = Page::new(width());
        add_verdict(&mut page, &verdict);
        anstream::stdout().lock().write_all(page.into_text().as_bytes())?;
    }
    Ok(Outcome::failed_if(!verdict.wrong.is_empty()))
}

/// What a sealed file holds, in a temporary file that has no name.
fn unsealed(file: impl io::Read, passphrase: &str) -> Result<BufReader<File>> {
    let mut inner = tempfile::tempfile().context("making a temporary file")?;
    let mut open = opened(file, passphrase)?.take(OPENED_BYTES_MAX + 1);
    let bytes = io::copy(&mut open, &mut inner)
        .context("reading it: it was cut off or changed after it was sealed")?;
    if bytes > OPENED_BYTES_MAX {
        bail!("it holds more than {OPENED_BYTES_MAX} bytes, more than is read here");
    }
    inner.rewind()?;
    Ok(BufReader::new(inner))
}

fn add_verdict(page: &mut Page, verdict: &Verdict) {
    let files = counted(verdict.files, "file", "files");
    let changes = format!("{} changes", verdict.changes);
    let says = match (verdict.wrong.len(), verdict.standing) {
        (0, Standing::Whole) => {
            format!("UNCHANGED: {files} are as they were made, and follow from the {changes}.")
        }
        (0, Standing::Redacted) => {
            format!("UNCHANGED: {files} are as they were made; the pack is redacted.")
        }
        (wrong, _) => {
            let wrong = counted(wrong, "thing is", "things are");
            format!("CHANGED: {wrong} not as it was made. Do not rely on this pack.")
        }
    };
    page.heading(&says);
    for wrong in &verdict.wrong {
        page.item("  ", "- ", &safe(wrong));
    }
    let by = safe(&verdict.by);
    page.gap();
    page.paragraph("", &format!("Case {}, made {} by {by}.", verdict.case, verdict.made));
    page.address("SHA-256 of the manifest: ", &verdict.manifest_sha256);
    page.paragraph("", "Compare it with the one that was shown when the pack was made.");
    for note in &verdict.notes {
        page.item("", "Note: ", &safe(note));
    }
}
