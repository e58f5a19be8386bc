//! A sound file that somebody uploads into a call: decoded here, and heard as fast as the
//! recogniser comes to it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::StatusCode;
use futures_util::Stream;
use hear::answering::in_full;
use hear::file::SoundFile;
use hear::telephony::door::{Guest, Reception};

use super::Desk;
use super::checks::{broke_off, check_open, unprocessable};
use super::room::Room;
use crate::problem::Problem;
use crate::receiving::Expected;
use crate::who::Person;

/// A sound file: six hours of speech as MP3, or an hour of CD sound.
const FILE: Expected = Expected {
    bytes_max: 640 << 20,
    begins: &[],
    ending: "",
    too_large: "A file may have 640 MB.",
    otherwise: "",
};
/// So many files are heard at once.
pub const UPLOADS_MAX: usize = 4;
/// The longest recording that is heard.
pub const SOUND_MAX: Duration = Duration::from_secs(6 * 3_600);
/// Speech of a file that waits for the recogniser: a file can wait, so little is enough.
const WAITING_MAX: Duration = Duration::from_secs(30);
/// How long to wait before looking again whether the recogniser has caught up.
const REST: Duration = Duration::from_millis(50);

impl Desk {
    /// Hears a sound file in a call. Returns once it is known to be sound; its words come as they
    /// are recognised.
    ///
    /// # Errors
    /// [`Problem`]: 404, 409 where the call is over or heard elsewhere, 413, 422 where it is no
    /// sound, 503 where no speech model is installed or too many files are heard.
    pub async fn add_sound<E: Send>(
        &self,
        who: &Person,
        id: &str,
        sound: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<(), Problem> {
        let room = self.room_to_change(id).await?;
        room.read(|call| check_open(call.is_over, call.utterances.len()))?;
        let permit = Arc::clone(&self.calls.uploads).try_acquire_owned().map_err(|_| {
            let detail = "Wait until a file is heard, then try again.";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "Too many files are heard", detail)
        })?;
        // Nobody uploads for nothing.
        self.recogniser().await?;
        let file = FILE.receive(sound).await?;
        let path = file.path().to_owned();
        let opened = tokio::task::spawn_blocking(move || SoundFile::open(&path));
        let opened = opened.await.map_err(|_| broke_off())?;
        let opened = opened.map_err(|error| {
            let name = file.path().display().to_string();
            unprocessable("This is no sound that can be heard", said_of(&error, &name))
        })?;
        let begin = room.read(|call| call.elapsed());
        let (guest, reception) = self.admit_sound(&room, &who.name, begin).await?;
        let closing = self.calls.closing();
        tokio::task::spawn_blocking(move || {
            let heard = hear(opened, &room, guest, &reception, || *closing.borrow());
            if let Err(error) = heard {
                let message = said_of(&error, &file.path().display().to_string());
                room.change(|state| state.complain(message));
            }
            drop((file, permit));
        });
        Ok(())
    }
}

/// Hears a file to its end, waiting for the recogniser.
fn hear(
    file: SoundFile,
    room: &Room,
    mut guest: Guest,
    reception: &Reception,
    is_closing: impl Fn() -> bool,
) -> Result<(), hear::error::Error> {
    for sound in file {
        let sound = sound?;
        if sound.begin > SOUND_MAX {
            let hours = SOUND_MAX.as_secs() / 3_600;
            let message = format!("only the first {hours} hours of the file were heard");
            room.change(|state| state.complain(message));
            break;
        }
        guest.hear(&sound);
        while reception.waiting(guest.call()) > WAITING_MAX {
            std::thread::sleep(REST);
            if room.is_over() || is_closing() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// What is wrong with a file, which nobody but the server knows by the name that it has here.
fn said_of(error: &hear::error::Error, name: &str) -> String {
    let known = Path::new(name).file_name().map(|name| name.to_string_lossy().into_owned());
    let text = in_full(error).replace(name, "the file");
    known.map_or(text.clone(), |known| text.replace(&known, "the file"))
}
