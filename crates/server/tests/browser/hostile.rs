//! Script in every field that takes text is shown as text, and no page does what its policy
//! forbids.

use serde_json::json;

use crate::browser::Browser;
use crate::cases::{Kept, NO_PAGE, PAGES};
use crate::following::begin;
use crate::served::Served;

/// What a script would do that runs.
const ATTACK: &str = "<script>window.attacked=1</script>\"><img src=x onerror=window.attacked=1>";

/// Fills in every field that takes text and sends the form.
const FILL: &str = "const [form, attack] = arguments;
    const typed = 'input:is([type=text], [type=search], [type=tel], :not([type])), textarea';
    const fields = document.querySelectorAll(`${form} :is(${typed})`);
    for (const field of fields) field.value = attack;
    window.sent = true;
    document.querySelector(form).requestSubmit();
    return fields.length";

const FORMS: [(&str, &str); 9] = [
    ("/cases/1", "form[action$='/client']"),
    ("/cases/1", "form[action$='/notes']"),
    ("/cases/1", "form[action$='/tasks']"),
    ("/cases/1", "form[action$='/calls']"),
    ("/cases/1", "form[action$='/title']"),
    ("/cases/1/warning", "form[method=get]"),
    ("/cases", "form[role=search]"),
    ("/facts", "form[role=search]"),
    ("/report", "form[action='/report']"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn script_in_every_field_is_text() {
    let Some(browser) = Browser::start().await else { return };
    let served = Served::own().await;
    Kept::in_server(&served).await;
    for (page, form) in FORMS {
        browser.open(&served.url(page)).await;
        let fields = browser.run(FILL, &[json!(form), json!(ATTACK)]).await;
        assert!(fields.as_u64() > Some(0), "{page} {form}");
        browser.wait("!window.sent && document.readyState === 'complete'").await;
        calm(&browser, page).await;
    }
    payment(&browser, &served).await;
    let call = begin(&browser, &served.url("/")).await;
    browser.click("#text").await;
    browser.type_words(ATTACK).await;
    browser.click("#type button.first").await;
    browser.wait_for("#turns", "<script>window.attacked").await;
    calm(&browser, "a call").await;
    browser.open(&served.url(&format!("/calls/{call}"))).await;
    browser.wait_for("#turns", "onerror=").await;
    calm(&browser, "a call that is opened again").await;
    // That there is no such page is a complaint of its own.
    for page in PAGES.into_iter().filter(|page| *page != NO_PAGE) {
        browser.open(&served.url(page)).await;
        calm(&browser, page).await;
    }
    browser.open(&served.url("/cases/1")).await;
    let shown = browser.text("main").await;
    assert!(shown.matches("<script>").count() > 5, "words are shown as they are: {shown}");
}

/// A payment has fields that take only an amount or a day.
async fn payment(browser: &Browser, served: &Served) {
    let payment = json!({"way": "card", "recipient": ATTACK, "note": ATTACK, "reference": ATTACK});
    served.ask("POST", "/api/v1/cases/1/payments", payment).await;
    browser.open(&served.url("/cases/1/recovery")).await;
    calm(browser, "a plan").await;
}

/// Nothing ran, and the browser complains of nothing.
async fn calm(browser: &Browser, page: &str) {
    let attacked = browser.run("return window.attacked ?? null", &[]).await;
    assert!(attacked.is_null(), "{page}: a script ran");
    let elements = "return document.querySelectorAll('img, main script, [onerror]').length";
    assert_eq!(browser.run(elements, &[]).await, 0, "{page}: markup came in");
    assert_eq!(browser.complaints().await, [""; 0], "{page}");
}
