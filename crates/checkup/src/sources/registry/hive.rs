//! The cells of a registry hive (`regf`): keys, their names and values, read where they are asked
//! for and never as a whole. The layout is that of `winreg-kb` and of Windows' own headers.

use std::collections::HashSet;
use std::io::{Read, Seek, SeekFrom};

use jiff::Timestamp;

/// So many cells of one hive are read; a sound hive needs far fewer for the keys that matter.
const CELLS_MAX: u32 = 1_000_000;
/// A larger cell is not read as a whole.
const CELL_BYTES_MAX: usize = 1 << 20;
/// So many keys below one key, or values of one key, are looked at.
const LIST_MAX: usize = 20_000;
/// So many characters can a name have.
const NAME_BYTES_MAX: usize = 1_024;
/// An index of keys may stand in one other index, no deeper.
const INDEX_DEPTH_MAX: u32 = 2;
/// Cells are counted from behind the head of the file.
const HEAD_BYTES: u64 = 4_096;
/// The offset that means none.
const NONE: u32 = u32::MAX;

/// A hive that is open.
#[derive(Debug)]
pub struct Hive<R> {
    bytes: R,
    root: u32,
    cells_left: u32,
    /// What is damaged in it, once for each kind of damage.
    problems: Vec<&'static str>,
    /// Whether it was written back fully.
    pub(super) clean: bool,
    /// The end of the path under which Windows held it.
    pub(super) path: String,
}

/// A key, as far as it is read.
#[derive(Debug, Clone)]
pub(super) struct Key {
    /// Its name; the root's is meaningless.
    pub(super) name: String,
    /// When it was last changed: any value of it, or a key made or removed right below.
    pub(super) changed: Option<Timestamp>,
    cell: u32,
    keys: u32,
    values: u32,
    values_count: u32,
}

impl Key {
    /// The same key where its time would say nothing.
    pub(super) fn without_time(&self) -> Self {
        Self { changed: None, ..self.clone() }
    }
}

/// A value of a key.
#[derive(Debug, Clone)]
pub(super) struct Value {
    /// Its name; empty for the key's own value.
    pub(super) name: String,
    /// How the bytes are meant: 1 and 2 are text, 4 is a number, 7 is a list of texts.
    pub(super) kind: u32,
    /// What it holds.
    pub(super) bytes: Vec<u8>,
}

impl<R: Read + Seek> Hive<R> {
    /// Opens a hive.
    ///
    /// # Errors
    /// Why it is none.
    pub fn open(mut bytes: R) -> Result<Self, String> {
        let mut head = [0; 512];
        let read = bytes.rewind().and_then(|()| bytes.read_exact(&mut head));
        read.map_err(|error| format!("too short for a registry hive: {error}"))?;
        if !head.starts_with(b"regf") {
            let zero = head.iter().all(|byte| *byte == 0);
            let why = if zero { "filled with zeros, no registry hive" } else { "no registry hive" };
            return Err(why.to_owned());
        }
        let path = wide(&head[48..112]);
        let clean = number(&head, 4) == number(&head, 8);
        let root = number(&head, 36).unwrap_or(NONE);
        Ok(Self { bytes, root, cells_left: CELLS_MAX, problems: Vec::new(), clean, path })
    }

    /// What is damaged in it, as far as was read.
    #[must_use]
    pub fn problems(&self) -> &[&'static str] {
        &self.problems
    }

    /// The key at the top.
    pub(super) fn root(&mut self) -> Option<Key> {
        self.key(self.root)
    }

    /// The key at the end of a path of names, from another key.
    pub(super) fn below(&mut self, key: &Key, path: &str) -> Option<Key> {
        let mut key = key.clone();
        for name in path.split('\\') {
            let name = name.to_lowercase();
            key = self.keys(&key).into_iter().find(|key| key.name.to_lowercase() == name)?;
        }
        Some(key)
    }

    /// The keys right below a key.
    pub(super) fn keys(&mut self, key: &Key) -> Vec<Key> {
        let (mut cells, mut seen) = (Vec::new(), HashSet::from([key.cell]));
        self.index(key.keys, INDEX_DEPTH_MAX, &mut cells);
        let mut keys = Vec::new();
        for cell in cells {
            if !seen.insert(cell) {
                self.problem("a list of keys names one key twice; it was left there");
                break;
            }
            keys.extend(self.key(cell));
        }
        keys
    }

    /// The values of a key.
    pub(super) fn values(&mut self, key: &Key) -> Vec<Value> {
        let count = usize::try_from(key.values_count).unwrap_or(usize::MAX);
        if count == 0 || key.values == NONE {
            return Vec::new();
        }
        let Some(list) = self.cell(key.values) else { return Vec::new() };
        let (mut seen, mut values) = (HashSet::new(), Vec::new());
        for cell in numbers(&list).take(count.min(LIST_MAX)) {
            if !seen.insert(cell) {
                self.problem("a list of values names one value twice; it was left there");
                break;
            }
            values.extend(self.value_at(cell));
        }
        values
    }

    /// A value of a key by its name.
    pub(super) fn value(&mut self, key: &Key, name: &str) -> Option<Value> {
        let name = name.to_lowercase();
        self.values(key).into_iter().find(|value| value.name.to_lowercase() == name)
    }

    fn problem(&mut self, why: &'static str) {
        if !self.problems.contains(&why) {
            self.problems.push(why);
        }
    }

    /// Adds the cells of the keys that a list names; a list may consist of lists.
    fn index(&mut self, at: u32, depth: u32, cells: &mut Vec<u32>) {
        if at == NONE || cells.len() >= LIST_MAX {
            return;
        }
        if depth == 0 {
            return self.problem("lists of keys lie within each other too deeply");
        }
        let Some(cell) = self.cell(at) else { return };
        let count = usize::from(short(&cell, 2).unwrap_or(0));
        let entries = cell.get(4..).unwrap_or_default();
        match cell.get(..2) {
            Some(b"lf" | b"lh") => {
                let fresh = entries.chunks_exact(8).filter_map(|entry| number(entry, 0));
                cells.extend(fresh.take(count));
            }
            Some(b"li") => cells.extend(numbers(entries).take(count)),
            Some(b"ri") => {
                for at in numbers(entries).take(count) {
                    self.index(at, depth - 1, cells);
                }
            }
            _ => self.problem("a list of keys is damaged"),
        }
        cells.truncate(LIST_MAX);
    }

    fn key(&mut self, at: u32) -> Option<Key> {
        let cell = self.cell(at)?;
        let key = key_of(&cell, at);
        if key.is_none() {
            self.problem("a key is damaged");
        }
        key
    }

    fn value_at(&mut self, at: u32) -> Option<Value> {
        let cell = self.cell(at)?;
        let Some((name, length, data, kind)) = value_head(&cell) else {
            self.problem("a value is damaged");
            return None;
        };
        /// The bit of the length that says that the bytes stand in place of their offset.
        const IN_PLACE: u32 = 1 << 31;
        let bytes = if length & IN_PLACE == 0 {
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            let mut bytes = if length == 0 { Vec::new() } else { self.cell(data)? };
            // Very long values lie in pieces that are only listed here; none of ours is so long.
            bytes.truncate(length);
            bytes
        } else {
            let length = usize::try_from(length & !IN_PLACE).unwrap_or(0);
            data.to_le_bytes()[..length.min(4)].to_vec()
        };
        Some(Value { name, kind, bytes })
    }

    /// The bytes of a cell; none where it is free, lies outside, or where too many were read.
    fn cell(&mut self, at: u32) -> Option<Vec<u8>> {
        if self.cells_left == 0 {
            self.problem("holds more than a sound hive; the rest was not read");
            return None;
        }
        self.cells_left -= 1;
        let cell = self.read_cell(at);
        if cell.is_none() {
            self.problem("a part of it is cut off or damaged");
        }
        cell
    }

    fn read_cell(&mut self, at: u32) -> Option<Vec<u8>> {
        let mut size = [0; 4];
        self.bytes.seek(SeekFrom::Start(HEAD_BYTES + u64::from(at))).ok()?;
        self.bytes.read_exact(&mut size).ok()?;
        // The size of a cell in use is negative.
        let size = usize::try_from(i32::from_le_bytes(size).checked_neg()?).ok()?;
        let size = size.checked_sub(4)?.min(CELL_BYTES_MAX);
        let mut cell = Vec::new();
        let limit = u64::try_from(size).ok()?;
        self.bytes.by_ref().take(limit).read_to_end(&mut cell).ok()?;
        (cell.len() == size).then_some(cell)
    }
}

fn key_of(cell: &[u8], at: u32) -> Option<Key> {
    if !cell.starts_with(b"nk") {
        return None;
    }
    let length = usize::from(short(cell, 72)?).min(NAME_BYTES_MAX);
    let name = cell.get(76..76 + length)?;
    // The flag of names that have one byte a character.
    let name = if short(cell, 2)? & 0x20 == 0 { wide(name) } else { narrow(name) };
    let count = number(cell, 20)?;
    Some(Key {
        name,
        changed: filetime(cell, 4),
        cell: at,
        keys: if count == 0 { NONE } else { number(cell, 28)? },
        values: number(cell, 40)?,
        values_count: number(cell, 36)?,
    })
}

/// The name, the length and place of the bytes, and the kind of a value.
fn value_head(cell: &[u8]) -> Option<(String, u32, u32, u32)> {
    if !cell.starts_with(b"vk") {
        return None;
    }
    let length = usize::from(short(cell, 2)?).min(NAME_BYTES_MAX);
    let name = cell.get(20..20 + length)?;
    let name = if short(cell, 16)? & 1 == 0 { wide(name) } else { narrow(name) };
    Some((name, number(cell, 4)?, number(cell, 8)?, number(cell, 12)?))
}

/// Two bytes as a number.
pub(in crate::sources) fn short(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

/// Four bytes as a number.
pub(in crate::sources) fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).filter_map(|four| number(four, 0))
}

/// A time of Windows, counted in 100 nanoseconds from the year 1601, UTC; none for zero and for
/// times that no computer with Windows has seen.
pub(in crate::sources) fn filetime(bytes: &[u8], at: usize) -> Option<Timestamp> {
    /// Seconds from 1601 to 1970.
    const TO_UNIX_SECONDS: i64 = 11_644_473_600;
    /// The first of January 1980 and of 2100, in Unix time.
    const SENSIBLE_SECONDS: std::ops::Range<i64> = 315_532_800..4_102_444_800;
    let bytes = bytes.get(at..at.checked_add(8)?)?;
    let ticks = i64::from_le_bytes(bytes.try_into().ok()?);
    let seconds = ticks / 10_000_000 - TO_UNIX_SECONDS;
    SENSIBLE_SECONDS.contains(&seconds).then(|| Timestamp::from_second(seconds).ok())?
}

/// Text of two bytes a character, up to its end.
pub(in crate::sources) fn wide(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]));
    let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
    String::from_utf16_lossy(&units)
}

fn narrow(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

impl Value {
    /// What it holds, as text: words, a number, or bytes in hexadecimal.
    pub(super) fn text(&self) -> String {
        /// So many bytes of a value without words are shown.
        const SHOWN_BYTES_MAX: usize = 64;
        match self.kind {
            1 | 2 => wide(&self.bytes),
            4 => number(&self.bytes, 0).map_or_else(String::new, |number| number.to_string()),
            7 => {
                let texts = self.bytes.chunks_exact(2).map(|two| [two[0], two[1]]);
                let units: Vec<u16> = texts.map(u16::from_le_bytes).collect();
                let parts = units.split(|unit| *unit == 0).filter(|part| !part.is_empty());
                parts.map(String::from_utf16_lossy).collect::<Vec<_>>().join(" ")
            }
            _ => {
                let shown = self.bytes.iter().take(SHOWN_BYTES_MAX);
                shown.map(|byte| format!("{byte:02x}")).collect()
            }
        }
    }

    /// The number that it holds.
    pub(super) fn number(&self) -> Option<u32> {
        if self.kind == 4 { number(&self.bytes, 0) } else { None }
    }
}
