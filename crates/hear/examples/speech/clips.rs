//! The clips with their true texts, and how their sound reaches the recogniser: in the frames of a
//! telephone line, cut at pauses.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hear::pauses::CallPauses;
use hear::speech::{Party, RATE_HZ, Sound, Speech};

use crate::Outcome;

/// Samples of a frame: 20 ms, as telephone systems send them.
const FRAME_SAMPLES: usize = 320;
/// Silence after a clip, in which its last stretch ends by itself.
const SILENCE_AFTER: usize = RATE_HZ as usize;

/// One clip with its true text.
pub struct Clip {
    pub name: String,
    pub truth: String,
    pub samples: Vec<f32>,
}

/// A stretch of speech, and when it is known to be one.
pub struct Stretch {
    pub speech: Speech,
    pub known: Duration,
}

/// All clips of a folder with a `references.json`; none where there is none.
pub fn clips(audio: &Path) -> Outcome<Vec<Clip>> {
    let Ok(references) = fs::read_to_string(audio.join("references.json")) else {
        return Ok(Vec::new());
    };
    let references: BTreeMap<String, String> = serde_json::from_str(&references)?;
    let clip = |(name, truth): (String, String)| {
        let mut reader = hound::WavReader::open(audio.join(&name))?;
        let samples = reader.samples::<i16>();
        let samples = samples.map(|sample| sample.map(|sample| f32::from(sample) / 32_768.0));
        Ok(Clip { samples: samples.collect::<Result<_, _>>()?, name, truth })
    };
    references.into_iter().map(clip).collect()
}

impl Clip {
    /// The sets it belongs to.
    pub fn sets(&self) -> Vec<&'static str> {
        let kind = match &*self.name {
            name if name.starts_with('H') => "human-read",
            name if name.contains("flite") => "flite",
            _ => "espeak",
        };
        let number = self.name.get(3..5).and_then(|digits| digits.parse::<u32>().ok());
        let among_29 = kind == "human-read" || number.is_some_and(|number| number < 20);
        let mut sets = vec![kind, "all 39"];
        sets.extend(among_29.then_some("the 29"));
        sets.push(if number.is_some_and(|number| number % 2 == 0) { "even" } else { "odd" });
        sets
    }

    /// How long it is.
    pub fn seconds(&self) -> f64 {
        self.samples.len() as f64 / f64::from(RATE_HZ)
    }

    /// Its stretches, as they are cut while the sound comes in.
    pub fn stretches(&self) -> Vec<Stretch> {
        let call: Arc<str> = Arc::from(&*self.name);
        let samples = [self.samples.as_slice(), &vec![0.0; SILENCE_AFTER]].concat();
        let (mut pauses, mut stretches) = (CallPauses::default(), Vec::new());
        for (number, frame) in samples.chunks(FRAME_SAMPLES).enumerate() {
            let at = |samples: usize| Duration::from_secs_f64(samples as f64 / f64::from(RATE_HZ));
            let begin = at(number * FRAME_SAMPLES);
            let known = begin + at(frame.len());
            let (call, party) = (call.clone(), Party::Mixed);
            let sound = Sound { call, party, begin, samples: frame.to_vec() };
            let ended = pauses.hear(&sound).into_iter();
            stretches.extend(ended.map(|speech| Stretch { speech, known }));
        }
        stretches
    }
}

/// How long a stretch is.
pub fn seconds(speech: &Speech) -> f64 {
    speech.samples.len() as f64 / f64::from(RATE_HZ)
}
