//! A call that is typed: judged as it goes on as it would be in one go, and told at once.

use evidence::judge::{Circumstances, judge};
use evidence::judgement::Judgement;
use evidence::transcript::{Form, Side, Transcript, Utterance};
use serde_json::json;

use crate::client::{Server, example, knowledge};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_typed_call_gets_the_judgement_of_its_text() {
    let server = Server::start().await;
    let call = server.begin(json!({"context": "i-rang-number-shown", "country": "ca"})).await;
    let mut events = server.events(&call, None).await;
    assert_eq!(events.next().await.unwrap().name, "began");
    for (turn, (side, text)) in example().iter().enumerate() {
        assert_eq!(server.say(&call, side, text).await, json!(turn));
        let said = events.until("said").await.json();
        assert_eq!((said["turn"].as_u64(), &said["text"]), (Some(turn as u64), &json!(text)));
        let judged = events.until("judged").await.json();
        assert_eq!(judged["turns"], json!(turn + 1));
    }
    let utterance = |(side, text): &(&str, String)| Utterance {
        speaker: String::new(),
        side: if *side == "callee" { Side::Callee } else { Side::Caller },
        text: text.clone(),
        start_ms: None,
        end_ms: None,
    };
    let utterances: Vec<_> = example().iter().map(utterance).collect();
    let transcript = Transcript { id: None, form: Form::Dialogue, utterances };
    let circumstances = Circumstances {
        context: Some("i-rang-number-shown".into()),
        country: Some("CA".into()),
        ..Default::default()
    };
    let expected = judge(&transcript, &circumstances, knowledge());
    let whole = server.call(&call).await;
    let mut judgement = whole["judgement"].clone();
    for moment in judgement["timeline"].as_array_mut().unwrap() {
        moment.as_object_mut().unwrap().remove("start_ms");
    }
    judgement.as_object_mut().unwrap().remove("call");
    let mut expected = serde_json::to_value(Judgement { call: None, ..expected }).unwrap();
    expected.as_object_mut().unwrap().remove("call");
    for moment in expected["timeline"].as_array_mut().unwrap() {
        moment.as_object_mut().unwrap().remove("start_ms");
    }
    assert_eq!(judgement, expected);
    assert_eq!(whole["standing"]["level"], "scam");
    assert!(whole["case"].is_null());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pasted_call_is_heard_whole_and_its_end_is_told() {
    let server = Server::start().await;
    let call = server.begin(json!({})).await;
    let mut events = server.events(&call, None).await;
    let text = "Caller: I am calling from Microsoft.\nMe: Why?\nCaller: Download AnyDesk now.";
    let (status, pasted) = server.post_bytes(&format!("/api/v1/calls/{call}/paste"), text).await;
    assert_eq!((status, &pasted["utterances"]), (200, &json!(3)), "{pasted}");
    for turn in 0..3 {
        assert_eq!(events.until("said").await.json()["turn"], json!(turn));
    }
    let (status, ended) = server.post(&format!("/api/v1/calls/{call}/end"), json!({})).await;
    assert_eq!((status, &ended["is_over"]), (200, &json!(true)));
    events.until("ended").await;
    assert_eq!(events.next().await, None, "the stream ends with the call");
    // Whoever saw the end and asks again, as browsers do, is told that nothing comes.
    let last = events.id.clone();
    assert_eq!(server.events(&call, last.as_deref()).await.status, 204);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_gets_fragments_of_the_same_stream() {
    let server = Server::start().await;
    let call = server.begin(json!({})).await;
    let path = format!("/calls/{call}/events");
    let mut events = server.stream(&path, None).await;
    assert_eq!(events.next().await.unwrap().name, "began");
    events.until("judged").await;
    server.say(&call, "caller", "I got your number from <b>Microsoft</b>.").await;
    let said = events.until("said").await;
    assert!(said.data.contains("turn-0") && said.data.contains("&lt;b&gt;"), "{said:?}");
    events.until("judged").await;
    // What is marked later at an earlier turn is told again with it.
    server.say(&call, "callee", "Where did you get my number?").await;
    server.say(&call, "caller", "From the error reports.").await;
    server.say(&call, "callee", "Where did you really get it?").await;
    while !events.until("said").await.data.contains("turn-3") {}
    server.say(&call, "caller", "It is in the phone book.").await;
    let said = events.until("said").await;
    assert!(said.data.contains("turn-2") && said.data.contains("turn-4"), "{said:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_stops_at_once_with_open_streams() {
    let server = Server::start().await;
    let call = server.begin(json!({"keep": true})).await;
    server.say(&call, "caller", "I am calling from Microsoft.").await;
    let mut events = server.events(&call, None).await;
    events.next().await;
    let begun = std::time::Instant::now();
    let folder = server.stop().await.unwrap();
    assert!(begun.elapsed() < std::time::Duration::from_secs(2), "{:?}", begun.elapsed());
    let book = casebook::store::Address::File(folder.path().join("cases.db"));
    let case = crate::client::only_case(&book).await;
    let call = &case.calls[0].value;
    assert!(call.ended.is_some() && call.judgement.is_some() && call.note.is_some());
}
