//! The interface for programs, described for people: what `openapi` holds, as a page.

use maud::{Markup, html};
use serde_json::Value;

use super::layout::{Frame, Place};
use crate::openapi::DOCUMENT;
use crate::who::Person;

pub(super) async fn page(_: Person) -> Markup {
    let empty = serde_json::Map::new();
    let paths = DOCUMENT["paths"].as_object().unwrap_or(&empty);
    let shapes = DOCUMENT["components"]["schemas"].as_object().unwrap_or(&empty);
    let main = html! {
        h1 { "The interface for programs" }
        @for words in text(&DOCUMENT["info"]["description"]).split("\n\n") {
            p.text { (words) }
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
    };
    Frame::new("The interface for programs", Place::Elsewhere).around(&main)
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
