//! Servers that share a casebook: a call of one is watched from the other, and taken up by it.

use std::time::{Duration, Instant};

use casebook::store::Address;
use serde_json::json;

use crate::client::{PATIENCE, Server, example};
use crate::databases::postgres;

/// Says the same on one server and watches it on another; then the first one stops.
async fn shared(address: Address) {
    let first = Server::at(address.clone(), None).await;
    let second = Server::at(address.clone(), None).await;
    let call = first.begin(json!({"keep": true, "country": "CA"})).await;
    first.say(&call, "caller", "I am calling from Microsoft.").await;
    let mut events = second.events(&call, None).await;
    let whole = events.next().await.unwrap().json();
    assert_eq!(whole["utterances"].as_array().unwrap().len(), 1);
    // A file tells nothing of its changes, so each line waits until it is looked at.
    let count = if matches!(address, Address::File(_)) { 5 } else { usize::MAX };
    let lines: Vec<_> = example().into_iter().take(count).collect();
    let mut slowest = Duration::ZERO;
    for (side, text) in &lines {
        let begun = Instant::now();
        first.say(&call, side, text).await;
        assert_eq!(events.until("said").await.json()["text"], json!(text));
        slowest = slowest.max(begun.elapsed());
    }
    eprintln!("a line was told at the other server after at most {slowest:?}");
    let corrected = json!({"switch_sides": true, "happened": ["connected"], "not_a_scam": true});
    first.post(&format!("/api/v1/calls/{call}/corrections"), corrected).await;
    let here = first.call(&call).await;
    let there = same(&second, &call, &here).await;
    assert_eq!((&here["held"], &there["held"]), (&json!("here"), &json!("elsewhere")));
    // What another server hears cannot be said here.
    let path = format!("/api/v1/calls/{call}/utterances");
    assert_eq!(second.post(&path, json!({"text": "Hello?"})).await.0, 409);
    first.stop().await;
    if matches!(address, Address::File(_)) {
        events.until("ended").await;
        return;
    }
    // Its server let it go, so this one may take it up.
    let said = taken_up(&second, &call, json!({"text": "Are you there?", "key": "1"})).await;
    assert_eq!(said["turn"], json!(lines.len() + 1));
    let (_, ended) = second.post(&format!("/api/v1/calls/{call}/end"), json!({})).await;
    assert_eq!((&ended["held"], &ended["is_over"]), (&json!("here"), &json!(true)));
    events.until("ended").await;
    second.stop().await;
}

/// Waits until a server tells of a call what another one does.
async fn same(server: &Server, call: &str, expected: &serde_json::Value) -> serde_json::Value {
    let begun = Instant::now();
    loop {
        let found = server.call(call).await;
        let is_same = ["utterances", "judgement", "happened", "context"]
            .iter()
            .all(|key| found[key] == expected[key]);
        if is_same && found["standing"] == expected["standing"] {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "{found:#}\n{expected:#}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Says something until the server takes the call up.
async fn taken_up(server: &Server, call: &str, said: serde_json::Value) -> serde_json::Value {
    let begun = Instant::now();
    loop {
        let path = format!("/api/v1/calls/{call}/utterances");
        let (status, heard) = server.post(&path, said.clone()).await;
        if status == 200 {
            return heard;
        }
        assert_eq!(status, 409, "{heard}");
        assert!(begun.elapsed() < PATIENCE, "the call was not taken up");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[test]
fn two_servers_share_a_call_on_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    let Some(postgres) = postgres(folder.path()) else { return };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(shared(Address::Server(postgres.url())));
    drop(runtime);
}

#[test]
fn two_servers_share_a_call_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(shared(Address::File(folder.path().join("cases.db"))));
}
