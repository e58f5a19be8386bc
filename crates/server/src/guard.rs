//! What stands before every request: who asks, from where, how often and how much; and the
//! headers that every answer bears.

mod doors;
mod headers;
mod origin;
mod rates;
pub mod secret;

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::Timestamp;

pub use self::doors::{Doors, TOKEN_CHARS_MIN};
use self::secret::Token;
use crate::desk::{Desk, UPLOAD_TIME_MAX};
use crate::problem::Problem;
use crate::who::{Person, Role};

/// The largest body of a request, unless its route says otherwise.
pub const BODY_BYTES_MAX: usize = 1 << 20;
/// So long a request may take until its answer begins, unless it brings a file.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(60);
/// The cookie of a session.
const COOKIE: &str = "hangup-session";
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

/// The address from which a request came; whoever runs this without a network is this machine.
pub fn address(request: &axum::http::Extensions) -> IpAddr {
    let info = request.get::<ConnectInfo<SocketAddr>>();
    info.map_or(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), |info| doors::network(info.0.ip()))
}

/// Counts each request, gives it so long, and puts the headers on its answer.
async fn watch(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let path = path.unwrap_or_else(|| "none".to_owned());
    let uri = request.uri().path().to_owned();
    let most = if brings_a_file(&path) { UPLOAD_TIME_MAX } else { ANSWER_TIME_MAX };
    let answer = tokio::time::timeout(most, admit(&desk, request, next)).await;
    let mut answer = answer.unwrap_or_else(|_| Problem::too_slow().into_response());
    headers::add(answer.headers_mut(), &uri, desk.doors.behind_tls);
    let method = known(&method);
    desk.metrics.count((method, &path), answer.status().as_u16(), begun.elapsed());
    answer
}

/// Lets a request in, or says why not.
async fn admit(desk: &Desk, mut request: Request, next: Next) -> Response {
    let from = address(request.extensions());
    if let Err(problem) = origin::check(&desk.doors, &request) {
        return problem.into_response();
    }
    let person = match person(desk, request.headers()).await {
        Ok(person) => person,
        Err(problem) => return problem.into_response(),
    };
    let asker = person.as_ref().map_or_else(|| from.to_string(), |person| person.name.clone());
    if !desk.doors.may_ask(asker) {
        desk.metrics.too_many.inc();
        return Problem::too_many().into_response();
    }
    let Some(person) = person else {
        return if is_open(request.uri().path()) {
            next.run(request).await
        } else {
            turned_away(&request)
        };
    };
    request.extensions_mut().insert(person.clone());
    let mut answer = next.run(request).await;
    if answer.status() == StatusCode::FORBIDDEN {
        let _ = desk.noted(&person, "refused", None).await;
    }
    // A page that says what went wrong offers what this person may see.
    answer.extensions_mut().insert(person);
    answer
}

/// Who asks, if anybody knows them.
async fn person(desk: &Desk, headers: &HeaderMap) -> Result<Option<Person>, Problem> {
    if let Some(person) = desk.doors.own() {
        return Ok(Some(person));
    }
    if let Some(given) = bearer(headers) {
        return Ok(desk.doors.program(&given));
    }
    let Some(token) = session(headers) else { return Ok(None) };
    let session = desk.book.session(&token.hash(), Timestamp::now()).await?;
    Ok(session.and_then(|session| {
        Some(Person { name: session.person, role: Role::from_id(&session.role)? })
    }))
}

fn bearer(headers: &HeaderMap) -> Option<Token> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Token::given(token.trim()))
}

/// The token of the session that a request belongs to.
#[must_use]
pub fn session(headers: &HeaderMap) -> Option<Token> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|all| all.to_str().ok());
    let mut pairs = cookies.flat_map(|all| all.split(';')).filter_map(|one| one.split_once('='));
    let (_, token) = pairs.find(|(name, _)| name.trim() == COOKIE)?;
    Some(Token::given(token.trim()))
}

/// The cookie that begins a session in a browser.
#[must_use]
pub fn cookie(desk: &Desk, token: &Token) -> String {
    let seconds = crate::desk::SESSION.as_secs();
    cookie_of(desk, token.reveal(), seconds)
}

/// The cookie that ends it.
#[must_use]
pub fn no_cookie(desk: &Desk) -> String {
    cookie_of(desk, "", 0)
}

fn cookie_of(desk: &Desk, token: &str, seconds: i64) -> String {
    let secure = if desk.doors.behind_tls { "; Secure" } else { "" };
    format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")
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

/// Uploads take longer.
fn brings_a_file(route: &str) -> bool {
    ["/checkups", "/attachments", "/sound"].iter().any(|end| route.ends_with(end))
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
