//! Backups, from each database to each other one.

use evidence::judge::{Circumstances, judge};
use evidence::knowledge::Knowledge;
use evidence::transcript::{Form, Side, Utterance};

use super::*;
use crate::case::{Act, Attachment, Call};
use crate::store::tests::databases::{file, on_both};

fn hand() -> Hand<'static> {
    Hand { by: "Ada", at: "2026-03-14T15:00:00Z".parse().expect("a time") }
}

fn call() -> Act {
    let said = [
        "I am calling from Microsoft, your computer is infected",
        "we are your internet provider, download AnyDesk",
    ];
    let utterances = said.map(|text| Utterance {
        speaker: "Caller".to_owned(),
        side: Side::Caller,
        text: text.to_owned(),
        start_ms: None,
        end_ms: None,
    });
    let utterances = utterances.to_vec();
    Act::Call(Box::new(Call { form: Form::Dialogue, utterances, ..Call::default() }))
}

async fn fill(book: &Casebook) {
    for title in ["one", "two"] {
        let case = book.begin(title, hand()).await.expect("begun");
        book.change(case.id, &call(), hand()).await.expect("changed");
        let (name, bytes) = ("photo.jpg".to_owned(), 5);
        let sha256 = hexadecimal(&Sha256::digest(b"photo"));
        book.keep(case.id, &sha256, b"photo").await.expect("kept");
        let file = Act::Attachment(Attachment { name, bytes, sha256 });
        book.change(case.id, &file, hand()).await.expect("changed");
    }
    book.set_setting("country", "GB").await.expect("set");
}

async fn backup(book: &Casebook) -> Vec<u8> {
    let mut bytes = Vec::new();
    book.back_up(&mut bytes).await.expect("backed up");
    bytes
}

/// Logs and judgements of all cases, oldest first.
async fn judged(book: &Casebook) -> Vec<(String, String)> {
    let knowledge = Knowledge::embedded().expect("built in");
    let mut all = Vec::new();
    for line in book.list(0, 100).await.expect("listed") {
        let case = book.case(line.id).await.expect("a case");
        let judgements = case.calls.iter().map(|call| {
            let transcript = call.value.transcript();
            serde_json::to_string(&judge(&transcript, &Circumstances::default(), &knowledge))
        });
        let judgements: Vec<String> = judgements.map(|text| text.expect("JSON")).collect();
        let log = book.log(line.id).await.expect("a log");
        all.push((serde_json::to_string(&log).expect("JSON"), judgements.concat()));
    }
    all.sort();
    all
}

#[test]
fn a_backup_of_either_database_is_judged_the_same_on_the_other() {
    on_both(async |book| {
        let folder = tempfile::tempdir().expect("a folder");
        let sqlite = file(&folder.path().join("from.db")).await;
        fill(&sqlite).await;
        let bytes = backup(&sqlite).await;
        let moved = book.restore(|| Ok(&bytes[..])).await.expect("put back");
        assert_eq!(moved, Moved { cases: 2, known: 0, changes: 6 });
        assert_eq!(judged(&book).await, judged(&sqlite).await);
        assert_eq!(book.setting("country").await.expect("read").as_deref(), Some("GB"));

        let again = book.restore(|| Ok(&bytes[..])).await.expect("put back");
        assert_eq!(again, Moved { cases: 2, known: 2, changes: 6 });

        let back = file(&folder.path().join("back.db")).await;
        let bytes = backup(&book).await;
        back.restore(|| Ok(&bytes[..])).await.expect("put back");
        assert_eq!(judged(&back).await, judged(&sqlite).await);
        for line in back.list(0, 10).await.expect("listed") {
            assert_eq!(back.verify(line.id).await.expect("checked").broken, None);
        }
    });
}

#[tokio::test]
async fn nothing_is_put_back_of_a_damaged_backup() {
    let folder = tempfile::tempdir().expect("a folder");
    let full = file(&folder.path().join("full.db")).await;
    fill(&full).await;
    let bytes = backup(&full).await;
    let text = String::from_utf8(bytes).expect("text");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let without = |line: usize| -> String {
        lines.iter().enumerate().filter(|(at, _)| *at != line).map(|(_, text)| *text).collect()
    };
    let broken = [
        String::new(),
        "{}".to_owned(),
        "not a backup\n".to_owned(),
        text[..text.len() - 1].to_owned(),
        text[..text.len() / 2].to_owned(),
        text.replace("Microsoft", "Macrosoft"),
        text.replacen("\"GB\"", "\"US\"", 1),
        without(0),
        without(1),
        without(lines.len() - 1),
        text.replace(BACKUP, "hangup-backup-9"),
    ];
    let book = file(&folder.path().join("empty.db")).await;
    for each in &broken {
        let refused = book.restore(|| Ok(each.as_bytes())).await;
        assert!(refused.is_err(), "{}", &each[..each.len().min(80)]);
        assert_eq!(book.list(0, 1).await.expect("listed").len(), 0);
    }
}
