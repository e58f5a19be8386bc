//! Lines as they are typed, and the words that reading is loaded with.

use super::{LABELS, NOTES, words};
use crate::transcript::{LineReader, ReadingWords, ReadingWordsError, Side};

#[test]
fn typed_lines() {
    let words = words();
    let mut reader = LineReader::new(&words);
    for (line, expected) in [
        ("hello", Some(("", Side::Unknown, "hello"))),
        ("Caller: this is the bank", Some(("Caller", Side::Caller, "this is the bank"))),
        ("the fraud desk", Some(("Caller", Side::Caller, "the fraud desk"))),
        ("", None),
        ("  me: which bank", Some(("me", Side::Callee, "which bank"))),
        ("Caller:", None),
        ("I - I can't say", Some(("Caller", Side::Caller, "I - I can't say"))),
        (
            "the site is http://example.com",
            Some(("Caller", Side::Caller, "the site is http://example.com")),
        ),
        ("Note: he hesitates", Some(("Caller", Side::Caller, "Note: he hesitates"))),
        ("bob: hi", Some(("Caller", Side::Caller, "bob: hi"))),
        ("bob: hi again", Some(("bob", Side::Unknown, "hi again"))),
        ("Mr. Rao: hi", Some(("Mr. Rao", Side::Unknown, "hi"))),
        ("\u{202E}me>\u{200B} bye", Some(("me", Side::Callee, "bye"))),
        ("12:30 is when you rang", Some(("me", Side::Callee, "12:30 is when you rang"))),
    ] {
        let got = reader.push(line);
        let got = got.as_ref().map(|one| (one.speaker.as_str(), one.side, one.text.as_str()));
        assert_eq!(got, expected, "{line}");
    }
    let timed = reader.push("[00:12] Caller: yes").expect("words");
    assert_eq!((timed.start_ms, timed.end_ms), (Some(12_000), None));
}

#[test]
fn sides_of_labels() {
    let words = words();
    for (label, side) in [
        ("caller", Some(Side::Caller)),
        ("AGENT 12", Some(Side::Caller)),
        ("Agent_2", Some(Side::Caller)),
        ("agent3", Some(Side::Caller)),
        ("Tech-Support", Some(Side::Caller)),
        ("Hannah (client)", Some(Side::Callee)),
        ("Agent (Hannah)", Some(Side::Caller)),
        ("SPEAKER_00", Some(Side::Unknown)),
        ("Hannah", None),
        ("", None),
        ("7", None),
    ] {
        assert_eq!(words.side(label), side, "{label}");
    }
}

#[test]
fn words_that_cannot_be_loaded() {
    let both = ReadingWords::from_toml("caller = [\"me\"]\ncallee = [\"Me 1\", \"ME\"]", "");
    assert!(matches!(both, Err(ReadingWordsError::TwoSides { label }) if label == "me"));
    let labels = ReadingWords::from_toml("caller = 3", NOTES);
    assert!(matches!(labels, Err(ReadingWordsError::Labels(_))));
    let notes = ReadingWords::from_toml(LABELS, "tellings = []");
    assert!(matches!(notes, Err(ReadingWordsError::Notes(_))));
}

#[test]
fn the_words_that_ship() {
    let labels = include_str!("../../../../../rules/labels.toml");
    let words = ReadingWords::from_toml(labels, NOTES).expect("rules/labels.toml is sound");
    for (label, side) in [("Me", Side::Callee), ("Caller", Side::Caller), ("Scammer", Side::Caller)]
    {
        assert_eq!(words.side(label), Some(side), "{label}");
    }
}
