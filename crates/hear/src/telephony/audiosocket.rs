//! Asterisk's AudioSocket: messages over TCP, each a kind, a length of two bytes (the higher first)
//! and a payload. One party a connection. The kinds and rates are those of Asterisk's documentation
//! of the AudioSocket channel driver, as of Asterisk 23.

use std::fmt::Write as _;

use super::{Ending, Event, Frame, Problem};
use crate::codec::Codec;
use crate::speech::{CallId, Party};

/// The bytes before the payload: one of the kind, two of the length.
pub const HEADER_BYTES: usize = 3;
/// The longest message, by the size of its length.
pub const MESSAGE_BYTES_MAX: usize = HEADER_BYTES + u16::MAX as usize;

/// Samples a second of the kinds from 0x10 on: whole numbers of 16 bits, the lower byte first.
const RATES_HZ: [u32; 9] = [8_000, 12_000, 16_000, 24_000, 32_000, 44_100, 48_000, 96_000, 192_000];

/// Reads one connection.
#[derive(Debug, Default)]
pub struct AudioSocket {
    /// What has come of a message that is not complete; never more than one message.
    partial: Vec<u8>,
    call: Option<CallId>,
    frames: u64,
    is_over: bool,
}

impl AudioSocket {
    /// Takes bytes as they come, cut anywhere, and appends what they mean. What is kept is what
    /// came, never what a header promises.
    pub fn hear(&mut self, bytes: &[u8], events: &mut Vec<Event>) {
        if self.is_over {
            if !bytes.is_empty() {
                events.push(Event::Problem(Problem::AfterEnd));
            }
            return;
        }
        self.partial.extend_from_slice(bytes);
        let mut done = 0;
        while let Some((kind, payload)) = message(&self.partial[done..]) {
            let payload = done + payload.start..done + payload.end;
            done = payload.end;
            let event = self.understand(kind, payload);
            self.is_over = matches!(event, Event::Ended(_));
            events.push(event);
            if self.is_over {
                done = self.partial.len();
            }
        }
        self.partial.drain(..done);
    }

    /// The connection was closed by the peer.
    pub fn end(&mut self, events: &mut Vec<Event>) {
        if self.is_over {
            return;
        }
        self.is_over = true;
        if !self.partial.is_empty() {
            events.push(Event::Problem(Problem::CutShort));
        }
        events.push(Event::Ended(Ending::Vanished));
    }

    /// Bytes of a message that is not complete.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.partial.len()
    }

    fn understand(&mut self, kind: u8, payload: std::ops::Range<usize>) -> Event {
        let payload = &self.partial[payload];
        match kind {
            0x00 => Event::Ended(Ending::HungUp),
            0x01 => match <[u8; 16]>::try_from(payload) {
                Err(_) => Event::Problem(Problem::WrongLength),
                Ok(_) if self.call.is_some() => Event::Problem(Problem::SecondBeginning),
                Ok(uuid) => {
                    self.call = Some(written(uuid));
                    Event::Begun { call: self.call.clone() }
                }
            },
            0x03 if payload.len() == 1 => Event::Key,
            0x03 => Event::Problem(Problem::WrongLength),
            0x10..=0x18 => self.sound(RATES_HZ[usize::from(kind - 0x10)], payload.to_vec()),
            0xff => Event::Ended(Ending::Failed),
            _ => Event::Problem(Problem::UnknownKind),
        }
    }

    fn sound(&mut self, rate_hz: u32, samples: Vec<u8>) -> Event {
        let Some(call) = self.call.clone() else { return Event::Problem(Problem::Unnamed) };
        if !samples.len().is_multiple_of(Codec::Slin16.sample_bytes()) {
            return Event::Problem(Problem::WrongLength);
        }
        let sequence = self.frames;
        self.frames += 1;
        let (party, codec) = (Party::Mixed, Codec::Slin16);
        Event::Frame(Frame { call, party, codec, rate_hz, sequence, at: None, samples })
    }
}

/// The kind of the first message and where its payload is, once it is complete.
fn message(bytes: &[u8]) -> Option<(u8, std::ops::Range<usize>)> {
    let [kind, high, low, ..] = bytes else { return None };
    let end = HEADER_BYTES + usize::from(u16::from_be_bytes([*high, *low]));
    (bytes.len() >= end).then_some((*kind, HEADER_BYTES..end))
}

/// A UUID as people write it.
fn written(uuid: [u8; 16]) -> CallId {
    let mut text = String::new();
    for (at, byte) in uuid.iter().enumerate() {
        if [4, 6, 8, 10].contains(&at) {
            text.push('-');
        }
        // Writing into a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: &[u8] = include_bytes!("../../tests/fixtures/telephony/audiosocket.bin");

    fn heard(bytes: &[u8], block: usize) -> Vec<Event> {
        let (mut peer, mut events) = (AudioSocket::default(), Vec::new());
        for block in bytes.chunks(block) {
            peer.hear(block, &mut events);
            assert!(peer.waiting() < MESSAGE_BYTES_MAX);
        }
        peer.end(&mut events);
        events
    }

    fn message(kind: u8, payload: &[u8]) -> Vec<u8> {
        let length = u16::try_from(payload.len()).unwrap().to_be_bytes();
        [&[kind], &length[..], payload].concat()
    }

    #[test]
    fn a_recorded_call_is_read_whatever_the_blocks() {
        let whole = heard(CALL, CALL.len());
        let name = Some("01234567-89ab-4cde-8f01-23456789abcd".into());
        assert_eq!(whole.first(), Some(&Event::Begun { call: name }));
        assert_eq!(whole.last(), Some(&Event::Ended(Ending::HungUp)));
        let frames: Vec<&Frame> = whole
            .iter()
            .filter_map(|event| if let Event::Frame(frame) = event { Some(frame) } else { None })
            .collect();
        assert!(frames.len() > 90);
        assert!(frames.iter().all(|frame| frame.rate_hz == 8_000));
        assert!(frames.iter().zip(0..).all(|(frame, number)| frame.sequence == number));
        assert_eq!(whole.iter().filter(|event| **event == Event::Key).count(), 1);
        for block in [1, 2, 3, 322, 323, 324, 5_000] {
            assert_eq!(heard(CALL, block), whole, "blocks of {block}");
        }
    }

    #[test]
    fn every_kind_is_understood_or_named_as_a_problem() {
        let begin = message(1, &[7; 16]);
        let after = |bytes: &[u8]| heard(&[&begin, bytes].concat(), 64)[1].clone();
        for (kind, rate_hz) in (0x10..=0x18).zip(RATES_HZ) {
            let Event::Frame(frame) = after(&message(kind, &[1, 2])) else { panic!("{kind}") };
            assert_eq!(frame.rate_hz, rate_hz);
        }
        for (bytes, event) in [
            (message(0x00, &[]), Event::Ended(Ending::HungUp)),
            (message(0x00, &[1]), Event::Ended(Ending::HungUp)),
            (message(0x01, &[7; 16]), Event::Problem(Problem::SecondBeginning)),
            (message(0x01, &[7; 15]), Event::Problem(Problem::WrongLength)),
            (message(0x03, b"5"), Event::Key),
            (message(0x03, b""), Event::Problem(Problem::WrongLength)),
            (message(0x10, &[1, 2, 3]), Event::Problem(Problem::WrongLength)),
            (message(0x19, &[1, 2]), Event::Problem(Problem::UnknownKind)),
            (message(0xff, &[4]), Event::Ended(Ending::Failed)),
            (message(0xff, &[]), Event::Ended(Ending::Failed)),
            (b"\x10\xff\xff few".to_vec(), Event::Problem(Problem::CutShort)),
            (Vec::new(), Event::Ended(Ending::Vanished)),
        ] {
            assert_eq!(after(&bytes), event, "{bytes:?}");
        }
        let unnamed = heard(&message(0x10, &[1, 2]), 64);
        assert_eq!(unnamed[0], Event::Problem(Problem::Unnamed));
    }

    #[test]
    fn nothing_is_heard_after_the_end() {
        let bytes = [message(1, &[7; 16]), message(0, &[]), message(0x10, &[1, 2])].concat();
        let events = heard(&bytes, bytes.len());
        assert_eq!(events.len(), 2, "{events:?}");
        assert_eq!(heard(&bytes, 1).last(), Some(&Event::Problem(Problem::AfterEnd)));
    }
}
