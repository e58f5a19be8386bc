//! The findings of a check-up as text for people. Which of them give cause for alarm was decided
//! when the computer was examined; here it is only told.

use serde_json::Value;

use super::reading::{heading, paragraph, section};
use crate::case::Machine;
use crate::paper::{Block, Paper};

/// What was found on a computer.
pub(super) fn found(machine: &Machine) -> Paper {
    let findings = &machine.findings;
    let mut blocks = Vec::new();
    let sessions = list(findings, "sessions");
    if sessions.is_empty() {
        let none = "No remote session could be seen. That does not show that nobody was there.";
        blocks.push(paragraph(none.to_owned()));
    }
    for session in sessions {
        blocks.extend(told(session));
    }
    let lines = |key: &str| list(findings, key).iter().map(observation).collect();
    blocks.extend(section("What else the computer shows", lines("observations")));
    blocks.extend(section("What deserves a technician and shows no session", lines("serious")));
    let problem =
        |problem: &Value| format!("{}: {}", text(problem, "/file"), text(problem, "/why"));
    let problems = list(findings, "problems").iter().map(problem).collect();
    blocks.extend(section("What could not be read", problems));
    Paper { title: format!("What the check-up of {} found", machine.name), blocks }
}

fn list<'f>(findings: &'f Value, key: &str) -> &'f [Value] {
    findings.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'v>(value: &'v Value, path: &str) -> &'v str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

/// A time with its clock, as the source has it.
fn moment(value: &Value, key: &str) -> String {
    let part = |part: &str| text(value, &format!("/{key}/{part}"));
    match (part("utc"), part("local"), part("written")) {
        ("", "", "") => "a time that no source tells".to_owned(),
        ("", "", written) => format!("{written} (as it is written there)"),
        ("", local, _) => format!("{local} (the computer's clock)"),
        (utc, _, _) => format!("{utc} (universal time)"),
    }
}

fn told(session: &Value) -> Vec<Block> {
    let (begin, end) = (moment(session, "begin"), moment(session, "end"));
    let title = format!("{}: {begin} to {end}", text(session, "/tool_name"));
    let standing = match text(session, "/standing") {
        "alarming" => "It gives cause for alarm.",
        "ordinary" => "It looks like honest help, or nobody got in.",
        _ => "It can be either.",
    };
    let mut blocks = vec![heading(&title), paragraph(standing.to_owned())];
    let labels = [
        ("Number of the other side", "/partner/id"),
        ("Name that they chose", "/partner/name"),
        ("Address of their line, or of a relay", "/partner/address"),
        ("Server that the program obeys", "/partner/server"),
        ("How they got in", "/entry"),
    ];
    let mut items: Vec<String> = Vec::new();
    for (label, path) in labels {
        let value = text(session, path);
        if !value.is_empty() {
            items.push(format!("{label}: {}", value));
        }
    }
    items.extend(list(session, "signs").iter().map(|sign| text(sign, "/says").to_owned()));
    let files = list(session, "files").iter();
    items.extend(files.map(|file| format!("File moved: {}", text(file, "/name"))));
    items.extend(list(session, "proofs").iter().map(proof));
    let open = text(session, "/cannot_show");
    if !open.is_empty() {
        items.push(format!("What it cannot show: {open}"));
    }
    items.retain(|item| !item.is_empty());
    blocks.push(Block::List { items });
    blocks
}

fn observation(seen: &Value) -> String {
    let when = moment(seen, "when");
    let open = text(seen, "/cannot_show");
    let open = if open.is_empty() { String::new() } else { format!(" It cannot show: {open}") };
    let shown = seen.get("proof").map(proof).unwrap_or_default();
    format!("{when}: {} ({}). {shown}.{open}", text(seen, "/title"), text(seen, "/what"))
}

fn proof(proof: &Value) -> String {
    let number = |key: &str| proof.get(key).and_then(Value::as_u64);
    let place = match (number("line"), number("record")) {
        (Some(line), _) => format!(", line {line}"),
        (None, Some(record)) => format!(", record {record}"),
        (None, None) => String::new(),
    };
    let raw = text(proof, "/raw");
    let raw = if raw.is_empty() { String::new() } else { format!(": \u{201c}{raw}\u{201d}") };
    format!("Shown by {}{place}{raw}", text(proof, "/file"))
}
