//! `hangup listen` as telephone systems see it: a call of each protocol at both doors at once, with
//! the speech model; what is heard, kept and told.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::io::Write as _;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::client::client;
use tokio_tungstenite::tungstenite::{Bytes, Message, WebSocket};

use crate::running::hangup;

/// Samples a second of a telephone line, and how many a frame has.
const RATE_HZ: usize = 8_000;
const FRAME_SAMPLES: usize = RATE_HZ / 50;
/// How long a test waits for what must come, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// What is said in the piece of the recording that is sent, by the caller and by the other end.
const CALLER_SAYS: &str = "provider";
const CALLEE_SAYS: &str = "telephone number";

/// A piece of the recording, one end of the line by itself: the caller begins to speak when the
/// other one has ended.
struct Sound {
    callee: Vec<i16>,
    caller: Vec<i16>,
}

fn sound() -> Sound {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/callback.wav");
    let bytes = std::fs::read(path).unwrap();
    let data = bytes.windows(4).position(|window| window == b"data").unwrap() + 8;
    let at = |seconds: f64| data + (seconds * RATE_HZ as f64) as usize;
    let mut callee: Vec<i16> = bytes[at(27.6)..at(36.5)].iter().map(|code| level(*code)).collect();
    let turn = at(33.0) - at(27.6);
    let mut caller = vec![0; turn];
    caller.extend_from_slice(&callee[turn..]);
    callee[turn..].fill(0);
    for end in [&mut callee, &mut caller] {
        end.resize(end.len() / FRAME_SAMPLES * FRAME_SAMPLES, 0);
    }
    Sound { callee, caller }
}

/// A level of G.711's mu-law as a number of 16 bits.
fn level(code: u8) -> i16 {
    let code = !code;
    let magnitude = ((i16::from(code & 0x0f) << 3) + 0x84) << (code >> 4 & 7);
    if code & 0x80 == 0 { magnitude - 0x84 } else { 0x84 - magnitude }
}

/// The code of a level, by looking for the one that is nearest.
fn codes() -> Vec<u8> {
    let nearest = |level_: i32| {
        (0..=u8::MAX).min_by_key(|code| (i32::from(level(*code)) - level_).abs()).unwrap()
    };
    (-2_048..2_048).map(|step| nearest(step * 16)).collect()
}

fn linear(samples: &[i16]) -> Vec<u8> {
    samples.iter().flat_map(|sample| sample.to_le_bytes()).collect()
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn connected(address: SocketAddr) -> TcpStream {
    let end = Instant::now() + PATIENCE;
    loop {
        match TcpStream::connect(address) {
            Ok(stream) => return stream,
            Err(error) => assert!(Instant::now() < end, "nobody listens: {error}"),
        }
        thread::sleep(Duration::from_millis(50));
    }
}

fn socket(address: SocketAddr, query: &str) -> WebSocket<TcpStream> {
    client(format!("ws://{address}/{query}"), connected(address)).unwrap().0
}

/// Both ends as Twilio sends them.
fn ring_as_twilio(address: SocketAddr, sound: &Sound) {
    let (mut socket, codes) = (socket(address, "calls"), codes());
    let mut send = |message: Value| socket.send(Message::text(message.to_string())).unwrap();
    send(json!({"event": "connected", "protocol": "Call", "version": "1.0.0"}));
    send(json!({"event": "start", "sequenceNumber": "1", "streamSid": "MZ1", "start": {
        "streamSid": "MZ1", "callSid": "CA555", "tracks": ["inbound", "outbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}}}));
    let frames = sound.caller.chunks(FRAME_SAMPLES).zip(sound.callee.chunks(FRAME_SAMPLES));
    for (number, (caller, callee)) in frames.enumerate() {
        for (track, samples) in [("inbound", caller), ("outbound", callee)] {
            let code = |sample: &i16| codes[(i32::from(*sample) / 16 + 2_048) as usize];
            let payload: Vec<u8> = samples.iter().map(code).collect();
            send(json!({"event": "media", "streamSid": "MZ1", "media": {"track": track,
                "chunk": (number + 1).to_string(), "timestamp": (number * 20).to_string(),
                "payload": STANDARD.encode(payload)}}));
        }
    }
    send(json!({"event": "stop", "streamSid": "MZ1", "stop": {"callSid": "CA555"}}));
}

/// Both ends side by side as FreeSWITCH sends them; then it is gone without a word.
fn ring_as_freeswitch(address: SocketAddr, sound: &Sound) {
    let mut socket = socket(address, "?rate=8000&mix=stereo");
    socket.send(Message::text(json!({"callId": "fork-555"}).to_string())).unwrap();
    let pairs = sound.caller.iter().zip(&sound.callee).flat_map(|(left, right)| [*left, *right]);
    let pairs: Vec<i16> = pairs.collect();
    for frame in pairs.chunks(2 * FRAME_SAMPLES) {
        socket.send(Message::Binary(Bytes::from(linear(frame)))).unwrap();
    }
}

/// Both ends in one sound as Asterisk sends them, and hung up.
fn ring_as_asterisk(address: SocketAddr, sound: &Sound) {
    let mut socket = connected(address);
    socket.write_all(&[&[1, 0, 16][..], &[0x55; 16]].concat()).unwrap();
    let mixed: Vec<i16> =
        sound.caller.iter().zip(&sound.callee).map(|(one, other)| one + other).collect();
    for frame in mixed.chunks(FRAME_SAMPLES) {
        let bytes = linear(frame);
        let length = u16::try_from(bytes.len()).unwrap().to_be_bytes();
        socket.write_all(&[&[0x10], &length[..], &bytes].concat()).unwrap();
    }
    socket.write_all(&[0, 0, 0]).unwrap();
}

/// Waits until a file has so many lines with a mark.
fn wait_for(path: &Path, mark: &str, lines: usize) -> String {
    let end = Instant::now() + PATIENCE;
    loop {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        if text.lines().filter(|line| line.contains(mark)).count() >= lines {
            return text;
        }
        assert!(Instant::now() < end, "{lines} lines with {mark} are awaited: {text}");
        thread::sleep(Duration::from_millis(50));
    }
}

fn interrupt(mut child: Child) -> Option<i32> {
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    child.wait().unwrap().code()
}

/// The words of a call whose name begins so, and its events of a kind.
fn of<'e>(events: &'e [Value], kind: &str, call: &str) -> Vec<&'e Value> {
    let is_meant = |event: &&Value| {
        event["event"] == kind && event["call"].as_str().is_some_and(|name| name.starts_with(call))
    };
    events.iter().filter(is_meant).collect()
}

#[cfg(unix)]
#[test]
fn slow_calls_of_three_telephone_systems_at_once_are_heard_and_kept() {
    if !hangup(&["model", "verify"]).output().unwrap().status.success() {
        println!("skipped, the speech model is not here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (told, kept) = (folder.path().join("told"), folder.path().join("calls.jsonl"));
    let (asterisk, others) = (free_address(), free_address());
    let child = Command::new(assert_cmd::cargo::cargo_bin("hangup"))
        .args(["listen", "--json", "--country", "US", "--save"])
        .arg(&kept)
        .arg("--save-audio")
        .arg(folder.path().join("call.wav"))
        .args(["--audiosocket", &asterisk.to_string(), "--websocket", &others.to_string()])
        .stdout(std::fs::File::create(&told).unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let sound = sound();
    thread::scope(|scope| {
        scope.spawn(|| ring_as_twilio(others, &sound));
        scope.spawn(|| ring_as_freeswitch(others, &sound));
        scope.spawn(|| ring_as_asterisk(asterisk, &sound));
        // One who lies about the length of its message, and says no name.
        scope.spawn(|| connected(asterisk).write_all(b"\x10\xff\xfffew").unwrap());
    });
    wait_for(&told, "\"event\":\"end\"", 3);
    wait_for(&told, "\"event\":\"kept\"", 3);
    assert_eq!(interrupt(child), Some(130));
    let events: Vec<Value> = std::fs::read_to_string(&told)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for (call, channels) in [("CA555", 2), ("fork-555", 2), ("55555555-", 1)] {
        let words = of(&events, "words", call);
        let text = |word: &&Value| word["text"].as_str().unwrap_or_default().to_owned();
        let says = |needle: &str| {
            words.iter().filter(|word| text(word).contains(needle)).copied().collect::<Vec<_>>()
        };
        let (caller, callee) = (says(CALLER_SAYS), says(CALLEE_SAYS));
        assert!(caller.len() == 1 && callee.len() == 1, "{call}: {words:?}");
        assert!(callee[0]["begin"].as_f64() < caller[0]["begin"].as_f64(), "{call}: {words:?}");
        if channels == 2 {
            assert_ne!(caller[0]["voice"], callee[0]["voice"], "each end has its voice");
        }
        assert_eq!(of(&events, "end", call).len(), 1);
        let file = of(&events, "kept", call)[0]["file"].as_str().unwrap();
        check_sound(Path::new(file), channels, sound.caller.len());
    }
    let problems = of(&events, "problem", "fork-555");
    assert!(problems[0]["message"].as_str().unwrap().contains("broke off"), "{problems:?}");
    assert_eq!(std::fs::read_to_string(&kept).unwrap().lines().count(), 3);
}

/// The sound of a call is whole, and each end in its channel.
fn check_sound(file: &Path, channels: u16, length: usize) {
    let mut reader = hound::WavReader::open(file).unwrap();
    let spec = reader.spec();
    assert_eq!((spec.channels, spec.sample_rate), (channels, 16_000), "{}", file.display());
    let seconds = f64::from(reader.duration()) / 16_000.0;
    let wanted = length as f64 / RATE_HZ as f64;
    assert!((seconds - wanted).abs() < 0.1, "{seconds} and not {wanted} seconds");
    let samples: Vec<i16> = reader.samples().map(Result::unwrap).collect();
    let power = |channel: usize, part: &[i16]| {
        let of_channel = part.iter().skip(channel).step_by(usize::from(channels));
        of_channel.map(|sample| f64::from(*sample).powi(2)).sum::<f64>()
    };
    // The other end speaks first, and the caller only then.
    let (early, late) = samples.split_at(samples.len() / 2);
    if channels == 2 {
        assert!(power(1, early) > 100.0 * power(0, early), "{}", file.display());
        assert!(power(0, late) > power(1, late), "{}", file.display());
    }
    assert!(power(0, late) > 0.0, "{}", file.display());
}
