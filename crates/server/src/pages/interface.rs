//! The description of the interface as a page for people: what can be asked for, by what it is
//! about, each with a command that can be copied and the shapes that go in and come out.

use std::collections::BTreeMap;

use axum::http::HeaderMap;
use axum::http::header::HOST;
use maud::{Markup, html};
use serde_json::{Map, Value};

use super::layout::{Frame, Place};
use super::words::capital;
use crate::openapi::DOCUMENT;

/// One thing that can be asked for.
struct Operation<'d> {
    path: &'d str,
    method: String,
    says: &'d Value,
}

pub(super) async fn page(headers: HeaderMap) -> Markup {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1:4747");
    let document = &*DOCUMENT;
    let mut groups: BTreeMap<&str, Vec<Operation<'_>>> = BTreeMap::new();
    for (path, operations) in entries(&document["paths"]) {
        for (method, says) in entries(operations) {
            let about = text(&says["tags"][0]);
            let operation = Operation { path, method: method.to_uppercase(), says };
            groups.entry(about).or_default().push(operation);
        }
    }
    let main = html! {
        h1 { "The interface for programs" }
        @for words in text(&document["info"]["description"]).split("\n\n") {
            p.text { (marked(words)) }
        }
        p.text { "The same for programs: "
            a href="/api/v1/openapi.json" { "/api/v1/openapi.json" } " (OpenAPI 3.1)." }
        nav aria-label="What there is" { ul {
            @for (about, operations) in &groups {
                li { a href={ "#" (anchor(about)) } { (capital(about)) }
                    " (" (operations.len()) ")" }
            }
            li { a href="#shapes" { "Shapes" } }
        } }
        @for (about, operations) in &groups {
            section aria-labelledby=(anchor(about)) {
                h2 id=(anchor(about)) { (capital(about)) }
                @for operation in operations { (asked(operation, host)) }
            }
        }
        section aria-labelledby="shapes" {
            h2 id="shapes" { "Shapes" }
            @for (name, shape) in entries(&document["components"]["schemas"]) {
                (described_shape(name, shape))
            }
        }
    };
    Frame::new("The interface for programs", Place::Elsewhere).around(&main)
}

fn asked(operation: &Operation<'_>, host: &str) -> Markup {
    let says = operation.says;
    let none = Vec::new();
    let parameters = says["parameters"].as_array().unwrap_or(&none);
    let body = entries(&says["requestBody"]["content"]).next();
    html! {
        article.sheet {
            h3 { code { (operation.method) " " (operation.path) } }
            p { (text(&says["summary"])) }
            @if !says["description"].is_null() { p { (marked(text(&says["description"]))) } }
            @if !parameters.is_empty() { dl { @for each in parameters { (parameter(each)) } } }
            @if let Some((kind, content)) = body {
                p { "Takes " code { (kind) } " " (linked(&content["schema"])) }
            }
            pre tabindex="0" { code { (command(operation, body, host)) } }
            ul { @for (status, answer) in entries(&says["responses"]) {
                li {
                    @if status == "default" { "otherwise" } @else { (status) }
                    ": " (text(&answer["description"])) " "
                    @for (kind, content) in entries(&answer["content"]) {
                        code { (kind) } " " (linked(&content["schema"])) " "
                    }
                }
            } }
        }
    }
}

fn parameter(parameter: &Value) -> Markup {
    html! {
        dt {
            code { (text(&parameter["name"])) } " (" (text(&parameter["in"]))
            @if parameter["required"] == true { ", must be there" } ")"
        }
        dd { (text(&parameter["description"])) }
    }
}

/// How it is asked for in a terminal.
fn command(operation: &Operation<'_>, body: Option<(&str, &Value)>, host: &str) -> String {
    let mut path = operation.path.to_owned();
    let parameters = operation.says["parameters"].as_array();
    for parameter in parameters.into_iter().flatten() {
        let name = text(&parameter["name"]);
        let example = &parameter["example"];
        let example = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
        match text(&parameter["in"]) {
            "path" if example != "null" => {
                path = path.replace(&format!("{{{name}}}"), &example);
            }
            "query" if parameter["required"] == true && example != "null" => {
                path.push_str(&format!("?{name}={}", example.replace(' ', "%20")));
            }
            _ => {}
        }
    }
    let method = match operation.method.as_str() {
        "GET" => String::new(),
        other => format!(" -X {other}"),
    };
    let sent = match body {
        Some(("application/json", content)) if !content["example"].is_null() => {
            let example = content["example"].to_string().replace('\'', "'\\''");
            format!(" \\\n  -H 'content-type: application/json' -d '{example}'")
        }
        Some((kind, _)) => format!(" \\\n  -H 'content-type: {kind}' --data-binary @FILE"),
        None => String::new(),
    };
    format!("curl{method} 'http://{host}{path}'{sent}")
}

fn described_shape(name: &str, shape: &Value) -> Markup {
    html! {
        details id={ "shape-" (name) } {
            summary { code { (name) } " " (text(&shape["description"])) }
            pre tabindex="0" { (serde_json::to_string_pretty(shape).unwrap_or_default()) }
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

/// Words in which backticks mark what is typed as it stands.
fn marked(words: &str) -> Markup {
    html! {
        @for (number, piece) in words.split('`').enumerate() {
            @if number % 2 == 1 { code { (piece) } } @else { (piece) }
        }
    }
}

fn anchor(about: &str) -> String {
    about.replace(' ', "-")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let all: Option<&Map<String, Value>> = value.as_object();
    all.into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}
