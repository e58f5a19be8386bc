//! Claims beside what they led to, with and without times.

use evidence::knowledge::Files;

use super::*;
use crate::facts::Facts;
use crate::findings::{Proof, Strength};

fn at(minute: u32) -> Moment {
    let written = format!("2026-03-14T12:{minute:02}:00Z");
    Moment::in_utc(written.parse().expect("a time"), written)
}

fn findings() -> Findings {
    let proof = Proof { file: "x".to_owned(), line: None, record: None, raw: String::new() };
    let seen = Observation {
        id: "tool-downloaded".to_owned(),
        title: "AnyDesk was downloaded".to_owned(),
        what: String::new(),
        when: Some(at(20)),
        strength: Strength::Direct,
        tool: Some("anydesk".to_owned()),
        proof: proof.clone(),
        cannot_show: String::new(),
        undo: None,
    };
    let sessions = vec![Session::new("anydesk", at(25), proof)];
    let call_began = Some(at(0));
    Findings { sessions, observations: vec![seen], call_began, ..Findings::default() }
}

fn said(turn: usize, claim: &str, after_minutes: Option<u64>) -> Said {
    let (claim, title) = (claim.to_owned(), claim.to_owned());
    let quote = format!("words of turn {turn}");
    Said { turn, claim, title, quote, after_ms: after_minutes.map(|after| after * 60_000) }
}

fn laid(said: &[Said]) -> Vec<String> {
    let facts = Facts::load(&Files::embedded()).expect("facts that fit their shapes");
    let findings = findings();
    let windows = Windows::around(&findings.sessions, &facts.sessions.joining);
    let entries = lay(&findings, &windows, said, &facts.sessions);
    let line = |entry: &Entry| {
        let links = match &entry.from {
            From::Call { shown_by, .. } if !shown_by.is_empty() => format!(" {shown_by:?}"),
            _ => String::new(),
        };
        format!("{}{links}", entry.what)
    };
    entries.iter().map(line).collect()
}

#[test]
fn without_times_a_claim_stands_before_what_it_led_to() {
    let lines = laid(&[
        said(0, "problem=infected", None),
        said(2, "ask=install-remote-tool", None),
        said(3, "pressure=urgency", None),
        said(5, "ask=give-session-code", None),
    ]);
    let all = [
        "The call began",
        "problem=infected",
        "ask=install-remote-tool [4]",
        "pressure=urgency",
        "AnyDesk was downloaded",
        "ask=give-session-code [6]",
        "A session with anydesk began",
    ];
    assert_eq!(lines, all);
}

#[test]
fn times_of_the_transcript_decide() {
    let lines = laid(&[
        said(0, "problem=infected", Some(1)),
        said(2, "ask=install-remote-tool", Some(22)),
        said(5, "ask=give-session-code", Some(24)),
    ]);
    let all = [
        "The call began",
        "problem=infected",
        "AnyDesk was downloaded",
        "ask=install-remote-tool",
        "ask=give-session-code [5]",
        "A session with anydesk began",
    ];
    assert_eq!(lines, all, "what was there before it was asked for is no proof of it");
}
