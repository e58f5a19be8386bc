//! Cases, their parts and their logs.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use casebook::case::{Case, Client, Note, Payment};
use casebook::store::Hit;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::shape::{Asked, Given, Place, Shape};
use crate::desk::{
    ATTACHMENT_BYTES_MAX, CALL_BYTES_MAX, CallGiven, CallsAdded, CaseBegun, CaseList, CasesWanted,
    Desk, Happenings, TaskGiven,
};
use crate::problem::Problem;
use crate::who::Person;

type ShapeOfCallGiven = Shape<CallGiven>;
type ShapeOfCallsAdded = Shape<CallsAdded>;
type ShapeOfCase = Shape<Case>;
type ShapeOfCaseBegun = Shape<CaseBegun>;
type ShapeOfCaseList = Shape<CaseList>;
type ShapeOfChanged = Shape<Changed>;
type ShapeOfClient = Shape<Client>;
type ShapeOfHappenings = Shape<Happenings>;
type ShapeOfHits = Shape<Vec<Hit>>;
type ShapeOfNote = Shape<Note>;
type ShapeOfPayment = Shape<Payment>;
type ShapeOfTaskGiven = Shape<TaskGiven>;
type ShapeOfTaskState = Shape<TaskState>;
type ShapeOfTitled = Shape<Titled>;

/// JSON may need several bytes for one.
const CALL_BODY_BYTES_MAX: usize = 2 * CALL_BYTES_MAX;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    let calls = OpenApiRouter::new().routes(routes!(add_call));
    let files = OpenApiRouter::new().routes(routes!(attach));
    OpenApiRouter::new()
        .routes(routes!(list, begin))
        .routes(routes!(show, delete))
        .routes(routes!(rename))
        .routes(routes!(set_client))
        .routes(routes!(close))
        .routes(routes!(reopen))
        .routes(routes!(set_happened))
        .merge(calls.layer(DefaultBodyLimit::max(CALL_BODY_BYTES_MAX)))
        .routes(routes!(add_note))
        .routes(routes!(add_payment))
        .routes(routes!(add_task))
        .routes(routes!(set_task))
        .merge(files.layer(DefaultBodyLimit::max(ATTACHMENT_BYTES_MAX)))
        .routes(routes!(attachment))
        .routes(routes!(withdraw))
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

/// Which part of which case.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OfPart {
    /// The number of the case in this casebook, or its id.
    #[param(example = "1")]
    case: String,
    /// The number of the part within the case.
    #[param(example = 3)]
    part: u64,
}

/// The number of a change, which is also that of the part that it added.
#[derive(Debug, Serialize, JsonSchema)]
struct Changed {
    /// The number within the case.
    number: u64,
}

/// A title.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Titled {
    /// What to call it.
    title: String,
}

/// Whether a task is done.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TaskState {
    /// It is.
    done: bool,
}

/// What a file is called.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct FileNamed {
    /// What it is called.
    #[param(example = "screen.jpg")]
    name: String,
}

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SearchWanted {
    /// Words that must all be there; the last may be the beginning of one.
    #[param(example = "gift card")]
    words: String,
    /// So many at most.
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

/// Add a call, written down or transcribed, and judge it.
#[utoipa::path(post, path = "/cases/{case}/calls", tag = "cases", params(OfCase),
    request_body(content = ShapeOfCallGiven, example = json!({
        "text": "Caller: I am calling from Microsoft.\nMe: How did you get my number?",
        "context": "they-rang-me", "number-shown": "+1 202 555 0143", "direction": "in"})),
    responses((status = 201, description = "The calls in it", body = ShapeOfCallsAdded)))]
async fn add_call(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Given(call): Given<CallGiven>,
) -> Result<impl IntoResponse, Problem> {
    Ok((StatusCode::CREATED, Json(desk.add_call(&person, &of.case, call).await?)))
}

/// Add a note in somebody's own words.
#[utoipa::path(post, path = "/cases/{case}/notes", tag = "cases", params(OfCase),
    request_body(content = ShapeOfNote,
        example = json!({"text": "He was in the computer for three hours.", "whose": "client"})),
    responses((status = 201, description = "Its number", body = ShapeOfChanged)))]
async fn add_note(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Given(note): Given<Note>,
) -> Result<impl IntoResponse, Problem> {
    created(desk.add_note(&person, &of.case, note).await)
}

/// Add a payment.
#[utoipa::path(post, path = "/cases/{case}/payments", tag = "cases", params(OfCase),
    request_body(content = ShapeOfPayment, example = json!({"way": "gift-card",
        "amount-minor": 50000, "currency": "GBP", "date": "2026-03-14", "deceit": "deceived"})),
    responses((status = 201, description = "Its number", body = ShapeOfChanged)))]
async fn add_payment(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Given(payment): Given<Payment>,
) -> Result<impl IntoResponse, Problem> {
    created(desk.add_payment(&person, &of.case, payment).await)
}

/// Add something that is to be done.
#[utoipa::path(post, path = "/cases/{case}/tasks", tag = "cases", params(OfCase),
    request_body(content = ShapeOfTaskGiven,
        example = json!({"title": "Ring the bank", "due": "2026-03-15"})),
    responses((status = 201, description = "Its number", body = ShapeOfChanged)))]
async fn add_task(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Given(task): Given<TaskGiven>,
) -> Result<impl IntoResponse, Problem> {
    created(desk.add_task(&person, &of.case, task).await)
}

/// Say whether a task is done.
#[utoipa::path(put, path = "/cases/{case}/tasks/{part}", tag = "cases", params(OfPart),
    request_body(content = ShapeOfTaskState, example = json!({"done": true})),
    responses((status = 200, description = "Done", body = ShapeOfChanged)))]
async fn set_task(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfPart>,
    Given(state): Given<TaskState>,
) -> Result<Json<Changed>, Problem> {
    changed(match state.done {
        true => desk.finish_task(&person, &of.case, of.part).await,
        false => desk.reopen_task(&person, &of.case, of.part).await,
    })
}

/// Add a file, such as a photo of the screen.
#[utoipa::path(post, path = "/cases/{case}/attachments", tag = "cases", params(OfCase, FileNamed),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, description = "Its number", body = ShapeOfChanged)))]
async fn attach(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Asked(named): Asked<FileNamed>,
    content: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<impl IntoResponse, Problem> {
    let content = content.map_err(|rejection| {
        Problem::new(rejection.status(), "The file cannot be taken", rejection.body_text())
    })?;
    created(desk.attach(&person, &of.case, (&named.name, content.to_vec())).await)
}

/// A file of a case.
#[utoipa::path(get, path = "/cases/{case}/attachments/{part}", tag = "cases", params(OfPart),
    responses((status = 200, description = "Its bytes", body = Vec<u8>,
        content_type = "application/octet-stream")))]
async fn attachment(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfPart>,
) -> Result<Response, Problem> {
    let (file, content) = desk.attachment(&person, &of.case, of.part).await?;
    Ok(download(&file.name, "application/octet-stream", content))
}

/// Take a part out of a case; its log keeps that it was there. Takes the role technician.
#[utoipa::path(delete, path = "/cases/{case}/parts/{part}", tag = "cases", params(OfPart),
    responses((status = 200, description = "Done", body = ShapeOfChanged)))]
async fn withdraw(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfPart>,
) -> Result<Json<Changed>, Problem> {
    changed(desk.withdraw(&person, &of.case, of.part).await)
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

fn changed(number: Result<u64, Problem>) -> Result<Json<Changed>, Problem> {
    Ok(Json(Changed { number: number? }))
}

fn created(number: Result<u64, Problem>) -> Result<impl IntoResponse, Problem> {
    Ok((StatusCode::CREATED, changed(number)?))
}

/// An answer that is saved, never shown: what it holds came from outside.
pub fn download(name: &str, kind: &'static str, content: Vec<u8>) -> Response {
    (saved(name, kind), content).into_response()
}

/// The headers of such an answer, with a name that is a name on every system.
pub(super) fn saved(name: &str, kind: &'static str) -> HeaderMap {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    let safe: String = name.chars().map(|one| if plain(one) { one } else { '_' }).collect();
    let saved = format!("attachment; filename=\"{safe}\"");
    let saved = HeaderValue::try_from(saved);
    let saved = saved.unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static(kind));
    HeaderMap::from_iter([kind, (header::CONTENT_DISPOSITION, saved)])
}
