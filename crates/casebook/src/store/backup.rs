//! A whole casebook in one file, and back: one JSON object a line, first what the file is, then
//! each case with its log and its files, settings and published warnings, last how much there is
//! and the sum of all bytes before. People and their sessions stay where they are.

use std::io::{self, BufRead, Read, Write};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;

use super::{Casebook, Hand, Published};
use crate::chain::hexadecimal;
use crate::error::Error;
use crate::exported::Exported;

/// What a backup says of itself.
pub const BACKUP: &str = "hangup-backup-1";
/// The longest line: a case with all its files.
pub const LINE_BYTES_MAX: u64 = 4 << 30;

/// A line of a backup.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum Line {
    /// What the file is, always first.
    Format(String),
    Case(Box<Exported>),
    Setting {
        name: String,
        value: String,
    },
    Warning(Box<Published>),
    /// How many cases there are, and the SHA-256 of all lines before; always last.
    End {
        cases: u64,
        sha256: String,
    },
}

/// What was written or put back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Moved {
    /// Cases that are in the backup.
    pub cases: u64,
    /// Of them, those that the casebook had already, which were left as they are.
    pub known: u64,
    /// Changes of all cases of the backup.
    pub changes: u64,
}

/// Why a backup was not made or not put back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The casebook.
    #[error(transparent)]
    Casebook(#[from] Error),
    /// The file.
    #[error("the backup cannot be read or written")]
    File(#[from] io::Error),
    /// It is something else.
    #[error(
        "this is no backup of Hangup ({BACKUP}); was it sealed, or written by a newer version?"
    )]
    Foreign,
    /// A line is not as it was written.
    #[error("line {line} of the backup is not as it was written: {why}; nothing was put back")]
    Damaged {
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        why: String,
    },
    /// Its end is missing.
    #[error("the backup was cut off after line {line}; nothing was put back")]
    CutOff {
        /// The last whole line.
        line: u64,
    },
}

impl Casebook {
    /// Writes the whole casebook, one case at a time. A case that changes meanwhile is as it was
    /// at one moment.
    ///
    /// # Errors
    /// [`BackupError`].
    pub async fn back_up(&self, out: &mut (impl Write + ?Sized)) -> Result<Moved, BackupError> {
        let mut written = Written { out, sum: Sha256::new() };
        written.line(&Line::Format(BACKUP.to_owned()))?;
        let mut moved = Moved::default();
        let rows = sqlx::query("SELECT id FROM cases ORDER BY number").fetch_all(&self.pool).await;
        for row in &rows.map_err(Error::Database)? {
            let exported = match self.export(super::uuid(row, 0)?).await {
                // It was deleted meanwhile.
                Err(Error::NoCase { .. }) => continue,
                exported => exported?,
            };
            moved.cases += 1;
            moved.changes += exported.changes.len() as u64;
            written.line(&Line::Case(Box::new(exported)))?;
        }
        let settings = sqlx::query("SELECT name, value FROM settings ORDER BY name");
        for row in &settings.fetch_all(&self.pool).await.map_err(Error::Database)? {
            let name = row.try_get(0).map_err(Error::Database)?;
            let value = row.try_get(1).map_err(Error::Database)?;
            written.line(&Line::Setting { name, value })?;
        }
        for published in self.warnings().await? {
            written.line(&Line::Warning(Box::new(published)))?;
        }
        let sha256 = hexadecimal(&written.sum.clone().finalize());
        written.line(&Line::End { cases: moved.cases, sha256 })?;
        written.out.flush()?;
        Ok(moved)
    }

    /// Puts back what a backup holds and the casebook has not. The backup is read twice: nothing is
    /// written before all of it was found to be whole.
    ///
    /// # Errors
    /// [`BackupError`]; where it is damaged, nothing was put back.
    pub async fn restore<R: BufRead>(
        &self,
        mut open: impl FnMut() -> io::Result<R>,
    ) -> Result<Moved, BackupError> {
        let mut moved = Moved::default();
        for line in checked(open()?) {
            if let Line::Case(case) = line? {
                moved.cases += 1;
                moved.changes += case.changes.len() as u64;
            }
        }
        for line in checked(open()?) {
            match line? {
                Line::Case(case) => moved.known += u64::from(!self.put_back(*case).await?),
                Line::Setting { name, value } => {
                    if self.setting(&name).await?.is_none() {
                        self.set_setting(&name, &value).await?;
                    }
                }
                Line::Warning(warning) => {
                    let hand = Hand { by: &warning.by, at: warning.at };
                    if self.published_warning(warning.warning.case).await?.is_none() {
                        self.publish(&warning.warning, hand).await?;
                    }
                }
                Line::Format(_) | Line::End { .. } => {}
            }
        }
        Ok(moved)
    }

    /// False if the case was there already.
    async fn put_back(&self, case: Exported) -> Result<bool, BackupError> {
        match self.import(&case).await {
            Err(Error::Known { .. }) => Ok(false),
            put => Ok(put.map(|_| true)?),
        }
    }
}

struct Written<'o, W: ?Sized> {
    out: &'o mut W,
    sum: Sha256,
}

impl<W: Write + ?Sized> Written<'_, W> {
    fn line(&mut self, line: &Line) -> Result<(), BackupError> {
        let mut text = serde_json::to_vec(line).map_err(io::Error::other)?;
        text.push(b'\n');
        self.sum.update(&text);
        Ok(self.out.write_all(&text)?)
    }
}

/// The lines of a backup, each case checked against its chain and its files against their sums, and
/// at last all of it against the sum of the end.
fn checked(mut from: impl BufRead) -> impl Iterator<Item = Result<Line, BackupError>> {
    let (mut number, mut cases, mut sum, mut ended) = (0, 0, Sha256::new(), false);
    std::iter::from_fn(move || {
        if ended {
            return None;
        }
        let mut next = || {
            let before = hexadecimal(&sum.clone().finalize());
            let mut text = Vec::new();
            from.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut text)?;
            if !text.ends_with(b"\n") {
                return Err(match number {
                    0 => BackupError::Foreign,
                    line => BackupError::CutOff { line },
                });
            }
            number += 1;
            sum.update(&text);
            let damaged = |why: String| BackupError::Damaged { line: number, why };
            let line: Line = match serde_json::from_slice(&text) {
                Ok(line) => line,
                Err(_) if number == 1 => return Err(BackupError::Foreign),
                Err(error) => return Err(damaged(error.to_string())),
            };
            match &line {
                Line::Format(format) if number == 1 && format == BACKUP => {}
                _ if number == 1 => return Err(BackupError::Foreign),
                Line::Format(_) => return Err(damaged("the beginning stands here".to_owned())),
                Line::Case(case) => {
                    cases += 1;
                    case.read().map_err(|why| damaged(why.to_string()))?;
                }
                Line::End { cases: told, sha256 } => {
                    if *told != cases || *sha256 != before {
                        return Err(damaged("the sum of all lines is another one".to_owned()));
                    }
                    ended = true;
                }
                Line::Setting { .. } | Line::Warning(_) => {}
            }
            Ok(line)
        };
        let line = next();
        ended |= line.is_err();
        Some(line)
    })
}

#[cfg(test)]
mod tests;
