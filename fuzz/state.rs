//! What must hold for any bytes that lie where the state of a machine is read from.

use std::io::Cursor;

use checkup::sources::{prefetch, registry, tasks};
use checkup::trace::Trace;

/// No field of a trace is longer, in characters: it would be no name and no path.
const FIELD_CHARACTERS_MAX: usize = 40_000;

/// Bytes of any kind are read as a hive without a panic, and every problem is said once.
pub fn hive(bytes: &[u8]) {
    let Ok(read) = registry::read("NTUSER.DAT", Cursor::new(bytes)) else { return };
    let mut problems = read.problems.clone();
    problems.sort();
    problems.dedup();
    assert_eq!(problems.len(), read.problems.len(), "{:?}", read.problems);
    sound(&read.traces);
}

/// Bytes of any kind are read as prefetch without a panic.
pub fn prefetch(bytes: &[u8]) {
    if let Ok(runs) = prefetch::runs("A.EXE-00000000.pf", bytes) {
        assert!(runs.len() <= 8, "{} runs", runs.len());
        sound(&runs);
    }
}

/// Bytes of any kind are read as a task of both forms without a panic.
pub fn task(bytes: &[u8]) {
    for name in ["Tasks/a", "Tasks/a.job"] {
        if let Ok(commands) = tasks::commands(name, bytes, None) {
            sound(&commands);
        }
    }
}

fn sound(traces: &[Trace]) {
    for (name, value) in traces.iter().flat_map(|trace| &trace.fields) {
        assert!(value.chars().count() <= FIELD_CHARACTERS_MAX, "{name} is too long");
    }
}
