//! The pages, one module each. They can be read without scripts, and send forms without them.

pub mod live;
mod layout;

use axum::Router;
use axum::routing::get;
use maud::{Markup, html};

use crate::desk::Desk;

/// All pages.
pub fn routes() -> Router<Desk> {
    Router::new().route("/", get(home))
}

async fn home() -> Markup {
    layout::page("Hangup", html! { p { "Follow a call" } })
}
