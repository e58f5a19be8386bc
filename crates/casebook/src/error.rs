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
    /// There is no change, not even the one that opens a case.
    #[error("there is no change in it, not even the one that opens a case")]
    Empty,
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
    #[error("cannot open the casebook {name}: {}", Trouble::of(source).advice())]
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
    #[error("{}", Trouble::of(.0).advice())]
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

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl Error {
    /// In which trouble the database is; none where it did what it was asked.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Open { source, .. } | Self::Database(source) => Some(Trouble::of(source)),
            _ => None,
        }
    }
}

/// In which trouble a database is, as far as somebody can do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Another program writes, and does not end.
    Locked,
    /// It does not answer, or too much is asked of it.
    Away,
    /// Nothing more can be written to the disk.
    Full,
    /// The disk does not do what it is asked to.
    Disk,
    /// It may only be read.
    ReadOnly,
    /// The file is no database, or its bytes were changed by something else.
    Damaged,
    /// It is not there, or may not be opened.
    Absent,
    /// Something else.
    Other,
}

impl Trouble {
    /// What kind of trouble an error tells of.
    pub(crate) fn of(error: &sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Io(_)
            | sqlx::Error::Protocol(_) => Self::Away,
            sqlx::Error::Database(error) => error.code().map_or(Self::Other, |code| {
                // SQLite has numbers, PostgreSQL five letters and digits.
                match code.parse().ok().filter(|_| code.len() != 5) {
                    Some(number) => Self::of_sqlite(number),
                    None => Self::of_postgres(&code),
                }
            }),
            _ => Self::Other,
        }
    }

    /// See <https://sqlite.org/rescode.html>; the low byte is the kind, the rest says more.
    fn of_sqlite(code: u32) -> Self {
        match code & 0xFF {
            5 | 6 => Self::Locked,
            8 => Self::ReadOnly,
            10 => Self::Disk,
            11 | 26 => Self::Damaged,
            13 => Self::Full,
            14 => Self::Absent,
            _ => Self::Other,
        }
    }

    /// See the appendix "Error Codes" of PostgreSQL's manual; the first two letters are the class.
    fn of_postgres(code: &str) -> Self {
        match (code, code.get(..2)) {
            ("53100", _) => Self::Full,
            ("25006", _) => Self::ReadOnly,
            ("58030", _) => Self::Disk,
            (_, Some("XX")) => Self::Damaged,
            (_, Some("40" | "55")) => Self::Locked,
            (_, Some("08" | "53" | "57")) => Self::Away,
            (_, Some("28" | "3D")) => Self::Absent,
            _ => Self::Other,
        }
    }

    /// What a person can do about it.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Locked => {
                "the casebook is locked by another program; nothing was written; close that \
                 program, then try again"
            }
            Self::Away => {
                "the database does not answer; it may be starting, stopping or overloaded; what \
                 was confirmed is kept, so wait a moment, then try again"
            }
            Self::Full => {
                "the disk is full; nothing was lost that was confirmed; free some space, then try \
                 again"
            }
            Self::Disk => {
                "the disk refuses to be read or written; it may be full, over a limit or failing; \
                 what was confirmed is kept; look at the disk, then try again"
            }
            Self::ReadOnly => {
                "the casebook may only be read; check your rights to the file and its folder"
            }
            Self::Damaged => {
                "the file is no casebook, or damaged; keep it as it is, and put a backup into a \
                 new casebook with `hangup case restore`"
            }
            Self::Absent => "check the name, your rights to it, and that the database runs",
            Self::Other => "the database refused; its own words follow",
        }
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
