//! What a listener should know about a recording that could be read after all.

use std::fmt;
use std::time::Duration;

/// What a listener should know about a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// The file stops before the end that it promises.
    EndsEarly {
        /// How long it could be read.
        heard: Duration,
        /// How long it says that it is.
        promised: Duration,
    },
    /// Parts of the file could not be read and were left out.
    Damaged {
        /// How many parts.
        packets: u64,
    },
    /// Both channels hold the same sound, which is heard once; who speaks is told by the voices.
    SameChannels,
    /// More than two channels were mixed into one.
    MixedDown {
        /// How many there are.
        channels: u16,
    },
    /// The rate or the number of channels changes inside the file; what follows is not read.
    ShapeChanges,
}

impl fmt::Display for Note {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EndsEarly { heard, promised } => write!(
                out,
                "the file ends early: {:.1} of {:.1} seconds could be read",
                heard.as_secs_f64(),
                promised.as_secs_f64()
            ),
            Self::Damaged { packets } => {
                write!(out, "{packets} damaged parts of the file were left out")
            }
            Self::SameChannels => {
                out.write_str("both channels hold the same sound, so it is heard as one")
            }
            Self::MixedDown { channels } => {
                write!(out, "{channels} channels were mixed into one")
            }
            Self::ShapeChanges => out.write_str(
                "the sound changes its rate or channels; what follows the change was not read",
            ),
        }
    }
}
