//! What stands before every request: who asks, from where, how often and how much; and the
//! headers that every answer bears.

mod doors;
mod tries;
mod rates;
mod headers;
mod origin;
mod pass;
pub mod secret;

use std::net::IpAddr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{Extensions, HeaderMap, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::Timestamp;

pub(crate) use self::doors::network;
pub use self::doors::{Doors, TOKEN_CHARS_MIN};
pub use self::headers::SAVED_POLICY;
use self::origin::CameFrom;
pub use self::pass::Pass;
use self::secret::Token;
use crate::desk::{Credentials, Desk, UPLOAD_TIME_MAX};
use crate::problem::Problem;
use crate::who::{Person, Role};

/// The largest body of a request, unless its route says otherwise.
pub const BODY_BYTES_MAX: usize = 1 << 20;
/// So long a request may take until its answer begins, unless it brings a file.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(60);
/// The cookie of a session.
const COOKIE: &str = "hangup-session";
/// The same where the way is encrypted: no neighbour of this host can set a cookie of this name.
const COOKIE_BEHIND_TLS: &str = "__Host-hangup-session";
/// What can be had without signing in: the way in, what the way in looks like, what a balancer
/// asks, the published warnings, and what visitors may do where that is switched on.
const OPEN_PATHS: [&str; 8] = [
    "/favicon.ico",
    "/sign-in",
    "/api/v1/sign-in",
    "/health/live",
    "/health/ready",
    "/report",
    "/warnings",
    "/api/v1/visitor-reports",
];
/// Everything under these is open as well.
const OPEN_FOLDERS: [&str; 2] = ["/assets/", "/warnings/"];

/// Puts the guard before all routes.
pub fn guarded(routes: Router<Desk>, desk: &Desk) -> Router<Desk> {
    routes
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn_with_state(desk.clone(), watch))
}

/// The address from which a request came, as the guard found out.
#[must_use]
pub fn address(extensions: &Extensions) -> IpAddr {
    origin::known_address(extensions)
}

/// Counts each request, gives it so long, and puts the headers on its answer.
async fn watch(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let path = path.unwrap_or_else(|| "none".to_owned());
    let uri = request.uri().path().to_owned();
    let most = if brings_a_file(&path) { UPLOAD_TIME_MAX } else { ANSWER_TIME_MAX };
    let answer = tokio::time::timeout(most, admit(&desk, request, &path, next)).await;
    let mut answer = answer.unwrap_or_else(|_| Problem::too_slow().into_response());
    headers::add(answer.headers_mut(), &uri, desk.doors.behind_tls);
    let method = known(&method);
    desk.metrics.count((method, &path), answer.status().as_u16(), begun.elapsed());
    answer
}

/// Lets a request in, or says why not.
async fn admit(desk: &Desk, mut request: Request, route: &str, next: Next) -> Response {
    if let Err(problem) = origin::check(&desk.doors, &request) {
        return problem.into_response();
    }
    let from = origin::address(&desk.doors, &request);
    request.extensions_mut().insert(CameFrom(from));
    let person = match person(desk, request.headers()).await {
        Ok(person) => person,
        Err(problem) => return problem.into_response(),
    };
    let asker = person.as_ref().map_or_else(|| from.to_string(), |(person, _)| person.name.clone());
    if !desk.doors.may_ask(asker) {
        desk.metrics.too_many.inc();
        return Problem::too_many().into_response();
    }
    let Some((person, pass)) = person else {
        return if is_open(request.uri().path()) {
            next.run(request).await
        } else {
            turned_away(&request)
        };
    };
    request.extensions_mut().insert(person.clone());
    request.extensions_mut().insert(pass);
    let asked = format!("{} {route}", known(request.method()));
    let mut answer = next.run(request).await;
    if answer.status() == StatusCode::FORBIDDEN && desk.doors.may_note_refusal(&person.name) {
        let _ = desk.noted(&person, "refused", Some(&asked)).await;
    }
    // A page that says what went wrong offers what this person may see.
    answer.extensions_mut().insert(person);
    answer
}

/// Who asks, if anybody knows them, and by what they are known.
async fn person(desk: &Desk, headers: &HeaderMap) -> Result<Option<(Person, Pass)>, Problem> {
    if let Some(person) = desk.doors.own() {
        return Ok(Some((person, Pass::Lasting)));
    }
    if let Some(given) = bearer(headers) {
        return Ok(desk.doors.program(&given).map(|program| (program, Pass::Lasting)));
    }
    let Some(token) = session(desk, headers) else { return Ok(None) };
    let hash = token.hash();
    let session = desk.book.session(&hash, Timestamp::now()).await?;
    Ok(session.and_then(|session| {
        let role = Role::from_id(&session.role)?;
        Some((Person { name: session.person, role }, Pass::Session(hash)))
    }))
}

/// Lets somebody in by name and password; returns the cookie of their new session. One that they
/// had before in this browser ends.
///
/// # Errors
/// See [`Desk::sign_in`].
pub async fn let_in(
    desk: &Desk,
    given: &Credentials,
    (headers, extensions): (&HeaderMap, &Extensions),
) -> Result<String, Problem> {
    let token = desk.sign_in(given, address(extensions)).await?;
    if let Some(before) = session(desk, headers) {
        desk.book.end_session(&before.hash()).await?;
    }
    let seconds = crate::desk::SESSION.as_secs();
    Ok(cookie_of(desk, token.reveal(), seconds))
}

fn bearer(headers: &HeaderMap) -> Option<Token> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Token::given(token.trim()))
}

/// The token of the session that a request belongs to.
#[must_use]
pub fn session(desk: &Desk, headers: &HeaderMap) -> Option<Token> {
    let wanted = cookie_name(desk);
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|all| all.to_str().ok());
    let mut pairs = cookies.flat_map(|all| all.split(';')).filter_map(|one| one.split_once('='));
    let (_, token) = pairs.find(|(name, _)| name.trim() == wanted)?;
    Some(Token::given(token.trim()))
}

fn cookie_name(desk: &Desk) -> &'static str {
    if desk.doors.behind_tls { COOKIE_BEHIND_TLS } else { COOKIE }
}

/// The cookie that ends a session in a browser.
#[must_use]
pub fn no_cookie(desk: &Desk) -> String {
    cookie_of(desk, "", 0)
}

fn cookie_of(desk: &Desk, token: &str, seconds: i64) -> String {
    let (name, secure) = (cookie_name(desk), if desk.doors.behind_tls { "; Secure" } else { "" });
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")
}

/// A person is shown the way in, a program is told.
fn turned_away(request: &Request) -> Response {
    let is_page = !request.uri().path().starts_with("/api/") && request.uri().path() != "/metrics";
    let wants_page = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let wants_page = wants_page.is_some_and(|accept| accept.contains("text/html"));
    if is_page && wants_page && request.method() == Method::GET {
        return Redirect::to("/sign-in").into_response();
    }
    Problem::not_signed_in().into_response()
}

fn is_open(path: &str) -> bool {
    OPEN_PATHS.contains(&path) || OPEN_FOLDERS.iter().any(|folder| path.starts_with(folder))
}

/// Uploads take longer, and so does what is made of everything.
fn brings_a_file(route: &str) -> bool {
    const FILES: [&str; 7] =
        ["/checkups", "/attachments", "/sound", "/machines", "/import", "/backup", "/restore"];
    FILES.iter().any(|end| route.ends_with(end))
}

/// Methods that nobody has defined are counted as one.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
