//! Cases that move from one casebook to another, one by one or all together.

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use casebook::case::Case;
use casebook::exported::Exported;
use casebook::store::Moved;
use futures_util::stream;
use tokio::io::AsyncReadExt as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cases::OfCase;
use super::shape::{Given, Place, Shape};
use crate::desk::{Desk, IMPORT_BYTES_MAX};
use crate::problem::Problem;
use crate::who::Person;

type ShapeOfCase = Shape<Case>;
type ShapeOfExported = Shape<Exported>;
type ShapeOfMoved = Shape<Moved>;

/// So much of a backup is read at once, in bytes.
const PIECE_BYTES: usize = 256 << 10;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    let imports = OpenApiRouter::new().routes(routes!(import));
    // How much comes in is counted as it comes.
    let restores = OpenApiRouter::new().routes(routes!(restore));
    OpenApiRouter::new()
        .routes(routes!(export))
        .merge(imports.layer(DefaultBodyLimit::max(IMPORT_BYTES_MAX)))
        .routes(routes!(back_up))
        .merge(restores.layer(DefaultBodyLimit::disable()))
}

/// A case with its log and its files, as `hangup case import` reads it. Takes the role technician.
#[utoipa::path(get, path = "/cases/{case}/export", tag = "cases", params(OfCase),
    responses((status = 200, description = "The whole case", body = ShapeOfExported)))]
async fn export(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
) -> Result<Json<Exported>, Problem> {
    Ok(Json(desk.export(&person, &of.case).await?))
}

/// Put in a case as `export` or `hangup case export` wrote it. Takes the role technician.
#[utoipa::path(post, path = "/cases/import", tag = "cases",
    request_body(content = ShapeOfExported, example = json!({"format": "hangup-case-1",
        "id": "01970000-0000-7000-8abc-000000000000", "changes": [], "files": {}})),
    responses((status = 201, description = "The case", body = ShapeOfCase)))]
async fn import(
    State(desk): State<Desk>,
    person: Person,
    Given(exported): Given<Exported>,
) -> Result<impl IntoResponse, Problem> {
    Ok((StatusCode::CREATED, Json(desk.import(&person, exported).await?)))
}

/// The whole casebook in one file, as `hangup case backup` writes it without a seal. Takes the role
/// admin.
#[utoipa::path(get, path = "/backup", tag = "casebook",
    responses((status = 200, description = "The backup, one JSON object a line", body = String,
        content_type = "application/x-ndjson")))]
async fn back_up(State(desk): State<Desk>, person: Person) -> Result<impl IntoResponse, Problem> {
    let file = tokio::fs::File::from_std(desk.back_up(&person).await?);
    let pieces = stream::unfold(file, async |mut file| {
        let mut piece = vec![0; PIECE_BYTES];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(read) => {
                piece.truncate(read);
                Some((Ok(Bytes::from(piece)), file))
            }
            Err(error) => Some((Err(error), file)),
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"hangup-backup.jsonl\""),
    ];
    Ok((headers, Body::from_stream(pieces)))
}

/// Put back what a backup holds and the casebook has not. Takes the role admin.
#[utoipa::path(post, path = "/restore", tag = "casebook",
    request_body(content = String, content_type = "application/x-ndjson"),
    responses((status = 200, description = "How much was put back", body = ShapeOfMoved)))]
async fn restore(
    State(desk): State<Desk>,
    person: Person,
    backup: Body,
) -> Result<Json<Moved>, Problem> {
    Ok(Json(desk.restore(&person, backup).await?))
}
