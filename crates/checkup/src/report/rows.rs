//! All that has a time or was found, in one order: for the table of `--csv` and the report.

use crate::findings::{Direction, Findings, Moment, Observation, Proof, Session, Strength};
use crate::timeline::{Entry, From, Placed};

/// One thing that happened or was found.
#[derive(Debug)]
pub struct Row<'f> {
    /// When; none where its trace has no time.
    pub when: Option<Moment>,
    /// Its kind.
    pub id: &'f str,
    /// What happened, in one line.
    pub title: String,
    /// The remote tool that it names.
    pub tool: &'f str,
    /// Whether the trace states it or only fits.
    pub strength: Strength,
    /// The particulars.
    pub what: String,
    /// Where it stands.
    pub proof: Option<&'f Proof>,
}

/// All rows, oldest first; those without a time come last.
#[must_use]
pub fn rows(findings: &Findings) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = findings.sessions.iter().flat_map(of_session).collect();
    rows.extend(findings.observations.iter().chain(&findings.serious).map(of_observation));
    rows.extend(findings.timeline.iter().filter_map(of_call));
    rows.sort_by_key(|row| {
        let utc = row.when.as_ref().and_then(|when| when.utc);
        (utc.is_none(), utc)
    });
    rows
}

/// What was said in the call, where one was given.
fn of_call(entry: &Entry) -> Option<Row<'_>> {
    let (id, title, what) = match &entry.from {
        From::CallBegan => ("call-began", entry.what.clone(), String::new()),
        From::Call { turn, quote, placed, .. } => {
            let place = match placed {
                Placed::ByTime => "",
                Placed::Beside | Placed::InOrder => "; when in the call is not known",
            };
            let what = format!("{} (turn {}{place})", quoted(quote), turn + 1);
            ("said-in-call", format!("They said: {}", entry.what), what)
        }
        _ => return None,
    };
    let when = entry.utc.map(|utc| {
        let mut when = Moment::in_utc(utc, utc.to_string());
        when.local.clone_from(&entry.local);
        when
    });
    Some(Row { when, id, title, tool: "", strength: Strength::Direct, what, proof: None })
}

fn of_observation(seen: &Observation) -> Row<'_> {
    Row {
        when: seen.when.clone(),
        id: &seen.id,
        title: seen.title.clone(),
        tool: seen.tool.as_deref().unwrap_or_default(),
        strength: seen.strength,
        what: seen.what.clone(),
        proof: Some(&seen.proof),
    }
}

fn of_session(session: &Session) -> Vec<Row<'_>> {
    let name = &session.tool_name;
    let row = |id, when: &Moment, title, what, proof| Row {
        when: Some(when.clone()),
        id,
        title,
        tool: &session.tool,
        strength: Strength::Direct,
        what,
        proof,
    };
    let title = format!("{name}: somebody connected or asked to");
    let what = format!("{}. {}", super::words::partner(session), entry(session));
    let mut rows = vec![row("session-began", &session.begin, title, what, session.proofs.first())];
    for file in &session.files {
        let title = match file.direction {
            Direction::Out => format!("{name}: files were taken from this computer"),
            Direction::In => format!("{name}: a file was put on this computer"),
            Direction::AsWritten => format!("{name}: a file was moved"),
        };
        rows.push(row("file-moved", &file.when, title, file.name.clone(), Some(&file.proof)));
    }
    if let Some(end) = &session.end {
        let title = format!("{name}: the session ended");
        rows.push(row("session-ended", end, title, String::new(), session.proofs.last()));
    }
    rows
}

fn entry(session: &Session) -> &'static str {
    super::words::entry(session.entry)
}

/// A quote longer than this is shown only in part; the whole is in the JSON.
const QUOTE_CHARS_MAX: usize = 160;

/// The words between quotation marks; only the beginning of very many.
fn quoted(words: &str) -> String {
    let Some((end, _)) = words.char_indices().nth(QUOTE_CHARS_MAX) else {
        return format!("\"{words}\"");
    };
    let cut = &words[..end];
    let cut = cut.rsplit_once(' ').map_or(cut, |(whole, _)| whole);
    format!("\"{cut} ...\"")
}
