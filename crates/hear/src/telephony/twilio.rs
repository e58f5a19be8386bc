//! Twilio Media Streams: JSON texts over a WebSocket. `connected` and `start` open a stream,
//! `media` carries mu-law in base64 for the tracks `inbound` and `outbound`, `stop` ends it. Systems
//! that speak the same with underscores in the names, or A-law, are understood too.

use std::borrow::Cow;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::Deserialize;

use super::{Ending, Event, Frame, Problem, TEXT_BYTES_MAX, call_name};
use crate::codec::Codec;
use crate::speech::{CallId, Party};

/// Samples a second where `start` says none.
const RATE_HZ: u32 = 8_000;

/// Reads one stream.
#[derive(Debug, Default)]
pub struct Twilio {
    begun: Option<Begun>,
    is_over: bool,
}

#[derive(Debug, Clone)]
struct Begun {
    call: CallId,
    codec: Codec,
    rate_hz: u32,
    /// Frames of each track, for peers that do not count them.
    frames: [u64; 2],
}

/// A message; what is of no use here is not read.
#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    event: Cow<'a, str>,
    #[serde(borrow)]
    start: Option<Start<'a>>,
    #[serde(borrow)]
    media: Option<Media<'a>>,
}

#[derive(Deserialize)]
struct Start<'a> {
    #[serde(borrow, alias = "callSid", alias = "call_control_id")]
    call_sid: Option<Cow<'a, str>>,
    #[serde(borrow, alias = "mediaFormat")]
    media_format: Option<Format<'a>>,
}

#[derive(Deserialize)]
struct Format<'a> {
    #[serde(borrow)]
    encoding: Option<Cow<'a, str>>,
    #[serde(alias = "sampleRate")]
    sample_rate: Option<Number>,
}

#[derive(Deserialize)]
struct Media<'a> {
    #[serde(borrow)]
    track: Option<Cow<'a, str>>,
    chunk: Option<Number>,
    timestamp: Option<Number>,
    #[serde(borrow)]
    payload: Cow<'a, str>,
}

/// A whole number, written as one or as a text.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Number {
    Whole(u64),
    Text(String),
}

impl Number {
    pub(super) fn value(&self) -> Option<u64> {
        match self {
            Self::Whole(value) => Some(*value),
            Self::Text(text) => text.parse().ok(),
        }
    }
}

/// Whether a text is the first of such a stream.
pub(super) fn opens(text: &str) -> bool {
    text.len() <= TEXT_BYTES_MAX
        && serde_json::from_str::<Message<'_>>(text)
            .is_ok_and(|message| matches!(&*message.event, "connected" | "start"))
}

impl Twilio {
    /// Takes one text message and says what it means; none where it means nothing here.
    pub fn hear(&mut self, text: &str) -> Option<Event> {
        if self.is_over {
            return Some(Event::Problem(Problem::AfterEnd));
        }
        if text.len() > TEXT_BYTES_MAX {
            return Some(Event::Problem(Problem::TooLong));
        }
        let Ok(message) = serde_json::from_str::<Message<'_>>(text) else {
            return Some(Event::Problem(Problem::Unreadable));
        };
        let event = match (&*message.event, message.start, message.media) {
            ("start", Some(start), _) => self.start(&start),
            ("media", _, Some(media)) => self.media(&media),
            ("start" | "media", ..) => Event::Problem(Problem::Unreadable),
            ("dtmf", ..) => Event::Key,
            ("stop", ..) => Event::Ended(Ending::HungUp),
            ("error", ..) => Event::Ended(Ending::Failed),
            // "connected", "mark" and what later versions may add.
            _ => return None,
        };
        self.is_over = matches!(event, Event::Ended(_));
        Some(event)
    }

    /// The connection was closed by the peer.
    pub fn end(&mut self) -> Option<Event> {
        (!std::mem::replace(&mut self.is_over, true)).then_some(Event::Ended(Ending::Vanished))
    }

    fn start(&mut self, start: &Start<'_>) -> Event {
        if self.begun.is_some() {
            return Event::Problem(Problem::SecondBeginning);
        }
        let format = start.media_format.as_ref();
        let encoding = format.and_then(|format| format.encoding.as_deref());
        let codec = match encoding.map(str::to_ascii_lowercase).as_deref() {
            None | Some("audio/x-mulaw" | "mulaw" | "pcmu") => Codec::Mulaw,
            Some("audio/x-alaw" | "alaw" | "pcma") => Codec::Alaw,
            Some(_) => return Event::Ended(Ending::Misunderstood),
        };
        let rate = format.and_then(|format| format.sample_rate.as_ref()?.value());
        let rate_hz = rate.map_or(Some(RATE_HZ), |rate| u32::try_from(rate).ok());
        let Some(rate_hz) = rate_hz else { return Event::Ended(Ending::Misunderstood) };
        let call = start.call_sid.as_deref().and_then(call_name);
        let name = call.clone().unwrap_or_else(|| "".into());
        self.begun = Some(Begun { call: name, codec, rate_hz, frames: [0; 2] });
        Event::Begun { call }
    }

    fn media(&mut self, media: &Media<'_>) -> Event {
        let Some(begun) = &mut self.begun else { return Event::Problem(Problem::Unnamed) };
        let payload = media.payload.trim_end_matches('=');
        let Ok(samples) = STANDARD_NO_PAD.decode(payload) else {
            return Event::Problem(Problem::Unreadable);
        };
        let is_outbound = media.track.as_deref().is_some_and(|track| track.starts_with("outbound"));
        let track = u8::from(is_outbound);
        let frames = &mut begun.frames[usize::from(track)];
        *frames += 1;
        let sequence = media.chunk.as_ref().and_then(Number::value).unwrap_or(*frames);
        let at = media.timestamp.as_ref().and_then(Number::value).map(Duration::from_millis);
        let Begun { call, codec, rate_hz, .. } = begun.clone();
        let party = Party::Channel(track);
        Event::Frame(Frame { call, party, codec, rate_hz, sequence, at, samples })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: &str = include_str!("../../tests/fixtures/telephony/twilio.jsonl");

    const START: &str = r#"{"event":"start","start":{"callSid":"CA1","mediaFormat":
        {"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1}}}"#;

    fn after_start(text: &str) -> Option<Event> {
        let mut peer = Twilio::default();
        assert!(matches!(peer.hear(START), Some(Event::Begun { .. })));
        peer.hear(text)
    }

    #[test]
    fn a_recorded_stream_with_two_tracks_is_read() {
        let mut peer = Twilio::default();
        assert!(opens(CALL.lines().next().unwrap()));
        let events: Vec<Event> = CALL.lines().filter_map(|line| peer.hear(line)).collect();
        let name = Some("CA00000000000000000000000000000555".into());
        assert_eq!(events.first(), Some(&Event::Begun { call: name }));
        assert_eq!(events.last(), Some(&Event::Ended(Ending::HungUp)));
        let mut frames = [0_u64; 2];
        for event in &events {
            let Event::Frame(frame) = event else { continue };
            let Party::Channel(track) = frame.party else { panic!("a track") };
            frames[usize::from(track)] += 1;
            assert_eq!(frame.sequence, frames[usize::from(track)]);
            assert_eq!((frame.codec, frame.rate_hz), (Codec::Mulaw, 8_000));
            assert_eq!(frame.samples.len(), 160);
            assert!(frame.at.is_some());
        }
        assert!(frames[0] > 90 && frames[1] > 90, "{frames:?}");
        assert_eq!(events.iter().filter(|event| **event == Event::Key).count(), 1);
        assert_eq!(peer.end(), None, "the stream has ended already");
    }

    #[test]
    fn each_message_is_understood_or_named_as_a_problem() {
        let media = r#"{"event":"media","media":{"payload":"/////w==","chunk":9}}"#;
        let Some(Event::Frame(frame)) = after_start(media) else { panic!("a frame") };
        assert_eq!((frame.sequence, frame.at, frame.samples), (9, None, vec![0xff; 4]));
        for (text, event) in [
            (START, Some(Event::Problem(Problem::SecondBeginning))),
            ("", Some(Event::Problem(Problem::Unreadable))),
            ("{", Some(Event::Problem(Problem::Unreadable))),
            (r#"{"event":"media"}"#, Some(Event::Problem(Problem::Unreadable))),
            (
                r#"{"event":"media","media":{"payload":"*"}}"#,
                Some(Event::Problem(Problem::Unreadable)),
            ),
            (r#"{"event":"dtmf","dtmf":{"digit":"5"}}"#, Some(Event::Key)),
            (r#"{"event":"mark","mark":{"name":"x"}}"#, None),
            (r#"{"event":"something new"}"#, None),
            (r#"{"event":"stop"}"#, Some(Event::Ended(Ending::HungUp))),
            (&"x".repeat(TEXT_BYTES_MAX + 1), Some(Event::Problem(Problem::TooLong))),
            (&"[".repeat(60_000), Some(Event::Problem(Problem::Unreadable))),
        ] {
            assert_eq!(after_start(text), event, "{}", &text[..text.len().min(99)]);
        }
        let early = Twilio::default().hear(media);
        assert_eq!(early, Some(Event::Problem(Problem::Unnamed)));
        assert_eq!(Twilio::default().end(), Some(Event::Ended(Ending::Vanished)));
    }

    #[test]
    fn kindred_systems_are_read_and_unknown_codings_end_the_call() {
        let mut peer = Twilio::default();
        let start = r#"{"event":"start","start":{"call_sid":"c-1","media_format":
            {"encoding":"PCMA","sample_rate":"8000"}}}"#;
        assert_eq!(peer.hear(start), Some(Event::Begun { call: Some("c-1".into()) }));
        let media = r#"{"event":"media","media":{"track":"outbound","payload":"1dXV"}}"#;
        let Some(Event::Frame(frame)) = peer.hear(media) else { panic!("a frame") };
        assert_eq!((frame.codec, frame.party), (Codec::Alaw, Party::Channel(1)));
        let opus = r#"{"event":"start","start":{"media_format":{"encoding":"OPUS"}}}"#;
        assert_eq!(Twilio::default().hear(opus), Some(Event::Ended(Ending::Misunderstood)));
        assert!(!opens(r#"{"callSid":"x","sampleRate":8000}"#));
    }
}
