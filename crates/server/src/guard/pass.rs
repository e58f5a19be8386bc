//! By what somebody was let in, kept beside a request so that what goes on for long, such as the
//! events of a call, ends when it is taken back: when they sign out, or are let in no more.

use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::Timestamp;

use crate::desk::Desk;
use crate::problem::Problem;

/// So often it is looked whether a pass still holds.
const LOOK: Duration = Duration::from_secs(5);

/// By what somebody was let in.
#[derive(Debug, Clone)]
pub enum Pass {
    /// Nobody has to show anything here, or what they showed holds for as long as the server runs.
    Lasting,
    /// A session, by the hash of its token.
    Session(String),
}

impl Pass {
    /// Returns once it no longer holds.
    pub async fn is_over(self, desk: Desk) {
        let Self::Session(hash) = self else { return std::future::pending().await };
        loop {
            tokio::time::sleep(LOOK).await;
            // A casebook that does not answer right now takes nothing back.
            if let Ok(None) = desk.book.session(&hash, Timestamp::now()).await {
                return;
            }
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Pass {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::not_signed_in)
    }
}
