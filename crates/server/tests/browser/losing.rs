//! The page is loaded anew, and the network fails: no line is lost, and none comes twice.

use crate::browser::{Browser, ENTER};
use crate::following::begin;
use crate::line::Line;
use crate::served::Served;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neither_loading_anew_nor_a_lost_connection_loses_a_line() {
    let Some(browser) = Browser::start().await else { return };
    let served = Served::own().await;
    let line = Line::to(served.address).await;
    let call = begin(&browser, &line.url("/")).await;
    say(&browser, "Hello, this is Windows support.").await;
    browser.wait_for("#turns", "Windows support").await;

    line.cut();
    browser.wait("document.querySelector('#connection').classList.contains('lost')").await;
    say(&browser, "Your computer sends us error reports.").await;
    say(&browser, "Go to the website and download AnyDesk.").await;
    browser.wait_for("#waiting", "AnyDesk").await;
    assert_eq!(served.said(&call).await.len(), 1, "nothing comes through");
    line.mend();
    browser.wait_for("#turns", "AnyDesk").await;
    browser.wait("document.querySelector('#waiting').hidden").await;

    // Cut again, loaded anew once it is back: what waits is kept by the browser.
    line.cut();
    browser.wait("document.querySelector('#connection').classList.contains('lost')").await;
    say(&browser, "Read me the code on the screen.").await;
    browser.wait_for("#waiting", "Read me the code").await;
    line.mend();
    browser.reload().await;
    browser.wait_for("#turns", "Read me the code").await;
    browser.wait("document.querySelector('#waiting').hidden").await;
    let wanted = [
        "Hello, this is Windows support.",
        "Your computer sends us error reports.",
        "Go to the website and download AnyDesk.",
        "Read me the code on the screen.",
    ];
    assert_eq!(served.said(&call).await, wanted);
    let shown = browser.run("return document.querySelectorAll('.turn').length", &[]).await;
    assert_eq!(shown, wanted.len());
}

async fn say(browser: &Browser, words: &str) {
    browser.click("#text").await;
    browser.type_words(words).await;
    browser.press(&[ENTER]).await;
}
