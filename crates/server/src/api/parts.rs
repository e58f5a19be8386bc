//! The parts of a case: calls, notes, payments, people, tasks, files, what was sent.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casebook::case::{Caller, Note, Payment, Reporter};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cases::OfCase;
use super::shape::{Asked, Given, Place, Shape};
use crate::desk::{
    ATTACHMENT_BYTES_MAX, AnswerGiven, CALL_BYTES_MAX, CallGiven, CallsAdded, ClaimGiven, Desk,
    FINDINGS_BYTES_MAX, MachineGiven, ReportSent, TaskGiven,
};
use crate::problem::Problem;
use crate::saved::saved;
use crate::who::Person;

type ShapeOfAnswerGiven = Shape<AnswerGiven>;
type ShapeOfCallGiven = Shape<CallGiven>;
type ShapeOfCaller = Shape<Caller>;
type ShapeOfCallsAdded = Shape<CallsAdded>;
type ShapeOfChanged = Shape<Changed>;
type ShapeOfClaimGiven = Shape<ClaimGiven>;
type ShapeOfMachineGiven = Shape<MachineGiven>;
type ShapeOfNote = Shape<Note>;
type ShapeOfPayment = Shape<Payment>;
type ShapeOfReporter = Shape<Reporter>;
type ShapeOfReportSent = Shape<ReportSent>;
type ShapeOfTaskGiven = Shape<TaskGiven>;
type ShapeOfTaskState = Shape<TaskState>;

/// JSON may need several bytes for one.
const CALL_BODY_BYTES_MAX: usize = 2 * CALL_BYTES_MAX;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    let calls = OpenApiRouter::new().routes(routes!(add_call));
    let files = OpenApiRouter::new().routes(routes!(attach));
    let machines = OpenApiRouter::new().routes(routes!(add_machine));
    OpenApiRouter::new()
        .merge(calls.layer(DefaultBodyLimit::max(CALL_BODY_BYTES_MAX)))
        .routes(routes!(add_note))
        .routes(routes!(add_payment))
        .routes(routes!(amend_payment))
        .routes(routes!(add_caller))
        .routes(routes!(set_reporter))
        .merge(machines.layer(DefaultBodyLimit::max(FINDINGS_BYTES_MAX)))
        .routes(routes!(add_claim))
        .routes(routes!(answer_claim))
        .routes(routes!(add_report))
        .routes(routes!(add_task))
        .routes(routes!(set_task))
        .merge(files.layer(DefaultBodyLimit::max(ATTACHMENT_BYTES_MAX)))
        .routes(routes!(attachment))
        .routes(routes!(withdraw))
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
pub(super) struct Changed {
    /// The number within the case.
    number: u64,
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

/// Add a call, written down or transcribed, and judge it.
#[utoipa::path(post, path = "/cases/{case}/calls", tag = "parts", params(OfCase),
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
#[utoipa::path(post, path = "/cases/{case}/notes", tag = "parts", params(OfCase),
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
#[utoipa::path(post, path = "/cases/{case}/payments", tag = "parts", params(OfCase),
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

/// Say all that is known of a payment now; replaces what was known.
#[utoipa::path(put, path = "/cases/{case}/payments/{part}", tag = "parts", params(OfPart),
    request_body(content = ShapeOfPayment, example = json!({"way": "gift-card",
        "amount-minor": 50000, "currency": "GBP", "date": "2026-03-14", "deceit": "deceived",
        "told": "2026-03-15", "institution": "Example Cards"})),
    responses((status = 200, description = "Done", body = ShapeOfChanged)))]
async fn amend_payment(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfPart>,
    Given(payment): Given<Payment>,
) -> Result<Json<Changed>, Problem> {
    changed(desk.amend_payment(&person, &of.case, (of.part, payment)).await)
}

/// Add a caller, under the names that they gave.
#[utoipa::path(post, path = "/cases/{case}/callers", tag = "parts", params(OfCase),
    request_body(content = ShapeOfCaller, example = json!({"names": ["Kevin"],
        "organisations": ["Windows Support"], "staff-ids": ["WS 1187"]})),
    responses((status = 201, description = "Their number", body = ShapeOfChanged)))]
async fn add_caller(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Given(caller): Given<Caller>,
) -> Result<impl IntoResponse, Problem> {
    created(desk.add_caller(&person, &of.case, caller).await)
}

/// Say who fills in reports and letters for the client; replaces what was known.
#[utoipa::path(put, path = "/cases/{case}/reporter", tag = "parts", params(OfCase),
    request_body(content = ShapeOfReporter,
        example = json!({"name": "Ada Example", "relation": "daughter"})),
    responses((status = 200, description = "Done", body = ShapeOfChanged)))]
async fn set_reporter(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Given(reporter): Given<Reporter>,
) -> Result<Json<Changed>, Problem> {
    changed(desk.set_reporter(&person, &of.case, reporter).await)
}

/// Add what `hangup checkup --json` found elsewhere. Takes the role technician.
#[utoipa::path(post, path = "/cases/{case}/machines", tag = "parts", params(OfCase),
    request_body(content = ShapeOfMachineGiven, example = json!({"name": "Laptop",
        "findings": {"sessions": [], "observations": []}})),
    responses((status = 201, description = "Its number", body = ShapeOfChanged)))]
async fn add_machine(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Given(machine): Given<MachineGiven>,
) -> Result<impl IntoResponse, Problem> {
    created(desk.add_machine(&person, &of.case, machine).await)
}

/// Add a claim, a complaint or a cancellation that was sent.
#[utoipa::path(post, path = "/cases/{case}/claims", tag = "parts", params(OfCase),
    request_body(content = ShapeOfClaimGiven, example = json!({"to": "Example Bank",
        "kind": "claim", "sent": "2026-03-16"})),
    responses((status = 201, description = "Its number", body = ShapeOfChanged)))]
async fn add_claim(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Given(claim): Given<ClaimGiven>,
) -> Result<impl IntoResponse, Problem> {
    created(desk.add_claim(&person, &of.case, claim).await)
}

/// Say what was answered to a claim.
#[utoipa::path(put, path = "/cases/{case}/claims/{part}/answer", tag = "parts", params(OfPart),
    request_body(content = ShapeOfAnswerGiven, example = json!({"answered": "2026-03-30",
        "answer": "They pay half of it back", "reference": "C 20871"})),
    responses((status = 200, description = "Done", body = ShapeOfChanged)))]
async fn answer_claim(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfPart>,
    Given(answer): Given<AnswerGiven>,
) -> Result<Json<Changed>, Problem> {
    changed(desk.answer_claim(&person, &of.case, (of.part, answer)).await)
}

/// Note that a report was sent, with the number that it got.
#[utoipa::path(post, path = "/cases/{case}/sent-reports", tag = "parts", params(OfCase),
    request_body(content = ShapeOfReportSent, example = json!({"form": "gb-report-fraud",
        "number": "NFRC 2603 1187", "sent": "2026-03-16"})),
    responses((status = 201, description = "Its number", body = ShapeOfChanged)))]
async fn add_report(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Given(report): Given<ReportSent>,
) -> Result<impl IntoResponse, Problem> {
    created(desk.add_report(&person, &of.case, report).await)
}

/// Add something that is to be done.
#[utoipa::path(post, path = "/cases/{case}/tasks", tag = "parts", params(OfCase),
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
#[utoipa::path(put, path = "/cases/{case}/tasks/{part}", tag = "parts", params(OfPart),
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
#[utoipa::path(post, path = "/cases/{case}/attachments", tag = "parts", params(OfCase, FileNamed),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, description = "Its number", body = ShapeOfChanged)))]
async fn attach(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Asked(named): Asked<FileNamed>,
    content: Result<Bytes, BytesRejection>,
) -> Result<impl IntoResponse, Problem> {
    let content = content.map_err(|rejection| {
        Problem::new(rejection.status(), "The file cannot be taken", rejection.body_text())
    })?;
    created(desk.attach(&person, &of.case, (&named.name, content.to_vec())).await)
}

/// A file of a case.
#[utoipa::path(get, path = "/cases/{case}/attachments/{part}", tag = "parts", params(OfPart),
    responses((status = 200, description = "Its bytes", body = Vec<u8>,
        content_type = "application/octet-stream")))]
async fn attachment(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfPart>,
) -> Result<Response, Problem> {
    let (file, content) = desk.attachment(&person, &of.case, of.part).await?;
    Ok(saved(&file.name, "application/octet-stream", content))
}

/// Take a part out of a case; its log keeps that it was there. Takes the role technician.
#[utoipa::path(delete, path = "/cases/{case}/parts/{part}", tag = "parts", params(OfPart),
    responses((status = 200, description = "Done", body = ShapeOfChanged)))]
async fn withdraw(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfPart>,
) -> Result<Json<Changed>, Problem> {
    changed(desk.withdraw(&person, &of.case, of.part).await)
}

pub(super) fn changed(number: Result<u64, Problem>) -> Result<Json<Changed>, Problem> {
    Ok(Json(Changed { number: number? }))
}

fn created(number: Result<u64, Problem>) -> Result<impl IntoResponse, Problem> {
    Ok((StatusCode::CREATED, changed(number)?))
}
