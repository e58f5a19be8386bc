//! Warnings that were published, apart from the cases that they came from: what is here is
//! redacted.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Casebook, Hand, time, undecodable};
use crate::case::CaseId;
use crate::error::Error;
use crate::warning::Warning;

/// So many warnings are listed; older ones are still found by their case.
pub const WARNINGS_MAX: u32 = 500;

/// A warning as it was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Published {
    /// When.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// Who published it.
    pub by: String,
    /// What it says.
    pub warning: Warning,
}

impl Casebook {
    /// Publishes a warning; an earlier one of the same case is replaced.
    ///
    /// # Errors
    /// [`Error::Database`], also where the case is not there.
    pub async fn publish(&self, warning: &Warning, hand: Hand<'_>) -> Result<(), Error> {
        let text = serde_json::to_string(warning).map_err(|error| undecodable(3, error))?;
        sqlx::query(
            "INSERT INTO warnings (case_id, published, made_by, warning) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (case_id) DO UPDATE SET published = excluded.published, \
             made_by = excluded.made_by, warning = excluded.warning",
        )
        .bind(warning.case.to_string())
        .bind(hand.at.to_string())
        .bind(hand.by)
        .bind(text)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Takes a warning back; false if none was published.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn take_back_warning(&self, id: CaseId) -> Result<bool, Error> {
        let gone = sqlx::query("DELETE FROM warnings WHERE case_id = $1").bind(id.to_string());
        Ok(gone.execute(&self.pool).await?.rows_affected() > 0)
    }

    /// The published warnings, the newest first, at most [`WARNINGS_MAX`].
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn warnings(&self) -> Result<Vec<Published>, Error> {
        let rows = sqlx::query(
            "SELECT published, made_by, warning FROM warnings ORDER BY published DESC LIMIT $1",
        );
        let rows = rows.bind(i64::from(WARNINGS_MAX)).fetch_all(&self.pool).await?;
        rows.iter().map(published).collect()
    }

    /// The published warning of a case.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn published_warning(&self, id: CaseId) -> Result<Option<Published>, Error> {
        let row =
            sqlx::query("SELECT published, made_by, warning FROM warnings WHERE case_id = $1");
        let row = row.bind(id.to_string()).fetch_optional(&self.pool).await?;
        row.as_ref().map(published).transpose()
    }
}

fn published(row: &AnyRow) -> Result<Published, Error> {
    let text: String = row.try_get(2)?;
    Ok(Published {
        at: time(row, 0)?,
        by: row.try_get(1)?,
        warning: serde_json::from_str(&text).map_err(|error| undecodable(2, error))?,
    })
}
