//! A ZIP comes in, its report goes out, and a case's calls hear of it.

use std::io::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

use crate::asking::{Server, own};

const CONNECTIONS: &str =
    "Incoming    2026-03-15, 02:10    Passwd    <script>alert(1)</script>    700000001\n";

fn zip(name: &str, content: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file(name, options).expect("begun");
    zip.write_all(content.as_bytes()).expect("written");
    zip.finish().expect("a ZIP").into_inner()
}

async fn examine(server: &Server, query: &str, zip: Vec<u8>) -> Value {
    let kind = [("content-type", "application/zip")];
    let path = format!("/api/v1/checkups{query}");
    let begun = server.ask(("POST", &path), &kind, zip).await;
    assert_eq!(begun.status, 202, "{begun:?}");
    let path = format!("/api/v1/checkups/{}", begun.json()["id"].as_str().expect("an id"));
    for _ in 0..600 {
        let now = server.get(&path).await.json();
        if now["stage"] == "done" || now["stage"] == "failed" {
            return now;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never ends")
}

#[tokio::test]
async fn a_zip_becomes_a_report_and_part_of_its_case() {
    let server = own().await;
    server.send("POST", "/api/v1/cases", json!({"title": "x"})).await;
    let text = "Caller: I never connected to your computer, nobody was in it.\nMe: Really?";
    server.send("POST", "/api/v1/cases/1/calls", json!({"text": text})).await;
    let name = "ProgramData/AnyDesk/connection_trace.txt";
    let done = examine(&server, "?case=1&name=Laptop", zip(name, CONNECTIONS)).await;
    assert_eq!((&done["stage"], &done["percent"]), (&json!("done"), &json!(100)), "{done}");
    let id = done["id"].as_str().expect("an id");
    let findings = server.get(&format!("/api/v1/checkups/{id}/findings")).await.json();
    assert_eq!(findings["sessions"].as_array().expect("sessions").len(), 1);
    let report = server.get(&format!("/api/v1/checkups/{id}/report")).await;
    assert!(report.text.contains("What this computer shows"), "{report:?}");
    assert!(!report.text.contains("<script"), "names of the machine are words");
    let policy = report.headers["content-security-policy"].to_str().expect("text");
    assert!(policy.contains("style-src 'sha256-"), "{policy}");
    let events = server.get(&format!("/api/v1/checkups/{id}/events")).await;
    assert!(events.text.starts_with("event: progress\ndata: {"), "{events:?}");
    let case = server.get("/api/v1/cases/1").await.json();
    assert_eq!(case["machines"][0]["name"], "Laptop");
    let shown = case["calls"][0]["judgement"]["machine"].as_array().expect("observations");
    assert!(!shown.is_empty(), "the judge of the call was told");
}

#[tokio::test]
async fn what_is_no_zip_or_holds_nothing_is_told() {
    let server = own().await;
    let kind = [("content-type", "application/zip")];
    for (body, status) in [("", 415), ("PK", 415), ("no zip at all", 415)] {
        let answer = server.ask(("POST", "/api/v1/checkups"), &kind, body).await;
        assert_eq!(answer.status, status, "{body}: {answer:?}");
    }
    assert_eq!(server.get("/api/v1/checkups").await.text, "[]", "nothing is left of them");
    for content in [zip("readme.txt", "hello"), b"PK\x03\x04 and nothing else".to_vec()] {
        let failed = examine(&server, "", content).await;
        assert_eq!(failed["stage"], "failed", "{failed}");
        assert!(failed["problem"].as_str().expect("words").contains("could be read"), "{failed}");
        let id = failed["id"].as_str().expect("an id");
        assert_eq!(server.get(&format!("/api/v1/checkups/{id}/report")).await.status, 409);
    }
    let missing = server.ask(("POST", "/api/v1/checkups?case=9"), &kind, zip("a", "b")).await;
    assert_eq!(missing.status, 404);
}
