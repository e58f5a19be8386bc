//! How loud a sound is: for a meter that shows whether the microphone hears anything.

use std::sync::atomic::{AtomicU32, Ordering};

/// How loud a piece of sound is, as shares of full scale.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Level {
    /// The loudest sample; 1 means that the sound is cut off and the microphone too loud.
    pub peak: f32,
    /// The root of the mean square, which is what ears take for loudness.
    pub rms: f32,
}

impl Level {
    /// The level of these samples.
    #[must_use]
    pub fn of(samples: &[f32]) -> Self {
        let peak = samples.iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
        let power: f64 = samples.iter().map(|sample| f64::from(*sample).powi(2)).sum();
        let rms = (power / samples.len().max(1) as f64).sqrt() as f32;
        Self { peak, rms }
    }

    /// The loudness in decibels of full scale: 0 is the loudest, -60 as good as nothing.
    #[must_use]
    pub fn decibels(self) -> f32 {
        const LEAST: f32 = -120.0;
        if self.rms > 0.0 { (20.0 * self.rms.log10()).max(LEAST) } else { LEAST }
    }
}

/// The level of the newest piece, written by one thread and read by others.
#[derive(Debug, Default)]
pub struct Meter {
    peak: AtomicU32,
    rms: AtomicU32,
}

impl Meter {
    /// Takes a piece of sound.
    pub fn hear(&self, samples: &[f32]) {
        let level = Level::of(samples);
        self.peak.store(level.peak.to_bits(), Ordering::Relaxed);
        self.rms.store(level.rms.to_bits(), Ordering::Relaxed);
    }

    /// The level of the newest piece.
    #[must_use]
    pub fn level(&self) -> Level {
        let read = |bits: &AtomicU32| f32::from_bits(bits.load(Ordering::Relaxed));
        Level { peak: read(&self.peak), rms: read(&self.rms) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_those_of_the_sound() {
        let meter = Meter::default();
        assert_eq!(meter.level(), Level { peak: 0.0, rms: 0.0 });
        meter.hear(&[0.5, -0.5, 0.5, -0.5]);
        assert_eq!(meter.level(), Level { peak: 0.5, rms: 0.5 });
        assert!((meter.level().decibels() + 6.02).abs() < 0.01);
        assert_eq!(Level::of(&[]).decibels(), -120.0);
    }
}
