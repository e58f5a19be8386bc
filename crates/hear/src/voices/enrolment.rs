//! The voice of the person whose device this is, kept in a file only when they ask for it.

use std::fs;
use std::path::{Path, PathBuf};

use evidence::transcript::Side;

use crate::error::{Error, Result};
use crate::model;
use crate::voices::{EMBEDDING, Embedding};

/// With what the file begins.
const MAGIC: &[u8; 8] = b"HGMYVOI1";
/// At least so alike it is the owner; at most so alike it is someone else; between, nobody knows.
const OWNER_MIN: f32 = 0.78;
const OTHER_MAX: f32 = 0.65;
/// How far a stored voice's length may be from one, by rounding.
const LENGTH_TOLERANCE: f32 = 0.001;

/// The owner's voice.
#[derive(Debug, Clone, PartialEq)]
pub struct Enrolled(Embedding);

/// Where the owner's voice is kept: beside the models.
///
/// # Errors
/// As [`model::folder`].
pub fn enrolled_path() -> Result<PathBuf> {
    Ok(model::folder()?.join("my-voice.bin"))
}

impl Enrolled {
    /// From stretches in which only the owner speaks, some ten seconds together; none of none.
    #[must_use]
    pub fn new(stretches: &[Embedding]) -> Option<Self> {
        Embedding::mean(stretches).map(Self)
    }

    /// Writes it, whole or not at all.
    ///
    /// # Errors
    /// [`Error::File`] if the folder refuses.
    pub fn save(&self, path: &Path) -> Result<()> {
        let numbers = self.0.0.iter().flat_map(|value| value.to_le_bytes());
        let bytes: Vec<u8> = MAGIC.iter().copied().chain(numbers).collect();
        let half = path.with_extension("part");
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Error::file("make", folder))?;
        }
        fs::write(&half, bytes).map_err(Error::file("write", &half))?;
        fs::rename(&half, path).map_err(Error::file("write", path))
    }

    /// Reads it; none if nobody is enrolled.
    ///
    /// # Errors
    /// [`Error::Voice`] if the file is broken.
    pub fn load(path: &Path) -> Result<Option<Self>> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::file("read", path)(error)),
        };
        let broken = || Error::Voice {
            path: path.to_owned(),
            why: "it is no stored voice; remove it and enrol again".to_owned(),
        };
        let numbers = bytes.strip_prefix(MAGIC.as_slice()).ok_or_else(broken)?;
        let (numbers, rest) = numbers.as_chunks::<4>();
        if numbers.len() != EMBEDDING || !rest.is_empty() {
            return Err(broken());
        }
        let values = std::array::from_fn(|place| f32::from_le_bytes(numbers[place]));
        let voice = Embedding(values);
        let is_direction = (voice.likeness(&voice) - 1.0).abs() < LENGTH_TOLERANCE;
        if is_direction { Ok(Some(Self(voice))) } else { Err(broken()) }
    }

    /// Which side a voice is: the owner is the one who is rung.
    #[must_use]
    pub fn side(&self, voice: &Embedding) -> Side {
        match self.0.likeness(voice) {
            likeness if likeness >= OWNER_MIN => Side::Callee,
            likeness if likeness <= OTHER_MAX => Side::Caller,
            _ => Side::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn along(dimension: usize) -> Embedding {
        let mut values = [0.0; EMBEDDING];
        values[dimension] = 1.0;
        Embedding(values)
    }

    #[test]
    fn a_voice_is_kept_and_known_again() {
        let path = std::env::temp_dir().join(format!("hangup-voice-{}", std::process::id()));
        assert_eq!(Enrolled::load(&path).unwrap(), None);
        let enrolled = Enrolled::new(&[along(3), along(4)]).unwrap();
        enrolled.save(&path).unwrap();
        assert_eq!(Enrolled::load(&path).unwrap().unwrap(), enrolled);
        let owner = Embedding::mean([&along(3), &along(4)]).unwrap();
        assert_eq!(enrolled.side(&owner), Side::Callee);
        assert_eq!(enrolled.side(&along(3)), Side::Unknown);
        assert_eq!(enrolled.side(&along(9)), Side::Caller);
        fs::remove_file(&path).unwrap();
    }

    #[test]
    fn a_broken_file_is_refused() {
        let path = std::env::temp_dir().join(format!("hangup-no-voice-{}", std::process::id()));
        for bytes in [b"".to_vec(), b"HGMYVOI1short".to_vec(), vec![0; 8 + 4 * EMBEDDING]] {
            fs::write(&path, bytes).unwrap();
            assert!(Enrolled::load(&path).unwrap_err().to_string().contains("enrol again"));
        }
        fs::remove_file(&path).unwrap();
        assert_eq!(Enrolled::new(&[]), None);
    }
}
