//! The description of the interface, as OpenAPI 3.1. The committed copy is `docs/openapi.json`;
//! people read it as a page, which `pages` makes of it.

use std::sync::LazyLock;

use casebook::store::Standing;
use serde_json::{Value, json};
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};

use crate::api::described;
use crate::api::shape::Shape;
use crate::problem::Problem;

/// The description, made once.
pub static DOCUMENT: LazyLock<Value> = LazyLock::new(document);

/// What stands above the routes.
pub(crate) fn head() -> OpenApi {
    let info = InfoBuilder::new().title("Hangup").version("1").description(Some(ABOUT));
    OpenApiBuilder::new().info(info).build()
}

const ABOUT: &str = "Calls followed live, cases kept, machines examined. Whoever runs this on \
    their \
    own machine needs no key; elsewhere programs send `Authorization: Bearer` with the token that \
    the server was started with, and people sign in.\n\nEvery answer that is no success is an \
    `application/problem+json` (RFC 9457). Times are universal time (RFC 3339). Cases are named by \
    their number in this casebook or by their id.";

/// The whole description, with its keys in order.
#[must_use]
pub fn document() -> Value {
    let mut shapes = Vec::new();
    <Shape<Problem> as utoipa::ToSchema>::schemas(&mut shapes);
    // What stands in a query alone is not gathered from the routes.
    <Shape<Standing> as utoipa::ToSchema>::schemas(&mut shapes);
    let described = described().into_openapi();
    // A description consists of texts, numbers and lists, which can always be written.
    let mut document = serde_json::to_value(described).unwrap_or_default();
    for (name, shape) in shapes {
        document["components"]["schemas"][name] = serde_json::to_value(shape).unwrap_or_default();
    }
    document["components"]["securitySchemes"] = json!({
        "token": {"type": "http", "scheme": "bearer",
            "description": "The token that the server was started with"},
        "session": {"type": "apiKey", "in": "cookie", "name": "__Host-hangup-session",
            "description": "What signing in sets; without TLS its name is `hangup-session`"},
    });
    let paths = document["paths"].as_object_mut();
    let operations = paths.into_iter().flat_map(|paths| paths.values_mut());
    let operations = operations.filter_map(Value::as_object_mut).flat_map(|path| path.values_mut());
    operations.filter(|operation| operation.is_object()).for_each(finish);
    document.sort_all_objects();
    document
}

/// What holds for all operations.
fn finish(operation: &mut Value) {
    operation["responses"]["default"] = json!({
        "description": "It was not done",
        "content": {"application/problem+json": {
            "schema": {"$ref": "#/components/schemas/Problem"},
        }},
    });
    if operation.get("security").is_none() {
        operation["security"] = json!([{}, {"token": []}, {"session": []}]);
    }
}
