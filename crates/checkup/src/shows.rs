//! What a machine has to say to the judge of a call: alarming sessions with their signs, and what
//! can be laid before a caller who claims something about it. Ordinary things move nothing.

use evidence::observation::{Observation, Sureness};

use crate::facts::Facts;
use crate::findings::{Entry, Findings, Proof, Session, Standing, Strength};
use crate::sessions::people;

/// So many alarming sessions are told one by one.
const SESSIONS_MAX: usize = 5;

/// What the findings say to a judge.
pub(crate) fn to_a_judge(findings: &Findings, facts: &Facts) -> Vec<Observation> {
    let alarming = || findings.sessions.iter().filter(|s| s.standing == Standing::Alarming);
    let mut shown: Vec<Observation> = alarming().take(SESSIONS_MAX).map(unsolicited).collect();
    for session in alarming() {
        for sign in &session.signs {
            let id = format!("session-{}", sign.id);
            if !shown.iter().any(|known| known.id == id) {
                shown.push(Observation { id, title: sign.says.clone(), ..unsolicited(session) });
            }
        }
    }
    shown.extend(ordinary_sessions(findings));
    shown.extend(no_session(findings));
    shown.extend(everyday(findings));
    shown.extend(no_licence_error(findings, facts));
    let viruses = findings.serious.iter().filter(|seen| seen.id == "virus-found");
    shown.extend(viruses.take(1).map(|seen| Observation {
        id: seen.id.clone(),
        title: seen.title.clone(),
        what: seen.what.clone(),
        when: seen.when.as_ref().and_then(|when| when.utc).map(people),
        strength: sureness(seen.strength),
        tool: None,
        proof: place(&seen.proof),
    }));
    shown
}

fn sureness(strength: Strength) -> Sureness {
    match strength {
        Strength::Direct => Sureness::Direct,
        Strength::Circumstantial => Sureness::Circumstantial,
    }
}

fn place(proof: &Proof) -> String {
    let place = match (proof.record, proof.line) {
        (Some(record), _) => format!(", record {record}"),
        (_, Some(line)) => format!(", line {line}"),
        _ => String::new(),
    };
    format!("{}{place}: {}", proof.file, proof.raw)
}

/// "AnyDesk, from 2026-03-14 12:39:04 UTC to 2026-03-14 13:02:00 UTC, with Support Desk".
fn span(session: &Session) -> String {
    let begin = session.begin.utc.map_or_else(|| session.begin.written.clone(), people);
    let end = session.end.as_ref().and_then(|end| end.utc);
    let end = end.map_or_else(String::new, |end| format!(" to {}", people(end)));
    let partner = &session.partner;
    let names = [&partner.name, &partner.id, &partner.address, &partner.server];
    let who = names.into_iter().find_map(|name| name.as_deref());
    let who = who.map_or_else(String::new, |who| format!(", with {who}"));
    format!("{}, from {begin}{end}{who}", session.tool_name)
}

fn unsolicited(session: &Session) -> Observation {
    Observation {
        id: "unsolicited-session".to_owned(),
        title: format!("Somebody was on the computer: {}", span(session)),
        what: span(session),
        when: session.begin.utc.map(people),
        strength: Sureness::Direct,
        tool: Some(session.tool.clone()),
        proof: session.proofs.first().map(place).unwrap_or_default(),
    }
}

/// That there are sessions and none gives cause for alarm.
fn ordinary_sessions(findings: &Findings) -> Option<Observation> {
    let first = findings.sessions.first()?;
    let all = findings.sessions.iter().all(|session| session.standing == Standing::Ordinary);
    all.then(|| Observation {
        id: "ordinary-sessions".to_owned(),
        title: "The sessions on the computer have the signs of honest help".to_owned(),
        what: format!("{} sessions, the first {}", findings.sessions.len(), span(first)),
        ..unsolicited(first)
    })
}

/// That no session was seen; it says nothing of what could not be read.
fn no_session(findings: &Findings) -> Option<Observation> {
    let let_in = findings.sessions.iter().any(|session| session.entry != Entry::Refused);
    if let_in || findings.covers.is_empty() {
        return None;
    }
    let logs = findings.covers.len();
    let entries: u64 = findings.covers.iter().map(|cover| cover.records).sum();
    Some(Observation {
        id: "no-session-seen".to_owned(),
        title: "No session was seen in what could be read".to_owned(),
        what: format!("no remote session is seen ({logs} logs with {entries} entries were read)"),
        when: None,
        strength: Sureness::Circumstantial,
        tool: None,
        proof: covers(findings, |_| true),
    })
}

/// So many logs are named as a proof.
const COVERS_MAX: usize = 5;

fn covers(findings: &Findings, counts: impl Fn(&str) -> bool) -> String {
    let named = findings.covers.iter().filter(|cover| counts(&cover.file)).take(COVERS_MAX);
    let named = named.map(|cover| format!("{} ({} to {})", cover.file, cover.from, cover.to));
    named.collect::<Vec<_>>().join("; ")
}

/// The forms in which event logs come.
const EVENT_LOGS: [&str; 2] = [".evtx", ".xml"];

fn is_event_log(file: &str) -> bool {
    let file = file.to_lowercase();
    EVENT_LOGS.iter().any(|ending| file.ends_with(ending))
}

/// The errors and warnings, which callers show as proof.
fn everyday(findings: &Findings) -> Option<Observation> {
    let all = &findings.everyday;
    if all.records == 0 {
        return None;
    }
    let percent = all.explained * 100 / all.records;
    let mut what = format!(
        "{} errors and warnings on {} days, of which {percent} in 100 are of kinds that ordinary \
         computers write",
        all.records,
        all.days.len(),
    );
    if let Some(kind) = all.kinds.first() {
        what += &format!("; the most frequent, {} times: {}", kind.count, kind.title);
    }
    let serious = all.serious;
    if serious > 0 {
        what += &format!("; {serious} are listed in the check-up as worth a look");
    }
    Some(Observation {
        id: "everyday-errors".to_owned(),
        title: "The errors and warnings in the logs".to_owned(),
        what,
        when: None,
        strength: Sureness::Direct,
        tool: None,
        proof: covers(findings, is_event_log),
    })
}

/// That no error speaks of a licence, where the log that would hold one was read.
fn no_licence_error(findings: &Findings, facts: &Facts) -> Option<Observation> {
    let log = findings.covers.iter().find(|cover| cover.what == LICENCE_CHANNEL)?;
    let of = |provider: &str| facts.sessions.licence_providers.iter().any(|own| own == provider);
    let known = findings.everyday.kinds.iter().any(|kind| of(facts.provider_of(&kind.id)));
    let unknown = findings.everyday.unknown_kinds.iter().any(|kind| of(&kind.provider));
    (!known && !unknown).then(|| Observation {
        id: "no-licence-error".to_owned(),
        title: "No error in the Application log speaks of a licence".to_owned(),
        what: format!("no error by Windows' licence service from {} to {}", log.from, log.to),
        when: None,
        strength: Sureness::Circumstantial,
        tool: None,
        proof: format!("{}, {} entries", log.file, log.records),
    })
}

/// The log in which licence services write.
const LICENCE_CHANNEL: &str = "Application";
