//! Resemblyzer's encoder: 160 frames of 40 mel bands, three recurrent layers, one linear layer,
//! nothing below zero, length one.

use std::fs;
use std::path::Path;

use crate::error::{Error, Result};
use crate::model::{LINEAR, LINEAR_BIAS, RECURRENT, VOICE_MAGIC};
use crate::speech::RATE_HZ;
use crate::voices::layers::{CELLS, Linear, Recurrent};
use crate::voices::spectrum::{BANDS, HOP, Spectrum};

/// The numbers of an embedding.
pub const EMBEDDING: usize = CELLS;
/// The frames of a window: 1.6 s.
const FRAMES: usize = 160;
/// Stretches shorter than this tell no voice.
const SAMPLES_MIN: usize = RATE_HZ as usize;
/// The most windows of one stretch that are looked at; more add time and little else.
const WINDOWS_MAX: usize = 3;
/// The root mean square to which quiet sound is raised: -30 dB of full scale, as in Resemblyzer.
const LOUDNESS: f32 = 0.031_622_776;

/// What a voice sounds like: a direction in 256 dimensions, of length one.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding(pub [f32; EMBEDDING]);

impl Embedding {
    /// How alike two voices are: the cosine, from 0 to 1.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> f32 {
        self.0.iter().zip(&other.0).map(|(one, other)| one * other).sum()
    }

    /// The direction between several; none of none.
    #[must_use]
    pub fn mean<'e>(embeddings: impl IntoIterator<Item = &'e Self>) -> Option<Self> {
        let mut sum = [0.0; EMBEDDING];
        for embedding in embeddings {
            for (sum, value) in sum.iter_mut().zip(&embedding.0) {
                *sum += value;
            }
        }
        Self::of_length_one(sum)
    }

    /// None where there is no direction.
    fn of_length_one(values: [f32; EMBEDDING]) -> Option<Self> {
        let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
        (length.is_finite() && length > 0.0).then(|| Self(values.map(|value| value / length)))
    }
}

/// The weights in memory, for any number of calls and threads.
pub struct Encoder {
    spectrum: Spectrum,
    first: Recurrent,
    second: Recurrent,
    third: Recurrent,
    last: Linear,
}

impl Encoder {
    /// Loads the model `voices`.
    ///
    /// # Errors
    /// [`Error::Voice`] if the file is missing or another.
    pub fn open(path: &Path) -> Result<Self> {
        let broken = |why: String| Error::Voice { path: path.to_owned(), why };
        let bytes = fs::read(path).map_err(|error| broken(error.to_string()))?;
        let numbers = bytes.strip_prefix(VOICE_MAGIC.as_slice());
        let numbers = numbers.filter(|left| left.len() == 4 * (RECURRENT + LINEAR + LINEAR_BIAS));
        let numbers = numbers.ok_or_else(|| broken("it is another kind of file".to_owned()))?;
        let (numbers, _) = numbers.as_chunks::<4>();
        let numbers: Vec<f32> = numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        Ok(Self::from_numbers(&numbers))
    }

    /// The recurrent layers' matrices stand first, layer by layer, then their biases, as the
    /// checkpoint has them; then the last layer.
    fn from_numbers(numbers: &[f32]) -> Self {
        let (recurrent, last) = numbers.split_at(RECURRENT);
        let (matrix, bias) = last.split_at(LINEAR);
        let mut left = recurrent;
        let mut take = |count: usize| {
            let (taken, rest) = left.split_at(count);
            left = rest;
            taken
        };
        let gates = 4 * CELLS;
        let inputs = [BANDS, CELLS, CELLS];
        let matrices = inputs.map(|inputs| (take(gates * inputs), take(gates * CELLS)));
        let biases = inputs.map(|_| [take(gates), take(gates)]);
        let layer = |number: usize| {
            let (input, output) = matrices[number];
            Recurrent::new(input, output, biases[number])
        };
        Self {
            spectrum: Spectrum::new(),
            first: layer(0),
            second: layer(1),
            third: layer(2),
            last: Linear::new(matrix, bias),
        }
    }

    /// The voice of a stretch of speech (mono at [`RATE_HZ`]); none where it is shorter than a
    /// second or holds no sound.
    #[must_use]
    pub fn embed(&self, samples: &[f32]) -> Option<Embedding> {
        if samples.len() < SAMPLES_MIN {
            return None;
        }
        let samples = raised(samples)?;
        let window = FRAMES * HOP;
        let spare = samples.len().saturating_sub(window);
        let windows = (1 + spare / window).min(WINDOWS_MAX);
        let begin = |number: usize| spare * number / (windows - 1).max(1);
        let embedded: Option<Vec<_>> =
            (0..windows).map(|number| self.embed_window(&samples, begin(number))).collect();
        Embedding::mean(&embedded?)
    }

    /// The voice of the window that begins at a sample.
    fn embed_window(&self, samples: &[f32], begin: usize) -> Option<Embedding> {
        let frames = self.spectrum.frames(samples, begin, FRAMES);
        let outputs = self.third.run(&self.second.run(&self.first.run(&frames)));
        let values = self.last.run(outputs.last()?).map(|value| value.max(0.0));
        Embedding::of_length_one(values)
    }
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Encoder")
    }
}

/// Quiet sound made louder, as the encoder learned it; none of silence.
fn raised(samples: &[f32]) -> Option<Vec<f32>> {
    let power = samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32;
    let factor = LOUDNESS / power.sqrt();
    factor.is_finite().then(|| samples.iter().map(|sample| sample * factor.max(1.0)).collect())
}

#[cfg(test)]
mod tests;
