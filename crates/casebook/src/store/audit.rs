//! Who did what beside the changes to cases, and when. It holds names of deeds, never words of a
//! call.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::Row as _;
use uuid::Uuid;

use super::{Casebook, time};
use crate::error::Error;

/// A deed older than the newest so many may be forgotten.
pub const DEEDS_MAX: i64 = 100_000;

/// One thing that somebody did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Deed {
    /// Its name; later deeds have greater ones.
    pub id: String,
    /// When.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// Who.
    pub person: String,
    /// What, as `case-deleted`.
    pub deed: String,
    /// To which case, person or report.
    pub subject: Option<String>,
}

impl Casebook {
    /// Writes down a deed.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn note_deed(
        &self,
        person: &str,
        deed: &str,
        subject: Option<&str>,
    ) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO audit (id, at, person, deed, subject) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(Uuid::now_v7().to_string())
        .bind(Timestamp::now().to_string())
        .bind(person)
        .bind(deed)
        .bind(subject)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Deeds, the newest first, from before the one with this name.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn deeds(&self, before: Option<&str>, count: u32) -> Result<Vec<Deed>, Error> {
        // Greater than the name of every deed.
        let before = before.unwrap_or("~");
        let rows = sqlx::query(
            "SELECT id, at, person, deed, subject FROM audit WHERE id < $1 \
             ORDER BY id DESC LIMIT $2",
        );
        let rows = rows.bind(before).bind(i64::from(count)).fetch_all(&self.pool).await?;
        let deed = |row: &sqlx::any::AnyRow| {
            Ok(Deed {
                id: row.try_get(0)?,
                at: time(row, 1)?,
                person: row.try_get(2)?,
                deed: row.try_get(3)?,
                subject: row.try_get(4)?,
            })
        };
        rows.iter().map(deed).collect()
    }

    /// Forgets all but the newest `DEEDS_MAX`.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn forget_old_deeds(&self) -> Result<(), Error> {
        sqlx::query(
            "DELETE FROM audit WHERE id <= \
             (SELECT id FROM audit ORDER BY id DESC LIMIT 1 OFFSET $1)",
        )
        .bind(DEEDS_MAX)
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
