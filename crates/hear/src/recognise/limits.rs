//! The limits that keep recognition from stalling: how long, how many tokens, how many threads.

use std::fs;
use std::num::NonZeroU8;
use std::thread;
use std::time::Duration;

use crate::speech::RATE_HZ;

/// The longest stretch that is decoded at once; Whisper hears no more than thirty seconds, and
/// silence is put around it.
pub const SPEECH_MAX: Duration = Duration::from_secs(29);
/// The same in samples.
pub const SAMPLES_MAX: usize = SPEECH_MAX.as_secs() as usize * RATE_HZ as usize;

/// The least mean logarithm of the tokens' probabilities at which words are believed. Measured with
/// base: noise, tones, music and silence give less, or one of the known phantoms; hard telephone
/// speech gives -0.9 and more.
pub const BELIEF_MIN: f64 = -1.0;

/// The loudest 100 ms of a stretch must reach this root mean square: -55 dB of full scale, far
/// below the quietest voice on a telephone line.
const LOUDNESS_MIN: f32 = 0.0018;
const LOUDNESS_SAMPLES: usize = RATE_HZ as usize / 10;

/// Tokens a second that the fastest speech needs, and those that every utterance may have. A window
/// in which Whisper runs away ends here.
const TOKENS_PER_SECOND: usize = 8;
const TOKENS_AT_LEAST: usize = 16;

/// Whisper's frames a second, the whole of a window, and what is left after the sound's end.
const FRAMES_PER_SECOND: usize = 50;
const FRAMES_MAX: usize = 1500;
const FRAMES_AFTER: usize = 64;
/// With less than this, single words are heard over and over.
const FRAMES_MIN: usize = 256;
/// Models with fewer layers run away when they are given less than a whole window: tiny has four.
const LAYERS_TO_FIT_MIN: i32 = 6;

/// Silence that is put on either side of a stretch, lest a word at its edge is lost; how much it
/// helps is in `docs/speech.md`.
const SILENCE_SAMPLES: usize = RATE_HZ as usize / 5;

/// How many threads an utterance is decoded with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threads {
    /// One: the right choice where several are recognised at once or the machine has other work,
    /// because the threads of ggml wait for each other in busy loops.
    One,
    /// Two while the machine is idle, otherwise one; where that cannot be seen, one.
    WhereIdle,
    /// So many, whatever else the machine does.
    Chosen(NonZeroU8),
}

impl Threads {
    /// The number, as it is right just now.
    pub fn number(self) -> i32 {
        match self {
            Self::One => 1,
            Self::Chosen(number) => i32::from(number.get()),
            Self::WhereIdle => fs::read_to_string("/proc/loadavg").map_or(1, |load| {
                threads_under(&load, thread::available_parallelism().map_or(1, usize::from))
            }),
        }
    }
}

/// Two if a processor has been free over the last minute, beside the one that is needed anyway.
fn threads_under(load: &str, processors: usize) -> i32 {
    let load = load.split_whitespace().next().and_then(|load| load.parse::<f64>().ok());
    match load {
        Some(load) if processors > 1 && load < processors as f64 - 1.0 => 2,
        _ => 1,
    }
}

/// The budget of tokens for so many samples.
pub fn tokens_max(samples: usize) -> i32 {
    let tokens = TOKENS_PER_SECOND * samples / RATE_HZ as usize + TOKENS_AT_LEAST;
    i32::try_from(tokens).unwrap_or(i32::MAX)
}

/// The frames that are looked at for so many samples: just those that hold sound, or all (0) for
/// models too small for that.
pub fn audio_context(samples: usize, layers: i32) -> i32 {
    if layers < LAYERS_TO_FIT_MIN {
        return 0;
    }
    let frames = FRAMES_PER_SECOND * samples / RATE_HZ as usize + FRAMES_AFTER;
    i32::try_from(frames.clamp(FRAMES_MIN, FRAMES_MAX)).unwrap_or(0)
}

/// The sound with [`SILENCE_SAMPLES`] on either side.
pub fn with_silence_around(samples: &[f32]) -> Vec<f32> {
    let silence = [0.0; SILENCE_SAMPLES];
    [silence.as_slice(), samples, silence.as_slice()].concat()
}

/// Whether anything can be heard at all.
pub fn is_audible(samples: &[f32]) -> bool {
    samples.chunks(LOUDNESS_SAMPLES).any(|stretch| {
        let power = stretch.iter().map(|sample| sample * sample).sum::<f32>();
        power.is_finite() && power / stretch.len() as f32 >= LOUDNESS_MIN * LOUDNESS_MIN
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_and_the_context_grow_with_the_sound_and_end() {
        let second = RATE_HZ as usize;
        assert_eq!(tokens_max(0), 16);
        assert_eq!(tokens_max(5 * second), 56);
        assert_eq!(audio_context(5 * second, 6), 314);
        assert_eq!(audio_context(second / 2, 6), 256);
        assert_eq!(audio_context(40 * second, 6), 1500);
        assert_eq!(audio_context(5 * second, 4), 0, "tiny looks at the whole window");
    }

    #[test]
    fn silence_and_numbers_that_are_none_cannot_be_heard() {
        let tone = |height: f32| -> Vec<f32> {
            (0..RATE_HZ).map(|place| height * (place as f32 * 0.2).sin()).collect()
        };
        assert!(!is_audible(&[]) && !is_audible(&tone(0.0)) && !is_audible(&tone(0.001)));
        assert!(!is_audible(&[f32::NAN; 1600]) && !is_audible(&[f32::INFINITY; 1600]));
        assert!(is_audible(&tone(0.01)));
    }

    #[test]
    fn silence_is_put_around_whatever_comes() {
        let around = with_silence_around(&[0.5, 0.25]);
        assert_eq!(around.len(), 2 * SILENCE_SAMPLES + 2);
        assert_eq!(around[SILENCE_SAMPLES..SILENCE_SAMPLES + 2], [0.5, 0.25]);
        assert!(with_silence_around(&[]).iter().all(|sample| *sample == 0.0));
    }

    #[test]
    fn two_threads_only_where_one_would_idle() {
        for (load, processors, expected) in [
            ("0.20 0.10 0.05 1/100 1", 2, 2),
            ("1.20 0.10 0.05 1/100 1", 2, 1),
            ("2.50 0.10 0.05 1/100 1", 8, 2),
            ("0.00 0.00 0.00 1/100 1", 1, 1),
            ("nothing", 8, 1),
        ] {
            assert_eq!(threads_under(load, processors), expected, "{load} on {processors}");
        }
        assert_eq!(Threads::One.number(), 1);
        assert_eq!(NonZeroU8::new(3).map(Threads::Chosen).map(Threads::number), Some(3));
    }
}
