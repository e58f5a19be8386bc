//! Where a request comes from: from which address, and from a page of this server or a program, not
//! from somebody else's page in the same browser.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, Request};
use axum::http::{Extensions, HeaderMap, HeaderName, Method, StatusCode, header};

use super::Doors;
use super::doors::network;
use crate::problem::Problem;

/// The address from which a request came, as far as it can be known.
#[derive(Debug, Clone, Copy)]
pub(super) struct CameFrom(pub(super) IpAddr);

/// What a proxy adds: whom it speaks for.
const SPEAKS_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// Each of these says that a proxy brought the request.
const OF_PROXIES: [HeaderName; 4] =
    [SPEAKS_FOR, header::FORWARDED, header::VIA, HeaderName::from_static("x-real-ip")];
/// What a browser says about whose page asks, and for what.
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// The address from which a request came; whoever runs this without a network is this machine.
///
/// Behind a proxy it is the one that the proxy added last: what stands before it was sent by
/// whoever asks, who may write there what they want.
pub(super) fn address(doors: &Doors, request: &Request) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip());
    let told = doors.behind_tls.then(|| request.headers().get_all(SPEAKS_FOR).iter().next_back());
    let told = told.flatten().and_then(|told| told.to_str().ok());
    let told = told.and_then(|told| told.rsplit(',').next()).map(str::trim);
    network(told.and_then(|told| told.parse().ok()).unwrap_or(peer))
}

/// The address that was found out for a request.
pub(super) fn known_address(extensions: &Extensions) -> IpAddr {
    extensions.get::<CameFrom>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |from| from.0)
}

/// Refuses what another site's page asks for, and what is meant for another server.
pub(super) fn check(doors: &Doors, request: &Request) -> Result<(), Problem> {
    let headers = request.headers();
    let host = text(headers, header::HOST).or_else(|| request.uri().host());
    let Some(host) = host.filter(|host| doors.is_host(host)) else {
        let advice = "Start the server with --host and its name, if it is meant.";
        let status = StatusCode::MISDIRECTED_REQUEST;
        return Err(Problem::new(status, "No server of this name is here", advice));
    };
    if doors.own().is_some() && OF_PROXIES.iter().any(|name| headers.contains_key(name)) {
        let advice = "A proxy brought this request, so others can reach this server: start it \
            with --behind-tls or --host, and say who may come in.";
        let status = StatusCode::MISDIRECTED_REQUEST;
        return Err(Problem::new(status, "This server is for this computer alone", advice));
    }
    let upgrades = headers.contains_key(header::UPGRADE);
    let reads = matches!(*request.method(), Method::GET | Method::HEAD) && !upgrades;
    let is_own = if reads {
        !is_other_site(headers) || is_followed(headers)
    } else {
        !is_other_site(headers) && is_own_origin(headers, host, doors.behind_tls)
    };
    if is_own {
        return Ok(());
    }
    let advice = "Another site's page asked for it; open the page of this server yourself.";
    Err(Problem::new(StatusCode::FORBIDDEN, "Another site may not do this", advice))
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// Whether a browser says that the page of another site asks.
fn is_other_site(headers: &HeaderMap) -> bool {
    let site = headers.get(SITE).map(|site| site.to_str().unwrap_or_default());
    site.is_some_and(|site| !matches!(site, "same-origin" | "none"))
}

/// Whether a person follows a link to a whole page: nothing of it can be read by the other site.
fn is_followed(headers: &HeaderMap) -> bool {
    text(headers, MODE) == Some("navigate") && text(headers, DEST) == Some("document")
}

/// Whether the page that asks is one of this server.
fn is_own_origin(headers: &HeaderMap, host: &str, behind_tls: bool) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else {
        // A program, or a person who typed the address.
        return true;
    };
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    origin.is_some_and(|(scheme, name)| {
        let is_ours = if behind_tls { scheme == "https" } else { scheme == "http" };
        is_ours && name.eq_ignore_ascii_case(host)
    })
}
