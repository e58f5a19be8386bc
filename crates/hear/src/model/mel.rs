//! The triangular filters that turn a spectrum into mel bands: Slaney's scale and area, as the
//! Python library librosa computes them and as Whisper and Resemblyzer were both taught with.
//! Bands of more than one use: the model file carries them, and `voices` listens with them.

/// The samples a spectrum is taken of; 25 ms at 16 kHz.
pub const SPECTRUM_SAMPLES: usize = 400;
/// The bins of that spectrum.
pub const BINS: usize = SPECTRUM_SAMPLES / 2 + 1;

/// Below this frequency the scale is linear, above it is logarithmic (Slaney 1998).
const LINEAR_TO_HZ: f64 = 1000.0;
/// One mel in the linear part.
const MEL_HZ: f64 = 200.0 / 3.0;
/// The logarithmic part has 27 mels from 1000 to 6400 Hz.
const LOGARITHMIC_RATIO: f64 = 6.4;
const LOGARITHMIC_MELS: f64 = 27.0;

/// The weight of each spectral bin in each band, band by band, for sound of `rate_hz`.
pub fn filters(bands: usize, rate_hz: u32) -> Vec<f32> {
    let nyquist_hz = f64::from(rate_hz) / 2.0;
    let top = mel(nyquist_hz);
    let step = top / (bands + 1) as f64;
    let last = bands + 1;
    let edge = |number| if number == last { top } else { number as f64 * step };
    let edges: Vec<f64> = (0..=last).map(|number| hertz(edge(number))).collect();
    let bin_hz = f64::from(rate_hz) / SPECTRUM_SAMPLES as f64;
    let mut filters = Vec::with_capacity(bands * BINS);
    for around in edges.windows(3) {
        let (low, middle, high) = (around[0], around[1], around[2]);
        let area = 2.0 / (high - low);
        for bin in 0..BINS {
            let hz = bin as f64 * bin_hz;
            // Written so that the first of all is a negative zero, as in the original's bytes.
            let rising = -(low - hz) / (middle - low);
            let slope = rising.min((high - hz) / (high - middle));
            let height = if slope < 0.0 { 0.0 } else { slope };
            // Rounded twice, as the original does, so that the sums of files come out the same.
            filters.push((f64::from(height as f32) * area) as f32);
        }
    }
    filters
}

fn mel(hz: f64) -> f64 {
    let linear_mels = LINEAR_TO_HZ / MEL_HZ;
    if hz < LINEAR_TO_HZ {
        return hz / MEL_HZ;
    }
    linear_mels + (hz / LINEAR_TO_HZ).ln() / logarithmic_step()
}

fn hertz(mel: f64) -> f64 {
    let linear_mels = LINEAR_TO_HZ / MEL_HZ;
    if mel < linear_mels {
        return MEL_HZ * mel;
    }
    LINEAR_TO_HZ * (logarithmic_step() * (mel - linear_mels)).exp()
}

fn logarithmic_step() -> f64 {
    LOGARITHMIC_RATIO.ln() / LOGARITHMIC_MELS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checksum;

    #[test]
    fn the_filters_are_those_that_whisper_ships() {
        let filters = filters(80, 16_000);
        assert_eq!(filters.len(), 80 * BINS);
        let bytes: Vec<u8> = filters.iter().flat_map(|weight| weight.to_le_bytes()).collect();
        // The SHA-256 of the array `mel_80` of openai-whisper's `mel_filters.npz`.
        assert_eq!(checksum::of_bytes(&bytes), MEL_80_SHA256);
    }

    const MEL_80_SHA256: &str = "4f2701b1d287d74a0dc9871026e9519d98cb76426615f2539b0d151a0ae4ec2e";
}
