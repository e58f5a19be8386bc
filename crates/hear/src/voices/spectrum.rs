//! Sound to mel bands as the encoder learned them: 25 ms every 10 ms, 40 bands of power.

use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

use crate::model::{MEL_BINS, SPECTRUM_SAMPLES, mel_filters};
use crate::speech::RATE_HZ;

/// The bands of a frame.
pub const BANDS: usize = 40;
/// From one frame to the next.
pub const HOP: usize = RATE_HZ as usize / 100;

/// One band: its first bin and the weights from there on.
struct Band {
    first: usize,
    weights: Vec<f32>,
}

/// What is computed once for all sounds.
pub struct Spectrum {
    window: Vec<f32>,
    transform: Arc<dyn RealToComplex<f32>>,
    bands: Vec<Band>,
}

impl Spectrum {
    /// Plans the transform.
    pub fn new() -> Self {
        let turn = std::f64::consts::TAU / SPECTRUM_SAMPLES as f64;
        let hann = |place: usize| (0.5 - 0.5 * (place as f64 * turn).cos()) as f32;
        Self {
            window: (0..SPECTRUM_SAMPLES).map(hann).collect(),
            transform: RealFftPlanner::new().plan_fft_forward(SPECTRUM_SAMPLES),
            bands: mel_filters(BANDS, RATE_HZ).chunks(MEL_BINS).map(band).collect(),
        }
    }

    /// The bands of `frames` frames. The first frame is centred on sample `begin`; what lies
    /// outside of the sound is silence.
    pub fn frames(&self, samples: &[f32], begin: usize, frames: usize) -> Vec<[f32; BANDS]> {
        let mut input = self.transform.make_input_vec();
        let mut output = self.transform.make_output_vec();
        let half = SPECTRUM_SAMPLES / 2;
        let mut made = Vec::with_capacity(frames);
        for frame in 0..frames {
            let centre = begin + frame * HOP;
            for (place, value) in input.iter_mut().enumerate() {
                let sample = (centre + place).checked_sub(half).and_then(|at| samples.get(at));
                *value = sample.copied().unwrap_or(0.0) * self.window[place];
            }
            let sizes_fit = self.transform.process(&mut input, &mut output);
            sizes_fit.expect("both buffers were made by the transform itself");
            made.push(std::array::from_fn(|number| power(&self.bands[number], &output)));
        }
        made
    }
}

fn band(weights: &[f32]) -> Band {
    let first = weights.iter().position(|weight| *weight > 0.0).unwrap_or(0);
    let end = weights.iter().rposition(|weight| *weight > 0.0).map_or(first, |last| last + 1);
    Band { first, weights: weights[first..end].to_vec() }
}

fn power(band: &Band, spectrum: &[Complex<f32>]) -> f32 {
    let bins = &spectrum[band.first..];
    band.weights.iter().zip(bins).map(|(weight, bin)| weight * bin.norm_sqr()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_is_loudest_in_its_band_and_silence_is_nothing() {
        let spectrum = Spectrum::new();
        let step = std::f32::consts::TAU * 1000.0 / RATE_HZ as f32;
        let tone: Vec<f32> = (0..RATE_HZ).map(|place| (place as f32 * step).sin()).collect();
        let frame = spectrum.frames(&tone, 8000, 1)[0];
        let loudest = (0..BANDS).max_by(|one, other| frame[*one].total_cmp(&frame[*other]));
        // 1000 Hz is mel 15; the bands lie 1.10 mels apart, and the fourteenth is at 15.4.
        assert_eq!(loudest, Some(13));
        assert_eq!(spectrum.frames(&[], 0, 2), vec![[0.0; BANDS]; 2]);
    }
}
