//! The headers that every answer bears: nothing is loaded from elsewhere, run unless it is our own
//! script, framed, guessed at or kept.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// What a page may load and do.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; \
    base-uri 'none'";
/// What is saved and never shown: where a browser shows it all the same, it can do nothing.
pub const SAVED_POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";
/// What a page may use: the microphone of the person before it, and nothing else.
const PERMISSIONS: &str = "microphone=(self), camera=(), geolocation=(), display-capture=(), \
    payment=(), usb=()";

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Nothing is told to others. `no-referrer` would have browsers hide from this server, too, that
    // a form is its own.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
];

/// Puts them on an answer, unless it has its own.
pub(super) fn add(headers: &mut HeaderMap, path: &str, behind_tls: bool) {
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if !path.starts_with("/assets/") {
        // Everything else may hold what a client said.
        let value = HeaderValue::from_static("no-store");
        headers.entry(header::CACHE_CONTROL).or_insert(value);
    }
    if behind_tls {
        let value = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
}
