//! The voices of one call, found as it goes on.

use crate::voices::Embedding;

/// The most voices of a call: two ends of a line.
const VOICES_MAX: usize = 2;
/// A stretch less like the first voice than this is a second voice.
const OTHER_MAX: f32 = 0.68;
/// A stretch at least so like a voice is that voice.
const SAME_MIN: f32 = 0.75;
/// By so much must one voice be nearer than the other.
const MARGIN_MIN: f32 = 0.05;
/// A voice is the mean of at most so many stretches' weight, so that it can still drift.
const WEIGHT_MAX: f32 = 20.0;

/// The voices of one call.
#[derive(Debug, Clone, Default)]
pub struct Voices(Vec<Voice>);

#[derive(Debug, Clone)]
struct Voice {
    mean: Embedding,
    weight: f32,
}

impl Voices {
    /// Whose voice a stretch is, counted from 0 in the order of their first words; none in doubt.
    ///
    /// What is told once is not taken back; a later stretch only makes the voices clearer.
    pub fn hear(&mut self, embedding: &Embedding) -> Option<usize> {
        let mut likeness: Vec<(usize, f32)> =
            self.0.iter().map(|voice| voice.mean.likeness(embedding)).enumerate().collect();
        likeness.sort_by(|one, other| other.1.total_cmp(&one.1));
        match likeness[..] {
            [] => Some(self.add(embedding)),
            [(_, nearest), ..] if nearest < OTHER_MAX && self.0.len() < VOICES_MAX => {
                Some(self.add(embedding))
            }
            [(_, nearest)] if nearest < SAME_MIN => None,
            [(_, nearest), (_, next)] if nearest - next < MARGIN_MIN => None,
            [(voice, _), ..] => {
                self.0[voice].hear(embedding);
                Some(voice)
            }
        }
    }

    fn add(&mut self, embedding: &Embedding) -> usize {
        self.0.push(Voice { mean: embedding.clone(), weight: 1.0 });
        self.0.len() - 1
    }
}

impl Voice {
    fn hear(&mut self, embedding: &Embedding) {
        let weighted = Embedding(self.mean.0.map(|value| value * self.weight));
        if let Some(mean) = Embedding::mean([&weighted, embedding]) {
            self.mean = mean;
            self.weight = (self.weight + 1.0).min(WEIGHT_MAX);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voices::EMBEDDING;

    /// A direction at some degrees in the plane of the first two dimensions.
    fn at(degrees: f32) -> Embedding {
        let mut values = [0.0; EMBEDDING];
        (values[1], values[0]) = degrees.to_radians().sin_cos();
        Embedding(values)
    }

    #[test]
    fn two_voices_are_told_apart_and_doubt_is_kept() {
        let mut voices = Voices::default();
        for (degrees, expected) in [
            (0.0, Some(0)),
            (20.0, Some(0)),
            (52.0, None),
            (80.0, Some(1)),
            (75.0, Some(1)),
            (44.0, None),
            (5.0, Some(0)),
            (90.0, Some(1)),
        ] {
            assert_eq!(voices.hear(&at(degrees)), expected, "{degrees} degrees");
        }
        assert_eq!(voices.0.len(), 2);
    }

    #[test]
    fn a_third_voice_makes_no_third() {
        let mut voices = Voices::default();
        let mut third = [0.0; EMBEDDING];
        third[5] = 1.0;
        voices.hear(&at(0.0));
        voices.hear(&at(90.0));
        assert_eq!(voices.hear(&Embedding(third)), None);
    }
}
