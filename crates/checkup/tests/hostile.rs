//! What a stranger may leave on a computer: mutated logs, lists, ZIPs and databases.
//!
//! The mutations are the same on every run, as many as fit in `HANGUP_MUTATE_SECONDS` (4 if it is
//! not set) for each target.

#![expect(clippy::print_stdout, reason = "what was measured is shown with --nocapture")]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use checkup::drive::Tree;
use checkup::sources::browser;

#[path = "../../../fuzz/chance.rs"]
mod chance;
#[path = "../../../fuzz/mutation.rs"]
mod mutation;
#[path = "../../../fuzz/machines.rs"]
mod machines;

use chance::Chance;
use mutation::mutated;

/// What parsers take for something special.
const SPICES: [&[u8]; 20] = [
    b"\n",
    b"\t\t",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\x00\x00",
    b"<Event ",
    b"</Event>",
    b"<![CDATA[",
    b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
    b"&b;&#0;&#x110000;",
    b"9999-99-99 99:99:99",
    b"Incoming ",
    b"#5 Connection opened from :::",
    b"(UTC-99:99)",
    b"?h=&p=&k=",
    b"PK\x01\x02",
    b"PK\x05\x06",
    b"PK\x06\x06\xff\xff\xff\xff\xff\xff\xff\x7f",
    b"\xff\xff\xff\xff\xff\xff\xff\xff",
    b"../../",
];

/// Runs a check on mutated seeds until the time is up.
fn mutate(name: &str, seeds: &[Vec<u8>], check: impl Fn(&[u8])) {
    let seconds = std::env::var("HANGUP_MUTATE_SECONDS").ok().and_then(|text| text.parse().ok());
    let end = Instant::now() + Duration::from_secs(seconds.unwrap_or(4));
    let mut chance = Chance(1);
    let mut round = 0_u64;
    while Instant::now() < end {
        let input = mutated(seeds, &SPICES, &mut chance);
        if catch_unwind(AssertUnwindSafe(|| check(&input))).is_err() {
            let place = std::env::temp_dir().join(format!("hangup-{name}-{round}.bin"));
            fs::write(&place, &input).expect("a place for what was found");
            panic!("round {round} of the mutations of {name}; the input is {}", place.display());
        }
        round += 1;
    }
    println!("{name}: {round} rounds over {} seeds", seeds.len());
}

/// The seeds of a fuzz target.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/machine-seeds");
    let files = fs::read_dir(folder.join(target)).expect("seeds are in the project");
    let mut paths: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a seed")).collect()
}

#[test]
fn mutated_logs_of_tools_are_read() {
    mutate("tool_log", &seeds("tool_log"), machines::tool_log);
}

#[test]
fn mutated_lists_are_read() {
    mutate("list", &seeds("list"), machines::list);
}

#[test]
fn mutated_logs_in_xml_are_read() {
    mutate("event_xml", &seeds("event_xml"), machines::event_xml);
}

#[test]
fn mutated_zips_are_unpacked_or_refused() {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (number, seed) in seeds("tool_log").iter().enumerate() {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(format!("{number}/ad.trace"), options).expect("an entry");
        std::io::Write::write_all(&mut writer, seed).expect("room");
    }
    let whole = writer.finish().expect("a ZIP").into_inner();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.zip");
    mutate("zip", &[whole], |bytes| {
        fs::write(&path, bytes).expect("a file");
        let mut tree = Tree::default();
        tree.walk(&path, &mut |_| {});
        let unpacked: u64 = tree.readable.iter().map(|(_, found)| found.bytes).sum();
        assert!(unpacked < 1 << 30, "{unpacked} bytes out of {}", bytes.len());
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    });
}

#[test]
fn mutated_histories_are_read_or_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("History");
    let database = rusqlite::Connection::open(&path).expect("a database");
    let tables = "CREATE TABLE urls(id INTEGER PRIMARY KEY, url TEXT, title TEXT);
        CREATE TABLE visits(id INTEGER PRIMARY KEY, url INTEGER, visit_time INTEGER);
        CREATE INDEX by_url ON visits (url);
        CREATE TABLE downloads (id INTEGER PRIMARY KEY, full_path TEXT, url TEXT, start_time INT);
        INSERT INTO urls VALUES (1, 'https://www.bank.example/', 'Bank'), (2, 'x', NULL);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300)
            INSERT INTO visits (url, visit_time) SELECT 1 + i % 2, 13417963800000000 + i FROM n;
        INSERT INTO downloads VALUES (1, 'a.exe', 'http://files.example/a.exe', 1);";
    database.execute_batch(tables).expect("tables");
    drop(database);
    let whole = fs::read(&path).expect("a database");
    mutate("history", &[whole], |bytes| {
        fs::write(&path, bytes).expect("a file");
        if let Ok(history) = browser::read(&path, "History", &|_| true) {
            assert!(history.visits.len() <= 5_000);
        }
    });
}
