//! The interface for programs, under `/api/v1`, described by OpenAPI at `/api/v1/openapi.json`.
//! What is done is done by `desk` and `live`; here it is asked for and told in JSON.

mod calls;
mod cases;
mod parts;
mod checkups;
mod knowledge;
pub mod leaving;
mod logs;
mod moving;
mod people;
mod recovery;
pub mod shape;
mod visitors;

use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{any, get};
use axum::{Json, Router};
use utoipa_axum::router::OpenApiRouter;

use crate::desk::Desk;
use crate::openapi;
use crate::problem::Problem;

/// Under what all of it lies.
pub const ROOT: &str = "/api/v1";

/// All routes of the interface.
pub fn routes() -> Router<Desk> {
    let (routes, _) = described().split_for_parts();
    routes
        .route("/api/v1/openapi.json", get(document))
        .route("/api/{*rest}", any(nothing))
        .method_not_allowed_fallback(other_method)
}

/// The routes with their descriptions.
pub(crate) fn described() -> OpenApiRouter<Desk> {
    let all = OpenApiRouter::new()
        .merge(cases::routes())
        .merge(checkups::routes())
        .merge(knowledge::routes())
        .merge(leaving::routes())
        .merge(logs::routes())
        .merge(moving::routes())
        .merge(parts::routes())
        .merge(people::routes())
        .merge(recovery::routes())
        .merge(visitors::routes());
    OpenApiRouter::with_openapi(openapi::head()).nest(ROOT, all).merge(calls::routes())
}

async fn document() -> impl IntoResponse {
    Json(openapi::DOCUMENT.clone())
}

async fn nothing() -> Problem {
    let advice = "The page /api lists all that there is.";
    Problem::new(StatusCode::NOT_FOUND, "There is no such thing", advice)
}

async fn other_method() -> Problem {
    let advice = "The page /api says what can be asked for.";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "This cannot be done here", advice)
}
