//! A server of PostgreSQL for one test, where its programs are installed; on a socket in a
//! temporary folder, for this process alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use casebook::store::Address;

/// A server of PostgreSQL for one test.
pub struct Postgres {
    programs: PathBuf,
    data: PathBuf,
    socket: PathBuf,
}

impl Postgres {
    /// Starts it in a folder; none where it is not installed.
    pub fn start(folder: &Path) -> Option<Self> {
        let Some(programs) = programs() else {
            eprintln!("skipped on PostgreSQL: its programs are not installed");
            return None;
        };
        let (data, socket) = (folder.join("data"), folder.join("s"));
        fs::create_dir(&socket).expect("a folder");
        let server = Self { programs, data, socket };
        give_to_postgres(folder);
        let data = server.data.display().to_string();
        server.run("initdb", &["-D", &data, "-U", "hangup", "-A", "trust", "-E", "UTF8", "-N"]);
        let socket = server.socket.display();
        let options = format!("-k {socket} -c listen_addresses= -c fsync=off");
        server.run("pg_ctl", &["-D", &data, "-w", "-o", &options, "-l", "/dev/null", "start"]);
        Some(server)
    }

    pub fn address(&self) -> Address {
        let socket = self.socket.display().to_string().replace('/', "%2F");
        Address::Server(format!("postgres://hangup@{socket}/postgres"))
    }

    /// Runs one of its programs; it refuses to run as root.
    fn run(&self, program: &str, arguments: &[&str]) {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        let status = command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(status.expect("it runs").success(), "{command:?}");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.data.display().to_string();
        self.run("pg_ctl", &["-D", &data, "-m", "immediate", "-w", "stop"]);
    }
}

/// Debian keeps the programs apart by version and out of the path.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.flatten().map(|version| version.path().join("bin"));
    folders.filter(|folder| folder.join("initdb").exists()).max()
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout == b"0\n")
}

fn give_to_postgres(folder: &Path) {
    if is_root() {
        let given = Command::new("chown").args(["-R", "postgres"]).arg(folder).status();
        assert!(given.expect("chown runs").success());
    }
}
