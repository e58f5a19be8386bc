//! Keeping the sound of a call in a WAV file, when the user asks for it: 16 kHz, 16 bits, one
//! channel for each end of the line. Words are kept elsewhere.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use hear::speech::{Party, RATE_HZ, Sound};
use hound::{SampleFormat, WavSpec, WavWriter};

/// Samples after which the file is made whole, so that little is lost if the computer fails.
const FLUSHED_AFTER: usize = 5 * RATE_HZ as usize;

/// A file that is being written.
pub struct SoundSaving {
    path: PathBuf,
    file: Option<File>,
    writer: Option<WavWriter<BufWriter<File>>>,
    /// Samples of each channel that wait for those of the other.
    waiting: Vec<Vec<f32>>,
    unflushed: usize,
}

impl SoundSaving {
    /// Begins to keep the sound in a new file.
    ///
    /// # Errors
    /// When the ending is not .wav, or the file exists already or cannot be made.
    pub fn begin(path: &Path) -> Result<Self> {
        if path.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("wav")) {
            bail!("{}: give the file the ending .wav", path.display());
        }
        let file = new_file(path).with_context(|| format!("making {}", path.display()))?;
        Ok(Self {
            path: path.to_owned(),
            file: Some(file),
            writer: None,
            waiting: Vec::new(),
            unflushed: 0,
        })
    }

    /// Adds sound; the first piece tells how many channels there are.
    ///
    /// # Errors
    /// When the file cannot be written, as on a full disk.
    pub fn write(&mut self, sound: &Sound) -> Result<()> {
        let channel = match sound.party {
            Party::Mixed => 0,
            Party::Channel(number) => usize::from(number.min(1)),
        };
        if let Some(file) = self.file.take() {
            let channels = if sound.party == Party::Mixed { 1 } else { 2 };
            self.waiting = vec![Vec::new(); channels];
            let spec = WavSpec {
                channels: channels as u16,
                sample_rate: RATE_HZ,
                bits_per_sample: 16,
                sample_format: SampleFormat::Int,
            };
            self.writer = Some(WavWriter::new(BufWriter::new(file), spec)?);
        }
        let Some(waiting) = self.waiting.get_mut(channel) else { return Ok(()) };
        waiting.extend(&sound.samples);
        self.write_whole().with_context(|| format!("writing {}", self.path.display()))
    }

    /// Makes the file whole.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<()> {
        let longest = self.waiting.iter().map(Vec::len).max().unwrap_or(0);
        self.waiting.iter_mut().for_each(|waiting| waiting.resize(longest, 0.0));
        self.write_whole().with_context(|| format!("writing {}", self.path.display()))?;
        match self.writer.take() {
            Some(writer) => {
                writer.finalize().with_context(|| format!("writing {}", self.path.display()))
            }
            None => Ok(()),
        }
    }

    /// Writes what is there of all channels.
    fn write_whole(&mut self) -> Result<()> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        let whole = self.waiting.iter().map(Vec::len).min().unwrap_or(0);
        for at in 0..whole {
            for channel in &self.waiting {
                writer.write_sample(number(channel[at]))?;
            }
        }
        self.waiting.iter_mut().for_each(|waiting| drop(waiting.drain(..whole)));
        self.unflushed += whole;
        if self.unflushed >= FLUSHED_AFTER {
            self.unflushed = 0;
            writer.flush()?;
        }
        Ok(())
    }
}

/// A level from -1 to 1 as a number of 16 bits.
#[expect(clippy::cast_possible_truncation, reason = "the level is held within 16 bits")]
fn number(level: f32) -> i16 {
    (level.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16
}

/// A new file that only its owner may read.
fn new_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn sound(party: Party, samples: &[f32]) -> Sound {
        Sound { call: "a".into(), party, begin: Duration::ZERO, samples: samples.to_vec() }
    }

    #[test]
    fn two_ends_are_two_channels_and_a_file_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("call.wav");
        let mut saving = SoundSaving::begin(&path).unwrap();
        saving.write(&sound(Party::Channel(0), &[0.5, 0.25])).unwrap();
        saving.write(&sound(Party::Channel(1), &[-0.5])).unwrap();
        saving.finish().unwrap();
        let mut reader = hound::WavReader::open(&path).unwrap();
        assert_eq!(reader.spec().channels, 2);
        let samples: Vec<i16> = reader.samples().map(Result::unwrap).collect();
        assert_eq!(samples, [16_384, -16_384, 8_192, 0]);
        assert!(SoundSaving::begin(&path).is_err());
        assert!(SoundSaving::begin(&folder.path().join("call.mp3")).is_err());
    }
}
