//! Check-ups of machines: a ZIP comes in, its report goes out.

use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse};
use checkup::findings::Findings;
use futures_util::{Stream, StreamExt as _, stream};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::shape::{Asked, Place, Shape};
use crate::desk::{CheckupShown, CheckupWanted, Desk, Stage};
use crate::guard::Pass;
use crate::problem::Problem;
use crate::who::Person;

type ShapeOfCheckupShown = Shape<CheckupShown>;
type ShapeOfCheckupShowns = Shape<Vec<CheckupShown>>;
type ShapeOfFindings = Shape<Findings>;

/// So often it is looked how far a check-up is.
const LOOK: Duration = Duration::from_millis(500);

pub(super) fn routes() -> OpenApiRouter<Desk> {
    // How much comes in is counted as it comes.
    let uploads = OpenApiRouter::new().routes(routes!(list, begin));
    uploads
        .layer(DefaultBodyLimit::disable())
        .routes(routes!(show, forget))
        .routes(routes!(findings))
        .routes(routes!(report))
        .routes(routes!(events))
}

/// Which check-up.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OfCheckup {
    /// Its name.
    #[param(value_type = String, format = "uuid")]
    id: Uuid,
}

/// The check-ups of this server, the newest first.
#[utoipa::path(get, path = "/checkups", tag = "check-ups",
    responses((status = 200, description = "The check-ups", body = ShapeOfCheckupShowns)))]
async fn list(
    State(desk): State<Desk>,
    person: Person,
) -> Result<Json<Vec<CheckupShown>>, Problem> {
    Ok(Json(desk.checkups(&person)?))
}

/// Send a ZIP of a Windows computer's files to be examined. Takes the role technician.
#[utoipa::path(post, path = "/checkups", tag = "check-ups", params(CheckupWanted),
    request_body(content = Vec<u8>, content_type = "application/zip"),
    responses((status = 202, description = "It waits its turn", body = ShapeOfCheckupShown)))]
async fn begin(
    State(desk): State<Desk>,
    person: Person,
    headers: HeaderMap,
    Asked(wanted): Asked<CheckupWanted>,
    body: Body,
) -> Result<impl IntoResponse, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| KINDS.iter().any(|own| kind.starts_with(own))) {
        let advice = "Send it as application/zip.";
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Problem::new(status, "This takes a ZIP", advice));
    }
    let begun = desk.begin_checkup(&person, wanted, body.into_data_stream()).await?;
    Ok((StatusCode::ACCEPTED, Json(begun)))
}

/// What programs say that a ZIP is.
const KINDS: [&str; 3] =
    ["application/zip", "application/x-zip-compressed", "application/octet-stream"];

/// How far a check-up is.
#[utoipa::path(get, path = "/checkups/{id}", tag = "check-ups", params(OfCheckup),
    responses((status = 200, description = "How it stands", body = ShapeOfCheckupShown)))]
async fn show(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCheckup>,
) -> Result<Json<CheckupShown>, Problem> {
    Ok(Json(desk.checkup(&person, of.id)?.shown()))
}

/// Stop a check-up and forget what it found; what is in a case stays. Takes the role technician.
#[utoipa::path(delete, path = "/checkups/{id}", tag = "check-ups", params(OfCheckup),
    responses((status = 204, description = "It is gone")))]
async fn forget(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCheckup>,
) -> Result<StatusCode, Problem> {
    desk.forget_checkup(&person, of.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was found.
#[utoipa::path(get, path = "/checkups/{id}/findings", tag = "check-ups", params(OfCheckup),
    responses((status = 200, description = "The findings", body = ShapeOfFindings)))]
async fn findings(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCheckup>,
) -> Result<impl IntoResponse, Problem> {
    let found = desk.checkup(&person, of.id)?.findings().ok_or_else(not_done)?;
    Ok(Json(serde_json::to_value(&*found).map_err(|_| Problem::ours("findings"))?))
}

/// The report as one page, fit to print.
#[utoipa::path(get, path = "/checkups/{id}/report", tag = "check-ups", params(OfCheckup),
    responses((status = 200, description = "The page", body = String,
        content_type = "text/html")))]
async fn report(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCheckup>,
) -> Result<impl IntoResponse, Problem> {
    let page = desk.checkup(&person, of.id)?.page().ok_or_else(not_done)?;
    // The page has one style of its own, which it names by its sum.
    let policy = format!("{}; frame-ancestors 'none'", checkup::report::html::policy());
    Ok(([(header::CONTENT_SECURITY_POLICY, policy)], Html(page)))
}

/// How far a check-up is, as server-sent events, until it is done.
#[utoipa::path(get, path = "/checkups/{id}/events", tag = "check-ups", params(OfCheckup),
    responses((status = 200, description = "Events with the data of a check-up", body = String,
        content_type = "text/event-stream")))]
async fn events(
    State(desk): State<Desk>,
    person: Person,
    pass: Pass,
    Place(of): Place<OfCheckup>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let checkup = desk.checkup(&person, of.id)?;
    let events = stream::unfold(Some(None), move |told: Option<Option<CheckupShown>>| {
        let checkup = checkup.clone();
        async move {
            let mut told = told?;
            loop {
                let now = checkup.shown();
                let same =
                    |told: &CheckupShown| (told.stage, told.percent) == (now.stage, now.percent);
                if !told.as_ref().is_some_and(same) {
                    let over = matches!(now.stage, Stage::Done | Stage::Failed);
                    let event = Event::default().event("progress").json_data(&now);
                    let event = event.unwrap_or_default();
                    return Some((Ok(event), (!over).then_some(Some(now))));
                }
                tokio::time::sleep(LOOK).await;
                told = told.take();
            }
        }
    });
    let events = events.take_until(Box::pin(pass.is_over(desk.clone())));
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

fn not_done() -> Problem {
    let advice = "Ask how far it is, and come back once it is done.";
    Problem::new(StatusCode::CONFLICT, "There is no report yet", advice)
}
