//! Who may read the files of a casebook, and that what is deleted is gone from them.

use super::super::*;
use super::databases::{file, on_both};
use super::{hand, note};
use crate::case::{Call, Caller};

fn report(text: &str) -> VisitorReport {
    VisitorReport {
        text: text.to_owned(),
        number_shown: None,
        organisation: None,
        country: None,
        contact: None,
    }
}

#[cfg(unix)]
#[test]
fn a_casebook_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("new").join("cases.db");
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    runtime.block_on(async {
        let book = file(&place).await;
        let case = book.begin("x", hand()).await.expect("begun");
        book.change(case.id, &note("x"), hand()).await.expect("added");
        let mode = |path: &std::path::Path| {
            std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777
        };
        assert_eq!(mode(&folder.path().join("new")), 0o700);
        // Also what SQLite puts beside it while it is open.
        let mut names: Vec<String> = Vec::new();
        for entry in std::fs::read_dir(folder.path().join("new")).expect("a folder") {
            let path = entry.expect("an entry").path();
            assert_eq!(mode(&path), 0o600, "{}", path.display());
            names.push(path.file_name().expect("a name").to_string_lossy().into_owned());
        }
        assert!(names.iter().any(|name| name.ends_with("-wal")), "{names:?}");
        book.close().await;
    });
}

#[test]
fn a_decided_report_leaves_no_bytes_in_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    runtime.block_on(async {
        let book = file(&folder.path().join("cases.db")).await;
        let put_aside = book.keep_report(&report("Quibblesworth rang")).await.expect("kept");
        let taken = book.keep_report(&report("Zanzibarine cards")).await.expect("kept");
        let case = book.begin("x", hand()).await.expect("begun");
        book.change(case.id, &note("Zanzibarine cards"), hand()).await.expect("added");
        let (put_aside, taken) = (put_aside.expect("room"), taken.expect("room"));
        let accepted = ReportState::Accepted;
        assert!(book.decide_report(taken, accepted, Some(case.id)).await.expect("decided"));
        assert!(!book.decide_report(taken, accepted, None).await.expect("asked"), "only once");
        let rejected = ReportState::Rejected;
        assert!(book.decide_report(put_aside, rejected, None).await.expect("decided"));
        let kept = book.report(taken).await.expect("read").expect("known");
        assert_eq!((kept.report, kept.case), (None, Some(case.id)));
        book.delete(case.id).await.expect("deleted");
        assert_eq!(book.report(taken).await.expect("read"), None, "it goes with its case");
        book.close().await;
    });
    for entry in std::fs::read_dir(folder.path()).expect("a folder") {
        let path = entry.expect("an entry").path();
        let bytes = std::fs::read(&path).expect("read").to_ascii_lowercase();
        for word in ["ibblesworth", "anzibarine"] {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "{word} in {}", path.display());
        }
    }
}

#[test]
fn reports_at_which_nobody_looks_are_forgotten() {
    on_both(async |book| {
        let id = book.keep_report(&report("Somebody rang")).await.expect("kept").expect("room");
        let after = |days: i64| Timestamp::now() + jiff::SignedDuration::from_hours(24 * days);
        book.forget_old_reports(after(179)).await.expect("looked");
        assert!(book.report(id).await.expect("read").is_some());
        book.forget_old_reports(after(181)).await.expect("looked");
        assert_eq!(book.report(id).await.expect("read"), None);
    });
}

#[test]
fn names_numbers_and_sites_are_found_and_shown_as_they_were_written() {
    on_both(async |book| {
        let case = book.begin("Tuesday", hand()).await.expect("begun");
        let call = Call {
            number_shown: Some("+44 1632 960123".to_owned()),
            sites_given: vec!["quick-help.example".to_owned()],
            ..Call::default()
        };
        let caller = Caller {
            organisations: vec!["Zanzibar Windows Support".to_owned()],
            staff_ids: vec!["ZWS-1187".to_owned()],
            ..Caller::default()
        };
        for act in [Act::Call(Box::new(call)), Act::Caller(caller)] {
            book.change(case.id, &act, hand()).await.expect("added");
        }
        for (words, quoted) in [
            ("01632 960123", "+44 1632 960123"),
            ("quick-help.example", "quick-help.example"),
            ("zanzibar", "Zanzibar Windows Support"),
            ("ZWS-1187", "ZWS-1187"),
        ] {
            let hits = book.search(words, 10).await.expect("searched");
            let hit = hits.iter().find(|hit| hit.case == case.id);
            let hit = hit.unwrap_or_else(|| panic!("{words}: {hits:?}"));
            assert_eq!(hit.title, "Tuesday");
            assert!(hit.quote.contains(quoted) && !hit.quote.contains("tel"), "{words}: {hit:?}");
        }
    });
}
