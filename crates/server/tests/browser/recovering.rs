//! A case is made, a payment added; the plan says what to do by when, and makes the letter.

use crate::browser::Browser;
use crate::served::Served;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_leads_to_the_plan_its_days_and_the_letter() {
    let Some(browser) = Browser::start().await else { return };
    let served = Served::own().await;
    browser.open(&served.url("/cases/new")).await;
    browser.write("#title", "Refund call, Monday").await;
    browser.write("#name", "Edith Aldridge").await;
    browser.set("#country", "CA").await;
    browser.click("main form button.first").await;
    browser.wait_for("h1", "Refund call, Monday").await;

    browser.click("#payment-form summary").await;
    browser.set("#payment-way", "card").await;
    browser.write("#payment-amount", "1,499.00").await;
    browser.write("#payment-currency", "CAD").await;
    let day = "const day = new Date(Date.now() - 2 * 864e5);
        document.querySelector('#payment-date').value = day.toISOString().slice(0, 10)";
    browser.run(day, &[]).await;
    browser.write("#payment-recipient", "Global PC Experts").await;
    browser.click("#payment-form button.first").await;
    browser.wait_for("#payments", "$1,499.00").await;
    browser.click("input[value=paid-card]").await;
    browser.click("#happened button").await;
    browser.wait("document.querySelector('input[value=paid-card]').checked").await;

    browser.click(".parts a[href$='/recovery']").await;
    browser.wait_for("#questions-title", "please answer").await;
    browser.click("button[name=deceit][value=deceived]").await;
    browser.wait("!document.querySelector('button[name=deceit]')").await;
    let clocks = "[...document.querySelectorAll('.clock')]";
    browser
        .wait(&format!("{clocks}.some((clock) => clock.textContent.includes('days left'))"))
        .await;
    browser.click(".steps .tick").await;
    browser.wait_for(".steps .done h4", "(done)").await;

    browser.click("a[href*='/letters/card-dispute-deceived']").await;
    browser.wait_for(".paper", "Edith Aldridge").await;
    browser.wait_for(".paper", "1,499.00").await;
    browser.wait_for(".paper .missing", "[missing").await;
    let kind = "const done = arguments[0];
        fetch(document.querySelector('a[href*=pdf]').href)
            .then((answer) => done(answer.headers.get('content-type')))";
    assert_eq!(browser.run_until_done(kind, &[]).await, "application/pdf");
    assert_eq!(browser.complaints().await, [""; 0]);
}
