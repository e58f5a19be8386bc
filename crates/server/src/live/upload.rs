//! A sound file that somebody uploads into a call: decoded here, and heard as fast as the
//! recogniser comes to it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::StatusCode;
use futures_util::{Stream, StreamExt as _};
use hear::answering::in_full;
use hear::file::SoundFile;
use hear::telephony::door::{Guest, Reception};
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt as _;

use super::Desk;
use super::checks::{broke_off, check_open, unprocessable};
use super::room::Room;
use crate::problem::Problem;
use crate::who::Person;

/// The largest sound file, in bytes: six hours of speech as MP3, or an hour of CD sound.
pub const SOUND_BYTES_MAX: usize = 640 << 20;
/// So many files are heard at once.
pub const UPLOADS_MAX: usize = 4;
/// The longest recording that is heard.
pub const SOUND_MAX: Duration = Duration::from_secs(6 * 3_600);
/// The longest that an upload may pause.
const PAUSE_MAX: Duration = Duration::from_secs(30);
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
        let file = received(sound).await?;
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

/// Keeps what is uploaded in a file that is gone with this call.
async fn received<E: Send>(
    sound: impl Stream<Item = Result<Bytes, E>> + Send,
) -> Result<NamedTempFile, Problem> {
    let cannot = |error: std::io::Error| {
        tracing::error!(error = &error as &dyn std::error::Error, "an upload cannot be kept");
        let detail = "The disk of the server may be full.";
        Problem::new(StatusCode::INSUFFICIENT_STORAGE, "The file cannot be taken", detail)
    };
    let file = NamedTempFile::new().map_err(cannot)?;
    let mut out = tokio::fs::File::from_std(file.reopen().map_err(cannot)?);
    let (mut stream, mut bytes) = (std::pin::pin!(sound), 0);
    loop {
        let piece = tokio::time::timeout(PAUSE_MAX, stream.next()).await;
        let piece = piece.map_err(|_| {
            let detail = "Try again with a better connection.";
            Problem::new(StatusCode::REQUEST_TIMEOUT, "The upload came to a stop", detail)
        })?;
        let Some(piece) = piece else { break };
        let piece = piece.map_err(|_| unprocessable("The upload broke off", "Try again."))?;
        bytes += piece.len();
        if bytes > SOUND_BYTES_MAX {
            let detail = format!("A file may have {} MB.", SOUND_BYTES_MAX >> 20);
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "This is too large", detail));
        }
        out.write_all(&piece).await.map_err(cannot)?;
    }
    out.flush().await.map_err(cannot)?;
    Ok(file)
}

/// What is wrong with a file, which nobody but the server knows by the name that it has here.
fn said_of(error: &hear::error::Error, name: &str) -> String {
    let known = Path::new(name).file_name().map(|name| name.to_string_lossy().into_owned());
    let text = in_full(error).replace(name, "the file");
    known.map_or(text.clone(), |known| text.replace(&known, "the file"))
}
