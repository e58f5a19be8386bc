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

/// Whoever asks over the network is told what to try there: no paths, no commands, no database.
#[tokio::test]
async fn problems_tell_nothing_of_the_inside() {
    let server = own().await;
    server.send("POST", "/api/v1/cases", json!({"title": "x"})).await;
    let exported = server.get("/api/v1/cases/1/export").await.json();
    let mut altered = exported.clone();
    altered["changes"][0]["by"] = json!("somebody else");
    let kind = "application/octet-stream";
    for (method, path, body, status) in [
        ("GET", "/api/v1/cases/7", json!(null), 404),
        ("POST", "/api/v1/cases/import", exported, 409),
        ("POST", "/api/v1/cases/import", altered, 422),
        ("POST", "/api/v1/restore", json!({"format": "other"}), 422),
        ("PUT", "/api/v1/cases/1/tasks/99", json!({"done": true}), 409),
        ("PUT", "/api/v1/cases/1/claims/99/answer", json!({}), 409),
        ("POST", "/api/v1/cases/1/claims", json!({"to": "x", "payments": [9]}), 422),
        ("POST", "/api/v1/cases/1/sent-reports", json!({"form": "none"}), 422),
        ("GET", "/api/v1/cases/1/letters/none", json!(null), 404),
        ("GET", "/api/v1/cases/1/plan?country=Narnia", json!(null), 422),
    ] {
        let kind = if path.ends_with("restore") { kind } else { "application/json" };
        let headers = [("content-type", kind)];
        let answer = server.ask((method, path), &headers, body.to_string()).await;
        assert_eq!(answer.status, status, "{method} {path}: {answer:?}");
        for inside in ["hangup case", "SELECT", "sqlite", "/tmp", ".db", "cases.db"] {
            assert!(!answer.text.contains(inside), "{path}: {answer:?}");
        }
        let problem = answer.json();
        assert!(!problem["detail"].as_str().expect("words").is_empty(), "{path}: {problem}");
    }
}

/// One entry that unpacks to very much, and very many entries: both are over soon.
#[tokio::test]
async fn a_zip_that_swells_is_bounded() {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("Windows/System32/winevt/Logs/System.evtx", options).expect("an entry");
    let zeros = vec![0; 1 << 20];
    (0..512).for_each(|_| zip.write_all(&zeros).expect("written"));
    for number in 0..20_000 {
        zip.start_file(format!("Users/a/{number}.txt"), options).expect("an entry");
    }
    let content = zip.finish().expect("whole").into_inner();
    assert!(content.len() < 8 << 20, "{}", content.len());
    let server = own().await;
    let begun = std::time::Instant::now();
    let kind = [("content-type", "application/zip")];
    let answer = server.ask(("POST", "/api/v1/checkups"), &kind, content).await;
    assert_eq!(answer.status, 202, "{answer:?}");
    let path = format!("/api/v1/checkups/{}/events", answer.json()["id"].as_str().expect("an id"));
    let events = server.get(&path).await.text;
    assert!(events.contains("\"stage\":\"done\"") || events.contains("\"stage\":\"failed\""));
    assert!(begun.elapsed().as_secs() < 120, "{:?}", begun.elapsed());
}

/// What comes where text is wanted and is none, or is text that some databases do not keep.
#[tokio::test]
async fn odd_text_is_kept_or_refused_and_never_breaks_anything() {
    let server = own().await;
    server.send("POST", "/api/v1/cases", json!({"title": "x"})).await;
    let kind = [("content-type", "application/json")];
    let nul = r#"{"text": "a\u0000b \u202e\ufeff\uffff"}"#;
    for (body, status) in [
        (nul.as_bytes(), 201),
        (br#"{"text": "lone \ud800 surrogate"}"#, 400),
        (b"{\"text\": \"\xff\xfe\"}", 400),
        (b"\xef\xbb\xbf{\"text\": \"x\"}", 400),
        (br#"{"text": "x", "text": "y"}"#, 422),
        (br#"["x", null]"#, 422),
        (br#"{"text": "x"} {"text": "y"}"#, 400),
    ] {
        let shown = String::from_utf8_lossy(body).into_owned();
        let path = ("POST", "/api/v1/cases/1/notes");
        let answer = server.ask(path, &kind, body.to_vec()).await;
        assert_eq!(answer.status.as_u16(), status, "{shown}: {answer:?}");
    }
    let huge = "9".repeat(400);
    let body = format!(r#"{{"way": "card", "amount-minor": {huge}}}"#);
    let answer = server.ask(("POST", "/api/v1/cases/1/payments"), &kind, body).await;
    assert!(answer.status.is_client_error(), "{answer:?}");
    for (path, status) in [
        (format!("/api/v1/cases/{huge}"), 404),
        (format!("/api/v1/cases/1/attachments/{huge}"), 400),
        (format!("/api/v1/cases?count={huge}"), 400),
        (format!("/api/v1/cases?count={}", u32::MAX), 200),
        ("/api/v1/cases?after=2026-01-01T00:00:00Z~9223372036854775808".to_owned(), 400),
        ("/api/v1/cases?after=-9999999-01-01T00:00:00Z~1".to_owned(), 400),
        ("/api/v1/cases?naming=%00%25_!%27%22".to_owned(), 200),
        ("/api/v1/search?words=%00%ff%27%22*%20OR%20NEAR(".to_owned(), 200),
        ("/api/v1/audit?before=%00".to_owned(), 200),
        ("/cases?words=%00%22%27&after=%00".to_owned(), 400),
    ] {
        let answer = server.get(&path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {answer:?}");
    }
}

#[tokio::test]
async fn the_name_of_a_file_is_a_name_and_no_path() {
    let server = own().await;
    server.send("POST", "/api/v1/cases", json!({"title": "x"})).await;
    let kind = [("content-type", "application/octet-stream")];
    for (name, kept) in [
        ("..%2F..%2Fetc%2Fpasswd", "passwd"),
        ("..%5C..%5Cboot.ini", "boot.ini"),
        ("%2e%2e%2f%2e%2e%2fx%00.png", "x.png"),
        ("a%0d%0aSet-Cookie%3A%20b", "a Set-Cookie: b"),
        ("%E2%80%AEgpj.exe", "gpj.exe"),
    ] {
        let path = format!("/api/v1/cases/1/attachments?name={name}");
        let answer = server.ask(("POST", &path), &kind, "x").await;
        assert_eq!(answer.status.as_u16(), 201, "{name}: {answer:?}");
        let number = answer.json()["number"].clone();
        let case = server.get("/api/v1/cases/1").await.json();
        let files = case["attachments"].as_array().expect("files");
        assert_eq!(files.last().expect("one")["name"], kept, "{name}");
        let answer = server.get(&format!("/api/v1/cases/1/attachments/{number}")).await;
        let saved = answer.headers["content-disposition"].to_str().expect("text");
        let letters =
            |letter: char| letter.is_ascii_alphanumeric() || "._-=;*'%\" ".contains(letter);
        assert!(saved.chars().all(letters), "{saved}");
    }
    for name in ["", "..%2F", "%00", "%20"] {
        let path = format!("/api/v1/cases/1/attachments?name={name}");
        assert_eq!(server.ask(("POST", &path), &kind, "x").await.status, 422, "{name}");
    }
    let path = "/api/v1/cases/1/attachments?name=x";
    assert_eq!(server.ask(("POST", path), &kind, "").await.status, 422, "an empty file");
}
