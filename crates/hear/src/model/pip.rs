//! Fetching a package with the user's own pip, with the index and proxy that it is set up for.
//! Packages are taken as wheels only, so that none of their code is run.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::model::Package;

/// The ways to call pip, the likeliest first.
const CALLS: [&[&str]; 5] = [
    &["python3", "-m", "pip"],
    &["python", "-m", "pip"],
    &["pip3"],
    &["pip"],
    &["py", "-m", "pip"],
];
/// How often the size of what has come so far is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// How much of pip's complaint is shown.
const SAID_CHARS_MAX: usize = 400;
/// How long pip waits for an answer of the index, in seconds, and how often it asks again.
const PATIENCE: [&str; 4] = ["--timeout", "20", "--retries", "2"];

/// A pip that answers.
pub struct Pip(&'static [&'static str]);

/// Finds a pip that answers.
pub fn find() -> Option<Pip> {
    CALLS.into_iter().find(|call| answers(call)).map(Pip)
}

fn answers(call: &[&str]) -> bool {
    let mut command = Command::new(call[0]);
    command.args(&call[1..]).arg("--version");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

impl Pip {
    /// Fetches a package's wheel into `folder`, and tells as it goes how many bytes have come.
    ///
    /// The error is the end of what pip said.
    pub fn fetch(
        &self,
        package: &Package,
        folder: &Path,
        progress: &mut dyn FnMut(u64),
    ) -> Result<std::result::Result<PathBuf, String>> {
        let coming = folder.join("coming");
        fs::create_dir_all(&coming).map_err(Error::file("write", &coming))?;
        let log = folder.join("pip.log");
        let child = self.start(package, &coming, &log)?;
        let fetched = wait(child, &coming, progress).map_err(Error::file("run pip for", folder))?;
        let wheel = if fetched { wheel_in(&coming)? } else { None };
        let Some(wheel) = wheel else {
            // pip does not go on with half a package, so that it only takes room.
            let _ = fs::remove_dir_all(&coming);
            return Ok(Err(end_of(&log)));
        };
        let kept = folder.join(wheel.file_name().unwrap_or(OsStr::new("package.whl")));
        fs::rename(&wheel, &kept).map_err(Error::file("write", &kept))?;
        fs::remove_dir_all(&coming).map_err(Error::file("remove", &coming))?;
        Ok(Ok(kept))
    }

    fn start(&self, package: &Package, coming: &Path, log: &Path) -> Result<Child> {
        let said = File::create(log).map_err(Error::file("write", log))?;
        let mut command = Command::new(self.0[0]);
        command.args(&self.0[1..]);
        command.args(["download", "--no-deps", "--only-binary", ":all:", "--no-cache-dir"]);
        command.args(["--ignore-requires-python", "--disable-pip-version-check", "--no-input"]);
        command.args(["--quiet", "--progress-bar", "off"]).args(PATIENCE);
        command.arg("--dest").arg(coming).arg(format!("{}=={}", package.name, package.version));
        // What pip has in hand lies here as well: its growth can be seen, and nothing is left.
        for variable in ["TMPDIR", "TMP", "TEMP"] {
            command.env(variable, coming);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said);
        command.spawn().map_err(Error::file("run pip for", coming))
    }
}

/// Waits for pip; true if it was content.
fn wait(mut child: Child, coming: &Path, progress: &mut dyn FnMut(u64)) -> std::io::Result<bool> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        progress(bytes_below(coming));
        thread::sleep(LOOK_EVERY);
    }
}

/// The size of all files below a folder; what vanishes meanwhile counts nothing.
fn bytes_below(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let size = |entry: fs::DirEntry| match entry.metadata() {
        Ok(facts) if facts.is_dir() => bytes_below(&entry.path()),
        Ok(facts) => facts.len(),
        Err(_) => 0,
    };
    entries.flatten().map(size).sum()
}

/// The wheel in a folder.
fn wheel_in(folder: &Path) -> Result<Option<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(Error::file("read", folder))?;
    let mut files = entries.flatten().map(|entry| entry.path());
    Ok(files.find(|path| path.extension().is_some_and(|end| end == "whl")))
}

/// The end of a log, as one line.
fn end_of(log: &Path) -> String {
    let said = fs::read(log).unwrap_or_default();
    let said = String::from_utf8_lossy(&said);
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let skipped = words.chars().count().saturating_sub(SAID_CHARS_MAX);
    let end: String = words.chars().skip(skipped).collect();
    match end.split_once(' ') {
        _ if end.is_empty() => "nothing".to_owned(),
        // Half a word at the beginning helps nobody.
        Some((_, whole)) if skipped > 0 => format!("... {whole}"),
        _ => end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_complaint_is_cut_to_its_end() {
        let log = std::env::temp_dir().join(format!("hangup-pip-{}.log", std::process::id()));
        assert_eq!(end_of(&log), "nothing");
        fs::write(&log, format!("{}\nERROR: no network", "much ".repeat(500))).unwrap();
        let end = end_of(&log);
        assert!(end.starts_with("... much ") && end.ends_with("ERROR: no network"), "{end}");
        assert!(end.chars().count() <= "... ".len() + SAID_CHARS_MAX);
        fs::remove_file(&log).unwrap();
    }
}
