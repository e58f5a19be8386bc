//! Everything can be read, and forms sent, where no script runs.

use serde_json::json;

use crate::browser::Browser;
use crate::cases::{Kept, PAGES};
use crate::served::Served;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_are_read_and_a_call_is_typed_without_scripts() {
    let Some(browser) = Browser::start().await else { return };
    let served = Served::own().await;
    let kept = Kept::in_server(&served).await;
    browser.command("Emulation.setScriptExecutionDisabled", json!({"value": true})).await;
    for page in PAGES.iter().map(|page| (*page).to_owned()).chain(kept.pages()) {
        browser.open(&served.url(&page)).await;
        let read = browser.text("main").await;
        let title = browser.text("h1").await;
        assert!(!title.is_empty() && read.len() > title.len(), "{page}: {read}");
    }
    browser.open(&served.url("/")).await;
    browser.click("button[value=typing]").await;
    browser.write("#text", "I am calling from Microsoft, your computer is infected.").await;
    browser.click("#type button.first").await;
    assert!(browser.text("#turn-0").await.contains("infected"), "the page came back with it");
    browser.write("#text", "Download AnyDesk and read me the code.").await;
    browser.click("#type button.first").await;
    assert!(browser.text("#verdict").await.to_lowercase().contains("scam"));
    browser.click("#happened-connected").await;
    assert!(browser.text("#happened-connected").await.len() > 3);
    assert!(browser.place().await.ends_with("#corrections"));
}
