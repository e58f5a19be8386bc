//! From samples as a machine gives them (any rate, channels side by side) to each party's
//! [`Sound`] with its time. Files, microphone, pipes and telephone lines all come through here.

use std::time::Duration;

use crate::error::{Error, Result};
use crate::resample::{RATE_HZ_MAX, RATE_HZ_MIN, Resampler};
use crate::speech::{CallId, Party, RATE_HZ, Sound};

/// The most channels that a sound may have.
pub const CHANNELS_MAX: u16 = 32;

/// Which channels are which parties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// All channels, one or many, are one sound of everybody.
    Mixed,
    /// Each channel is one party; two at most, further ones are not heard.
    Apart,
}

/// How samples come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Samples a second of each channel.
    pub rate_hz: u32,
    /// Channels, side by side in the samples.
    pub channels: u16,
    /// Which channels are which parties.
    pub layout: Layout,
}

impl Shape {
    /// One channel in which everybody is heard.
    #[must_use]
    pub const fn mono(rate_hz: u32) -> Self {
        Self { rate_hz, channels: 1, layout: Layout::Mixed }
    }

    /// The usual shape of so many channels: two are two parties, all else is one sound.
    #[must_use]
    pub const fn usual(rate_hz: u32, channels: u16) -> Self {
        let layout = if channels == 2 { Layout::Apart } else { Layout::Mixed };
        Self { rate_hz, channels, layout }
    }

    /// Refuses rates and channels that are not taken.
    ///
    /// # Errors
    /// [`Error::Shape`], with the limit.
    pub fn check(self, name: &str) -> Result<()> {
        let (rate_hz, channels) = (self.rate_hz, self.channels);
        let what = if !(RATE_HZ_MIN..=RATE_HZ_MAX).contains(&rate_hz) {
            format!("{rate_hz} samples a second, not {RATE_HZ_MIN} to {RATE_HZ_MAX}")
        } else if !(1..=CHANNELS_MAX).contains(&channels) {
            format!("{channels} channels, not 1 to {CHANNELS_MAX}")
        } else {
            return Ok(());
        };
        Err(Error::Shape { name: name.to_owned(), what })
    }
}

/// The parties of one sound, on their way to [`RATE_HZ`].
pub struct Parties {
    call: CallId,
    channels: usize,
    streams: Vec<Stream>,
    /// Samples of a frame that is not complete yet.
    rest: Vec<f32>,
}

struct Stream {
    party: Party,
    resampler: Resampler,
    /// Samples given since the beginning.
    given: u64,
}

impl Parties {
    /// The parties of a sound of this shape.
    ///
    /// # Errors
    /// [`Error::Shape`] where the rate or the channels are not taken.
    pub fn new(call: &CallId, shape: Shape) -> Result<Self> {
        shape.check(call)?;
        let parties: &[Party] = match (shape.layout, shape.channels) {
            (Layout::Mixed, _) => &[Party::Mixed],
            (Layout::Apart, 1) => &[Party::Channel(0)],
            (Layout::Apart, _) => &[Party::Channel(0), Party::Channel(1)],
        };
        let stream = |party: &Party| {
            Some(Stream { party: *party, resampler: Resampler::new(shape.rate_hz)?, given: 0 })
        };
        let streams = parties.iter().filter_map(stream).collect();
        let channels = usize::from(shape.channels);
        Ok(Self { call: call.clone(), channels, streams, rest: Vec::new() })
    }

    /// Takes samples, channels side by side, and gives the sound that is ready, at most one piece
    /// for each party.
    #[must_use]
    pub fn hear(&mut self, samples: &[f32]) -> Vec<Sound> {
        let mut samples = samples;
        let joined;
        if self.rest.len() + samples.len() % self.channels > 0 {
            joined = [std::mem::take(&mut self.rest).as_slice(), samples].concat();
            let whole = joined.len() - joined.len() % self.channels;
            self.rest = joined[whole..].to_vec();
            samples = &joined[..whole];
        }
        let channels = self.channels;
        self.each(|party, resampler| resampler.hear(&one(samples, channels, party)))
    }

    /// Gives what is left after the last sample.
    #[must_use]
    pub fn end(&mut self) -> Vec<Sound> {
        self.each(|_, resampler| resampler.end())
    }

    fn each(&mut self, mut ready: impl FnMut(Party, &mut Resampler) -> Vec<f32>) -> Vec<Sound> {
        let mut sounds = Vec::new();
        for stream in &mut self.streams {
            let samples = ready(stream.party, &mut stream.resampler);
            if samples.is_empty() {
                continue;
            }
            let begin = lasting(stream.given);
            stream.given += samples.len() as u64;
            sounds.push(Sound { call: self.call.clone(), party: stream.party, begin, samples });
        }
        sounds
    }
}

/// The samples of one party.
fn one(samples: &[f32], channels: usize, party: Party) -> Vec<f32> {
    let frames = samples.chunks_exact(channels);
    match party {
        Party::Channel(channel) => frames.map(|frame| frame[usize::from(channel)]).collect(),
        Party::Mixed => frames.map(|frame| frame.iter().sum::<f32>() / channels as f32).collect(),
    }
}

/// How long so many samples at [`RATE_HZ`] last.
#[must_use]
pub fn lasting(samples: u64) -> Duration {
    let rate = u64::from(RATE_HZ);
    let nanoseconds = samples % rate * 1_000_000_000 / rate;
    Duration::from_secs(samples / rate) + Duration::from_nanos(nanoseconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(shape: Shape, samples: &[f32], block: usize) -> Vec<Sound> {
        let mut parties = Parties::new(&"test".into(), shape).unwrap();
        let mut sounds: Vec<Sound> =
            samples.chunks(block).flat_map(|block| parties.hear(block)).collect();
        sounds.extend(parties.end());
        sounds
    }

    fn of(sounds: &[Sound], party: Party) -> Vec<f32> {
        let sounds = sounds.iter().filter(|sound| sound.party == party);
        sounds.flat_map(|sound| sound.samples.clone()).collect()
    }

    #[test]
    fn channels_come_apart_even_where_blocks_cut_them() {
        let samples: Vec<f32> =
            (0..3_200).map(|at| if at % 2 == 0 { 0.5 } else { -0.25 }).collect();
        for block in [1, 3, 7, 640, 4_000] {
            let sounds = heard(Shape::usual(16_000, 2), &samples, block);
            assert_eq!(of(&sounds, Party::Channel(0)), vec![0.5; 1_600]);
            assert_eq!(of(&sounds, Party::Channel(1)), vec![-0.25; 1_600]);
        }
    }

    #[test]
    fn many_channels_are_mixed_and_times_follow_the_samples() {
        let sounds = heard(Shape::usual(16_000, 4), &[0.5, 0.25, 0.25, 0.0].repeat(1_600), 640);
        assert_eq!(of(&sounds, Party::Mixed), vec![0.25; 1_600]);
        let begins: Vec<u128> = sounds.iter().map(|sound| sound.begin.as_millis()).collect();
        assert_eq!(begins, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
    }

    #[test]
    fn impossible_shapes_are_refused_with_the_limit() {
        for (shape, word) in [
            (Shape::mono(0), "0 samples a second"),
            (Shape::mono(999_999), "192000"),
            (Shape::usual(8_000, 0), "0 channels"),
            (Shape::usual(8_000, 33), "1 to 32"),
        ] {
            let problem = shape.check("call.raw").unwrap_err().to_string();
            assert!(problem.contains(word), "{problem}");
        }
    }
}
