//! What a browser keeps: pages that were opened and files that were fetched, out of `History` of
//! Chrome, Edge, Brave and Opera or `places.sqlite` of Firefox.
//!
//! The database is copied first, with what was not yet written into it, and every query ends after
//! a bounded number of steps: the file may be anything.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};
use tempfile::TempDir;

use super::address::{host, site};
use super::download::Download;
use crate::findings::{Moment, Proof};
use crate::trace::Trace;

/// A larger database is none of a browser.
const DATABASE_BYTES_MAX: u64 = 1 << 30;
/// So many rows of one table are looked at.
const ROWS_MAX: usize = 2_000_000;
/// A longer value is none of a browser.
const VALUE_BYTES_MAX: i32 = 1 << 20;
/// Steps of the database after which it is asked whether to go on.
const STEPS_AT_ONCE: i32 = 1_000;
/// So often it goes on; ten million rows need no more.
const ROUNDS_MAX: u32 = 200_000;
/// So many visits and downloads of one database are kept.
const KEPT_MAX: usize = 5_000;
/// Visits to one host that lie closer are told as one.
const GAP: SignedDuration = SignedDuration::from_mins(30);
/// A longer title is cut.
const TITLE_CHARS_MAX: usize = 200;
/// Files beside a database that belong to it. The index of the first, `-shm`, is made anew.
const BESIDE: [&str; 2] = ["-wal", "-journal"];

/// What a database tells.
#[derive(Debug, Default)]
pub struct History {
    /// Pages that were opened inside the times asked for, one trace a host and half hour.
    pub visits: Vec<Trace>,
    /// Files that were fetched, at any time.
    pub downloads: Vec<Trace>,
    /// The times of the first and the last visit of all.
    pub span: Option<(Timestamp, Timestamp)>,
    /// How many visits there are in all.
    pub records: usize,
    /// What could not be read.
    pub problems: Vec<String>,
}

/// Reads a database; `holds` says whether a visit lies inside a time that matters. `file` is its
/// name in the proofs.
///
/// # Errors
/// In words, when it is no history of a browser or cannot be copied.
pub fn read(path: &Path, file: &str, holds: &dyn Fn(Timestamp) -> bool) -> Result<History, String> {
    let (_folder, copy) = copied(path)?;
    let database = open(&copy).map_err(|error| format!("no readable database: {error}"))?;
    let queries = queries_for(&database)?;
    let mut history = History::default();
    if let Err(error) = visits(&database, queries, file, holds, &mut history) {
        history.problems.push(format!("visits were read as far as they go: {error}"));
    }
    if let Err(error) = downloads(&database, queries, file, &mut history) {
        history.problems.push(format!("downloads were read as far as they go: {error}"));
    }
    Ok(history)
}

/// A copy in a private folder, which is removed with the first value.
fn copied(path: &Path) -> Result<(TempDir, PathBuf), String> {
    let no = |error: std::io::Error| format!("cannot be copied to be read: {error}");
    let folder = tempfile::Builder::new().prefix("hangup-").tempdir().map_err(no)?;
    let copy = folder.path().join("history");
    let bytes = fs::metadata(path).map_err(no)?.len();
    if bytes > DATABASE_BYTES_MAX {
        return Err("too large for the history of a browser; not read".to_owned());
    }
    fs::copy(path, &copy).map_err(no)?;
    for end in BESIDE {
        let beside = PathBuf::from(format!("{}{end}", path.display()));
        let data = fs::symlink_metadata(&beside);
        if data.is_ok_and(|data| data.is_file() && data.len() <= DATABASE_BYTES_MAX) {
            fs::copy(&beside, folder.path().join(format!("history{end}"))).map_err(no)?;
        }
    }
    Ok((folder, copy))
}

/// The copy may be written, because what a browser left half done is undone first; queries may
/// not. Whatever in a database can run by itself is off.
fn open(copy: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(copy, flags)?;
    for (setting, value) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
    ] {
        database.set_db_config(setting, value)?;
    }
    database.set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_BYTES_MAX)?;
    database.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    let mut rounds = 0;
    let is_enough = move || {
        rounds += 1;
        rounds > ROUNDS_MAX
    };
    database.progress_handler(STEPS_AT_ONCE, Some(is_enough))?;
    database.pragma_update(None, "query_only", true)?;
    Ok(database)
}

/// The queries for one family of browsers. Each of `downloads` is for other versions; the first
/// that the database understands is used.
struct Queries {
    table: &'static str,
    visits: &'static str,
    downloads: &'static [&'static str],
    clock: fn(i64) -> Option<Timestamp>,
}

const FAMILIES: [Queries; 2] = [
    Queries {
        table: "urls",
        visits: "SELECT v.id, v.visit_time, u.url, u.title FROM visits v \
            JOIN urls u ON u.id = v.url ORDER BY v.id",
        downloads: &[
            "SELECT d.id, d.start_time, d.target_path, d.tab_url, d.opened, \
                (SELECT c.url FROM downloads_url_chains c WHERE c.id = d.id \
                ORDER BY c.chain_index DESC LIMIT 1) FROM downloads d ORDER BY d.id",
            "SELECT d.id, d.start_time, d.target_path, d.referrer, d.opened, \
                (SELECT c.url FROM downloads_url_chains c WHERE c.id = d.id \
                ORDER BY c.chain_index DESC LIMIT 1) FROM downloads d ORDER BY d.id",
            "SELECT id, start_time, full_path, '', 0, url FROM downloads ORDER BY id",
        ],
        clock: since_1601,
    },
    Queries {
        table: "moz_places",
        visits: "SELECT v.id, v.visit_date, p.url, p.title FROM moz_historyvisits v \
            JOIN moz_places p ON p.id = v.place_id ORDER BY v.id",
        downloads: &["SELECT a.id, a.dateAdded, a.content, '', 0, p.url FROM moz_annos a \
            JOIN moz_anno_attributes t ON t.id = a.anno_attribute_id \
            JOIN moz_places p ON p.id = a.place_id \
            WHERE t.name = 'downloads/destinationFileURI' ORDER BY a.id"],
        clock: since_1970,
    },
];

fn queries_for(database: &Connection) -> Result<&'static Queries, String> {
    let has = |table: &str| {
        let sql = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?1";
        database.query_row(sql, [table], |row| row.get::<_, i64>(0))
    };
    for queries in &FAMILIES {
        if has(queries.table).map_err(|error| format!("no readable database: {error}"))? > 0 {
            return Ok(queries);
        }
    }
    Err("a database, but of no browser that is known here".to_owned())
}

/// Microseconds since 1601, or in old versions seconds since 1970.
fn since_1601(number: i64) -> Option<Timestamp> {
    const SECONDS_TO_1970: i64 = 11_644_473_600;
    const OLD_MAX: i64 = 100_000_000_000;
    if number <= 0 {
        return None;
    }
    if number < OLD_MAX {
        return Timestamp::from_second(number).ok();
    }
    since_1970(number.checked_sub(SECONDS_TO_1970 * 1_000_000)?)
}

/// Microseconds since 1970.
fn since_1970(number: i64) -> Option<Timestamp> {
    Timestamp::from_microsecond(number).ok().filter(|_| number > 0)
}

fn text(row: &Row<'_>, column: usize) -> String {
    match row.get_ref(column) {
        Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        _ => String::new(),
    }
}

fn number(row: &Row<'_>, column: usize) -> i64 {
    row.get_ref(column).ok().and_then(|value| value.as_i64().ok()).unwrap_or_default()
}

/// Visits to one host that lie close together.
struct Stay {
    first: Timestamp,
    last: Timestamp,
    count: usize,
    title: String,
    address: String,
    row: i64,
}

fn visits(
    database: &Connection,
    queries: &Queries,
    file: &str,
    holds: &dyn Fn(Timestamp) -> bool,
    history: &mut History,
) -> rusqlite::Result<()> {
    let mut stays: Vec<Stay> = Vec::new();
    let mut last_of: HashMap<String, usize> = HashMap::new();
    let mut statement = database.prepare(queries.visits)?;
    let mut rows = statement.query([])?;
    let mut ended = Ok(());
    while history.records < ROWS_MAX && stays.len() < KEPT_MAX {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(error) => {
                ended = Err(error);
                break;
            }
        };
        history.records += 1;
        let Some(at) = (queries.clock)(number(row, 1)) else { continue };
        let (first, last) = history.span.unwrap_or((at, at));
        history.span = Some((first.min(at), last.max(at)));
        if !holds(at) {
            continue;
        }
        let address = text(row, 2);
        let Some(host) = host(&address) else { continue };
        let known = last_of.get(&host).and_then(|place| stays.get_mut(*place));
        match known.filter(|stay| at.duration_since(stay.last).abs() <= GAP) {
            Some(stay) => stay.goes_on(at, &text(row, 3)),
            None => {
                last_of.insert(host, stays.len());
                let (title, row) = (text(row, 3), number(row, 0));
                stays.push(Stay { first: at, last: at, count: 1, title, address, row });
            }
        }
    }
    if stays.len() == KEPT_MAX {
        history.problems.push(format!("more than {KEPT_MAX} visits; the rest was left out"));
    }
    history.visits = stays.into_iter().map(|stay| stay.trace(file)).collect();
    ended
}

impl Stay {
    fn goes_on(&mut self, at: Timestamp, title: &str) {
        self.count += 1;
        (self.first, self.last) = (self.first.min(at), self.last.max(at));
        if self.title.is_empty() {
            title.clone_into(&mut self.title);
        }
    }

    /// The host and the title; what stood behind the host is the person's own.
    fn trace(self, file: &str) -> Trace {
        let host = host(&self.address).unwrap_or_default();
        let title: String = self.title.chars().take(TITLE_CHARS_MAX).collect();
        let until = if self.count > 1 { self.last.to_string() } else { String::new() };
        let raw = format!("visit {}: {host}: {title}", self.row);
        let proof = Proof { file: file.to_owned(), line: None, record: None, raw };
        let fields = vec![
            ("site", site(&self.address)),
            ("host", host),
            ("title", title),
            ("visits", self.count.to_string()),
            ("until", until),
        ];
        let when = Some(Moment::in_utc(self.first, self.first.to_string()));
        Trace { source: "site", fields, when, proof }
    }
}

fn downloads(
    database: &Connection,
    queries: &Queries,
    file: &str,
    history: &mut History,
) -> rusqlite::Result<()> {
    let mut prepared = queries.downloads.iter().map(|query| database.prepare(query));
    let Some(first) = prepared.next() else { return Ok(()) };
    let mut statement = first.or_else(|error| prepared.find_map(Result::ok).ok_or(error))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if history.downloads.len() >= KEPT_MAX {
            let why = format!("more than {KEPT_MAX} downloads; the rest was left out");
            history.problems.push(why);
            break;
        }
        let at = (queries.clock)(number(row, 1));
        let download = Download {
            path: local_path(&text(row, 2)),
            address: text(row, 5),
            page: text(row, 3),
            when: at.map(|at| Moment::in_utc(at, at.to_string())),
            was_opened: number(row, 4) != 0,
        };
        let shown = super::address::bare(&download.address);
        let raw = format!("download {}: {} from {shown}", number(row, 0), download.path);
        let proof = Proof { file: file.to_owned(), line: None, record: None, raw };
        history.downloads.push(download.trace(proof));
    }
    Ok(())
}

/// `file:///C:/…` as Windows writes it.
fn local_path(path: &str) -> String {
    path.strip_prefix("file:///").map_or_else(|| path.to_owned(), |path| path.replace("%20", " "))
}

#[cfg(test)]
mod tests;
