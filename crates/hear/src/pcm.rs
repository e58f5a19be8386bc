//! Raw samples from a pipe, as in `ffmpeg -i rtp://… -f s16le -ar 16000 -ac 1 - | hangup listen -`:
//! there is no header, so the user says what comes.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read};

use crate::codec::Codec;
use crate::error::{Error, Result};
use crate::parties::{Parties, Shape};
use crate::speech::{CallId, Sound};

/// How much is read at a time, in bytes; a tenth of a second of the usual 16,000 samples of 16
/// bits.
pub const READ_BYTES: usize = 3_200;

/// Raw samples as they come: an iterator of pieces, each party's in the order of time. It waits for
/// what comes next, and ends where the pipe is closed.
pub struct RawSound<R> {
    reader: R,
    name: CallId,
    codec: Codec,
    parties: Parties,
    /// Bytes of a sample that is not complete yet.
    rest: Vec<u8>,
    ready: VecDeque<Sound>,
    heard_bytes: u64,
    is_over: bool,
}

impl<R: Read> RawSound<R> {
    /// Samples from a reader; the call gets this name.
    ///
    /// # Errors
    /// [`Error::Shape`] where the rate or the channels are not taken.
    pub fn new(reader: R, name: &CallId, codec: Codec, shape: Shape) -> Result<Self> {
        let parties = Parties::new(name, shape)?;
        Ok(Self {
            reader,
            name: name.clone(),
            codec,
            parties,
            rest: Vec::new(),
            ready: VecDeque::new(),
            heard_bytes: 0,
            is_over: false,
        })
    }

    /// Bytes that came so far: none at the end means that the other program sent nothing.
    #[must_use]
    pub const fn heard_bytes(&self) -> u64 {
        self.heard_bytes
    }

    /// Reads what is there; the length is 0 at the end.
    fn read(&mut self) -> Result<usize> {
        let mut bytes = [0; READ_BYTES];
        let length = loop {
            match self.reader.read(&mut bytes) {
                Err(problem) if problem.kind() == ErrorKind::Interrupted => {}
                Err(source) => return Err(Error::Read { name: self.name.to_string(), source }),
                Ok(length) => break length,
            }
        };
        self.heard_bytes += length as u64;
        self.rest.extend_from_slice(&bytes[..length]);
        let mut samples = Vec::new();
        let left = self.codec.decode(&self.rest, &mut samples);
        self.rest.drain(..self.rest.len() - left);
        self.ready.extend(self.parties.hear(&samples));
        Ok(length)
    }
}

impl<R: Read> Iterator for RawSound<R> {
    type Item = Result<Sound>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() && !self.is_over {
            match self.read() {
                Ok(0) => {
                    self.is_over = true;
                    self.ready.extend(self.parties.end());
                }
                Ok(_) => {}
                Err(problem) => {
                    self.is_over = true;
                    return Some(Err(problem));
                }
            }
        }
        self.ready.pop_front().map(Ok)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::{Party, RATE_HZ};

    /// A reader that gives few bytes at a time, as pipes do.
    struct Drops<'a>(&'a [u8], usize);

    impl Read for Drops<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let length = self.1.min(self.0.len()).min(into.len());
            into[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            self.1 = self.1 % 7 + 1;
            Ok(length)
        }
    }

    fn heard(bytes: &[u8], codec: Codec, shape: Shape) -> Vec<Sound> {
        let raw = RawSound::new(Drops(bytes, 1), &"pipe".into(), codec, shape).unwrap();
        raw.map(Result::unwrap).collect()
    }

    fn of(sounds: &[Sound], party: Party) -> Vec<f32> {
        let sounds = sounds.iter().filter(|sound| sound.party == party);
        sounds.flat_map(|sound| sound.samples.clone()).collect()
    }

    #[test]
    fn samples_cut_anywhere_are_put_together() {
        let levels = [0.25_f32, -0.5, 0.125, 0.0];
        let floats: Vec<u8> = levels.iter().flat_map(|level| level.to_le_bytes()).collect();
        let sounds = heard(&floats, Codec::Float32, Shape::mono(RATE_HZ));
        assert_eq!(of(&sounds, Party::Mixed), levels);
        let whole = |level: f32| ((level * 32_768.0) as i16).to_le_bytes();
        let wholes: Vec<u8> = levels.iter().flat_map(|level| whole(*level)).collect();
        let sounds = heard(&wholes, Codec::Slin16, Shape::usual(RATE_HZ, 2));
        assert_eq!(of(&sounds, Party::Channel(0)), [0.25, 0.125]);
        assert_eq!(of(&sounds, Party::Channel(1)), [-0.5, 0.0]);
    }

    #[test]
    fn telephone_samples_come_at_the_rate_of_this_crate() {
        for codec in [Codec::Mulaw, Codec::Alaw] {
            let sounds = heard(&[0x55; 8_000], codec, Shape::mono(8_000));
            assert_eq!(of(&sounds, Party::Mixed).len(), RATE_HZ as usize);
        }
    }

    #[test]
    fn nothing_is_nothing_and_a_broken_pipe_is_an_error() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
                Err(ErrorKind::BrokenPipe.into())
            }
        }
        assert_eq!(heard(b"", Codec::Slin16, Shape::mono(8_000)), []);
        let shape = Shape::mono(8_000);
        let mut raw = RawSound::new(Broken, &"pipe".into(), Codec::Slin16, shape).unwrap();
        let problem = raw.next().unwrap().unwrap_err().to_string();
        assert!(problem.contains("pipe"), "{problem}");
        assert!(raw.next().is_none(), "it ends after the error");
        let wrong = RawSound::new(Broken, &"pipe".into(), Codec::Slin16, Shape::mono(3));
        assert!(wrong.is_err());
    }
}
