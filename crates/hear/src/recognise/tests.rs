//! Tests with a model: they install it into the user's folder if it is missing, and say so and pass
//! where that cannot be done.

use std::sync::Arc;

use super::*;
use crate::model;
use crate::speech::Party;

/// The default model, or none with a line that says why.
#[expect(clippy::print_stderr, reason = "a skipped test must say that it was skipped")]
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
        let words = listener.recognise(&speech(samples)).unwrap();
        assert_eq!(words, None, "{name}");
    }
}
