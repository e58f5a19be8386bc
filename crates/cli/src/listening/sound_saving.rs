//! Keeping the sound of a call in a WAV file, when the user asks for it: 16 kHz, 16 bits, one
//! channel for each end of the line, each sound at its time. Words are kept elsewhere.

use std::collections::VecDeque;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use hear::speech::{Party, RATE_HZ, Sound};
use hound::{SampleFormat, WavSpec, WavWriter};

/// Samples after which the file is made whole, so that little is lost if the computer fails.
const FLUSHED_AFTER: usize = 5 * RATE_HZ as usize;
/// How far the time of a sound may be from the end of the one before, to be taken as following.
const SEAM_SAMPLES: u64 = RATE_HZ as u64 / 20;
/// The longest silence that is written where no sound came; of a longer one the rest is cut out of
/// all channels.
const SILENCE_SAMPLES_MAX: u64 = 60 * RATE_HZ as u64;
/// How far one end of the line may be behind the other before it is taken to be silent; more than a
/// telephone system sends at once.
const LAG_SAMPLES_MAX: u64 = 12 * RATE_HZ as u64;

/// A file that is being written.
pub struct SoundSaving {
    path: PathBuf,
    file: Option<File>,
    writer: Option<WavWriter<BufWriter<File>>>,
    /// Samples of each channel that wait for those of the other, at most [`LAG_SAMPLES_MAX`] and
    /// one silence.
    waiting: Vec<VecDeque<i16>>,
    /// Samples of each channel in the file.
    written: u64,
    /// Samples of silence that were cut out.
    cut_out: u64,
    unflushed: usize,
}

impl SoundSaving {
    /// Begins to keep the sound in a new file.
    ///
    /// # Errors
    /// When the ending is not .wav, or the file exists already or cannot be made.
    pub fn begin(path: &Path) -> Result<Self> {
        check_ending(path)?;
        let file = new_file(path).with_context(|| format!("making {}", path.display()))?;
        Ok(Self {
            path: path.to_owned(),
            file: Some(file),
            writer: None,
            waiting: Vec::new(),
            written: 0,
            cut_out: 0,
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
            self.waiting = vec![VecDeque::new(); channels];
            let spec = WavSpec {
                channels: channels as u16,
                sample_rate: RATE_HZ,
                bits_per_sample: 16,
                sample_format: SampleFormat::Int,
            };
            self.writer = Some(WavWriter::new(BufWriter::new(file), spec)?);
        }
        if channel < self.waiting.len() {
            self.place(channel, sound);
            self.write_whole().with_context(|| format!("writing {}", self.path.display()))?;
        }
        Ok(())
    }

    /// Puts a sound behind what its channel has, at its time; what comes for a time that was
    /// passed already is left out.
    fn place(&mut self, channel: usize, sound: &Sound) {
        let due = samples(sound.begin).saturating_sub(self.cut_out);
        let position = self.written + self.waiting[channel].len() as u64;
        let mut passed = 0;
        if due > position + SEAM_SAMPLES {
            let silence = (due - position).min(SILENCE_SAMPLES_MAX);
            self.cut_out += due - position - silence;
            self.fill(channel, position + silence);
        } else if due + SEAM_SAMPLES < position {
            passed = usize::try_from(position - due).unwrap_or(usize::MAX);
        }
        let levels = sound.samples.iter().skip(passed);
        self.waiting[channel].extend(levels.map(|level| number(*level)));
        let position = self.written + self.waiting[channel].len() as u64;
        for other in 0..self.waiting.len() {
            self.fill(other, position.saturating_sub(LAG_SAMPLES_MAX));
        }
    }

    /// Fills a channel with silence up to a place.
    fn fill(&mut self, channel: usize, place: u64) {
        let wanted = usize::try_from(place.saturating_sub(self.written)).unwrap_or(0);
        if wanted > self.waiting[channel].len() {
            self.waiting[channel].resize(wanted, 0);
        }
    }

    /// Makes the file whole, and gives its place.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<PathBuf> {
        let longest = self.waiting.iter().map(VecDeque::len).max().unwrap_or(0);
        self.waiting.iter_mut().for_each(|waiting| waiting.resize(longest, 0));
        let context = format!("writing {}", self.path.display());
        self.write_whole().with_context(|| context.clone())?;
        if let Some(writer) = self.writer.take() {
            writer.finalize().context(context)?;
        }
        Ok(self.path)
    }

    /// Writes what is there of all channels.
    fn write_whole(&mut self) -> Result<()> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        let whole = self.waiting.iter().map(VecDeque::len).min().unwrap_or(0);
        for at in 0..whole {
            for channel in &self.waiting {
                writer.write_sample(channel[at])?;
            }
        }
        self.waiting.iter_mut().for_each(|waiting| drop(waiting.drain(..whole)));
        self.written += whole as u64;
        self.unflushed += whole;
        if self.unflushed >= FLUSHED_AFTER {
            self.unflushed = 0;
            writer.flush()?;
        }
        Ok(())
    }
}

/// Refuses a name that says another form.
///
/// # Errors
/// When the ending is not .wav.
pub fn check_ending(path: &Path) -> Result<()> {
    if path.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("wav")) {
        bail!("{}: give the file the ending .wav", path.display());
    }
    Ok(())
}

/// Samples in so long a time.
fn samples(time: Duration) -> u64 {
    let samples = (time.as_nanos() * u128::from(RATE_HZ) + 500_000_000) / 1_000_000_000;
    u64::try_from(samples).unwrap_or(u64::MAX)
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
    use super::*;

    fn sound(party: Party, samples: &[f32]) -> Sound {
        Sound { call: "a".into(), party, begin: Duration::ZERO, samples: samples.to_vec() }
    }

    /// So many seconds of one level from a second of the call on.
    fn seconds(party: Party, from: u64, length: usize, level: f32) -> Sound {
        let samples = vec![level; length * RATE_HZ as usize];
        Sound { begin: Duration::from_secs(from), ..sound(party, &samples) }
    }

    /// The level in the middle of each second of a channel.
    fn levels(path: &Path, channel: usize) -> Vec<i16> {
        let mut reader = hound::WavReader::open(path).unwrap();
        let (channels, rate) = (usize::from(reader.spec().channels), RATE_HZ as usize);
        let samples: Vec<i16> = reader.samples().map(Result::unwrap).collect();
        let of_channel: Vec<i16> = samples.into_iter().skip(channel).step_by(channels).collect();
        of_channel.iter().skip(rate / 2).step_by(rate).copied().collect()
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

    #[test]
    fn each_sound_is_at_its_time_and_little_waits_for_an_end_that_is_silent() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("call.wav");
        let mut saving = SoundSaving::begin(&path).unwrap();
        let (one, other) = (Party::Channel(0), Party::Channel(1));
        for second in 0..20 {
            saving.write(&seconds(one, second, 1, 0.5)).unwrap();
            let waits = saving.waiting.iter().map(VecDeque::len).max().unwrap();
            assert!(waits as u64 <= LAG_SAMPLES_MAX, "{waits} samples wait");
        }
        // The first eight seconds of the other end are in the file as silence.
        saving.write(&seconds(other, 7, 2, 0.25)).unwrap();
        saving.write(&seconds(one, 22, 1, 0.5)).unwrap();
        saving.finish().unwrap();
        let mut wanted = vec![16_384; 20];
        wanted.extend([0, 0, 16_384]);
        assert_eq!(levels(&path, 0), wanted);
        let mut wanted = vec![0; 23];
        wanted[8] = 8_192;
        assert_eq!(levels(&path, 1), wanted);
    }

    #[test]
    fn a_long_silence_is_cut_out_of_all_channels() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("call.wav");
        let mut saving = SoundSaving::begin(&path).unwrap();
        for (party, level) in [(Party::Channel(0), 0.5), (Party::Channel(1), 0.25)] {
            saving.write(&seconds(party, 0, 1, level)).unwrap();
        }
        for (party, level) in [(Party::Channel(0), 0.5), (Party::Channel(1), 0.25)] {
            saving.write(&seconds(party, 3_600, 1, level)).unwrap();
        }
        // Whatever becomes of the program, the file is whole up to a few seconds ago.
        assert!(levels(&path, 0).len() >= 50);
        saving.finish().unwrap();
        let [first, second] = [levels(&path, 0), levels(&path, 1)];
        assert_eq!((first.len(), second.len()), (62, 62));
        assert_eq!((first[0], first[30], first[61]), (16_384, 0, 16_384));
        assert_eq!((second[0], second[30], second[61]), (8_192, 0, 8_192));
    }
}
