//! A recorded call comes in through the microphone, for which Chromium takes a file.

use std::path::{Path, PathBuf};

use crate::browser::Browser;
use crate::served::Served;

const RECORDING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/callback.wav");

/// The speech model, where one is installed.
fn model() -> Option<PathBuf> {
    let folder = hear::model::folder().ok()?;
    let path = hear::model::path(&hear::model::model("tiny.en").ok()?, &folder);
    if !path.is_file() {
        eprintln!("skipped: the speech model tiny.en is not installed");
        return None;
    }
    Some(path)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_the_microphone_is_heard() {
    let Some(words) = model() else { return };
    let recording = Path::new(RECORDING).canonicalize().unwrap();
    let switches = [
        "--use-fake-device-for-media-stream".to_owned(),
        "--use-fake-ui-for-media-stream".to_owned(),
        format!("--use-file-for-fake-audio-capture={}", recording.display()),
    ];
    let Some(browser) = Browser::with(&switches).await else { return };
    let served = Served::hearing(words).await;
    browser.open(&served.url("/")).await;
    browser.click("button[value=microphone]").await;
    browser.wait_for("#listen-state", "Listening").await;
    browser.wait("document.querySelector('#listen-level').value > 0").await;
    browser.wait("document.querySelector('#turns').textContent.length > 40").await;
    browser.wait_for("#turns", "Windows").await;
    browser.click("#listen-stop").await;
    browser.wait_for("#listen-state", "Paused").await;
    assert_eq!(browser.complaints().await, [""; 0]);
}
