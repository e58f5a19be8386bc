//! Calls as telephone systems send them. Whatever the protocol, a call becomes [`Frame`]s; parsers
//! turn bytes into [`Event`]s without reading or writing anything themselves, and [`line::Line`]
//! turns the frames of one call into speech.

pub mod audiosocket;
pub mod twilio;
pub mod fork;
pub mod websocket;
pub mod jitter;
pub mod line;
pub mod door;

use std::fmt;
use std::time::Duration;

use crate::codec::Codec;
use crate::speech::{CallId, Party};

/// The longest name of a call that is taken over from a telephone system.
pub const CALL_NAME_CHARS_MAX: usize = 64;
/// The longest text message that is read, in bytes; a second of mu-law is a sixth of it.
pub const TEXT_BYTES_MAX: usize = 64 * 1_024;
/// What a peer may get wrong before it is taken for something else than a telephone system.
pub const PROBLEMS_MAX: u32 = 100;

/// A piece of one party's sound as it came over the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The call, as the telephone system names it.
    pub call: CallId,
    /// The end of the line.
    pub party: Party,
    /// How the samples are written.
    pub codec: Codec,
    /// Samples a second.
    pub rate_hz: u32,
    /// Its place among the frames of its party, counted up by one.
    pub sequence: u64,
    /// When it was heard, from the beginning of the call, where the protocol says so.
    pub at: Option<Duration>,
    /// The samples as they came.
    pub samples: Vec<u8>,
}

/// What a parser understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The call began and has this name.
    Begun {
        /// The name that the telephone system gives; none where it gives none that can be used.
        call: Option<CallId>,
    },
    /// Sound.
    Frame(Frame),
    /// Somebody pressed a key. Which one is not kept: it may be part of a secret number.
    Key,
    /// The call is over.
    Ended(Ending),
    /// Something that is not as the protocol says; the call goes on without it.
    Problem(Problem),
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ending {
    /// Somebody hung up.
    HungUp,
    /// The connection broke off.
    Vanished,
    /// The telephone system reported an error.
    Failed,
    /// No sound came for too long.
    Idle,
    /// The call was longer than the limit.
    TooLong,
    /// The peer does not speak the protocol, or a form of it that is not understood.
    Misunderstood,
    /// Hangup was told to stop listening.
    Closed,
}

impl fmt::Display for Ending {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::HungUp => "hung up",
            Self::Vanished => "the connection broke off",
            Self::Failed => "the telephone system reported an error",
            Self::Idle => "no sound came for too long",
            Self::TooLong => "longer than the limit for a call",
            Self::Misunderstood => "the peer does not speak the protocol",
            Self::Closed => "stopped listening",
        })
    }
}

/// What is not as the protocol says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Sound before the call has a name.
    #[error("sound came before the name of the call")]
    Unnamed,
    /// A second name or beginning of the same call.
    #[error("the call began a second time")]
    SecondBeginning,
    /// A message that is shorter or longer than its kind allows.
    #[error("a message has the wrong length for its kind")]
    WrongLength,
    /// A message of no known kind.
    #[error("a message is of no known kind")]
    UnknownKind,
    /// A text that is not JSON, or lacks what it must have.
    #[error("a text message cannot be understood")]
    Unreadable,
    /// A message beyond the limit.
    #[error("a message is longer than the limit")]
    TooLong,
    /// Sound in a coding or rate that is not taken.
    #[error("the sound is coded in a way that is not taken here")]
    WrongCodec,
    /// The connection ended within a message.
    #[error("the connection ended within a message")]
    CutShort,
    /// Something after the end of the call.
    #[error("something came after the end of the call")]
    AfterEnd,
}

/// A name of a call that can be shown and logged safely: letters, digits and a few signs.
pub(crate) fn call_name(text: &str) -> Option<CallId> {
    let is_sane = |char: char| char.is_ascii_alphanumeric() || "-_.:@".contains(char);
    let fits = !text.is_empty() && text.len() <= CALL_NAME_CHARS_MAX;
    (fits && text.chars().all(is_sane)).then(|| text.into())
}
