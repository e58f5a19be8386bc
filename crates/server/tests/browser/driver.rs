//! Chromium and its driver, started for one test and ended with it, also where it fails.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::asking::Asker;

/// So long the driver may take to answer first, and so often it is asked.
const START_LOOKS_MAX: u32 = 300;
const LOOK: Duration = Duration::from_millis(50);

/// A driver with one browser.
pub struct Driver {
    asker: Asker,
    session: String,
    process: Child,
    /// The process of the browser, whose other processes end with it.
    browser: Option<String>,
    /// The profile of the browser.
    folder: TempDir,
}

impl Driver {
    /// Starts both, the browser with further switches. None where they are not installed.
    pub async fn start(switches: &[String]) -> Option<Self> {
        let (chromium, chromedriver) = installed()?;
        let address = free();
        let process = Command::new(chromedriver)
            .arg(format!("--port={}", address.port()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let asker = Asker::new(address);
        let mut driver = Self { asker, session: String::new(), process, browser: None, folder };
        driver.answers().await;
        driver.begin(&chromium, switches).await;
        Some(driver)
    }

    async fn answers(&self) {
        for _ in 0..START_LOOKS_MAX {
            if self.asker.json("GET", "/status", &json!(null)).await.is_ok() {
                return;
            }
            tokio::time::sleep(LOOK).await;
        }
        panic!("chromedriver does not answer");
    }

    async fn begin(&mut self, chromium: &Path, switches: &[String]) {
        let profile = format!("--user-data-dir={}", self.folder.path().display());
        let mut all = vec!["--headless=new".to_owned(), "--no-sandbox".to_owned(), profile];
        // Nothing of the browser's own is fetched, and a page that waits is not slowed down.
        let quiet = ["--no-first-run", "--disable-background-networking", "--hide-scrollbars"];
        all.extend(quiet.map(str::to_owned));
        all.extend_from_slice(switches);
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {"binary": chromium, "args": all},
        }}});
        let begun = self.ask("POST", "", wanted).await.expect("the browser starts");
        self.session = format!("/{}", begun["sessionId"].as_str().unwrap());
        self.browser = begun["capabilities"]["goog:processID"].as_u64().map(|id| id.to_string());
    }

    /// Has the browser do something; what is wrong comes back in words.
    pub async fn ask(&self, method: &str, what: &str, body: Value) -> Result<Value, String> {
        let path = format!("/session{}{what}", self.session);
        let (status, mut answer) = self.asker.json(method, &path, &body).await?;
        let value = answer["value"].take();
        if status == 200 { Ok(value) } else { Err(value["message"].to_string()) }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if let Some(id) = &self.browser {
            let _ = Command::new("kill").args(["-KILL", id]).status();
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Chromium and chromedriver, where both are here.
fn installed() -> Option<(PathBuf, PathBuf)> {
    let folders: Vec<PathBuf> =
        std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    let found = |name: &str| {
        let path = folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file());
        if path.is_none() {
            eprintln!("skipped: {name} is not installed");
        }
        path
    };
    Some((found("chromium")?, found("chromedriver")?))
}

/// A port that is free now.
fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
