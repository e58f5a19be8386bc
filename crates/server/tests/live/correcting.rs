//! What whoever follows a call puts right: told to all who watch, and judged anew.

use serde_json::json;

use crate::client::Server;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sides_context_and_what_happened_are_put_right() {
    let server = Server::start().await;
    let call = server.begin(json!({})).await;
    let corrections = format!("/api/v1/calls/{call}/corrections");
    server.say(&call, "callee", "I am calling from Microsoft, your computer is infected.").await;
    server.say(&call, "caller", "Why are you calling me?").await;
    server.say(&call, "callee", "Download AnyDesk now, and read me the code.").await;
    let before = server.call(&call).await;
    let mut events = server.events(&call, None).await;
    events.next().await;

    let (status, switched) = server.post(&corrections, json!({"switch_sides": true})).await;
    assert_eq!(status, 200, "{switched}");
    let sides: Vec<_> = (0..3).map(|turn| &switched["utterances"][turn]["side"]).collect();
    assert_eq!(sides, ["caller", "callee", "caller"]);
    assert!(switched["probability"].as_f64() > before["probability"].as_f64());
    let told = events.until("corrected").await.json();
    assert_eq!(told["utterances"], switched["utterances"]);

    let (_, marked) = server.post(&corrections, json!({"turn": 1, "side": "caller"})).await;
    assert_eq!(marked["utterances"][1]["side"], "caller");
    let (_, told) = server
        .post(&corrections, json!({"context": "they-rang-me", "happened": ["connected"]}))
        .await;
    assert_eq!(
        (&told["context"], &told["happened"]),
        (&json!("they-rang-me"), &json!(["connected"]))
    );
    assert_eq!(told["standing"]["headline"], "DO THIS NOW");
    let (_, cleared) = server.post(&corrections, json!({"not_a_scam": true, "context": ""})).await;
    assert_eq!(
        (&cleared["standing"]["is_cleared"], &cleared["context"]),
        (&json!(true), &json!(null))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_correction_is_refused_and_changes_nothing() {
    let server = Server::start().await;
    let call = server.begin(json!({})).await;
    server.say(&call, "caller", "I am calling from Microsoft.").await;
    let before = server.call(&call).await;
    for wrong in [
        json!({"context": "they-sang"}),
        json!({"happened": ["connected", "flew"]}),
        json!({"turn": 1, "side": "caller"}),
        json!({"turn": 0}),
        json!({"voice": 0, "side": "callee"}),
        json!({"side": "callee"}),
        json!({"turn": 0, "side": "both"}),
        json!({"sides": []}),
        json!("they-rang-me"),
    ] {
        let (status, problem) =
            server.post(&format!("/api/v1/calls/{call}/corrections"), wrong.clone()).await;
        assert_eq!(status, 422, "{wrong}: {problem}");
        assert!(problem["title"].is_string() && problem["detail"].is_string());
    }
    let after = server.call(&call).await;
    assert_eq!(before["judgement"], after["judgement"]);
}
