//! Whether a request comes from a page of this server, or from a program; not from somebody else's
//! page in the same browser.

use axum::extract::Request;
use axum::http::{Method, StatusCode, header};

use super::Doors;
use crate::problem::Problem;

/// Refuses what another site's page asks for, and what is meant for another server.
pub(super) fn check(doors: &Doors, request: &Request) -> Result<(), Problem> {
    let headers = request.headers();
    let text = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().ok());
    let host = text(header::HOST).flatten().or_else(|| request.uri().host());
    if !host.is_some_and(|host| doors.is_host(host)) {
        let advice = "Start the server with --host and its name, if it is meant.";
        let status = StatusCode::MISDIRECTED_REQUEST;
        return Err(Problem::new(status, "No server of this name is here", advice));
    }
    let upgrades = headers.contains_key(header::UPGRADE);
    let reads = matches!(*request.method(), Method::GET | Method::HEAD) && !upgrades;
    if reads {
        return Ok(());
    }
    let site = headers.get("sec-fetch-site").map(|value| value.to_str().unwrap_or_default());
    let own_site = site.is_none_or(|site| matches!(site, "same-origin" | "none"));
    let own_origin =
        match text(header::ORIGIN) {
            // A program, or a person who typed the address.
            None => true,
            Some(origin) => origin.and_then(|origin| origin.split_once("://")).is_some_and(
                |(scheme, origin)| matches!(scheme, "http" | "https") && Some(origin) == host,
            ),
        };
    if own_site && own_origin {
        return Ok(());
    }
    let advice = "Another site's page asked for it; open the page of this server yourself.";
    Err(Problem::new(StatusCode::FORBIDDEN, "Another site may not do this", advice))
}
