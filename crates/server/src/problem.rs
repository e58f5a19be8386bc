//! What goes wrong with one request: for programs as `application/problem+json` (RFC 9457), for
//! people as a page. It never holds words of a call, names or numbers.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use casebook::error::Trouble;
use schemars::JsonSchema;
use serde::Serialize;

use crate::who::Role;

/// So many seconds a program does well to wait where it was too much, or nothing answers.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("10");

/// A request that was not done.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Problem {
    /// The status, as in HTTP.
    pub status: u16,
    /// What is wrong, in a few words.
    pub title: String,
    /// What to try.
    pub detail: String,
}

impl Problem {
    /// A request that was not done, with what to try.
    pub fn new(status: StatusCode, title: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { status: status.as_u16(), title: title.into(), detail: detail.into() }
    }

    /// Nobody knows who asks.
    #[must_use]
    pub fn not_signed_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "You are not signed in", "Sign in, then try again.")
    }

    /// Whoever asks may not do this.
    #[must_use]
    pub fn not_allowed(needed: Role) -> Self {
        let detail =
            format!("This takes the role {}; ask an admin to do it or to give it.", needed.id());
        Self::new(StatusCode::FORBIDDEN, "You may not do this", detail)
    }

    /// Somebody asks too often.
    #[must_use]
    pub fn too_many() -> Self {
        let advice = "Wait a minute, then try again.";
        Self::new(StatusCode::TOO_MANY_REQUESTS, "That was too often", advice)
    }

    /// A request did not come to its end in time.
    #[must_use]
    pub fn too_slow() -> Self {
        let advice = "Send it again, or in smaller parts.";
        Self::new(StatusCode::REQUEST_TIMEOUT, "That took too long", advice)
    }

    /// The fault is this program's own; the part is for the log alone.
    #[must_use]
    pub fn ours(part: &str) -> Self {
        tracing::error!(part, "failed");
        let advice = "Try again; if it stays so, the log of the server says more.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong here", advice)
    }

    /// There is no such thing.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        let title = format!("There is no such {what}");
        Self::new(StatusCode::NOT_FOUND, title, "It may have been deleted; look at the list.")
    }
}

impl From<casebook::error::Error> for Problem {
    /// What the casebook says for those who use it by hand is said anew: whoever asks over the
    /// network has no commands, and is told no paths and nothing of the database.
    fn from(error: casebook::error::Error) -> Self {
        use casebook::error::Error;
        let (status, title, detail) = match &error {
            Error::NoCase { .. } => return Self::not_found("case"),
            Error::Misfit(_) => {
                let detail = "Look at the case as it stands: each part has its number.";
                (StatusCode::CONFLICT, "The case has no such part", detail.to_owned())
            }
            Error::Known { .. } => {
                let detail = "Keep it, or delete it first.";
                (StatusCode::CONFLICT, "This case is here already", detail.to_owned())
            }
            Error::TooLarge { limit_bytes, .. } => {
                let detail = format!("It may have {limit_bytes} bytes; note where it is kept.");
                (StatusCode::PAYLOAD_TOO_LARGE, "This is too large to be kept", detail)
            }
            Error::Broken { .. } | Error::Lost { .. } => {
                tracing::error!(error = &error as &dyn std::error::Error, "casebook");
                let detail = "Somebody or something altered it; put it back from a backup.";
                let title = "This case is not as it was written";
                (StatusCode::INTERNAL_SERVER_ERROR, title, detail.to_owned())
            }
            Error::Busy { .. } => {
                let detail = "Others change the same case right now; try again in a moment.";
                let title = "The casebook did not do this";
                (StatusCode::SERVICE_UNAVAILABLE, title, detail.to_owned())
            }
            _ => {
                tracing::error!(error = &error as &dyn std::error::Error, "casebook");
                let Some(trouble) = error.trouble() else { return Self::ours("casebook") };
                let status = match trouble {
                    Trouble::Full => StatusCode::INSUFFICIENT_STORAGE,
                    Trouble::Damaged | Trouble::Other => StatusCode::INTERNAL_SERVER_ERROR,
                    _ => StatusCode::SERVICE_UNAVAILABLE,
                };
                (status, "The casebook did not do this", sentence(trouble))
            }
        };
        Self::new(status, title, detail)
    }
}

/// The advice as a sentence; what the database itself says is in the log alone.
fn sentence(trouble: Trouble) -> String {
    let advice = match trouble {
        Trouble::Other => "try again; the log of the server says more",
        // Whoever asks over the network has no commands.
        Trouble::Damaged => "it is damaged; put a backup into a new casebook",
        _ => trouble.advice(),
    };
    let (first, rest) = advice.split_at(1);
    format!("{}{rest}.", first.to_uppercase())
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status);
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let kind = HeaderValue::from_static("application/problem+json");
        // Those who read pages get the same words as a page, made of this.
        let words = Extension(self.clone());
        let mut answer =
            (status, words, [(header::CONTENT_TYPE, kind)], Json(self)).into_response();
        if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            answer.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
        }
        answer
    }
}
