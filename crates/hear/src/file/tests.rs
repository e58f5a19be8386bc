//! Files of every form that is read, and of forms that are not, broken in every way that recorders
//! and people break them. The fixtures were made with espeak-ng and ffmpeg and hold the same words.

use std::path::PathBuf;

use super::*;
use crate::speech::{Party, RATE_HZ};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/files").join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(fixture(name)).unwrap()
}

/// Everything in a file: the samples of each party, and the notes.
fn heard(path: &Path) -> Result<(Vec<Vec<f32>>, Vec<Note>)> {
    let mut file = SoundFile::open(path)?;
    let mut parties = vec![Vec::new(); 2];
    for sound in file.by_ref() {
        let sound = sound?;
        let party = match sound.party {
            Party::Mixed => 0,
            Party::Channel(channel) => usize::from(channel),
        };
        let due = crate::parties::lasting(parties[party].len() as u64);
        assert_eq!(sound.begin, due, "times follow the samples");
        parties[party].extend(sound.samples);
    }
    Ok((parties, file.notes().to_vec()))
}

/// The same of bytes, in a file whose name says nothing.
fn heard_in(bytes: &[u8]) -> Result<(Vec<Vec<f32>>, Vec<Note>)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recording");
    std::fs::write(&path, bytes).unwrap();
    heard(&path)
}

/// How alike two sounds are at the best of the delays that encoders add: 1 is the same.
fn likeness(a: &[f32], b: &[f32]) -> f32 {
    let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let at = |delay: usize| {
        let b = &b[delay.min(b.len())..];
        let length = a.len().min(b.len());
        let (a, b) = (&a[..length], &b[..length]);
        product(a, b) / (product(a, a) * product(b, b)).sqrt().max(f32::EPSILON)
    };
    (0..2_400).map(at).fold(-1.0, f32::max)
}

/// With ffmpeg's own decoder the narrowest of these files gives 0.87.
const OPUS_LIKENESS_MIN: f32 = 0.8;

#[test]
fn every_form_gives_the_same_sound() {
    let wanted = heard(&fixture("pcm16.wav")).unwrap().0.swap_remove(0);
    let seconds = wanted.len() as f32 / RATE_HZ as f32;
    assert!((1.8..2.2).contains(&seconds), "{seconds}");
    for name in [
        "pcm8.wav",
        "float.wav",
        "mulaw.wav",
        "alaw.wav",
        "sound.mp3",
        "sound.m4a",
        "sound.aac",
        "sound.flac",
        "sound.ogg",
        "sound.opus",
        "narrow.opus",
        "sound.webm",
        "twins.mp3",
        "six.flac",
    ] {
        let (parties, notes) = heard_in(&bytes(name)).unwrap();
        let [found, other] = &parties[..] else { panic!("two lists") };
        assert_eq!(other.len(), 0, "{name} is one sound");
        let length = found.len() as f32 / RATE_HZ as f32 - seconds;
        assert!(length.abs() < 0.2, "{name} is {length} seconds longer");
        let alike = likeness(&wanted, found);
        // Opus at the rates of voice messages keeps the words and not the wave.
        let is_coarse = ["sound.opus", "narrow.opus", "sound.webm"].contains(&name);
        let least = if is_coarse { OPUS_LIKENESS_MIN } else { 0.95 };
        assert!(alike > least, "{name}: likeness {alike}");
        let expected: &[Note] = match name {
            "twins.mp3" => &[Note::SameChannels],
            "six.flac" => &[Note::MixedDown { channels: 6 }],
            _ => &[],
        };
        assert_eq!(notes, expected, "{name}");
    }
}

#[test]
fn two_channels_are_two_parties() {
    let (parties, notes) = heard(&fixture("parties.wav")).unwrap();
    assert_eq!(parties[0].len(), parties[1].len());
    assert_eq!(notes, []);
    let power = |samples: &[f32]| samples.iter().map(|sample| sample * sample).sum::<f32>();
    let (early, late) = (0..4 * RATE_HZ as usize, 4 * RATE_HZ as usize + 3_200..parties[0].len());
    assert!(power(&parties[0][early.clone()]) > 100.0 * power(&parties[1][early]));
    assert!(power(&parties[1][late.clone()]) > 100.0 * power(&parties[0][late]));
}

/// The beginning of a Speex file.
fn speex() -> Vec<u8> {
    let mut page = b"OggS\0\x02".to_vec();
    page.resize(28, 0);
    page.extend(b"Speex   1.2.0");
    page
}

/// A WAV file whose recording was ended at once.
fn without_samples() -> Vec<u8> {
    let mut wav = bytes("pcm16.wav");
    let data = wav.windows(4).position(|window| window == b"data").unwrap();
    wav.truncate(data + 8);
    wav[data + 4..].fill(0);
    let length = u32::try_from(wav.len()).unwrap() - 8;
    wav[4..8].copy_from_slice(&length.to_le_bytes());
    wav
}

#[test]
fn what_is_no_sound_is_refused_with_words_that_help() {
    for (bytes, words) in [
        (b"".to_vec(), "is empty"),
        (b"Caller: This is the technical department.\n".repeat(90), "a text file"),
        (bytes("adpcm.wav"), "sound coded as ADPCM"),
        (speex(), "Speex"),
        (bytes("sound.webm")[..60].to_vec(), "recording"),
        (bytes("video.mp4"), "no sound in it"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "a picture"),
        (b"PK\x03\x04whatever".to_vec(), "a ZIP archive"),
        (vec![0; 4_000], "something unknown"),
        (bytes("pcm16.wav")[..20].to_vec(), "ends inside its header"),
        (without_samples(), "no sound after it"),
        (bytes("video.mp4")[..40].to_vec(), "begins like sound"),
        (b"RIFF\xff\xff\xff\xffWAVEnonsense of some length".to_vec(), "begins like sound"),
    ] {
        let problem = heard_in(&bytes).map(|(_, notes)| notes).unwrap_err().to_string();
        assert!(problem.contains(words), "`{words}` is not in: {problem}");
        assert!(problem.contains("recording"), "the file is named: {problem}");
    }
    let missing = heard(Path::new("/nowhere/call.wav")).unwrap_err().to_string();
    assert!(missing.contains("cannot open call.wav"), "{missing}");
    let folder = heard(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap_err();
    let cause = std::error::Error::source(&folder).map(ToString::to_string).unwrap_or_default();
    assert!(cause.contains("directory"), "{folder}: {cause}");
    if cfg!(unix) {
        let device = heard(Path::new("/dev/zero")).unwrap_err().to_string();
        assert!(device.contains("| hangup listen -"), "{device}");
    }
}

#[test]
fn a_cut_file_is_used_as_far_as_it_goes_and_says_so() {
    for name in [
        "pcm16.wav",
        "mulaw.wav",
        "sound.flac",
        "sound.ogg",
        "sound.opus",
        "sound.webm",
        "sound.m4a",
    ] {
        let whole = bytes(name);
        let (parties, notes) = heard_in(&whole[..whole.len() * 6 / 10])
            .unwrap_or_else(|problem| panic!("{name}: {problem}"));
        let seconds = parties[0].len() as f32 / RATE_HZ as f32;
        assert!((0.6..1.7).contains(&seconds), "{name}: {seconds} seconds");
        let says = notes.iter().any(|note| matches!(note, Note::EndsEarly { .. }));
        // A stream of Ogg pages tells its length only on the last one, and WebM none.
        let is_stream = ["sound.ogg", "sound.opus", "sound.webm"].contains(&name);
        assert!(says || is_stream, "{name}: {notes:?}");
    }
}

#[test]
fn a_wav_file_from_a_pipe_promises_no_length() {
    let mut bytes = bytes("pcm16.wav");
    let data = bytes.windows(4).position(|window| window == b"data").unwrap();
    bytes[4..8].fill(0xff);
    bytes[data + 4..data + 8].fill(0xff);
    let (parties, notes) = heard_in(&bytes).unwrap();
    assert!(parties[0].len() > 28_000);
    assert_eq!(notes, []);
}

#[test]
fn a_recording_whose_length_was_never_written_is_heard_whole() {
    let mut bytes = bytes("pcm16.wav");
    let data = bytes.windows(4).position(|window| window == b"data").unwrap();
    bytes[4..8].fill(0);
    bytes[data + 4..data + 8].fill(0);
    let (parties, notes) = heard_in(&bytes).unwrap();
    assert!(parties[0].len() > 28_000, "{}", parties[0].len());
    assert_eq!(notes, []);
}

#[test]
fn hours_take_no_more_memory_than_minutes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hours.wav");
    let mut wav = bytes("mulaw.wav");
    let data = wav.windows(4).position(|window| window == b"data").unwrap();
    // Three hours of a telephone line that is silent: mu-law 255 is zero.
    let length = 3 * 3_600 * 8_000_u32;
    wav.truncate(data + 8);
    let header = u32::try_from(wav.len()).unwrap() - 8;
    wav[4..8].copy_from_slice(&(header + length).to_le_bytes());
    wav[data + 4..].copy_from_slice(&length.to_le_bytes());
    wav.resize(wav.len() + length as usize, 255);
    std::fs::write(&path, &wav).unwrap();
    drop(wav);
    let mut file = SoundFile::open(&path).unwrap();
    assert_eq!(file.duration(), Some(Duration::from_secs(3 * 3_600)));
    let (mut samples, mut largest) = (0, 0);
    while let Some(sound) = file.next() {
        let sound = sound.unwrap();
        samples += sound.samples.len() as u64;
        largest = largest.max(sound.samples.len());
        assert!(file.ready.len() <= 2 && file.ahead.is_empty(), "nothing piles up");
    }
    assert_eq!(samples, 3 * 3_600 * u64::from(RATE_HZ));
    assert!(largest < RATE_HZ as usize, "{largest} samples in one piece");
}
