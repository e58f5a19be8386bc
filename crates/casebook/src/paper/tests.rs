//! Papers written, and read again by poppler where it is installed.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::*;

fn paragraph(text: &str) -> Block {
    Block::Paragraph { text: text.to_owned() }
}

fn letter() -> Paper {
    let hint = Some("as your bank writes it".to_owned());
    Paper {
        title: "A letter of Łukasz Öztürk".to_owned(),
        blocks: vec![
            Block::Lines {
                lines: vec!["Łukasz Öztürk".to_owned(), "1 Example Road".to_owned()]
            },
            Block::Warning { text: "This is no legal advice. ".repeat(8) },
            Block::Heading { text: "What happened".to_owned() },
            paragraph(&"On 14 March somebody rang and said that the computer is ill. ".repeat(50)),
            Block::List { items: vec!["They took €500.".to_owned(), "They lied. ".repeat(30)] },
            Block::Heading { text: "The form".to_owned() },
            Block::Field { label: "Date".to_owned(), value: None, hint },
            Block::Field { label: "To".to_owned(), value: Some("PC Care".to_owned()), hint: None },
            paragraph("שלום, הוא התקשר אליי בשעה 10:30 ואמר Microsoft."),
            paragraph("مرحبا، اتصل بي أمس."),
            paragraph(&format!("{} ends", "abcdefghij".repeat(32))),
            paragraph("rude\u{1b}[31m \u{202e}evil\u{202c} 漢 \u{e000} \u{1f600}"),
        ],
    }
}

/// The text of a PDF by `pdftotext`; none where that is not installed.
fn read(pdf: &[u8]) -> Option<String> {
    let mut command = Command::new("pdftotext");
    command.args(["-enc", "UTF-8", "-", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        eprintln!("skipped: pdftotext (Debian: poppler-utils) is not here");
        return None;
    };
    let mut input = child.stdin.take().unwrap();
    let pdf = pdf.to_owned();
    let writing = std::thread::spawn(move || input.write_all(&pdf));
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_paper_is_plain_text() {
    let text = text(&letter(), 60);
    assert!(text.starts_with("A letter of Łukasz Öztürk\n====="), "{text}");
    assert!(text.contains("\nDate: [missing: fill this in]\n    (as your bank writes it)\n"));
    assert!(text.contains("\n! Please note: This is no legal advice."));
    assert!(text.contains("\n- They took €500.\n- They lied."));
    assert!(!text.contains(['\u{1b}', '\u{202e}']));
    let words = text.lines().filter(|line| line.contains(' '));
    assert!(words.clone().all(|line| textwrap::core::display_width(line) <= 60), "{text}");
}

#[test]
fn a_pdf_can_be_read_again() {
    let bytes = pdf(&letter()).unwrap();
    assert_eq!(bytes, pdf(&letter()).unwrap(), "the same paper gives the same bytes");
    let Some(text) = read(&bytes) else { return };
    for words in [
        "A letter of Łukasz Öztürk",
        "Please note: This is no legal advice.",
        "They took €500.",
        "[missing: fill this in]",
        "10:30",
        "Page 1 of 2",
        "rude[31m evil [U+6F22] [U+E000]",
    ] {
        assert!(text.contains(words), "{words:?} is not in {text}");
    }
    assert!(text.contains("שלום"), "{text}");
}

#[test]
fn strange_papers_are_written_or_refused_clearly() {
    let paper = |blocks| Paper { title: String::new(), blocks };
    let empty = Block::List { items: vec![String::new(), "\n\n".to_owned()] };
    for blocks in [vec![], vec![paragraph("")], vec![empty], vec![paragraph("\0\u{1f}\n\r\u{85}")]]
    {
        let paper = paper(blocks);
        assert!(pdf(&paper).unwrap().starts_with(b"%PDF-"), "{paper:?}");
        assert!(text(&paper, 0).ends_with('\n'));
    }
    let long = paper(vec![paragraph(&"word ".repeat(100)); 5_000]);
    let refused = pdf(&long).unwrap_err().to_string();
    assert!(refused.contains("500 pages"), "{refused}");
    let unbroken = paper(vec![paragraph(&"x".repeat(300_000))]);
    assert!(pdf(&unbroken).is_ok());
}
