//! Cases as a whole: the list, one of them, its beginning and its end.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use casebook::case::{Case, Client};
use casebook::identifiers::Identifier;
use casebook::store::Hit;
use casebook::story::Story;
use schemars::JsonSchema;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::parts::{Changed, changed};
use super::shape::{Asked, Given, Place, Shape};
use crate::desk::{CaseBegun, CaseList, CasesWanted, Desk, Happenings};
use crate::problem::Problem;
use crate::who::Person;

type ShapeOfCase = Shape<Case>;
type ShapeOfCaseBegun = Shape<CaseBegun>;
type ShapeOfCaseList = Shape<CaseList>;
type ShapeOfChanged = Shape<Changed>;
type ShapeOfClient = Shape<Client>;
type ShapeOfHappenings = Shape<Happenings>;
type ShapeOfHits = Shape<Vec<Hit>>;
type ShapeOfIdentifiers = Shape<Vec<Identifier>>;
type ShapeOfStory = Shape<Story>;
type ShapeOfTitled = Shape<Titled>;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new()
        .routes(routes!(list, begin))
        .routes(routes!(show, delete))
        .routes(routes!(rename))
        .routes(routes!(set_client))
        .routes(routes!(close))
        .routes(routes!(reopen))
        .routes(routes!(set_happened))
        .routes(routes!(story))
        .routes(routes!(identifiers))
        .routes(routes!(search))
}

/// Which case.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfCase {
    /// The number of the case in this casebook, or its id.
    #[param(example = "1")]
    pub(super) case: String,
}

/// A title.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Titled {
    /// What to call it.
    title: String,
}

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SearchWanted {
    /// Words that must all be there; the last may be the beginning of one.
    #[param(example = "gift card")]
    words: String,
    /// So many at most.
    #[param(format = "uint32")]
    count: Option<u32>,
}

/// Cases, the last changed first.
#[utoipa::path(get, path = "/cases", tag = "cases", params(CasesWanted),
    responses((status = 200, description = "A stretch of the list", body = ShapeOfCaseList)))]
async fn list(
    State(desk): State<Desk>,
    person: Person,
    Asked(wanted): Asked<CasesWanted>,
) -> Result<Json<CaseList>, Problem> {
    Ok(Json(desk.cases(&person, &wanted).await?))
}

/// Open a case.
#[utoipa::path(post, path = "/cases", tag = "cases",
    request_body(content = ShapeOfCaseBegun,
        example = json!({"title": "Mrs Lindqvist, call of 14 March", "client": {"country": "GB"}})),
    responses((status = 201, description = "The case", body = ShapeOfCase)))]
async fn begin(
    State(desk): State<Desk>,
    person: Person,
    Given(begun): Given<CaseBegun>,
) -> Result<impl IntoResponse, Problem> {
    Ok((StatusCode::CREATED, Json(desk.begin_case(&person, begun).await?)))
}

/// A case as it stands, with the number of each part.
#[utoipa::path(get, path = "/cases/{case}", tag = "cases", params(OfCase),
    responses((status = 200, description = "The case", body = ShapeOfCase)))]
async fn show(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
) -> Result<Json<Case>, Problem> {
    Ok(Json(desk.case(&person, &of.case).await?))
}

/// Delete a case with all that belongs to it, so that it is gone. Takes the role admin.
#[utoipa::path(delete, path = "/cases/{case}", tag = "cases", params(OfCase),
    responses((status = 204, description = "It is gone")))]
async fn delete(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
) -> Result<StatusCode, Problem> {
    desk.delete_case(&person, &of.case).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Give a case another title.
#[utoipa::path(put, path = "/cases/{case}/title", tag = "cases", params(OfCase),
    request_body(content = ShapeOfTitled, example = json!({"title": "Mr Okafor"})),
    responses((status = 200, description = "Done", body = ShapeOfChanged)))]
async fn rename(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Given(titled): Given<Titled>,
) -> Result<Json<Changed>, Problem> {
    changed(desk.rename_case(&person, &of.case, &titled.title).await)
}

/// Say who the client is; replaces what was known.
#[utoipa::path(put, path = "/cases/{case}/client", tag = "cases", params(OfCase),
    request_body(content = ShapeOfClient,
        example = json!({"name": "Ms Lindqvist", "country": "GB", "phone": "+44 1632 960123"})),
    responses((status = 200, description = "Done", body = ShapeOfChanged)))]
async fn set_client(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Given(client): Given<Client>,
) -> Result<Json<Changed>, Problem> {
    changed(desk.set_client(&person, &of.case, client).await)
}

/// Close a case.
#[utoipa::path(post, path = "/cases/{case}/close", tag = "cases", params(OfCase),
    responses((status = 200, description = "Done", body = ShapeOfChanged)))]
async fn close(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
) -> Result<Json<Changed>, Problem> {
    changed(desk.close_case(&person, &of.case).await)
}

/// Open a closed case again.
#[utoipa::path(post, path = "/cases/{case}/reopen", tag = "cases", params(OfCase),
    responses((status = 200, description = "Done", body = ShapeOfChanged)))]
async fn reopen(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
) -> Result<Json<Changed>, Problem> {
    changed(desk.reopen_case(&person, &of.case).await)
}

/// Say what has happened, and what has not after all.
#[utoipa::path(post, path = "/cases/{case}/happened", tag = "cases", params(OfCase),
    request_body(content = ShapeOfHappenings, example = json!({"happened": ["connected"]})),
    responses((status = 204, description = "Done")))]
async fn set_happened(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Given(what): Given<Happenings>,
) -> Result<StatusCode, Problem> {
    desk.set_happened(&person, &of.case, what).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The story across all calls of the case.
#[utoipa::path(get, path = "/cases/{case}/story", tag = "cases", params(OfCase),
    responses((status = 200, description = "The story", body = ShapeOfStory)))]
async fn story(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
) -> Result<Json<Story>, Problem> {
    Ok(Json(desk.story(&person, &of.case).await?))
}

/// By what the callers can be known: numbers, sites, mail addresses and wallets of the whole case,
/// each in one form, and whose site one looks like.
#[utoipa::path(get, path = "/cases/{case}/identifiers", tag = "cases", params(OfCase),
    responses((status = 200, description = "Each, where it stands", body = ShapeOfIdentifiers)))]
async fn identifiers(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
) -> Result<Json<Vec<Identifier>>, Problem> {
    Ok(Json(desk.identifiers(&person, &of.case).await?))
}

/// Find cases by words that were said or noted.
#[utoipa::path(get, path = "/search", tag = "cases", params(SearchWanted),
    responses((status = 200, description = "Where they stand", body = ShapeOfHits)))]
async fn search(
    State(desk): State<Desk>,
    person: Person,
    Asked(wanted): Asked<SearchWanted>,
) -> Result<Json<Vec<Hit>>, Problem> {
    Ok(Json(desk.search(&person, &wanted.words, wanted.count).await?))
}
