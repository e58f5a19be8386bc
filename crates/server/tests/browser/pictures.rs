//! Pictures of the pages, for people to look at: taken where `HANGUP_PICTURES` names a folder.

use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::browser::Browser;

/// Pictures are as high as this at most.
const HEIGHT_MAX: i64 = 6_000;
/// A4 upright, at the 96 dots an inch of browsers.
const PAPER: (u32, u32) = (794, 1_123);

fn folder() -> Option<PathBuf> {
    std::env::var_os("HANGUP_PICTURES").map(PathBuf::from)
}

/// A picture of the whole page that is open.
pub async fn take(browser: &Browser, page: &str, view: &str) {
    let Some(folder) = folder() else { return };
    let size = "const { clientWidth, scrollHeight } = document.documentElement;
        return [clientWidth, scrollHeight]";
    let size = browser.run(size, &[]).await;
    let height = size[1].as_i64().unwrap().min(HEIGHT_MAX);
    let clip = json!({"x": 0, "y": 0, "width": size[0], "height": height, "scale": 1});
    let asked = json!({"format": "png", "captureBeyondViewport": true, "clip": clip});
    let taken = browser.command("Page.captureScreenshot", asked).await;
    let bytes = STANDARD.decode(taken["data"].as_str().unwrap()).unwrap();
    let name = page.replace(|letter: char| !letter.is_alphanumeric(), "-");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{}-{view}.png", name.trim_matches('-'))), bytes).unwrap();
}

/// A picture of the page as it is printed.
pub async fn print(browser: &Browser, page: &str) {
    if folder().is_some() {
        browser.view(PAPER, "light").await;
        browser.command("Emulation.setEmulatedMedia", json!({"media": "print"})).await;
        take(browser, page, "print").await;
        browser.command("Emulation.setEmulatedMedia", json!({"media": ""})).await;
    }
}
