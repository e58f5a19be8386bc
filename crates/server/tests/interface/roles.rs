//! Each role does what it may, and is refused the rest, on every route that there is: those of the
//! description, with the bodies that it gives as examples, and the pages. Whoever has not signed in
//! is refused all but the way in.

use std::path::Path;

use axum::body::Body;
use serde_json::Value;
use server::openapi::DOCUMENT;

use crate::asking::{Server, shared};

/// What takes more than the role helper: how an operation begins, and the least role.
const MORE: [(&str, usize); 26] = [
    ("POST /api/v1/cases/{case}/pack", 1),
    ("POST /api/v1/cases/{case}/stix", 1),
    ("POST /api/v1/cases/{case}/misp", 1),
    ("GET /api/v1/block-list", 1),
    ("GET /api/v1/cases/{case}/export", 1),
    ("POST /api/v1/cases/import", 1),
    ("POST /api/v1/cases/{case}/machines", 1),
    ("DELETE /api/v1/cases/{case}/parts/{part}", 1),
    ("PUT /api/v1/cases/{case}/warning", 1),
    ("DELETE /api/v1/cases/{case}/warning", 1),
    ("POST /api/v1/checkups", 1),
    ("DELETE /api/v1/checkups/{id}", 1),
    ("GET /api/v1/visitor-reports", 1),
    ("POST /api/v1/visitor-reports/{id}/accept", 1),
    ("POST /api/v1/visitor-reports/{id}/reject", 1),
    ("GET /metrics", 1),
    ("GET /api/v1/audit", 2),
    ("GET /api/v1/backup", 2),
    ("POST /api/v1/restore", 2),
    ("PUT /api/v1/settings", 2),
    ("GET /api/v1/people", 2),
    ("POST /api/v1/people", 2),
    ("DELETE /api/v1/people/{name}", 2),
    ("PUT /api/v1/people/{name}/role", 2),
    ("PUT /api/v1/people/{name}/password", 2),
    ("DELETE /api/v1/cases/{case}", 2),
];
/// What anybody may ask for.
const OPEN: [&str; 4] = [
    "POST /api/v1/visitor-reports",
    "GET /warnings",
    "GET /warnings/feed.atom",
    "GET /warnings/{case}",
];
/// What begins or ends sessions, of the test itself, too; it has tests of its own.
const ENDING: [&str; 4] = [
    "POST /api/v1/sign-in",
    "POST /api/v1/sign-out",
    "POST /api/v1/sign-out-everywhere",
    "PUT /api/v1/me/password",
];

const FORM_WITH_FILE: &str = "multipart/form-data; boundary=x";
/// A form with a file.
const UPLOAD: &str = "--x\r\nContent-Disposition: form-data; name=\"zip\"; \
    filename=\"a.zip\"\r\n\r\nPK\u{3}\u{4}\r\n--x--\r\n";

/// The pages and their forms: what is sent, and the least role.
const PAGES: [(&str, &str, usize); 64] = [
    ("GET /", "", 0),
    ("GET /cases", "", 0),
    ("POST /cases", "title=x&name=&country=&phone=&email=&address=", 0),
    ("GET /cases/new", "", 0),
    ("GET /cases/{case}", "", 0),
    ("GET /cases/{case}/recovery", "", 0),
    ("POST /cases/{case}/steps/{step}", "done=true", 0),
    ("POST /cases/{case}/situations/{situation}", "holds=true", 0),
    ("GET /cases/{case}/letters/{letter}", "", 0),
    ("GET /cases/{case}/reports/{form}", "", 0),
    ("GET /cases/{case}/warning", "", 0),
    ("POST /cases/{case}/warning", "title=", 1),
    ("POST /cases/{case}/warning/take-back", "", 1),
    ("GET /cases/{case}/evidence", "", 0),
    ("POST /cases/{case}/pack", "whole=false", 1),
    ("POST /cases/{case}/stix", "", 1),
    ("POST /cases/{case}/misp", "", 1),
    ("GET /block-list.csv", "", 1),
    ("GET /cases/{case}/log", "", 0),
    ("POST /cases/{case}/title", "title=x", 0),
    ("POST /cases/{case}/client", "name=x", 0),
    ("POST /cases/{case}/happened", "", 0),
    ("POST /cases/{case}/notes", "text=x", 0),
    ("POST /cases/{case}/payments", "way=card", 0),
    ("POST /cases/{case}/tasks", "title=x", 0),
    ("POST /cases/{case}/tasks/{task}/{done}", "", 0),
    ("POST /cases/{case}/attachments", "", 0),
    ("GET /cases/{case}/attachments/{number}", "", 0),
    ("POST /cases/{case}/calls", "text=Caller%3A+x", 0),
    ("GET /cases/{case}/calls/{number}", "", 0),
    ("POST /cases/{case}/withdraw", "part=99", 1),
    ("POST /cases/{case}/payments/{payment}", "deceit=deceived", 0),
    ("POST /cases/{case}/standing/{standing}", "", 0),
    ("GET /cases/{case}/delete", "", 2),
    ("POST /cases/{case}/delete", "", 2),
    ("POST /calls", "", 0),
    ("GET /calls/{call}", "", 0),
    ("GET /calls/{id}/events", "", 0),
    ("POST /calls/{call}/utterances", "text=x&side=caller", 0),
    ("POST /calls/{call}/corrections", "", 0),
    ("POST /calls/{call}/paste", "text=x", 0),
    ("POST /calls/{call}/file", "", 0),
    ("POST /calls/{call}/sound", "", 0),
    ("POST /calls/{call}/keep", "", 0),
    ("POST /calls/{call}/end", "", 0),
    ("GET /checkups", "", 0),
    ("POST /checkups", UPLOAD, 1),
    ("GET /checkups/{id}", "", 0),
    ("POST /checkups/{id}/forget", "", 1),
    ("GET /facts", "", 0),
    ("GET /facts/{fact}", "", 0),
    ("GET /warnings", "", 0),
    ("GET /warnings/feed.atom", "", 0),
    ("GET /warnings/{case}", "", 0),
    ("GET /visitor-reports", "", 1),
    ("POST /visitor-reports/{id}/accept", "", 1),
    ("POST /visitor-reports/{id}/reject", "", 1),
    ("GET /settings", "", 0),
    ("GET /settings/log", "", 2),
    ("GET /api", "", 0),
    ("POST /settings", "language=en", 2),
    ("POST /settings/people", "name=z&role=helper&password=short", 2),
    ("POST /settings/people/remove", "name=z", 2),
    ("POST /settings/password", "old=x&new=y", 0),
];

/// What is to be asked for.
struct Asked {
    name: String,
    kind: &'static str,
    body: String,
    needed: usize,
}

/// All operations of the description, what deletes last.
fn operations() -> Vec<Asked> {
    let mut all = Vec::new();
    for (path, operations) in DOCUMENT["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let name = format!("{} {path}", method.to_uppercase());
            let needed = MORE.iter().find(|(more, _)| *more == name).map_or(0, |(_, role)| *role);
            let (kind, body) = body(operation);
            all.push(Asked { name, kind, body, needed });
        }
    }
    all.sort_by_key(|asked| asked.name.starts_with("DELETE"));
    all
}

/// What an operation takes, as its example says.
fn body(operation: &Value) -> (&'static str, String) {
    let content = &operation["requestBody"]["content"];
    let json = &content["application/json"];
    if json.is_object() {
        return ("application/json", json["example"].to_string());
    }
    let zip = content["application/zip"].is_object();
    if zip { ("application/zip", "PK\u{3}\u{4}".to_owned()) } else { ("text/plain", "{}".into()) }
}

impl Server {
    async fn ask_as(&self, cookie: Option<&str>, asked: &Asked) -> u16 {
        let (method, path) = asked.name.split_once(' ').expect("two words");
        let mut filled = path.to_owned();
        for (blank, value) in [("{case}", "1"), ("{id}", NOBODY), ("{call}", NOBODY)] {
            filled = filled.replace(blank, value);
        }
        let filled: Vec<&str> = filled
            .split('/')
            .map(|piece| if piece.starts_with('{') { "99" } else { piece })
            .collect();
        let path = filled.join("/");
        let query = if path.ends_with("/search") { "?words=x" } else { "" };
        let query = if path.ends_with("/attachments") { "?name=x" } else { query };
        let mut headers = vec![("content-type", asked.kind)];
        headers.extend(cookie.map(|cookie| ("cookie", cookie)));
        let body = Body::from(asked.body.clone());
        let path = format!("{path}{query}");
        let answer = self.ask((method, &path), &headers, body).await;
        assert!(!answer.status.is_server_error(), "{}: {answer:?}", asked.name);
        answer.status.as_u16()
    }
}

const NOBODY: &str = "01970000-0000-7000-8abc-000000000000";

/// Asks for everything with nothing and with each role.
async fn check(all: &[Asked]) {
    let server = shared().await;
    for asked in all {
        let open = OPEN.contains(&asked.name.as_str());
        let status = server.ask_as(None, asked).await;
        assert_eq!(status != 401, open, "nobody: {}: {status}", asked.name);
    }
    for (role, name) in ["helper", "technician", "admin"].into_iter().enumerate() {
        let cookie = server.sign_in(name).await;
        for asked in all.iter().filter(|asked| !ENDING.contains(&asked.name.as_str())) {
            let status = server.ask_as(Some(&cookie), asked).await;
            assert_eq!(status == 403, role < asked.needed, "{name}: {}: {status}", asked.name);
            assert_ne!(status, 401, "{name}: {}", asked.name);
        }
    }
}

#[tokio::test]
async fn each_role_does_what_it_may_in_the_interface_for_programs() {
    let mut all = operations();
    let metrics = "GET /metrics".to_owned();
    all.insert(0, Asked { name: metrics, kind: "text/plain", body: String::new(), needed: 1 });
    for (name, _) in MORE {
        assert!(all.iter().any(|asked| asked.name == name), "{name} is there no more");
    }
    check(&all).await;
}

#[tokio::test]
async fn each_role_does_what_it_may_on_the_pages() {
    let page = |(name, body, needed): &(&str, &str, usize)| Asked {
        name: (*name).to_owned(),
        kind: if *body == UPLOAD { FORM_WITH_FILE } else { "application/x-www-form-urlencoded" },
        body: (*body).to_owned(),
        needed: *needed,
    };
    check(&PAGES.iter().map(page).collect::<Vec<_>>()).await;
}

/// A page that is added must be added to the table, too.
#[test]
fn every_page_is_in_the_table() {
    let mut missing = Vec::new();
    // The ways in and out are asked by other tests, and so are the files that anybody gets.
    let elsewhere =
        ["/sign-in", "/sign-out", "/report", "/favicon.ico", "/assets/{version}/{name}"];
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for text in [source.join("pages.rs"), source.join("live/stream.rs")]
        .into_iter()
        .chain(files(&source.join("pages")))
        .map(|path| std::fs::read_to_string(path).expect("it is read"))
    {
        for route in text.split(".route(").skip(1) {
            let path = route.split('"').nth(1).expect("a path");
            let known = PAGES.iter().any(|(name, ..)| name.split_once(' ').unwrap().1 == path);
            if !known && !elsewhere.contains(&path) {
                missing.push(path.to_owned());
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { all.extend(files(&path)) } else { all.push(path) }
    }
    all
}
