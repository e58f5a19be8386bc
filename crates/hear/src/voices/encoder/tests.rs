//! The encoder against the original: librosa's bands and PyTorch's cells in double precision, run
//! once over the voice that `buzz` makes; their embedding is `reference.txt`.

use super::*;
use crate::model;

const REFERENCE: &str = include_str!("reference.txt");

/// Two seconds of a buzzing voice around 120 Hz that trembles and swells.
fn buzz() -> Vec<f32> {
    let sample = |place: u32| {
        let time = f64::from(place) / f64::from(RATE_HZ);
        let turn = std::f64::consts::TAU;
        let phase = turn * 120.0 * time - 20.0 / 3.0 * (turn * 3.0 * time).cos();
        let buzz: f64 =
            (1..=20_u32).map(|tone| (phase * f64::from(tone)).sin() / f64::from(tone)).sum();
        (0.1 * buzz * (0.6 + 0.4 * (turn * 4.0 * time).sin())) as f32
    };
    (0..2 * RATE_HZ).map(sample).collect()
}

/// The encoder, or none with a line that says why.
#[expect(clippy::print_stderr, reason = "a skipped test must say that it was skipped")]
fn encoder() -> Option<Encoder> {
    let named = model::model("voices").unwrap();
    match model::install(&named, &model::folder().unwrap(), &mut |_| ()) {
        Ok(path) => Some(Encoder::open(&path).unwrap()),
        Err(error) => {
            eprintln!("skipped, the model voices is not here: {error}");
            None
        }
    }
}

#[test]
fn slow_an_embedding_is_that_of_the_original() {
    let Some(encoder) = encoder() else { return };
    let reference: Vec<f32> =
        REFERENCE.split_whitespace().map(|word| word.parse().unwrap()).collect();
    let reference = Embedding(reference.try_into().unwrap());
    let ours = encoder.embed_window(&buzz(), 0).unwrap();
    assert!(ours.likeness(&reference) > 0.9999, "only {}", ours.likeness(&reference));
}

#[test]
fn slow_too_short_and_silent_stretches_have_no_voice() {
    let Some(encoder) = encoder() else { return };
    assert_eq!(encoder.embed(&buzz()[..SAMPLES_MIN - 1]), None);
    assert_eq!(encoder.embed(&vec![0.0; 2 * SAMPLES_MIN]), None);
    assert_eq!(encoder.embed(&vec![f32::NAN; 2 * SAMPLES_MIN]), None);
    assert!(encoder.embed(&buzz()).is_some());
}

#[test]
fn another_file_is_refused() {
    let path = std::env::temp_dir().join(format!("hangup-no-encoder-{}", std::process::id()));
    assert!(Encoder::open(&path).unwrap_err().to_string().contains("tell voices apart"));
    std::fs::write(&path, "a text").unwrap();
    assert!(Encoder::open(&path).unwrap_err().to_string().contains("another kind of file"));
    std::fs::remove_file(&path).unwrap();
}
