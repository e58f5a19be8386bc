//! The interface for programs, under `/api/v1`, described by OpenAPI at `/api/v1/openapi.json`.

mod calls;

use axum::Router;

use crate::desk::Desk;

/// All routes of the interface.
pub fn routes() -> Router<Desk> {
    calls::routes().into()
}
