//! The one place that talks to the decoders (`symphonia`): from a path to samples, packet by
//! packet.

use std::fs::{self, File};
use std::io::{Cursor, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use symphonia::core::codecs::audio::well_known::{CODEC_ID_AC3, CODEC_ID_ALAC, CODEC_ID_WMA};
use symphonia::core::codecs::audio::{AudioCodecId, AudioCodecParameters, AudioDecoder};
use symphonia::core::codecs::registry::CodecRegistry;
use symphonia::core::errors::Error as Problem;
use symphonia::core::formats::{FormatReader, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream, ReadOnlySource};
use symphonia::default::{get_probe, register_enabled_codecs};
use symphonia_adapter_libopus::OpusDecoder;

use super::kind::{HEAD_BYTES, is_unread, looks_like, unread_coding};
use super::note::Note;
use super::unfinished;
use crate::error::{Error, Result};
use crate::parties::Shape;

/// Damaged packets in a row after which a file is given up.
const DAMAGED_IN_A_ROW_MAX: u32 = 500;
/// The share of a promised length that may be missing without a note; encoders pad the end.
const MISSING_SHARE_MAX: f64 = 0.01;
/// The least that must be missing for a note.
const MISSING_SECONDS_MIN: f64 = 0.25;
/// A WAV file written into a pipe says that it has about this many bytes: its length was unknown.
const UNKNOWN_BYTES_MIN: u64 = 0xffff_0000;

/// All decoders: those of symphonia, and libopus for what it has none for.
static DECODERS: LazyLock<CodecRegistry> = LazyLock::new(|| {
    let mut decoders = CodecRegistry::new();
    register_enabled_codecs(&mut decoders);
    decoders.register_audio_decoder::<OpusDecoder>();
    decoders
});

/// How a file is read.
#[derive(Clone, Copy)]
enum Access {
    /// Its end may be looked at before its middle.
    Anywhere,
    /// From its beginning to its end, as from a pipe.
    InOrder,
}

/// What one step of decoding gave.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Decoded {
    /// Samples were added.
    Samples {
        /// Samples a second of each channel.
        rate_hz: u32,
        /// Channels, side by side.
        channels: u16,
    },
    /// There are no more.
    End,
}

/// A file under decoding.
pub(super) struct Decoding {
    name: String,
    format: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track: u32,
    promised: Option<u64>,
    heard: u64,
    damaged: u64,
    damaged_in_a_row: u32,
    is_cut: bool,
}

impl Decoding {
    /// Opens a file, finds its sound and appends its first samples.
    ///
    /// Some readers refuse a file that is cut off when they look at its end, and read it well when
    /// they cannot: then it is read as a stream.
    pub(super) fn open(path: &Path, name: &str, samples: &mut Vec<f32>) -> Result<(Self, Shape)> {
        let first = match Self::attempt(path, name, Access::Anywhere, samples) {
            Err(problem @ (Error::BrokenSound { .. } | Error::NoSamples { .. })) => problem,
            other => return other,
        };
        Self::attempt(path, name, Access::InOrder, samples).map_err(|_| first)
    }

    fn attempt(
        path: &Path,
        name: &str,
        access: Access,
        samples: &mut Vec<f32>,
    ) -> Result<(Self, Shape)> {
        let (mut file, head) = head(path, name)?;
        if let Some(coding) = unread_coding(&head) {
            return Err(Error::Coding { name: name.to_owned(), coding: coding.to_owned() });
        }
        if is_unread(&head) {
            return Err(Error::NotSound { name: name.to_owned(), what: looks_like(&head) });
        }
        let source: Box<dyn MediaSource> = match access {
            Access::Anywhere => Box::new(file),
            Access::InOrder => {
                let unread = |source| Error::Read { name: name.to_owned(), source };
                let bytes = file.metadata().map_err(unread)?.len();
                file.seek(SeekFrom::Start(head.len() as u64)).map_err(unread)?;
                let head = Cursor::new(unfinished::mended(head.clone(), bytes));
                Box::new(ReadOnlySource::new(head.chain(file)))
            }
        };
        let stream = MediaSourceStream::new(source, Default::default());
        let format =
            get_probe().probe(&Default::default(), stream, Default::default(), Default::default());
        let format = format.map_err(|problem| unopened(name, &head, problem))?;
        let mut decoding = Self::begin(name, format)?;
        match decoding.next(samples)? {
            Decoded::Samples { rate_hz, channels } => {
                Ok((decoding, Shape::usual(rate_hz, channels)))
            }
            Decoded::End => Err(decoding.no_samples()),
        }
    }

    /// Chooses the sound among the tracks.
    fn begin(name: &str, format: Box<dyn FormatReader>) -> Result<Self> {
        let none = || Error::NoSoundTrack { name: name.to_owned() };
        let track = format.default_track(TrackType::Audio).ok_or_else(none)?;
        let params = track.codec_params.as_ref().and_then(|params| params.audio());
        let params = params.ok_or_else(none)?;
        let decoder = DECODERS
            .make_audio_decoder(params, &Default::default())
            .map_err(|problem| undecoded(name, params, &problem))?;
        let (track, promised) = (track.id, promised(params, track.num_frames));
        Ok(Self {
            name: name.to_owned(),
            format,
            decoder,
            track,
            promised,
            heard: 0,
            damaged: 0,
            damaged_in_a_row: 0,
            is_cut: false,
        })
    }

    /// Samples of each channel that the file says it has.
    pub(super) const fn promised(&self) -> Option<u64> {
        self.promised
    }

    /// Appends the samples of the next packet that can be decoded, channels side by side.
    pub(super) fn next(&mut self, samples: &mut Vec<f32>) -> Result<Decoded> {
        while self.damaged_in_a_row < DAMAGED_IN_A_ROW_MAX && !self.is_cut {
            let packet = match self.format.next_packet() {
                Ok(Some(packet)) if packet.track_id == self.track => packet,
                Ok(Some(_)) => continue,
                Ok(None) => return Ok(Decoded::End),
                Err(Problem::IoError(source)) if source.kind() != ErrorKind::UnexpectedEof => {
                    return Err(Error::Read { name: self.name.clone(), source });
                }
                Err(problem) => {
                    // The end of a cut file, or a place from which no packet can be found.
                    self.is_cut = true;
                    self.damaged += u64::from(!matches!(problem, Problem::IoError(_)));
                    return Ok(Decoded::End);
                }
            };
            if self.decoder.decode(&packet).is_err() {
                self.damaged += 1;
                self.damaged_in_a_row += 1;
                continue;
            }
            self.damaged_in_a_row = 0;
            let buffer = self.decoder.last_decoded();
            let (frames, spec) = (buffer.frames(), buffer.spec());
            let channels = u16::try_from(spec.channels().count()).unwrap_or(u16::MAX);
            if frames == 0 || channels == 0 {
                continue;
            }
            let rate_hz = spec.rate();
            let from = samples.len();
            samples.resize(from + buffer.samples_interleaved(), 0.0);
            buffer.copy_to_slice_interleaved(&mut samples[from..]);
            self.heard += frames as u64;
            return Ok(Decoded::Samples { rate_hz, channels });
        }
        Ok(Decoded::End)
    }

    /// Why there is nothing to hear.
    fn no_samples(&self) -> Error {
        let name = self.name.clone();
        if self.damaged == 0 && self.promised.unwrap_or(0) == 0 {
            return Error::NoSamples { name };
        }
        let what = "it is cut off or damaged before its first sound".to_owned();
        Error::BrokenSound { name, what }
    }

    /// What is to be said about the file at its end.
    pub(super) fn end_notes(&self, rate_hz: u32) -> Vec<Note> {
        let seconds = |frames: u64| frames as f64 / f64::from(rate_hz);
        let promised = self.promised.unwrap_or(0);
        let missing = seconds(promised.saturating_sub(self.heard));
        let mut notes = Vec::new();
        if missing > (seconds(promised) * MISSING_SHARE_MAX).max(MISSING_SECONDS_MIN) {
            let lasts = |frames| Duration::from_secs_f64(seconds(frames));
            notes.push(Note::EndsEarly { heard: lasts(self.heard), promised: lasts(promised) });
        }
        if self.damaged > 0 {
            notes.push(Note::Damaged { packets: self.damaged });
        }
        notes
    }
}

/// Opens a file, reads its first bytes and goes back to its beginning.
fn head(path: &Path, name: &str) -> Result<(File, Vec<u8>)> {
    let unopened = |source| Error::Open { name: name.to_owned(), source };
    // Looked at before it is opened: a pipe into which nobody writes would never open.
    let facts = fs::metadata(path).map_err(unopened)?;
    if facts.is_dir() {
        return Err(unopened(ErrorKind::IsADirectory.into()));
    }
    if !facts.is_file() {
        return Err(Error::NoFile { name: name.to_owned() });
    }
    let mut file = File::open(path).map_err(unopened)?;
    let mut head = Vec::new();
    file.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head).map_err(unopened)?;
    if head.is_empty() {
        return Err(Error::EmptyFile { name: name.to_owned() });
    }
    file.rewind().map_err(unopened)?;
    Ok((file, head))
}

/// Samples of each channel that the file says it has, if that can be believed.
fn promised(params: &AudioCodecParameters, frames: Option<u64>) -> Option<u64> {
    let channels = params.channels.as_ref().map_or(1, |channels| channels.count()) as u64;
    let bytes = u64::from(params.bits_per_sample.unwrap_or(8)) / 8 * channels;
    frames.filter(|frames| frames.saturating_mul(bytes) < UNKNOWN_BYTES_MIN)
}

/// Why no reader took the file.
fn unopened(name: &str, head: &[u8], problem: Problem) -> Error {
    let name = name.to_owned();
    let what = match problem {
        Problem::IoError(source) if source.kind() == ErrorKind::UnexpectedEof => {
            "it ends inside its header".to_owned()
        }
        Problem::IoError(source) => return Error::Read { name, source },
        Problem::Unsupported(what) if what.contains("probe") => {
            return Error::NotSound { name, what: looks_like(head) };
        }
        Problem::Unsupported(what) if what.contains("moov") => {
            "its index is missing, so it was cut off before it was finished".to_owned()
        }
        other => other.to_string(),
    };
    Error::BrokenSound { name, what }
}

/// Codings that people have, in files that are read otherwise.
const UNREAD_CODINGS: [(AudioCodecId, &str); 3] = [
    (CODEC_ID_ALAC, "Apple Lossless"),
    (CODEC_ID_AC3, "Dolby AC-3"),
    (CODEC_ID_WMA, "Windows Media"),
];

/// Why no decoder took the track.
fn undecoded(name: &str, params: &AudioCodecParameters, problem: &Problem) -> Error {
    let name = name.to_owned();
    match problem {
        Problem::Unsupported(_) => {
            let known = UNREAD_CODINGS.iter().find(|(id, _)| *id == params.codec);
            let coding = known.map_or("something else", |(_, coding)| coding);
            Error::Coding { name, coding: coding.to_owned() }
        }
        other => Error::BrokenSound { name, what: other.to_string() },
    }
}
