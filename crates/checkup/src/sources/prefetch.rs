//! Prefetch, `Windows\Prefetch\*.pf`: which programs ran, how often and when, to traces.

use prefetch_core::{PrefetchError, PrefetchInfo};

use super::registry::filetime;
use crate::findings::{Moment, Proof};
use crate::trace::Trace;

/// A larger file is none of Windows, which stops at a few hundred kilobytes.
pub(crate) const FILE_BYTES_MAX: usize = 8 << 20;
/// More is never unpacked.
const UNPACKED_BYTES_MAX: u32 = 32 << 20;
/// The versions of Windows 8.1 and of Windows 10: these fields lie at the same places.
const WINDOWS_8_1: u8 = 26;
const WINDOWS_10: u8 = 30;

/// The runs of one program, the last first.
///
/// # Errors
/// Why they cannot be read.
pub fn runs(file: &str, bytes: &[u8]) -> Result<Vec<Trace>, String> {
    let packed = bytes.starts_with(b"MAM");
    let unpacked = bytes.get(4..8).and_then(|four| Some(u32::from_le_bytes(four.try_into().ok()?)));
    if bytes.len() > FILE_BYTES_MAX || packed && unpacked.is_none_or(|it| it > UNPACKED_BYTES_MAX) {
        return Err("too large for a prefetch file; not read".to_owned());
    }
    let mut scca = prefetch_core::decompress(bytes).map_err(|error| why(&error))?;
    if let Some(version) = scca.first_mut().filter(|version| **version == WINDOWS_8_1) {
        *version = WINDOWS_10;
    }
    let info = prefetch_core::parse_decompressed(&scca).map_err(|error| why(&error))?;
    if info.executable.is_empty() {
        return Err("names no program: it is damaged".to_owned());
    }
    Ok(traces(file, &info))
}

fn why(error: &PrefetchError) -> String {
    match error {
        PrefetchError::UnsupportedVersion(version) => format!(
            "of an older Windows (form {version}): only its name is known, and its file times, \
            which lie about ten seconds after the first and the last run"
        ),
        PrefetchError::TooShort | PrefetchError::TruncatedRecord => "cut off".to_owned(),
        PrefetchError::BadSignature => "no prefetch file of Windows".to_owned(),
        PrefetchError::Decompress(error) => format!("damaged: {error}"),
    }
}

fn traces(file: &str, info: &PrefetchInfo) -> Vec<Trace> {
    // The list of files that the program needed holds the program itself; its name is cut after
    // 29 characters above.
    let end = format!("\\{}", info.executable.to_uppercase());
    let is_program = |path: &&String| {
        path.to_uppercase()
            .rsplit_once('\\')
            .is_some_and(|(_, name)| format!("\\{name}").starts_with(&end))
    };
    let path = info.filenames.iter().find(is_program).cloned().unwrap_or_default();
    let trace = |(place, ticks): (usize, &i64)| {
        let at = filetime(&ticks.to_le_bytes(), 0)?;
        let fields = vec![
            ("from", "prefetch".to_owned()),
            ("program", info.executable.clone()),
            ("path", path.clone()),
            ("count", info.run_count.to_string()),
            ("run", if place == 0 { "last" } else { "earlier" }.to_owned()),
        ];
        let raw = format!("{} ran {} times; {path}", info.executable, info.run_count);
        let proof = Proof { file: file.to_owned(), line: None, record: None, raw };
        let when = Some(Moment::in_utc(at, at.to_string()));
        Some(Trace { source: "run", fields, when, proof })
    };
    info.last_run_times.iter().enumerate().filter_map(trace).collect()
}

/// The program by the name of a file that cannot be read, such as `ANYDESK.EXE-0C03AAF4.pf`, with
/// the time of its last change.
#[must_use]
pub fn by_name(file: &str, changed: Option<jiff::Timestamp>) -> Option<Trace> {
    let name = file.rsplit(['\\', '/']).next()?;
    let (program, _) = name.rsplit_once('-')?;
    let fields = vec![
        ("from", "prefetch".to_owned()),
        ("program", program.to_owned()),
        ("path", String::new()),
        ("run", "last".to_owned()),
    ];
    let when = changed.map(|at| Moment::in_utc(at, format!("{at}, the time of the file")));
    let proof = Proof { file: file.to_owned(), line: None, record: None, raw: name.to_owned() };
    Some(Trace { source: "run", fields, when, proof })
}

#[cfg(test)]
mod tests;
