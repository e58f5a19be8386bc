//! Reports that visitors leave, and what is decided about them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use casebook::store::{KeptReport, ReportState, VisitorReport};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::shape::{Asked, Given, Place, Shape};
use crate::desk::Desk;
use crate::guard;
use crate::problem::Problem;
use crate::who::Person;

type ShapeOfKeptReports = Shape<Vec<KeptReport>>;
type ShapeOfReportAccepted = Shape<ReportAccepted>;
type ShapeOfReportLeft = Shape<ReportLeft>;
type ShapeOfReportState = Shape<ReportState>;
type ShapeOfVisitorReport = Shape<VisitorReport>;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new()
        .routes(routes!(list, leave))
        .routes(routes!(accept))
        .routes(routes!(reject))
}

/// Which report.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OfReport {
    /// Its name.
    #[param(value_type = String, format = "uuid")]
    id: Uuid,
}

/// Which reports.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ReportsWanted {
    /// What became of them; otherwise those that wait.
    #[param(value_type = Option<ShapeOfReportState>)]
    state: Option<ReportState>,
    /// So many at most.
    #[param(format = "uint32")]
    count: Option<u32>,
}

/// The name of a report.
#[derive(Debug, Serialize, JsonSchema)]
struct ReportLeft {
    /// Its name.
    id: Uuid,
}

/// The case that a report became.
#[derive(Debug, Serialize, JsonSchema)]
struct ReportAccepted {
    /// Its name.
    case: Uuid,
}

/// Leave a report. Anybody may, where an admin has switched that on.
#[utoipa::path(post, path = "/visitor-reports", tag = "reports of visitors", security(()),
    request_body(content = ShapeOfVisitorReport, example = json!({
        "text": "Somebody rang and said that my computer sends errors.",
        "number-shown": "+1 202 555 0143", "country": "US"})),
    responses((status = 201, description = "It waits to be read", body = ShapeOfReportLeft)))]
async fn leave(
    State(desk): State<Desk>,
    extensions: axum::http::Extensions,
    Given(report): Given<VisitorReport>,
) -> Result<impl IntoResponse, Problem> {
    let id = desk.leave_report(report, guard::address(&extensions)).await?;
    Ok((StatusCode::CREATED, Json(ReportLeft { id })))
}

/// Reports, the oldest first. Takes the role technician.
#[utoipa::path(get, path = "/visitor-reports", tag = "reports of visitors", params(ReportsWanted),
    responses((status = 200, description = "The reports", body = ShapeOfKeptReports)))]
async fn list(
    State(desk): State<Desk>,
    person: Person,
    Asked(wanted): Asked<ReportsWanted>,
) -> Result<Json<Vec<KeptReport>>, Problem> {
    let state = wanted.state.unwrap_or(ReportState::Waiting);
    Ok(Json(desk.reports(&person, state, wanted.count).await?))
}

/// Make a case of a report. Takes the role technician.
#[utoipa::path(post, path = "/visitor-reports/{id}/accept", tag = "reports of visitors",
    params(OfReport),
    responses((status = 200, description = "The case", body = ShapeOfReportAccepted)))]
async fn accept(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfReport>,
) -> Result<Json<ReportAccepted>, Problem> {
    Ok(Json(ReportAccepted { case: desk.accept_report(&person, of.id).await? }))
}

/// Put a report aside; its words are gone. Takes the role technician.
#[utoipa::path(post, path = "/visitor-reports/{id}/reject", tag = "reports of visitors",
    params(OfReport), responses((status = 204, description = "Done")))]
async fn reject(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfReport>,
) -> Result<StatusCode, Problem> {
    desk.reject_report(&person, of.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
