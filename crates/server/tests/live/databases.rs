//! A server of PostgreSQL for one test, where its programs are installed.

#[path = "../../../casebook/src/store/tests/postgres.rs"]
#[allow(dead_code, reason = "these tests need a part of it")]
mod postgres;

use std::path::Path;

use self::postgres::Postgres;

/// Starts it in a folder; none where it is not installed.
pub fn postgres(folder: &Path) -> Option<Postgres> {
    let server = Postgres::start(folder, postgres::HASTY).expect("PostgreSQL starts");
    if server.is_none() {
        eprintln!("skipped on PostgreSQL: its programs are not installed");
    }
    server
}
