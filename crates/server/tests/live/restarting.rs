//! PostgreSQL stops and starts again while people write: they are told to wait, then go on; what
//! was acknowledged is there, and nothing is there twice.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use casebook::store::Address;
use serde_json::json;

use crate::client::{PATIENCE, Server, only_case};
use crate::databases::postgres;

/// So many speak in one call at once.
const SPEAKERS: usize = 4;
/// So long it is spoken before and after each stop.
const BETWEEN: Duration = Duration::from_millis(700);

/// Says sentences until it is over, each until it is acknowledged; gives how many.
async fn speak(
    server: &Server,
    call: &str,
    speaker: usize,
    (is_over, refused): (&AtomicBool, &AtomicUsize),
) -> usize {
    let path = format!("/api/v1/calls/{call}/utterances");
    let mut said = 0;
    while !is_over.load(Ordering::SeqCst) {
        let text = format!("Speaker {speaker} says sentence {said}.");
        let saying = json!({"text": text, "key": format!("{speaker}-{said}")});
        let begun = Instant::now();
        loop {
            let (status, told) = server.post(&path, saying.clone()).await;
            if status == 200 {
                break;
            }
            assert_eq!(status, 503, "{told}");
            let advice = told["detail"].as_str().unwrap();
            assert!(advice.contains("try again"), "{told}");
            assert!(begun.elapsed() < PATIENCE, "it is never acknowledged");
            refused.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        said += 1;
    }
    said
}

#[test]
fn a_database_that_is_restarted_under_load_loses_and_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let Some(postgres) = postgres(folder.path()) else { return };
    let address = Address::Server(postgres.url());
    let (is_over, refused) = (AtomicBool::new(false), AtomicUsize::new(0));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let server = Server::at(address.clone(), None).await;
        let call = server.begin(json!({"keep": true})).await;
        let speaking =
            (0..SPEAKERS).map(|speaker| speak(&server, &call, speaker, (&is_over, &refused)));
        let restart = async {
            for how in ["fast", "immediate"] {
                tokio::time::sleep(BETWEEN).await;
                tokio::task::block_in_place(|| postgres.stop(how)).expect("it stops");
                tokio::time::sleep(BETWEEN).await;
                let (status, _) = server.get("/health/ready").await;
                assert_eq!(status, 503, "it is not ready without its database");
                assert_eq!(server.get("/health/live").await.0, 200);
                tokio::task::block_in_place(|| postgres.start_again()).expect("it starts");
            }
            tokio::time::sleep(BETWEEN).await;
            is_over.store(true, Ordering::SeqCst);
        };
        let (said, ()) = tokio::join!(futures_util::future::join_all(speaking), restart);
        assert!(refused.load(Ordering::SeqCst) > 0, "somebody was told to wait");
        let case = only_case(&address).await;
        let mut kept: Vec<&str> =
            case.calls[0].value.utterances.iter().map(|said| said.text.as_str()).collect();
        let mut expected = Vec::new();
        for (speaker, said) in said.iter().enumerate() {
            expected.extend(
                (0..*said).map(|number| format!("Speaker {speaker} says sentence {number}.")),
            );
        }
        eprintln!("{} sentences, {refused:?} refusals", expected.len());
        kept.sort_unstable();
        expected.sort_unstable();
        assert_eq!(kept, expected);
        assert_eq!(server.get("/health/ready").await.0, 200);
        server.stop().await;
    });
    drop(runtime);
}
