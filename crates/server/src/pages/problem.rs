//! What goes wrong, as a page for people. Programs get the same words as JSON.

use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::layout::{Frame, Place, Reader};
use crate::problem::Problem;
use crate::who::Person;

/// Turns a problem into a page where whoever asks reads pages.
pub(super) async fn for_people(request: Request, next: Next) -> Response {
    let accepts = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    let reads_pages = accepts.is_some_and(|accept| accept.contains("text/html"));
    let is_head = request.method() == Method::HEAD;
    let answer = next.run(request).await;
    match answer.extensions().get::<Problem>().cloned() {
        Some(problem) if reads_pages && !is_head => {
            let (mut parts, _) = answer.into_parts();
            parts.headers.remove(header::CONTENT_LENGTH);
            parts.headers.remove(header::CONTENT_TYPE);
            let reader = Reader::of(parts.extensions.get::<Person>());
            (parts, page(&problem, reader)).into_response()
        }
        _ => answer,
    }
}

/// There is no page at an address.
pub(super) async fn no_page() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "There is no such page",
        "Check the address, or begin again at the start.",
    )
}

fn page(problem: &Problem, reader: Reader) -> Markup {
    let (home, title) = match reader {
        Reader::Inside => ("/", "To the start"),
        Reader::Visitor => ("/warnings", "To the warnings"),
    };
    let main = html! {
        h1 { (problem.title) }
        @if !problem.detail.is_empty() { p.lead { (problem.detail) } }
        p { a.button.first href=(home) { (title) } }
        p.quiet.small { "Status " (problem.status) }
    };
    Frame::open(&problem.title, Place::Elsewhere, reader).around(&main)
}
