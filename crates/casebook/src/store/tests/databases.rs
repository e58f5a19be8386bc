//! The databases that tests run on: SQLite always, PostgreSQL where its programs are installed.

use std::path::Path;

use super::super::{Address, Casebook};
use super::postgres::{HASTY, Postgres};

/// Opens a file.
pub async fn file(path: &Path) -> Casebook {
    Casebook::open(&Address::File(path.to_owned())).await.expect("a casebook")
}

/// Runs a test on each database.
pub fn on_both(test: impl AsyncFn(Casebook)) {
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    let folder = tempfile::tempdir().expect("a folder");
    runtime.block_on(async {
        let book = file(&folder.path().join("deep/cases.db")).await;
        test(book.clone()).await;
        book.close().await;
    });
    let Some(server) = Postgres::start(folder.path(), HASTY).expect("PostgreSQL starts") else {
        eprintln!("skipped on PostgreSQL: its programs are not installed");
        return;
    };
    runtime.block_on(async {
        let book = Casebook::open(&Address::Server(server.url())).await.expect("a casebook");
        test(book.clone()).await;
        book.close().await;
    });
}
