//! What is kept of a call, and what is not.

use casebook::case::Act;
use casebook::store::{Address, Casebook};
use serde_json::json;

use crate::client::{Server, example, only_case};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_written_of_a_call_that_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let address = Address::File(folder.path().join("cases.db"));
    let server = Server::at(address.clone(), None).await;
    let call = server.begin(json!({})).await;
    server.say(&call, "caller", "I am calling from Zebulon Computers.").await;
    server.post(&format!("/api/v1/calls/{call}/end"), json!({})).await;
    server.stop().await;
    let book = Casebook::open(&address).await.unwrap();
    assert!(book.list(0, 10).await.unwrap().is_empty());
    assert!(book.live().await.unwrap().is_empty());
    book.close().await;
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(7).any(|window| window == b"Zebulon"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_acknowledged_is_in_the_case_and_the_end_brings_the_judgement() {
    let folder = tempfile::tempdir().unwrap();
    let address = Address::File(folder.path().join("cases.db"));
    let server = Server::at(address.clone(), None).await;
    let call = server.begin(json!({"keep": true, "country": "CA"})).await;
    for (turn, (side, text)) in example().iter().take(12).enumerate() {
        server.say(&call, side, text).await;
        let case = only_case(&address).await;
        let said = &case.calls[0].value.utterances;
        assert_eq!((said.len(), &said[turn].text), (turn + 1, text));
    }
    let corrected = json!({"happened": ["connected"], "turn": 3, "side": "caller",
        "context": "they-rang-me", "not_a_scam": true});
    server.post(&format!("/api/v1/calls/{call}/corrections"), corrected).await;
    let (_, ended) = server.post(&format!("/api/v1/calls/{call}/end"), json!({})).await;
    let case = only_case(&address).await;
    let kept = &case.calls[0].value;
    assert_eq!(kept.context.as_deref(), Some("they-rang-me"));
    assert!(kept.is_cleared && case.happened.contains("connected"));
    assert_eq!(kept.utterances[3].side, evidence::transcript::Side::Caller);
    let judgement = serde_json::to_value(kept.judgement.as_ref().unwrap()).unwrap();
    assert_eq!(judgement, ended["judgement"]);
    assert!(kept.ended.is_some() && kept.note.is_none());
    // Ending twice ends once.
    server.post(&format!("/api/v1/calls/{call}/end"), json!({})).await;
    let book = Casebook::open(&address).await.unwrap();
    let log = book.log(case.id).await.unwrap();
    let ends = log.iter().filter(|change| matches!(change.read(), Ok(Act::CallEnded { .. })));
    assert_eq!(ends.count(), 1);
    book.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_can_be_kept_later_with_all_that_was_said() {
    let folder = tempfile::tempdir().unwrap();
    let address = Address::File(folder.path().join("cases.db"));
    let server = Server::at(address.clone(), None).await;
    let call = server.begin(json!({})).await;
    server.say(&call, "caller", "I am calling from Microsoft.").await;
    let (status, kept) = server.post(&format!("/api/v1/calls/{call}/keep"), json!({})).await;
    assert_eq!(status, 200, "{kept}");
    server.say(&call, "callee", "Where did you get my number?").await;
    assert_eq!(server.post(&format!("/api/v1/calls/{call}/keep"), json!({})).await.0, 409);
    // A second call in the same case.
    let case = kept["case"].as_str().unwrap();
    let second = server.begin(json!({"case": case})).await;
    server.say(&second, "caller", "I am calling again.").await;
    let case = only_case(&address).await;
    let said: Vec<usize> = case.calls.iter().map(|call| call.value.utterances.len()).collect();
    assert_eq!(said, [2, 1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_many_say_at_once_is_in_the_case_once_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let address = Address::File(folder.path().join("cases.db"));
    let server = Server::at(address.clone(), None).await;
    let call = server.begin(json!({"keep": true})).await;
    let texts: Vec<String> = (0..60).map(|number| format!("Sentence number {number}.")).collect();
    let said = texts.iter().map(|text| server.say(&call, "caller", text));
    futures_util::future::join_all(said).await;
    let whole = server.call(&call).await;
    let heard: Vec<_> = (0..60).map(|turn| whole["utterances"][turn]["text"].clone()).collect();
    let case = only_case(&address).await;
    let kept: Vec<_> = case.calls[0].value.utterances.iter().map(|it| json!(it.text)).collect();
    assert_eq!(kept, heard);
}
