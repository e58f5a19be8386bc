//! Pauses on telephone speech: read sentences and synthetic scripts through a simulated line, if
//! the recordings are there (`../shared/data/audio` beside the repository, or `HANGUP_AUDIO`).

#![expect(clippy::print_stdout, reason = "what was measured is shown with --nocapture")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use hear::file::SoundFile;
use hear::parties::lasting;
use hear::pauses::CallPauses;
use hear::speech::{Party, RATE_HZ, Sound, Speech};

fn recordings() -> Vec<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/audio");
    let folder = std::env::var_os("HANGUP_AUDIO").map_or(beside, PathBuf::from);
    let mut paths: Vec<PathBuf> = ["H", "T"]
        .iter()
        .filter_map(|part| std::fs::read_dir(folder.join(part)).ok())
        .flatten()
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|name| name == "wav"))
        .collect();
    paths.sort();
    if paths.is_empty() {
        println!("skipped: no recordings in {}", folder.display());
    }
    paths
}

#[test]
fn slow_no_sentence_of_a_long_recording_is_lost() {
    let (mut samples, mut spans) = (vec![0.0; RATE_HZ as usize], Vec::new());
    for path in recordings() {
        let begin = samples.len();
        for sound in SoundFile::open(&path).unwrap() {
            samples.extend(sound.unwrap().samples);
        }
        spans.push((path, begin, samples.len()));
        samples.resize(samples.len() + RATE_HZ as usize, 0.0);
    }
    let started = Instant::now();
    let speech = cut(&samples);
    let took = started.elapsed();
    for (path, begin, end) in &spans {
        let inside = |speech: &&Speech| {
            let from = (speech.begin.as_secs_f64() * f64::from(RATE_HZ)) as usize;
            from < *end && from + speech.samples.len() > *begin
        };
        let found = speech.iter().filter(inside).count();
        assert!(found > 0, "nothing was heard of {}", path.display());
    }
    let length = |speech: &Speech| lasting(speech.samples.len() as u64);
    let heard: Duration = speech.iter().map(length).sum();
    let longest = speech.iter().map(length).max().unwrap_or_default();
    println!(
        "{} files, {:.1} s: {} stretches, {:.1} s, the longest {:.1} s; {:.2} s of work",
        spans.len(),
        lasting(samples.len() as u64).as_secs_f64(),
        speech.len(),
        heard.as_secs_f64(),
        longest.as_secs_f64(),
        took.as_secs_f64()
    );
}

fn cut(samples: &[f32]) -> Vec<Speech> {
    let (mut pauses, mut speech) = (CallPauses::default(), Vec::new());
    for (number, block) in samples.chunks(1_600).enumerate() {
        let (call, party) = ("test".into(), Party::Mixed);
        let begin = lasting(number as u64 * 1_600);
        speech.extend(pauses.hear(&Sound { call, party, begin, samples: block.to_vec() }));
    }
    speech.extend(pauses.end());
    speech
}
