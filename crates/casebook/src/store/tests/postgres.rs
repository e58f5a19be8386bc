//! A server of PostgreSQL of our own: started from the system's package on a socket in a folder,
//! for this process alone. The tests of other crates and `cargo xtask load` read this file too.

use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A server of PostgreSQL, which ends with this value.
#[derive(Debug)]
pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    settings: String,
}

/// Settings for what need not outlive the machine: nothing is waited for until it is on the disk.
pub const HASTY: &str = "-c fsync=off";

impl Postgres {
    /// Starts it in an empty folder, which is then its own; none where it is not installed.
    pub fn start(folder: &Path, settings: &str) -> Result<Option<Self>> {
        let Some(programs) = programs() else { return Ok(None) };
        give_to_postgres(folder)?;
        let (folder, settings) = (folder.to_owned(), settings.to_owned());
        let server = Self { programs, folder, settings };
        let data = server.data();
        server.run("initdb", &["-D", &data, "-U", "hangup", "-A", "trust", "-E", "UTF8", "-N"])?;
        server.start_again()?;
        Ok(Some(server))
    }

    /// Its address, for whoever runs as the same user or as root.
    pub fn url(&self) -> String {
        let socket = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://hangup@{socket}/postgres")
    }

    /// Starts it after it was stopped, and waits until it answers.
    pub fn start_again(&self) -> Result<()> {
        let folder = self.folder.display();
        let options = format!("-k {folder} -c listen_addresses= {}", self.settings);
        let log = self.folder.join("log").display().to_string();
        self.run("pg_ctl", &["-D", &self.data(), "-w", "-o", &options, "-l", &log, "start"])
    }

    /// Stops it: `fast` ends what goes on, `immediate` is as if the machine lost its power.
    pub fn stop(&self, how: &str) -> Result<()> {
        self.run("pg_ctl", &["-D", &self.data(), "-m", how, "-w", "stop"])
    }

    fn data(&self) -> String {
        self.folder.join("data").display().to_string()
    }

    /// Runs one of its programs; it refuses to run as root.
    fn run(&self, program: &str, arguments: &[&str]) -> Result<()> {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        let command = command.args(arguments).current_dir("/");
        let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        match status.success() {
            true => Ok(()),
            false => Err(Error::other(format!("{command:?}: {status}"))),
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Whoever stopped it before has nothing to stop.
        let _ = self.stop("immediate");
    }
}

/// Debian keeps the programs apart by version and out of the path.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.flatten().map(|version| version.path().join("bin"));
    folders.filter(|folder| folder.join("initdb").exists()).max()
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout == b"0\n")
}

fn give_to_postgres(folder: &Path) -> Result<()> {
    match is_root() {
        true => Command::new("chown").arg("postgres").arg(folder).status().map(drop),
        false => Ok(()),
    }
}
