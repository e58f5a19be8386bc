//! Processes that are killed while they write, on both databases: what was acknowledged is there,
//! once, and every chain holds.

#[path = "../../../casebook/src/store/tests/postgres.rs"]
#[allow(dead_code, reason = "nothing is stopped here")]
mod postgres;

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, RwLock};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use self::postgres::{HASTY, Postgres};
use crate::running::{hangup, printed};
use crate::served::{Served, ask};

/// So much is written while servers are killed.
const WRITES: usize = 1_000;
/// After so many acknowledged writes the server is killed, and another one started.
const KILLED_AFTER: [usize; 4] = [90, 300, 555, 800];
/// So many write at once.
const WRITERS: usize = 4;
/// A test that has not seen what it waits for by then has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs a test with the address of a casebook on each database.
#[expect(clippy::print_stderr, reason = "tests say what they skip")]
fn on_both(test: impl Fn(&str)) {
    let folder = tempfile::tempdir().expect("a folder");
    test(&folder.path().join("cases.db").display().to_string());
    let folder = tempfile::tempdir().expect("a folder");
    match Postgres::start(folder.path(), HASTY).expect("PostgreSQL starts") {
        Some(server) => test(&server.url()),
        None => eprintln!("skipped on PostgreSQL: its programs are not installed"),
    }
}

/// The notes of the only case, after all its changes were checked against their chain.
fn notes(book: &str) -> Vec<String> {
    hangup(&["case", "verify", "1", "--casebook", book]).assert().success();
    let case = printed(&mut hangup(&["case", "show", "1", "--json", "--casebook", book]));
    let case: Value = serde_json::from_str(&case).expect("a case");
    let notes = case["notes"].as_array().expect("notes").iter();
    notes.map(|note| note["text"].as_str().expect("text").to_owned()).collect()
}

/// Whatever was acknowledged is in the case, and nothing is in it twice.
fn check(book: &str, acknowledged: &[usize]) {
    let notes = notes(book);
    let kept: BTreeSet<&String> = notes.iter().collect();
    assert_eq!(kept.len(), notes.len(), "nothing twice");
    for number in acknowledged {
        assert!(kept.contains(&format!("Note {number}.")), "note {number} is lost");
    }
}

#[test]
fn a_server_that_is_killed_again_and_again_loses_no_acknowledged_write() {
    on_both(|book| {
        let served = RwLock::new(Served::start(book));
        let address = || served.read().expect("whole").address.clone();
        let post = |address: &str, path: &str, body: Value| {
            ask(address, ("POST", path), &body.to_string())
        };
        let (status, _) = post(&address(), "/api/v1/cases", json!({"title": "x"})).expect("told");
        assert_eq!(status, 201);
        let (next, acknowledged) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let write = || {
            loop {
                let number = next.fetch_add(1, Ordering::SeqCst);
                if number >= WRITES {
                    return;
                }
                let asked = address();
                // Each is tried once: one without an answer may be in the case or not.
                let note = json!({"text": format!("Note {number}.")});
                match post(&asked, "/api/v1/cases/1/notes", note) {
                    Some((201, _)) => acknowledged.lock().expect("whole").push(number),
                    Some((status, problem)) => panic!("{status}: {problem}"),
                    None => wait_until(|| address() != asked),
                }
            }
        };
        std::thread::scope(|scope| {
            (0..WRITERS).for_each(|_| drop(scope.spawn(write)));
            for after in KILLED_AFTER {
                wait_until(|| acknowledged.lock().expect("whole").len() >= after);
                // Those who write wait until the new one is there.
                let id = served.read().expect("whole").process.id().to_string();
                Command::new("kill").args(["-KILL", &id]).status().expect("kill runs");
                let new = Served::start(book);
                *served.write().expect("whole") = new;
            }
        });
        let acknowledged = acknowledged.into_inner().expect("whole");
        assert!(acknowledged.len() >= WRITES - WRITERS * KILLED_AFTER.len());
        eprintln!("{} of {WRITES} writes were acknowledged", acknowledged.len());
        drop(served);
        check(book, &acknowledged);
    });
}

fn wait_until(is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "it never came to it");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn commands_that_are_killed_lose_no_acknowledged_write() {
    on_both(|book| {
        hangup(&["case", "new", "x", "--casebook", book]).assert().success();
        let mut acknowledged = Vec::new();
        for number in 0..40_usize {
            let mut command = Command::new(assert_cmd::cargo::cargo_bin!("hangup"));
            let text = format!("Note {number}.");
            command.args(["case", "add-note", "1", &text, "--casebook", book]);
            command.stdout(Stdio::null()).stderr(Stdio::null());
            let mut process = command.spawn().expect("it runs");
            // Some are killed before they write, some while they do, some after.
            std::thread::sleep(Duration::from_millis(3 * number as u64));
            if number % 8 < 6 {
                let _ = process.kill();
            }
            if process.wait().expect("it ends").success() {
                acknowledged.push(number);
            }
        }
        assert!(acknowledged.len() >= 10, "{acknowledged:?}");
        check(book, &acknowledged);
    });
}

/// What a server heard that is killed in mid-call is in the case, and another one goes on with it.
#[test]
fn another_server_takes_up_the_call_of_one_that_is_killed() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(postgres) = Postgres::start(folder.path(), HASTY).expect("PostgreSQL starts") else {
        eprintln!("skipped: PostgreSQL is not installed");
        return;
    };
    let book = postgres.url();
    let (mut first, second) = (Served::start(&book), Served::start(&book));
    let call = first.begin();
    for number in 0..5 {
        assert_eq!(first.say(&call, number), Some(200));
    }
    let path = format!("/api/v1/calls/{call}");
    let (status, watched) = second.get(&path).expect("it answers");
    assert_eq!((status, &watched["held"]), (200, &json!("elsewhere")));
    assert_eq!(second.say(&call, 5), Some(409), "the first one hears it");
    first.kill();
    let begun = Instant::now();
    while second.say(&call, 5) != Some(200) {
        assert!(begun.elapsed() < PATIENCE, "the call was not taken up");
        std::thread::sleep(Duration::from_millis(300));
    }
    eprintln!("the call was taken up after {:.1?}", begun.elapsed());
    let (_, ended) = second.post(&format!("{path}/end"), &json!({})).expect("it answers");
    assert_eq!((&ended["held"], &ended["turns"]), (&json!("here"), &json!(6)));
    let shown = printed(&mut hangup(&["case", "show", "1", "--json", "--casebook", &book]));
    let shown: Value = serde_json::from_str(&shown).expect("a case");
    let said = shown["calls"][0]["utterances"].as_array().expect("what was said");
    let said: Vec<&str> = said.iter().filter_map(|said| said["text"].as_str()).collect();
    let expected: Vec<String> = (0..6).map(|number| format!("Sentence {number}.")).collect();
    assert_eq!(said, expected);
    assert!(shown["calls"][0]["judgement"].is_object());
}
