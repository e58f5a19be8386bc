//! Plans of recovery, letters, drafts of reports, what is masked, and warnings.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use casebook::recovery::{Letter, Plan};
use casebook::redaction::{Redacted, Wishes};
use casebook::reports::Draft;
use casebook::store::Published;
use casebook::warning::{Warning, html, markdown};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cases::OfCase;
use super::shape::{Asked, Given, Place, Shape};
use crate::desk::{
    Desk, LetterWanted, PaperForm, PlanWanted, StepState, WarningShown, WarningWording,
};
use crate::problem::Problem;
use crate::saved::{saved, saved_paper};
use crate::who::Person;

type ShapeOfDraft = Shape<Draft>;
type ShapeOfDrafts = Shape<Vec<Draft>>;
type ShapeOfHolding = Shape<Holding>;
type ShapeOfLetter = Shape<Letter>;
type ShapeOfNumbered = Shape<Numbered>;
type ShapeOfPlan = Shape<Plan>;
type ShapeOfPublished = Shape<Published>;
type ShapeOfPublishedAll = Shape<Vec<Published>>;
type ShapeOfRedacted = Shape<Redacted>;
type ShapeOfStepState = Shape<StepState>;
type ShapeOfWarning = Shape<Warning>;
type ShapeOfWarningShown = Shape<WarningShown>;
type ShapeOfWarningWording = Shape<WarningWording>;
type ShapeOfWishes = Shape<Wishes>;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new()
        .routes(routes!(plan))
        .routes(routes!(set_step))
        .routes(routes!(set_situation))
        .routes(routes!(letter))
        .routes(routes!(report_drafts))
        .routes(routes!(report_draft))
        .routes(routes!(redaction))
        .routes(routes!(warning))
        .routes(routes!(publish, take_back))
        .routes(routes!(warnings))
        .routes(routes!(warning_feed))
        .routes(routes!(published))
}

/// Something of a case that has a name of its own.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OfNamed {
    /// The number of the case in this casebook, or its id.
    #[param(example = "1")]
    case: String,
    /// Its name.
    #[param(example = "bank-complaint")]
    name: String,
}

/// How a letter or a draft is wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct PaperWanted {
    /// `json` with all that belongs to it unless it is given, `text` or `pdf` as it is sent.
    #[param(inline)]
    format: PaperFormat,
}

/// In which form a letter or a draft is wanted.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum PaperFormat {
    #[default]
    Json,
    Text,
    Pdf,
}

impl PaperFormat {
    fn form(self) -> Option<PaperForm> {
        match self {
            Self::Json => None,
            Self::Text => Some(PaperForm::Text),
            Self::Pdf => Some(PaperForm::Pdf),
        }
    }
}

/// How a warning is wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct WarningForm {
    /// `json` unless it is given, `html` or `markdown` as it is read.
    #[param(inline)]
    format: WarningFormat,
}

/// In which form a warning is wanted.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum WarningFormat {
    #[default]
    Json,
    Html,
    Markdown,
}

/// Whether a situation of the plan holds.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Holding {
    /// Whether it does.
    holds: bool,
}

/// The number of a change.
#[derive(Debug, Serialize, JsonSchema)]
struct Numbered {
    /// The number within the case.
    number: u64,
}

/// What to do now, whom to call, by when, which letters and reports.
#[utoipa::path(get, path = "/cases/{case}/plan", tag = "recovery", params(OfCase, PlanWanted),
    responses((status = 200, description = "The plan", body = ShapeOfPlan)))]
async fn plan(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Asked(wanted): Asked<PlanWanted>,
) -> Result<Json<Plan>, Problem> {
    Ok(Json(desk.plan(&person, &of.case, wanted).await?))
}

/// Say whether a step of the plan is done.
#[utoipa::path(put, path = "/cases/{case}/steps/{name}", tag = "recovery", params(OfNamed),
    request_body(content = ShapeOfStepState, example = json!({"done": true, "by": "the client"})),
    responses((status = 200, description = "Done", body = ShapeOfNumbered)))]
async fn set_step(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfNamed>,
    Given(state): Given<StepState>,
) -> Result<Json<Numbered>, Problem> {
    let number = desk.set_step(&person, &of.case, &of.name, state).await?;
    Ok(Json(Numbered { number }))
}

/// Say whether a situation of the plan holds.
#[utoipa::path(put, path = "/cases/{case}/situations/{name}", tag = "recovery", params(OfNamed),
    request_body(content = ShapeOfHolding, example = json!({"holds": true})),
    responses((status = 200, description = "Done", body = ShapeOfNumbered)))]
async fn set_situation(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfNamed>,
    Given(said): Given<Holding>,
) -> Result<Json<Numbered>, Problem> {
    let number = desk.set_situation(&person, &of.case, &of.name, said.holds).await?;
    Ok(Json(Numbered { number }))
}

/// A letter, filled in as far as the case goes.
#[utoipa::path(get, path = "/cases/{case}/letters/{name}", tag = "recovery",
    params(OfNamed, LetterWanted, PaperWanted),
    responses((status = 200, content(
        (ShapeOfLetter = "application/json"),
        (String = "text/plain"),
        (Vec<u8> = "application/pdf"),
    ), description = "The letter")))]
async fn letter(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfNamed>,
    Asked(wanted): Asked<LetterWanted>,
    Asked(paper): Asked<PaperWanted>,
) -> Result<Response, Problem> {
    let letter = desk.letter(&person, &of.case, &of.name, wanted).await?;
    let Some(form) = paper.format.form() else { return Ok(Json(letter).into_response()) };
    Ok(saved_paper(&of.name, form, desk.printed(letter.paper, form).await?))
}

/// The drafts of all reports that fit the case.
#[utoipa::path(get, path = "/cases/{case}/reports", tag = "recovery", params(OfCase),
    responses((status = 200, description = "The drafts", body = ShapeOfDrafts)))]
async fn report_drafts(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
) -> Result<Json<Vec<Draft>>, Problem> {
    Ok(Json(desk.report_drafts(&person, &of.case).await?))
}

/// The draft of one report, with what is missing marked.
#[utoipa::path(get, path = "/cases/{case}/reports/{name}", tag = "recovery",
    params(OfNamed, PaperWanted),
    responses((status = 200, content(
        (ShapeOfDraft = "application/json"),
        (String = "text/plain"),
        (Vec<u8> = "application/pdf"),
    ), description = "The draft")))]
async fn report_draft(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfNamed>,
    Asked(paper): Asked<PaperWanted>,
) -> Result<Response, Problem> {
    let draft = desk.report_draft(&person, &of.case, &of.name).await?;
    let Some(form) = paper.format.form() else { return Ok(Json(draft).into_response()) };
    Ok(saved_paper(&of.name, form, desk.printed(draft.paper(), form).await?))
}

/// What is masked before anything of the case leaves; wishes correct it.
#[utoipa::path(post, path = "/cases/{case}/redaction", tag = "warnings", params(OfCase),
    request_body(content = ShapeOfWishes, example = json!({"keep": ["Harbour"], "also": []})),
    responses((status = 200, description = "The masked case and its masks", body =
        ShapeOfRedacted)))]
async fn redaction(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Given(wishes): Given<Wishes>,
) -> Result<Json<Redacted>, Problem> {
    Ok(Json(desk.redaction(&person, &of.case, wishes).await?))
}

/// A warning as it would be published, with what is masked in it.
#[utoipa::path(post, path = "/cases/{case}/warning/preview", tag = "warnings", params(OfCase),
    request_body(content = ShapeOfWarningWording, example = json!({"by": "Example Repairs"})),
    responses((status = 200, description = "The warning", body = ShapeOfWarningShown)))]
async fn warning(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Given(wording): Given<WarningWording>,
) -> Result<Json<WarningShown>, Problem> {
    Ok(Json(desk.warning(&person, &of.case, wording).await?))
}

/// Publish a warning; an earlier one of the same case is replaced.
#[utoipa::path(put, path = "/cases/{case}/warning", tag = "warnings", params(OfCase),
    request_body(content = ShapeOfWarningWording, example = json!({"by": "Example Repairs"})),
    responses((status = 200, description = "As it was published", body = ShapeOfWarning)))]
async fn publish(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Given(wording): Given<WarningWording>,
) -> Result<Json<Warning>, Problem> {
    Ok(Json(desk.publish_warning(&person, &of.case, wording).await?))
}

/// Take a published warning back.
#[utoipa::path(delete, path = "/cases/{case}/warning", tag = "warnings", params(OfCase),
    responses((status = 204, description = "It is gone")))]
async fn take_back(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
) -> Result<StatusCode, Problem> {
    desk.take_back_warning(&person, &of.case).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The published warnings, the newest first.
#[utoipa::path(get, path = "/warnings", tag = "warnings",
    responses((status = 200, description = "The warnings", body = ShapeOfPublishedAll)))]
async fn warnings(State(desk): State<Desk>, _: Person) -> Result<Json<Vec<Published>>, Problem> {
    Ok(Json(desk.warnings().await?))
}

/// The published warnings as a feed (Atom), the newest first.
#[utoipa::path(get, path = "/warnings/feed", tag = "warnings",
    responses((status = 200, description = "The feed", body = String,
        content_type = "application/atom+xml")))]
async fn warning_feed(State(desk): State<Desk>, _: Person) -> Result<impl IntoResponse, Problem> {
    let kind = [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")];
    Ok((kind, desk.warning_feed().await?))
}

/// The published warning of a case.
#[utoipa::path(get, path = "/warnings/{case}", tag = "warnings", params(OfCase, WarningForm),
    responses((status = 200, content(
        (ShapeOfPublished = "application/json"),
        (String = "text/html"),
        (String = "text/markdown"),
    ), description = "The warning")))]
async fn published(
    State(desk): State<Desk>,
    _: Person,
    Place(of): Place<OfCase>,
    Asked(form): Asked<WarningForm>,
) -> Result<Response, Problem> {
    let published = desk.published_warning(&of.case).await?;
    Ok(match form.format {
        WarningFormat::Json => Json(published).into_response(),
        WarningFormat::Html => {
            let name = format!("{}.html", published.warning.case);
            saved(&name, "text/html; charset=utf-8", html(&published.warning).into_bytes())
        }
        WarningFormat::Markdown => {
            let kind = [(header::CONTENT_TYPE, "text/markdown; charset=utf-8")];
            (kind, markdown(&published.warning)).into_response()
        }
    })
}
