//! The list of cases, read in stretches from a key on, so that a long list stays fast.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::Row as _;

use super::{Casebook, Line, line, sortable};
use crate::error::Error;

/// Which cases are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "CaseStanding")]
pub enum Standing {
    /// Those that are not closed.
    Open,
    /// Those that are.
    Closed,
}

/// What a list of cases shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Open or closed ones; none is both.
    pub standing: Option<Standing>,
    /// Letters that stand in the title or the client's name; capitals do not count.
    pub naming: Option<String>,
    /// Only what follows this line: when it was changed, and its number.
    pub after: Option<(Timestamp, i64)>,
}

/// An ASCII letter comes after every time.
const AFTER_ALL_TIMES: &str = "z";

impl Casebook {
    /// Cases, the last changed first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn page(&self, filter: &Filter, count: u32) -> Result<Vec<Line>, Error> {
        let standing = match filter.standing {
            None => "",
            Some(Standing::Open) => "AND closed IS NULL",
            Some(Standing::Closed) => "AND closed IS NOT NULL",
        };
        let naming = match filter.naming {
            None => "AND $3 = ''",
            Some(_) => "AND (LOWER(title) LIKE $3 ESCAPE '!' OR LOWER(client) LIKE $3 ESCAPE '!')",
        };
        let statement = format!(
            "SELECT id, number, title, client, opened, changed, closed FROM cases \
             WHERE changed <= $1 AND (changed < $1 OR number < $2) {standing} {naming} \
             ORDER BY changed DESC, number DESC LIMIT $4"
        );
        let (changed, number) = match filter.after {
            Some((changed, number)) => (sortable(changed), number),
            None => (AFTER_ALL_TIMES.to_owned(), i64::MAX),
        };
        let naming = filter.naming.as_deref().map_or(String::new(), contained);
        let rows = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(changed).bind(number);
        let rows = rows.bind(naming).bind(i64::from(count)).fetch_all(&self.pool).await?;
        rows.iter().map(line).collect()
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn answers(&self) -> Result<(), Error> {
        let row = sqlx::query("SELECT COUNT(*) FROM settings").fetch_one(&self.pool).await?;
        let _: i64 = row.try_get(0)?;
        Ok(())
    }
}

/// A pattern for texts that contain these letters.
fn contained(letters: &str) -> String {
    let small = letters.to_lowercase();
    let escaped = small.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{escaped}%")
}
