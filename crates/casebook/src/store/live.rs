//! Calls that are being heard and kept: which server hears each. The words themselves are in the
//! case; here is only what tells that nobody hears a call any more, and who takes it up.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Casebook, signed, time, unsigned, uuid};
use crate::case::CaseId;
use crate::chain::Change;
use crate::error::Error;

/// So many calls that go on are looked at.
const LIVE_MAX: i64 = 10_000;

/// A call that is being heard and kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveCall {
    /// Its name in addresses.
    pub room: String,
    /// The case in which it is kept.
    pub case: CaseId,
    /// The number of the call within the case.
    pub part: u64,
    /// The country by whose law and advice it is judged.
    pub country: Option<String>,
    /// The server that hears it; empty where it was let go.
    pub server: String,
    /// Grows for as long as that server is there.
    pub beat: i64,
}

impl Casebook {
    /// Tells that a call is being heard.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn begin_live(&self, live: &LiveCall) -> Result<(), Error> {
        let row = sqlx::query(
            "INSERT INTO live_calls (room, case_id, part, country, server, beat) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        );
        row.bind(&live.room)
            .bind(live.case.to_string())
            .bind(signed(live.part))
            .bind(&live.country)
            .bind(&live.server)
            .bind(live.beat)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The calls that are being heard, or were when their server went.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn live(&self) -> Result<Vec<LiveCall>, Error> {
        let rows = sqlx::query(
            "SELECT room, case_id, part, country, server, beat FROM live_calls \
             ORDER BY room LIMIT $1",
        );
        let rows = rows.bind(LIVE_MAX).fetch_all(&self.pool).await?;
        rows.iter().map(live_call).collect()
    }

    /// Tells that a server is there.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn beat(&self, server: &str) -> Result<(), Error> {
        let beat = sqlx::query("UPDATE live_calls SET beat = beat + 1 WHERE server = $1");
        beat.bind(server).execute(&self.pool).await?;
        Ok(())
    }

    /// Takes up a call whose server is gone; false if another one was faster, or it is not gone.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn take_up(&self, live: &LiveCall, server: &str) -> Result<bool, Error> {
        let taken = sqlx::query(
            "UPDATE live_calls SET server = $2, beat = beat + 1 \
             WHERE room = $1 AND server = $3 AND beat = $4",
        );
        let taken = taken.bind(&live.room).bind(server).bind(&live.server).bind(live.beat);
        Ok(taken.execute(&self.pool).await?.rows_affected() == 1)
    }

    /// Lets the calls of a server go, so that another one may take them up at once.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn let_go(&self, server: &str) -> Result<(), Error> {
        let gone = sqlx::query("UPDATE live_calls SET server = '' WHERE server = $1");
        gone.bind(server).execute(&self.pool).await?;
        Ok(())
    }

    /// Tells that a call is no longer heard.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn end_live(&self, room: &str) -> Result<(), Error> {
        let gone = sqlx::query("DELETE FROM live_calls WHERE room = $1");
        gone.bind(room).execute(&self.pool).await?;
        Ok(())
    }

    /// The changes to a case after one, in order; the chain is not checked.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn changes_after(&self, id: CaseId, number: u64) -> Result<Vec<Change>, Error> {
        let rows = sqlx::query(
            "SELECT number, at, made_by, act, hash FROM changes \
             WHERE case_id = $1 AND number > $2 ORDER BY number",
        );
        let rows = rows.bind(id.to_string()).bind(signed(number)).fetch_all(&self.pool).await?;
        let change = |row: &AnyRow| {
            Ok(Change {
                number: unsigned(row.try_get(0)?),
                at: time(row, 1)?,
                by: row.try_get(2)?,
                act: row.try_get(3)?,
                hash: row.try_get(4)?,
            })
        };
        rows.iter().map(change).collect()
    }
}

fn live_call(row: &AnyRow) -> Result<LiveCall, Error> {
    Ok(LiveCall {
        room: row.try_get(0)?,
        case: uuid(row, 1)?,
        part: unsigned(row.try_get(2)?),
        country: row.try_get(3)?,
        server: row.try_get(4)?,
        beat: row.try_get(5)?,
    })
}
