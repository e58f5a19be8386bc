//! axe-core, which looks whether a page can be used by everybody: fetched once by npm, at the
//! version and with the sum that `axe/package-lock.json` names, and kept in the user's cache.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::browser::Browser;

const PACKAGE: &str = include_str!("axe/package.json");
const LOCK: &str = include_str!("axe/package-lock.json");
/// So many places of a fault are named.
const PLACES_MAX: usize = 3;

/// The script, once it is here.
pub struct Axe(String);

/// Which rules are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    /// All of them.
    All,
    /// Those that depend on colours.
    Colours,
    /// All others.
    Shapes,
}

impl Axe {
    /// None where it cannot be had.
    pub fn fetched() -> Option<Self> {
        let folder = folder()?;
        let script = folder.join("node_modules/axe-core/axe.min.js");
        // Tests run beside each other: the first fetches it.
        let lock = fs::File::create(folder.join("lock")).unwrap();
        lock.lock().unwrap();
        let is_current =
            fs::read_to_string(folder.join("package-lock.json")).is_ok_and(|text| text == LOCK);
        if !is_current || !script.is_file() {
            fs::write(folder.join("package.json"), PACKAGE).unwrap();
            fs::write(folder.join("package-lock.json"), LOCK).unwrap();
            let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
            let fetched = Command::new("npm").args(npm).current_dir(&folder).status();
            if !fetched.is_ok_and(|status| status.success()) {
                eprintln!("skipped: npm is not installed or cannot fetch axe-core");
                return None;
            }
        }
        Some(Self(fs::read_to_string(script).unwrap()))
    }

    /// What is wrong with the page that is open, each fault with where it is.
    pub async fn faults(&self, browser: &Browser, rules: Rules) -> Vec<String> {
        if browser.run("return !window.axe", &[]).await == Value::Bool(true) {
            browser.run(&self.0, &[]).await;
        }
        let options = match rules {
            Rules::All => json!({"resultTypes": ["violations"]}),
            Rules::Colours => {
                json!({"resultTypes": ["violations"], "runOnly": ["color-contrast"]})
            }
            Rules::Shapes => json!({"resultTypes": ["violations"],
                "rules": {"color-contrast": {"enabled": false}}}),
        };
        let script = "const [options, done] = arguments;
            axe.run(document, options).then(({ violations }) => done(violations),
                (error) => done([{ id: String(error), help: '', nodes: [] }]))";
        let found = browser.run_until_done(script, &[options]).await;
        found.as_array().unwrap().iter().map(in_words).collect()
    }
}

fn in_words(fault: &Value) -> String {
    let none = Vec::new();
    let nodes = fault["nodes"].as_array().unwrap_or(&none);
    let places: Vec<&str> =
        nodes.iter().take(PLACES_MAX).filter_map(|node| node["html"].as_str()).collect();
    let (id, help) = (fault["id"].as_str(), fault["help"].as_str());
    let (id, help) = (id.unwrap_or_default(), help.unwrap_or_default());
    format!("{id}: {help}, {} times, as in {}", nodes.len(), places.join(" and "))
}

fn folder() -> Option<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")))?;
    let folder = cache.join("hangup/axe-core");
    fs::create_dir_all(&folder).ok()?;
    Some(folder)
}
