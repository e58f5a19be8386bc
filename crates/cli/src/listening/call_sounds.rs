//! Keeping the sound of the calls of telephone systems, a WAV file each, on a thread of its own: a
//! slow disk disturbs neither the lines nor the recogniser.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use hear::speech::{CallId, Sound};
use hear::telephony::door::{Kept, Sounds};

use super::feed::{Event, Wishes};
use super::sound_saving::{SoundSaving, check_ending};

/// How long to wait for sound before looking whether the user wants the end.
const WAIT: Duration = Duration::from_millis(100);
/// How long the lines may take to end once the user wants it; then all files are made whole.
const ENDING_MAX: Duration = Duration::from_secs(3);
/// The most files for calls of one name.
const NAMES_MAX: usize = 10_000;

/// Where the sound of calls is kept.
pub struct CallSounds {
    path: PathBuf,
    /// The calls that go on; none where the file could not be written.
    files: HashMap<CallId, Option<SoundSaving>>,
    events: SyncSender<Event>,
    wishes: Arc<Wishes>,
}

/// Refuses a place in which no sound can be kept, before anybody rings.
///
/// # Errors
/// When the ending is not .wav, or there is no such folder.
pub fn check(path: &Path) -> Result<()> {
    check_ending(path)?;
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) if !folder.is_dir() => {
            bail!("{}: there is no such folder", folder.display())
        }
        _ => Ok(()),
    }
}

/// Keeps the sound of each call beside `path`, with the name of the call added to its own, until
/// the user wants the end and the lines are closed.
pub fn keep(
    sounds: Arc<Sounds>,
    path: PathBuf,
    events: SyncSender<Event>,
    wishes: Arc<Wishes>,
) -> JoinHandle<()> {
    let keeping = CallSounds { path, files: HashMap::new(), events, wishes };
    std::thread::spawn(move || keeping.keep_all(&sounds))
}

impl CallSounds {
    fn keep_all(mut self, sounds: &Sounds) {
        let mut stopped = None;
        loop {
            match sounds.next(WAIT) {
                Some(Kept::Sound(_)) if self.wishes.is_paused() => {}
                Some(Kept::Sound(sound)) => self.write(&sound),
                Some(Kept::Ended(call)) => self.end(&call),
                None if stopped.is_some() => break,
                None => {}
            }
            if self.wishes.is_stopped() {
                let since = *stopped.get_or_insert_with(Instant::now);
                if since.elapsed() > ENDING_MAX {
                    break;
                }
            }
        }
        let open: Vec<CallId> = self.files.keys().cloned().collect();
        open.iter().for_each(|call| self.end(call));
        let missed = sounds.missed();
        if missed > Duration::ZERO {
            let seconds = missed.as_secs_f64();
            let message = format!("the disk is too slow: {seconds:.0} seconds of sound not kept");
            self.tell(Event::Problem { call: None, message });
        }
    }

    fn write(&mut self, sound: &Sound) {
        let written = match self.files.get_mut(&sound.call) {
            Some(None) => return,
            Some(Some(saving)) => saving.write(sound),
            None => new_file(&self.path, &sound.call).and_then(|mut saving| {
                let written = saving.write(sound);
                self.files.insert(sound.call.clone(), Some(saving));
                written
            }),
        };
        if let Err(error) = written {
            self.files.insert(sound.call.clone(), None);
            let message = format!("the sound of call {} is not kept: {error:#}", sound.call);
            self.tell(Event::Problem { call: None, message });
        }
    }

    /// Makes the file of a call whole.
    fn end(&mut self, call: &CallId) {
        let Some(Some(saving)) = self.files.remove(call) else { return };
        let event = match saving.finish() {
            Ok(file) => Event::Kept { call: call.clone(), file },
            Err(error) => Event::Problem { call: None, message: format!("{error:#}") },
        };
        self.tell(event);
    }

    /// Tells the view; files are made whole also where it has gone.
    fn tell(&self, event: Event) {
        let _ = self.events.send(event);
    }
}

/// A file for a call that nothing else has: what a telephone system calls it is part of the name.
fn new_file(path: &Path, call: &str) -> Result<SoundSaving> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "-_.".contains(char);
    let call: String = call.chars().map(|char| if is_plain(char) { char } else { '_' }).collect();
    let named = |number: usize| match number {
        1 => path.with_file_name(format!("{stem}-{call}.wav")),
        _ => path.with_file_name(format!("{stem}-{call}-{number}.wav")),
    };
    let unused = (1..NAMES_MAX).map(named).find(|path| !path.exists());
    SoundSaving::begin(&unused.unwrap_or_else(|| named(NAMES_MAX)))
}
