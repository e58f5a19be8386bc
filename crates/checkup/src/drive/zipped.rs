//! A ZIP of collected files: what matters in it is unpacked into a private folder that goes away
//! with the tree. No name in a ZIP decides where anything is written.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use tempfile::TempDir;
use zip::extra_fields::ExtraField;
use zip::read::{ZipArchive, ZipFile, ZipFileEntry};

use super::{BEGINNING_BYTES, DEPTH_MAX, Form, Found, Tree};

/// A ZIP with more entries was not made by collecting files.
const ENTRIES_MAX: u64 = 200_000;
/// The list of entries is read whole, so it may not be larger.
const LIST_BYTES_MAX: u64 = 64 << 20;
/// An entry is unpacked so far.
const ENTRY_BYTES_MAX: u64 = 4 << 30;
/// All entries together are unpacked so far.
const UNPACKED_BYTES_MAX: u64 = 8 << 30;
/// So much comes out without a look at how far it was packed.
const RATIO_FREE_BYTES: u64 = 64 << 20;
/// Beyond that, no honest log is packed further; all that came out is held against all that went
/// in, so that entries which share their bytes gain nothing.
const RATIO_MAX: u64 = 100;
/// A longer name is none of Windows.
const NAME_BYTES_MAX: usize = 4 << 10;
/// A name on this machine is cut to so many characters.
const OWN_NAME_CHARS_MAX: usize = 100;
/// Bytes that are moved at once.
const BLOCK_BYTES: usize = 64 << 10;
/// The end of a ZIP with the longest comment, and the larger form of it.
const END_BYTES_MAX: u64 = (22 + 65_535) + (20 + 56);

type Archive = ZipArchive<BufReader<File>>;

/// What is unpacked: its number in the ZIP, and the name to show.
struct Wanted {
    index: usize,
    shown: String,
    /// None for what only lies beside a database.
    form: Option<Form>,
    changed: Option<SystemTime>,
    is_local: bool,
}

impl Tree {
    /// Looks through a ZIP as if its entries were files.
    pub(super) fn zip(&mut self, path: &Path, see: &mut dyn FnMut(&Found)) {
        let shown = super::shown(path.parent().unwrap_or(path), path);
        let archive = open(path);
        let unpacking = archive.and_then(|archive| Ok((archive, Unpacking::new(path)?)));
        let (mut archive, mut unpacking) = match unpacking {
            Ok(both) => both,
            Err(why) => return self.problem(&shown, &why),
        };
        if archive.has_duplicate_names() {
            let why = "holds entries of the same name; one of each was looked at";
            self.problem(&shown, why);
        }
        let wanted = self.entries(path, &mut archive, see);
        if wanted.iter().any(|entry| entry.is_local) {
            let why = "the times of files in it are those of the computer's clock, without a zone; \
                they are shown as they stand";
            self.problem(&shown, why);
        }
        for entry in wanted {
            self.unpack(&mut archive, &mut unpacking, entry);
        }
        self.unpacked.push(unpacking.folder);
    }

    /// Sees all entries; those that matter are returned.
    fn entries(
        &mut self,
        path: &Path,
        archive: &mut Archive,
        see: &mut dyn FnMut(&Found),
    ) -> Vec<Wanted> {
        let mut names = HashSet::new();
        let mut wanted = Vec::new();
        for index in 0..archive.len() {
            let listed = match archive.by_index_data(index) {
                Ok(entry) => Listed::new(&entry),
                Err(error) => Err((format!("entry {index}"), format!("is damaged: {error}"))),
            };
            let listed = match listed {
                Ok(Some(listed)) => listed,
                Ok(None) => continue,
                Err((name, why)) => {
                    self.problem(&name, &why);
                    continue;
                }
            };
            let Listed { shown, bytes, local, is_link } = listed;
            if is_link {
                self.problem(&shown, "a link to elsewhere, not followed");
            } else if !names.insert(shown.to_lowercase()) {
                self.problem(&shown, "stands twice in the ZIP; the second was not looked at");
            } else {
                self.files += 1;
                let utc = archive.by_index_raw(index).ok().and_then(|entry| changed_utc(&entry));
                let changed = utc.or(local);
                let found = Found { path: path.to_owned(), shown, bytes, changed };
                see(&found);
                let form = Form::of(&found.shown, || head(archive, index));
                if form.is_some() || is_beside_a_database(&found.shown) {
                    let is_local = utc.is_none() && changed.is_some();
                    let shown = found.shown;
                    wanted.push(Wanted { index, shown, form, changed, is_local });
                }
            }
        }
        wanted
    }

    fn unpack(&mut self, archive: &mut Archive, unpacking: &mut Unpacking, entry: Wanted) {
        let opened = match archive.by_index(entry.index) {
            Ok(opened) => opened,
            Err(error) => {
                let why = format!("cannot be unpacked: {error}; unpack it yourself and name it");
                return self.problem(&entry.shown, &why);
            }
        };
        let (path, bytes, why) = match unpacking.write(opened, &entry.shown) {
            Ok(written) => written,
            Err(why) => return self.problem(&entry.shown, &why),
        };
        if let Some(why) = why {
            self.problem(&entry.shown, &why);
        }
        if let Wanted { form: Some(form), shown, changed, .. } = entry {
            self.readable.push((form, Found { path, shown, bytes, changed }));
        }
    }
}

/// Opens a ZIP whose list of entries can be read within limits.
fn open(path: &Path) -> Result<Archive, String> {
    let mut file = File::open(path).map_err(|error| error.to_string())?;
    let (entries, list_bytes) = claims(&mut file).map_err(|error| error.to_string())?;
    if entries > ENTRIES_MAX || list_bytes > LIST_BYTES_MAX {
        return Err(format!("holds {entries} entries, more than {ENTRIES_MAX}; not looked into"));
    }
    let archive = ZipArchive::new(BufReader::new(file));
    let archive = archive.map_err(|error| format!("is no readable ZIP: {error}"))?;
    if u64::try_from(archive.len()).is_ok_and(|entries| entries <= ENTRIES_MAX) {
        return Ok(archive);
    }
    Err(format!("holds more than {ENTRIES_MAX} entries; not looked into"))
}

/// How many entries the ends of a ZIP claim, and how many bytes their list has; the largest claim
/// of all that could be taken for its end.
fn claims(file: &mut File) -> io::Result<(u64, u64)> {
    let bytes = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(bytes.saturating_sub(END_BYTES_MAX)))?;
    let mut end = Vec::new();
    file.take(END_BYTES_MAX).read_to_end(&mut end)?;
    let mut claims = (0, 0);
    for at in 0..end.len() {
        let number = |from: usize, bytes: usize| -> u64 {
            let digits = end.get(at + from..at + from + bytes).unwrap_or_default();
            digits.iter().rev().fold(0, |number, digit| number << 8 | u64::from(*digit))
        };
        let claim = match end.get(at..at + 4) {
            Some(b"PK\x05\x06") => (number(10, 2), number(12, 4) & 0x7fff_ffff),
            Some(b"PK\x06\x06") => (number(32, 8), number(40, 8)),
            _ => continue,
        };
        // All ones stand for "see the larger form".
        let list_bytes = if claim.1 == 0x7fff_ffff { 0 } else { claim.1 };
        claims = (claims.0.max(claim.0), claims.1.max(list_bytes));
    }
    Ok(claims)
}

/// What the list says of an entry.
struct Listed {
    shown: String,
    bytes: u64,
    /// When it was last changed, by the clock of the computer that packed it.
    local: Option<SystemTime>,
    is_link: bool,
}

impl Listed {
    /// Nothing for a folder; a name and why for an entry that is not looked at.
    fn new(entry: &ZipFileEntry<'_>) -> Result<Option<Self>, (String, String)> {
        if entry.is_dir() {
            return Ok(None);
        }
        let (bytes, local) = (entry.size(), changed_local(entry));
        match entry.name().map_err(|_| "its name is no text; not looked at").and_then(clean) {
            Ok(shown) => Ok(Some(Self { shown, bytes, local, is_link: entry.is_symlink() })),
            Err(why) => {
                let name = String::from_utf8_lossy(entry.name_raw());
                let name = name.chars().filter(|sign| !sign.is_control());
                Err((name.take(OWN_NAME_CHARS_MAX).collect(), why.to_owned()))
            }
        }
    }
}

/// A name to show: relative, with forward slashes.
fn clean(name: Cow<'_, str>) -> Result<String, &'static str> {
    const STRANGE: &str = "its name is none of Windows; not looked at";
    if name.len() > NAME_BYTES_MAX || name.contains(char::is_control) {
        return Err(STRANGE);
    }
    let name = name.replace('\\', "/");
    let parts = name.split('/').filter(|part| !part.is_empty() && *part != ".");
    let parts: Vec<&str> = parts.collect();
    if parts.contains(&"..") {
        return Err("its name leads out of the ZIP; not looked at");
    }
    if parts.is_empty() || parts.len() > DEPTH_MAX {
        return Err(STRANGE);
    }
    Ok(parts.join("/"))
}

/// The first bytes of an entry; none where it cannot be unpacked, which is said when it is.
fn head(archive: &mut Archive, index: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let Ok(entry) = archive.by_index(index) else { return bytes };
    // What came before an error still shows what it is.
    let _as_far_as_it_goes = entry.take(BEGINNING_BYTES).read_to_end(&mut bytes);
    bytes
}

/// What a database needs beside it.
fn is_beside_a_database(shown: &str) -> bool {
    let base = ["-wal", "-journal"].iter().find_map(|end| shown.strip_suffix(end));
    base.and_then(|base| Form::of(base, Vec::new)) == Some(Form::Browser)
}

/// When an entry was last changed, where the ZIP keeps universal time.
fn changed_utc<R: Read>(entry: &ZipFile<'_, R>) -> Option<SystemTime> {
    let seconds = entry.extra_data_fields().find_map(|field| match field {
        ExtraField::ExtendedTimestamp(times) => times.mod_time(),
        _ => None,
    });
    Some(SystemTime::UNIX_EPOCH + Duration::from_secs(u64::from(seconds?)))
}

/// When an entry was last changed by the clock of the computer that packed it.
fn changed_local(entry: &ZipFileEntry<'_>) -> Option<SystemTime> {
    let local = entry.last_modified()?;
    let part = |number: u8| i8::try_from(number).ok();
    let year = i16::try_from(local.year()).ok()?;
    let day = Date::new(year, part(local.month())?, part(local.day())?).ok()?;
    let (hour, minute) = (part(local.hour())?, part(local.minute())?);
    let time = Time::new(hour, minute, part(local.second())?, 0).ok()?;
    let at = Offset::UTC.to_timestamp(day.to_datetime(time)).ok()?;
    Some(SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(at.as_second()).ok()?))
}

/// The unpacking of one ZIP, with what it has used up.
struct Unpacking {
    folder: TempDir,
    /// The folders of the ZIP, each with a number for its name here.
    folders: HashMap<String, usize>,
    zip_bytes: u64,
    bytes: u64,
}

impl Unpacking {
    fn new(zip: &Path) -> Result<Self, String> {
        let folder = tempfile::Builder::new().prefix("hangup-").tempdir();
        let folder = folder.map_err(|error| format!("no room to unpack it: {error}"))?;
        let zip_bytes = fs::metadata(zip).map_err(|error| error.to_string())?.len();
        Ok(Self { folder, folders: HashMap::new(), zip_bytes, bytes: 0 })
    }

    /// Unpacks an entry: where it lies now, how large it is, and why it is not whole.
    fn write(
        &mut self,
        mut entry: impl Read,
        shown: &str,
    ) -> Result<(PathBuf, u64, Option<String>), String> {
        let path = self.place(shown).map_err(|error| format!("cannot be unpacked: {error}"))?;
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        let mut file = file.map_err(|error| format!("cannot be unpacked: {error}"))?;
        let mut block = vec![0; BLOCK_BYTES];
        let mut bytes = 0;
        let why = loop {
            let read = match entry.read(&mut block) {
                Ok(0) => break None,
                Ok(read) => read,
                Err(error) => break Some(format!("damaged, read as far as it goes: {error}")),
            };
            let more = u64::try_from(read).unwrap_or(u64::MAX);
            (bytes, self.bytes) = (bytes + more, self.bytes + more);
            if let Some(why) = self.excess(bytes) {
                drop(file);
                let _removed_with_the_folder = fs::remove_file(&path);
                return Err(why.to_owned());
            }
            if let Err(error) = file.write_all(&block[..read]) {
                return Err(format!("cannot be unpacked: {error}"));
            }
        };
        Ok((path, bytes, why))
    }

    fn excess(&self, entry_bytes: u64) -> Option<&'static str> {
        let honest = self.zip_bytes.saturating_mul(RATIO_MAX).saturating_add(RATIO_FREE_BYTES);
        if self.bytes > honest {
            return Some("grows too far when unpacked, as a ZIP bomb does; not read");
        }
        if entry_bytes > ENTRY_BYTES_MAX || self.bytes > UNPACKED_BYTES_MAX {
            return Some("the ZIP grows too large when unpacked; unpack it yourself and name it");
        }
        None
    }

    /// A path for an entry: a numbered folder, and a name in which only harmless signs are left.
    fn place(&mut self, shown: &str) -> io::Result<PathBuf> {
        let (folder, name) = shown.rsplit_once('/').unwrap_or(("", shown));
        let next = self.folders.len();
        let number = *self.folders.entry(folder.to_lowercase()).or_insert(next);
        let folder = self.folder.path().join(number.to_string());
        fs::create_dir_all(&folder)?;
        let harmless = |sign: char| if sign.is_ascii_alphanumeric() { sign } else { '-' };
        let own = |sign: char| if matches!(sign, '.' | '_') { sign } else { harmless(sign) };
        let kept: String = name.chars().map(own).collect();
        let at = kept.len().saturating_sub(OWN_NAME_CHARS_MAX);
        // The letter keeps it from being a name that Windows has for a device.
        let path = folder.join(format!("f{}", &kept[at..]));
        if path.exists() {
            let number = fs::read_dir(&folder)?.count();
            return Ok(folder.join(format!("g{number}{}", &kept[at..])));
        }
        Ok(path)
    }
}

#[cfg(test)]
mod tests;
