//! Calls that go on, for programs: under `/api/v1/calls`.

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::shape::{Given, Place};
use crate::desk::Desk;
use crate::guard::Pass;
use crate::live::shapes::{Beginning, Correction, Heard, Line, Pasted, Saying, Whole};
use crate::live::{PASTE_BYTES_MAX, stream};
use crate::problem::Problem;
use crate::who::Person;

/// The largest body of a request about a call, but for what is pasted and for sound, in bytes.
const BODY_BYTES_MAX: usize = 256 * 1_024;

/// All about calls.
pub fn routes() -> OpenApiRouter<Desk> {
    let small = OpenApiRouter::new()
        .routes(routes!(begin, list))
        .routes(routes!(show))
        .routes(routes!(say))
        .routes(routes!(correct))
        .routes(routes!(keep))
        .routes(routes!(end))
        .routes(routes!(events))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX));
    let pasted = OpenApiRouter::new()
        .routes(routes!(paste))
        .layer(DefaultBodyLimit::max(PASTE_BYTES_MAX + 1));
    let sound = OpenApiRouter::new()
        .routes(routes!(add_sound, hear_sound))
        .layer(DefaultBodyLimit::disable());
    small.merge(pasted).merge(sound)
}

/// Begins to follow a call. Nothing of it is written anywhere unless it is kept.
#[utoipa::path(post, path = "/api/v1/calls", tag = "calls",
    request_body(content = Beginning, example = json!({"context": "they-rang-me", "country": "GB",
        "keep": true})),
    responses(
        (status = 201, description = "The call", body = Whole),
        (status = 404, description = "There is no such case"),
        (status = 422, description = "A context or a country is none"),
        (status = 503, description = "Too many calls go on"),
    ))]
async fn begin(
    State(desk): State<Desk>,
    who: Person,
    Given(told): Given<Beginning>,
) -> Result<Response, Problem> {
    let room = desk.begin_call(&who, told).await?;
    let place = [(header::LOCATION, format!("/api/v1/calls/{}", room.id))];
    Ok((StatusCode::CREATED, place, Json(desk.whole_call(&room.id).await?)).into_response())
}

/// The calls that go on, and those that were over a while ago, the newest first.
#[utoipa::path(get, path = "/api/v1/calls", tag = "calls",
    responses((status = 200, description = "The calls", body = Vec<Line>)))]
async fn list(State(desk): State<Desk>, _who: Person) -> Json<Vec<Line>> {
    Json(desk.calls())
}

/// A call with all that is known of it.
#[utoipa::path(get, path = "/api/v1/calls/{id}", tag = "calls",
    params(("id" = String, Path, description = "The call")),
    responses(
        (status = 200, description = "The call", body = Whole),
        (status = 404, description = "There is no such call"),
    ))]
async fn show(
    State(desk): State<Desk>,
    _who: Person,
    Place(id): Place<String>,
) -> Result<Json<Whole>, Problem> {
    Ok(Json(desk.whole_call(&id).await?))
}

/// Hears what somebody says. Where the call is kept, the answer comes once it is in the casebook.
#[utoipa::path(post, path = "/api/v1/calls/{id}/utterances", tag = "calls",
    params(("id" = String, Path, description = "The call")),
    request_body(content = Saying, example = json!({"text": "I am calling from Microsoft.",
        "side": "caller", "key": "1"})),
    responses(
        (status = 200, description = "Its turn", body = Heard),
        (status = 404, description = "There is no such call"),
        (status = 409, description = "The call is over, full, or heard by another server"),
        (status = 422, description = "The saying is too long"),
        (status = 503, description = "It cannot be written now: say it again with the same key"),
    ))]
async fn say(
    State(desk): State<Desk>,
    who: Person,
    Place(id): Place<String>,
    Given(told): Given<Saying>,
) -> Result<Json<Heard>, Problem> {
    Ok(Json(desk.say(&who, &id, told).await?))
}

/// Puts right what is taken for true of a call; all of it is judged anew.
#[utoipa::path(post, path = "/api/v1/calls/{id}/corrections", tag = "calls",
    params(("id" = String, Path, description = "The call")),
    request_body(content = Correction, example = json!({"happened": ["connected"], "turn": 0,
        "side": "caller"})),
    responses(
        (status = 200, description = "The call as it is judged now", body = Whole),
        (status = 404, description = "There is no such call"),
        (status = 409, description = "The call is heard by another server"),
        (status = 422, description = "An id or a number is none"),
    ))]
async fn correct(
    State(desk): State<Desk>,
    who: Person,
    Place(id): Place<String>,
    Given(told): Given<Correction>,
) -> Result<Json<Whole>, Problem> {
    desk.correct(&who, &id, told).await?;
    Ok(Json(desk.whole_call(&id).await?))
}

/// Hears all that is in a text: a dialogue in any form that is read.
#[utoipa::path(post, path = "/api/v1/calls/{id}/paste", tag = "calls",
    params(("id" = String, Path, description = "The call")),
    request_body(content = String, content_type = "text/plain"),
    responses(
        (status = 200, description = "How much was taken from it", body = Pasted),
        (status = 404, description = "There is no such call"),
        (status = 409, description = "The call is over, or heard by another server"),
        (status = 413, description = "The text is too long"),
        (status = 422, description = "There is no dialogue in it"),
    ))]
async fn paste(
    State(desk): State<Desk>,
    who: Person,
    Place(id): Place<String>,
    text: Result<Bytes, BytesRejection>,
) -> Result<Json<Pasted>, Problem> {
    let text = text.map_err(|refused| refusal(refused.status(), &refused.body_text()))?;
    Ok(Json(desk.paste(&who, &id, &text).await?))
}

/// Where a call is to be kept.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(default, deny_unknown_fields)]
struct Keeping {
    /// The case: its number or its id; none opens a new one.
    case: Option<String>,
}

/// Keeps a call from now on, with what was heard so far.
#[utoipa::path(post, path = "/api/v1/calls/{id}/keep", tag = "calls",
    params(("id" = String, Path, description = "The call")),
    request_body(content = Keeping, example = json!({"case": "1"})),
    responses(
        (status = 200, description = "The call", body = Whole),
        (status = 404, description = "There is no such call, or no such case"),
        (status = 409, description = "The call is kept already"),
    ))]
async fn keep(
    State(desk): State<Desk>,
    who: Person,
    Place(id): Place<String>,
    Given(told): Given<Keeping>,
) -> Result<Json<Whole>, Problem> {
    desk.keep_call(&who, &id, told.case.as_deref()).await?;
    Ok(Json(desk.whole_call(&id).await?))
}

/// Ends a call; where it is kept, with its judgement.
#[utoipa::path(post, path = "/api/v1/calls/{id}/end", tag = "calls",
    params(("id" = String, Path, description = "The call")),
    responses(
        (status = 200, description = "The call as it ended", body = Whole),
        (status = 404, description = "There is no such call"),
        (status = 409, description = "The call is heard by another server"),
    ))]
async fn end(
    State(desk): State<Desk>,
    who: Person,
    Place(id): Place<String>,
) -> Result<Json<Whole>, Problem> {
    desk.end_call(&who, &id).await?;
    Ok(Json(desk.whole_call(&id).await?))
}

/// What happens in a call, as it happens: server-sent events `began`, `said`, `judged`,
/// `corrected`, `progress`, `problem`, `ended`. Whoever comes back with `Last-Event-ID` misses
/// nothing and is told no turn twice.
#[utoipa::path(get, path = "/api/v1/calls/{id}/events", tag = "calls",
    params(
        ("id" = String, Path, description = "The call"),
        ("Last-Event-ID" = Option<String>, Header, description = "The event that was seen last"),
    ),
    responses(
        (status = 200, description = "The events", content_type = "text/event-stream"),
        (status = 204, description = "The call is over, and all of it was seen"),
        (status = 404, description = "There is no such call"),
        (status = 429, description = "Too many watch this call"),
    ))]
async fn events(
    State(desk): State<Desk>,
    pass: Pass,
    Place(id): Place<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    desk.watch_call(pass, &id, &headers, stream::Form::Json).await
}

/// Hears a sound file (WAV, MP3, M4A, FLAC, Ogg, Opus, WebM), which is the body. Its words come
/// as events, `progress` with them.
#[utoipa::path(post, path = "/api/v1/calls/{id}/sound", tag = "calls",
    params(("id" = String, Path, description = "The call")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 202, description = "It is being heard"),
        (status = 404, description = "There is no such call"),
        (status = 409, description = "The call is over, or heard by another server"),
        (status = 413, description = "The file is too large"),
        (status = 422, description = "It is no sound that can be heard"),
        (status = 503, description = "No speech model is installed, or too much is heard"),
    ))]
async fn add_sound(
    State(desk): State<Desk>,
    who: Person,
    Place(id): Place<String>,
    sound: Body,
) -> Result<StatusCode, Problem> {
    desk.add_sound(&who, &id, sound.into_data_stream()).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Hears a microphone: a WebSocket. First a text frame `{"rate": 48000}`, then frames of samples,
/// 16 bits each, little end first, of one channel. A text frame `{"problem": "…"}` comes back
/// before the connection is ended because of what was sent.
#[utoipa::path(get, path = "/api/v1/calls/{id}/sound", tag = "calls",
    params(("id" = String, Path, description = "The call")),
    responses(
        (status = 101, description = "Send sound"),
        (status = 403, description = "The page of another host may not send sound here"),
        (status = 404, description = "There is no such call"),
        (status = 409, description = "The call is over, or heard by another server"),
        (status = 426, description = "This takes a WebSocket"),
        (status = 503, description = "No speech model is installed, or too much is heard"),
    ))]
async fn hear_sound(
    State(desk): State<Desk>,
    who: Person,
    pass: Pass,
    Place(id): Place<String>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let upgrade = upgrade.map_err(|refused| refusal(refused.status(), &refused.body_text()))?;
    desk.hear_browser((&who, pass), &id, upgrade).await
}

/// What is wrong with a body, as its reader says it.
fn refusal(status: StatusCode, why: &str) -> Problem {
    Problem::new(status, "This cannot be read", why)
}
