//! What can go wrong between a microphone and a transcript.

/// What can go wrong between a microphone and a transcript.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file that cannot be opened.
    #[error("cannot open {name}: {source}; check the name and that you may read it")]
    Open {
        /// The file.
        name: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// Something broke while reading sound.
    #[error(
        "cannot read on in {name}: {source}; check the disk or the program that sends the sound"
    )]
    Read {
        /// The file or stream.
        name: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file without a byte.
    #[error("{name} is empty; save the recording again, or choose another file")]
    EmptyFile {
        /// The file.
        name: String,
    },
    /// A file that is no sound of a known form.
    #[error(
        "{name} is {what}, not sound of a form that is read here ({READ}); to convert it: \
         ffmpeg -i FILE call.wav"
    )]
    NotSound {
        /// The file.
        name: String,
        /// What it looks like.
        what: &'static str,
    },
    /// A file whose beginning promises sound and does not keep it.
    #[error(
        "{name} begins like sound but cannot be read: {what}; save the recording again, or try \
         ffmpeg -i FILE call.wav"
    )]
    BrokenSound {
        /// The file.
        name: String,
        /// What is wrong.
        what: String,
    },
    /// A video or picture without a sound track.
    #[error("{name} has no sound in it; choose a recording with sound")]
    NoSoundTrack {
        /// The file.
        name: String,
    },
    /// A sound track in a coding that is not read.
    #[error(
        "{name} holds sound coded as {coding}, which is not read here (what is: {READ}); to \
         convert it: ffmpeg -i FILE call.wav"
    )]
    Coding {
        /// The file.
        name: String,
        /// The name of the coding.
        coding: String,
    },
    /// A sound with no sample in it.
    #[error("{name} has a header but no sound after it; save the recording again")]
    NoSamples {
        /// The file.
        name: String,
    },
    /// Samples a second, or channels, that cannot be right or are not taken.
    #[error("{name}: {what}; to convert it: ffmpeg -i FILE -ar 16000 call.wav")]
    Shape {
        /// The file or stream.
        name: String,
        /// The number and what is taken.
        what: String,
    },
    /// No microphone, or one that does not work.
    #[error("{what}; {advice}")]
    Microphone {
        /// What is wrong.
        what: String,
        /// What to try.
        advice: &'static str,
    },
    /// An address that is none.
    #[error(
        "`{text}` is no address to listen at; write a port (9092) for this machine alone, or an \
         address and a port (192.0.2.7:9092) to be reached by others"
    )]
    Address {
        /// As written.
        text: String,
    },
    /// A port that cannot be listened at.
    #[error(
        "cannot listen at {address}: {source}; is it in use, or not an address of this machine?"
    )]
    Listen {
        /// The address.
        address: std::net::SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// The system gave no threads.
    #[error("cannot start to listen: {source}; close other programs and try again")]
    Threads {
        /// What the system says.
        source: std::io::Error,
    },
}

/// The forms of sound that are read.
const READ: &str = "WAV, MP3, M4A/AAC, FLAC, Ogg Vorbis";

/// What this crate returns where it can fail.
pub type Result<T> = std::result::Result<T, Error>;
