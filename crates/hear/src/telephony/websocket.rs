//! What a WebSocket peer speaks, told by its first message: Twilio's texts, or the sound of
//! FreeSWITCH and jambonz.

use super::fork::{Fork, Mix};
use super::twilio::{self, Twilio};
use super::{Ending, Event, Problem};

/// Reads one connection.
#[derive(Debug)]
pub enum WebSocketPeer {
    /// Nothing came yet; what the address said about the sound.
    Unknown(Mix),
    /// Twilio Media Streams.
    Twilio(Twilio),
    /// FreeSWITCH or jambonz.
    Fork(Fork),
}

impl WebSocketPeer {
    /// Takes one text message and appends what it means.
    pub fn hear_text(&mut self, text: &str, events: &mut Vec<Event>) {
        match self {
            Self::Twilio(peer) => events.extend(peer.hear(text)),
            Self::Fork(peer) => peer.hear_text(text, events),
            Self::Unknown(mix) => {
                *self = if twilio::opens(text) {
                    Self::Twilio(Twilio::default())
                } else {
                    Self::Fork(Fork::new(*mix))
                };
                self.hear_text(text, events);
            }
        }
    }

    /// Takes one binary message and appends what it means.
    pub fn hear_binary(&mut self, bytes: &[u8], events: &mut Vec<Event>) {
        match self {
            Self::Twilio(_) => events.push(Event::Problem(Problem::UnknownKind)),
            Self::Fork(peer) => peer.hear_binary(bytes, events),
            Self::Unknown(mix) => {
                *self = Self::Fork(Fork::new(*mix));
                self.hear_binary(bytes, events);
            }
        }
    }

    /// The connection was closed with a farewell, or broke off.
    pub fn end(&mut self, has_farewell: bool, events: &mut Vec<Event>) {
        let ending = if has_farewell { Ending::HungUp } else { Ending::Vanished };
        match self {
            Self::Twilio(peer) => events.extend(peer.end()),
            Self::Fork(peer) => peer.end(ending, events),
            Self::Unknown(_) => events.push(Event::Ended(ending)),
        }
    }
}
