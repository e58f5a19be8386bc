//! Reports that visitors leave: off at first, looked at before anything is done, bounded.

use axum::body::Body;
use serde_json::json;

use crate::asking::{own, shared};

#[tokio::test]
async fn a_visitor_is_heard_once_an_admin_says_so() {
    let server = own().await;
    let report = json!({"text": "Somebody rang.", "number-shown": "+1 202 555 0143"});
    let send = async || server.send("POST", "/api/v1/visitor-reports", report.clone()).await;
    assert_eq!(send().await.status, 404);
    let settings = json!({"visitor-reports": true});
    assert_eq!(server.send("PUT", "/api/v1/settings", settings).await.status, 200);
    let (first, second) = (send().await.json(), send().await.json());
    let of = |one: &serde_json::Value, what: &str| {
        format!("/api/v1/visitor-reports/{}/{what}", one["id"].as_str().expect("an id"))
    };
    let accepted = server.send("POST", &of(&first, "accept"), json!({})).await;
    assert_eq!(accepted.status, 200, "{accepted:?}");
    assert_eq!(server.send("POST", &of(&first, "accept"), json!({})).await.status, 409);
    assert_eq!(server.send("POST", &of(&second, "reject"), json!({})).await.status, 204);
    let case = server.get("/api/v1/cases/1").await.json();
    assert_eq!(case["notes"][0]["text"], "Somebody rang.");
    let accepted = server.get("/api/v1/visitor-reports?state=accepted").await.json();
    assert_eq!(accepted[0]["report"], json!(null), "its words are in the case, and go with it");
    let rejected = server.get("/api/v1/visitor-reports?state=rejected").await.json();
    assert_eq!(rejected[0]["report"], json!(null));
}

#[tokio::test]
async fn one_address_leaves_few_reports_an_hour() {
    let server = shared().await;
    let admin = server.sign_in("admin").await;
    let headers = [("cookie", admin.as_str()), ("content-type", "application/json")];
    let on = json!({"visitor-reports": true}).to_string();
    assert_eq!(server.ask(("PUT", "/api/v1/settings"), &headers, on).await.status, 200);
    let leave = async |from: &str| {
        let headers = [("x-forwarded-for", from), ("content-type", "application/json")];
        let report = json!({"text": "Somebody rang."}).to_string();
        server.ask(("POST", "/api/v1/visitor-reports"), &headers, report).await.status.as_u16()
    };
    for _ in 0..5 {
        assert_eq!(leave("203.0.113.1").await, 201);
    }
    assert_eq!(leave("203.0.113.1").await, 429);
    assert_eq!(leave("203.0.113.2").await, 201);
}

#[tokio::test]
async fn a_visitor_reports_and_a_technician_takes_it_on_pages() {
    let server = own().await;
    assert_eq!(server.get("/report").await.status, 404, "it is off at first");
    server.send("PUT", "/api/v1/settings", json!({"visitor-reports": true})).await;
    let page = server.get("/report").await.text;
    assert!(page.contains("<form") && page.contains("What happened?"), "{page}");
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    let text = "text=%3Cb%3ESomebody+rang%3C%2Fb%3E&number_shown=%2B1+202+555+0143";
    let thanks = server.ask(("POST", "/report"), &kind, text).await;
    assert!(thanks.status == 200 && thanks.text.contains("Thank you"), "{thanks:?}");
    let empty = server.ask(("POST", "/report"), &kind, "text=+").await;
    assert_eq!(empty.status, 422);
    let waiting = server.get("/visitor-reports").await.text;
    assert!(waiting.contains("&lt;b&gt;Somebody rang&lt;/b&gt;"), "{waiting}");
    let reports = server.get("/api/v1/visitor-reports").await.json();
    let accept = format!("/visitor-reports/{}/accept", reports[0]["id"].as_str().expect("an id"));
    let taken = server.ask(("POST", &accept), &[], Body::empty()).await;
    assert_eq!(taken.status, 303);
    let case = server.get("/api/v1/cases/1").await.json();
    assert_eq!(case["calls"][0]["number-shown"], "+1 202 555 0143");
}
