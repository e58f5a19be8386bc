//! Which casebook is meant, where a command does not name one; and a warning where its address
//! shows a password to others.

use anyhow::{Context as _, Result};
use casebook::store::Address;

use crate::page::complain;

/// The casebook that was named, or else a file in the user's data folder.
///
/// # Errors
/// When this system names no such folder.
pub fn of(named: Option<&Address>) -> Result<Address> {
    if std::env::args().any(|argument| holds_password(&argument)) {
        complain(
            "note: everybody who uses this computer can see the password in this command while \
             it runs; put the address into HANGUP_CASEBOOK, or the password into ~/.pgpass",
        );
    }
    match named {
        Some(address) => Ok(address.clone()),
        None => {
            let project = directories::ProjectDirs::from("", "", "hangup");
            let project =
                project.context("there is no data folder here; name a file with --casebook")?;
            Ok(Address::File(project.data_dir().join("cases.db")))
        }
    }
}

/// Whether an argument is, or ends with, the address of a database with a password in it.
fn holds_password(argument: &str) -> bool {
    let Some((head, rest)) = argument.split_once("://") else { return false };
    let user = rest.split('/').next().and_then(|host| host.rsplit_once('@'));
    let is_server = ["postgres", "postgresql"].iter().any(|name| head.ends_with(name));
    let is_named = user.is_some_and(|(user, _)| user.contains(':'));
    is_server && (is_named || rest.contains("password="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_a_command_is_seen() {
        for argument in [
            "postgres://ada:secret@db.example/cases",
            "--casebook=postgresql://ada:secret@db.example:5432/cases",
            "postgres://db.example/cases?user=ada&password=secret",
        ] {
            assert!(holds_password(argument), "{argument}");
        }
        for argument in ["postgres://ada@db.example:5432/cases", "shop.db", "serve"] {
            assert!(!holds_password(argument), "{argument}");
        }
    }
}
