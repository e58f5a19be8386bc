//! A person follows a call by typing it.

use serde_json::json;

use crate::browser::{Browser, ENTER, SHIFT, SPACE, TAB};
use crate::served::Served;

/// Begins a call on the start page, by the mouse.
pub async fn begin(browser: &Browser, start: &str) -> String {
    browser.open(start).await;
    browser.click("button[value=typing]").await;
    browser
        .wait("document.querySelector('#connection')?.textContent.startsWith('Connected')")
        .await;
    call_of(browser).await
}

/// The call that the open page shows.
pub async fn call_of(browser: &Browser) -> String {
    let call = browser.run("return document.querySelector('[data-call]').dataset.call", &[]).await;
    call.as_str().unwrap().to_owned()
}

/// Types a line that they said, and waits until it stands there.
async fn they_say(browser: &Browser, words: &str) {
    browser.type_words(words).await;
    browser.press(&[ENTER]).await;
    browser.wait_for("#turns", words).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn typing_a_call_changes_the_verdict_and_marks_what_proves_it() {
    let Some(browser) = Browser::start().await else { return };
    let served = Served::own().await;
    let call = begin(&browser, &served.url("/")).await;
    assert!(browser.text("#verdict").await.contains("Too little"), "nothing was said yet");
    browser.wait("document.activeElement.id === 'text'").await;

    they_say(&browser, "We are calling from Microsoft, your computer is infected.").await;
    they_say(&browser, "We got your number from the error reports.").await;
    browser.wait_for("#turn-0 mark", "Microsoft").await;
    browser.wait_for("#turn-0 .claims", "not true").await;
    browser.type_words("Who gave you my number?").await;
    browser.press(&[SHIFT, ENTER]).await;
    browser.wait_for("#turn-2.callee", "Who gave you my number?").await;
    they_say(&browser, "Your internet provider gave us the number.").await;
    they_say(&browser, "Download AnyDesk and read me the code on the screen.").await;

    browser.wait("document.querySelector('#verdict').classList.contains('scam')").await;
    assert!(browser.text("#verdict h1").await.contains("scam"));
    browser.wait_for("#changes del", "from the error").await;
    browser.wait_for("#changes", "internet provider gave us").await;
    browser.wait_for("#story del", "from the error").await;
    browser.wait_for("#advice", "Do this now").await;
    browser.wait_for("#false", "Says Microsoft").await;
    browser.wait_for("#course figcaption", "calls").await;
    browser.wait_for("#aloud-now", "scam").await;

    browser.click("#happened-connected").await;
    browser.wait("document.querySelector('#happened-connected').ariaPressed === 'true'").await;
    browser.wait_for("#advice", "internet").await;
    browser.click("#context-they-rang-me").await;
    browser.wait("document.querySelector('#context-they-rang-me').ariaPressed === 'true'").await;
    browser.click("#who summary").await;
    browser.click("#switch-sides").await;
    browser.wait_for("#turn-0.callee", "Microsoft").await;
    browser.click("#switch-sides").await;
    browser.wait_for("#turn-0.caller", "Microsoft").await;
    browser.click("#cleared").await;
    browser.wait_for("#verdict", "You said that it is no scam").await;

    let said = served.said(&call).await;
    assert_eq!(said.len(), 5, "each line is there once: {said:?}");
    assert_eq!(browser.complaints().await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_is_typed_with_the_keyboard_alone() {
    let Some(browser) = Browser::start().await else { return };
    let served = Served::own().await;
    browser.open(&served.url("/")).await;
    browser.press(&[TAB]).await;
    assert_eq!(focused(&browser).await, "Go to the content");
    browser.press(&[ENTER]).await;
    tab_to(&browser, "document.activeElement.matches('#more summary')").await;
    browser.press(&[SPACE]).await;
    tab_to(&browser, "document.activeElement.name === 'keep'").await;
    browser.press(&[SPACE]).await;
    tab_to(&browser, "document.activeElement.value === 'typing'").await;
    browser.press(&[ENTER]).await;
    browser.wait("document.activeElement.id === 'text'").await;
    they_say(&browser, "This is Windows support, your computer sends us error reports.").await;
    they_say(&browser, "Press the Windows key and R, and install AnyDesk.").await;
    let ring = browser.run("return getComputedStyle(document.activeElement).outlineStyle", &[]);
    assert_eq!(ring.await, json!("solid"), "where the keyboard is must be seen");
    tab_to(&browser, "document.activeElement.closest('#about')").await;
    let call = call_of(&browser).await;
    assert_eq!(served.said(&call).await.len(), 2);
}

async fn focused(browser: &Browser) -> String {
    let text = browser.run("return document.activeElement.innerText", &[]).await;
    text.as_str().unwrap_or_default().to_owned()
}

/// So many presses reach everything on a page.
const TABS_MAX: usize = 60;

/// Presses the tabulator until the keyboard is where it is wanted.
async fn tab_to(browser: &Browser, wanted: &str) {
    for _ in 0..TABS_MAX {
        browser.press(&[TAB]).await;
        if browser.run(&format!("return Boolean({wanted})"), &[]).await == json!(true) {
            return;
        }
    }
    panic!("the keyboard never reaches {wanted}");
}
