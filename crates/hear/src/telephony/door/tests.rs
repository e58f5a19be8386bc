//! The doors themselves: real connections to this machine, well-behaved and not.

use std::io::Write as _;
use std::net::TcpStream as Socket;
use std::time::Instant;

use super::*;

const CALL: &[u8] = include_bytes!("../../../tests/fixtures/telephony/audiosocket.bin");

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);

fn open(limits: Limits) -> (Doors, SocketAddr) {
    let any = "127.0.0.1:0".parse().ok();
    let doors = Doors::open(Addresses { audiosocket: any, websocket: any }, limits).unwrap();
    let address = doors.addresses().audiosocket.unwrap();
    (doors, address)
}

fn ring(address: SocketAddr) -> Socket {
    Socket::connect(address).unwrap()
}

/// What comes in until so many calls have ended.
fn until_ended(doors: &Doors, calls: usize) -> Vec<Incoming> {
    let (end, mut found) = (Instant::now() + PATIENCE, Vec::new());
    let ended = |found: &[Incoming]| {
        found.iter().filter(|item| matches!(item, Incoming::Ended { .. })).count()
    };
    while ended(&found) < calls && Instant::now() < end {
        found.extend(doors.next(Duration::from_millis(50)));
    }
    found
}

fn endings(found: &[Incoming]) -> Vec<Ending> {
    let ending = |item: &Incoming| match item {
        Incoming::Ended { ending, .. } => Some(*ending),
        _ => None,
    };
    found.iter().filter_map(ending).collect()
}

/// Waits until something holds.
fn wait_until(what: &str, holds: impl Fn() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_call_comes_in_as_its_speech_from_begin_to_end() {
    let (doors, address) = open(Limits::default());
    ring(address).write_all(CALL).unwrap();
    let found = until_ended(&doors, 1);
    let Some(Incoming::Begun { call, protocol }) = found.first() else { panic!("{found:?}") };
    assert_eq!(&**call, "01234567-89ab-4cde-8f01-23456789abcd");
    assert_eq!(*protocol, Protocol::AudioSocket);
    let speech = found.iter().filter(|item| matches!(item, Incoming::Speech(_))).count();
    let keys = found.iter().filter(|item| matches!(item, Incoming::Key { .. })).count();
    assert_eq!((speech, keys, endings(&found)), (1, 1, vec![Ending::HungUp]));
    let gauges = doors.gauges();
    assert_eq!((gauges.calls, gauges.calls_heard, gauges.waiting), (0, 1, 0));
}

#[test]
fn what_was_said_comes_out_although_nothing_follows() {
    let (doors, address) = open(Limits::default());
    let mut socket = ring(address);
    socket.write_all(&CALL[..CALL.len() / 2]).unwrap();
    let (end, mut found) = (Instant::now() + PATIENCE, Vec::new());
    while !found.iter().any(|item| matches!(item, Incoming::Speech(_))) {
        assert!(Instant::now() < end, "{found:?}");
        found.extend(doors.next(Duration::from_millis(50)));
    }
    assert_eq!(doors.gauges().calls, 1, "the call goes on");
    drop(socket);
    assert_eq!(endings(&until_ended(&doors, 1)), [Ending::Vanished]);
}

#[test]
fn calls_of_one_name_stay_apart() {
    let (doors, address) = open(Limits::default());
    let [mut first, mut second] = [ring(address), ring(address)];
    for socket in [&mut first, &mut second] {
        socket.write_all(&CALL[..19]).unwrap();
    }
    wait_until("two calls", || doors.gauges().calls == 2);
    drop((first, second));
    let found = until_ended(&doors, 2);
    let names = found.iter().filter_map(|item| match item {
        Incoming::Begun { call, .. } => Some(call.to_string()),
        _ => None,
    });
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(endings(&found), [Ending::Vanished; 2]);
}

#[test]
fn limits_end_what_goes_on_too_long() {
    let soon = Duration::from_millis(150);
    let idle = Limits { idle_max: soon, ..Limits::default() };
    let (doors, address) = open(idle);
    let mut socket = ring(address);
    socket.write_all(&CALL[..CALL.len() / 2]).unwrap();
    assert_eq!(endings(&until_ended(&doors, 1)), [Ending::Idle]);

    let (doors, address) = open(Limits { call_max: Duration::from_secs(1), ..Limits::default() });
    ring(address).write_all(CALL).unwrap();
    assert_eq!(endings(&until_ended(&doors, 1)), [Ending::TooLong]);

    // One byte now and then is no beginning of a call.
    let (doors, address) = open(Limits { beginning_max: soon, ..Limits::default() });
    let mut slow = ring(address);
    for byte in &CALL[..4] {
        let _ = slow.write_all(&[*byte]);
        std::thread::sleep(soon / 2);
    }
    wait_until("the slow one is gone", || doors.gauges().connections == 0);
    assert_eq!(doors.gauges().calls_heard, 0);
}

#[test]
fn strangers_are_turned_away_and_calls_beyond_the_limit_too() {
    let (doors, address) = open(Limits { calls_max: 1, ..Limits::default() });
    let mut held = ring(address);
    held.write_all(&CALL[..19]).unwrap();
    wait_until("one call", || doors.gauges().calls == 1);
    ring(address).write_all(CALL).unwrap();
    wait_until("one is turned away", || doors.gauges().refused == 1);
    for garbage in
        [&b"GET / HTTP/1.1\r\n\r\n"[..], &[0xff; 3], &[0x10, 0xff, 0xff, 1, 2], &[9; 999]]
    {
        ring(address).write_all(garbage).unwrap();
    }
    wait_until("strangers are gone", || doors.gauges().connections == 1);
    assert_eq!(doors.gauges().calls_heard, 1);

    let (doors, address) = open(Limits { connections_max: 2, ..Limits::default() });
    let crowd: Vec<Socket> = (0..5).map(|_| ring(address)).collect();
    wait_until("three are turned away", || doors.gauges().refused == 3);
    drop(crowd);
    wait_until("all are gone", || doors.gauges().connections == 0);
}

#[test]
fn a_slow_recogniser_misses_the_oldest_speech_and_is_told() {
    let second = Duration::from_secs(1);
    let limits = Limits { waiting_call_max: second * 4, ..Limits::default() };
    let (doors, address) = open(limits);
    let (begin, sound) = CALL.split_at(19);
    let sound = &sound[..sound.len() - 3];
    let mut socket = ring(address);
    socket.write_all(begin).unwrap();
    for _ in 0..10 {
        socket.write_all(sound).unwrap();
        socket.write_all(&[&[0x10, 0x3e, 0x80][..], &[0; 16_000]].concat()).unwrap();
    }
    drop(socket);
    wait_until("the call is over", || {
        doors.gauges().calls_heard == 1 && doors.gauges().connections == 0
    });
    let gauges = doors.gauges();
    assert!(gauges.waiting_length <= second * 4 && gauges.missed_length > second * 5, "{gauges:?}");
    let found = until_ended(&doors, 1);
    let missed: Vec<Duration> = found
        .iter()
        .filter_map(|item| match item {
            Incoming::Missed { length, .. } => Some(*length),
            _ => None,
        })
        .collect();
    assert_eq!(missed, [gauges.missed_length], "one line tells of all that was missed");
    assert!(matches!(found[1], Incoming::Missed { .. } | Incoming::Key { .. }), "in its place");
    assert_eq!(doors.gauges().waiting_length, Duration::ZERO);
}

#[test]
fn closing_ends_the_calls_and_keeps_what_was_heard() {
    let (mut doors, address) = open(Limits::default());
    let mut socket = ring(address);
    socket.write_all(&CALL[..CALL.len() - 3]).unwrap();
    wait_until("frames", || doors.gauges().frames > 90);
    doors.close();
    let found = until_ended(&doors, 1);
    assert_eq!(endings(&found), [Ending::Closed]);
    assert!(found.iter().any(|item| matches!(item, Incoming::Speech(_))));
    assert!(Socket::connect(address).is_err(), "the door is closed");
}

#[test]
fn a_port_alone_is_for_this_machine() {
    for (text, shown) in [
        ("9092", Some("127.0.0.1:9092")),
        ("localhost:9092", Some("127.0.0.1:9092")),
        ("0.0.0.0:80", Some("0.0.0.0:80")),
        ("[::1]:9092", Some("[::1]:9092")),
        ("nonsense", None),
        ("99999", None),
        ("", None),
    ] {
        assert_eq!(address(text).ok().map(|address| address.to_string()).as_deref(), shown);
    }
    let (_doors, taken) = open(Limits::default());
    let again = Addresses { audiosocket: Some(taken), websocket: None };
    let problem = Doors::open(again, Limits::default()).err().unwrap().to_string();
    assert!(problem.contains("cannot listen at 127.0.0.1"), "{problem}");
}
