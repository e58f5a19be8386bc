//! Whether two channels are two parties, or one sound saved twice.

use crate::parties::{Layout, Shape};

/// How loud the difference of two channels may be, as a share of their sound's power, for them to
/// be one sound; lossy coding leaves about a tenth of this.
pub const TWIN_DIFFERENCE_MAX: f64 = 0.01;
/// How many seconds are read ahead at most to find it out; after so much silence, two channels are
/// taken for two parties.
pub const AHEAD_SECONDS_MAX: u64 = 30;
/// So many seconds of sound are enough to tell.
const SOUND_SECONDS_MIN: u64 = 3;
/// The power of a sample from which there is sound; -60 decibels of full scale.
const SOUND_POWER_MIN: f64 = 1e-6;

/// Compares two channels.
pub(super) struct Twins {
    shape: Shape,
    frames: u64,
    sounding: u64,
    power: f64,
    difference: f64,
}

impl Twins {
    pub(super) const fn new(shape: Shape) -> Self {
        Self { shape, frames: 0, sounding: 0, power: 0.0, difference: 0.0 }
    }

    /// Takes samples, channels side by side, and says whether they are one sound; none where more
    /// must be heard.
    pub(super) fn hear(&mut self, samples: &[f32]) -> Option<bool> {
        if self.shape.layout == Layout::Mixed {
            return Some(false);
        }
        for [left, right] in samples.as_chunks().0 {
            let (left, right) = (f64::from(*left), f64::from(*right));
            let power = left.mul_add(left, right * right) / 2.0;
            self.frames += 1;
            self.sounding += u64::from(power >= SOUND_POWER_MIN);
            self.power += power;
            self.difference += (left - right).powi(2) / 2.0;
        }
        let rate = u64::from(self.shape.rate_hz);
        let enough =
            self.sounding >= SOUND_SECONDS_MIN * rate || self.frames >= AHEAD_SECONDS_MAX * rate;
        let differ = self.difference > self.power * TWIN_DIFFERENCE_MAX;
        if differ && self.sounding >= rate / 4 {
            return Some(false);
        }
        enough.then_some(self.sounding > 0 && !differ)
    }

    /// What is told at the end of a short file.
    pub(super) fn end(&self) -> bool {
        self.sounding > 0 && self.difference <= self.power * TWIN_DIFFERENCE_MAX
    }
}
