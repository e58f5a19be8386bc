//! A stream that is cut, anywhere: whoever comes back misses no line and gets none twice.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::client::{Event, Events, Server, example};

/// The lines that a watcher has, as a page would show them.
#[derive(Default)]
struct Shown {
    lines: Vec<String>,
}

impl Shown {
    fn take(&mut self, event: &Event) {
        let text = |turn: &Value| format!("{} {}", turn["side"], turn["text"]);
        match event.name.as_str() {
            "began" | "corrected" => {
                let whole = event.json();
                self.lines = whole["utterances"].as_array().unwrap().iter().map(text).collect();
            }
            "said" => {
                let turn = event.json();
                assert_eq!(turn["turn"], json!(self.lines.len()), "no line twice, none missing");
                self.lines.push(text(&turn));
            }
            _ => {}
        }
    }
}

/// Watches a call to its end, and cuts the connection after so many events each time.
async fn watched(server: &Server, call: &str, cut_after: usize) -> Shown {
    let (mut shown, mut last) = (Shown::default(), None::<String>);
    loop {
        let mut events: Events = server.events(call, last.as_deref()).await;
        if events.status == 204 {
            return shown;
        }
        assert_eq!(events.status, 200);
        for _ in 0..cut_after {
            let Some(event) = events.next().await else { break };
            shown.take(&event);
        }
        last.clone_from(&events.id);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_after_any_few_events_loses_and_doubles_no_line() {
    let server = std::sync::Arc::new(Server::start().await);
    let call = server.begin(json!({})).await;
    let mut watching = Vec::new();
    for cut_after in [3, 5, 1_000] {
        let (server, call) = (server.clone(), call.clone());
        watching.push(tokio::spawn(async move { watched(&server, &call, cut_after).await }));
    }
    for (turn, (side, text)) in example().iter().enumerate() {
        server.say(&call, side, text).await;
        if turn == 9 {
            // Everything is told anew in the middle of it.
            let happened = json!({"happened": ["connected"], "switch_sides": true});
            server.post(&format!("/api/v1/calls/{call}/corrections"), happened).await;
        }
    }
    server.post(&format!("/api/v1/calls/{call}/end"), json!({})).await;
    let whole = server.call(&call).await;
    let expected: Vec<String> = whole["utterances"]
        .as_array()
        .unwrap()
        .iter()
        .map(|turn| format!("{} {}", turn["side"], turn["text"]))
        .collect();
    for shown in watching {
        let shown = shown.await.unwrap();
        assert_eq!(shown.lines, expected);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_call_that_was_missed_is_cut_at_each_of_its_events() {
    let server = Server::start().await;
    let call = server.begin(json!({})).await;
    let mut first = server.events(&call, None).await;
    first.next().await;
    let begun = first.id.clone();
    for (side, text) in example() {
        server.say(&call, side, &text).await;
    }
    let all = example().len();
    let mut told = BTreeMap::new();
    for cut in 1..=all + 1 {
        // So many events of what was missed, then the rest after a cut.
        let mut events = server.events(&call, begun.as_deref()).await;
        let mut turns = Vec::new();
        for _ in 0..cut {
            let event = events.next().await.unwrap();
            if event.name == "said" {
                turns.push(event.json()["turn"].as_u64().unwrap());
            }
        }
        let last = events.id.clone();
        drop(events);
        if turns.len() < all {
            let mut rest = server.events(&call, last.as_deref()).await;
            while turns.len() < all {
                turns.push(rest.until("said").await.json()["turn"].as_u64().unwrap());
            }
        }
        assert_eq!(turns, (0..all as u64).collect::<Vec<_>>(), "cut after {cut}");
        told.insert(cut, last);
    }
    // An id of another server, or none at all, gets the whole state.
    for id in ["00000000-99", "nonsense", "", "-", "18446744073709551616"] {
        let mut events = server.events(&call, Some(id)).await;
        let whole = events.next().await.unwrap();
        assert_eq!(whole.name, "began");
        assert_eq!(whole.json()["utterances"].as_array().unwrap().len(), all);
    }
}
