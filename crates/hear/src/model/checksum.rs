//! SHA-256 of files and of streams that pass by.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// How much of a file is read at once.
const READ_BYTES: usize = 1 << 16;

/// The SHA-256 of a file, in lower-case hexadecimal.
pub fn of_file(path: &Path) -> Result<String> {
    let mut file = File::open(path).map_err(Error::file("read", path))?;
    let mut summing = Summing::new(io::sink());
    let mut buffer = vec![0; READ_BYTES];
    loop {
        let read = file.read(&mut buffer).map_err(Error::file("read", path))?;
        if read == 0 {
            return Ok(summing.finish().1);
        }
        summing.write_all(&buffer[..read]).map_err(Error::file("read", path))?;
    }
}

/// The SHA-256 of bytes.
pub fn of_bytes(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Fails if a file is not the pinned one.
pub fn check_file(path: &Path, expected: &str) -> Result<()> {
    check(path, expected, of_file(path)?)
}

/// Fails if a sum is not the pinned one; `path` says of what it is.
pub fn check(path: &Path, expected: &str, found: String) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(Error::WrongSum { path: path.to_owned(), expected: expected.to_owned(), found })
}

/// A writer that sums what passes through it.
pub struct Summing<W> {
    inner: W,
    sum: Sha256,
}

impl<W: Write> Summing<W> {
    /// Sums what is written to `inner` from now on.
    pub fn new(inner: W) -> Self {
        Self { inner, sum: Sha256::new() }
    }

    /// The writer and the sum of all that passed.
    pub fn finish(self) -> (W, String) {
        (self.inner, hexadecimal(&self.sum.finalize()))
    }
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(buffer)?;
        self.sum.update(&buffer[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of FIPS 180-4.
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn sums_are_those_of_the_standard() {
        assert_eq!(of_bytes(b"abc"), ABC);
        let mut summing = Summing::new(Vec::new());
        summing.write_all(b"ab").unwrap();
        summing.write_all(b"c").unwrap();
        assert_eq!(summing.finish(), (b"abc".to_vec(), ABC.to_owned()));
    }
}
