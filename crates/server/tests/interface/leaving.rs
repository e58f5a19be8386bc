//! What leaves a case through the interface and the page, and who may have it.

use axum::http::StatusCode;
use serde_json::json;

use crate::asking::{Server, own};

const CALL: &str = "Caller: Hello Mrs Lindqvist, I am calling from Microsoft.\n\
    Me: What do you want?\nCaller: Download AnyDesk now, and buy gift cards for the licence. Ring \
    me back on 01632 960188.\nMe: My card is 4111 1111 1111 1111.";

async fn with_case(server: &Server) {
    let client = json!({"name": "Ingrid Lindqvist", "country": "GB"});
    let begun = json!({"title": "Ms Lindqvist", "client": client});
    assert_eq!(server.send("POST", "/api/v1/cases", begun).await.status, 201);
    let call = json!({"text": CALL, "context": "they-rang-me", "number-shown": "01632 960144"});
    assert_eq!(server.send("POST", "/api/v1/cases/1/calls", call).await.status, 201);
}

#[tokio::test]
async fn a_pack_is_redacted_unless_the_whole_one_is_asked_for() {
    let server = own().await;
    with_case(&server).await;
    let open = server.send("POST", "/api/v1/cases/1/pack", json!({})).await;
    assert_eq!(open.status, StatusCode::OK, "{open:?}");
    let name = open.headers["content-disposition"].to_str().expect("text");
    assert!(name.starts_with("attachment; filename=\"evidence-redacted-"), "{name}");
    assert_eq!(open.headers["hangup-manifest-sha256"].len(), 64);
    for whole in [false, true] {
        let wanted = json!({"whole": whole});
        let pack = server.send("POST", "/api/v1/cases/1/pack", wanted).await.bytes;
        let kind = [("content-type", "application/zip")];
        let checked = server.ask(("POST", "/api/v1/packs/check"), &kind, pack.clone()).await;
        assert_eq!(checked.json()["wrong"], json!([]), "{checked:?}");
        let standing = if whole { "whole" } else { "redacted" };
        assert_eq!(checked.json()["standing"], standing);
        let mut changed = pack;
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        let checked = server.ask(("POST", "/api/v1/packs/check"), &kind, changed).await;
        assert_ne!(checked.json()["wrong"], json!([]), "{checked:?}");
    }
    let nothing = server.ask(("POST", "/api/v1/packs/check"), &[], "no ZIP").await;
    assert_eq!(nothing.status, 422);
    let sealed = json!({"passphrase": "correct horse"});
    let sealed = server.send("POST", "/api/v1/cases/1/pack", sealed).await.bytes;
    assert!(sealed.starts_with(b"age-encryption.org/v1\n"));
    let short = server.send("POST", "/api/v1/cases/1/pack", json!({"passphrase": "x"})).await;
    assert_eq!(short.status, 422);
}

#[tokio::test]
async fn what_the_callers_left_has_nothing_of_the_clients() {
    let server = own().await;
    with_case(&server).await;
    for path in ["/api/v1/cases/1/stix", "/api/v1/cases/1/misp"] {
        let left = server.send("POST", path, json!({})).await;
        assert!(left.text.contains("441632960188"), "{left:?}");
        assert!(!left.text.contains("Lindqvist") && !left.text.contains("4111"), "{left:?}");
    }
    let list = server.get("/api/v1/block-list").await;
    assert_eq!(list.headers["content-type"], "text/csv; charset=utf-8");
    assert!(list.text.contains("+441632960188,scam call; given by the caller,"), "{list:?}");
    let paper = server.get("/api/v1/cases/1/reports/police?format=pdf").await;
    assert!(paper.text.starts_with("%PDF-"));
    assert_eq!(paper.headers["content-disposition"], "attachment; filename=\"police.pdf\"");
    let paper = server.get("/api/v1/cases/1/reports/police?format=text").await;
    assert!(paper.text.contains("[missing") && paper.text.contains("Ingrid Lindqvist"));
    let other = server.get("/api/v1/cases/1/reports/police?format=odt").await;
    assert_eq!(other.status, 400, "{other:?}");
}

#[tokio::test]
async fn the_page_makes_the_same_files() {
    let server = own().await;
    with_case(&server).await;
    let page = server.get("/cases/1/evidence").await;
    assert!(page.text.contains("Make the whole pack") && page.text.contains("block-list.csv"));
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    let pack = server.ask(("POST", "/cases/1/pack"), &kind, "whole=true&passphrase=").await;
    assert_eq!(pack.headers["content-type"], "application/zip", "{pack:?}");
    assert_eq!(server.ask(("POST", "/cases/1/stix"), &kind, "").await.status, 200);
    let text = server.get("/cases/1/reports/police?format=text").await;
    assert_eq!(text.headers["content-disposition"], "attachment; filename=\"police.txt\"");
}
