//! Sound of browsers and files. What needs a speech model is skipped where none is installed.

use std::path::PathBuf;
use std::time::Duration;

use casebook::store::Address;
use futures_util::{SinkExt as _, StreamExt as _};
use hear::file::SoundFile;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::client::Server;

/// The smallest model that is installed.
fn model() -> Option<PathBuf> {
    let folder = hear::model::folder().ok()?;
    let path = hear::model::path(&hear::model::model("tiny.en").ok()?, &folder);
    if !path.is_file() {
        eprintln!("skipped: the speech model tiny.en is not installed");
        return None;
    }
    Some(path)
}

/// A recording in which somebody speaks.
fn recording() -> Option<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/audio/T");
    let path = PathBuf::from(folder).join("t15_flite_slt_speex.wav");
    if !path.is_file() {
        eprintln!("skipped: there is no recording of speech at {}", path.display());
        return None;
    }
    Some(path)
}

async fn hearing() -> Option<(Server, tempfile::TempDir)> {
    let model = model()?;
    let folder = tempfile::tempdir().unwrap();
    let address = Address::File(folder.path().join("cases.db"));
    Some((Server::at(address, Some(model)).await, folder))
}

type Socket = WebSocketStream<tokio::net::TcpStream>;

async fn microphone(server: &Server, call: &str) -> Socket {
    let stream = tokio::net::TcpStream::connect(server.address).await.unwrap();
    let address = format!("ws://{}/api/v1/calls/{call}/sound", server.address);
    client_async(address, stream).await.expect("the server takes sound").0
}

/// Says what the server answers to some frames before it ends the connection.
async fn answer(server: &Server, call: &str, frames: Vec<Message>) -> String {
    let mut socket = microphone(server, call).await;
    for frame in frames {
        if socket.send(frame).await.is_err() {
            break;
        }
    }
    let mut answer = "nothing".to_owned();
    while let Ok(Some(Ok(message))) =
        tokio::time::timeout(Duration::from_secs(20), socket.next()).await
    {
        if let Message::Text(text) = message {
            let told: Value = serde_json::from_str(&text).unwrap();
            answer = told["problem"].as_str().unwrap().to_owned();
        }
    }
    answer
}

fn rate(rate: u64) -> Message {
    Message::text(json!({ "rate": rate }).to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frames_that_are_no_sound_are_refused_in_words() {
    let Some((server, _folder)) = hearing().await else { return };
    let call = server.begin(json!({})).await;
    let samples = |bytes: usize| Message::binary(vec![0_u8; bytes]);
    for (frames, wanted) in [
        (vec![samples(640)], "first say how fast"),
        (vec![Message::text("hello")], "first say how fast"),
        (vec![Message::text("{\"rate\": \"fast\"}")], "first say how fast"),
        (vec![rate(0)], "0 samples a second"),
        (vec![rate(1)], "1 samples a second"),
        (vec![rate(4_000_000)], "4000000 samples a second"),
        (vec![rate(1 << 40)], "first say how fast"),
        (vec![rate(48_000), samples(641)], "half a sample"),
        (vec![rate(48_000), samples(640), Message::text("words")], "only samples"),
        (vec![rate(16_000), samples(400_000), samples(400_000), samples(400_000)], "more sound"),
    ] {
        let found = answer(&server, &call, frames).await;
        assert!(found.contains(wanted), "{wanted}: {found}");
    }
    // A frame that is too large ends the connection without a word.
    answer(&server, &call, vec![rate(48_000), samples(600 * 1_024)]).await;
    assert_eq!(server.call(&call).await["turns"], 0);
    server.say(&call, "caller", "The call goes on all the same.").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silence_is_heard_and_says_nothing() {
    let Some((server, _folder)) = hearing().await else { return };
    let call = server.begin(json!({})).await;
    let mut events = server.events(&call, None).await;
    let mut socket = microphone(&server, &call).await;
    socket.send(rate(48_000)).await.unwrap();
    for _ in 0..20 {
        socket.send(Message::binary(vec![0_u8; 9_600])).await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let progress = events.until("progress").await.json();
    assert_eq!(progress["level"], 0.0);
    socket.close(None).await.unwrap();
    assert_eq!(server.call(&call).await["turns"], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_into_a_microphone_or_stands_in_a_file_becomes_words() {
    let Some((server, _folder)) = hearing().await else { return };
    let Some(recording) = recording() else { return };
    let bytes = std::fs::read(&recording).unwrap();
    let call = server.begin(json!({"keep": true})).await;
    let mut events = server.events(&call, None).await;
    let path = format!("/api/v1/calls/{call}/sound");
    let (status, answer) = server.post_bytes(&path, bytes.clone()).await;
    assert_eq!(status, 202, "{answer}");
    let said = events.until("said").await.json();
    assert!(!said["text"].as_str().unwrap().is_empty());

    let call = server.begin(json!({})).await;
    let mut events = server.events(&call, None).await;
    let mut socket = microphone(&server, &call).await;
    socket.send(rate(16_000)).await.unwrap();
    for sound in SoundFile::open(&recording).unwrap() {
        let samples = sound.unwrap().samples;
        let bytes = samples.iter().flat_map(|level| ((level * 32_767.0) as i16).to_le_bytes());
        socket.send(Message::binary(bytes.collect::<Vec<u8>>())).await.unwrap();
    }
    // A browser that is closed mid-word: what was said until then is heard.
    drop(socket);
    let said = events.until("said").await.json();
    assert!(!said["text"].as_str().unwrap().is_empty());
    // What is no sound is told at once.
    let (status, problem) =
        server.post_bytes(&format!("/api/v1/calls/{call}/sound"), "no sound").await;
    assert_eq!(status, 422, "{problem}");
    assert!(problem["detail"].as_str().unwrap().starts_with("the file is"), "{problem}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_speech_model_the_answer_says_what_to_do() {
    let server = Server::start().await;
    let call = server.begin(json!({})).await;
    let path = format!("/api/v1/calls/{call}/sound");
    let (status, problem) = server.post_bytes(&path, "RIFF").await;
    assert_eq!(status, 503);
    let words = problem.to_string();
    assert!(words.contains("typing works") && words.contains("hangup model install"), "{words}");
    server.say(&call, "caller", "Typing works.").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_of_another_host_may_not_listen_in() {
    let server = Server::start().await;
    let call = server.begin(json!({})).await;
    let address = format!("ws://{}/api/v1/calls/{call}/sound", server.address);
    let mut request = address.into_client_request().unwrap();
    request.headers_mut().insert("origin", "http://example.com".parse().unwrap());
    let stream = tokio::net::TcpStream::connect(server.address).await.unwrap();
    let refused = client_async(request, stream).await.unwrap_err();
    assert!(refused.to_string().contains("403"), "{refused}");
}
