//! Opening what a user wants to hear: models, files, microphones, telephone lines. What goes wrong
//! here is told before anything is shown.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use hear::codec::Codec;
use hear::error::Error;
use hear::file::SoundFile;
use hear::hearing::Hearing;
#[cfg(feature = "microphone")]
use hear::microphone::{self, Microphone};
use hear::model;
use hear::parties::{Shape, lasting};
use hear::pauses::CallPauses;
use hear::pcm::RawSound;
use hear::recognise::{Threads, usual_names};
use hear::speech::{CallId, Speech};
use hear::telephony::door::{Addresses, Doors, Limits, Sounds, address};
use hear::voices::{Enrolled, enrolled_path};

use super::call_sounds;
use super::feed::{self, Feed};
use super::sound::{self, Intake, Recogniser};
use super::sound_saving::SoundSaving;

/// The speech model that is taken where none is named.
pub const WORDS_MODEL: &str = "base";
/// The model that tells voices apart.
pub const VOICES_MODEL: &str = "voices";
/// The recording of a voice is heard no further than this.
const OWN_VOICE_MAX: Duration = Duration::from_secs(120);
/// So much speech at least must be in it: one sentence sounds much like another voice's.
const OWN_VOICE_MIN: Duration = Duration::from_secs(8);

/// What raw samples on standard input are: codec, samples a second, channels.
#[derive(Debug, Clone, Copy)]
pub struct Raw {
    codec: Codec,
    shape: Shape,
}

impl FromStr for Raw {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.split(':');
        let codec = match parts.next() {
            Some("s16le") => Codec::Slin16,
            Some("f32le") => Codec::Float32,
            Some("mulaw") => Codec::Mulaw,
            Some("alaw") => Codec::Alaw,
            _ => return Err("name s16le, f32le, mulaw or alaw first".to_owned()),
        };
        let number = |text: Option<&str>, usual: u32| match text {
            None => Ok(usual),
            Some(text) => text.parse().map_err(|_| format!("`{text}` is no number")),
        };
        let rate_hz = number(parts.next(), hear::speech::RATE_HZ)?;
        let channels = number(parts.next(), 1)?;
        if parts.next().is_some() {
            return Err("write CODEC:RATE:CHANNELS, such as s16le:8000:2".to_owned());
        }
        let channels = u16::try_from(channels).map_err(|_| "too many channels".to_owned())?;
        let shape = Shape::usual(rate_hz, channels);
        shape.check("the input").map_err(|error| error.to_string())?;
        Ok(Self { codec, shape })
    }
}

/// Loads the models; what is worth knowing of them comes with it.
///
/// # Errors
/// When no model is installed, or one is broken.
pub fn hearing(model: Option<&Path>) -> Result<(Hearing, Vec<String>)> {
    let mut notes = Vec::new();
    let (words, voices) = models(model)?;
    if voices.is_none() {
        notes.push(format!(
            "voices are not told apart; `hangup model install {VOICES_MODEL}` mends that"
        ));
    }
    let hearing = Hearing::open(&words, voices.as_deref(), &usual_names()?)?;
    Ok((hearing, notes))
}

/// Where the models are: the one for words, as named or as installed, and the one for voices if it
/// is installed.
///
/// # Errors
/// When the model for words is not there, or not whole.
pub fn models(named: Option<&Path>) -> Result<(PathBuf, Option<PathBuf>)> {
    let folder = model::folder()?;
    let words = match named {
        Some(path) if !path.is_file() => bail!("{}: there is no such file", path.display()),
        Some(path) => path.to_owned(),
        None => installed(WORDS_MODEL, &folder)?,
    };
    Ok((words, installed(VOICES_MODEL, &folder).ok()))
}

/// Knows the owner by a recording, or else by the voice that was kept.
///
/// # Errors
/// As [`own_voice`], or when what was kept is broken.
pub fn know_owner(hearing: &mut Hearing, recording: Option<&Path>) -> Result<()> {
    let owner = match recording {
        Some(recording) => Some(own_voice(hearing, recording)?),
        None => Enrolled::load(&enrolled_path()?)?,
    };
    if let Some(owner) = owner {
        hearing.know_owner(owner);
    }
    Ok(())
}

/// Where an installed model is; its size is checked, not every byte, so that listening begins soon.
fn installed(id: &str, folder: &Path) -> Result<PathBuf> {
    let model = model::model(id)?;
    let path = model::path(&model, folder);
    let bytes = std::fs::metadata(&path).map_or(0, |facts| facts.len());
    match bytes {
        0 => Err(Error::NotInstalled { id: id.to_owned() }.into()),
        _ if bytes != model.bytes => {
            bail!("{} is not whole; `hangup model install {id}` puts it right", path.display())
        }
        _ => Ok(path),
    }
}

/// The voice in a recording in which only one person speaks.
///
/// # Errors
/// When it cannot be read, or holds too little speech.
pub fn own_voice(hearing: &Hearing, recording: &Path) -> Result<Enrolled> {
    let mut pauses = CallPauses::default();
    let mut stretches: Vec<Speech> = Vec::new();
    for sound in SoundFile::open(recording)? {
        let sound = sound?;
        if sound.begin > OWN_VOICE_MAX {
            break;
        }
        stretches.extend(pauses.hear(&sound));
    }
    stretches.extend(pauses.end());
    // What holds no words is noise, and not a voice.
    let mut ears = hearing.ears(Threads::One)?;
    stretches.retain(|speech| matches!(ears.hear(speech), Ok(Some(_))));
    let length: Duration =
        stretches.iter().map(|speech| lasting(speech.samples.len() as u64)).sum();
    let voice = hearing.voice_of(&stretches).filter(|_| length >= OWN_VOICE_MIN);
    voice.with_context(|| {
        format!(
            "{}: there is too little speech in it to know a voice by (half a minute is enough), \
             or the model `{VOICES_MODEL}` is not installed",
            recording.display()
        )
    })
}

/// Hears a sound file.
///
/// # Errors
/// When it cannot be opened.
pub fn file(path: &Path, recogniser: Recogniser, saving: Option<SoundSaving>) -> Result<Feed> {
    let file = SoundFile::open(path)?;
    let call = file.call().clone();
    Ok(hear_one(
        &path.display().to_string(),
        call,
        Intake::File(Box::new(file)),
        recogniser,
        saving,
    ))
}

/// Hears raw samples on standard input.
///
/// # Errors
/// When their rate or channels are not taken.
pub fn standard_input(
    raw: Raw,
    recogniser: Recogniser,
    saving: Option<SoundSaving>,
) -> Result<Feed> {
    let call = CallId::from("standard input");
    let sound = RawSound::new(std::io::stdin(), &call, raw.codec, raw.shape)?;
    Ok(hear_one("standard input", call, Intake::Stream(Box::new(sound)), recogniser, saving))
}

/// The names of the microphones, the usual one first.
///
/// # Errors
/// When there is none.
#[cfg(feature = "microphone")]
pub fn microphones() -> Result<Vec<String>> {
    let mut choices = microphone::choices()?;
    choices.sort_by_key(|choice| !choice.is_usual);
    Ok(choices.into_iter().map(|choice| choice.name).collect())
}

/// Hears a microphone.
///
/// # Errors
/// When there is none, or none of that name.
#[cfg(feature = "microphone")]
pub fn microphone(
    name: Option<&str>,
    recogniser: Recogniser,
    saving: Option<SoundSaving>,
) -> Result<Feed> {
    let call = CallId::from("microphone");
    let microphone = Microphone::open(name, &call)?;
    let title = format!("the microphone {}", microphone.name());
    Ok(hear_one(&title, call, Intake::Microphone(Box::new(microphone)), recogniser, saving))
}

/// Takes calls from telephone systems, and keeps their sound beside a file if one is named.
///
/// # Errors
/// When an address is none, or cannot be listened at, or no sound can be kept there.
pub fn telephony(
    (audiosocket, websocket): (Option<&str>, Option<&str>),
    recogniser: Recogniser,
    sound: Option<&Path>,
) -> Result<Feed> {
    let addresses = Addresses {
        audiosocket: audiosocket.map(address).transpose()?,
        websocket: websocket.map(address).transpose()?,
    };
    sound.map(call_sounds::check).transpose()?;
    let sounds = sound.map(|_| Arc::<Sounds>::default());
    let doors = match &sounds {
        Some(sounds) => Doors::open_and_keep(addresses, Limits::default(), Arc::clone(sounds))?,
        None => Doors::open(addresses, Limits::default())?,
    };
    let open = doors.addresses();
    let open: Vec<String> =
        [open.audiosocket, open.websocket].iter().flatten().map(ToString::to_string).collect();
    let (sender, feed) = feed::open(&format!("calls at {}", open.join(" and ")));
    let keeping = sounds.zip(sound).map(|(sounds, path)| {
        call_sounds::keep(sounds, path.to_owned(), sender.clone(), Arc::clone(&feed.wishes))
    });
    sound::answer(recogniser, doors, keeping, (sender, Arc::clone(&feed.wishes)));
    Ok(feed)
}

fn hear_one(
    title: &str,
    call: CallId,
    intake: Intake,
    recogniser: Recogniser,
    saving: Option<SoundSaving>,
) -> Feed {
    let (sender, feed) = feed::open(title);
    let ends = (sender, Arc::clone(&feed.wishes));
    sound::hear(recogniser, call, intake, saving, ends);
    feed
}
