//! One call on the line: its frames put in order, decoded, brought to the rate of this crate and
//! cut at pauses. It neither reads nor writes, so the same runs behind every protocol and every
//! test.

use std::time::Duration;

use super::Frame;
use super::jitter::{Counts, Jitter, Piece};
use crate::codec::Codec;
use crate::parties::lasting;
use crate::pauses::{CallPauses, PARTIES_MAX};
use crate::resample::Resampler;
use crate::speech::{CallId, Party, Sound, Speech};

/// The longest frame that is heard, in samples of telephone sound: what comes at once.
pub const FRAME_SECONDS_MAX: u32 = 10;
/// The longest gap that is filled with silence; beyond it the clock jumps, which costs nothing.
pub const FILL_MAX: Duration = Duration::from_secs(2);

/// A call on the line.
pub struct Line {
    call: CallId,
    tracks: Vec<Track>,
    pauses: CallPauses,
    /// Frames of parties beyond the limit.
    misfit: u64,
    /// Sound for whoever keeps it; none where nobody does.
    kept: Option<Vec<Sound>>,
}

/// One party of the call.
struct Track {
    party: Party,
    codec: Codec,
    rate_hz: u32,
    jitter: Jitter,
    resampler: Resampler,
    /// When the first sample since the last jump was heard, counted in samples as they come.
    origin: u64,
    /// Samples given since the last jump.
    given: u64,
}

impl Line {
    /// A call with this name, which is the one that its speech bears.
    #[must_use]
    pub fn new(call: CallId) -> Self {
        Self { call, tracks: Vec::new(), pauses: CallPauses::default(), misfit: 0, kept: None }
    }

    /// From now on the sound itself is given out too, by [`Line::kept`].
    pub fn keep(&mut self) {
        self.kept = Some(Vec::new());
    }

    /// The sound that came since this was last asked; to be asked whenever something was heard.
    #[must_use]
    pub fn kept(&mut self) -> Vec<Sound> {
        self.kept.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Takes a frame and gives the speech that has ended.
    #[must_use]
    pub fn hear(&mut self, frame: Frame) -> Vec<Speech> {
        let Some(index) = self.track(&frame) else {
            self.misfit += 1;
            return Vec::new();
        };
        let mut pieces = Vec::new();
        self.tracks[index].jitter.hear(frame, &mut pieces);
        self.play(index, pieces)
    }

    /// Whether something is open that only waits for what comes next.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.pauses.is_speaking() || self.tracks.iter().any(|track| track.jitter.is_holding())
    }

    /// Nothing has come for a while: gives what is open, as after a pause. The call goes on.
    #[must_use]
    pub fn rest(&mut self) -> Vec<Speech> {
        let mut ended = Vec::new();
        for index in 0..self.tracks.len() {
            ended.extend(self.play_held(index));
        }
        ended.extend(self.pauses.end());
        ended
    }

    /// Gives the speech that is still open.
    #[must_use]
    pub fn end(&mut self) -> Vec<Speech> {
        let mut ended = Vec::new();
        for index in 0..self.tracks.len() {
            ended.extend(self.play_held(index));
            let last = self.tracks[index].finish(&self.call);
            ended.extend(self.cut(last));
        }
        ended.extend(self.pauses.end());
        ended
    }

    /// What became of the frames of all parties.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { misfit: self.misfit, frames: self.misfit, ..Counts::default() };
        for track in &self.tracks {
            counts.add(track.jitter.counts());
        }
        counts
    }

    /// How long the call has lasted by its sound.
    #[must_use]
    pub fn lasted(&self) -> Duration {
        self.tracks
            .iter()
            .map(|track| track.time(track.jitter.position()))
            .max()
            .unwrap_or_default()
    }

    /// The track of a frame, begun where it is the party's first; none where it does not fit.
    fn track(&mut self, frame: &Frame) -> Option<usize> {
        let limit = FRAME_SECONDS_MAX as usize * frame.rate_hz as usize;
        if frame.samples.len() / frame.codec.sample_bytes() > limit {
            return None;
        }
        let known = self.tracks.iter().position(|track| track.party == frame.party);
        if let Some(index) = known {
            let track = &self.tracks[index];
            let fits = (track.codec, track.rate_hz) == (frame.codec, frame.rate_hz);
            return fits.then_some(index);
        }
        if self.tracks.len() >= PARTIES_MAX {
            return None;
        }
        self.tracks.push(Track {
            party: frame.party,
            codec: frame.codec,
            rate_hz: frame.rate_hz,
            jitter: Jitter::new(frame.rate_hz, frame.codec.sample_bytes()),
            resampler: Resampler::new(frame.rate_hz)?,
            origin: 0,
            given: 0,
        });
        Some(self.tracks.len() - 1)
    }

    /// Plays what a party's frames still hold behind a gap.
    fn play_held(&mut self, index: usize) -> Vec<Speech> {
        let mut pieces = Vec::new();
        self.tracks[index].jitter.end(&mut pieces);
        self.play(index, pieces)
    }

    fn play(&mut self, index: usize, pieces: Vec<Piece>) -> Vec<Speech> {
        let mut ended = Vec::new();
        for piece in pieces {
            let sounds = self.tracks[index].play(&self.call, piece);
            ended.extend(self.cut(sounds));
        }
        ended
    }

    fn cut(&mut self, sounds: Vec<Sound>) -> Vec<Speech> {
        let ended = sounds.iter().flat_map(|sound| self.pauses.hear(sound)).collect();
        if let Some(kept) = &mut self.kept {
            kept.extend(sounds);
        }
        ended
    }
}

impl Track {
    /// Decodes a piece and brings it to the rate of this crate.
    fn play(&mut self, call: &CallId, piece: Piece) -> Vec<Sound> {
        let mut samples = Vec::new();
        match piece {
            Piece::Sound(bytes) => {
                self.codec.decode(&bytes, &mut samples);
            }
            Piece::Gap(length) if self.time(length) <= FILL_MAX => {
                samples.resize(usize::try_from(length).unwrap_or(0), 0.0);
            }
            Piece::Gap(length) => {
                let heard = self.resampler.taken();
                let last = self.finish(call);
                self.origin += heard + length;
                return last;
            }
        }
        let ready = self.resampler.hear(&samples);
        self.sound(call, ready)
    }

    /// Gives what is left, and begins anew.
    fn finish(&mut self, call: &CallId) -> Vec<Sound> {
        let ready = self.resampler.end();
        let last = self.sound(call, ready);
        if let Some(fresh) = Resampler::new(self.rate_hz) {
            self.resampler = fresh;
        }
        self.given = 0;
        last
    }

    fn sound(&mut self, call: &CallId, samples: Vec<f32>) -> Vec<Sound> {
        if samples.is_empty() {
            return Vec::new();
        }
        let begin = self.time(self.origin) + lasting(self.given);
        self.given += samples.len() as u64;
        vec![Sound { call: call.clone(), party: self.party, begin, samples }]
    }

    /// How long so many samples last as they come.
    fn time(&self, samples: u64) -> Duration {
        let rate = u64::from(self.rate_hz);
        let nanoseconds = samples % rate * 1_000_000_000 / rate;
        Duration::from_secs(samples / rate) + Duration::from_nanos(nanoseconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telephony::{Event, twilio::Twilio};

    const CALL: &str = include_str!("../../tests/fixtures/telephony/twilio.jsonl");

    fn frames() -> Vec<Frame> {
        let mut peer = Twilio::default();
        let events = CALL.lines().filter_map(|line| peer.hear(line));
        events
            .filter_map(|event| if let Event::Frame(frame) = event { Some(frame) } else { None })
            .collect()
    }

    fn heard(frames: impl IntoIterator<Item = Frame>) -> (Vec<Speech>, Counts, Duration) {
        let mut line = Line::new("test".into());
        let mut found: Vec<Speech> =
            frames.into_iter().flat_map(|frame| line.hear(frame)).collect();
        found.extend(line.end());
        found.sort_by_key(|speech| (speech.party, speech.begin));
        (found, line.counts(), line.lasted())
    }

    #[test]
    fn both_parties_of_a_recorded_call_are_heard_at_once() {
        let (found, counts, lasted) = heard(frames());
        let parties: Vec<Party> = found.iter().map(|speech| speech.party).collect();
        assert_eq!(parties, [Party::Channel(0), Party::Channel(1)]);
        assert!(found.iter().all(|speech| speech.begin < Duration::from_millis(300)));
        assert_eq!((counts.lost, counts.misfit), (0, 0));
        assert_eq!(lasted.as_millis() % 20, 0);
    }

    #[test]
    fn a_peer_that_falls_silent_mid_word_leaves_nothing_waiting() {
        let mut line = Line::new("test".into());
        let mut found: Vec<Speech> =
            frames().into_iter().take(100).flat_map(|frame| line.hear(frame)).collect();
        assert!(found.is_empty() && line.is_waiting());
        found.extend(line.rest());
        assert!(found.len() == 2 && !line.is_waiting());
        let later: Vec<Speech> =
            frames().into_iter().skip(100).flat_map(|frame| line.hear(frame)).collect();
        found.extend(later);
        found.extend(line.end());
        assert!(found.len() >= 3, "the call goes on");
        let last = found.iter().map(|speech| speech.begin).max();
        assert!(last > Some(Duration::from_millis(700)), "{last:?}");
    }

    #[test]
    fn a_shuffled_and_doubled_stream_is_the_same_call() {
        let (wanted, ..) = heard(frames());
        let mut shuffled = frames();
        for group in shuffled.chunks_mut(6) {
            group.reverse();
        }
        let doubled = shuffled.iter().flat_map(|frame| [frame.clone(), frame.clone()]);
        // The first frame tells where the count begins, so it stays in front.
        let doubled = frames().into_iter().take(2).chain(doubled);
        let (found, counts, _) = heard(doubled);
        assert_eq!(found, wanted);
        assert_eq!((counts.lost, counts.late), (0, 0));
        assert!(counts.duplicate > 100 && counts.reordered > 50, "{counts:?}");
    }

    #[test]
    fn lost_frames_leave_silence_and_the_times_stay_right() {
        let (wanted, _, length) = heard(frames());
        let kept = frames().into_iter().filter(|frame| frame.sequence % 10 != 7);
        let (found, counts, lasted) = heard(kept);
        assert_eq!(lasted, length);
        assert!(counts.lost >= 18, "{counts:?}");
        assert_eq!(found.len(), wanted.len());
        for (found, wanted) in found.iter().zip(&wanted) {
            assert!(found.begin.abs_diff(wanted.begin) < Duration::from_millis(100));
        }
    }

    #[test]
    fn a_long_gap_moves_the_clock() {
        let later = frames().into_iter().map(|mut frame| {
            frame.sequence += 1_500;
            frame.at = frame.at.map(|at| at + Duration::from_secs(30));
            frame
        });
        let (found, ..) = heard(frames().into_iter().chain(later));
        let begins: Vec<u64> = found.iter().map(|speech| speech.begin.as_secs()).collect();
        assert_eq!(begins, [0, 30, 0, 30]);
    }

    #[test]
    fn frames_that_do_not_fit_are_counted() {
        let mut frames = frames();
        frames[10].rate_hz = 16_000;
        frames[12].codec = Codec::Slin16;
        frames[14].samples = vec![0; 90_000];
        assert_eq!(heard(frames).1.misfit, 3);
        let mut impossible = self::frames();
        impossible.iter_mut().for_each(|frame| frame.rate_hz = 1);
        assert_eq!(heard(impossible).0, []);
    }
}
