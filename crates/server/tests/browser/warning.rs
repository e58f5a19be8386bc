//! A warning is published, and read by somebody who has not signed in; they leave a report.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::cases::CALL;
use crate::served::{PASSWORD, Served};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_warning_is_published_and_read_signed_out() {
    let Some(browser) = Browser::start().await else { return };
    let served = Served::shared().await;
    served.ask("POST", "/api/v1/cases", json!({"title": "Windows support"})).await;
    served.ask("POST", "/api/v1/cases/1/calls", json!({"text": CALL})).await;
    browser.open(&served.url("/cases/1/warning")).await;
    browser.wait_for("h1", "Sign in").await;
    browser.write("#name", "admin").await;
    browser.write("#password", PASSWORD).await;
    browser.click("main button.first").await;
    browser.wait_for("h1", "on the phone").await;

    browser.open(&served.url("/cases/1/warning")).await;
    browser.write("#by", "Example Repairs").await;
    browser.write("#also", "Mrs Aldridge").await;
    browser.click("#wording-title ~ form button").await;
    browser.wait_for(".warning", "by Example Repairs").await;
    browser.click("form[method=post] button.first").await;
    browser.wait_for("h1", "Microsoft").await;
    let published = browser.place().await;
    browser.open(&served.url("/settings")).await;
    browser.click("input[name=visitor_reports]").await;
    browser.click("form[action='/settings'] button.first").await;
    browser.wait("document.querySelector('input[name=visitor_reports]').checked").await;
    browser.click("form[action='/sign-out'] button").await;
    browser.wait_for("h1", "Sign in").await;

    browser.click("nav a[href='/warnings']").await;
    browser.wait_for("main", "by Example Repairs").await;
    browser.click(&format!("a[href='{published}']")).await;
    browser.wait_for(".dialogue", "event viewer").await;
    assert!(!browser.text("body").await.contains("Aldridge"), "the client's name is masked");
    let feed = feed(&browser).await;
    assert!(feed.contains("<entry>") && !feed.contains("Aldridge"), "{feed}");

    browser.open(&served.url("/report")).await;
    browser.write("#text", "Somebody rang and said that my computer sends errors.").await;
    browser.click("main button.first").await;
    browser.wait_for("h1", "Thank you").await;
    let waiting = served.ask("GET", "/api/v1/visitor-reports", json!(null)).await;
    assert_eq!(waiting.as_array().map(Vec::len), Some(1), "{waiting}");
    browser.open(&served.url("/visitor-reports")).await;
    browser.wait_for("h1", "Sign in").await;
    assert_eq!(browser.complaints().await, [""; 0]);
}

/// The feed to which the page leads, as somebody gets it who has not signed in.
async fn feed(browser: &Browser) -> String {
    let script = "const done = arguments[0];
        fetch(document.querySelector('link[rel=alternate]').href)
            .then((answer) => answer.text()).then(done)";
    match browser.run_until_done(script, &[]).await {
        Value::String(feed) => feed,
        other => panic!("no feed: {other}"),
    }
}
