//! What leaves a case as a file: evidence packs, papers, STIX, MISP and the block list.

use std::io;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use casebook::misp::event;
use casebook::pack::Verdict;
use casebook::redaction::Wishes;
use casebook::stix::bundle;
use futures_util::stream;
use tokio::io::AsyncReadExt as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cases::OfCase;
use super::shape::{Given, Place, Shape};
use crate::desk::{Desk, PACK_BYTES_MAX, PackMade, PackWanted};
use crate::problem::Problem;
use crate::saved::saved;
use crate::who::Person;

type ShapeOfPackVerdict = Shape<Verdict>;
type ShapeOfPackWanted = Shape<PackWanted>;
type ShapeOfWishes = Shape<Wishes>;

/// So much of a file is sent at a time.
const CHUNK_BYTES: usize = 64 << 10;
/// The header that tells the SHA-256 of a pack's manifest.
const MANIFEST_SUM: HeaderName = HeaderName::from_static("hangup-manifest-sha256");

pub(super) fn routes() -> OpenApiRouter<Desk> {
    let checked = OpenApiRouter::new().routes(routes!(check_pack));
    OpenApiRouter::new()
        .routes(routes!(pack))
        .merge(checked.layer(DefaultBodyLimit::max(PACK_BYTES_MAX)))
        .routes(routes!(stix))
        .routes(routes!(misp))
        .routes(routes!(block_list))
}

/// Make the evidence pack of a case: a ZIP that can be checked without this server. Takes the role
/// technician. The client's own is masked unless the whole pack is asked for.
#[utoipa::path(post, path = "/cases/{case}/pack", tag = "leaving", params(OfCase),
    request_body(content = ShapeOfPackWanted, example = json!({"whole": false})),
    responses((status = 200, content(
        (Vec<u8> = "application/zip"),
        (Vec<u8> = "application/octet-stream"),
    ), description = "The ZIP, or what it was sealed into; the header hangup-manifest-sha256 has \
        the sum of its manifest")))]
async fn pack(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Given(wanted): Given<PackWanted>,
) -> Result<Response, Problem> {
    Ok(sent(desk.pack(&person, &of.case, wanted).await?))
}

/// A pack as an answer that is saved.
pub(crate) fn sent(made: PackMade) -> Response {
    let sealed = made.name.ends_with(".age");
    let kind = if sealed { "application/octet-stream" } else { "application/zip" };
    let file = tokio::fs::File::from_std(made.file);
    let chunks = stream::try_unfold(file, |mut file| async move {
        let mut chunk = vec![0; CHUNK_BYTES];
        let length = file.read(&mut chunk).await?;
        chunk.truncate(length);
        Ok::<_, io::Error>((length > 0).then_some((chunk, file)))
    });
    let mut answer = saved(&made.name, kind, Body::from_stream(chunks));
    if let Ok(sum) = HeaderValue::try_from(made.manifest_sha256) {
        answer.headers_mut().insert(MANIFEST_SUM, sum);
    }
    answer
}

/// Check an evidence pack by itself: every sum, nothing missing or added, the log unbroken, and all
/// else as it follows from the log. Nothing is kept.
#[utoipa::path(post, path = "/packs/check", tag = "leaving",
    request_body(content = Vec<u8>, content_type = "application/zip"),
    responses((status = 200, description = "What is not as it was made", body =
        ShapeOfPackVerdict)))]
async fn check_pack(
    State(desk): State<Desk>,
    person: Person,
    zip: Result<Bytes, BytesRejection>,
) -> Result<Json<Verdict>, Problem> {
    let zip = zip.map_err(|rejection| {
        Problem::new(rejection.status(), "The pack cannot be taken", rejection.body_text())
    })?;
    Ok(Json(desk.check_pack(&person, zip.to_vec()).await?))
}

/// What the callers left, as a bundle of STIX 2.1. Takes the role technician. Nothing of the
/// client's is in it; wishes correct what is masked.
#[utoipa::path(post, path = "/cases/{case}/stix", tag = "leaving", params(OfCase),
    request_body(content = ShapeOfWishes, example = json!({"keep": [], "also": []})),
    responses((status = 200, description = "The bundle", body = Object,
        content_type = "application/stix+json;version=2.1")))]
async fn stix(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Given(wishes): Given<Wishes>,
) -> Result<Response, Problem> {
    let left = desk.indicators(&person, &of.case, wishes).await?;
    let text = bundle(&left).to_string().into_bytes();
    let name = format!("callers-{}.stix.json", left.case);
    Ok(saved(&name, "application/stix+json;version=2.1", text))
}

/// What the callers left, as an event of MISP. Takes the role technician. Nothing of the client's
/// is in it; wishes correct what is masked.
#[utoipa::path(post, path = "/cases/{case}/misp", tag = "leaving", params(OfCase),
    request_body(content = ShapeOfWishes, example = json!({"keep": [], "also": []})),
    responses((status = 200, description = "The event", body = Object)))]
async fn misp(
    State(desk): State<Desk>,
    person: Person,
    Place(of): Place<OfCase>,
    Given(wishes): Given<Wishes>,
) -> Result<Response, Problem> {
    let left = desk.indicators(&person, &of.case, wishes).await?;
    let text = event(&left).to_string().into_bytes();
    Ok(saved(&format!("callers-{}.misp.json", left.case), "application/json", text))
}

/// The numbers of scam callers of all cases: number,reason,first_seen,last_seen. Takes the role
/// technician.
#[utoipa::path(get, path = "/block-list", tag = "leaving",
    responses((status = 200, description = "The list", body = String,
        content_type = "text/csv")))]
async fn block_list(State(desk): State<Desk>, person: Person) -> Result<Response, Problem> {
    let text = desk.block_list(&person).await?.into_bytes();
    Ok(saved("block-list.csv", "text/csv; charset=utf-8", text))
}
