//! The bytes of files that belong to cases, kept under their hash.

use sqlx::Row as _;

use super::{ATTACHMENT_BYTES_MAX, Casebook};
use crate::case::CaseId;
use crate::error::Error;

impl Casebook {
    /// Keeps the bytes of an attachment under their hash.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::Database`].
    pub async fn keep(&self, id: CaseId, sha256: &str, content: &[u8]) -> Result<(), Error> {
        if content.len() > ATTACHMENT_BYTES_MAX {
            let what = "the file".to_owned();
            return Err(Error::TooLarge { what, limit_bytes: ATTACHMENT_BYTES_MAX });
        }
        let kept = sqlx::query(
            "INSERT INTO attachments (case_id, sha256, content) VALUES ($1, $2, $3) \
             ON CONFLICT (case_id, sha256) DO NOTHING",
        );
        kept.bind(id.to_string()).bind(sha256).bind(content).execute(&self.pool).await?;
        Ok(())
    }

    /// The bytes of an attachment.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn content(&self, id: CaseId, sha256: &str) -> Result<Option<Vec<u8>>, Error> {
        let row = sqlx::query("SELECT content FROM attachments WHERE case_id = $1 AND sha256 = $2");
        let row = row.bind(id.to_string()).bind(sha256).fetch_optional(&self.pool).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }
}
