//! What strangers send: too large, of another kind, out of its place, or with a script in it.

use axum::body::Body;
use serde_json::json;

use crate::asking::own;

#[tokio::test]
async fn what_does_not_fit_is_told_in_words_and_never_breaks_anything() {
    let server = own().await;
    server.send("POST", "/api/v1/cases", json!({"title": "x"})).await;
    let kind = [("content-type", "application/json")];
    let large = format!(r#"{{"title": "{}"}}"#, "x".repeat(2 << 20));
    let deep = "[".repeat(100_000);
    for (method, path, body, status) in [
        ("POST", "/api/v1/cases", "", 400),
        ("POST", "/api/v1/cases", "{", 400),
        ("POST", "/api/v1/cases", deep.as_str(), 422),
        ("POST", "/api/v1/cases", "[1]", 422),
        ("POST", "/api/v1/cases", r#"{"title": 7}"#, 422),
        ("POST", "/api/v1/cases", r#"{"title": "x", "other": 1}"#, 422),
        ("POST", "/api/v1/cases", r#"{"title": "  \u0000 "}"#, 422),
        ("POST", "/api/v1/cases", large.as_str(), 413),
        ("POST", "/api/v1/cases/1/payments", r#"{"way": "card", "amount-minor": -1}"#, 422),
        ("POST", "/api/v1/cases/1/payments", r#"{"way": "card", "currency": "££"}"#, 422),
        ("POST", "/api/v1/cases/1/calls", r#"{"text": ""}"#, 422),
        ("POST", "/api/v1/cases/1/calls", r#"{"text": "A: x", "context": "?"}"#, 422),
        ("POST", "/api/v1/cases/1/happened", r#"{"happened": ["?"]}"#, 422),
        ("PUT", "/api/v1/cases/1/tasks/18446744073709551615", r#"{"done": true}"#, 409),
        ("PUT", "/api/v1/cases/1/tasks/-1", r#"{"done": true}"#, 400),
        ("PUT", "/api/v1/settings", r#"{"language": "xx"}"#, 422),
        ("PUT", "/api/v1/settings", r#"{"model": "../../etc/passwd"}"#, 422),
        ("PATCH", "/api/v1/cases", "", 405),
    ] {
        let shown = &body[..body.len().min(60)];
        let answer = server.ask((method, path), &kind, body.to_owned()).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path} {shown}: {answer:?}");
        assert_eq!(answer.headers["content-type"], "application/problem+json", "{path} {shown}");
        assert_eq!(answer.json()["status"], status, "{path} {shown}");
    }
    let plain = [("content-type", "text/plain")];
    assert_eq!(server.ask(("POST", "/api/v1/cases"), &plain, "{}").await.status, 415);
    assert_eq!(server.ask(("POST", "/api/v1/checkups"), &plain, "x").await.status, 415);
}

#[tokio::test]
async fn no_path_leads_out_of_its_place() {
    let server = own().await;
    for path in [
        "/assets/../../../../etc/passwd",
        "/assets/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/api/v1/cases/..%2f..%2fetc%2fpasswd",
        "/api/v1/cases/%00",
        "/api/v1/cases/1%27%20OR%201=1",
        "/api/v1/knowledge/facts/..%2F..%2FCargo.toml",
        "/api/v1/checkups/..%2f..%2fetc",
        "/api/v1/cases/%ff%fe",
    ] {
        let answer = server.get(path).await;
        assert!(answer.status.is_client_error(), "{path}: {answer:?}");
        assert!(!answer.text.contains("root:"), "{path}");
    }
}

#[tokio::test]
async fn a_script_stays_words() {
    let server = own().await;
    let script = "<script>alert(1)</script><img src=x onerror=alert(1)>";
    let client = json!({"name": script, "address": script});
    let begun = json!({"title": script, "client": client});
    assert_eq!(server.send("POST", "/api/v1/cases", begun).await.status, 201);
    for (path, body) in [
        ("notes", json!({"text": script, "whose": script})),
        ("tasks", json!({"title": script, "step": script})),
        ("payments", json!({"way": "card", "recipient": script, "note": script})),
        ("calls", json!({"text": format!("Caller: {script}\nMe: {script}"), "note": script})),
    ] {
        let path = format!("/api/v1/cases/1/{path}");
        let answer = server.send("POST", &path, body).await;
        assert_eq!(answer.status, 201, "{answer:?}");
    }
    for path in ["/", "/cases", "/cases/1", "/api/v1/cases/1"] {
        let answer = server.get(path).await;
        let kind = answer.headers.get("content-type").and_then(|kind| kind.to_str().ok());
        let is_page = kind.is_some_and(|kind| kind.starts_with("text/html"));
        assert!(!is_page || !answer.text.contains("<script>alert"), "{path}");
        assert!(!is_page || !answer.text.contains("<img src=x"), "{path}");
    }
}

/// A body that never ends does not keep the server: the limit counts what came.
#[tokio::test]
async fn a_body_without_an_end_is_cut_off() {
    let server = own().await;
    let endless = futures_util::stream::repeat_with(|| {
        Ok::<_, std::io::Error>(axum::body::Bytes::from_static(&[b' '; 65_536]))
    });
    let kind = [("content-type", "application/json")];
    let answer = server.ask(("POST", "/api/v1/cases"), &kind, Body::from_stream(endless)).await;
    assert_eq!(answer.status, 413, "{answer:?}");
}
