//! What leaves a case as a file: evidence packs, papers, and what the callers left for platforms
//! that exchange such things. Nothing of the client's is in the latter.

use std::fs::File;
use std::io::{self, BufWriter, Cursor, Seek as _};

use axum::http::StatusCode;
use casebook::block_list::BlockList;
use casebook::case::{Attachment, Case, CaseId, Item};
use casebook::chain::Change;
use casebook::indicators::{Indicators, indicators};
use casebook::pack::{self, Contents, Made, Pack, Standing, Verdict};
use casebook::paper::{Paper, pdf, text};
use casebook::redaction::{Wishes, redact};
use casebook::sealing::sealed;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;

use super::recovery::{RECOVERY, today, unfitting};
use super::{Desk, blocking};
use crate::problem::Problem;
use crate::who::{Person, Role};

/// The largest pack that is checked here; the command line takes any.
pub const PACK_BYTES_MAX: usize = 256 << 20;
/// A passphrase has at least so many characters.
const PASSPHRASE_CHARS_MIN: usize = 8;
/// Lines of plain text are as long as those of a sheet.
const COLUMNS: usize = 80;
/// So many cases are named at once.
const CASES_AT_ONCE: u32 = 200;

/// A pack that is being written.
type OpenPack = Pack<BufWriter<File>>;

/// How a pack is wanted.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PackWanted {
    /// With everything as it is, for the police or a bank; otherwise the client's own is masked.
    pub whole: bool,
    /// What is to be masked otherwise.
    pub wishes: Wishes,
    /// Seals the pack, so that nobody reads it without this.
    pub passphrase: Option<String>,
}

/// A pack that was made.
#[derive(Debug)]
pub struct PackMade {
    /// The file, from its beginning.
    pub file: File,
    /// What to call it.
    pub name: String,
    /// The SHA-256 of its manifest.
    pub manifest_sha256: String,
}

/// How a paper is given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PaperForm {
    /// Plain text.
    #[default]
    Text,
    /// PDF.
    Pdf,
}

impl Desk {
    /// Makes the evidence pack of a case. Takes the role technician.
    ///
    /// # Errors
    /// [`Problem`], as in all functions of the desk; also for a passphrase that is too short.
    pub async fn pack(
        &self,
        person: &Person,
        case: &str,
        wanted: PackWanted,
    ) -> Result<PackMade, Problem> {
        person.may(Role::Technician)?;
        let short = |words: &String| words.chars().count() < PASSPHRASE_CHARS_MIN;
        if wanted.passphrase.as_ref().is_some_and(short) {
            let title = "The passphrase is too short";
            let advice = format!("Take some words, at least {PASSPHRASE_CHARS_MIN} characters.");
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title, advice));
        }
        let id = self.find(case).await?;
        let changes = self.book.log(id).await?;
        let case = self.book.case(id).await?;
        let by = person.name.clone();
        let (pack, files) = {
            let wanted = wanted.clone();
            blocking(move || begin(case, &changes, &by, &wanted)).await?.map_err(unwritten)?
        };
        let (file, manifest_sha256) = self.filled(id, pack, files).await?;
        let ending = if wanted.passphrase.is_some() { "zip.age" } else { "zip" };
        let standing = if wanted.whole { "evidence" } else { "evidence-redacted" };
        let file = match wanted.passphrase {
            None => file,
            Some(words) => blocking(move || seal(file, &words)).await?.map_err(unwritten)?,
        };
        self.noted(person, "pack-made", Some(&id.to_string())).await?;
        let name = format!("{standing}-{id}.{ending}");
        Ok(PackMade { file, name, manifest_sha256 })
    }

    /// Adds the attachments, one after the other, and ends the pack.
    async fn filled(
        &self,
        id: CaseId,
        mut pack: OpenPack,
        files: Vec<Item<Attachment>>,
    ) -> Result<(File, String), Problem> {
        for file in files {
            let content = self.book.content(id, &file.value.sha256).await?;
            let attached = move || -> io::Result<OpenPack> {
                pack.attach(&file, content.as_deref())?;
                Ok(pack)
            };
            pack = blocking(attached).await?.map_err(unwritten)?;
        }
        let ended = move || -> io::Result<(File, String)> {
            let (out, sum) = pack.finish()?;
            let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.rewind()?;
            Ok((file, sum))
        };
        blocking(ended).await?.map_err(unwritten)
    }

    /// Checks an evidence pack by itself; no case is asked for and nothing is kept.
    ///
    /// # Errors
    /// See [`Self::pack`]; also where it is no pack.
    pub async fn check_pack(&self, person: &Person, zip: Vec<u8>) -> Result<Verdict, Problem> {
        person.may(Role::Helper)?;
        let checked = blocking(move || pack::verify(Cursor::new(zip), &RECOVERY)).await?;
        checked.map_err(|why| {
            let title = "This is no sound evidence pack";
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title, why.to_string())
        })
    }

    /// What the callers left in a case, masked first. Takes the role technician.
    ///
    /// # Errors
    /// See [`Self::pack`]; also where no call is likely a scam.
    pub async fn indicators(
        &self,
        person: &Person,
        case: &str,
        wishes: Wishes,
    ) -> Result<Indicators, Problem> {
        person.may(Role::Technician)?;
        let case = self.case(person, case).await?;
        let knowledge = self.knowledge;
        let left = blocking(move || indicators(&redact(&case, &wishes), knowledge)).await?;
        left.map_err(unfitting)
    }

    /// The numbers of scam callers of all cases. Takes the role technician.
    ///
    /// # Errors
    /// See [`Self::pack`].
    pub async fn block_list(&self, person: &Person) -> Result<String, Problem> {
        person.may(Role::Technician)?;
        let knowledge = self.knowledge;
        let (mut list, mut from) = (BlockList::default(), 0);
        loop {
            let lines = self.book.list(from, CASES_AT_ONCE).await?;
            let count = u32::try_from(lines.len()).unwrap_or(CASES_AT_ONCE);
            for line in lines {
                let case = self.book.case(line.id).await?;
                list = blocking(move || {
                    list.take(&case, knowledge);
                    list
                })
                .await?;
            }
            if count < CASES_AT_ONCE {
                return Ok(list.csv());
            }
            from += count;
        }
    }

    /// A paper as the bytes of a file.
    ///
    /// # Errors
    /// Where it is too long to print.
    pub async fn printed(&self, paper: Paper, form: PaperForm) -> Result<Vec<u8>, Problem> {
        match form {
            PaperForm::Text => Ok(text(&paper, COLUMNS).into_bytes()),
            PaperForm::Pdf => blocking(move || pdf(&paper)).await?.map_err(unfitting),
        }
    }
}

/// Begins a pack in a file without a name, and says which attachments belong to it.
fn begin(
    case: Case,
    changes: &[Change],
    by: &str,
    wanted: &PackWanted,
) -> io::Result<(OpenPack, Vec<Item<Attachment>>)> {
    let standing = if wanted.whole { Standing::Whole } else { Standing::Redacted };
    let case = if wanted.whole { case } else { redact(&case, &wanted.wishes).case };
    let contents = Contents {
        case: &case,
        changes,
        standing,
        recovery: &RECOVERY,
        made: Made { at: Timestamp::now(), day: today(), by },
    };
    let pack = Pack::begin(&contents, BufWriter::new(tempfile::tempfile()?))?;
    let files = if wanted.whole { case.attachments } else { Vec::new() };
    Ok((pack, files))
}

fn seal(mut file: File, passphrase: &str) -> io::Result<File> {
    let out = tempfile::tempfile()?;
    let write = |out: &mut dyn io::Write| io::copy(&mut file, out).map(drop);
    let mut out = sealed(out, passphrase, write)?;
    out.rewind()?;
    Ok(out)
}

fn unwritten(error: io::Error) -> Problem {
    tracing::error!(error = &error as &dyn std::error::Error, "writing a pack");
    let advice = "The server could not write it; its disk may be full.";
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "The pack was not made", advice)
}
