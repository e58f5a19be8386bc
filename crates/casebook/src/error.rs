//! What can go wrong with cases, each with what to try.

/// A change that does not fit the case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Misfit {
    /// The change names a part that the case does not have.
    #[error("the case has no part {part}; `hangup case show` lists its parts with their numbers")]
    NoPart {
        /// The number of the part.
        part: u64,
    },
}

/// Where a chain of changes is broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Broken {
    /// A change is missing, doubled or out of place.
    #[error("change {found} stands where change {expected} belongs")]
    Order {
        /// The number that belongs there.
        expected: u64,
        /// The number that stands there.
        found: u64,
    },
    /// A change was altered after it was written, or one before it.
    #[error("change {number} is not as it was written: its hash does not fit")]
    Altered {
        /// The number of the change.
        number: u64,
    },
    /// A change is not of a shape that this program knows.
    #[error("change {number} cannot be read; it may come from a newer version of Hangup")]
    Unknown {
        /// The number of the change.
        number: u64,
        /// What the reader of JSON says.
        why: String,
    },
    /// A change does not fit the case.
    #[error("change {number} does not fit: {misfit}")]
    Misfit {
        /// The number of the change.
        number: u64,
        /// Why.
        misfit: Misfit,
    },
}

/// What can go wrong with a casebook.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An address that names no casebook.
    #[error("`{address}` is no casebook: give a file, or an address that begins with postgres://")]
    Address {
        /// What was given.
        address: String,
    },
    /// The casebook cannot be opened.
    #[error(
        "cannot open the casebook {name}; check the name, your rights to it, and that the \
             database runs"
    )]
    Open {
        /// The file or the server, without a password.
        name: String,
        /// What the database says.
        source: sqlx::Error,
    },
    /// The folder of the casebook cannot be made.
    #[error("cannot make the folder {name}; check your rights, or name another file")]
    Folder {
        /// The folder.
        name: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The casebook was written by a newer version.
    #[error(
        "cannot bring the casebook to the shape of this version; a newer Hangup may have \
             written it, and then only that version can open it"
    )]
    Migrate(#[source] sqlx::migrate::MigrateError),
    /// The database does not do what it was asked to.
    #[error("{}", advice(.0))]
    Database(#[source] sqlx::Error),
    /// There is no such case.
    #[error("there is no case {name}; `hangup case list` shows all")]
    NoCase {
        /// What was asked for.
        name: String,
    },
    /// The case is there already.
    #[error("case {name} is in this casebook already; delete it first, or keep it")]
    Known {
        /// Its name.
        name: String,
    },
    /// A change that does not fit the case.
    #[error(transparent)]
    Misfit(#[from] Misfit),
    /// The chain of changes is broken.
    #[error("case {name} is not as it was written")]
    Broken {
        /// The case.
        name: String,
        /// Where.
        source: Broken,
    },
    /// A case from elsewhere is not what it says.
    #[error("case {name} is not as it was written")]
    Altered {
        /// The case.
        name: String,
        /// Why.
        source: crate::exported::Altered,
    },
    /// Others kept changing the case at the same time.
    #[error("case {name} is being changed by others right now; try again")]
    Busy {
        /// The case.
        name: String,
    },
    /// The bytes of a file are not in the casebook.
    #[error("the casebook has lost the file {sha256}; restore a backup with `hangup case restore`")]
    Lost {
        /// The SHA-256 of its bytes.
        sha256: String,
    },
    /// A part is too large.
    #[error("{what} is larger than {limit_bytes} bytes; keep it outside and note where it is")]
    TooLarge {
        /// What.
        what: String,
        /// The limit.
        limit_bytes: usize,
    },
}

impl Error {
    /// Whether it may be over soon: the database does not answer, or is held by somebody else.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        let Self::Database(error) = self else { return matches!(self, Self::Busy { .. }) };
        let code = error.as_database_error().and_then(|error| error.code());
        let is_away = matches!(
            error,
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_)
        );
        // Locked or busy; the server shuts down, starts, or has no connection left.
        is_away
            || code.is_some_and(|code| {
                matches!(&*code, "5" | "6" | "261" | "517" | "57P01" | "57P03" | "53300")
            })
    }

    /// Whether no more can be written because the disk is full.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let Self::Database(error) = self else { return false };
        let code = error.as_database_error().and_then(|error| error.code());
        code.is_some_and(|code| matches!(&*code, "13" | "53100"))
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

/// What a person can do about a failure of the database.
fn advice(error: &sqlx::Error) -> &'static str {
    let code = error.as_database_error().and_then(|error| error.code());
    match (error, code.as_deref()) {
        (sqlx::Error::PoolTimedOut, _) => {
            "the database does not answer in time; it is overloaded, or locked by another program"
        }
        (sqlx::Error::Io(_), _) => "the connection to the database broke; try again",
        (_, Some("5" | "6" | "261" | "517")) => {
            "the casebook is locked by another program; close that, then try again"
        }
        (_, Some("13" | "53100")) => {
            "the disk is full; nothing was lost that was confirmed, free some space and try again"
        }
        (_, Some("8" | "1032" | "25006")) => "the casebook may only be read; check your rights",
        (_, Some("11" | "26")) => {
            "the file is no casebook, or damaged; restore a backup with `hangup case restore`"
        }
        _ => "the database refused; its own words follow",
    }
}

/// Why a paper cannot be printed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unprintable {
    /// It is too long.
    #[error("the paper is longer than {pages_max} pages; leave something out, or split it")]
    TooLong {
        /// The limit.
        pages_max: usize,
    },
    /// The writer of PDFs refuses.
    #[error("the paper cannot be written as PDF; write it as text instead: {0}")]
    Pdf(String),
}
