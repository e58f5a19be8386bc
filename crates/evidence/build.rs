//! Packs what Hangup knows into the program: every TOML file of rules, facts and advice becomes
//! JSON, which is read many times faster when the program starts; lists stay as they are written.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The folders that knowledge consists of.
const FOLDERS: [&str; 3] = ["rules", "facts", "advice"];
/// A folder nested deeper than this is no knowledge.
const DEPTH_MAX: usize = 8;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../..");
    let mut paths = Vec::new();
    for folder in FOLDERS {
        println!("cargo::rerun-if-changed={}", root.join(folder).display());
        gather(&root.join(folder), DEPTH_MAX, &mut paths)?;
    }
    paths.sort();
    let mut packed = String::from("&[\n");
    for path in &paths {
        let text = fs::read_to_string(path)?;
        let name = path.strip_prefix(&root)?.to_string_lossy().replace('\\', "/");
        let text = if is(path, "toml") {
            let table: toml::Table =
                toml::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
            serde_json::to_string(&table)?
        } else {
            text
        };
        writeln!(packed, "({name:?}, {text:?}),")?;
    }
    packed.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("packed.rs"), packed)?;
    Ok(())
}

/// All files of knowledge below a folder.
fn gather(folder: &Path, depth: usize, paths: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    if depth == 0 {
        return Err(format!("{} is nested too deeply", folder.display()).into());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, depth - 1, paths)?;
        } else if ["toml", "tsv", "txt"].iter().any(|ending| is(&path, ending)) {
            paths.push(path);
        }
    }
    Ok(())
}

fn is(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|own| own == ending)
}
