//! The state of real machines, where files of them are at hand: ordinary ones accuse nobody, and
//! damaged ones end.

#![expect(clippy::print_stderr, reason = "tests say what they skip")]

mod real;

use std::fs;
use std::io::Cursor;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use checkup::facts::Facts;
use checkup::look::look;
use checkup::sources::{prefetch, registry, tasks};
use evidence::knowledge::Files;

use real::real;

fn files(folder: &str) -> Vec<PathBuf> {
    let entries = real(folder).map(|path| fs::read_dir(path).expect("a folder"));
    entries.into_iter().flatten().map(|entry| entry.expect("a file").path()).collect()
}

#[test]
fn ordinary_machines_accuse_nobody() {
    let facts = Facts::load(&Files::embedded()).expect("facts");
    for folder in ["registry", "prefetch", "tasks"] {
        let Some(path) = real(folder) else { return };
        let found = look(&[path], &facts, &mut |_| true);
        let ids: Vec<&str> = found.observations.iter().map(|seen| &*seen.id).collect();
        println!("{folder}: {:?}", found.problems);
        assert!(found.is_clean(), "{folder}: {ids:?}");
        // One of the hives was copied while Windows held it.
        assert!(found.problems.len() <= 1, "{folder}: {:?}", found.problems);
    }
}

const TASK: &str = "<Task><Actions><Exec><Command>C:\\Users\\alex\\AnyDesk.exe</Command></Exec>\
    </Actions></Task>";

#[test]
fn what_was_left_behind_is_found_and_what_is_damaged_is_named() {
    let machine = tempfile::tempdir().expect("a folder");
    let startup = "Users/alex/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup";
    let zeros = "\0".repeat(8_192);
    for (path, content) in [
        ("Windows/System32/Tasks/Remote v1.2", TASK),
        (&*format!("{startup}/AnyDesk.exe"), "MZ"),
        (&*format!("{startup}/desktop.ini"), ""),
        (&*format!("{startup}/Broken.lnk"), ""),
        ("Windows/Prefetch/ANYDESK.EXE-0C03AAF4.pf", &zeros),
        ("Windows/System32/config/SYSTEM", &zeros),
        ("Windows/System32/config/RegBack/SYSTEM", &zeros),
        ("collected/alex_NTUSER.DAT", "regf"),
        ("collected/hive of alex", "regf, and then nothing"),
    ] {
        let path = machine.path().join(path);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
        fs::write(path, content).expect("a file");
    }
    let facts = Facts::load(&Files::embedded()).expect("facts");
    let found = look(&[machine.path().to_owned()], &facts, &mut |_| true);
    let mut ids: Vec<&str> = found.observations.iter().map(|seen| &*seen.id).collect();
    ids.sort_unstable();
    let expected = ["tool-files-present", "tool-ran", "tool-starts-at-sign-in", "tool-task"];
    assert_eq!(ids, expected, "{:#?}", found.observations);
    let mut named: Vec<&str> = found
        .problems
        .iter()
        .map(|problem| problem.file.rsplit('/').next().unwrap_or_default())
        .collect();
    named.sort_unstable();
    let expected =
        ["ANYDESK.EXE-0C03AAF4.pf", "Broken.lnk", "SYSTEM", "alex_NTUSER.DAT", "hive of alex"];
    assert_eq!(named, expected, "{:#?}", found.problems);
}

#[test]
fn real_hives_tell_whose_they_are_and_what_ran() {
    for path in files("registry") {
        let bytes = fs::read(&path).expect("a file");
        let name = path.file_name().expect("a name").to_string_lossy();
        let read = registry::read(&name, Cursor::new(bytes)).expect("a hive");
        let of = |source: &str| read.traces.iter().filter(|trace| trace.source == source).count();
        let counts = ["run", "typed", "sign-in-start", "program", "proxy"].map(of);
        let user = read.traces[0].field("user").unwrap_or_default();
        println!("{name}: user {user:?}, {counts:?}, {:?}", read.problems);
        assert!(counts[0] > 0, "{name}: programs ran");
    }
}

#[test]
fn real_prefetch_has_runs() {
    for path in files("prefetch") {
        let bytes = fs::read(&path).expect("a file");
        let name = path.to_string_lossy();
        let runs = prefetch::runs(&name, &bytes).unwrap_or_else(|why| panic!("{name}: {why}"));
        let last = runs.first().unwrap_or_else(|| panic!("{name}: no run"));
        let count: usize = last.field("count").and_then(|it| it.parse().ok()).expect("a count");
        println!(
            "{:?} {:?} {count}",
            last.field("program"),
            last.when.as_ref().map(|it| &it.written)
        );
        assert!(count >= runs.len() && runs.len() <= 8, "{name}: {count} and {}", runs.len());
        assert!(!last.field("path").unwrap_or_default().is_empty(), "{name}: no path");
    }
}

#[test]
fn a_hive_on_which_a_reader_did_not_end_is_read_at_once() {
    let Some(path) = real("damaged/NTUSER_Bad.DAT") else { return };
    let bytes = fs::read(path).expect("a file");
    let begun = Instant::now();
    let read = registry::read("NTUSER.DAT", Cursor::new(bytes));
    println!("{:?}: {read:?}", begun.elapsed());
    assert!(begun.elapsed() < Duration::from_secs(1));
}

/// Numbers that look like chance and are the same each time (xorshift, Marsaglia 2003).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end.max(1)).expect("small")).expect("small")
    }
}

#[test]
fn changed_real_files_end_without_a_panic() {
    const CHANGED_TIMES: usize = 40;
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let all = ["registry", "damaged", "prefetch", "tasks"].map(files).concat();
    let all = all.iter().filter(|path| path.extension().is_none_or(|end| end != "evtx"));
    for path in all {
        let sound = fs::read(path).expect("a file");
        let name = path.to_string_lossy();
        for _ in 0..CHANGED_TIMES {
            let mut bytes = sound.clone();
            for _ in 0..=chance.below(200) {
                let at = chance.below(bytes.len());
                bytes[at] = u8::try_from(chance.below(256)).expect("a byte");
            }
            bytes.truncate(sound.len() - chance.below(sound.len()) * chance.below(2));
            let begun = Instant::now();
            let _ = registry::read(&name, Cursor::new(&bytes));
            let _ = prefetch::runs(&name, &bytes);
            let _ = tasks::commands(&name, &bytes, None);
            assert!(begun.elapsed() < Duration::from_secs(5), "{name}");
        }
    }
}
