//! Who may come in, and who is in. Passwords and tokens come here hashed; what a role may do is
//! decided elsewhere.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::Row as _;

use super::{Casebook, time};
use crate::error::Error;

/// So many people may come in.
pub const PEOPLE_MAX: usize = 1_000;
/// So many sessions of one person are kept; the oldest goes first.
pub const SESSIONS_MAX: i64 = 20;

/// Somebody who may come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Member")]
pub struct Member {
    /// Their name, as the logs say.
    pub name: String,
    /// What they may do: helper, technician or admin.
    pub role: String,
    /// Since when.
    #[schemars(with = "String")]
    pub added: Timestamp,
}

/// A session as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who is in.
    pub person: String,
    /// What they may do by now.
    pub role: String,
    /// Until when.
    pub expires: Timestamp,
}

impl Casebook {
    /// Everybody who may come in, by name.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn people(&self) -> Result<Vec<Member>, Error> {
        let rows = sqlx::query("SELECT name, role, added FROM people ORDER BY name");
        let rows = rows.fetch_all(&self.pool).await?;
        let member = |row: &sqlx::any::AnyRow| {
            Ok(Member { name: row.try_get(0)?, role: row.try_get(1)?, added: time(row, 2)? })
        };
        rows.iter().map(member).collect()
    }

    /// Lets somebody in from now on, or changes their role and password.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn put_person(&self, member: &Member, password: &str) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO people (name, role, password, added) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (name) DO UPDATE SET role = excluded.role, password = excluded.password",
        )
        .bind(&member.name)
        .bind(&member.role)
        .bind(password)
        .bind(member.added.to_string())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Says what somebody may do from now on; their sessions stay.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn set_role(&self, name: &str, role: &str) -> Result<(), Error> {
        let set = sqlx::query("UPDATE people SET role = $2 WHERE name = $1").bind(name).bind(role);
        set.execute(&self.pool).await?;
        Ok(())
    }

    /// Lets somebody in no more; their sessions end. Returns whether they were there.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn remove_person(&self, name: &str) -> Result<bool, Error> {
        self.end_sessions(name).await?;
        let gone = sqlx::query("DELETE FROM people WHERE name = $1").bind(name);
        Ok(gone.execute(&self.pool).await?.rows_affected() > 0)
    }

    /// The hash of somebody's password.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn password(&self, name: &str) -> Result<Option<String>, Error> {
        let row = sqlx::query("SELECT password FROM people WHERE name = $1").bind(name);
        let row = row.fetch_optional(&self.pool).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// Begins a session, known by the hash of its token.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn begin_session(
        &self,
        (hash, person): (&str, &str),
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<(), Error> {
        let old = sqlx::query(
            "DELETE FROM sessions WHERE expires < $1 OR (person = $2 AND hash NOT IN \
             (SELECT hash FROM sessions WHERE person = $2 ORDER BY begun DESC LIMIT $3))",
        );
        let old = old.bind(now.to_string()).bind(person).bind(SESSIONS_MAX - 1);
        old.execute(&self.pool).await?;
        sqlx::query("INSERT INTO sessions (hash, person, begun, expires) VALUES ($1, $2, $3, $4)")
            .bind(hash)
            .bind(person)
            .bind(now.to_string())
            .bind(expires.to_string())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The session with this hash, if it has not expired.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn session(&self, hash: &str, now: Timestamp) -> Result<Option<Session>, Error> {
        let row = sqlx::query(
            "SELECT person, role, expires FROM sessions JOIN people ON person = name \
             WHERE hash = $1",
        );
        let row = row.bind(hash).fetch_optional(&self.pool).await?;
        let Some(row) = row else { return Ok(None) };
        let expires = time(&row, 2)?;
        let session = Session { person: row.try_get(0)?, role: row.try_get(1)?, expires };
        Ok((expires > now).then_some(session))
    }

    /// Ends one session.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn end_session(&self, hash: &str) -> Result<(), Error> {
        let ended = sqlx::query("DELETE FROM sessions WHERE hash = $1").bind(hash);
        ended.execute(&self.pool).await?;
        Ok(())
    }

    /// Ends all sessions of a person.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn end_sessions(&self, person: &str) -> Result<(), Error> {
        let ended = sqlx::query("DELETE FROM sessions WHERE person = $1").bind(person);
        ended.execute(&self.pool).await?;
        Ok(())
    }
}
