//! Signing in and out, who may come in, what was done, and what is set.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use casebook::store::Member;
use schemars::JsonSchema;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::shape::{Asked, Given, Place, Shape};
use crate::desk::{Credentials, DeedList, DeedsWanted, Desk, Newcomer, PasswordChange, Settings};
use crate::guard;
use crate::problem::Problem;
use crate::who::{Person, Role};

type ShapeOfCredentials = Shape<Credentials>;
type ShapeOfDeedList = Shape<DeedList>;
type ShapeOfMember = Shape<Member>;
type ShapeOfMembers = Shape<Vec<Member>>;
type ShapeOfNewcomer = Shape<Newcomer>;
type ShapeOfPasswordChange = Shape<PasswordChange>;
type ShapeOfPasswordGiven = Shape<PasswordGiven>;
type ShapeOfPerson = Shape<Person>;
type ShapeOfRoleGiven = Shape<RoleGiven>;
type ShapeOfSettings = Shape<Settings>;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new()
        .routes(routes!(sign_in))
        .routes(routes!(sign_out))
        .routes(routes!(sign_out_everywhere))
        .routes(routes!(me))
        .routes(routes!(change_password))
        .routes(routes!(list, add))
        .routes(routes!(remove))
        .routes(routes!(set_role))
        .routes(routes!(give_password))
        .routes(routes!(deeds))
        .routes(routes!(settings, set_settings))
}

/// Which person.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OfPerson {
    /// Their name.
    #[param(example = "Anna")]
    name: String,
}

/// A role.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RoleGiven {
    /// What they may do from now on.
    role: Role,
}

/// A password.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PasswordGiven {
    /// The one from now on.
    password: String,
}

/// Sign in: the answer sets the cookie of a session.
#[utoipa::path(post, path = "/sign-in", tag = "people", security(()),
    request_body(content = ShapeOfCredentials,
        example = json!({"name": "Anna", "password": "a long password"})),
    responses((status = 204, description = "You are in")))]
async fn sign_in(
    State(desk): State<Desk>,
    headers: HeaderMap,
    extensions: axum::http::Extensions,
    Given(credentials): Given<Credentials>,
) -> Result<impl IntoResponse, Problem> {
    let cookie = guard::let_in(&desk, &credentials, (&headers, &extensions)).await?;
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookie)])))
}

/// Sign out: the session ends.
#[utoipa::path(post, path = "/sign-out", tag = "people",
    responses((status = 204, description = "You are out")))]
async fn sign_out(
    State(desk): State<Desk>,
    person: Person,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    if let Some(token) = guard::session(&desk, &headers) {
        desk.sign_out(&person, &token).await?;
    }
    let cookie = AppendHeaders([(header::SET_COOKIE, guard::no_cookie(&desk))]);
    Ok((StatusCode::NO_CONTENT, cookie))
}

/// End all of your sessions, on all devices.
#[utoipa::path(post, path = "/sign-out-everywhere", tag = "people",
    responses((status = 204, description = "You are out")))]
async fn sign_out_everywhere(
    State(desk): State<Desk>,
    person: Person,
) -> Result<impl IntoResponse, Problem> {
    desk.sign_out_everywhere(&person).await?;
    let cookie = AppendHeaders([(header::SET_COOKIE, guard::no_cookie(&desk))]);
    Ok((StatusCode::NO_CONTENT, cookie))
}

/// Who you are, and what you may do.
#[utoipa::path(get, path = "/me", tag = "people",
    responses((status = 200, description = "You", body = ShapeOfPerson)))]
async fn me(person: Person) -> Json<Person> {
    Json(person)
}

/// Change your own password; all of your sessions end.
#[utoipa::path(put, path = "/me/password", tag = "people",
    request_body(content = ShapeOfPasswordChange,
        example = json!({"old": "a long password", "new": "another long password"})),
    responses((status = 204, description = "Done")))]
async fn change_password(
    State(desk): State<Desk>,
    person: Person,
    extensions: axum::http::Extensions,
    Given(change): Given<PasswordChange>,
) -> Result<StatusCode, Problem> {
    desk.change_password(&person, change, guard::address(&extensions)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Everybody who may come in. Takes the role admin.
#[utoipa::path(get, path = "/people", tag = "people",
    responses((status = 200, description = "The people", body = ShapeOfMembers)))]
async fn list(State(desk): State<Desk>, person: Person) -> Result<Json<Vec<Member>>, Problem> {
    Ok(Json(desk.people(&person).await?))
}

/// Let somebody in from now on. Takes the role admin.
#[utoipa::path(post, path = "/people", tag = "people",
    request_body(content = ShapeOfNewcomer,
        example = json!({"name": "Anna", "role": "helper", "password": "a long password"})),
    responses((status = 201, description = "The person", body = ShapeOfMember)))]
async fn add(
    State(desk): State<Desk>,
    person: Person,
    Given(new): Given<Newcomer>,
) -> Result<impl IntoResponse, Problem> {
    Ok((StatusCode::CREATED, Json(desk.add_person(&person, new).await?)))
}

/// Let somebody in no more; their sessions end. Takes the role admin.
#[utoipa::path(delete, path = "/people/{name}", tag = "people", params(OfPerson),
    responses((status = 204, description = "Done")))]
async fn remove(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfPerson>,
) -> Result<StatusCode, Problem> {
    desk.remove_person(&person, &of.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Say what somebody may do from now on. Takes the role admin.
#[utoipa::path(put, path = "/people/{name}/role", tag = "people", params(OfPerson),
    request_body(content = ShapeOfRoleGiven, example = json!({"role": "technician"})),
    responses((status = 200, description = "The person", body = ShapeOfMember)))]
async fn set_role(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfPerson>,
    Given(given): Given<RoleGiven>,
) -> Result<Json<Member>, Problem> {
    Ok(Json(desk.set_role(&person, &of.name, given.role).await?))
}

/// Give somebody another password; all of their sessions end. Takes the role admin.
#[utoipa::path(put, path = "/people/{name}/password", tag = "people", params(OfPerson),
    request_body(content = ShapeOfPasswordGiven,
        example = json!({"password": "another long password"})),
    responses((status = 204, description = "Done")))]
async fn give_password(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfPerson>,
    Given(given): Given<PasswordGiven>,
) -> Result<StatusCode, Problem> {
    desk.give_password(&person, &of.name, given.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who did what beside the changes to cases, the newest first. Takes the role admin.
#[utoipa::path(get, path = "/audit", tag = "people", params(DeedsWanted),
    responses((status = 200, description = "A stretch of the list", body = ShapeOfDeedList)))]
async fn deeds(
    State(desk): State<Desk>,
    person: Person,
    Asked(wanted): Asked<DeedsWanted>,
) -> Result<Json<DeedList>, Problem> {
    Ok(Json(desk.deeds(&person, &wanted).await?))
}

/// What is set.
#[utoipa::path(get, path = "/settings", tag = "people",
    responses((status = 200, description = "The settings", body = ShapeOfSettings)))]
async fn settings(State(desk): State<Desk>) -> Result<Json<Settings>, Problem> {
    Ok(Json(desk.settings().await?))
}

/// Set all of it. Takes the role admin.
#[utoipa::path(put, path = "/settings", tag = "people",
    request_body(content = ShapeOfSettings,
        example = json!({"country": "CA", "language": "en", "retention-days": 365})),
    responses((status = 200, description = "What is set now", body = ShapeOfSettings)))]
async fn set_settings(
    State(desk): State<Desk>,
    person: Person,
    Given(settings): Given<Settings>,
) -> Result<Json<Settings>, Problem> {
    Ok(Json(desk.set_settings(&person, settings).await?))
}
