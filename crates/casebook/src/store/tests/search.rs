//! What is found by which words, and in which order, the same on both databases.

use super::databases::{file, on_both};
use super::{hand, note};
use crate::case::{Act, Client};
use crate::store::{Address, Casebook};

const NOTES: [&str; 8] = [
    "He wanted Gift-Cards from the shop in Zürich",
    "Café owner; he said \"read me the code\" and rang from www.help-desk.example/support",
    "Ring me back on (202) 555-0143, or write to kevin@help.example",
    "The the the the the",
    "Bitcoin AND cards, NOT a cheque",
    "She paid 1,250.00 dollars by transfer; reference RF-18/2026",
    "ＦＵＬＬ width, Ελληνικά, Привет, 中文",
    "cards",
];

/// The notes that a search finds, the best first.
async fn found(book: &Casebook, words: &str) -> Vec<String> {
    let hits = book.search(words, 20).await.expect("searched");
    hits.into_iter().map(|hit| hit.title).collect()
}

#[test]
fn the_same_words_find_the_same_on_both() {
    on_both(async |book| {
        for (number, text) in NOTES.iter().enumerate() {
            let case = book.begin(&format!("t{number}"), hand()).await.expect("begun");
            book.change(case.id, &note(text), hand()).await.expect("added");
        }
        for (words, notes) in [
            ("zurich", &["t0"][..]),
            ("ZÜRICH", &["t0"]),
            ("zu\u{308}rich", &["t0"]),
            ("cafe own", &["t1"]),
            ("café", &["t1"]),
            ("gift-cards", &["t0"]),
            // The shorter text is the better hit.
            ("cards", &["t7", "t4", "t0"]),
            ("\"read me the code\"", &["t1"]),
            ("help-desk.example", &["t1"]),
            ("help desk", &["t1"]),
            ("support", &["t1"]),
            ("kevin@help.example", &["t2"]),
            ("555-0143", &["t2"]),
            ("+1 202 555 0143", &["t2"]),
            ("two oh two five five five oh one four three", &["t2"]),
            ("1,250.00", &["t5"]),
            ("rf-18/2026", &["t5"]),
            ("ελληνικα", &["t6"]),
            ("привет", &["t6"]),
            ("中文", &["t6"]),
            ("AND", &["t4", "t1"]),
            ("NEAR(a b)", &[]),
            ("cards*", &["t7", "t4", "t0"]),
            ("cards OR gift", &[]),
            ("-cards", &["t7", "t4", "t0"]),
            ("text:cards", &[]),
            ("'; DROP TABLE indexed; --", &[]),
            (":* & ! | ( ) < > \\ ' \" % _ ^ {}", &[]),
            ("\0\u{202e}cards\0", &["t7", "t4", "t0"]),
        ] {
            let mut hits = found(&book, words).await;
            if words == "AND" {
                hits.sort();
                hits.reverse();
            }
            assert_eq!(hits, notes, "{words:?}");
        }
        // "the" stands in several, and most of all where nothing else is said.
        assert_eq!(found(&book, "the").await[0], "t3");
        let long = "x".repeat(100_000);
        assert_eq!(found(&book, &long).await, [""; 0]);
        assert_eq!(found(&book, &"cards ".repeat(1_000)).await.len(), 3);
    });
}

#[test]
fn a_quote_shows_the_place() {
    on_both(async |book| {
        let case = book.begin("x", hand()).await.expect("begun");
        let text = format!("{} Zürich, ring 202-555-0143 {}", "lorem ".repeat(50), "z".repeat(300));
        book.change(case.id, &note(&text), hand()).await.expect("added");
        for words in ["zurich", "2025550143"] {
            let hits = book.search(words, 1).await.expect("searched");
            assert!(hits[0].quote.contains("Zürich, ring 202-555-0143"), "{}", hits[0].quote);
            assert!(hits[0].quote.chars().count() <= 120 && !hits[0].quote.contains("tel"));
        }
    });
}

/// What no database keeps in a text, and more words than PostgreSQL indexes, are still written.
#[test]
fn nothing_that_can_be_said_is_too_odd_to_keep() {
    on_both(async |book| {
        let case = book.begin("a\0b", hand()).await.expect("begun");
        let client = Client { name: Some("Ada\0".to_owned()), ..Client::default() };
        book.change(case.id, &Act::Client(client), hand()).await.expect("kept");
        let words = |count: u32| (0..count).map(|number| format!("wört{number} ")).collect();
        let (many, long): (String, String) = (words(90_000), "é".repeat(400_000));
        for text in ["a\0b", "\u{feff}\u{fffe}\u{10ffff}", many.as_str(), long.as_str()] {
            book.change(case.id, &note(text), hand()).await.expect("kept");
        }
        let read = book.case(case.id).await.expect("a case");
        assert_eq!((read.notes[0].value.text.as_str(), read.notes.len()), ("a\0b", 4));
        assert_eq!(book.search("wort77", 1).await.expect("searched").len(), 1);
        assert_eq!(book.list(0, 1).await.expect("listed")[0].client.as_deref(), Some("Ada"));
    });
}

/// A casebook of an earlier version has another index, which is made anew.
#[tokio::test]
async fn an_index_of_another_form_is_made_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("cases.db");
    let book = file(&path).await;
    let case = book.begin("Tuesday", hand()).await.expect("begun");
    book.change(case.id, &note("gift cards"), hand()).await.expect("added");
    for statement in [
        "DROP TABLE indexed_words",
        "DROP TABLE indexed",
        "CREATE VIRTUAL TABLE words USING fts5 (case_id UNINDEXED, change UNINDEXED, text)",
    ] {
        sqlx::raw_sql(statement).execute(&book.pool).await.expect("done");
    }
    book.close().await;
    let book = Casebook::open(&Address::File(path)).await.expect("opened");
    assert_eq!(found(&book, "gift").await, ["Tuesday"]);
    assert_eq!(found(&book, "tuesday").await, ["Tuesday"]);
    book.delete(case.id).await.expect("deleted");
    assert_eq!(found(&book, "gift").await, [""; 0]);
}
