//! Files that come in with a request: they are counted as they come, kept under a name that only
//! this program knows, and gone once nobody needs them any more.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::StatusCode;
use futures_util::{Stream, StreamExt as _};
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt as _;

use crate::problem::Problem;

/// The longest that an upload may pause.
const PAUSE_MAX: Duration = Duration::from_secs(30);

/// What may come in.
#[derive(Debug, Clone, Copy)]
pub struct Expected {
    /// So many bytes at most.
    pub bytes_max: u64,
    /// How it begins, in one of these ways; where there are none, in any.
    pub begins: &'static [&'static [u8]],
    /// How its name ends.
    pub ending: &'static str,
    /// What to do where it is too large.
    pub too_large: &'static str,
    /// What to send where it is something else.
    pub otherwise: &'static str,
}

impl Expected {
    /// Receives a file.
    ///
    /// # Errors
    /// [`Problem`] where it is too large, too slow, of another kind or breaks off, or there is no
    /// room for it.
    pub async fn receive<E>(
        &self,
        upload: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<NamedTempFile, Problem> {
        let file = tempfile::Builder::new().suffix(self.ending).tempfile();
        let file = file.map_err(|error| no_room(&error))?;
        let reopened = file.reopen().map_err(|error| no_room(&error))?;
        let mut out = tokio::fs::File::from_std(reopened);
        let (mut upload, mut bytes, mut beginning) = (std::pin::pin!(upload), 0, Vec::new());
        let length = self.begins.iter().map(|begins| begins.len()).max().unwrap_or(0);
        loop {
            let piece = tokio::time::timeout(PAUSE_MAX, upload.next()).await;
            let Some(piece) = piece.map_err(|_| stopped())? else { break };
            let piece: Bytes = piece.map_err(|_| broken_off())?;
            bytes += piece.len() as u64;
            if bytes > self.bytes_max {
                let status = StatusCode::PAYLOAD_TOO_LARGE;
                return Err(Problem::new(status, "This is too large", self.too_large));
            }
            if beginning.len() < length {
                beginning.extend(piece.iter().take(length - beginning.len()));
                if beginning.len() == length {
                    self.check(&beginning)?;
                }
            }
            out.write_all(&piece).await.map_err(|error| no_room(&error))?;
        }
        if beginning.len() < length {
            self.check(&beginning)?;
        }
        out.flush().await.map_err(|error| no_room(&error))?;
        Ok(file)
    }

    fn check(&self, beginning: &[u8]) -> Result<(), Problem> {
        if self.begins.iter().any(|begins| beginning.starts_with(begins)) {
            return Ok(());
        }
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        Err(Problem::new(status, "This is another kind of file", self.otherwise))
    }
}

/// There is no room for a temporary file.
pub fn no_room(error: &std::io::Error) -> Problem {
    tracing::error!(error = error as &dyn std::error::Error, "an upload cannot be kept");
    let advice = "There may be no room left on the disk of the server.";
    Problem::new(StatusCode::INSUFFICIENT_STORAGE, "The file cannot be taken", advice)
}

fn stopped() -> Problem {
    let advice = "Send it again over a better line.";
    Problem::new(StatusCode::REQUEST_TIMEOUT, "The upload came to a stop", advice)
}

fn broken_off() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "The upload broke off", "Send it again.")
}
