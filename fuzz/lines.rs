//! What must hold for anything that a telephone line or a stranger at the doors sends. The fuzz
//! targets and the tests that need no fuzzer (`crates/hear/tests/hostile.rs`) run the same checks.

use hear::speech::Speech;
use hear::telephony::audiosocket::{AudioSocket, MESSAGE_BYTES_MAX};
use hear::telephony::fork::{Fork, Mix};
use hear::telephony::line::Line;
use hear::telephony::twilio::Twilio;
use hear::telephony::{Ending, Event, Frame};

/// The longest stretch of speech, in samples, with the margins.
const SPEECH_SAMPLES_MAX: usize = 10 * 16_000;

/// Bytes of any kind are heard as AudioSocket without a panic, the same however they are cut, and
/// nothing is kept or given that did not come.
pub fn audiosocket(bytes: &[u8]) {
    let block = usize::from(bytes.first().copied().unwrap_or(1)).max(1);
    let hear = |block: usize| {
        let (mut peer, mut events) = (AudioSocket::default(), Vec::new());
        for block in bytes.chunks(block) {
            peer.hear(block, &mut events);
            assert!(peer.waiting() < MESSAGE_BYTES_MAX, "more than a message is kept");
            if events.iter().any(|event| matches!(event, Event::Ended(_))) {
                break;
            }
        }
        peer.end(&mut events);
        events
    };
    let events = hear(bytes.len().max(1));
    assert_eq!(events, hear(block), "blocks of {block}");
    plays(events, bytes.len());
}

/// Texts of any kind, one a line, are heard as Twilio's without a panic.
pub fn twilio(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut peer = Twilio::default();
    let mut events: Vec<Event> = text.lines().filter_map(|line| peer.hear(line)).collect();
    events.extend(peer.end());
    plays(events, bytes.len());
}

/// A first line of any kind and sound of any kind are heard as FreeSWITCH's without a panic.
pub fn fork(bytes: &[u8]) {
    let cut = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (first, sound) = bytes.split_at(cut);
    let first = String::from_utf8_lossy(first);
    let (mut peer, mut events) = (Fork::new(Mix::default().asked(&first)), Vec::new());
    peer.hear_text(&first, &mut events);
    for message in sound.get(1..).unwrap_or_default().chunks(640) {
        peer.hear_binary(message, &mut events);
        if let Ok(text) = std::str::from_utf8(message) {
            peer.hear_text(text, &mut events);
        }
    }
    peer.end(Ending::HungUp, &mut events);
    plays(events, bytes.len());
}

/// What a parser gave holds no more sound than what came, and can be played.
fn plays(events: Vec<Event>, bytes: usize) {
    let endings = events.iter().filter(|event| matches!(event, Event::Ended(_))).count();
    assert_eq!(endings, 1, "a call ends once");
    let frames: Vec<Frame> = events
        .into_iter()
        .filter_map(|event| if let Event::Frame(frame) = event { Some(frame) } else { None })
        .collect();
    let given: usize = frames.iter().map(|frame| frame.samples.len()).sum();
    assert!(given <= bytes, "{given} bytes of sound out of {bytes} bytes");
    let (mut line, count) = (Line::new("test".into()), frames.len() as u64);
    let mut speech: Vec<Speech> = frames.into_iter().flat_map(|frame| line.hear(frame)).collect();
    speech.extend(line.end());
    assert_eq!(line.counts().frames, count, "every frame is counted");
    for one in &speech {
        assert!((1..=SPEECH_SAMPLES_MAX).contains(&one.samples.len()), "{}", one.samples.len());
        assert!(one.samples.iter().all(|sample| (-1.0..=1.0).contains(sample)));
    }
}
