//! The description of the interface: as OpenAPI 3.1 for programs, and as a page for people that
//! needs no script. The committed copy is `docs/openapi.json`.

use std::sync::LazyLock;

use maud::{DOCTYPE, Markup, html};
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
    let described = described().into_openapi();
    // A description consists of texts, numbers and lists, which can always be written.
    let mut document = serde_json::to_value(described).unwrap_or_default();
    for (name, shape) in shapes {
        document["components"]["schemas"][name] = serde_json::to_value(shape).unwrap_or_default();
    }
    document["components"]["securitySchemes"] = json!({
        "token": {"type": "http", "scheme": "bearer",
            "description": "The token that the server was started with"},
        "session": {"type": "apiKey", "in": "cookie", "name": "hangup-session",
            "description": "What signing in sets"},
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

/// The description as a page.
#[must_use]
pub fn page(document: &Value) -> String {
    let empty = serde_json::Map::new();
    let paths = document["paths"].as_object().unwrap_or(&empty);
    let shapes = document["components"]["schemas"].as_object().unwrap_or(&empty);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "The interface for programs: Hangup" }
            }
            body { main id="main" {
                h1 { "The interface for programs" }
                @for words in text(&document["info"]["description"]).split("\n\n") {
                    p { (words) }
                }
                p { "For programs: " a href="/api/v1/openapi.json" { "/api/v1/openapi.json" }
                    " (OpenAPI 3.1)." }
                h2 { "What can be asked for" }
                @for (path, operations) in paths {
                    @for (method, operation) in operations.as_object().unwrap_or(&empty) {
                        (asked(path, method, operation))
                    }
                }
                h2 { "Shapes" }
                @for (name, shape) in shapes { (described_shape(name, shape)) }
            } }
        }
    };
    page.into_string()
}

fn asked(path: &str, method: &str, operation: &Value) -> Markup {
    let none = Vec::new();
    let body = operation["requestBody"]["content"].as_object().and_then(|all| all.iter().next());
    html! {
        h3 { code { (method.to_uppercase()) " " (path) } }
        p { (text(&operation["summary"])) }
        @let parameters = operation["parameters"].as_array().unwrap_or(&none);
        @if !parameters.is_empty() { dl {
            @for parameter in parameters {
                dt { code { (text(&parameter["name"])) } " (" (text(&parameter["in"])) ")" }
                dd { (text(&parameter["description"])) }
            }
        } }
        @if let Some((kind, content)) = body {
            p { "Takes " code { (kind) } " " (linked(&content["schema"])) }
            @if !content["example"].is_null() {
                pre tabindex="0" { (pretty(&content["example"])) }
            }
        }
        ul { @for (status, answer) in operation["responses"].as_object().into_iter().flatten() {
            li { @if status == "default" { "otherwise" } @else { (status) }
                ": " (text(&answer["description"])) " "
                @for content in answer["content"].as_object().into_iter().flatten() {
                    (linked(&content.1["schema"]))
                }
            }
        } }
    }
}

fn described_shape(name: &str, shape: &Value) -> Markup {
    html! {
        details id={ "shape-" (name) } {
            summary { code { (name) } " " (text(&shape["description"])) }
            pre tabindex="0" { (pretty(shape)) }
        }
    }
}

/// The name of a shape, leading to it.
fn linked(schema: &Value) -> Markup {
    let name = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next());
    html! {
        @if let Some(name) = name { a href={ "#shape-" (name) } { (name) } }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
