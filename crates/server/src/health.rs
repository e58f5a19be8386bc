//! What a balancer and Prometheus ask: whether the server lives, whether it can work, and what it
//! counted.

use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

use crate::desk::Desk;
use crate::metrics::Now;
use crate::problem::Problem;
use crate::who::{Person, Role};

/// So long the casebook may take until it counts as not answering: balancers do not wait.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(2);

/// All of it.
pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .route("/metrics", get(metrics))
}

/// What works.
#[derive(Debug, Serialize)]
struct Ready {
    /// The casebook answers.
    casebook: bool,
    /// A speech model is there; without it, calls are typed, pasted or read.
    hears: bool,
}

async fn live() -> &'static str {
    "It lives.\n"
}

/// Ready once the casebook answers: without a speech model all but hearing can be done.
async fn ready(State(desk): State<Desk>) -> impl IntoResponse {
    let answered = tokio::time::timeout(ANSWER_TIME_MAX, desk.book.answers()).await;
    let casebook = matches!(answered, Ok(Ok(())));
    let hears = desk.options.words.as_ref().is_some_and(|model| model.exists());
    let status = if casebook { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Ready { casebook, hears }))
}

/// What was counted. Takes the role technician, which the token of programs has.
async fn metrics(State(desk): State<Desk>, person: Person) -> Result<impl IntoResponse, Problem> {
    person.may(Role::Technician)?;
    let (live_calls, watchers) = desk.calls.counts();
    let now = Now { live_calls, watchers, backlog: desk.backlog() };
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], desk.metrics.text(now)))
}
