//! A case in a file of its own: its changes and its files, which prove themselves.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::case::{Case, CaseId};
use crate::chain::{Change, hexadecimal, replay};
use crate::error::{Broken, Error};
use crate::store::Casebook;

/// What an exported file says of itself.
pub const FORMAT: &str = "hangup-case-1";

/// A case in a file of its own.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ExportedCase")]
pub struct Exported {
    /// Always [`FORMAT`].
    pub format: String,
    /// Its name in every casebook.
    pub id: CaseId,
    /// All changes, in order.
    pub changes: Vec<Change>,
    /// The bytes of its files in Base64, by their SHA-256.
    pub files: BTreeMap<String, String>,
}

/// Whether a case is as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Verified {
    /// How many changes it has.
    pub changes: usize,
    /// How many files belong to it.
    pub files: usize,
    /// What is not as it was written; none where all is.
    pub broken: Option<String>,
}

/// Why a file with a case cannot be taken for what it says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Altered {
    /// Its changes do not follow from each other.
    #[error(transparent)]
    Chain(#[from] Broken),
    /// It is of another form.
    #[error("it is of the form {0}; this version reads {FORMAT}")]
    Format(String),
    /// The bytes of a file have another sum.
    #[error("the file {0} is not as it was")]
    File(String),
    /// A file that was attached is not in it.
    #[error("the file added by change {0} is missing")]
    Missing(u64),
}

impl Exported {
    /// The case, checked against its chain, and its files, each against its sum.
    ///
    /// # Errors
    /// [`Altered`].
    pub fn read(&self) -> Result<(Case, BTreeMap<String, Vec<u8>>), Altered> {
        if self.format != FORMAT {
            return Err(Altered::Format(self.format.chars().take(FORMAT_CHARS_MAX).collect()));
        }
        let case = replay(self.id, &self.changes)?;
        let mut files = BTreeMap::new();
        for (sha256, text) in &self.files {
            let content = STANDARD.decode(text).ok();
            let content = content.filter(|content| sum(content) == *sha256);
            let content = content.ok_or_else(|| Altered::File(sha256.clone()))?;
            files.insert(sha256.clone(), content);
        }
        let missing = case.attachments.iter().find(|file| !files.contains_key(&file.value.sha256));
        match missing {
            Some(file) => Err(Altered::Missing(file.number)),
            None => Ok((case, files)),
        }
    }
}

fn sum(content: &[u8]) -> String {
    hexadecimal(&Sha256::digest(content))
}

/// So much of a foreign form is told.
const FORMAT_CHARS_MAX: usize = 40;

impl Casebook {
    /// Puts in a case that another casebook gave, with its files.
    ///
    /// # Errors
    /// [`Error::Altered`], [`Error::Known`], [`Error::Database`].
    pub async fn import(&self, exported: &Exported) -> Result<Case, Error> {
        let name = exported.id.to_string();
        let read = exported.read().map_err(|source| Error::Altered { name, source })?;
        let (_, files) = read;
        let case = self.insert(exported.id, &exported.changes).await?;
        for (sha256, content) in files {
            self.keep(exported.id, &sha256, &content).await?;
        }
        Ok(case)
    }

    /// A case with its log and its files.
    ///
    /// # Errors
    /// [`Error::NoCase`], [`Error::Broken`], [`Error::Lost`], [`Error::Database`].
    pub async fn export(&self, id: CaseId) -> Result<Exported, Error> {
        let changes = self.log(id).await?;
        let case = replay(id, &changes);
        let case = case.map_err(|source| Error::Broken { name: id.to_string(), source })?;
        let mut files = BTreeMap::new();
        for file in &case.attachments {
            let content = self.content(id, &file.value.sha256).await?;
            let content = content.ok_or_else(|| Error::Lost { sha256: file.value.sha256.clone() });
            files.insert(file.value.sha256.clone(), STANDARD.encode(content?));
        }
        Ok(Exported { format: FORMAT.to_owned(), id, changes, files })
    }

    /// Checks a case against its chain, and its files against their sums.
    ///
    /// # Errors
    /// [`Error::NoCase`], [`Error::Database`].
    pub async fn verify(&self, id: CaseId) -> Result<Verified, Error> {
        let log = self.log(id).await?;
        let changes = log.len();
        let case = match replay(id, &log) {
            Ok(case) => case,
            Err(broken) => return Ok(Verified { changes, files: 0, broken: Some(told(&broken)) }),
        };
        let mut broken = None;
        for file in &case.attachments {
            let content = self.content(id, &file.value.sha256).await?.unwrap_or_default();
            if sum(&content) != file.value.sha256 {
                broken = Some(format!("the file added by change {} is not as it was", file.number));
            }
        }
        Ok(Verified { changes, files: case.attachments.len(), broken })
    }
}

fn told(broken: &Broken) -> String {
    broken.to_string()
}

/// Why a file in an exported case cannot be taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unsound {
    /// It is no Base64.
    #[error("the file {sha256} in it is no Base64")]
    Base64 {
        /// Its sum.
        sha256: String,
    },
    /// It was changed.
    #[error("the file {sha256} in it is not as it was")]
    Changed {
        /// The sum that it should have.
        sha256: String,
    },
}

impl Exported {
    /// The bytes of the files, each checked against its sum.
    ///
    /// # Errors
    /// [`Unsound`].
    pub fn contents(&self) -> Result<BTreeMap<String, Vec<u8>>, Unsound> {
        let decode = |(sha256, text): (&String, &String)| {
            let sum = || sha256.clone();
            let content = STANDARD.decode(text).map_err(|_| Unsound::Base64 { sha256: sum() })?;
            if hexadecimal(&Sha256::digest(&content)) != *sha256 {
                return Err(Unsound::Changed { sha256: sum() });
            }
            Ok((sum(), content))
        };
        self.files.iter().map(decode).collect()
    }

    /// Checks the case by itself, without any casebook.
    #[must_use]
    pub fn verify(&self) -> Verified {
        let (changes, files) = (self.changes.len(), self.files.len());
        let broken = match (replay(self.id, &self.changes), self.contents()) {
            (Err(broken), _) => Some(told(&broken)),
            (_, Err(unsound)) => Some(unsound.to_string()),
            (Ok(case), Ok(files)) => {
                let missing =
                    case.attachments.iter().find(|file| !files.contains_key(&file.value.sha256));
                missing.map(|file| format!("the file added by change {} is missing", file.number))
            }
        };
        Verified { changes, files, broken }
    }
}
