//! The description of the interface says what there is.

use std::path::Path;

use server::openapi::DOCUMENT;

use crate::asking::own;

/// After a change of the interface run `cargo run -p cli -- schema api > docs/openapi.json`, or
/// take the file that this test names.
#[test]
fn the_committed_copy_is_the_description() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let made = serde_json::to_string_pretty(&*DOCUMENT).expect("JSON") + "\n";
    let new = Path::new(env!("CARGO_TARGET_TMPDIR")).join("openapi.json");
    std::fs::write(&new, &made).expect("written");
    assert!(committed == made, "docs/openapi.json is old; the new one is {}", new.display());
}

#[test]
fn every_shape_that_is_named_is_there() {
    let text = DOCUMENT.to_string();
    let shapes = DOCUMENT["components"]["schemas"].as_object().expect("shapes");
    for part in text.split("\"#/components/schemas/").skip(1) {
        let name = part.split('"').next().expect("a name");
        assert!(shapes.contains_key(name), "{name}");
    }
    for name in shapes.keys() {
        let number = name.ends_with(|letter: char| letter.is_ascii_digit());
        assert!(!number, "two shapes are called {name}; give one another name");
    }
}

#[test]
fn every_operation_says_what_it_does() {
    for (path, operations) in DOCUMENT["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let summary = operation["summary"].as_str().unwrap_or_default();
            assert!(summary.len() > 5, "{method} {path}");
            assert!(operation["responses"]["default"].is_object(), "{method} {path}");
        }
    }
}

/// Each example of a body is one that the operation can read.
#[tokio::test]
async fn every_example_is_read() {
    let server = own().await;
    server.send("POST", "/api/v1/cases", serde_json::json!({"title": "x"})).await;
    for (path, operations) in DOCUMENT["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let content = &operation["requestBody"]["content"]["application/json"];
            if !content.is_object() {
                continue;
            }
            let example = &content["example"];
            assert!(!example.is_null(), "{method} {path} has no example");
            let path = path.replace("{case}", "1").replace("{part}", "99");
            let path = path.replace("{id}", "x").replace("{name}", "x");
            let answer = server.send(&method.to_uppercase(), &path, example.clone()).await;
            let title = answer.text.contains("another shape") || answer.text.contains("be read");
            assert!(!title, "{method} {path}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn it_is_served_for_programs_and_for_people() {
    let server = own().await;
    assert_eq!(server.get("/api/v1/openapi.json").await.json()["openapi"], "3.1.0");
    let page = server.get("/api").await.text;
    assert!(page.contains("/api/v1/cases/{case}/notes") && !page.contains("<script"));
}
