//! Databases made here, whole and hostile.

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

/// The clock of Chrome.
fn chrome(text: &str) -> i64 {
    at(text).as_microsecond() + 11_644_473_600_000_000
}

const TABLES: &str = "CREATE TABLE urls(id INTEGER PRIMARY KEY, url TEXT, title TEXT);
    CREATE TABLE visits(id INTEGER PRIMARY KEY, url INTEGER, visit_time INTEGER);
    CREATE TABLE downloads(id INTEGER PRIMARY KEY, target_path TEXT, start_time INTEGER,
        tab_url TEXT, opened INTEGER);
    CREATE TABLE downloads_url_chains(id INTEGER, chain_index INTEGER, url TEXT);
    INSERT INTO urls VALUES (1, 'https://me:word@www.chase.com/a?pin=1234', 'Sign in'),
        (2, 'https://www.weather.example/', 'Weather');";

fn made(folder: &TempDir) -> (PathBuf, Connection) {
    let path = folder.path().join("History");
    let database = Connection::open(&path).expect("a database");
    database.execute_batch(TABLES).expect("tables");
    (path, database)
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn visit(database: &Connection, url: i64, time: i64) {
    let sql = "INSERT INTO visits (url, visit_time) VALUES (?1, ?2)";
    database.execute(sql, [url, time]).expect("a visit");
}

#[test]
fn visits_count_inside_the_times_alone_and_are_told_as_one() {
    let folder = folder();
    let (path, database) = made(&folder);
    for (url, time) in [
        (1, "2026-03-14T12:10:00Z"),
        (2, "2026-03-14T12:11:00Z"),
        (1, "2026-03-14T12:20:00Z"),
        (1, "2026-03-15T12:20:00Z"),
    ] {
        visit(&database, url, chrome(time));
    }
    visit(&database, 1, i64::MAX);
    visit(&database, 1, i64::MIN);
    drop(database);
    let until = at("2026-03-14T13:00:00Z");
    let history = read(&path, "History", &|at| at < until).expect("a history");
    let [bank, weather] = &history.visits[..] else { panic!("{history:#?}") };
    assert_eq!(bank.field("host"), Some("www.chase.com"));
    assert_eq!(bank.field("visits"), Some("2"));
    assert_eq!(bank.field("until"), Some("2026-03-14T12:20:00Z"));
    assert_eq!(bank.when.as_ref().expect("a time").written, "2026-03-14T12:10:00Z");
    assert_eq!(weather.field("visits"), Some("1"));
    let all = format!("{history:?}");
    assert!(!all.contains("1234") && !all.contains("word"), "what is private stays so: {all}");
    assert_eq!((history.records, history.problems.len()), (6, 0));
}

#[test]
fn what_is_not_yet_written_into_the_database_is_read_too() {
    let folder = folder();
    let (path, database) = made(&folder);
    database.pragma_update(None, "journal_mode", "wal").expect("a journal");
    database.pragma_update(None, "wal_autocheckpoint", 0).expect("a setting");
    visit(&database, 1, chrome("2026-03-14T12:10:00Z"));
    let wal = folder.path().join("History-wal");
    let before = [&path, &wal].map(|path| fs::read(path).expect("a file"));
    let history = read(&path, "History", &|_| true).expect("a history");
    assert_eq!(history.visits.len(), 1, "{history:?}");
    let after = [&path, &wal].map(|path| fs::read(path).expect("a file"));
    assert!(before == after, "what is examined is left as it is");
}

#[test]
fn downloads_of_every_version_are_read() {
    let folder = folder();
    let (path, database) = made(&folder);
    let time = chrome("2026-03-14T12:10:00Z");
    let add = format!(
        "INSERT INTO downloads VALUES (1, 'C:\\Users\\a\\AnyDesk.exe', {time},
            'https://help.example/x?y', 1);
        INSERT INTO downloads_url_chains VALUES (1, 0, 'https://short.example/1'),
            (1, 1, 'https://download.anydesk.com/AnyDesk.exe?token=5');"
    );
    database.execute_batch(&add).expect("a download");
    let download = |history: History| history.downloads.into_iter().next().expect("a download");
    let first = download(read(&path, "History", &|_| false).expect("a history"));
    for (field, value) in [
        ("name", "AnyDesk.exe"),
        ("address", "https://download.anydesk.com/AnyDesk.exe"),
        ("page", "help.example"),
        ("opened", "from the browser"),
    ] {
        assert_eq!(first.field(field), Some(value));
    }
    let old = "DROP TABLE downloads; CREATE TABLE downloads (id INTEGER PRIMARY KEY,
            full_path TEXT, url TEXT, start_time INTEGER);
        INSERT INTO downloads VALUES (1, 'D:/x.exe', 'http://files.example/x',
            CAST(strftime('%s', '2011-05-23 08:35:30') AS INTEGER));";
    database.execute_batch(old).expect("an old table");
    let first = download(read(&path, "History", &|_| false).expect("a history"));
    assert_eq!(first.when.as_ref().expect("a time").written, "2011-05-23T08:35:30Z");
}

#[test]
fn firefox_counts_from_1970() {
    let folder = folder();
    let path = folder.path().join("places.sqlite");
    let database = Connection::open(&path).expect("a database");
    let tables = "CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url TEXT, title TEXT);
        CREATE TABLE moz_historyvisits (id INTEGER PRIMARY KEY, place_id INT, visit_date INT);
        CREATE TABLE moz_annos (id INTEGER PRIMARY KEY, place_id INT, anno_attribute_id INT,
            content TEXT, dateAdded INT);
        CREATE TABLE moz_anno_attributes (id INTEGER PRIMARY KEY, name TEXT);
        INSERT INTO moz_places VALUES (1, 'https://anydesk.com/AnyDesk.exe', 'AnyDesk');
        INSERT INTO moz_historyvisits VALUES (1, 1, 1773489600000000);
        INSERT INTO moz_anno_attributes VALUES (1, 'downloads/destinationFileURI');
        INSERT INTO moz_annos VALUES (1, 1, 1, 'file:///D:/a%20b/AnyDesk.exe',
            1773489600000000);";
    database.execute_batch(tables).expect("tables");
    let history = read(&path, "places.sqlite", &|_| true).expect("a history");
    let when = |trace: &Trace| trace.when.as_ref().expect("a time").written.clone();
    assert_eq!(when(&history.visits[0]), "2026-03-14T12:00:00Z");
    assert_eq!(when(&history.downloads[0]), "2026-03-14T12:00:00Z");
    assert_eq!(history.downloads[0].field("path"), Some("D:/a b/AnyDesk.exe"));
}

#[test]
fn hostile_databases_end() {
    let folder = folder();
    let path = folder.path().join("History");
    for bytes in [&b""[..], b"SQLite format 3\0", &[0; 5_000], b"no database at all"] {
        fs::write(&path, bytes).expect("a file");
        assert!(read(&path, "History", &|_| true).is_err());
    }
    fs::remove_file(&path).expect("a file");
    // A view that never ends, in the place of a table.
    let database = Connection::open(&path).expect("a database");
    let view = "CREATE TABLE urls(id INTEGER PRIMARY KEY, url TEXT, title TEXT);
        CREATE VIEW visits AS WITH RECURSIVE v(id, url, visit_time) AS
            (SELECT 1, 1, 1 UNION ALL SELECT id + 1, 1, 1 FROM v) SELECT * FROM v;";
    database.execute_batch(view).expect("a view");
    let history = read(&path, "History", &|_| true).expect("a database");
    assert_eq!((history.records, history.problems.len()), (0, 2), "{:?}", history.problems);
    drop(database);
    fs::remove_file(&path).expect("a file");
    // A million rows that each meet a million others.
    let (path, database) = made(&folder);
    let many = "DROP TABLE downloads; DROP TABLE downloads_url_chains;
        CREATE TABLE downloads (id, target_path, start_time, tab_url, opened);
        CREATE TABLE downloads_url_chains (id, chain_index, url);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000)
            INSERT INTO downloads SELECT 1, 'a', 1, 'b', 0 FROM n;
        INSERT INTO downloads_url_chains SELECT 1, opened, 'x' FROM downloads;";
    database.execute_batch(many).expect("many rows");
    let begun = std::time::Instant::now();
    let history = read(&path, "History", &|_| true).expect("a database");
    assert!(!history.problems.is_empty(), "its steps are counted");
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}
