//! Whose page asks, and by which name: what another site's page in the same browser may not do.

use axum::body::Body;

use crate::asking::{PASSWORD, own, shared};

#[tokio::test]
async fn another_name_or_another_sites_page_is_refused() {
    let server = own().await;
    let ask = async |method: &str, headers: &[(&str, &str)]| {
        let body = r#"{"title": "x"}"#;
        let json = ("content-type", "application/json");
        let headers: Vec<_> = headers.iter().copied().chain([json]).collect();
        server.ask((method, "/api/v1/cases"), &headers, body).await.status.as_u16()
    };
    assert_eq!(ask("GET", &[("host", "evil.example")]).await, 421);
    for host in ["127.0.0.1:4747", "localhost", "[::1]:4747"] {
        assert_eq!(ask("GET", &[("host", host)]).await, 200, "{host}");
    }
    assert_eq!(ask("POST", &[("origin", "http://evil.example")]).await, 403);
    assert_eq!(ask("POST", &[("origin", "null")]).await, 403);
    assert_eq!(ask("POST", &[("origin", "http://localhost:9999")]).await, 403);
    assert_eq!(ask("POST", &[("sec-fetch-site", "cross-site")]).await, 403);
    assert_eq!(ask("POST", &[("sec-fetch-site", "same-site")]).await, 403);
    assert_eq!(ask("POST", &[("origin", "http://localhost:4747")]).await, 201);
    let upgrade = [("upgrade", "websocket"), ("origin", "http://evil.example")];
    assert_eq!(ask("GET", &upgrade).await, 403);
}

/// What a browser sends in its own words counts more than what a page may leave out.
#[tokio::test]
async fn what_another_sites_page_may_ask_for() {
    let server = own().await;
    let read = async |site: &str, mode: &str, dest: &str| {
        let headers =
            [("sec-fetch-site", site), ("sec-fetch-mode", mode), ("sec-fetch-dest", dest)];
        server.ask(("GET", "/api/v1/cases"), &headers, Body::empty()).await.status.as_u16()
    };
    assert_eq!(read("same-origin", "cors", "empty").await, 200);
    assert_eq!(read("none", "navigate", "document").await, 200);
    assert_eq!(read("cross-site", "navigate", "document").await, 200, "a link is followed");
    for (mode, dest) in [("no-cors", "script"), ("cors", "empty"), ("navigate", "iframe")] {
        assert_eq!(read("cross-site", mode, dest).await, 403, "{mode} {dest}");
        assert_eq!(read("same-site", mode, dest).await, 403, "{mode} {dest}");
    }
    let shared = shared().await;
    let sign_in = async |origin: &str| {
        let headers = [("origin", origin), ("content-type", "application/json")];
        let body = serde_json::json!({"name": "helper", "password": PASSWORD}).to_string();
        shared.ask(("POST", "/api/v1/sign-in"), &headers, body).await.status.as_u16()
    };
    assert_eq!(sign_in("https://localhost:4747").await, 204);
    assert_eq!(sign_in("http://localhost:4747").await, 403, "the way there is encrypted");
    assert_eq!(sign_in("https://evil.example").await, 403, "nobody is signed in by others");
}

/// A form of any kind is a state-changing request like another: none is let through by its kind.
#[tokio::test]
async fn no_form_of_another_site_is_taken() {
    let server = own().await;
    for (path, kind) in [
        ("/cases", "application/x-www-form-urlencoded"),
        ("/cases", "text/plain"),
        ("/checkups", "multipart/form-data; boundary=x"),
        ("/cases/1/attachments", "multipart/form-data; boundary=x"),
        ("/settings", "application/x-www-form-urlencoded"),
        ("/sign-in", "application/x-www-form-urlencoded"),
        ("/api/v1/cases", "text/plain"),
        ("/api/v1/restore", "text/plain"),
        ("/report", "application/x-www-form-urlencoded"),
    ] {
        let headers = [("origin", "https://evil.example"), ("content-type", kind)];
        let answer = server.ask(("POST", path), &headers, "title=x").await;
        assert_eq!(answer.status, 403, "{path} {kind}: {answer:?}");
    }
}

/// Where a proxy brings requests to a server that takes everybody for its owner, others come in.
#[tokio::test]
async fn a_server_for_this_machine_alone_serves_no_proxy() {
    let server = own().await;
    for name in ["x-forwarded-for", "forwarded", "via", "x-real-ip"] {
        let headers = [(name, "203.0.113.7")];
        let answer = server.ask(("GET", "/api/v1/cases"), &headers, Body::empty()).await;
        assert_eq!(answer.status, 421, "{name}: {answer:?}");
        assert!(answer.text.contains("--behind-tls"), "{answer:?}");
    }
}
