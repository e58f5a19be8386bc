//! Puts the frames of one party in order. Networks lose frames, bring them late, twice or in the
//! wrong order; what is missing leaves a gap of its length, so that times stay right.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Frame;

/// How many frames are kept while an earlier one is awaited; a fifth of a second at the usual 20
/// ms.
pub const REORDER_FRAMES_MAX: usize = 10;
/// A step in the numbers beyond this is a new count and not a loss; a minute at 20 ms.
pub const STEP_FRAMES_MAX: u64 = 3_000;
/// The longest gap that is believed; what claims more goes on where it was.
pub const GAP_MAX: Duration = Duration::from_secs(60);
/// How far the time of a frame may be from the end of the one before, to be taken as following:
/// clocks of telephone systems are no better.
pub const DRIFT_MAX: Duration = Duration::from_millis(60);
/// How many of the last numbers are remembered to tell a frame that comes twice from a late one.
const REMEMBERED: u64 = 64;

/// What became of the frames of a party or call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Frames that came.
    pub frames: u64,
    /// Frames that never came, or came too late.
    pub lost: u64,
    /// Frames that came after their place had been passed, and were left out.
    pub late: u64,
    /// Frames that came twice.
    pub duplicate: u64,
    /// Frames that came early and were put in order.
    pub reordered: u64,
    /// Times that the peer began to count anew.
    pub restarts: u64,
    /// Frames in another coding or rate than the first, or too big, left out.
    pub misfit: u64,
}

impl Counts {
    /// Adds what another party's counts say.
    pub const fn add(&mut self, other: &Self) {
        self.frames += other.frames;
        self.lost += other.lost;
        self.late += other.late;
        self.duplicate += other.duplicate;
        self.reordered += other.reordered;
        self.restarts += other.restarts;
        self.misfit += other.misfit;
    }
}

/// What comes out, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A frame's samples as they came.
    Sound(Vec<u8>),
    /// Samples that are missing.
    Gap(u64),
}

/// The frames of one party on their way into order.
#[derive(Debug)]
pub struct Jitter {
    rate_hz: u32,
    sample_bytes: usize,
    /// The number that comes next; none before the first.
    next: Option<u64>,
    /// Bit `n` says that the frame `n + 1` before the next one has come.
    seen: u64,
    /// Frames that came early.
    held: BTreeMap<u64, Frame>,
    /// Samples given, gaps counted.
    position: u64,
    /// Samples of the last frame, by which missing ones are reckoned.
    usual: u64,
    counts: Counts,
}

impl Jitter {
    /// For frames of this rate, and so many bytes a sample.
    #[must_use]
    pub fn new(rate_hz: u32, sample_bytes: usize) -> Self {
        Self {
            rate_hz: rate_hz.max(1),
            sample_bytes: sample_bytes.max(1),
            next: None,
            seen: 0,
            held: BTreeMap::new(),
            position: 0,
            usual: 0,
            counts: Counts::default(),
        }
    }

    /// What became of the frames so far.
    #[must_use]
    pub const fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Samples given so far, gaps counted.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// Whether frames wait for an earlier one.
    #[must_use]
    pub fn is_holding(&self) -> bool {
        !self.held.is_empty()
    }

    /// Takes a frame and appends what is in order now.
    pub fn hear(&mut self, frame: Frame, pieces: &mut Vec<Piece>) {
        self.counts.frames += 1;
        let next = *self.next.get_or_insert(frame.sequence);
        if frame.sequence.abs_diff(next) > STEP_FRAMES_MAX {
            self.end(pieces);
            self.counts.restarts += 1;
            self.seen = 0;
            self.next = Some(frame.sequence);
            self.give(frame, pieces);
        } else if frame.sequence < next {
            let age = next - frame.sequence - 1;
            let was_seen = age < REMEMBERED && self.seen >> age & 1 == 1;
            let count = if was_seen { &mut self.counts.duplicate } else { &mut self.counts.late };
            *count += 1;
        } else if frame.sequence == next || self.follows(&frame) {
            // Some peers count the frames of all parties together: the time tells.
            self.give(frame, pieces);
        } else if self.held.insert(frame.sequence, frame).is_some() {
            self.counts.duplicate += 1;
        }
        self.settle(REORDER_FRAMES_MAX, pieces);
    }

    /// Gives what is still held.
    pub fn end(&mut self, pieces: &mut Vec<Piece>) {
        self.settle(0, pieces);
    }

    /// Gives the held frames that follow, and gives up what they wait for when too many do.
    fn settle(&mut self, held_max: usize, pieces: &mut Vec<Piece>) {
        while let Some((number, frame)) = self.held.pop_first() {
            let is_next = Some(number) == self.next;
            if !is_next && self.held.len() < held_max {
                self.held.insert(number, frame);
                return;
            }
            self.counts.reordered += u64::from(is_next);
            self.give(frame, pieces);
        }
    }

    /// Whether a frame begins where the one before ended.
    fn follows(&self, frame: &Frame) -> bool {
        let half = self.usual / 2;
        frame.at.is_some_and(|at| self.samples(at).abs_diff(self.position) <= half)
    }

    /// Gives a frame, after a gap where something is missing before it.
    fn give(&mut self, frame: Frame, pieces: &mut Vec<Piece>) {
        let next = self.next.unwrap_or(frame.sequence);
        let missing = frame.sequence.saturating_sub(next);
        let ahead = frame.at.map(|at| self.samples(at).saturating_sub(self.position));
        let gap = match ahead {
            Some(ahead) if missing == 0 && ahead <= self.samples(DRIFT_MAX) => 0,
            Some(ahead) => ahead,
            None => missing * self.usual,
        };
        if gap > self.usual / 2 {
            self.counts.lost += missing;
        }
        let gap = if gap > self.samples(GAP_MAX) { 0 } else { gap };
        if gap > 0 {
            pieces.push(Piece::Gap(gap));
        }
        self.usual = (frame.samples.len() / self.sample_bytes) as u64;
        self.position += gap + self.usual;
        self.seen =
            self.seen.checked_shl(u32::try_from(missing + 1).unwrap_or(64)).unwrap_or(0) | 1;
        self.next = Some(frame.sequence.saturating_add(1));
        pieces.push(Piece::Sound(frame.samples));
    }

    /// Samples in so long a time.
    fn samples(&self, time: Duration) -> u64 {
        let samples = time.as_micros() * u128::from(self.rate_hz) / 1_000_000;
        u64::try_from(samples).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::Codec;
    use crate::speech::Party;

    const FRAME: usize = 160;

    fn frame(sequence: u64, at: Option<u64>) -> Frame {
        Frame {
            call: "test".into(),
            party: Party::Channel(0),
            codec: Codec::Mulaw,
            rate_hz: 8_000,
            sequence,
            at: at.map(Duration::from_millis),
            samples: vec![sequence as u8; FRAME],
        }
    }

    /// The numbers of the frames as they come out, gaps as a minus sign and their milliseconds.
    fn ordered(frames: impl IntoIterator<Item = Frame>) -> (Vec<i64>, Counts) {
        let (mut jitter, mut pieces) = (Jitter::new(8_000, 1), Vec::new());
        for frame in frames {
            jitter.hear(frame, &mut pieces);
            assert!(jitter.held.len() <= REORDER_FRAMES_MAX);
        }
        jitter.end(&mut pieces);
        let number = |piece: &Piece| match piece {
            Piece::Sound(samples) => i64::from(samples[0]),
            Piece::Gap(samples) => -i64::try_from(samples / 8).unwrap(),
        };
        (pieces.iter().map(number).collect(), *jitter.counts())
    }

    fn numbered(sequences: &[u64]) -> (Vec<i64>, Counts) {
        ordered(sequences.iter().map(|sequence| frame(*sequence, None)))
    }

    #[test]
    fn order_is_kept_restored_and_gaps_have_their_length() {
        let long: Vec<u64> = (1..=3).chain(5..=20).collect();
        let mut after_gap: Vec<i64> = vec![1, 2, 3, -20];
        after_gap.extend(5..=20);
        for (came, out, counts) in [
            (&[1, 2, 3][..], vec![1, 2, 3], Counts { frames: 3, ..Counts::default() }),
            (&[1, 3, 2, 4], vec![1, 2, 3, 4], Counts { reordered: 1, ..Counts::default() }),
            (&[1, 2, 2, 3, 1], vec![1, 2, 3], Counts { duplicate: 2, ..Counts::default() }),
            (
                &[1, 3, 3, 2],
                vec![1, 2, 3],
                Counts { duplicate: 1, reordered: 1, ..Counts::default() },
            ),
            (&[1, 4], vec![1, -40, 4], Counts { lost: 2, ..Counts::default() }),
            (&long, after_gap, Counts { lost: 1, ..Counts::default() }),
            (&[9, 8, 10], vec![9, 10], Counts { late: 1, ..Counts::default() }),
            (&[5, 90_000, 90_001], vec![5, 144, 145], Counts { restarts: 1, ..Counts::default() }),
        ] {
            let frames = came.len() as u64;
            let mut wanted = Counts { frames, ..counts };
            let (found, counted) = numbered(came);
            // Frames held behind a gap are given in order, and that is no reordering of theirs.
            wanted.reordered = counted.reordered.max(wanted.reordered);
            assert_eq!((found, counted), (out, wanted), "{came:?}");
        }
    }

    #[test]
    fn a_late_frame_after_its_gap_is_left_out() {
        let mut came: Vec<u64> = (1..=3).chain(5..=30).collect();
        came.push(4);
        let (out, counts) = numbered(&came);
        assert_eq!((counts.lost, counts.late), (1, 1));
        assert_eq!(out.iter().filter(|number| **number == 4).count(), 0);
    }

    #[test]
    fn times_tell_the_gap_better_than_numbers() {
        // One count for two parties: odd numbers only, and yet nothing is missing.
        let shared = (0..10).map(|number| frame(number * 2 + 1, Some(number * 20)));
        let (out, counts) = ordered(shared);
        assert_eq!(out, [1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
        assert_eq!((counts.lost, counts.reordered), (0, 0));
        // A party that was silent without sending: its numbers follow, its times do not.
        let silent = [frame(1, Some(500)), frame(2, Some(520)), frame(3, Some(1_540))];
        assert_eq!(ordered(silent).0, [-500, 1, 2, -1_000, 3]);
        // Clocks that waver are no gaps.
        let wavering = [frame(1, Some(0)), frame(2, Some(55)), frame(3, Some(30))];
        assert_eq!(ordered(wavering).0, [1, 2, 3]);
        // A time that lies is not believed.
        let lying = [frame(1, Some(0)), frame(2, Some(u64::MAX / 2_000))];
        assert_eq!(ordered(lying).0, [1, 2]);
    }

    #[test]
    fn any_numbers_are_survived() {
        let (out, counts) = numbered(&[u64::MAX, u64::MAX, 0, u64::MAX - 1, 7, u64::MAX, 8]);
        assert_eq!(counts.frames, 7);
        assert!(out.len() <= 7);
    }
}
