//! How long after the end of an utterance its words are there, by a clock that runs with the sound
//! and with the processor time of recognition: what else the machine does makes no difference.

use hear::pauses::MARGIN_MS;

use crate::clips::{Stretch, seconds};

/// Stretches with less between them are one utterance that was cut.
const GAP_SECONDS_MIN: f64 = 0.05;

/// What was measured at the ends of utterances.
#[derive(Default)]
pub struct Latency {
    /// From the end of the voice until the words are there, and until they are judged.
    pub words: Vec<f64>,
    pub verdicts: Vec<f64>,
    /// The most speech that was still to be recognised when an end was known.
    pub left_max: f64,
}

impl Latency {
    /// Plays the stretches of a clip that took so long to recognise and to judge.
    pub fn play(&mut self, stretches: &[Stretch], took: &[(f64, f64)]) {
        let mut free = 0.0_f64;
        for (number, (stretch, (words, verdict))) in stretches.iter().zip(took).enumerate() {
            let known = stretch.known.as_secs_f64();
            let begin = stretch.speech.begin.as_secs_f64();
            let length = seconds(&stretch.speech);
            // What of the one before is not recognised yet, as a share of this one's speed.
            let before = (free - known).max(0.0) * length / words.max(f64::MIN_POSITIVE);
            let heard = free.max(known) + words;
            free = heard + verdict;
            let next = stretches.get(number + 1).map(|next| next.speech.begin.as_secs_f64());
            if next.is_none_or(|next| next - (begin + length) >= GAP_SECONDS_MIN) {
                // The margin is not voice; where less than it was kept, this is too strict.
                let end = begin + length - MARGIN_MS as f64 / 1_000.0;
                self.words.push(heard - end);
                self.verdicts.push(free - end);
                self.left_max = self.left_max.max(before + length);
            }
        }
    }
}

/// The middle and the greatest of some times.
pub fn middle_and_worst(times: &[f64]) -> (f64, f64) {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    let at = |place: usize| times.get(place).copied().unwrap_or_default();
    (at(times.len() / 2), at(times.len().saturating_sub(1)))
}
