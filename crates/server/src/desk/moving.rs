//! Cases that move from one casebook to another, one by one or all together.

use std::fs::File;
use std::io::{BufReader, BufWriter, ErrorKind, Seek as _};

use axum::body::Body;
use casebook::case::Case;
use casebook::exported::Exported;
use casebook::store::{BackupError, Moved};

use super::{Desk, words};
use crate::problem::Problem;
use crate::receiving::{Expected, no_room};
use crate::who::{Person, Role};

/// The largest file with a case that is put in by way of the server, in bytes.
pub const IMPORT_BYTES_MAX: usize = 128 << 20;
/// A backup that is put back by way of the server.
const BACKUP: Expected = Expected {
    bytes_max: 8 << 30,
    begins: &[b"{"],
    ending: ".jsonl",
    too_large: "Use `hangup case restore` on the machine itself.",
    otherwise: "Send what `hangup case backup` wrote without a seal.",
};

impl Desk {
    /// A case with its log and its files, to be kept elsewhere.
    ///
    /// # Errors
    /// [`Problem`], as in all functions of the desk.
    pub async fn export(&self, person: &Person, case: &str) -> Result<Exported, Problem> {
        person.may(Role::Technician)?;
        let id = self.find(case).await?;
        let exported = self.book.export(id).await?;
        self.noted(person, "case-exported", Some(&id.to_string())).await?;
        Ok(exported)
    }

    /// Puts in a case that another casebook gave.
    ///
    /// # Errors
    /// [`Problem`] where it is not as it was written, or is there already.
    pub async fn import(&self, person: &Person, exported: Exported) -> Result<Case, Problem> {
        person.may(Role::Technician)?;
        let case = self.book.import(&exported).await.map_err(|error| match error {
            casebook::error::Error::Broken { .. } | casebook::error::Error::Altered { .. } => {
                words::unfit("the case", "It is not as it was written; export it once more.")
            }
            error => error.into(),
        })?;
        self.noted(person, "case-imported", Some(&case.id.to_string())).await?;
        Ok(case)
    }

    /// Writes the whole casebook to a file that is gone once it is closed.
    ///
    /// # Errors
    /// [`Problem`] when the person may not, or there is no room.
    pub async fn back_up(&self, person: &Person) -> Result<File, Problem> {
        person.may(Role::Admin)?;
        let mut file = tempfile::tempfile().map_err(|error| no_room(&error))?;
        self.book.back_up(&mut BufWriter::new(&mut file)).await.map_err(of_backup)?;
        file.rewind().map_err(|error| no_room(&error))?;
        self.noted(person, "casebook-backed-up", None).await?;
        Ok(file)
    }

    /// Puts back what a backup holds and the casebook has not.
    ///
    /// # Errors
    /// [`Problem`] when the person may not, or the backup is none, damaged or too large.
    pub async fn restore(&self, person: &Person, backup: Body) -> Result<Moved, Problem> {
        person.may(Role::Admin)?;
        let file = BACKUP.receive(backup.into_data_stream()).await?;
        let open = || File::open(file.path()).map(BufReader::new);
        let moved = self.book.restore(open).await.map_err(of_backup)?;
        self.noted(person, "casebook-restored", None).await?;
        Ok(moved)
    }
}

fn of_backup(error: BackupError) -> Problem {
    match error {
        BackupError::Casebook(error) => error.into(),
        BackupError::File(error) if error.kind() == ErrorKind::StorageFull => no_room(&error),
        BackupError::File(_) => Problem::ours("backup"),
        why => words::unfit("the backup", format!("{why}.")),
    }
}
