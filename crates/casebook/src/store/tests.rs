//! Every test runs on SQLite, and on PostgreSQL where that is at hand.

use super::*;
use crate::case::{Call, Note, Task};
use evidence::transcript::{Side, Utterance};

pub(super) mod databases;
#[allow(dead_code, reason = "the tests of other crates need more of it")]
mod postgres;
mod privacy;
mod search;

use databases::on_both;

fn hand() -> Hand<'static> {
    Hand { by: "helper", at: "2026-03-14T14:00:00Z".parse().expect("a time") }
}

fn note(text: &str) -> Act {
    Act::Note(Note { whose: None, text: text.to_owned() })
}

fn heard(call: u64, text: &str) -> Act {
    let text = text.to_owned();
    let (speaker, side) = ("Caller".to_owned(), Side::Caller);
    let utterance = Utterance { speaker, side, text, start_ms: None, end_ms: None };
    Act::Heard { call, utterance }
}

#[test]
fn what_is_written_is_read_back() {
    on_both(async |book| {
        let case = book.begin("The call of Tuesday", hand()).await.expect("begun");
        let call = Act::Call(Box::new(Call {
            number_shown: Some("+1 202 555 0143".to_owned()),
            ..Call::default()
        }));
        let call = book.change(case.id, &call, hand()).await.expect("added");
        for text in ["I am calling from Microsoft.", "Your computer sends errors."] {
            book.change(case.id, &heard(call, text), hand()).await.expect("heard");
        }
        let read = book.case(case.id).await.expect("a case");
        assert_eq!(read.calls[0].value.utterances.len(), 2);
        assert_eq!(book.log(case.id).await.expect("a log").len(), 4);
        for number in ["(202) 555-0143", "two oh two five five five oh one four three"] {
            let hits = book.search(number, 10).await.expect("searched");
            assert!(hits.iter().any(|hit| hit.case == case.id), "{number}: {hits:?}");
        }
        let lines = book.list(0, 10).await.expect("a list");
        let line = lines.iter().find(|line| line.id == case.id).expect("listed");
        assert_eq!((line.title.as_str(), line.closed), ("The call of Tuesday", false));
        assert_eq!(book.find(&line.number.to_string()).await.expect("found"), case.id);
    });
}

#[test]
fn words_are_found_and_a_deleted_case_is_gone() {
    on_both(async |book| {
        let case = book.begin("Bank call", hand()).await.expect("begun");
        let text = "He wanted Gift-Cards from the shop in Zürich";
        book.change(case.id, &note(text), hand()).await.expect("added");
        for words in ["gift cards", "zürich SHO", "gif"] {
            let hits = book.search(words, 10).await.expect("searched");
            let found = hits.iter().any(|hit| hit.case == case.id && hit.quote.contains("Gift"));
            assert!(found, "{words}: {hits:?}");
        }
        for words in ["gift bitcoin", "\" OR 1", "'); DROP TABLE cases; --", "", "&|!"] {
            let hits = book.search(words, 10).await.expect("searched");
            assert!(hits.iter().all(|hit| hit.case != case.id), "{words}: {hits:?}");
        }
        book.keep(case.id, "00", b"photo").await.expect("kept");
        assert_eq!(
            book.content(case.id, "00").await.expect("read").as_deref(),
            Some(&b"photo"[..])
        );
        book.delete(case.id).await.expect("deleted");
        assert!(matches!(book.case(case.id).await, Err(Error::NoCase { .. })));
        assert!(matches!(book.delete(case.id).await, Err(Error::NoCase { .. })));
        assert_eq!(book.content(case.id, "00").await.expect("read"), None);
        let hits = book.search("zürich", 10).await.expect("searched");
        assert!(hits.iter().all(|hit| hit.case != case.id));
    });
}

#[test]
fn a_change_that_does_not_fit_writes_nothing() {
    on_both(async |book| {
        let case = book.begin("x", hand()).await.expect("begun");
        let task = Task { title: "Ring the bank".to_owned(), due: None, step: None, done: None };
        let task = book.change(case.id, &Act::Task(task), hand()).await.expect("added");
        for act in [heard(task, "no call"), heard(99, "no part"), Act::Withdrawn { part: 1 }] {
            let refused = book.change(case.id, &act, hand()).await;
            assert!(matches!(refused, Err(Error::Misfit(_))), "{act:?}");
        }
        assert_eq!(book.log(case.id).await.expect("a log").len(), 2);
        let nowhere = book.change(Uuid::nil(), &note("x"), hand()).await;
        assert!(matches!(nowhere, Err(Error::NoCase { .. })));
    });
}

#[test]
fn many_hands_write_one_case_and_nothing_is_lost() {
    on_both(async |book| {
        let case = book.begin("x", hand()).await.expect("begun");
        let writers = (0..8).map(|writer| {
            let book = book.clone();
            tokio::spawn(async move {
                for number in 0..10 {
                    let act = note(&format!("{writer}-{number}"));
                    book.change(case.id, &act, hand()).await.expect("written");
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.expect("it ends");
        }
        let case = book.case(case.id).await.expect("a whole chain");
        assert_eq!(case.notes.len(), 80);
    });
}

#[test]
fn many_cases_are_opened_at_once() {
    on_both(async |book| {
        let opened = (0..24).map(|number| {
            let book = book.clone();
            tokio::spawn(async move {
                book.begin(&format!("{number}"), hand()).await.expect("begun");
            })
        });
        for one in opened.collect::<Vec<_>>() {
            one.await.expect("it ends");
        }
        let mut numbers: Vec<i64> =
            book.list(0, 100).await.expect("a list").iter().map(|line| line.number).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=24).collect::<Vec<_>>());
    });
}

#[test]
fn cases_of_one_second_are_listed_in_order() {
    on_both(async |book| {
        for at in ["14:00:00.12Z", "14:00:00Z", "14:00:00.1Z", "14:00:00.123456789Z"] {
            let at = format!("2026-03-14T{at}").parse().expect("a time");
            book.begin("x", Hand { by: "helper", at }).await.expect("begun");
        }
        let mut numbers = Vec::new();
        let mut filter = Filter::default();
        while let Some(line) = book.page(&filter, 1).await.expect("a page").pop() {
            numbers.push(line.number);
            filter.after = Some((line.changed, line.number));
        }
        assert_eq!(numbers, [4, 1, 3, 2]);
    });
}

#[test]
fn a_case_moves_to_another_casebook_with_its_log() {
    on_both(async |book| {
        let case = book.begin("x", hand()).await.expect("begun");
        book.change(case.id, &note("one"), hand()).await.expect("added");
        let log = book.log(case.id).await.expect("a log");
        assert!(matches!(book.insert(case.id, &log).await, Err(Error::Known { .. })));
        let folder = tempfile::tempdir().expect("a folder");
        let other = databases::file(&folder.path().join("other.db")).await;
        let copy = other.insert(case.id, &log).await.expect("inserted");
        assert_eq!(copy, book.case(case.id).await.expect("a case"));
        let mut altered = log.clone();
        altered[1].act = altered[1].act.replace("one", "two");
        let refused = other.insert(Uuid::nil(), &altered).await;
        assert!(matches!(refused, Err(Error::Broken { .. })));
    });
}

#[test]
fn settings_are_kept() {
    on_both(async |book| {
        assert_eq!(book.setting("retention").await.expect("read"), None);
        for value in ["90", "30"] {
            book.set_setting("retention", value).await.expect("set");
            let kept = book.setting("retention").await.expect("read");
            assert_eq!(kept.as_deref(), Some(value));
        }
    });
}

#[test]
fn a_clock_that_is_set_back_takes_nothing_back() {
    on_both(async |book| {
        let case = book.begin("x", hand()).await.expect("begun");
        for at in ["2026-03-14T15:00:00Z", "2026-03-14T13:00:00.5Z"] {
            let hand = Hand { by: "helper", at: at.parse().expect("a time") };
            book.change(case.id, &note(at), hand).await.expect("added");
        }
        let case = book.case(case.id).await.expect("a whole chain");
        let texts: Vec<&str> = case.notes.iter().map(|note| note.value.text.as_str()).collect();
        assert_eq!(texts, ["2026-03-14T15:00:00Z", "2026-03-14T13:00:00.5Z"]);
        let log = book.log(case.id).await.expect("a log");
        assert_eq!(crate::chain::dated_back(&log), [3]);
        let line = &book.list(0, 1).await.expect("a list")[0];
        assert_eq!(line.changed, case.changed);
        assert_eq!(case.changed.to_string(), "2026-03-14T15:00:00Z");
    });
}

#[test]
fn a_deleted_case_leaves_no_bytes_in_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    runtime.block_on(async {
        let book = databases::file(&folder.path().join("cases.db")).await;
        let kept = book.begin("Another", hand()).await.expect("begun");
        book.change(kept.id, &note("A note that stays."), hand()).await.expect("added");
        let case = book.begin("Quibblesworth", hand()).await.expect("begun");
        book.change(case.id, &note("Zanzibarine gift cards"), hand()).await.expect("added");
        book.keep(case.id, "00", b"photograph-of-the-screen").await.expect("kept");
        book.delete(case.id).await.expect("deleted");
        book.close().await;
    });
    for file in std::fs::read_dir(folder.path()).expect("a folder") {
        let path = file.expect("a file").path();
        let bytes = std::fs::read(&path).expect("read").to_ascii_lowercase();
        // The index cuts off what a word shares with the one before, so its end is looked for.
        for word in ["ibblesworth", "anzibarine", "photograph-of-the-screen"] {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "{word} in {}", path.display());
        }
    }
}

#[test]
fn addresses_are_told_apart_and_shown_without_a_password() {
    let address = |text: &str| text.parse::<Address>();
    let server = address("postgres://helper:secret@db.example/hangup").expect("a server");
    assert_eq!(server.shown(), "postgres://…@db.example/hangup");
    let query = address("postgres://db.example/hangup?user=helper&password=secret").expect("one");
    assert_eq!(query.shown(), "postgres://db.example/hangup");
    assert!(matches!(address("cases.db"), Ok(Address::File(_))));
    assert!(matches!(address("mysql://x"), Err(Error::Address { .. })));
    assert!(matches!(address(""), Err(Error::Address { .. })));
}
