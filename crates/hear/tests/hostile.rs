//! What strangers send: mutated recordings of each telephone protocol, and mutated sound files.
//!
//! The mutations are the same on every run, as many as fit in `HANGUP_MUTATE_SECONDS` (4 if it is
//! not set) for each target.

#![expect(clippy::print_stdout, reason = "what was measured is shown with --nocapture")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use hear::file::SoundFile;

#[path = "../../../fuzz/chance.rs"]
mod chance;
#[path = "../../../fuzz/mutation.rs"]
mod mutation;
#[path = "../../../fuzz/lines.rs"]
mod lines;

use chance::Chance;
use mutation::mutated;

/// What parsers take for something special.
const SPICES: [&[u8]; 20] = [
    b"\x00\x00\x00",
    b"\x01\x00\x10",
    b"\x03\x00\x01",
    b"\x10\x01\x40",
    b"\x10\xff\xff",
    b"\x18\x00\x02",
    b"\xff\x00\x01",
    b"\n",
    b"{\"event\":\"media\",\"media\":{",
    b"\"chunk\":\"18446744073709551615\"",
    b"\"timestamp\":\"99999999999999\"",
    b"\"chunk\":-1",
    b"\"payload\":\"",
    b"\"sampleRate\":192000",
    b"\"mixType\":\"stereo\"",
    b"rate=4000&mix=stereo",
    b"RIFF",
    b"data\xff\xff\xff\xff",
    b"OggS",
    b"\xff\xfb",
];

/// Runs a check on mutated seeds until the time is up.
fn mutate(name: &str, seeds: &[Vec<u8>], check: impl Fn(&[u8])) {
    let seconds = std::env::var("HANGUP_MUTATE_SECONDS").ok().and_then(|text| text.parse().ok());
    let end = Instant::now() + Duration::from_secs(seconds.unwrap_or(4));
    let mut chance = Chance(1);
    let mut round = 0_u64;
    while Instant::now() < end {
        let input = mutated(seeds, &SPICES, &mut chance);
        let outcome = catch_unwind(AssertUnwindSafe(|| check(&input)));
        if outcome.is_err() {
            let place = std::env::temp_dir().join(format!("hangup-{name}-{round}.bin"));
            std::fs::write(&place, &input).expect("a place for what was found");
            panic!("round {round} of the mutations of {name}; the input is {}", place.display());
        }
        round += 1;
    }
    println!("{name}: {round} rounds over {} seeds", seeds.len());
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(fixture(name)).expect("test data is sound")
}

#[test]
fn mutated_audiosocket_calls_are_heard() {
    let call = bytes("telephony/audiosocket.bin");
    mutate("audiosocket", &[call[..4_000].to_vec(), call], lines::audiosocket);
}

#[test]
fn mutated_twilio_calls_are_heard() {
    let call = bytes("telephony/twilio.jsonl");
    mutate("twilio", &[call[..9_000].to_vec(), call], lines::twilio);
}

#[test]
fn mutated_freeswitch_calls_are_heard() {
    let call = [bytes("telephony/fork.json"), bytes("telephony/fork.l16")].concat();
    mutate("fork", &[call[..2_000].to_vec(), call], lines::fork);
}

#[test]
fn mutated_sound_files_are_read_or_refused() {
    let files = std::fs::read_dir(fixture("files")).expect("test data is sound");
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    let seeds: Vec<Vec<u8>> = paths.iter().map(|path| std::fs::read(path).unwrap()).collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sound");
    mutate("files", &seeds, |bytes| {
        std::fs::write(&path, bytes).unwrap();
        let Ok(file) = SoundFile::open(&path) else { return };
        // A header may promise any rate; what is given stays in proportion to what came.
        let samples: usize = file.map_while(Result::ok).map(|sound| sound.samples.len()).sum();
        assert!(samples < 100_000_000, "{samples} samples out of {} bytes", bytes.len());
    });
}
