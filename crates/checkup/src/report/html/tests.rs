//! The page of an invented machine whose names try to break it.

use evidence::knowledge::Files;

use super::*;
use crate::look::look;

const CONNECTIONS: &str =
    "Incoming    2026-03-15, 02:10    Passwd    <script>alert(1)</script>    700000001\n";

fn made() -> String {
    let root = tempfile::tempdir().expect("sound");
    std::fs::write(root.path().join("connection_trace.txt"), CONNECTIONS).expect("sound");
    let facts = Facts::load(&Files::embedded()).expect("sound");
    let findings = look(&[root.path().to_owned()], &facts, &mut |_| true);
    let at = "2026-03-20T10:00:00Z".parse().expect("sound");
    page(&findings, &facts, &Made { at, version: "0.0.0", files: &[] })
}

#[test]
fn words_of_the_machine_are_only_words() {
    let page = made();
    assert!(page.contains("&lt;script&gt;alert(1)"), "the name is shown as it is");
    assert!(!page.contains("<script"));
    for attribute in ["onload=", "onclick=", "style=", "src=", "http-equiv=\"refresh\""] {
        assert!(!page.contains(attribute), "{attribute}");
    }
    assert!(page.contains("default-src 'none'; style-src 'sha256-"));
}

#[test]
fn every_link_leads_inside_the_page_and_headings_skip_no_rank() {
    let page = made();
    for link in page.split("href=\"").skip(1) {
        let link = link.split('"').next().expect("sound");
        let id = link.strip_prefix('#').expect("a place inside the page");
        assert_eq!(page.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
    }
    let ranks = page
        .match_indices("<h")
        .filter_map(|(at, _)| page[at + 2..].chars().next().and_then(|rank| rank.to_digit(10)));
    let ranks: Vec<u32> = ranks.collect();
    assert_eq!(ranks[0], 1);
    assert!(ranks.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{ranks:?}");
}
