//! Files that only a passphrase opens, in the format of age (age-encryption.org/v1), so that other
//! programs open them too.

use std::io::{self, BufRead, Read, Write};

use age::secrecy::SecretString;
use age::{Decryptor, Encryptor, scrypt};

/// What a sealed file begins with.
pub const MARK: &[u8] = b"age-encryption.org/v1\n";

/// The most work that opening a file may take, as a power of two: about a gigabyte and some
/// seconds.
/// A file that asks for more is refused, because it may have been made to stop this machine.
const WORK_MAX: u8 = 20;

/// Why a sealed file stays closed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Closed {
    /// The passphrase is another one.
    #[error("the passphrase does not open it; try again, and mind capitals")]
    Passphrase,
    /// It was damaged, or made in another way.
    #[error("it cannot be opened: {0}; it may be damaged, or not sealed with a passphrase")]
    Damaged(String),
    /// It cannot be read.
    #[error("it cannot be read")]
    Unreadable(#[from] io::Error),
}

/// Whether what follows is sealed; nothing is taken from it.
///
/// # Errors
/// When it cannot be read.
pub fn is_sealed(file: &mut impl BufRead) -> io::Result<bool> {
    Ok(file.fill_buf()?.starts_with(MARK))
}

/// Seals what `write` writes. Nothing can be read back without the passphrase: there is no other
/// way in.
///
/// # Errors
/// When it cannot be written.
pub fn sealed<W: Write, E: From<io::Error>>(
    out: W,
    passphrase: &str,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<W, E> {
    let encryptor = Encryptor::with_user_passphrase(SecretString::from(passphrase.to_owned()));
    let mut inner = encryptor.wrap_output(out)?;
    write(&mut inner)?;
    Ok(inner.finish()?)
}

/// What a sealed file holds.
///
/// # Errors
/// [`Closed`].
pub fn opened<R: Read>(file: R, passphrase: &str) -> Result<impl Read + use<R>, Closed> {
    let decryptor = Decryptor::new(file).map_err(told)?;
    let mut identity = scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
    identity.set_max_work_factor(WORK_MAX);
    decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(told)
}

fn told(error: age::DecryptError) -> Closed {
    match error {
        age::DecryptError::DecryptionFailed | age::DecryptError::KeyDecryptionFailed => {
            Closed::Passphrase
        }
        age::DecryptError::Io(error) => Closed::Unreadable(error),
        other => Closed::Damaged(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(text: &[u8]) -> Vec<u8> {
        sealed(Vec::new(), "correct horse", |out| out.write_all(text)).expect("memory")
    }

    #[test]
    fn only_the_passphrase_opens_it() {
        let file = seal(b"what was said");
        assert!(is_sealed(&mut &file[..]).expect("memory"));
        assert!(!file.windows(4).any(|bytes| bytes == b"said"));
        let mut text = Vec::new();
        opened(&file[..], "correct horse").expect("opens").read_to_end(&mut text).expect("whole");
        assert_eq!(text, b"what was said");
        assert!(matches!(opened(&file[..], "wrong").err(), Some(Closed::Passphrase)));
    }

    #[test]
    fn damage_is_told() {
        let file = seal(&[7; 1000]);
        let cut = &file[..file.len() - 1];
        let mut text = Vec::new();
        let read = opened(cut, "correct horse").map(|mut open| open.read_to_end(&mut text));
        assert!(!matches!(read, Ok(Ok(_))), "a file that was cut off was read");
        assert!(opened(&b"age-encryption.org/v1\n"[..], "x").is_err());
        assert!(opened(&b"something else"[..], "x").is_err());
    }
}
