//! The doors under load: fifty calls at the same time of all three protocols, of which no frame may
//! be lost, with and without a thousand connections on which nothing is said.

#![expect(clippy::print_stdout, reason = "what was measured is shown with --nocapture")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::collections::HashSet;
use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use hear::speech::CallId;
use hear::telephony::Ending;
use hear::telephony::door::{Addresses, Doors, Gauges, Incoming, Limits};
use hear::telephony::jitter::Counts;
use tokio_tungstenite::tungstenite::client::client;
use tokio_tungstenite::tungstenite::{Bytes, Message};

const AUDIOSOCKET: &[u8] = include_bytes!("fixtures/telephony/audiosocket.bin");
const TWILIO: &str = include_str!("fixtures/telephony/twilio.jsonl");
const FORK_ABOUT: &str = include_str!("fixtures/telephony/fork.json");
const FORK_SOUND: &[u8] = include_bytes!("fixtures/telephony/fork.l16");

/// How often telephone systems send a frame.
const FRAME: Duration = Duration::from_millis(20);
/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(60);

/// What one recorded call sends: messages, and how many frames are in them.
#[derive(Clone)]
struct Script {
    messages: Vec<Message>,
    frames: u64,
}

/// The recorded calls, one of each protocol, the sound of each so often in a row.
fn scripts(repeats: usize) -> [Script; 3] {
    let sound = AUDIOSOCKET[19..AUDIOSOCKET.len() - 3].repeat(repeats);
    let mut audiosocket = vec![AUDIOSOCKET[..19].to_vec()];
    let mut rest = &sound[..];
    while let [_, high, low, ..] = rest {
        let (message, later) = rest.split_at(3 + usize::from(u16::from_be_bytes([*high, *low])));
        audiosocket.push(message.to_vec());
        rest = later;
    }
    let keys = repeats as u64;
    let frames = audiosocket.len() as u64 - 1 - keys;
    audiosocket.push(vec![0; 3]);
    let binary = |bytes: Vec<u8>| Message::Binary(Bytes::from(bytes));
    let audiosocket = Script { messages: audiosocket.into_iter().map(binary).collect(), frames };
    let lines = TWILIO.lines().filter(|line| !line.contains("\"dtmf\"")).map(Message::text);
    let frames = TWILIO.lines().filter(|line| line.contains("\"payload\"")).count() as u64;
    let twilio = Script { messages: lines.collect(), frames };
    let mut fork = vec![Message::text(FORK_ABOUT)];
    let sound = FORK_SOUND.repeat(repeats);
    fork.extend(sound.chunks(640).map(|bytes| binary(bytes.to_vec())));
    let frames = 2 * (fork.len() as u64 - 1);
    [audiosocket, twilio, Script { messages: fork, frames }]
}

/// Sends a call over TCP or a WebSocket, each message so long after the one before.
fn send(addresses: Addresses, kind: usize, script: Script, pace: Duration) -> JoinHandle<()> {
    let address = |address: Option<SocketAddr>| address.expect("both doors are open");
    thread::spawn(move || {
        let begin = Instant::now();
        let keep_pace = |number: usize| {
            let due = begin + pace * u32::try_from(number).expect("a short call");
            thread::sleep(due.saturating_duration_since(Instant::now()));
        };
        if kind == 0 {
            let mut socket = TcpStream::connect(address(addresses.audiosocket)).unwrap();
            socket.set_nodelay(true).unwrap();
            for (number, message) in script.messages.into_iter().enumerate() {
                keep_pace(number);
                socket.write_all(&message.into_data()).unwrap();
            }
        } else {
            let address = address(addresses.websocket);
            let stream = TcpStream::connect(address).unwrap();
            stream.set_nodelay(true).unwrap();
            let (mut socket, _) = client(format!("ws://{address}/calls"), stream).unwrap();
            for (number, message) in script.messages.into_iter().enumerate() {
                // Twilio sends the two tracks as two messages in the same time.
                keep_pace(if kind == 1 { number / 2 } else { number });
                socket.send(message).unwrap();
            }
            socket.close(None).unwrap();
            while socket.read().is_ok() {}
        }
    })
}

struct Heard {
    /// Calls in which somebody spoke.
    spoken: usize,
    endings: Vec<Ending>,
    counts: Counts,
    most_waiting: usize,
}

/// Takes what comes in until so many calls have ended.
fn hear(doors: &Doors, calls: usize) -> Heard {
    let mut speaking: HashSet<CallId> = HashSet::new();
    let mut heard =
        Heard { spoken: 0, endings: Vec::new(), counts: Counts::default(), most_waiting: 0 };
    let end = Instant::now() + PATIENCE;
    while heard.endings.len() < calls && Instant::now() < end {
        heard.most_waiting = heard.most_waiting.max(doors.gauges().waiting);
        match doors.next(Duration::from_millis(100)) {
            Some(Incoming::Begun { call, .. }) => {
                assert!(!speaking.contains(&call), "a name is given to one call at a time");
            }
            Some(Incoming::Speech(speech)) => drop(speaking.insert(speech.call)),
            Some(Incoming::Ended { call, ending, counts }) => {
                heard.spoken += usize::from(speaking.remove(&call));
                heard.endings.push(ending);
                heard.counts.add(&counts);
            }
            Some(Incoming::Missed { .. }) => panic!("speech was missed"),
            _ => {}
        }
    }
    heard
}

/// Sends so many calls at the same time and checks that every frame was heard.
fn no_frame_is_lost(doors: &Doors, calls: usize, repeats: usize, pace: Duration) -> Gauges {
    let before = doors.gauges();
    let scripts = scripts(repeats);
    let sent: u64 = (0..calls).map(|call| scripts[call % 3].frames).sum();
    let begin = Instant::now();
    let senders: Vec<_> = (0..calls)
        .map(|call| send(doors.addresses(), call % 3, scripts[call % 3].clone(), pace))
        .collect();
    let heard = hear(doors, calls);
    senders.into_iter().for_each(|sender| sender.join().unwrap());
    let gauges = doors.gauges();
    println!(
        "{calls} calls, {sent} frames in {:.1} s: {:?}, at most {} stretches waiting",
        begin.elapsed().as_secs_f64(),
        heard.counts,
        heard.most_waiting
    );
    assert_eq!(heard.endings, vec![Ending::HungUp; calls]);
    assert_eq!(heard.counts, Counts { frames: sent, ..Counts::default() });
    assert_eq!(gauges.frames - before.frames, sent);
    let problems = gauges.problems - before.problems;
    assert_eq!((problems, gauges.refused, gauges.calls), (0, 0, 0));
    assert_eq!(heard.spoken, calls, "somebody is heard in every call");
    gauges
}

fn open(limits: Limits) -> Doors {
    let any = "127.0.0.1:0".parse().ok();
    Doors::open(Addresses { audiosocket: any, websocket: any }, limits).unwrap()
}

#[test]
fn fifty_calls_as_fast_as_they_come_lose_no_frame() {
    no_frame_is_lost(&open(Limits::default()), 50, 5, Duration::ZERO);
}

#[test]
fn slow_fifty_calls_in_real_time_lose_no_frame() {
    let begin = Instant::now();
    no_frame_is_lost(&open(Limits::default()), 50, 5, FRAME);
    assert!(begin.elapsed() > Duration::from_secs(9), "in real time");
}

#[test]
fn a_thousand_idle_connections_disturb_no_call() {
    let patient = Limits { beginning_max: Duration::from_secs(120), ..Limits::default() };
    let doors = open(patient);
    let Addresses { audiosocket, websocket } = doors.addresses();
    let idle: Vec<TcpStream> = (0..1_000)
        .map(|number| {
            let address = if number % 2 == 0 { audiosocket } else { websocket };
            TcpStream::connect(address.expect("both doors are open")).unwrap()
        })
        .collect();
    let end = Instant::now() + PATIENCE;
    while doors.gauges().connections < idle.len() {
        assert!(Instant::now() < end, "{:?}", doors.gauges());
        thread::sleep(Duration::from_millis(5));
    }
    let gauges = no_frame_is_lost(&doors, 9, 1, Duration::ZERO);
    assert!(gauges.connections >= 1_000, "{gauges:?}");
    drop(idle);
    while doors.gauges().connections > 0 {
        assert!(Instant::now() < end, "the idle ones are let go: {:?}", doors.gauges());
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_page_in_a_browser_is_refused_and_a_telephone_system_is_not() {
    use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
    let doors = open(Limits::default());
    let address = doors.addresses().websocket.expect("both doors are open");
    for (origin, is_let_in) in
        [("https://page.example", false), ("http://127.0.0.1", true), ("null", false)]
    {
        let mut request = format!("ws://{address}/?rate=16000").into_client_request().unwrap();
        request.headers_mut().insert("Origin", origin.parse().unwrap());
        request
            .headers_mut()
            .insert("Sec-WebSocket-Protocol", "audio.jambonz.org".parse().unwrap());
        let answer = client(request, TcpStream::connect(address).unwrap());
        assert_eq!(answer.is_ok(), is_let_in, "{origin}");
    }
}

#[test]
fn messages_beyond_the_limit_end_the_call_and_nothing_else() {
    let doors = open(Limits { message_bytes_max: 4_096, ..Limits::default() });
    let address = doors.addresses().websocket.expect("both doors are open");
    let stream = TcpStream::connect(address).unwrap();
    let (mut socket, _) = client(format!("ws://{address}/"), stream).unwrap();
    socket.send(Message::text(FORK_ABOUT)).unwrap();
    let _ = socket.send(Message::Binary(Bytes::from(vec![0; 10_000])));
    assert_eq!(hear(&doors, 1).endings, [Ending::Vanished]);
    assert_eq!(doors.gauges().problems, 1, "it is told why");
    no_frame_is_lost(&doors, 3, 1, Duration::ZERO);
}
