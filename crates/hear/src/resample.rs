//! Brings sound to [`RATE_HZ`], block by block. State is kept across blocks, so that no seam is
//! heard between them, and the delay of the filter is taken out, so that times stay right.

use audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Indexing, Resampler as _, WindowFunction};

use crate::codec::sane;
use crate::speech::RATE_HZ;

/// The fewest samples a second that are taken; telephones send 8,000.
pub const RATE_HZ_MIN: u32 = 4_000;
/// The most samples a second that are taken, which is the most that Asterisk sends.
pub const RATE_HZ_MAX: u32 = 192_000;

/// How much sound is brought to the new rate at a time, in milliseconds: long enough for a sharp
/// filter, short enough for a live transcript.
const BLOCK_MS: u32 = 32;

/// One party's sound on its way to [`RATE_HZ`].
pub struct Resampler {
    /// None where the rate is right already.
    filter: Option<Fft<f32>>,
    rate_hz: u32,
    /// Samples that are no whole block yet.
    waiting: Vec<f32>,
    /// What the filter writes into.
    block: Vec<f32>,
    /// Samples of the filter's delay that are still to be thrown away.
    delay: usize,
    /// Samples taken since the beginning.
    taken: u64,
    /// Samples given since the beginning.
    given: u64,
}

impl Resampler {
    /// For sound of so many samples a second; none where the rate is not taken, below
    /// [`RATE_HZ_MIN`] or above [`RATE_HZ_MAX`].
    #[must_use]
    pub fn new(rate_hz: u32) -> Option<Self> {
        if !(RATE_HZ_MIN..=RATE_HZ_MAX).contains(&rate_hz) {
            return None;
        }
        let filter = if rate_hz == RATE_HZ { None } else { Some(filter(rate_hz)?) };
        let delay = filter.as_ref().map_or(0, |filter| filter.output_delay());
        let block = vec![0.0; filter.as_ref().map_or(0, |filter| filter.output_frames_max())];
        Some(Self { filter, rate_hz, waiting: Vec::new(), block, delay, taken: 0, given: 0 })
    }

    /// Samples taken since the beginning, at the rate of the sound.
    #[must_use]
    pub const fn taken(&self) -> u64 {
        self.taken
    }

    /// Takes samples and gives those that are ready; what is missing comes with later ones.
    #[must_use]
    pub fn hear(&mut self, samples: &[f32]) -> Vec<f32> {
        self.taken += samples.len() as u64;
        if self.filter.is_none() {
            self.given += samples.len() as u64;
            return samples.iter().copied().map(sane).collect();
        }
        self.waiting.extend(samples.iter().copied().map(sane));
        let mut ready = Vec::new();
        while self
            .filter
            .as_ref()
            .is_some_and(|filter| self.waiting.len() >= filter.input_frames_next())
        {
            self.step(&mut ready);
        }
        ready
    }

    /// Gives what is left after the last sample. All that was given then lasts as long as what
    /// was taken, to the sample.
    #[must_use]
    pub fn end(&mut self) -> Vec<f32> {
        let wanted = (self.taken * u64::from(RATE_HZ)).div_ceil(u64::from(self.rate_hz));
        let mut ready = Vec::new();
        while self.filter.is_some() && self.given + (ready.len() as u64) < wanted {
            // Silence pushes the last samples through the filter.
            let block = self.filter.as_ref().map_or(0, |filter| filter.input_frames_next());
            self.waiting.resize(block.max(self.waiting.len()), 0.0);
            let before = self.given;
            self.step(&mut ready);
            self.given = before;
        }
        ready.truncate(usize::try_from(wanted - self.given).unwrap_or(usize::MAX));
        self.given = wanted;
        ready
    }

    /// Puts one block through the filter.
    fn step(&mut self, ready: &mut Vec<f32>) {
        let Some(filter) = &mut self.filter else { return };
        let length = filter.input_frames_next();
        let room = self.block.len();
        let input = InterleavedSlice::new(&self.waiting, 1, length);
        let output = InterleavedSlice::new_mut(&mut self.block, 1, room);
        let (Ok(input), Ok(mut output)) = (input, output) else {
            unreachable!("the buffers are as long as the filter asks")
        };
        let (_, written) = filter
            .process_into_buffer(&input, &mut output, Some(&Indexing::new()))
            .expect("the buffers are as long as the filter asks");
        self.waiting.drain(..length);
        let late = self.delay.min(written);
        self.delay -= late;
        self.given += (written - late) as u64;
        ready.extend(self.block[late..written].iter().copied().map(rounded));
    }
}

/// A sample in steps of 16 bits, as the networks learned them that listen to it. Above 4 kHz a
/// telephone line has nothing, and a sharp filter leaves less there than any recording has: then
/// they take the hum of the line for a voice, and two voices for one.
fn rounded(sample: f32) -> f32 {
    const STEPS: f32 = 32_768.0;
    (sample * STEPS).round() / STEPS
}

/// A filter whose block is even and a multiple of the smallest that the two rates allow: then its
/// delay is a whole number of samples.
fn filter(rate_hz: u32) -> Option<Fft<f32>> {
    let unit = 2 * rate_hz / common_divisor(rate_hz, RATE_HZ);
    let block = (rate_hz * BLOCK_MS / 1_000).div_ceil(unit) * unit;
    let (from, to) = (rate_hz as usize, RATE_HZ as usize);
    let window = WindowFunction::BlackmanHarris2;
    Fft::new_custom(from, to, block as usize, 1, 1, window, FixedSync::Input).ok()
}

/// The greatest number that divides both (Euclid).
const fn common_divisor(a: u32, b: u32) -> u32 {
    let (mut a, mut b) = (a, b);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(rate_hz: u32, tone_hz: f32, seconds: f32) -> Vec<f32> {
        let count = (rate_hz as f32 * seconds) as usize;
        let turn = std::f32::consts::TAU * tone_hz / rate_hz as f32;
        (0..count).map(|number| 0.5 * (number as f32 * turn).sin()).collect()
    }

    /// Takes samples in blocks of uneven lengths, as networks and files give them.
    fn resampled(rate_hz: u32, samples: &[f32]) -> Vec<f32> {
        let mut resampler = Resampler::new(rate_hz).unwrap();
        let (mut all, mut rest, mut length) = (Vec::new(), samples, 1);
        while !rest.is_empty() {
            let (now, later) = rest.split_at(length.min(rest.len()));
            all.extend(resampler.hear(now));
            rest = later;
            length = length * 7 % 1_009 + 1;
        }
        all.extend(resampler.end());
        all
    }

    #[test]
    fn a_tone_keeps_its_pitch_level_time_and_length() {
        for rate_hz in [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 44_100, 48_000, 192_000] {
            let tone_hz = 440.0;
            let heard = resampled(rate_hz, &sine(rate_hz, tone_hz, 2.0));
            assert_eq!(heard.len(), 2 * RATE_HZ as usize, "length from {rate_hz}");
            // Away from the ends, each sample is the one of the same tone made at the new rate:
            // that is pitch, level and time in one.
            let wanted = sine(RATE_HZ, tone_hz, 2.0);
            let middle = 1_600..heard.len() - 1_600;
            let worst = middle.map(|at| (heard[at] - wanted[at]).abs()).fold(0.0, f32::max);
            assert!(worst < 0.002, "{rate_hz}: a sample is {worst} off");
        }
    }

    #[test]
    fn what_cannot_be_heard_at_the_new_rate_is_taken_out() {
        let heard = resampled(48_000, &sine(48_000, 12_000.0, 1.0));
        let loudest =
            heard[1_600..14_400].iter().fold(0.0_f32, |most, level| most.max(level.abs()));
        assert!(loudest < 0.001, "12 kHz comes back as {loudest}");
    }

    #[test]
    fn lengths_are_right_for_sounds_shorter_than_a_block() {
        for count in [0, 1, 2, 79, 80, 256, 257] {
            let heard = resampled(8_000, &vec![0.1; count]);
            assert_eq!(heard.len(), 2 * count);
        }
    }

    #[test]
    fn odd_rates_work_and_impossible_ones_are_refused() {
        assert_eq!(resampled(44_099, &vec![0.1; 44_099]).len(), 16_000);
        for rate_hz in [0, 1, 3_999, 192_001, u32::MAX] {
            assert!(Resampler::new(rate_hz).is_none());
        }
    }
}
