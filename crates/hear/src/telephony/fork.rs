//! FreeSWITCH's `mod_audio_fork` and jambonz's `listen`: a WebSocket on which the first text, if
//! any, tells about the call, and each binary message is sound as whole numbers of 16 bits, the
//! lower byte first, of one channel or of two side by side.

use std::borrow::Cow;

use serde::Deserialize;

use super::twilio::Number;
use super::{Ending, Event, Frame, Problem, TEXT_BYTES_MAX, call_name};
use crate::codec::Codec;
use crate::resample::{RATE_HZ_MAX, RATE_HZ_MIN};
use crate::speech::{CallId, Party};

/// What the sound is like where the telephone system does not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mix {
    /// Samples a second of each channel.
    pub rate_hz: u32,
    /// Who is in which channel.
    pub parties: Parties,
}

/// Who is in which channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parties {
    /// One channel, one end of the line ("mono").
    One,
    /// One channel with both ends ("mixed").
    Together,
    /// Two channels ("stereo").
    Apart,
}

impl Default for Mix {
    /// What both programs send where nothing else was asked for.
    fn default() -> Self {
        Self { rate_hz: 8_000, parties: Parties::One }
    }
}

impl Mix {
    /// The same with what the query of an address says: `rate=16000&mix=stereo`.
    #[must_use]
    pub fn asked(mut self, query: &str) -> Self {
        for (name, value) in query.split('&').filter_map(|part| part.split_once('=')) {
            match name {
                "rate" => self.rate_hz = value.parse().unwrap_or(self.rate_hz),
                "mix" => self.parties = mix_type(value).unwrap_or(self.parties),
                _ => {}
            }
        }
        self
    }
}

fn mix_type(text: &str) -> Option<Parties> {
    match text {
        "mono" => Some(Parties::One),
        "mixed" => Some(Parties::Together),
        "stereo" => Some(Parties::Apart),
        _ => None,
    }
}

/// Reads one connection.
#[derive(Debug, Default)]
pub struct Fork {
    mix: Mix,
    /// None until the first message came.
    call: Option<CallId>,
    frames: u64,
    is_over: bool,
}

/// The first text, and those that tell of keys; what is of no use here is not read.
#[derive(Deserialize)]
struct About<'a> {
    #[serde(borrow)]
    event: Option<Cow<'a, str>>,
    #[serde(borrow, alias = "callSid", alias = "callId", alias = "uuid")]
    call_sid: Option<Cow<'a, str>>,
    #[serde(alias = "sampleRate")]
    sample_rate: Option<Number>,
    #[serde(borrow, alias = "mixType")]
    mix_type: Option<Cow<'a, str>>,
}

impl Fork {
    /// A connection whose sound is like this where its first text does not say otherwise.
    #[must_use]
    pub fn new(mix: Mix) -> Self {
        Self { mix, ..Self::default() }
    }

    /// Takes one text message and appends what it means.
    pub fn hear_text(&mut self, text: &str, events: &mut Vec<Event>) {
        if self.is_over {
            events.push(Event::Problem(Problem::AfterEnd));
        } else if text.len() > TEXT_BYTES_MAX {
            events.push(Event::Problem(Problem::TooLong));
        } else {
            let about = serde_json::from_str::<About<'_>>(text);
            match (&self.call, about) {
                (None, about) => self.begin(about.ok(), events),
                (_, Ok(About { event: Some(event), .. })) if event == "dtmf" => {
                    events.push(Event::Key);
                }
                (_, Ok(_)) => {}
                (_, Err(_)) => events.push(Event::Problem(Problem::Unreadable)),
            }
        }
    }

    /// Takes one binary message and appends its frames, one for each party.
    pub fn hear_binary(&mut self, bytes: &[u8], events: &mut Vec<Event>) {
        if self.is_over {
            events.push(Event::Problem(Problem::AfterEnd));
            return;
        }
        if self.call.is_none() {
            self.begin(None, events);
        }
        let Some(call) = self.call.clone().filter(|_| !self.is_over) else { return };
        let channels: &[Party] = match self.mix.parties {
            Parties::One => &[Party::Channel(0)],
            Parties::Together => &[Party::Mixed],
            Parties::Apart => &[Party::Channel(0), Party::Channel(1)],
        };
        let (codec, rate_hz, sequence) = (Codec::Slin16, self.mix.rate_hz, self.frames);
        let sample_bytes = codec.sample_bytes();
        if !bytes.len().is_multiple_of(sample_bytes * channels.len()) {
            events.push(Event::Problem(Problem::WrongLength));
            return;
        }
        self.frames += 1;
        for (channel, party) in channels.iter().enumerate() {
            let samples = bytes.chunks_exact(sample_bytes).skip(channel).step_by(channels.len());
            let samples = samples.flatten().copied().collect();
            let (call, party) = (call.clone(), *party);
            events.push(Event::Frame(Frame {
                call,
                party,
                codec,
                rate_hz,
                sequence,
                at: None,
                samples,
            }));
        }
    }

    /// The connection was closed, properly or not.
    pub fn end(&mut self, ending: Ending, events: &mut Vec<Event>) {
        if !std::mem::replace(&mut self.is_over, true) {
            events.push(Event::Ended(ending));
        }
    }

    /// Learns about the call from its first text, if that tells anything.
    fn begin(&mut self, about: Option<About<'_>>, events: &mut Vec<Event>) {
        let mut name = None;
        if let Some(about) = about {
            name = about.call_sid.as_deref().and_then(call_name);
            if let Some(rate) = about.sample_rate {
                let rate = rate.value().and_then(|rate| u32::try_from(rate).ok());
                self.mix.rate_hz = rate.unwrap_or(0);
            }
            let parties = about.mix_type.as_deref().and_then(mix_type);
            self.mix.parties = parties.unwrap_or(self.mix.parties);
        }
        self.call = Some(name.clone().unwrap_or_else(|| "".into()));
        events.push(Event::Begun { call: name });
        if !(RATE_HZ_MIN..=RATE_HZ_MAX).contains(&self.mix.rate_hz) {
            events.push(Event::Problem(Problem::WrongCodec));
            self.end(Ending::Misunderstood, events);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: &str = include_str!("../../tests/fixtures/telephony/fork.json");
    const SOUND: &[u8] = include_bytes!("../../tests/fixtures/telephony/fork.l16");

    fn frames(events: &[Event]) -> Vec<&Frame> {
        let mut frames = Vec::new();
        for event in events {
            if let Event::Frame(frame) = event {
                frames.push(frame);
            }
        }
        frames
    }

    #[test]
    fn a_recorded_stereo_call_comes_apart_into_parties() {
        let (mut peer, mut events) = (Fork::default(), Vec::new());
        peer.hear_text(ABOUT, &mut events);
        for block in SOUND.chunks(640) {
            peer.hear_binary(block, &mut events);
        }
        peer.hear_text(r#"{"event":"dtmf","dtmf":"2","duration":"1600"}"#, &mut events);
        peer.end(Ending::HungUp, &mut events);
        let name = Some("5e1b0a52-abcd-4bcd-8bcd-abcdefabc555".into());
        assert_eq!(events.first(), Some(&Event::Begun { call: name }));
        assert_eq!(&events[events.len() - 2..], [Event::Key, Event::Ended(Ending::HungUp)]);
        let joined = |party| -> Vec<u8> {
            let frames = frames(&events).into_iter().filter(|frame| frame.party == party);
            frames.flat_map(|frame| frame.samples.clone()).collect()
        };
        let (left, right) = (joined(Party::Channel(0)), joined(Party::Channel(1)));
        assert_eq!(left.len() * 2, SOUND.len());
        let pairs = left.chunks(2).zip(right.chunks(2)).flat_map(|(left, right)| [left, right]);
        assert_eq!(pairs.flatten().copied().collect::<Vec<u8>>(), SOUND);
        assert!(frames(&events).iter().all(|frame| frame.rate_hz == 8_000));
    }

    #[test]
    fn without_a_first_text_the_address_tells() {
        let mix = Mix::default().asked("rate=16000&mix=mixed&x=y&rate");
        assert_eq!(mix, Mix { rate_hz: 16_000, parties: Parties::Together });
        let (mut peer, mut events) = (Fork::new(mix), Vec::new());
        peer.hear_binary(&[1, 0, 2, 0], &mut events);
        assert_eq!(events[0], Event::Begun { call: None });
        assert_eq!(frames(&events)[0].party, Party::Mixed);
        assert_eq!(frames(&events)[0].rate_hz, 16_000);
    }

    #[test]
    fn what_is_wrong_is_named_and_bounded() {
        let wrong = |text: &str, bytes: &[u8]| {
            let (mut peer, mut events) = (Fork::default(), Vec::new());
            peer.hear_text(text, &mut events);
            peer.hear_binary(bytes, &mut events);
            events
        };
        let odd = wrong(r#"{"mixType":"stereo"}"#, &[1, 2, 3, 4, 5, 6]);
        assert_eq!(odd[1], Event::Problem(Problem::WrongLength));
        for rate in ["0", "\"abc\"", "999999"] {
            let events = wrong(&format!(r#"{{"sampleRate":{rate}}}"#), &[0; 320]);
            assert_eq!(events[2], Event::Ended(Ending::Misunderstood), "{rate}");
        }
        let not_json = wrong("hello", &[0; 320]);
        assert_eq!(frames(&not_json).len(), 1, "a text of the user's own is no reason to refuse");
        let (mut peer, mut events) = (Fork::default(), Vec::new());
        peer.hear_text(&"x".repeat(TEXT_BYTES_MAX + 1), &mut events);
        assert_eq!(events, [Event::Problem(Problem::TooLong)]);
    }
}
