//! Start-up folders: what starts at sign-in because a file or a shortcut lies there, to traces.

use jiff::Timestamp;

use super::registry::{number, short, wide};
use crate::findings::{Moment, Proof};
use crate::trace::Trace;

/// A larger shortcut is none.
pub(crate) const SHORTCUT_BYTES_MAX: usize = 1 << 20;
/// So many characters can a part of a shortcut have.
const PART_CHARACTERS_MAX: usize = 4_096;
/// How a shortcut begins: the length of its head, and the number of its kind.
const SHORTCUT: [u8; 8] = [0x4c, 0, 0, 0, 1, 0x14, 2, 0];

/// A file of a start-up folder.
///
/// # Errors
/// Why its target cannot be read.
pub fn start(file: &str, bytes: &[u8], changed: Option<Timestamp>) -> Result<Trace, String> {
    let name = file.rsplit(['\\', '/']).next().unwrap_or(file);
    let command = if bytes.starts_with(&SHORTCUT) {
        target(bytes).ok_or("a shortcut without a target that can be read")?
    } else if name.to_lowercase().ends_with(".lnk") {
        return Err("no shortcut of Windows: it is damaged or cut off".to_owned());
    } else {
        file.replace('/', "\\")
    };
    let fields = vec![
        ("from", "startup-folder".to_owned()),
        ("name", name.to_owned()),
        ("command", command.clone()),
        ("on", "on".to_owned()),
        ("key", file.to_owned()),
    ];
    let when = changed.map(|at| Moment::in_utc(at, format!("{at}, the time of the file")));
    let proof = Proof { file: file.to_owned(), line: None, record: None, raw: command };
    Ok(Trace { source: "sign-in-start", fields, when, proof })
}

/// The path to which a shortcut leads, with its arguments (MS-SHLLINK 2.1 to 2.4).
fn target(bytes: &[u8]) -> Option<String> {
    let flags = number(bytes, 20)?;
    let has = |bit: u32| flags & (1 << bit) != 0;
    let mut at = 76;
    if has(0) {
        at += 2 + usize::from(short(bytes, at)?);
    }
    let mut path = String::new();
    if has(1) {
        let info = bytes.get(at..)?;
        path = local_path(info).unwrap_or_default();
        at = at.checked_add(usize::try_from(number(info, 0)?).ok()?)?;
    }
    // Name, relative path, folder and arguments follow, each if its flag is set.
    let mut parts = [const { String::new() }; 4];
    for (bit, part) in (2..).zip(&mut parts) {
        if !has(bit) {
            continue;
        }
        let count = usize::from(short(bytes, at)?);
        let length = if has(7) { count * 2 } else { count };
        let text = bytes.get(at + 2..(at + 2).checked_add(length)?)?;
        *part = if has(7) { wide(text) } else { String::from_utf8_lossy(text).into_owned() };
        at += 2 + length;
    }
    let [_, relative, _, arguments] = parts;
    let path = if path.is_empty() { relative } else { path };
    let text = format!("{path} {arguments}");
    let text = text.trim().chars().take(PART_CHARACTERS_MAX).collect::<String>();
    (!path.is_empty()).then_some(text)
}

/// The path on a disk of this computer.
fn local_path(info: &[u8]) -> Option<String> {
    /// A head of this length has places of wide texts too.
    const WIDE_HEAD_BYTES: u32 = 0x24;
    let place = |at| number(info, at).and_then(|place| usize::try_from(place).ok());
    let base =
        if number(info, 4)? >= WIDE_HEAD_BYTES { place(28).filter(|&at| at > 0) } else { None };
    if let Some(at) = base {
        return Some(wide(info.get(at..)?));
    }
    let narrow = info.get(place(16).filter(|&at| at > 0)?..)?;
    let end = narrow.iter().position(|byte| *byte == 0)?;
    // The computer's own code page is not known; names of tools are plain letters.
    Some(narrow[..end].iter().map(|byte| char::from(*byte)).collect())
}

#[cfg(test)]
mod tests;
