//! The casebook itself: cases in SQLite or PostgreSQL, by the same queries.

mod audit;
mod backup;
mod columns;
mod files;
mod listing;
mod live;
mod opening;
mod people;
mod search;
mod settings;
mod visitors;
mod warnings;
mod watching;

use std::time::Instant;

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyPool, Row as _};
use uuid::Uuid;

pub use self::audit::Deed;
pub use self::backup::{BACKUP, BackupError, Moved};
use self::columns::{plain, signed, sortable, time, undecodable, unsigned, uuid};
pub use self::listing::{Filter, Standing};
pub use self::live::LiveCall;
pub use self::opening::{Address, Database};
pub use self::people::{Member, PEOPLE_MAX, Session};
pub use self::search::{Hit, folded};
pub use self::visitors::{KeptReport, ReportState, VisitorReport};
pub use self::warnings::{Published, WARNINGS_MAX};
pub use self::watching::Watch;
use crate::case::{Act, Case, CaseId};
use crate::chain::{Change, origin, replay};
use crate::error::{Error, Misfit};

/// The longest act, in bytes of its JSON: a call of many hours, or a large check-up.
pub const ACT_BYTES_MAX: usize = 64 << 20;
/// The largest attachment, in bytes.
pub const ATTACHMENT_BYTES_MAX: usize = 256 << 20;
/// So often a change is tried anew when others change the same case, as long as less than
/// [`opening::WAIT`] has passed.
const TRIES_MAX: usize = 20;

/// The casebook. Cheap to clone; clones share their connections.
#[derive(Debug, Clone)]
pub struct Casebook {
    pool: AnyPool,
    database: Database,
}

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "CaseLine")]
pub struct Line {
    /// Its name in every casebook.
    pub id: CaseId,
    /// Its number in this casebook.
    pub number: i64,
    /// What people call it.
    pub title: String,
    /// The client's name.
    pub client: Option<String>,
    /// When it was opened.
    #[schemars(with = "String")]
    pub opened: Timestamp,
    /// When it was last changed.
    #[schemars(with = "String")]
    pub changed: Timestamp,
    /// Whether it is closed.
    pub closed: bool,
}

/// Who changes a case, and when.
#[derive(Debug, Clone, Copy)]
pub struct Hand<'h> {
    /// Their name.
    pub by: &'h str,
    /// The time by their clock.
    pub at: Timestamp,
}

impl Casebook {
    /// Opens a case.
    ///
    /// # Errors
    /// [`Error::Database`] when it cannot be written.
    pub async fn begin(&self, title: &str, hand: Hand<'_>) -> Result<Case, Error> {
        let id = Uuid::now_v7();
        let act = Act::Opened { title: title.to_owned() };
        let change = Change::new(1, hand.at, hand.by, &act, &origin(id));
        self.insert(id, &[change]).await
    }

    /// Changes a case; what is returned has been written.
    ///
    /// # Errors
    /// [`Error::NoCase`], [`Error::Misfit`] where the change names a part that is not there,
    /// [`Error::Busy`] when others change the case without end, [`Error::Database`].
    pub async fn change(&self, id: CaseId, act: &Act, hand: Hand<'_>) -> Result<u64, Error> {
        let begun = Instant::now();
        for _ in 0..TRIES_MAX {
            match self.try_change(id, act, hand).await {
                // Whoever waited so long was kept waiting by a lock, and not by a collision.
                Err(Error::Database(error)) if begun.elapsed() >= opening::WAIT => {
                    return Err(Error::Database(error));
                }
                Err(Error::Database(error)) if is_collision(&error) => {}
                done => return done,
            }
        }
        Err(Error::Busy { name: id.to_string() })
    }

    async fn try_change(&self, id: CaseId, act: &Act, hand: Hand<'_>) -> Result<u64, Error> {
        let mut transaction = self.pool.begin_with(self.database.begin()).await?;
        let name = id.to_string();
        let last = sqlx::query(self.database.lock_case()).bind(&name);
        let last = last.fetch_optional(&mut *transaction).await?;
        let last = last.ok_or_else(|| Error::NoCase { name: name.clone() })?;
        let (number, hash): (i64, String) = (last.try_get(0)?, last.try_get(1)?);
        let number = unsigned(number) + 1;
        let change = Change::new(number, hand.at, hand.by, act, &hash);
        if change.act.len() > ACT_BYTES_MAX {
            let what = "what is to be added".to_owned();
            return Err(Error::TooLarge { what, limit_bytes: ACT_BYTES_MAX });
        }
        check_part(&mut transaction, &name, act).await?;
        self.write(&mut transaction, &name, (&change, act)).await?;
        transaction.commit().await?;
        Ok(number)
    }

    /// Writes a change, and what is found and listed by it.
    async fn write(
        &self,
        to: &mut Transaction,
        name: &str,
        (change, act): (&Change, &Act),
    ) -> Result<(), Error> {
        write(to, name, change).await?;
        write_part(to, name, (change, act)).await?;
        self.index(to, name, change.number, act).await?;
        self.announce(to, name, change.number).await?;
        tell(to, name, change, act).await
    }

    /// A case as it stands, each change checked against the one before.
    ///
    /// # Errors
    /// [`Error::NoCase`], [`Error::Broken`] where it was altered, [`Error::Database`].
    pub async fn case(&self, id: CaseId) -> Result<Case, Error> {
        replayed(id, &self.log(id).await?)
    }

    /// All changes to a case, in order.
    ///
    /// # Errors
    /// [`Error::NoCase`], [`Error::Database`].
    pub async fn log(&self, id: CaseId) -> Result<Vec<Change>, Error> {
        let mut connection = self.pool.acquire().await?;
        let name = id.to_string();
        let changes = changes(&mut connection, &name).await?;
        if changes.is_empty() { Err(Error::NoCase { name }) } else { Ok(changes) }
    }

    /// Puts in a case with all its changes, as another casebook gave them.
    ///
    /// # Errors
    /// [`Error::Broken`] where it is not as it was written, [`Error::Known`], [`Error::Database`].
    pub async fn insert(&self, id: CaseId, changes: &[Change]) -> Result<Case, Error> {
        let case = replayed(id, changes)?;
        let name = id.to_string();
        let mut transaction = self.pool.begin_with(self.database.begin()).await?;
        // Numbers follow each other, so cases are opened one after the other.
        sqlx::query(self.database.lock_all()).execute(&mut *transaction).await?;
        let known = sqlx::query("SELECT 1 FROM cases WHERE id = $1").bind(&name);
        if known.fetch_optional(&mut *transaction).await?.is_some() {
            return Err(Error::Known { name });
        }
        let number = sqlx::query("SELECT COALESCE(MAX(number), 0) + 1 FROM cases");
        let number: i64 = number.fetch_one(&mut *transaction).await?.try_get(0)?;
        sqlx::query(
            "INSERT INTO cases (id, number, title, opened, changed, changes, hash) \
             VALUES ($1, $2, $3, $4, $4, 0, '')",
        )
        .bind(&name)
        .bind(number)
        .bind(plain(&case.title))
        .bind(sortable(case.opened))
        .execute(&mut *transaction)
        .await?;
        for change in changes {
            // The case was replayed above, so every act can be read.
            let act = change.read().map_err(|source| broken(id, source))?;
            self.write(&mut transaction, &name, (change, &act)).await?;
        }
        transaction.commit().await?;
        Ok(case)
    }

    /// Cases, the last changed first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn list(&self, from: u32, count: u32) -> Result<Vec<Line>, Error> {
        let rows = sqlx::query(
            "SELECT id, number, title, client, opened, changed, closed FROM cases \
             ORDER BY changed DESC, number DESC LIMIT $1 OFFSET $2",
        );
        let rows = rows.bind(i64::from(count)).bind(i64::from(from)).fetch_all(&self.pool).await?;
        rows.iter().map(line).collect()
    }

    /// The case that a number of this casebook, or the beginning of an id, names.
    ///
    /// # Errors
    /// [`Error::NoCase`] where none or several fit, [`Error::Database`].
    pub async fn find(&self, name: &str) -> Result<CaseId, Error> {
        let by_number = sqlx::query("SELECT id FROM cases WHERE number = $1 OR id = $2 LIMIT 2");
        let by_number = by_number.bind(name.parse().unwrap_or(-1_i64)).bind(name);
        let rows = by_number.fetch_all(&self.pool).await?;
        let no_case = || Error::NoCase { name: name.to_owned() };
        let [row] = &rows[..] else { return Err(no_case()) };
        uuid(row, 0)
    }

    /// Deletes a case with all that belongs to it, so that it is gone.
    ///
    /// # Errors
    /// [`Error::NoCase`], [`Error::Database`].
    pub async fn delete(&self, id: CaseId) -> Result<(), Error> {
        let name = id.to_string();
        let mut transaction = self.pool.begin_with(self.database.begin()).await?;
        self.take_out(&mut transaction, &name).await?;
        for statement in [
            "DELETE FROM visitor_reports WHERE case_id = $1",
            "DELETE FROM attachments WHERE case_id = $1",
            "DELETE FROM parts WHERE case_id = $1",
            "DELETE FROM changes WHERE case_id = $1",
        ] {
            sqlx::query(statement).bind(&name).execute(&mut *transaction).await?;
        }
        let case = sqlx::query("DELETE FROM cases WHERE id = $1").bind(&name);
        if case.execute(&mut *transaction).await?.rows_affected() == 0 {
            return Err(Error::NoCase { name });
        }
        transaction.commit().await?;
        self.forget().await
    }
}

type Transaction = sqlx::AnyConnection;

async fn changes(connection: &mut Transaction, name: &str) -> Result<Vec<Change>, Error> {
    let rows = sqlx::query(
        "SELECT number, at, made_by, act, hash FROM changes WHERE case_id = $1 ORDER BY number",
    );
    let rows = rows.bind(name).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            Ok(Change {
                number: unsigned(row.try_get(0)?),
                at: time(row, 1)?,
                by: row.try_get(2)?,
                act: row.try_get(3)?,
                hash: row.try_get(4)?,
            })
        })
        .collect()
}

async fn write(to: &mut Transaction, name: &str, change: &Change) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO changes (case_id, number, at, made_by, act, hash) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(name)
    .bind(signed(change.number))
    .bind(change.at.to_string())
    .bind(&change.by)
    .bind(&change.act)
    .bind(&change.hash)
    .execute(to)
    .await?;
    Ok(())
}

/// Whether the part is there that an act names.
async fn check_part(to: &mut Transaction, name: &str, act: &Act) -> Result<(), Error> {
    let Some((part, kind)) = act.names() else { return Ok(()) };
    let row = sqlx::query("SELECT kind FROM parts WHERE case_id = $1 AND number = $2");
    let row = row.bind(name).bind(signed(part)).fetch_optional(to).await?;
    let found: Option<String> = row.map(|row| row.try_get(0)).transpose()?;
    let fits = found.is_some_and(|found| kind.is_none_or(|kind| found == kind));
    if fits { Ok(()) } else { Err(Misfit::NoPart { part }.into()) }
}

async fn write_part(
    to: &mut Transaction,
    name: &str,
    (change, act): (&Change, &Act),
) -> Result<(), Error> {
    let statement = match (act.adds(), act) {
        (Some(kind), _) => {
            let statement = "INSERT INTO parts (case_id, number, kind) VALUES ($1, $2, $3)";
            sqlx::query(statement).bind(name).bind(signed(change.number)).bind(kind)
        }
        (_, Act::Withdrawn { part }) => {
            sqlx::query("DELETE FROM parts WHERE case_id = $1 AND number = $2")
                .bind(name)
                .bind(signed(*part))
        }
        _ => return Ok(()),
    };
    statement.execute(to).await?;
    Ok(())
}

/// Writes what the list of cases shows.
async fn tell(to: &mut Transaction, name: &str, change: &Change, act: &Act) -> Result<(), Error> {
    // A clock that was set back does not take the case back in the list.
    let known = sqlx::query("SELECT changed FROM cases WHERE id = $1").bind(name);
    let known = time(&known.fetch_one(&mut *to).await?, 0)?;
    sqlx::query("UPDATE cases SET changes = $2, hash = $3, changed = $4 WHERE id = $1")
        .bind(name)
        .bind(signed(change.number))
        .bind(&change.hash)
        .bind(sortable(change.at.max(known)))
        .execute(&mut *to)
        .await?;
    let (statement, value) = match act {
        Act::Opened { title } | Act::Named { title } => {
            ("UPDATE cases SET title = $2 WHERE id = $1", Some(plain(title)))
        }
        Act::Client(client) => {
            ("UPDATE cases SET client = $2 WHERE id = $1", client.name.as_deref().map(plain))
        }
        Act::Closed => ("UPDATE cases SET closed = $2 WHERE id = $1", Some(change.at.to_string())),
        Act::Reopened => ("UPDATE cases SET closed = $2 WHERE id = $1", None),
        _ => return Ok(()),
    };
    sqlx::query(statement).bind(name).bind(value).execute(to).await?;
    Ok(())
}

fn replayed(id: CaseId, changes: &[Change]) -> Result<Case, Error> {
    replay(id, changes).map_err(|source| broken(id, source))
}

fn broken(id: CaseId, source: crate::error::Broken) -> Error {
    Error::Broken { name: id.to_string(), source }
}

fn line(row: &AnyRow) -> Result<Line, Error> {
    Ok(Line {
        id: uuid(row, 0)?,
        number: row.try_get(1)?,
        title: row.try_get(2)?,
        client: row.try_get(3)?,
        opened: time(row, 4)?,
        changed: time(row, 5)?,
        closed: row.try_get::<Option<String>, _>(6)?.is_some(),
    })
}

/// Whether another one wrote the same change first, or the database asks to try again.
fn is_collision(error: &sqlx::Error) -> bool {
    let error = error.as_database_error();
    let again = ["40001", "40P01", "5", "517"];
    error.is_some_and(|error| {
        error.is_unique_violation() || error.code().is_some_and(|code| again.contains(&&*code))
    })
}

#[cfg(test)]
mod tests;
