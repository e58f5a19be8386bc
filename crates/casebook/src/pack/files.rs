//! The files of a pack that programs read, and their names. Whoever checks a pack makes them anew
//! from the log and lays them beside what is in it.

use std::collections::BTreeMap;

use crate::case::{Attachment, Call, Case, Item};
use crate::chain::Change;
use crate::parcel::tame;

/// The case as it stands.
pub(super) const CASE: &str = "case.json";
/// Every change, one a line.
pub(super) const LOG: &str = "log.jsonl";

/// Names of files, each with its bytes.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// The name of an attachment in the pack.
pub(super) fn attachment(file: &Item<Attachment>) -> String {
    let name = tame(&file.value.name).replace('/', "_");
    format!("attachments/{}-{name}", file.number)
}

/// The folder of a call in the pack.
pub(super) fn call_folder(number: u64) -> String {
    format!("calls/call-{number}")
}

/// The folder of a check-up in the pack.
pub(super) fn machine_folder(number: u64) -> String {
    format!("computers/computer-{number}")
}

/// The case, its calls, judgements and check-ups; and its log, where that goes along.
pub(super) fn data(case: &Case, log: Option<&[Change]>) -> Files {
    let mut files = Files::new();
    files.insert(CASE.to_owned(), json(case));
    if let Some(changes) = log {
        let lines = changes.iter().flat_map(|change| line(change).into_bytes());
        files.insert(LOG.to_owned(), lines.collect());
    }
    for call in &case.calls {
        add_call(&mut files, call);
    }
    for machine in &case.machines {
        let name = format!("{}/findings.json", machine_folder(machine.number));
        files.insert(name, json(&machine.value.findings));
    }
    files
}

fn add_call(files: &mut Files, call: &Item<Call>) {
    let folder = call_folder(call.number);
    let transcript = call.value.transcript();
    let lines = evidence::transcript::json_line(&transcript);
    files.insert(format!("{folder}/transcript.jsonl"), lines.into_bytes());
    // Subtitles need the time of every utterance; what was written from memory has none.
    if transcript.utterances.iter().all(|said| said.start_ms.is_some()) {
        let subtitles = evidence::transcript::web_vtt(&transcript);
        files.insert(format!("{folder}/transcript.vtt"), subtitles.into_bytes());
    }
    if let Some(judgement) = &call.value.judgement {
        files.insert(format!("{folder}/judgement.json"), json(judgement));
    }
}

fn line(change: &Change) -> String {
    serde_json::to_string(change).expect("a change has only keys that are texts") + "\n"
}

fn json(value: &impl serde::Serialize) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(value).expect("a case has only keys that are texts");
    text.push(b'\n');
    text
}
