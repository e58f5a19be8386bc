//! Sound files, recognised by what is in them and not by their names, read piece by piece: an
//! hour-long recording takes no more memory than a short one. WAV (PCM, floating point, mu-law,
//! A-law), MP3, M4A and AAC, FLAC, Ogg Vorbis and Opus, and WebM are read; ADPCM, AMR, Speex and
//! what needs a licence are not, and the error says how to convert them.

mod decode;
mod kind;
mod note;
#[cfg(test)]
mod tests;
mod twins;
mod unfinished;

pub use note::Note;
pub use twins::{AHEAD_SECONDS_MAX, TWIN_DIFFERENCE_MAX};

use std::collections::VecDeque;
use std::path::Path;
use std::time::Duration;

use crate::error::Result;
use crate::parties::{Layout, Parties, Shape};
use crate::speech::{CallId, Sound};
use decode::{Decoded, Decoding};

/// A sound file that is being read.
///
/// It is an iterator of pieces: mono at [`crate::speech::RATE_HZ`], each party's in the order of
/// time. What had to be mended is in [`SoundFile::notes`] once the last piece was given.
pub struct SoundFile {
    call: CallId,
    decoding: Decoding,
    shape: Shape,
    /// None until it is known whether two channels are two parties.
    parties: Option<Parties>,
    /// What was read to find that out, channels side by side.
    ahead: Vec<f32>,
    ready: VecDeque<Sound>,
    notes: Vec<Note>,
    is_over: bool,
}

impl SoundFile {
    /// Opens a file and reads its beginning. The call gets the name of the file.
    ///
    /// # Errors
    /// What is wrong and what to try: the file cannot be opened, is empty, is no sound of a form
    /// that is read, is broken at its beginning, or has no sound in it.
    pub fn open(path: &Path) -> Result<Self> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let mut ahead = Vec::new();
        let (decoding, shape) = Decoding::open(path, &name, &mut ahead)?;
        shape.check(&name)?;
        let channels = shape.channels;
        let notes = if channels > 2 { vec![Note::MixedDown { channels }] } else { Vec::new() };
        let mut file = Self {
            call: name.into(),
            decoding,
            shape,
            parties: None,
            ahead,
            ready: VecDeque::new(),
            notes,
            is_over: false,
        };
        file.tell_parties()?;
        Ok(file)
    }

    /// The call to which the sound belongs.
    #[must_use]
    pub const fn call(&self) -> &CallId {
        &self.call
    }

    /// How the sound is stored, and whether its channels are parties.
    #[must_use]
    pub const fn shape(&self) -> Shape {
        self.shape
    }

    /// How long the sound is, as far as the file says so.
    #[must_use]
    pub fn duration(&self) -> Option<Duration> {
        let frames = self.decoding.promised()?;
        Some(Duration::from_secs_f64(frames as f64 / f64::from(self.shape.rate_hz)))
    }

    /// What a listener should know about this recording.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Finds out whether two channels are two parties: many programs save one sound twice.
    fn tell_parties(&mut self) -> Result<()> {
        let mut twins = twins::Twins::new(self.shape);
        let mut told = twins.hear(&self.ahead);
        while self.shape.layout == Layout::Apart && told.is_none() {
            let before = self.ahead.len();
            if !self.read()? {
                break;
            }
            told = twins.hear(&self.ahead[before..]);
        }
        let one_sound = told.unwrap_or_else(|| twins.end());
        if self.shape.layout == Layout::Apart && one_sound {
            self.shape.layout = Layout::Mixed;
            self.notes.push(Note::SameChannels);
        }
        let mut parties = Parties::new(&self.call, self.shape)?;
        self.ready.extend(parties.hear(&std::mem::take(&mut self.ahead)));
        self.parties = Some(parties);
        Ok(())
    }

    /// Reads one packet into `ahead`; false at the end.
    fn read(&mut self) -> Result<bool> {
        if self.is_over {
            return Ok(false);
        }
        match self.decoding.next(&mut self.ahead)? {
            Decoded::Samples { rate_hz, channels }
                if (rate_hz, channels) != (self.shape.rate_hz, self.shape.channels) =>
            {
                self.ahead.clear();
                self.notes.push(Note::ShapeChanges);
                self.is_over = true;
            }
            Decoded::Samples { .. } => return Ok(true),
            Decoded::End => self.is_over = true,
        }
        self.notes.extend(self.decoding.end_notes(self.shape.rate_hz));
        Ok(false)
    }
}

impl Iterator for SoundFile {
    type Item = Result<Sound>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() {
            let was_over = self.is_over;
            let read = self.read();
            let parties = self.parties.as_mut()?;
            match read {
                Ok(true) => self.ready.extend(parties.hear(&std::mem::take(&mut self.ahead))),
                Ok(false) if was_over => return None,
                Ok(false) => self.ready.extend(parties.end()),
                Err(problem) => {
                    self.is_over = true;
                    return Some(Err(problem));
                }
            }
        }
        self.ready.pop_front().map(Ok)
    }
}
