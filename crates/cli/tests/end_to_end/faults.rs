//! What a person reads when the disk is full, the casebook is locked, only to be read, damaged or
//! not there; and that nothing is lost by it.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::running::{hangup, printed};
use crate::served::Served;

/// `hangup case` on a casebook, as a person runs it.
fn case(book: &str, arguments: &[&str]) -> assert_cmd::Command {
    let mut command = hangup(&["case"]);
    command.args(arguments).args(["--by", "helper", "--casebook", book]);
    command
}

/// A casebook with one case and a note.
fn kept(folder: &Path) -> String {
    let book = folder.join("cases.db").display().to_string();
    case(&book, &["new", "Tuesday"]).assert().success();
    case(&book, &["add-note", "1", "He wanted gift cards."]).assert().success();
    book
}

fn notes(book: &str) -> usize {
    case(book, &["verify", "1"]).assert().success();
    let shown: Value =
        serde_json::from_str(&printed(&mut case(book, &["show", "1", "--json"]))).expect("a case");
    shown["notes"].as_array().expect("notes").len()
}

/// Writes to a server until its disk takes no more; all that was acknowledged is there afterwards.
fn fill(command: Command, book: &str) {
    let mut served = Served::by(command, book);
    let text = "He wanted gift cards, and then more of them. ".repeat(400);
    let (mut acknowledged, mut refused) = (0, 0);
    for _ in 0..400 {
        let note = json!({"text": text});
        let (status, told) = served.post("/api/v1/cases/1/notes", &note).expect("it answers");
        if status == 201 {
            acknowledged += 1;
            continue;
        }
        assert!(matches!(status, 503 | 507), "{status}: {told}");
        let advice = told["detail"].as_str().expect("advice");
        assert!(advice.contains("disk") && advice.ends_with("try again."), "{advice}");
        refused += 1;
        if refused == 3 {
            break;
        }
    }
    assert!(acknowledged > 3 && refused == 3, "{acknowledged} written, {refused} refused");
    // What is there can still be read.
    let (status, shown) = served.get("/api/v1/cases/1").expect("it answers");
    assert_eq!((status, shown["notes"].as_array().map(Vec::len)), (200, Some(1 + acknowledged)));
    served.kill();
    // On another disk all of it is there.
    let roomy = TempDir::new().expect("a folder");
    for file in fs::read_dir(Path::new(book).parent().expect("a folder")).expect("read") {
        let file = file.expect("a file");
        fs::copy(file.path(), roomy.path().join(file.file_name())).expect("copied");
    }
    assert_eq!(notes(&roomy.path().join("cases.db").display().to_string()), 1 + acknowledged);
}

/// A limit on the size of files is met before the disk is full.
#[test]
fn a_file_that_may_not_grow_is_told_and_nothing_is_lost() {
    let folder = TempDir::new().expect("a folder");
    let book = kept(folder.path());
    let mut limited = Command::new("sh");
    let binary = assert_cmd::cargo::cargo_bin!("hangup");
    // Blocks of 512 bytes: a megabyte.
    limited.args(["-c", "trap '' XFSZ; ulimit -f 2048; exec \"$0\" \"$@\""]).arg(binary);
    fill(limited, &book);
    case(&book, &["add-note", "1", "Afterwards."]).assert().success();
}

/// A disk of two megabytes, where this system lets one be made.
#[test]
fn a_full_disk_is_told_and_nothing_is_lost() {
    let folder = TempDir::new().expect("a folder");
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
        .arg(folder.path())
        .stderr(Stdio::null())
        .status();
    if !mounted.is_ok_and(|status| status.success()) {
        eprintln!("skipped: only root can make a small disk");
        return;
    }
    let _disk = Mounted(folder.path());
    let book = kept(folder.path());
    fill(Command::new(assert_cmd::cargo::cargo_bin!("hangup")), &book);
    let large = "He wanted gift cards. ".repeat(4_000);
    let refused = case(&book, &["add-note", "1", &large]).assert().code(2);
    refused.stderr(contains("disk is full").or(contains("disk refuses")));
}

struct Mounted<'p>(&'p Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

/// Another program holds the casebook: reading goes on, writing says so after ten seconds.
#[test]
fn a_locked_casebook_is_told_after_ten_seconds_and_nothing_is_lost() {
    let folder = TempDir::new().expect("a folder");
    let book = kept(folder.path());
    let lock = "import sqlite3, sys\n\
        book = sqlite3.connect(sys.argv[1], isolation_level=None)\n\
        book.execute('BEGIN IMMEDIATE')\nprint('held', flush=True)\nsys.stdin.read()\n";
    let mut other = Command::new("python3");
    other.args(["-c", lock, &book]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(mut other) = other.spawn() else {
        eprintln!("skipped: there is no python3 that could hold the lock");
        return;
    };
    let mut held = [0; 4];
    let out = other.stdout.as_mut().expect("its output is read");
    std::io::Read::read_exact(out, &mut held).expect("it holds the lock");
    let served = Served::start(&book);
    case(&book, &["list"]).assert().success().stdout(contains("Tuesday"));
    case(&book, &["search", "gift"]).assert().success().stdout(contains("gift cards"));
    let begun = Instant::now();
    let refused = case(&book, &["add-note", "1", "x"]).assert().code(2);
    refused.stderr(contains("locked by another program").and(contains("nothing was written")));
    assert!((9..25).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    let told = served.post("/api/v1/cases/1/notes", &json!({"text": "x"})).expect("it answers");
    assert_eq!(told.0, 503, "{}", told.1);
    assert!(told.1["detail"].as_str().expect("advice").contains("locked"), "{}", told.1);
    drop(other.stdin.take());
    other.wait().expect("it ends");
    let told = served.post("/api/v1/cases/1/notes", &json!({"text": "y"})).expect("it answers");
    assert_eq!(told.0, 201, "{}", told.1);
    assert_eq!(notes(&book), 2);
}

/// Root may write everywhere, so it gives that right up where the tests run as root.
#[test]
fn a_casebook_that_may_only_be_read_is_read_and_says_so() {
    let folder = TempDir::new().expect("a folder");
    let book = kept(folder.path());
    let change = |mode: &str, path: &str| {
        assert!(Command::new("chmod").args([mode, path]).status().expect("chmod runs").success());
    };
    change("a-w", &book);
    let run = |arguments: &[&str]| {
        let binary = assert_cmd::cargo::cargo_bin!("hangup");
        let mut command = Command::new("setpriv");
        command.args(["--bounding-set", "-dac_override,-dac_read_search"]).arg(binary);
        command.args(["case"]).args(arguments).args(["--casebook", &book]);
        assert_cmd::Command::from_std(command)
    };
    if !run(&["--help"]).ok().is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: there is no setpriv here");
        return;
    }
    run(&["show", "1"]).assert().success().stdout(contains("gift cards"));
    let refused = run(&["add-note", "1", "x"]).assert().code(2);
    refused.stderr(contains("may only be read").and(contains("rights")));
    // What SQLite puts beside it has the rights of the file.
    for file in fs::read_dir(folder.path()).expect("read") {
        change("u+w", &file.expect("a file").path().display().to_string());
    }
    run(&["add-note", "1", "y"]).assert().success();
    assert_eq!(notes(&book), 2);
}

#[test]
fn a_damaged_casebook_is_told_and_left_as_it_is() {
    let folder = TempDir::new().expect("a folder");
    let book = kept(folder.path());
    let backup = folder.path().join("backup").display().to_string();
    case(&book, &["backup", &backup]).assert().success();
    let whole = fs::read(&book).expect("read");
    let (middle, page) = (whole.len() / 2, 4_096);
    let mut holes = whole.clone();
    holes[page..].fill(0xA5);
    let mut head = whole.clone();
    head[..16].copy_from_slice(b"SQLite format 9\0");
    for (what, bytes) in [
        ("cut off", whole[..middle].to_vec()),
        ("overwritten", holes),
        ("another format", head),
        ("a text", b"this is no database, however long it may be".to_vec()),
    ] {
        let broken = folder.path().join("broken.db");
        fs::write(&broken, &bytes).expect("written");
        let name = broken.display().to_string();
        for arguments in [&["list"][..], &["show", "1"], &["add-note", "1", "x"], &["search", "x"]]
        {
            let told = case(&name, arguments).assert().code(2);
            let told = String::from_utf8_lossy(&told.get_output().stderr).into_owned();
            assert!(told.contains("damaged") && told.contains("backup"), "{what}: {told}");
        }
        for beside in ["broken.db-wal", "broken.db-shm"] {
            let _ = fs::remove_file(folder.path().join(beside));
        }
    }
    let new = folder.path().join("new.db").display().to_string();
    case(&new, &["restore", &backup]).assert().success();
    assert_eq!(notes(&new), 1);
}

#[test]
fn a_casebook_that_cannot_be_made_is_told() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("file");
    fs::write(&file, "").expect("written");
    let below = file.join("cases.db").display().to_string();
    let within = folder.path().display().to_string();
    for (book, words) in [
        (below.as_str(), "cannot make the folder"),
        (within.as_str(), "cannot open the casebook"),
        ("/proc/none/cases.db", "cannot make the folder"),
        ("postgres://hangup@127.0.0.1:1/none", "cannot open the casebook postgres://…@127"),
        ("mysql://x", "is no casebook"),
    ] {
        let begun = Instant::now();
        case(book, &["list"]).assert().code(2).stderr(contains(words));
        assert!(begun.elapsed() < Duration::from_secs(25), "{book}");
    }
}
