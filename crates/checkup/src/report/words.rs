//! What is found, in words for people: for the terminal, for the page and for tables.

use crate::facts::{Facts, Tool};
use crate::findings::{
    Clock, Comparison, Direction, Entry, Everyday, FileMoved, Findings, Moment, Phase, RemovalStep,
    Role, Session, Standing,
};

/// Said first where the work was stopped.
pub const STOPPED: &str =
    "Stopped before all was read: what follows is a part, and more may be there.";
/// What no part of the check-up can look at.
pub const NOT_READ: [&str; 6] = [
    "what was done inside a session, beyond what programs and Windows write down of it",
    "pages opened in a private window, and a browser's history that was cleared",
    "the own logs of other programs than AnyDesk, TeamViewer, RustDesk and ScreenConnect: those \
     programs are found by their traces only",
    "the registry's transaction logs, jump lists and the recycle bin",
    "files in the cloud, and other computers and telephones",
    "whatever was deleted, and logs that were full and written over",
];

/// What was found, in a sentence.
#[must_use]
pub fn headline(findings: &Findings) -> String {
    let sessions = findings.sessions.len();
    let standing = findings.sessions.iter().map(|session| session.standing);
    let alarming = standing.filter(|standing| *standing == Standing::Alarming).count();
    match (sessions, findings.observations.len()) {
        (0, 0) if findings.covers.is_empty() => "Nothing here could be read.".to_owned(),
        (0, 0) => "Nothing found in what could be read.".to_owned(),
        (0, _) => "Traces were found, but no session in what could be read.".to_owned(),
        _ if alarming > 0 => format!(
            "{} found; {alarming} of them with signs that honest help does not have.",
            counted(sessions, "remote session", "remote sessions")
        ),
        _ if findings.sessions.iter().all(|s| s.standing == Standing::Ordinary) => format!(
            "{} found, with nothing that gives cause for alarm.",
            counted(sessions, "remote session", "remote sessions")
        ),
        _ => format!(
            "{} with a remote-control program found.",
            counted(sessions, "session", "sessions")
        ),
    }
}

/// What that means and does not mean.
#[must_use]
pub fn further(findings: &Findings) -> &'static str {
    if findings.is_clean() {
        "That does not mean that nobody was in: see below how far back the logs go, and what could \
         not be read."
    } else {
        "A trace is no guilt: whoever helps you honestly leaves the same. Compare the times with \
         the call, and ask who else may have done it."
    }
}

/// A time for people: universal time to the second, and beside it what the computer's own clock
/// showed, with its day where that is another.
#[must_use]
pub fn time(moment: &Moment) -> String {
    let Some(utc) = moment.utc else { return format!("{} by the computer", moment.written) };
    if moment.clock == Clock::DateOnly {
        return format!("on {}", moment.written);
    }
    let seconds = utc.strftime("%Y-%m-%d %H:%M:%S").to_string();
    let rough = if moment.precision_seconds >= MINUTE_SECONDS { " to the minute" } else { "" };
    let own = moment.local.as_deref().and_then(|local| local.get(..LOCAL_BYTES)).map(|local| {
        let same_day = local.get(..DAY_BYTES) == seconds.get(..DAY_BYTES);
        let shown = if same_day { &local[DAY_BYTES + 1..] } else { local };
        format!(" ({} by the computer)", shown.replace('T', " "))
    });
    format!("{seconds} UTC{rough}{}", own.unwrap_or_default())
}

/// "2026-03-14T15:09:26", without the distance from universal time.
const LOCAL_BYTES: usize = 19;
/// The precision of sources that write minutes.
const MINUTE_SECONDS: u32 = 60;
/// "2026-03-14".
const DAY_BYTES: usize = 10;

/// Whether a session gives cause for alarm.
#[must_use]
pub fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Alarming => "It has signs that honest help does not have:",
        Standing::Unclear => "It may be honest help or not; only you know:",
        Standing::Ordinary => "Nothing here gives cause for alarm:",
    }
}

/// What observations were to a session, as a heading.
#[must_use]
pub fn heading(role: Role) -> &'static str {
    match role {
        Role::BroughtIn => "Brought onto the computer around that time:",
        Role::Ran => "Run around that time:",
        Role::Visited => "Pages opened around that time:",
        Role::Changed => "Accounts and settings changed around that time:",
        Role::Cleared => "Logs emptied around that time:",
        Role::Other => "Also around that time:",
    }
}

/// Who was at the other side of a session.
#[must_use]
pub fn partner(session: &Session) -> String {
    let partner = &session.partner;
    let part = |words: &str, value: &Option<String>| {
        value.as_ref().map(|value| format!("{words} {value}"))
    };
    let parts = [
        part("number", &partner.id),
        part("calling themselves", &partner.name),
        part("from the address", &partner.address),
        part("through the server", &partner.server),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts.is_empty() {
        true => "The other side is not named".to_owned(),
        false => format!("The other side: {}", parts.join(", ")),
    }
}

/// How they were let in.
#[must_use]
pub fn entry(entry: Entry) -> &'static str {
    match entry {
        Entry::Accepted => "Somebody at this computer accepted it.",
        Entry::OneTimeCode => "It was opened with the code that the program showed at that time.",
        Entry::Unattended => "It was opened with a lasting password: nobody here had to click.",
        Entry::Refused => "It was refused.",
        Entry::SignedIn => {
            "It was opened with the name and password of an account of this computer."
        }
        Entry::Asked => "They asked to connect; whether they were let in is not written.",
        Entry::NotKnown => "How they were let in is not written.",
    }
}

/// A file that was moved.
#[must_use]
pub fn moved(file: &FileMoved) -> String {
    let way = match file.direction {
        Direction::Out => "files taken from",
        Direction::In => "put on this computer:",
        Direction::AsWritten => "moved, in the program's own words:",
    };
    format!("{}: {way} {}", time(&file.when), file.name)
}

/// What the numbers mean, for a frightened person.
#[must_use]
pub fn sentences(everyday: &Everyday) -> Vec<String> {
    let mut sentences = vec![counts(everyday)];
    sentences.extend(everyday.comparison.as_ref().map(beside_ordinary));
    let stay = "They stay on the computer: nothing here shows that any was sent to anybody.";
    sentences.push(stay.to_owned());
    sentences
}

fn beside_ordinary(comparison: &Comparison) -> String {
    let Comparison { records, days, per_day, per_day_min, per_day_max, ordinary } = comparison;
    let many = format!(
        "The System and Application logs alone: {records} in {} days, about {per_day} a day. The \
         {} ordinary computers that we measured, a small sample, wrote from {per_day_min} to \
         {per_day_max} a day. Every Windows computer does.",
        days,
        ordinary.len()
    );
    match per_day > per_day_max {
        true => {
            many + " This one writes more than those, as a failing part or program makes it \
                        do; that alone shows nobody who came in."
        }
        false => many,
    }
}

fn counts(everyday: &Everyday) -> String {
    let percent = everyday.explained * 100 / everyday.records.max(1);
    let errors: u64 = everyday.days.iter().map(|day| day.errors).sum();
    let mut words = format!(
        "This computer wrote {} and {} that can be read, on {}. {percent} of 100 are of a kind \
         that ordinary computers write every day.",
        counted(count(errors), "error", "errors"),
        counted(count(everyday.records - errors), "warning", "warnings"),
        counted(everyday.days.len(), "day", "days"),
    );
    if everyday.serious > 0 {
        words += &format!(" {} belong to what is listed above.", everyday.serious);
    }
    if everyday.unknown > 0 {
        let unknown = everyday.unknown;
        words += &format!(" {unknown} are not known to us, which makes none of them suspicious.");
    }
    if let Some(day) = everyday.days.iter().max_by_key(|day| day.errors + day.warnings) {
        words += &format!(" The busiest day was {} with {}.", day.day, day.errors + day.warnings);
    }
    words
}

fn count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The tools of the list, each once, in its order.
#[must_use]
pub fn tools<'f>(findings: &Findings, facts: &'f Facts) -> Vec<&'f Tool> {
    let mut ids: Vec<&str> = Vec::new();
    for step in &findings.removal {
        let id = step.tool.as_deref().filter(|id| !ids.contains(id));
        ids.extend(id);
    }
    ids.into_iter().filter_map(|id| facts.tool(id)).collect()
}

/// What a step is for, and where that stands.
#[must_use]
pub fn reason(step: &RemovalStep) -> String {
    match step.places.is_empty() {
        true => format!("Why: {}", step.why),
        false => format!("Why: {} Seen in: {}", step.why, step.places.join(", ")),
    }
}

/// The heading of a phase.
#[must_use]
pub fn title(phase: Phase) -> &'static str {
    match phase {
        Phase::Disconnect => "Disconnect",
        Phase::Ask => "Ask before you remove",
        Phase::KeepEvidence => "Keep the evidence",
        Phase::Remove => "Remove the programs",
        Phase::TakeBack => "Take back what was changed",
        Phase::LookAgain => "Look again",
        Phase::Protect => "Passwords and bank, from another device",
    }
}

/// "1 call", "2 calls".
fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
