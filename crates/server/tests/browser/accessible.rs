//! Nothing on any page keeps anybody out, in light and dark, on a telephone and on a desk: asked
//! of axe-core. And no page is wider than what it is shown on, also at a zoom of 200 %.

use crate::axe::{Axe, Rules};
use crate::browser::Browser;
use crate::cases::{Kept, PAGES};
use crate::pictures;
use crate::served::Served;

const PHONE: (u32, u32) = (390, 844);
const DESK: (u32, u32) = (1280, 900);
/// A desk at a zoom of 200 %.
const ZOOMED: (u32, u32) = (640, 450);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_keeps_anybody_out_on_a_desk() {
    check(&[(DESK, "light", Some(Rules::All)), (DESK, "dark", Some(Rules::Colours))]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_keeps_anybody_out_on_a_telephone() {
    check(&[(ZOOMED, "light", None), (PHONE, "light", Some(Rules::Shapes))]).await;
}

/// Of dark pages only the colours are asked, which are the same on a telephone; everything else is
/// the same as in light.
async fn check(views: &[((u32, u32), &str, Option<Rules>)]) {
    let Some(browser) = Browser::start().await else { return };
    let Some(axe) = Axe::fetched() else { return };
    let served = Served::own().await;
    let kept = Kept::in_server(&served).await;
    let mut wrong = Vec::new();
    for page in PAGES.iter().map(|page| (*page).to_owned()).chain(kept.pages()) {
        browser.open(&served.url(&page)).await;
        for (size, colours, rules) in views {
            browser.view(*size, colours).await;
            let width = size.0;
            let by = too_wide(&browser).await;
            wrong.extend(by.map(|by| format!("{page} at {width}: {by} too wide")));
            if let Some(rules) = rules {
                let faults = axe.faults(&browser, *rules).await;
                wrong.extend(faults.iter().map(|fault| format!("{page} {colours}: {fault}")));
            }
            pictures::take(&browser, &page, &format!("{width}-{colours}")).await;
        }
        pictures::print(&browser, &page).await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// By how many pixels the page is too wide, where it is.
async fn too_wide(browser: &Browser) -> Option<i64> {
    let script = "const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth - clientWidth";
    browser.run(script, &[]).await.as_i64().filter(|by| *by > 0)
}
