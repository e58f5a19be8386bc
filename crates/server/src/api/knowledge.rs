//! What Hangup knows: facts with their sources, and the words for things.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::shape::{Place, Shape};
use crate::desk::{Desk, FactShown, Named, RecoveryNamed, SlotNamed};
use crate::problem::Problem;

type ShapeOfFactShown = Shape<FactShown>;
type ShapeOfFactShowns = Shape<Vec<FactShown>>;
type ShapeOfNameds = Shape<Vec<Named>>;
type ShapeOfRecoveryNamed = Shape<RecoveryNamed>;
type ShapeOfSlotNameds = Shape<Vec<SlotNamed>>;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new()
        .routes(routes!(facts))
        .routes(routes!(fact))
        .routes(routes!(contexts))
        .routes(routes!(happenings))
        .routes(routes!(vocabulary))
        .routes(routes!(countries))
        .routes(routes!(recovery))
}

/// Which fact.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OfFact {
    /// Its name.
    #[param(example = "report-us-ftc")]
    fact: String,
}

/// All facts, each with its source.
#[utoipa::path(get, path = "/knowledge/facts", tag = "knowledge",
    responses((status = 200, description = "The facts", body = ShapeOfFactShowns)))]
async fn facts(State(desk): State<Desk>) -> Json<Vec<FactShown>> {
    Json(desk.facts())
}

/// A fact with its source.
#[utoipa::path(get, path = "/knowledge/facts/{fact}", tag = "knowledge", params(OfFact),
    responses((status = 200, description = "The fact", body = ShapeOfFactShown)))]
async fn fact(
    State(desk): State<Desk>,
    Place(of): Place<OfFact>,
) -> Result<Json<FactShown>, Problem> {
    desk.fact(&of.fact).map(Json).ok_or_else(|| Problem::not_found("fact"))
}

/// How a call can have come about.
#[utoipa::path(get, path = "/knowledge/contexts", tag = "knowledge",
    responses((status = 200, description = "The contexts", body = ShapeOfNameds)))]
async fn contexts(State(desk): State<Desk>) -> Json<Vec<Named>> {
    Json(desk.contexts())
}

/// What can have happened in a call that there is something to do about.
#[utoipa::path(get, path = "/knowledge/happenings", tag = "knowledge",
    responses((status = 200, description = "What can have happened", body = ShapeOfNameds)))]
async fn happenings(State(desk): State<Desk>) -> Json<Vec<Named>> {
    Json(desk.happenings())
}

/// What slots and values of a story are called.
#[utoipa::path(get, path = "/knowledge/vocabulary", tag = "knowledge",
    responses((status = 200, description = "The slots", body = ShapeOfSlotNameds)))]
async fn vocabulary(State(desk): State<Desk>) -> Json<Vec<SlotNamed>> {
    Json(desk.vocabulary())
}

/// Countries by their codes.
#[utoipa::path(get, path = "/knowledge/countries", tag = "knowledge",
    responses((status = 200, description = "The countries", body = ShapeOfNameds)))]
async fn countries(State(desk): State<Desk>) -> Json<Vec<Named>> {
    Json(desk.countries())
}

/// The names of all that belongs to the way to the money back: ways of paying, situations and steps
/// of plans, letters, forms of reports.
#[utoipa::path(get, path = "/knowledge/recovery", tag = "knowledge",
    responses((status = 200, description = "The names", body = ShapeOfRecoveryNamed)))]
async fn recovery(State(desk): State<Desk>) -> Json<RecoveryNamed> {
    Json(desk.recovery())
}
