//! The files of a computer are uploaded; the page shows how far it is, and leads to the report.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use serde_json::json;
use tempfile::TempDir;

use crate::browser::Browser;
use crate::served::Served;

/// Files of an invented computer: AnyDesk let somebody in.
pub const MACHINE: [(&str, &str); 2] = [
    (
        "Users/alex/AppData/Roaming/AnyDesk/ad.trace",
        include_str!("../../../checkup/tests/fixtures/ad.trace"),
    ),
    (
        "ProgramData/AnyDesk/connection_trace.txt",
        "Incoming    2026-03-14, 12:38    Passwd    700000001    700000001\n",
    ),
];

/// They as a ZIP.
pub fn zipped() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in MACHINE {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn file(folder: &TempDir) -> PathBuf {
    let path = folder.path().join("kitchen.zip");
    fs::write(&path, zipped()).unwrap();
    path
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_shows_its_progress_and_leads_to_the_report() {
    let Some(browser) = Browser::start().await else { return };
    let served = Served::own().await;
    let folder = tempfile::tempdir().unwrap();
    served.ask("POST", "/api/v1/cases", json!({"title": "The kitchen laptop"})).await;
    browser.open(&served.url("/cases/1")).await;
    browser.click("#machines a").await;
    browser.write("#name", "The laptop in the kitchen").await;
    browser.choose("#zip", &file(&folder)).await;
    browser.click("form.sheet button.first").await;
    browser.wait("document.querySelector('#progress[role=status]')").await;
    browser.wait("document.querySelector('#progress').dataset.done === 'true'").await;
    browser.wait_for("#progress", "Examined").await;
    assert_eq!(browser.complaints().await, [""; 0]);

    browser.click("#progress a").await;
    browser.wait_for("h1", "computer").await;
    browser.wait_for("body", "AnyDesk").await;
    assert_eq!(browser.complaints().await, [""; 0], "the report has a style of its own");
    browser.open(&served.url("/cases/1")).await;
    browser.wait_for("#machines", "The laptop in the kitchen").await;
}
