//! The microphone of a browser: a WebSocket that sends one text frame, `{"rate": 48000}`, and then
//! frames of samples, 16 bits each, little end first, of one channel. What is not so is answered
//! with a text frame `{"problem": "…"}` and the end of the connection.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use hear::answering::loudness;
use hear::call::Progress;
use hear::codec::Codec;
use hear::parties::{Parties, Shape, lasting};
use hear::speech::CallId;
use hear::telephony::door::{Guest, Reception};
use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::timeout;

use super::Desk;
use super::room::Room;
use crate::guard::Pass;

/// The longest frame, in bytes: over a second of the fastest sound.
pub const FRAME_BYTES_MAX: usize = 512 * 1_024;
/// So long a browser may take to say how fast its samples are.
const GREETING_MAX: Duration = Duration::from_secs(10);
/// So long no frame may come; silence is frames too.
const IDLE_MAX: Duration = Duration::from_secs(30);
/// After so long without a frame an utterance is taken to have ended.
const REST_AFTER: Duration = Duration::from_millis(800);
/// Sound may be so far ahead of the time that has passed, as after a hold-up of the network.
const AHEAD_MAX: Duration = Duration::from_secs(30);
/// The longest that one connection is heard.
const SOUND_MAX: Duration = Duration::from_secs(12 * 3_600);
/// So often watchers are told how loud it is.
const TICK: Duration = Duration::from_millis(250);
/// So long a farewell may take.
const FAREWELL_MAX: Duration = Duration::from_secs(1);

/// What a browser says first.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Greeting {
    rate: u32,
}

/// Hears a browser until it goes, the call is over, its pass no longer holds, or the server
/// closes.
pub(super) async fn hear(
    (desk, pass): (Desk, Pass),
    room: Arc<Room>,
    mut socket: WebSocket,
    (guest, reception): (Guest, Reception),
) {
    let closing = desk.calls.closing();
    let (call, name) = (room.id.clone(), guest.call().clone());
    let is_over = pass.is_over(desk);
    let ended = match greet(&mut socket, &call).await {
        Ok(parties) => {
            let now = Instant::now();
            let sound = Sound { room, guest, reception, name, parties, began: now, told: now };
            tokio::select! {
                ended = sound.hear(&mut socket, closing) => ended,
                () = is_over => Err("you are not signed in any more".to_owned()),
            }
        }
        Err(problem) => Err(problem),
    };
    let frame = match &ended {
        Ok(()) => CloseFrame { code: close_code::NORMAL, reason: "over".into() },
        Err(_) => CloseFrame { code: close_code::POLICY, reason: "not as agreed".into() },
    };
    let farewell = async {
        if let Err(problem) = ended {
            let told = serde_json::json!({ "problem": problem }).to_string();
            let _ = socket.send(Message::text(told)).await;
        }
        let _ = socket.send(Message::Close(Some(frame))).await;
    };
    let _ = timeout(FAREWELL_MAX, farewell).await;
}

/// The rate of the samples, which is said first.
async fn greet(socket: &mut WebSocket, call: &CallId) -> Result<Parties, String> {
    let first = timeout(GREETING_MAX, socket.recv()).await;
    let Ok(Some(Ok(Message::Text(text)))) = first else {
        return Err("first say how fast the samples are: {\"rate\": 48000}".to_owned());
    };
    let greeting: Greeting = serde_json::from_str(&text)
        .map_err(|_| "first say how fast the samples are: {\"rate\": 48000}".to_owned())?;
    Parties::new(call, Shape::mono(greeting.rate)).map_err(|error| error.to_string())
}

/// The sound of one browser.
struct Sound {
    room: Arc<Room>,
    guest: Guest,
    reception: Reception,
    name: CallId,
    parties: Parties,
    began: Instant,
    told: Instant,
}

impl Sound {
    async fn hear(
        mut self,
        socket: &mut WebSocket,
        mut closing: watch::Receiver<bool>,
    ) -> Result<(), String> {
        let (mut heard_at, mut heard) = (Instant::now(), Duration::ZERO);
        loop {
            let message = tokio::select! {
                message = timeout(REST_AFTER, socket.recv()) => message,
                _ = closing.changed() => return Ok(()),
            };
            if self.room.is_over() {
                return Ok(());
            }
            match message {
                Err(_) if heard_at.elapsed() > IDLE_MAX => {
                    return Err("no sound came any more".to_owned());
                }
                Err(_) => self.guest.rest(),
                Ok(None | Some(Err(_) | Ok(Message::Close(_)))) => return Ok(()),
                Ok(Some(Ok(Message::Binary(bytes)))) => {
                    heard_at = Instant::now();
                    heard += self.take(&bytes)?;
                    if heard > self.began.elapsed() + AHEAD_MAX || heard > SOUND_MAX {
                        return Err("this is more sound than there was time for; \
                                    upload a recording as a file"
                            .to_owned());
                    }
                }
                Ok(Some(Ok(Message::Text(_)))) => {
                    return Err("only samples are taken after the rate".to_owned());
                }
                Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => {}
            }
        }
    }

    /// Hears one frame; gives how long it lasts.
    fn take(&mut self, bytes: &[u8]) -> Result<Duration, String> {
        let mut samples = Vec::new();
        if Codec::Slin16.decode(bytes, &mut samples) > 0 {
            return Err("a frame holds half a sample: send 16 bits for each".to_owned());
        }
        let level = loudness(&samples);
        let mut lasted = Duration::ZERO;
        for sound in self.parties.hear(&samples) {
            lasted += lasting(sound.samples.len() as u64);
            self.guest.hear(&sound);
        }
        if self.told.elapsed() >= TICK {
            self.told = Instant::now();
            let backlog = self.reception.waiting(&self.name);
            let (call, heard) = (self.room.id.clone(), self.room.age());
            let progress = Progress { call, heard, backlog, level: Some(level) };
            self.room.change(|state| state.progress(progress));
        }
        Ok(lasted)
    }
}
