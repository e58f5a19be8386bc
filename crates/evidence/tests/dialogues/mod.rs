//! The dialogues of `corpus/calls`, for tests and benches that want real talk and no expectations.

use evidence::knowledge::Knowledge;
use evidence::transcript::{Form, Transcript, read_text};

/// The dialogues, in the order of their files' names.
pub fn dialogues(knowledge: &Knowledge) -> Vec<Transcript> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/calls");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("test data is sound")
        .map(|entry| entry.expect("test data is sound").path())
        .collect();
    paths.sort();
    let read = |path| {
        let text = std::fs::read_to_string(path).expect("test data is sound");
        let call: toml::Table = toml::from_str(&text).expect("test data is sound");
        let text = call["call"].as_str().expect("test data is sound");
        read_text(text, &knowledge.reading).calls.remove(0).transcript
    };
    paths.iter().map(read).filter(|call| call.form == Form::Dialogue).collect()
}
