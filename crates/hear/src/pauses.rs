//! Cuts each party's sound into stretches of speech. A small network (`earshot`) says for every
//! [`FRAME_SAMPLES`] how likely it holds a voice; this module turns the scores into stretches that
//! begin a little before the voice and end a little after it. Music and noise may pass as speech:
//! whoever recognises words must guard against them.

use std::collections::VecDeque;
use std::time::Duration;

use earshot::Detector;

use crate::codec::sane;
use crate::parties::lasting;
use crate::speech::{CallId, Party, RATE_HZ, Sound, Speech};

/// Samples that are scored at a time: 16 ms, which is what the network was trained on.
pub const FRAME_SAMPLES: usize = 256;
/// The score from which a voice is taken to begin; the middle, as `earshot` advises.
pub const VOICE_SCORE_MIN: f32 = 0.5;
/// The score below which a voice that was heard is taken to pause; lower than where it begins,
/// so that a soft end of a word is not a pause.
pub const PAUSE_SCORE_MAX: f32 = 0.35;
/// The pause that ends a stretch which is at least so long, both in milliseconds. At first one
/// between the pauses inside a sentence and those between turns; the more there is to recognise,
/// the less is waited for, so that waiting and recognising together stay within [`WORDS_MS_MAX`].
pub const PAUSES_MS: [(usize, usize); 5] =
    [(0, 500), (8_500, 400), (9_500, 304), (10_500, 208), (11_500, 128)];
/// The longest stretch. Longer ones are understood better, and their words come later; what that
/// costs is in `docs/speech.md`.
pub const SPEECH_MS_MAX: usize = 12_000;
/// How long after the end of an utterance its words, and the verdict with them, may come. With
/// stretches of nine seconds it would be half a second less, and more of the words would be wrong:
/// `docs/speech.md`.
pub const WORDS_MS_MAX: usize = 2_000;
/// How far back a stretch that became too long may be cut: at the quietest place in it.
pub const CUT_MS_MAX: usize = 1_500;
/// Frames on either side that count for how quiet a place is; a stop inside a word is shorter.
const CUT_FRAMES_AROUND: usize = 2;
/// Less voice than this is a click, not a word.
pub const VOICE_MS_MIN: usize = 96;
/// How much is kept before and after the voice, so that no first or last sound is lost.
pub const MARGIN_MS: usize = 208;
/// Parties of one call; further ones are not heard.
pub const PARTIES_MAX: usize = 8;
/// How far the time of a sound may be from the end of the one before, to be taken as following.
const SEAM_MAX: Duration = Duration::from_millis(50);

/// Frames in so many milliseconds.
const fn frames(milliseconds: usize) -> usize {
    (milliseconds * RATE_HZ as usize / 1_000).div_ceil(FRAME_SAMPLES)
}

/// The pause that ends a stretch of so many frames.
fn pause_ms(stretch: usize) -> usize {
    let steps = PAUSES_MS.iter().rev();
    let reached = steps.copied().find(|(length, _)| stretch >= frames(*length));
    reached.map_or(PAUSES_MS[0].1, |(_, pause)| pause)
}

/// The pauses of one call, of each party by itself, so that those who talk over each other are
/// both heard.
#[derive(Default)]
pub struct CallPauses {
    parties: Vec<Pauses>,
}

impl CallPauses {
    /// Takes sound and gives the stretches that have ended.
    #[must_use]
    pub fn hear(&mut self, sound: &Sound) -> Vec<Speech> {
        let known = self.parties.iter().position(|pauses| pauses.party == sound.party);
        let index = match known {
            Some(index) => index,
            None if self.parties.len() < PARTIES_MAX => {
                self.parties.push(Pauses::new(sound.call.clone(), sound.party));
                self.parties.len() - 1
            }
            None => return Vec::new(),
        };
        self.parties[index].hear(sound)
    }

    /// Ends the stretches that are still open.
    #[must_use]
    pub fn end(&mut self) -> Vec<Speech> {
        let mut last: Vec<Speech> = self.parties.iter_mut().flat_map(Pauses::end).collect();
        last.sort_by_key(|speech| speech.begin);
        last
    }

    /// Whether somebody is speaking just now.
    #[must_use]
    pub fn is_speaking(&self) -> bool {
        self.parties.iter().any(|pauses| pauses.speaking)
    }
}

/// The pauses of one party.
struct Pauses {
    call: CallId,
    party: Party,
    detector: Detector,
    /// When sample 0 of `heard` came, counted from the beginning of the party's sound.
    at: u64,
    /// When the party's sound began.
    origin: Duration,
    /// What is kept: the margin while nobody speaks, the open stretch while somebody does.
    heard: VecDeque<f32>,
    /// One mark for each whole frame of `heard`.
    marks: VecDeque<Mark>,
    /// Samples at the end of `heard` that are no whole frame.
    loose: usize,
    speaking: bool,
}

/// What is known about a frame.
#[derive(Clone, Copy)]
struct Mark {
    voiced: bool,
    energy: f32,
}

impl Pauses {
    fn new(call: CallId, party: Party) -> Self {
        Self {
            call,
            party,
            detector: Detector::default(),
            at: 0,
            origin: Duration::ZERO,
            heard: VecDeque::new(),
            marks: VecDeque::new(),
            loose: 0,
            speaking: false,
        }
    }

    fn hear(&mut self, sound: &Sound) -> Vec<Speech> {
        let mut ended = Vec::new();
        let expected = self.origin + lasting(self.at + self.heard.len() as u64);
        if sound.begin.abs_diff(expected) > SEAM_MAX {
            // The sound jumps: what was heard is ended, and the clock starts anew.
            ended.extend(self.end());
            (self.origin, self.at) = (sound.begin, 0);
            self.detector.reset();
        }
        for block in sound.samples.chunks(FRAME_SAMPLES) {
            self.heard.extend(block.iter().copied().map(sane));
            self.loose += block.len();
            if self.loose >= FRAME_SAMPLES {
                self.loose -= FRAME_SAMPLES;
                self.score();
                ended.extend(self.cut());
            }
        }
        ended
    }

    /// Ends what is open, and forgets the rest.
    fn end(&mut self) -> Vec<Speech> {
        let mut ended = Vec::new();
        if self.speaking {
            // A voice in the last few samples is heard too.
            ended.extend(self.take(self.heard.len()));
        }
        self.forget(self.heard.len());
        (self.loose, self.speaking) = (0, false);
        self.marks.clear();
        ended
    }

    /// Scores the newest whole frame.
    fn score(&mut self) {
        let end = self.heard.len() - self.loose;
        let mut frame = [0.0; FRAME_SAMPLES];
        for (to, from) in frame.iter_mut().zip(self.heard.range(end - FRAME_SAMPLES..end)) {
            *to = *from;
        }
        let score = self.detector.predict_f32(&frame);
        let limit = if self.speaking { PAUSE_SCORE_MAX } else { VOICE_SCORE_MIN };
        let energy = frame.iter().map(|sample| sample * sample).sum();
        self.marks.push_back(Mark { voiced: score >= limit, energy });
    }

    /// Decides about the newest frame: whether a stretch begins, goes on, or ends.
    fn cut(&mut self) -> Option<Speech> {
        if !self.speaking {
            self.speaking = self.marks.back().is_some_and(|mark| mark.voiced);
            let kept = if self.speaking { frames(MARGIN_MS) + 1 } else { frames(MARGIN_MS) };
            self.forget(self.marks.len().saturating_sub(kept) * FRAME_SAMPLES);
            return None;
        }
        let pause = self.marks.iter().rev().take_while(|mark| !mark.voiced).count();
        if pause >= frames(pause_ms(self.marks.len() - pause)) {
            let kept = self.marks.len() - pause + frames(MARGIN_MS).min(pause);
            let ended = self.take(kept * FRAME_SAMPLES);
            self.speaking = false;
            let old = self.marks.len().saturating_sub(frames(MARGIN_MS));
            self.forget(old * FRAME_SAMPLES);
            return ended;
        }
        if self.marks.len() >= frames(SPEECH_MS_MAX) {
            return self.take(self.quietest() * FRAME_SAMPLES);
        }
        None
    }

    /// The frame in the last [`CUT_MS_MAX`] around which it is quietest.
    fn quietest(&self) -> usize {
        let last = self.marks.len().saturating_sub(CUT_FRAMES_AROUND + 1);
        let first = self.marks.len().saturating_sub(frames(CUT_MS_MAX)).max(CUT_FRAMES_AROUND);
        let around = |at: usize| -> f32 {
            let frames = at - CUT_FRAMES_AROUND..=at + CUT_FRAMES_AROUND;
            self.marks.range(frames).map(|mark| mark.energy).sum()
        };
        (first..last).min_by(|a, b| around(*a).total_cmp(&around(*b))).unwrap_or(last.max(1))
    }

    /// Takes so many samples out as a stretch; none where there is too little voice in it.
    fn take(&mut self, samples: usize) -> Option<Speech> {
        let whole = samples.div_ceil(FRAME_SAMPLES).min(self.marks.len());
        let voiced = self.marks.range(..whole).filter(|mark| mark.voiced).count();
        let begin = self.origin + lasting(self.at);
        let stretch: Vec<f32> =
            self.heard.range(..samples.min(self.heard.len())).copied().collect();
        self.forget(samples);
        (voiced >= frames(VOICE_MS_MIN)).then(|| Speech {
            call: self.call.clone(),
            party: self.party,
            begin,
            samples: stretch,
        })
    }

    /// Drops so many samples from the beginning, with their marks.
    fn forget(&mut self, samples: usize) {
        let samples = samples.min(self.heard.len());
        self.heard.drain(..samples);
        self.marks.drain(..(samples / FRAME_SAMPLES).min(self.marks.len()));
        self.at += samples as u64;
    }
}

#[cfg(test)]
mod tests;
