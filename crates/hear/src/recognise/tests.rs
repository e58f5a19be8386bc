//! Tests with a model: they install it into the user's folder if it is missing, and say so and pass
//! where that cannot be done.

use std::sync::Arc;

use super::*;
use crate::model;
use crate::speech::Party;

/// The default model, or none with a line that says why.
fn base() -> Option<Model> {
    let named = model::model("base").unwrap();
    match model::install(&named, &model::folder().unwrap(), &mut |_| ()) {
        Ok(path) => Some(Model::open(&path, &[]).unwrap()),
        Err(error) => {
            eprintln!("skipped, the model base is not here: {error}");
            None
        }
    }
}

fn speech(samples: Vec<f32>) -> Speech {
    let call = Arc::from("test");
    Speech { call, party: Party::Mixed, begin: Duration::from_secs(3), samples }
}

/// Reproducible noise between -1 and 1.
fn noise(count: usize) -> Vec<f32> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state as f32 / u32::MAX as f32 * 2.0 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

fn tone(count: usize, hertz: f32) -> Vec<f32> {
    let step = std::f32::consts::TAU * hertz / RATE_HZ as f32;
    (0..count).map(|place| 0.2 * (place as f32 * step).sin()).collect()
}

/// Hold music of a telephone line: chords with a melody above them, four notes a second.
fn music(seconds: usize) -> Vec<f32> {
    const CHORDS: [[f32; 3]; 4] = [
        [330.0, 392.0, 523.0],
        [349.0, 440.0, 523.0],
        [392.0, 494.0, 587.0],
        [330.0, 392.0, 523.0],
    ];
    const MELODY: [f32; 8] = [659.0, 784.0, 880.0, 784.0, 698.0, 659.0, 587.0, 523.0];
    let note = RATE_HZ as usize / 4;
    let voice = |hertz: f32, place: usize, fading: f32| -> f32 {
        let step = std::f32::consts::TAU * hertz / RATE_HZ as f32;
        let harmonics = [1.0, 2.0, 3.0].iter().map(|n| (place as f32 * step * n).sin() / n);
        harmonics.sum::<f32>() * fading
    };
    let sample = |place: usize| {
        let fading = 1.0 - 0.7 * (place % note) as f32 / note as f32;
        let chord = CHORDS[place / (4 * note) % CHORDS.len()];
        let chord: f32 = chord.iter().map(|hertz| voice(*hertz, place, 0.5)).sum();
        0.08 * (chord + voice(MELODY[place / note % MELODY.len()], place, fading))
    };
    (0..seconds * RATE_HZ as usize).map(sample).collect()
}

/// So many seconds of the example recording: two voices on a telephone line.
fn recording(seconds: usize) -> Vec<f32> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/callback.wav");
    let file = crate::file::SoundFile::open(&path).unwrap();
    file.flat_map(|sound| sound.unwrap().samples).take(seconds * RATE_HZ as usize).collect()
}

/// What is heard in sound that is cut at pauses.
fn heard(listener: &mut Listener<'_>, samples: Vec<f32>) -> Vec<Words> {
    let (call, party, begin) = (Arc::from("test"), Party::Mixed, Duration::ZERO);
    let mut pauses = crate::pauses::CallPauses::default();
    let mut stretches = pauses.hear(&crate::speech::Sound { call, party, begin, samples });
    stretches.extend(pauses.end());
    let words = stretches.iter().map(|speech| listener.recognise(speech, "").unwrap());
    words.flatten().collect()
}

#[test]
fn slow_hold_music_is_no_words_and_the_voice_after_it_is_heard() {
    let Some(model) = base() else { return };
    let mut listener = model.listener(Threads::One).unwrap();
    let of_music = heard(&mut listener, music(20));
    assert_eq!(of_music, [], "music is no words");
    let samples = [music(8), recording(6)].concat();
    let words = heard(&mut listener, samples);
    let (text, late) = (texts(&words), Duration::from_secs(7));
    assert!(text.contains("good morning"), "{text}");
    assert!(words.iter().all(|words| words.end > late), "{words:?}");
}

#[test]
fn slow_two_who_talk_at_once_make_no_loop() {
    let Some(model) = base() else { return };
    let mut listener = model.listener(Threads::One).unwrap();
    let one = recording(10);
    let shifted = one.iter().skip(RATE_HZ as usize * 3).chain(&[0.0; 48_000]);
    let both = one.iter().zip(shifted).map(|(one, other)| one + other).collect();
    let text = texts(&heard(&mut listener, both));
    assert!(!text.is_empty(), "something is heard");
    assert_eq!(repeats::without_repeats(&text), text, "and not over and over");
    assert!(text.split_whitespace().count() < 60, "{text}");
}

fn texts(words: &[Words]) -> String {
    let texts: Vec<&str> = words.iter().map(|words| &*words.text).collect();
    texts.join(" ").to_lowercase()
}

#[test]
fn slow_words_before_are_no_words_now() {
    let Some(model) = base() else { return };
    let mut listener = model.listener(Threads::One).unwrap();
    let before = "We are calling about your computer and the errors on it.";
    for samples in [noise(RATE_HZ as usize * 2), tone(RATE_HZ as usize * 2, 440.0), music(2)] {
        let words = listener.recognise(&speech(samples), before).unwrap();
        assert_eq!(words, None);
    }
}

#[test]
fn slow_the_same_sound_is_heard_alike_whatever_came_before() {
    let Some(model) = base() else { return };
    let of = |listener: &mut Listener<'_>| texts(&heard(listener, recording(12)));
    let mut listener = model.listener(Threads::One).unwrap();
    let first = of(&mut listener);
    assert!(!first.is_empty(), "something is heard");
    let _ = heard(&mut listener, music(4));
    let _ = heard(&mut listener, recording(20).split_off(RATE_HZ as usize * 9));
    assert_eq!(of(&mut listener), first);
    assert_eq!(of(&mut model.listener(Threads::One).unwrap()), first, "by another listener too");
}

#[test]
fn a_file_that_is_no_model_is_refused() {
    let path = std::env::temp_dir().join(format!("hangup-no-model-{}", std::process::id()));
    let said = |path: &Path| Model::open(path, &[]).unwrap_err().to_string();
    assert!(said(&path).contains("cannot be used as a speech model"));
    std::fs::write(&path, "a text").unwrap();
    assert!(said(&path).contains("another format"));
    std::fs::write(&path, crate::model::GGML_MAGIC.to_le_bytes()).unwrap();
    assert!(said(&path).contains("cut off"));
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn the_built_in_table_is_sound() {
    assert!(!usual_names().unwrap().is_empty());
    assert!(known().unwrap().prompt.contains("{names}"));
}

#[test]
fn slow_noise_tones_and_silence_are_no_words() {
    let Some(model) = base() else { return };
    let mut listener = model.listener(Threads::One).unwrap();
    let second = RATE_HZ as usize;
    for (name, samples) in [
        ("nothing", Vec::new()),
        ("one sample", vec![0.5]),
        ("silence", vec![0.0; 2 * second]),
        ("loud noise", noise(2 * second)),
        ("quiet noise", noise(2 * second).iter().map(|sample| sample * 0.02).collect()),
        ("one bit", noise(2 * second).iter().map(|sample| sample.signum()).collect()),
        ("a tone", tone(2 * second, 440.0)),
        ("no numbers", vec![f32::NAN; second]),
    ] {
        let words = listener.recognise(&speech(samples), "").unwrap();
        assert_eq!(words, None, "{name}");
    }
}
