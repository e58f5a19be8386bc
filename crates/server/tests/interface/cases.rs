//! A case from its beginning to its end.

use axum::http::StatusCode;
use serde_json::json;

use crate::asking::own;

const CALL: &str = "Caller: I am calling from Microsoft. Your computer sends errors to our \
    server.\n\
    Me: What do you want?\nCaller: Download AnyDesk now, and buy gift cards for the licence.";

#[tokio::test]
async fn a_case_is_kept_found_exported_and_deleted() {
    let server = own().await;
    let begun = json!({"title": "Ms Lindqvist", "client": {"country": "uk"}});
    let case = server.send("POST", "/api/v1/cases", begun).await;
    assert_eq!(case.status, StatusCode::CREATED, "{case:?}");
    assert_eq!(case.json()["client"]["country"], "GB");
    let call = json!({"text": CALL, "context": "they-rang-me"});
    let call = server.send("POST", "/api/v1/cases/1/calls", call).await;
    assert_eq!(call.status, StatusCode::CREATED, "{call:?}");
    let note = json!({"text": "She has his gift-card numbers in Zürich"});
    assert_eq!(server.send("POST", "/api/v1/cases/1/notes", note).await.status, 201);
    let pay = json!({"way": "gift-card", "amount-minor": 50000, "currency": "gbp"});
    assert_eq!(server.send("POST", "/api/v1/cases/1/payments", pay).await.status, 201);
    let task = server.send("POST", "/api/v1/cases/1/tasks", json!({"title": "Bank"})).await;
    let task = format!("/api/v1/cases/1/tasks/{}", task.json()["number"]);
    assert_eq!(server.send("PUT", &task, json!({"done": true})).await.status, 200);
    let what = json!({"happened": ["connected"]});
    assert_eq!(server.send("POST", "/api/v1/cases/1/happened", what).await.status, 204);
    let kind = [("content-type", "application/octet-stream")];
    let file = ("POST", "/api/v1/cases/1/attachments?name=..%2F..%2Fa%22b.jpg");
    let file = server.ask(file, &kind, "photo").await;
    let file = format!("/api/v1/cases/1/attachments/{}", file.json()["number"]);
    let file = server.get(&file).await;
    assert_eq!(file.text, "photo");
    assert_eq!(
        file.headers["content-disposition"],
        "attachment; filename=\"a_b.jpg\"; filename*=UTF-8''a%22b.jpg"
    );

    let whole = server.get("/api/v1/cases/1").await.json();
    let level = &whole["calls"][0]["judgement"]["verdict"]["level"];
    assert!(level == "scam" || level == "suspicious", "{level}");
    assert_eq!(whole["payments"][0]["currency"], "GBP");
    assert!(whole["tasks"][0]["done"].is_string());
    let hits = server.get("/api/v1/search?words=zurich%20gift").await.json();
    assert_eq!(hits.as_array().expect("hits").len(), 1);
    assert_eq!(server.get("/api/v1/cases/1/verify").await.json()["broken"], json!(null));
    assert_eq!(server.get("/api/v1/cases/1/export").await.json()["format"], "hangup-case-1");
    assert!(server.get("/api/v1/cases/1/log").await.json().as_array().expect("a log").len() >= 8);

    assert_eq!(server.send("DELETE", "/api/v1/cases/1", json!({})).await.status, 204);
    assert_eq!(server.get("/api/v1/cases/1").await.status, 404);
    let deeds = server.get("/api/v1/audit").await.json();
    let deeds: Vec<_> = deeds["deeds"].as_array().expect("deeds").iter().collect();
    assert_eq!(deeds[0]["deed"], "case-deleted");
    assert_eq!(deeds[1]["deed"], "case-exported");
}

#[tokio::test]
async fn a_long_list_is_read_in_stretches() {
    let server = own().await;
    for number in 0..7 {
        let begun = json!({"title": format!("Case {number} of 100%")});
        assert_eq!(server.send("POST", "/api/v1/cases", begun).await.status, 201);
    }
    server.send("POST", "/api/v1/cases/3/close", json!({})).await;
    let (mut seen, mut path) = (Vec::new(), "/api/v1/cases?count=3".to_owned());
    loop {
        let list = server.get(&path).await.json();
        let cases = list["cases"].as_array().expect("cases").clone();
        seen.extend(cases.iter().map(|case| case["number"].as_i64().expect("a number")));
        let Some(next) = list["next"].as_str() else { break };
        path = format!("/api/v1/cases?count=3&after={}", next.replace(':', "%3A"));
    }
    assert_eq!(seen, [3, 7, 6, 5, 4, 2, 1]);
    let count = async |query: &str| {
        let list = server.get(&format!("/api/v1/cases?{query}")).await.json();
        list["cases"].as_array().expect("cases").len()
    };
    assert_eq!(count("standing=closed").await, 1);
    assert_eq!(count("standing=open&naming=CASE%205").await, 1);
    assert_eq!(count("naming=100%25").await, 7);
    assert_eq!(count("naming=1%25%25").await, 0);
}

#[tokio::test]
async fn closed_cases_are_deleted_once_they_were_kept_as_long_as_is_set() {
    let server = own().await;
    for title in ["open", "closed"] {
        server.send("POST", "/api/v1/cases", json!({"title": title})).await;
    }
    server.send("POST", "/api/v1/cases/2/close", json!({})).await;
    let desk = server::desk::Desk::open(server.options.clone()).await.expect("it opens");
    let at = |days: i64| jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * days);
    assert_eq!(desk.forget_outlived(at(400)).await.expect("looked"), 0, "nothing is set");
    server.send("PUT", "/api/v1/settings", json!({"retention-days": 365})).await;
    assert_eq!(desk.forget_outlived(at(364)).await.expect("looked"), 0);
    assert_eq!(desk.forget_outlived(at(366)).await.expect("looked"), 1);
    assert_eq!(server.get("/api/v1/cases/2").await.status, 404);
    assert_eq!(server.get("/api/v1/cases/1").await.status, 200);
}

#[tokio::test]
async fn the_country_that_is_set_holds_where_no_other_is_said() {
    let server = own().await;
    server.send("PUT", "/api/v1/settings", json!({"country": "ca"})).await;
    let country = async |path: &str, body: serde_json::Value| {
        let begun = server.send("POST", path, body).await;
        assert_eq!(begun.status, 201, "{begun:?}");
        begun.json()
    };
    assert_eq!(country("/api/v1/calls", json!({})).await["country"], "CA");
    assert_eq!(country("/api/v1/calls", json!({"country": "GB"})).await["country"], "GB");
    assert_eq!(country("/api/v1/cases", json!({"title": "x"})).await["client"]["country"], "CA");
    let told = json!({"title": "x", "client": {"country": "US"}});
    assert_eq!(country("/api/v1/cases", told).await["client"]["country"], "US");
}
