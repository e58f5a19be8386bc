//! What was done to a case, and whether it is as it was written.

use axum::Json;
use axum::extract::State;
use casebook::chain::Change;
use casebook::exported::Verified;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cases::OfCase;
use super::shape::{Place, Shape};
use crate::desk::Desk;
use crate::problem::Problem;
use crate::who::Person;

type ShapeOfChanges = Shape<Vec<Change>>;
type ShapeOfVerified = Shape<Verified>;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new().routes(routes!(log)).routes(routes!(verify))
}

/// Who changed what and when, each change chained to the one before.
#[utoipa::path(get, path = "/cases/{case}/log", tag = "cases", params(OfCase),
    responses((status = 200, description = "All changes", body = ShapeOfChanges)))]
async fn log(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
) -> Result<Json<Vec<Change>>, Problem> {
    Ok(Json(desk.log(&person, &of.case).await?))
}

/// Check that a case is as it was written.
#[utoipa::path(get, path = "/cases/{case}/verify", tag = "cases", params(OfCase),
    responses((status = 200, description = "Whether it is", body = ShapeOfVerified)))]
async fn verify(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
) -> Result<Json<Verified>, Problem> {
    Ok(Json(desk.verify(&person, &of.case).await?))
}
