//! Changes to cases as they happen, whoever makes them, told by PostgreSQL (LISTEN, NOTIFY). A file
//! of SQLite tells nothing: whoever watches it has to look.

use sqlx::postgres::PgListener;

use super::{Casebook, Database, Transaction};
use crate::case::CaseId;
use crate::error::Error;

/// The channel on which changes are told.
const CHANNEL: &str = "hangup_changes";

/// Changes to cases, as they happen.
#[derive(Debug)]
pub struct Watch(PgListener);

impl Casebook {
    /// Begins to watch; none where the database tells nothing.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn watch(&self) -> Result<Option<Watch>, Error> {
        if self.database == Database::Sqlite {
            return Ok(None);
        }
        let url = self.pool.connect_options().database_url.to_string();
        let mut listener = PgListener::connect(&url).await?;
        listener.listen(CHANNEL).await?;
        Ok(Some(Watch(listener)))
    }

    /// Tells a change, once it is confirmed.
    pub(super) async fn announce(
        &self,
        to: &mut Transaction,
        name: &str,
        number: u64,
    ) -> Result<(), Error> {
        if self.database == Database::Postgres {
            let told = format!("{name} {number}");
            let notify = sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(told);
            notify.execute(to).await?;
        }
        Ok(())
    }
}

impl Watch {
    /// The next change: its case and its number in it. Changes that were told while the connection
    /// was broken are lost, so whoever must miss none looks from time to time.
    ///
    /// # Errors
    /// [`Error::Database`] where the connection broke and could not be mended.
    pub async fn next(&mut self) -> Result<(CaseId, u64), Error> {
        loop {
            let told = self.0.recv().await?;
            let change = told.payload().split_once(' ');
            let change =
                change.and_then(|(id, number)| Some((id.parse().ok()?, number.parse().ok()?)));
            if let Some(change) = change {
                return Ok(change);
            }
        }
    }
}
