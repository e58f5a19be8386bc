//! Opens both doors on this machine for a minute and shows what comes in: to try a telephone system
//! or a client by hand.

#![expect(clippy::print_stdout, reason = "it is there to show")]

use std::time::{Duration, Instant};

use hear::telephony::door::{Addresses, Doors, Incoming, Limits, address};

fn main() -> Result<(), hear::error::Error> {
    let mut ports = std::env::args().skip(1);
    let mut next = |usual: &str| address(&ports.next().unwrap_or_else(|| usual.to_owned()));
    let addresses = Addresses { audiosocket: Some(next("9092")?), websocket: Some(next("9093")?) };
    let doors = Doors::open(addresses, Limits::default())?;
    println!("{:?}", doors.addresses());
    let end = Instant::now() + Duration::from_secs(60);
    while Instant::now() < end {
        match doors.next(Duration::from_secs(1)) {
            Some(Incoming::Speech(speech)) => println!(
                "{} {:?}: {:.2} s of speech at {:.2} s",
                speech.call,
                speech.party,
                speech.samples.len() as f32 / 16_000.0,
                speech.begin.as_secs_f32()
            ),
            Some(other) => println!("{other:?}"),
            None => {}
        }
    }
    println!("{:?}", doors.gauges());
    Ok(())
}
