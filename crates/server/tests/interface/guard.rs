//! Who is let in, from where and how often, and what every answer bears.

use axum::body::Body;
use server::Error;
use server::desk::Desk;
use server::options::Access;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::asking::{PASSWORD, TOKEN, options, own, shared};

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

#[tokio::test]
async fn every_answer_bears_the_headers() {
    let server = own().await;
    for path in ["/", "/api", "/api/v1/cases", "/api/v1/nothing", "/nothing", "/health/live"] {
        let answer = server.get(path).await;
        let policy = answer.headers["content-security-policy"].to_str().expect("text");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
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
async fn whoever_shows_nothing_gets_nothing() {
    let server = shared().await;
    let mut paths: Vec<String> = Vec::new();
    for (path, operations) in server::openapi::DOCUMENT["paths"].as_object().expect("paths") {
        let methods = operations.as_object().expect("operations").keys();
        paths.extend(methods.map(|method| format!("{} {path}", method.to_uppercase())));
    }
    paths.extend(["GET /metrics".to_owned(), "GET /".to_owned(), "GET /settings".to_owned()]);
    for asked in paths {
        let (method, path) = asked.split_once(' ').expect("two words");
        let path = path.replace("{case}", "1").replace("{part}", "1").replace("{id}", "1");
        let answer = server.ask((method, &path), &[], Body::empty()).await;
        let open = ["POST /api/v1/sign-in", "POST /api/v1/visitor-reports"];
        // Whether visitors' reports are wanted, and who signs in, is asked behind the door.
        let expected = if open.contains(&asked.as_str()) { 415 } else { 401 };
        let reads_reports = asked == "GET /api/v1/visitor-reports";
        assert!(answer.status.as_u16() == expected || reads_reports, "{asked}: {answer:?}");
        assert!(!reads_reports || answer.status == 401);
    }
    assert_eq!(server.get("/health/ready").await.status, 200);
    let page = [("accept", "text/html")];
    let shown = server.ask(("GET", "/cases"), &page, Body::empty()).await;
    assert_eq!(
        (shown.status.as_u16(), shown.headers["location"].to_str().ok()),
        (303, Some("/sign-in"))
    );
}

#[tokio::test]
async fn programs_show_a_token_and_people_sign_in() {
    let server = shared().await;
    let with = async |value: &str| {
        let headers = [("authorization", value)];
        server.ask(("GET", "/api/v1/me"), &headers, Body::empty()).await
    };
    assert_eq!(with(&format!("Bearer {TOKEN}")).await.json()["role"], "technician");
    for wrong in
        ["Bearer x", "Bearer ", "Basic eA==", "Bearer a token of more than twenty characterS"]
    {
        assert_eq!(with(wrong).await.status, 401, "{wrong}");
    }
    let cookies = [server.sign_in("helper").await, server.sign_in("helper").await];
    let me = async |cookie: &str| {
        let headers = [("cookie", cookie)];
        server.ask(("GET", "/api/v1/me"), &headers, Body::empty()).await.status.as_u16()
    };
    assert_eq!((me(&cookies[0]).await, me("hangup-session=0").await), (200, 401));
    let out = async |path: &str, cookie: &str| {
        server.ask(("POST", path), &[("cookie", cookie)], Body::empty()).await.status.as_u16()
    };
    assert_eq!(out("/api/v1/sign-out", &cookies[0]).await, 204);
    assert_eq!((me(&cookies[0]).await, me(&cookies[1]).await), (401, 200));
    let third = server.sign_in("helper").await;
    assert_eq!(out("/api/v1/sign-out-everywhere", &third).await, 204);
    assert_eq!((me(&cookies[1]).await, me(&third).await), (401, 401));
}

#[tokio::test]
async fn guessing_passwords_ends_after_ten_tries() {
    let server = shared().await;
    let try_in = async |password: &str| {
        let body = serde_json::json!({"name": "admin", "password": password});
        server.send("POST", "/api/v1/sign-in", body).await.status.as_u16()
    };
    for _ in 0..10 {
        assert_eq!(try_in("wrong password").await, 401);
    }
    assert_eq!(try_in(PASSWORD).await, 429, "not even the right one is heard");
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
