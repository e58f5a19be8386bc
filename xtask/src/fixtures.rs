//! Synthetic Windows machines, written from the descriptions of the formats and not from the
//! readers of this project, each with a file that says what is true of it; see
//! `fixtures/README.md`.

mod bytes;
mod event_log;
mod hive;
mod prefetch;
mod shortcut;
mod browsers;
mod zone;
mod anydesk;
mod teamviewer;
mod truth;
mod machine;
mod tasks;
mod ordinary;
mod acts;
mod machines;
mod big_log;
mod check;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};

use crate::say;

/// Arguments of `cargo xtask fixtures`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The folder to write into, or with --log-megabytes the file.
    path: Option<PathBuf>,
    /// Write to a folder of its own, check each machine up, and compare with the truth.
    #[arg(long, conflicts_with_all = ["path", "log_megabytes"])]
    check: bool,
    /// Write one ordinary event log of so many megabytes instead.
    #[arg(long, value_name = "N", requires = "path")]
    log_megabytes: Option<u64>,
}

/// Writes the machines, checks them, or writes a large log.
///
/// # Errors
/// When something cannot be written, or a machine's truth is missed.
pub fn run(arguments: &Arguments) -> Result<()> {
    if arguments.check {
        let folder = tempfile::tempdir().context("making a folder for the machines")?;
        write(folder.path())?;
        let missed = check::run(folder.path())?;
        ensure!(missed == 0, "{missed} machines did not give what is true of them");
        return Ok(());
    }
    let Some(path) = &arguments.path else {
        bail!("name the folder to write into, or ask for --check");
    };
    if let Some(megabytes) = arguments.log_megabytes {
        return big_log::write(path, megabytes);
    }
    write(path)?;
    let count = machines::all().len();
    say(&format!("{count} machines written below {}", path.display()));
    Ok(())
}

/// Writes all machines, each below a folder of its name; those of an earlier run are replaced.
fn write(folder: &Path) -> Result<()> {
    for machine in machines::all() {
        let own = folder.join(machine.name);
        if own.join("truth.toml").is_file() && own.join("machine").is_dir() {
            fs::remove_dir_all(own.join("machine"))
                .with_context(|| format!("replacing {}", own.display()))?;
        }
        machine.write(folder)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
