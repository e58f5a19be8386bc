//! Real files of Windows, which are not part of the project: tests say so where they are absent.

use std::path::{Path, PathBuf};

/// A file or folder among them.
pub fn real(path: &str) -> Option<PathBuf> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/windows"));
    let path = root.join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not here", path.display());
    None
}
