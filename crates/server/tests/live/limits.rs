//! What is too much, too long, twice, or not there.

use serde_json::json;

use crate::client::Server;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_key_is_heard_once() {
    let server = Server::start().await;
    let call = server.begin(json!({"keep": true})).await;
    let path = format!("/api/v1/calls/{call}/utterances");
    let said = json!({"text": "I am calling from Microsoft.", "side": "caller", "key": "a-1"});
    for _ in 0..3 {
        assert_eq!(server.post(&path, said.clone()).await, (200, json!({"turn": 0})));
    }
    let other = json!({"text": "I am calling from Microsoft.", "side": "caller", "key": "a-2"});
    assert_eq!(server.post(&path, other).await.1, json!({"turn": 1}));
    // Many at once with one key: a client that asks again before the first answer came.
    let again = json!({"text": "Download AnyDesk.", "side": "caller", "key": "a-3"});
    let answers = (0..8).map(|_| server.post(&path, again.clone()));
    for (status, heard) in futures_util::future::join_all(answers).await {
        assert_eq!((status, heard), (200, json!({"turn": 2})));
    }
    assert_eq!(server.call(&call).await["turns"], 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_said_is_refused_in_words() {
    let server = Server::start().await;
    let call = server.begin(json!({})).await;
    let path = format!("/api/v1/calls/{call}/utterances");
    for (told, status) in [
        (json!({"text": "x".repeat(8_193)}), 422),
        (json!({"text": "x", "key": "k".repeat(65)}), 422),
        (json!({"text": "x", "start_ms": 1_000_000_000_000_u64}), 422),
        (json!({"text": "x", "start_ms": -1}), 422),
        (json!({"text": "x", "side": "both"}), 422),
        (json!({"text": 7}), 422),
        (json!({"texts": "x"}), 422),
        (json!({}), 422),
        (json!({"text": "x".repeat(300_000)}), 413),
    ] {
        let (found, problem) = server.post(&path, told).await;
        assert_eq!(found, status, "{problem}");
        assert_eq!(problem["status"], status);
    }
    for nothing in ["", "   ", "\n\t", "\u{202e}\u{200b}"] {
        let (status, heard) = server.post(&path, json!({"text": nothing})).await;
        assert_eq!((status, heard), (200, json!({"turn": null})));
    }
    let (status, _) = server.post_bytes(&path, "{\"text\":").await;
    assert_eq!(status, 415, "not said to be JSON");
    assert_eq!(server.call(&call).await["turns"], 0);
    server.post(&format!("/api/v1/calls/{call}/end"), json!({})).await;
    assert_eq!(server.post(&path, json!({"text": "Hello?"})).await.0, 409);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_pasted_is_refused_in_words() {
    let server = Server::start().await;
    let call = server.begin(json!({})).await;
    let path = format!("/api/v1/calls/{call}/paste");
    let notes = "The client told me that he said he was calling from Microsoft. He asked her to \
        download AnyDesk. She did not want to.";
    for (text, status) in [
        (String::new(), 422),
        (" \n \n".to_owned(), 422),
        (notes.to_owned(), 422),
        ("Me: a\n".repeat(6_000), 422),
        ("x".repeat((1 << 20) + 2), 413),
    ] {
        let (found, problem) = server.post_bytes(&path, text).await;
        assert_eq!(found, status, "{problem}");
    }
    let (status, pasted) = server.post_bytes(&path, vec![0xFF, 0xFE, b'a', 0, b'b', 0]).await;
    assert_eq!((status, &pasted["utterances"]), (200, &json!(1)), "{pasted}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_that_are_not_there_are_not_found() {
    let server = Server::start().await;
    for id in ["nothing", "0198c0de-beef-7aaa-bbbb-ccccddddeeee", "..%2f..%2fetc", "%00"] {
        for path in ["", "/events", "/sound"] {
            let (status, _) = server.get(&format!("/api/v1/calls/{id}{path}")).await;
            assert!(matches!(status, 400 | 404 | 426), "{id}{path}: {status}");
        }
        for (path, body) in [
            ("utterances", json!({"text": "x"})),
            ("corrections", json!({})),
            ("keep", json!({})),
            ("end", json!({})),
        ] {
            let (status, _) = server.post(&format!("/api/v1/calls/{id}/{path}"), body).await;
            assert_eq!(status, 404, "{id}/{path}");
        }
    }
    for (told, status) in [
        (json!({"case": "17"}), 404),
        (json!({"context": "nobody-rang"}), 422),
        (json!({"country": "Canada"}), 422),
        (json!({"keeps": true}), 422),
    ] {
        assert_eq!(server.post("/api/v1/calls", told).await.0, status);
    }
    assert_eq!(server.get("/api/v1/calls").await.1, json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_watchers_are_turned_away_and_make_room_when_they_go() {
    let server = Server::start().await;
    let call = server.begin(json!({})).await;
    let mut watching = Vec::new();
    for _ in 0..server::live::room::WATCHERS_MAX {
        let mut events = server.events(&call, None).await;
        events.next().await;
        watching.push(events);
    }
    assert_eq!(server.events(&call, None).await.status, 429);
    drop(watching);
    for _ in 0..100 {
        // A watcher that has gone is noticed with the next thing that it is told.
        server.say(&call, "caller", "Hello?").await;
        if server.events(&call, None).await.status == 200 {
            return;
        }
    }
    panic!("those who went made no room");
}
