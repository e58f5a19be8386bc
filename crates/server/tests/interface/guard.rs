//! What every answer bears, what keeps a server from starting, and who is cut off.

use axum::body::Body;
use server::Error;
use server::desk::Desk;
use server::options::Access;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::asking::{options, own, shared};

#[tokio::test]
async fn every_answer_bears_the_headers() {
    let server = own().await;
    server.send("POST", "/api/v1/cases", serde_json::json!({"title": "x"})).await;
    let kind = [("content-type", "application/octet-stream")];
    let page = "<script>alert(1)</script>";
    let file = ("POST", "/api/v1/cases/1/attachments?name=a.html");
    let file = server.ask(file, &kind, page).await.json()["number"].to_string();
    let files = [format!("/cases/1/attachments/{file}"), format!("/api/v1{}", "/nothing/else")];
    for (method, path, status) in [
        ("GET", "/", 200),
        ("GET", "/api", 200),
        ("GET", "/api/v1/cases", 200),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/nothing", 404),
        ("GET", "/health/live", 200),
        ("GET", "/metrics", 200),
        ("GET", "/sign-in", 200),
        ("GET", files[0].as_str(), 200),
        ("GET", files[1].as_str(), 404),
        ("PATCH", "/api/v1/cases", 405),
        ("POST", "/api/v1/cases", 415),
        ("OPTIONS", "/", 405),
        ("HEAD", "/cases", 200),
    ] {
        let answer = server.ask((method, path), &[], Body::empty()).await;
        assert_eq!(answer.status, status, "{method} {path}");
        let policy = answer.headers["content-security-policy"].to_str().expect("text");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
        assert_eq!(answer.headers["referrer-policy"], "same-origin", "{path}");
        assert_eq!(answer.headers["cross-origin-resource-policy"], "same-origin", "{path}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
    }
    // A file that a stranger sent is saved and never shown, whatever it is called.
    for path in
        [format!("/cases/1/attachments/{file}"), format!("/api/v1/cases/1/attachments/{file}")]
    {
        let answer = server.get(&path).await;
        assert_eq!(answer.headers["content-type"], "application/octet-stream", "{path}");
        let saved = answer.headers["content-disposition"].to_str().expect("text");
        assert!(saved.starts_with("attachment; "), "{saved}");
        let policy = answer.headers["content-security-policy"].to_str().expect("text");
        assert!(policy.contains("sandbox"), "{policy}");
    }
}

#[tokio::test]
async fn a_server_that_others_can_reach_does_not_start_without_a_way_to_sign_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut wide = options(&folder);
    wide.listen.set_ip([0, 0, 0, 0].into());
    let refused = Desk::open(wide.clone()).await.expect_err("nobody could sign in");
    assert!(matches!(refused, Error::OpenToAll { .. }), "{refused}");
    let named = server::Options {
        access: Access { hosts: vec!["help.example".to_owned()], ..Access::default() },
        ..options(&folder)
    };
    assert!(Desk::open(named).await.is_err(), "a proxy may stand before it");
    wide.access.token = Some("short".to_owned());
    assert!(matches!(Desk::open(wide).await, Err(Error::Token { .. })));
}

#[tokio::test]
async fn a_person_is_shown_the_way_in_and_a_balancer_an_answer() {
    let server = shared().await;
    assert_eq!(server.get("/health/live").await.status, 200);
    assert_eq!(server.get("/health/ready").await.json()["casebook"], true);
    let page = [("accept", "text/html")];
    let shown = server.ask(("GET", "/cases"), &page, Body::empty()).await;
    assert_eq!(
        (shown.status.as_u16(), shown.headers["location"].to_str().ok()),
        (303, Some("/sign-in"))
    );
}

#[tokio::test]
async fn metrics_tell_counts_and_no_words() {
    let server = own().await;
    server.send("POST", "/api/v1/cases", serde_json::json!({"title": "Lindqvist"})).await;
    server.get("/api/v1/cases/1").await;
    server.get("/api/v1/search?words=Lindqvist").await;
    let text = server.get("/metrics").await.text;
    let counted =
        "hangup_requests_total{route=\"/api/v1/cases/{case}\",method=\"GET\",status=\"200\"} 1";
    assert!(text.contains(counted), "{text}");
    assert!(!text.contains("Lindqvist") && text.ends_with("# EOF\n"), "{text}");
    assert!(text.contains("hangup_live_calls 0\n") && text.contains("hangup_utterances_total 0\n"));
    let call = server.send("POST", "/api/v1/calls", serde_json::json!({})).await.json();
    let say = format!("/api/v1/calls/{}/utterances", call["id"].as_str().expect("an id"));
    server.send("POST", &say, serde_json::json!({"text": "I am calling from Microsoft"})).await;
    let text = server.get("/metrics").await.text;
    for line in
        ["hangup_live_calls 1\n", "hangup_utterances_total 1\n", "hangup_judged_seconds_count 1\n"]
    {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("Microsoft"), "{text}");
}

/// Whoever sends the head of a request a byte at a time is cut off, and others are served.
#[tokio::test]
async fn a_slow_head_is_cut_off() {
    let folder = tempfile::tempdir().expect("a folder");
    let (tell, told) = tokio::sync::oneshot::channel();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(server::serve(
        options(&folder),
        |bound| tell.send(bound).expect("it is waited for"),
        async { drop(stopped.await) },
    ));
    let address = told.await.expect("it starts");
    let mut slow = tokio::net::TcpStream::connect(address).await.expect("connected");
    slow.write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-A: ").await.expect("sent");
    let begun = std::time::Instant::now();
    let mut left = [0; 1_024];
    let cut = tokio::time::timeout(std::time::Duration::from_secs(30), slow.read(&mut left)).await;
    assert!(cut.is_ok(), "it is cut off");
    assert!(begun.elapsed().as_secs() >= 10);
    let mut quick = tokio::net::TcpStream::connect(address).await.expect("connected");
    let ask = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    quick.write_all(ask).await.expect("sent");
    let mut text = String::new();
    quick.read_to_string(&mut text).await.expect("read");
    assert!(text.starts_with("HTTP/1.1 200") && text.ends_with("It lives.\n"), "{text}");
    stop.send(()).expect("it still runs");
    serving.await.expect("it ends").expect("without an error");
}
