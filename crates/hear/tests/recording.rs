//! The example recording from end to end: the file's sound, cut at pauses, becomes words with the
//! models of the user's folder, and what the caller states in it is found by `evidence`.

#![expect(clippy::print_stdout, reason = "what was heard is shown with --nocapture")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use evidence::judge::{Circumstances, judge};
use evidence::knowledge::Knowledge;
use hear::file::SoundFile;
use hear::hearing::Hearing;
use hear::model;
use hear::pauses::CallPauses;
use hear::recognise::{Threads, usual_names};
use hear::speech::Words;

/// A model's file, or none with a line that says so.
fn installed(id: &str) -> Option<PathBuf> {
    let (model, folder) = (model::model(id).unwrap(), model::folder().unwrap());
    match model::verify(&model, &folder) {
        Ok(()) => Some(model::path(&model, &folder)),
        Err(error) => {
            println!("skipped, the model {id} is not here: {error}");
            None
        }
    }
}

/// What is said in the recording, each stretch with the voice that says it.
fn heard(words: &Path, voices: &Path) -> Vec<Words> {
    let recording = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/callback.wav");
    let (mut pauses, mut stretches) = (CallPauses::default(), Vec::new());
    for sound in SoundFile::open(&recording).unwrap() {
        stretches.extend(pauses.hear(&sound.unwrap()));
    }
    stretches.extend(pauses.end());
    let hearing = Hearing::open(words, Some(voices), &usual_names().unwrap()).unwrap();
    let mut ears = hearing.ears(Threads::One).unwrap();
    stretches.iter().filter_map(|speech| ears.hear(speech).unwrap()).collect()
}

/// A transcript of the turns; a stretch of which the voice is not known goes on with the last one.
fn transcript(words: &[Words]) -> String {
    let (mut text, mut last) = (String::new(), None);
    for one in words {
        let voice = one.voice.or(last).unwrap_or(0);
        if last == Some(voice) {
            write!(text, " {}", one.text).unwrap();
        } else {
            write!(text, "\nSpeaker {}: {}", voice + 1, one.text).unwrap();
        }
        last = Some(voice);
    }
    text
}

#[test]
fn slow_what_the_caller_of_the_recording_states_is_heard() {
    let (Some(words), Some(voices)) = (installed("base"), installed("voices")) else { return };
    let words = heard(&words, &voices);
    let text = transcript(&words);
    println!("{text}\n");
    let knowledge = Knowledge::embedded().unwrap();
    let reading = evidence::transcript::read(text.as_bytes(), &knowledge.reading);
    let judgement = judge(&reading.calls[0].transcript, &Circumstances::default(), &knowledge);
    let stated: BTreeSet<&str> = judgement.statements.iter().map(|one| &*one.value).collect();
    println!("{stated:?}");
    for value in ["microsoft", "internet-provider", "phone-book", "install-remote-tool"] {
        assert!(stated.contains(value), "{value} is not among {stated:?}");
    }
    // The two take turns, seventeen in all. What comes to the networks must have the noise of 16
    // bits above the telephone's band: without it two turns were taken for one, and all for one
    // voice's.
    let voices: Vec<Option<usize>> = words.iter().map(|one| one.voice).collect();
    assert_eq!(voices, (0..17).map(|turn| Some(turn % 2)).collect::<Vec<_>>());
}
