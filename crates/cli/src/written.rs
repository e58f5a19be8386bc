//! Files that a command writes: whole or not at all, and never into what is examined.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use tempfile::NamedTempFile;

/// Writes a file under a temporary name beside its place and renames it when it is whole.
///
/// # Errors
/// When it cannot be written, or `write` fails; then nothing is left behind.
pub fn whole(path: &Path, write: impl FnOnce(&mut File) -> Result<()>) -> Result<()> {
    let folder = folder(path);
    let mut file = NamedTempFile::new_in(&folder)
        .with_context(|| format!("writing into {}: choose another folder", folder.display()))?;
    write(file.as_file_mut()).with_context(|| format!("writing {}", path.display()))?;
    file.as_file().sync_all()?;
    file.persist(path).with_context(|| format!("writing {}", path.display()))?;
    Ok(())
}

/// Refuses a place inside what is examined: nothing may be changed there.
///
/// # Errors
/// When the place lies there, or its folder is not there.
pub fn outside(path: &Path, examined: &[PathBuf]) -> Result<()> {
    let folder = folder(path);
    let folder = folder
        .canonicalize()
        .with_context(|| format!("there is no folder {}", folder.display()))?;
    let place = folder.join(path.file_name().unwrap_or_default());
    for root in examined.iter().filter_map(|root| root.canonicalize().ok()) {
        if place.starts_with(&root) {
            let (path, root) = (path.display(), root.display());
            bail!("{path} lies inside {root}, which is examined: choose a place outside of it");
        }
    }
    Ok(())
}

fn folder(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).to_owned()
}
