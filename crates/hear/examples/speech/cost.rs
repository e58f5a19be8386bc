//! What recognition costs beside whisper.cpp itself, on the same stretches of speech, one after the
//! other in turns, because a machine's speed changes by the minute.

use std::path::Path;

use cpu_time::ProcessTime;
use hear::recognise::{Model, Threads};
use hear::speech::{RATE_HZ, Speech};
use whisper_rs::{FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters};

use crate::Outcome;
use crate::clips::seconds;

/// The beams of whisper.cpp that are compared: none, a narrow one, and its own.
const BEAMS: [(&str, i32); 3] =
    [("no beam, as here", 1), ("a beam of three", 3), ("its own beam of five", 5)];

/// Processor seconds for all the stretches.
pub struct Cost {
    pub speech_seconds: f64,
    pub ours: f64,
    pub plain: Vec<(&'static str, f64)>,
}

/// Recognises the stretches here and with plain calls.
pub fn compare(path: &Path, model: &Model, stretches: &[Speech]) -> Outcome<Cost> {
    let mut listener = model.listener(Threads::One)?;
    let context = WhisperContext::new_with_params(path, WhisperContextParameters::default())?;
    let mut states = Vec::new();
    for _ in BEAMS {
        states.push(context.create_state()?);
    }
    let plain = BEAMS.iter().map(|(name, _)| (*name, 0.0)).collect();
    let mut cost = Cost { speech_seconds: 0.0, ours: 0.0, plain };
    for speech in stretches {
        cost.speech_seconds += seconds(speech);
        let began = ProcessTime::now();
        listener.recognise(speech, "")?;
        cost.ours += began.elapsed().as_secs_f64();
        for (((_, beam), (_, took)), state) in BEAMS.iter().zip(&mut cost.plain).zip(&mut states) {
            let began = ProcessTime::now();
            state.full(plainly(*beam, speech.samples.len()), &speech.samples)?;
            *took += began.elapsed().as_secs_f64();
        }
    }
    Ok(cost)
}

/// Whisper.cpp on one thread, with the fitted context without which it takes three times as long,
/// and like here without its ladder of temperatures and without times.
fn plainly<'p>(beam: i32, samples: usize) -> FullParams<'p, 'p> {
    let strategy = match beam {
        1 => SamplingStrategy::Greedy { best_of: 1 },
        beam_size => SamplingStrategy::BeamSearch { beam_size, patience: -1.0 },
    };
    let mut plain = FullParams::new(strategy);
    plain.set_n_threads(1);
    plain.set_print_progress(false);
    plain.set_temperature_inc(0.0);
    plain.set_no_timestamps(true);
    plain.set_single_segment(true);
    let frames = 50 * samples / RATE_HZ as usize + 64;
    plain.set_audio_ctx(i32::try_from(frames.clamp(256, 1_500)).unwrap_or(0));
    plain
}
