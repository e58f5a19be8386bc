//! The way in, and the way out.

use axum::Form;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{Markup, html};

use super::fields::Field;
use super::layout::{Frame, Place, Reader};
use crate::desk::{Credentials, Desk};
use crate::guard;
use crate::problem::Problem;
use crate::who::Person;

/// The pages.
pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/sign-in", get(page).post(sign_in)).route("/sign-out", post(sign_out))
}

async fn page() -> Markup {
    form(None)
}

fn form(problem: Option<&Problem>) -> Markup {
    let main = html! {
        h1 { "Sign in" }
        @if let Some(problem) = problem {
            div.message.wrong role="alert" { p { strong { (problem.title) ". " } (problem.detail) }
                }
        }
        form.text method="post" action="/sign-in" {
            (Field { id: "name", name: "name", label: "Your name", required: true, fills:
                "username",
                ..Field::default() }.line())
            (Field { id: "password", name: "password", label: "Your password", kind: "password",
                required: true, fills: "current-password", ..Field::default() }.line())
            button.first { "Sign in" }
        }
    };
    Frame::open("Sign in", Place::Door, Reader::Visitor).around(&main)
}

async fn sign_in(
    State(desk): State<Desk>,
    headers: HeaderMap,
    extensions: axum::http::Extensions,
    Form(given): Form<Credentials>,
) -> Response {
    match guard::let_in(&desk, &given, (&headers, &extensions)).await {
        Ok(cookie) => ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response(),
        Err(problem) => {
            let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNAUTHORIZED);
            (status, form(Some(&problem))).into_response()
        }
    }
}

async fn sign_out(
    State(desk): State<Desk>,
    person: Person,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(token) = guard::session(&desk, &headers) {
        desk.sign_out(&person, &token).await?;
    }
    let cookie = [(header::SET_COOKIE, guard::no_cookie(&desk))];
    Ok((cookie, Redirect::to("/sign-in")).into_response())
}
