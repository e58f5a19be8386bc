//! The pages, one module each. They can be read without scripts, and send forms without them.

mod assets;
mod words;
mod layout;
mod fields;
mod problem;
pub mod live;
mod start;
mod calls;
mod cases;
mod case;
mod checkups;
mod facts;
mod interface;
mod settings;
mod audit;
mod warnings;
mod visitors;
mod sign_in;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::get;

use crate::desk::Desk;

/// All pages.
pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/", get(start::start))
        .route("/cases", get(cases::list).post(cases::begin))
        .route("/cases/new", get(cases::blank))
        .route("/settings/log", get(audit::list))
        .route("/api", get(interface::page))
        .route("/facts", get(facts::list))
        .route("/facts/{fact}", get(facts::one))
        .merge(calls::routes())
        .merge(case::routes())
        .merge(checkups::routes())
        .merge(settings::routes())
        .merge(sign_in::routes())
        .merge(warnings::routes())
        .merge(visitors::routes())
        .merge(assets::routes())
        .fallback(problem::no_page)
}

/// Shows problems as pages to people who read pages. It stands before everything else.
pub fn explained(routes: Router) -> Router {
    routes.layer(from_fn(problem::for_people))
}
