//! How names, times and numbers stand in the columns of both databases.

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use uuid::Uuid;

use crate::error::Error;

pub(super) fn uuid(row: &AnyRow, column: usize) -> Result<Uuid, Error> {
    let text: String = row.try_get(column)?;
    text.parse().map_err(|error| undecodable(column, error))
}

pub(super) fn time(row: &AnyRow, column: usize) -> Result<Timestamp, Error> {
    let text: String = row.try_get(column)?;
    text.parse().map_err(|error| undecodable(column, error))
}

/// A time as a text that sorts as times do: RFC 3339 with all nine digits of the second's parts.
pub(super) fn sortable(at: Timestamp) -> String {
    format!("{at:.9}")
}

/// Without the one character that PostgreSQL keeps in no text; the change itself has it escaped.
pub(super) fn plain(text: &str) -> String {
    text.replace('\0', "")
}

pub(super) fn undecodable(
    column: usize,
    source: impl std::error::Error + Send + Sync + 'static,
) -> Error {
    let index = column.to_string();
    Error::Database(sqlx::Error::ColumnDecode { index, source: Box::new(source) })
}

/// Numbers of changes fit both ways: nobody writes 2^63 of them.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
