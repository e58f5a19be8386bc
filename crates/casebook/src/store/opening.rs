//! How a casebook is opened: its address, its connections, the shape of its tables.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{AnyConnection, AnyPool, Connection as _};

use super::Casebook;
use crate::error::Error;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// So many connections are kept.
const CONNECTIONS_MAX: u32 = 8;
/// So long a connection is waited for, and whoever else writes; `SQLITE` names it too.
pub(super) const WAIT: Duration = Duration::from_secs(10);

/// Where a casebook is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A file of SQLite.
    File(PathBuf),
    /// A server, as `postgres://user:password@host/database`.
    Server(String),
}

impl FromStr for Address {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let is_server = ["postgres://", "postgresql://"].iter().any(|head| text.starts_with(head));
        match text {
            _ if is_server => Ok(Self::Server(text.to_owned())),
            _ if text.is_empty() || text.contains("://") => {
                Err(Error::Address { address: text.to_owned() })
            }
            _ => Ok(Self::File(PathBuf::from(text))),
        }
    }
}

impl Address {
    /// The address as it may be shown: without a password.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Server(address) => {
                // What follows the question mark may hold a password, too.
                let address = address.split('?').next().unwrap_or_default();
                match address.rsplit_once('@') {
                    Some((_, host)) => format!("postgres://…@{host}"),
                    None => address.to_owned(),
                }
            }
        }
    }
}

/// Which database keeps the cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// A file on this machine.
    Sqlite,
    /// A server that several machines share.
    Postgres,
}

impl Database {
    /// How a transaction that will write begins.
    pub(super) fn begin(self) -> &'static str {
        match self {
            // A transaction that begins by reading could not be turned into one that writes.
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    /// What keeps others from opening a case, or making the index, until the transaction ends.
    pub(super) fn lock_all(self) -> &'static str {
        match self {
            // Whoever writes to SQLite is alone.
            Self::Sqlite => "SELECT 1",
            Self::Postgres => "SELECT pg_advisory_xact_lock(7201)",
        }
    }

    /// The last change of a case, held against others until the transaction ends.
    pub(super) fn lock_case(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT changes, hash FROM cases WHERE id = $1",
            Self::Postgres => "SELECT changes, hash FROM cases WHERE id = $1 FOR UPDATE",
        }
    }
}

/// What every connection to SQLite is told: wait for others, keep references, overwrite what is
/// deleted, and write ahead, each commit to the disk.
const SQLITE: &str = "PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; \
    PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";

impl Casebook {
    /// Opens a casebook; a file that is not there is made, and older tables are brought up to date.
    ///
    /// # Errors
    /// [`Error::Folder`], [`Error::Open`], [`Error::Migrate`].
    pub async fn open(address: &Address) -> Result<Self, Error> {
        install_default_drivers();
        let name = address.shown();
        let (database, url) = match address {
            Address::File(path) => {
                make_folder(path)?;
                make_file(path)?;
                (Database::Sqlite, format!("sqlite://{}?mode=rwc", path.display()))
            }
            Address::Server(url) => (Database::Postgres, url.clone()),
        };
        let unopened = |source| Error::Open { name: name.clone(), source };
        if database == Database::Sqlite {
            try_out(&url).await.map_err(unopened)?;
        }
        let pool = connect(database, &url).await;
        let pool = pool.map_err(unopened)?;
        MIGRATIONS.run(&pool).await.map_err(|error| match error {
            MigrateError::Execute(source) | MigrateError::ExecuteMigration(source, _) => {
                unopened(source)
            }
            other => Error::Migrate(other),
        })?;
        let book = Self { pool, database };
        book.make_index().await?;
        Ok(book)
    }

    /// Closes all connections; what was confirmed is on the disk whether this is called or not.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Overwrites what deleted cases left in files beside the database.
    pub(super) async fn forget(&self) -> Result<(), Error> {
        if self.database == Database::Sqlite {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.pool).await?;
        }
        Ok(())
    }
}

/// A pool tries a damaged file again and again until its time is over, and does not say why.
async fn try_out(url: &str) -> Result<(), sqlx::Error> {
    let mut connection = AnyConnection::connect(url).await?;
    sqlx::raw_sql(SQLITE).execute(&mut connection).await?;
    connection.close().await
}

fn make_folder(path: &Path) -> Result<(), Error> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(|source| Error::Folder { name: folder.display().to_string(), source })
}

/// Makes the file where it is not there yet, for its owner alone; SQLite gives the files that it
/// puts beside it the same rights.
fn make_file(path: &Path) -> Result<(), Error> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(source) if source.kind() != std::io::ErrorKind::AlreadyExists => {
            let name = path.display().to_string();
            Err(Error::Open { name, source: sqlx::Error::Io(source) })
        }
        _ => Ok(()),
    }
}

async fn connect(database: Database, url: &str) -> Result<AnyPool, sqlx::Error> {
    let options = AnyPoolOptions::new().max_connections(CONNECTIONS_MAX).acquire_timeout(WAIT);
    let options = options.after_connect(move |connection, _| {
        Box::pin(async move {
            if database == Database::Sqlite {
                sqlx::raw_sql(SQLITE).execute(connection).await?;
            }
            Ok(())
        })
    });
    // Where not even the end of a transaction could be written, as on a full disk, its connection
    // takes no other.
    let options = options.before_acquire(|connection, _| {
        let is_free = !connection.is_in_transaction();
        Box::pin(async move { Ok(is_free) })
    });
    options.connect(url).await
}
