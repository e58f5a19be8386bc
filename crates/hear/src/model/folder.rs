//! Where models lie on this machine, and whether what lies there is sound.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::model::Model;
use crate::model::checksum;

/// The environment variable that names another folder for models.
pub const MODELS_FOLDER_VARIABLE: &str = "HANGUP_MODELS";

/// Whether a model is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is not installed.
    Missing,
    /// Its file is there and has the pinned SHA-256.
    Sound,
    /// Its file is there and is another.
    Damaged,
}

/// The folder of models: [`MODELS_FOLDER_VARIABLE`], or `models` in the user's data folder.
///
/// # Errors
/// [`Error::NoFolder`] where neither is known.
pub fn folder() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os(MODELS_FOLDER_VARIABLE).filter(|name| !name.is_empty()) {
        return Ok(PathBuf::from(named));
    }
    let project = directories::ProjectDirs::from("", "", "hangup").ok_or(Error::NoFolder)?;
    Ok(project.data_dir().join("models"))
}

/// Where a model's file lies, or would lie.
#[must_use]
pub fn path(model: &Model, folder: &Path) -> PathBuf {
    folder.join(&model.file)
}

/// Whether a model is there and sound; reads the whole file.
///
/// # Errors
/// [`Error::File`] if the file is there but cannot be read.
pub fn state(model: &Model, folder: &Path) -> Result<State> {
    let path = path(model, folder);
    if !path.exists() {
        return Ok(State::Missing);
    }
    let bytes = fs::metadata(&path).map_err(Error::file("read", &path))?.len();
    let sound = bytes == model.bytes && checksum::of_file(&path)? == model.sha256;
    Ok(if sound { State::Sound } else { State::Damaged })
}

/// Checks an installed model.
///
/// # Errors
/// [`Error::NotInstalled`], or [`Error::WrongSum`] if the file is another than was installed.
pub fn verify(model: &Model, folder: &Path) -> Result<()> {
    let path = path(model, folder);
    if !path.exists() {
        return Err(Error::NotInstalled { id: model.id.clone() });
    }
    checksum::check_file(&path, &model.sha256)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model;

    #[test]
    fn a_missing_and_a_damaged_model_are_told_apart() {
        let folder = std::env::temp_dir().join(format!("hangup-state-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let base = model::model("base").unwrap();
        assert_eq!(state(&base, &folder).unwrap(), State::Missing);
        assert!(matches!(verify(&base, &folder), Err(Error::NotInstalled { .. })));
        fs::write(path(&base, &folder), "half a file").unwrap();
        assert_eq!(state(&base, &folder).unwrap(), State::Damaged);
        assert!(matches!(verify(&base, &folder), Err(Error::WrongSum { .. })));
        fs::remove_dir_all(&folder).unwrap();
    }
}
