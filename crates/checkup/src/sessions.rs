//! Sessions: what the logs of the tools tell, joined where several tell of the same one.

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use crate::findings::{
    Clock, Direction, Entry, FileMoved, Moment, Observation, Partner, Proof, Session, Strength,
};
use crate::sources::anydesk::{Connection, Trace, TraceLine, Transfer};
use crate::sources::rustdesk::Connected;
use crate::sources::teamviewer::{Incoming, Logged};

/// So long before and after a session an entry belongs to it.
const AROUND: SignedDuration = SignedDuration::from_mins(30);
/// A session whose end no source tells is taken to last so long when others are laid beside it.
const LENGTH_UNKNOWN: SignedDuration = SignedDuration::from_hours(3);
/// Two sources that differ by no more tell of the same begin.
const SLACK: SignedDuration = SignedDuration::from_secs(60);
/// A line of an address belongs to a session that begins so soon after it.
const ADDRESS_BEFORE: SignedDuration = SignedDuration::from_mins(10);

const ANYDESK_OPEN: &str = "AnyDesk writes when somebody came, not who sat there; what they did \
    beyond moving files is not written.";
const TEAMVIEWER_OPEN: &str = "TeamViewer does not write the other side's address, nor what they \
    did; the maker can look up the number.";

const RUSTDESK_OPEN: &str = "RustDesk's log gives an address, which may be that of a relay; who \
    it was and what they did is not written.";

/// The times around sessions.
#[derive(Debug, Default)]
pub(crate) struct Windows(Vec<(Timestamp, Timestamp)>);

impl Windows {
    pub(crate) fn around(sessions: &[Session]) -> Self {
        let window = |session: &Session| {
            let begin = session.begin.utc?;
            let end = session.end.as_ref().and_then(|end| end.utc);
            let end = end.or_else(|| begin.checked_add(LENGTH_UNKNOWN).ok())?;
            Some((begin.checked_sub(AROUND).ok()?, end.checked_add(AROUND).ok()?))
        };
        let let_in = sessions.iter().filter(|session| session.entry != Entry::Refused);
        Self(let_in.filter_map(window).collect())
    }

    /// Whether a time lies in one of them.
    pub(crate) fn hold(&self, at: Timestamp) -> bool {
        self.0.iter().any(|(from, to)| (*from..=*to).contains(&at))
    }
}

fn session(tool: &str, name: &str, begin: Moment, proof: Proof) -> Session {
    let open = match tool {
        "anydesk" => ANYDESK_OPEN,
        "rustdesk" => RUSTDESK_OPEN,
        _ => TEAMVIEWER_OPEN,
    };
    Session {
        tool: tool.to_owned(),
        tool_name: name.to_owned(),
        begin,
        end: None,
        partner: Partner::default(),
        entry: Entry::NotKnown,
        flagged_by_maker: false,
        files: Vec::new(),
        proofs: vec![proof],
        notes: Vec::new(),
        cannot_show: open.to_owned(),
    }
}

fn proof(file: &str, line: usize, raw: &str) -> Proof {
    Proof { file: file.to_owned(), line: Some(line), record: None, raw: raw.to_owned() }
}

fn anydesk(begin: Moment, proof: Proof) -> Session {
    session("anydesk", "AnyDesk", begin, proof)
}

/// The sessions of an AnyDesk trace.
pub(crate) fn of_trace(file: &str, lines: &[TraceLine]) -> Vec<Session> {
    let mut sessions: Vec<(u32, Session)> = Vec::new();
    let mut line_id: Option<&str> = None;
    let mut addresses: Vec<(&TraceLine, &str, &str)> = Vec::new();
    for line in lines {
        match &line.says {
            Trace::Asked { alias, id } => {
                let mut asked = anydesk(written(line), proof(file, line.line, &line.raw));
                asked.partner.id = Some(id.clone());
                asked.partner.name = Some(alias.clone()).filter(|alias| !alias.is_empty());
                sessions.push((line.process, asked));
            }
            Trace::Line { id } => line_id = Some(id),
            Trace::From { address } => {
                addresses.extend(line_id.take().map(|id| (line, id, address.as_str())));
            }
            Trace::OwnId(_) => line_id = None,
            _ => {
                let open = sessions.iter_mut().rev();
                let mut open = open.filter(|(_, session)| session.end.is_none());
                let of_process = |(process, _): &&mut (u32, Session)| *process == line.process;
                if let Some((_, session)) = open.find(of_process) {
                    go_on(session, file, line);
                }
            }
        }
    }
    let mut sessions: Vec<Session> = sessions.into_iter().map(|(_, session)| session).collect();
    for (line, id, address) in addresses {
        add_address(&mut sessions, (line, file), id, address);
    }
    sessions
}

fn written(line: &TraceLine) -> Moment {
    Moment::in_utc(line.at, line.at.to_string())
}

fn go_on(session: &mut Session, file: &str, line: &TraceLine) {
    let proof = proof(file, line.line, &line.raw);
    let moved = |direction, name: &str| FileMoved {
        direction,
        name: name.to_owned(),
        when: written(line),
        proof: proof.clone(),
    };
    match &line.says {
        Trace::LetIn(entry) => session.entry = *entry,
        Trace::Flagged => session.flagged_by_maker = true,
        Trace::FilesOut(path) => session.files.push(moved(Direction::Out, path)),
        Trace::FileIn => {
            let name = "a file whose name this log does not give";
            session.files.push(moved(Direction::In, name));
        }
        Trace::Ended => session.end = Some(written(line)),
        _ => {}
    }
    session.proofs.push(proof);
}

fn add_address(
    sessions: &mut [Session],
    (line, file): (&TraceLine, &str),
    id: &str,
    address: &str,
) {
    let near = |session: &&mut Session| {
        let begin = session.begin.utc;
        session.partner.id.as_deref() == Some(id)
            && begin.is_some_and(|begin| begin.duration_since(line.at).abs() <= ADDRESS_BEFORE)
    };
    if let Some(session) = sessions.iter_mut().find(near) {
        session.partner.address = Some(address.to_owned());
        session.proofs.push(proof(file, line.line, &line.raw));
    }
}

/// The sessions of AnyDesk's list of connections.
pub(crate) fn of_connections(file: &str, connections: &[Connection]) -> Vec<Session> {
    let listed = |line: &Connection| {
        let utc = Offset::UTC.to_timestamp(line.at).ok();
        let (written, clock) = (line.at.to_string(), Clock::Utc);
        let begin = Moment { utc, written, clock, precision_seconds: line.precision_seconds };
        let mut session = anydesk(begin, proof(file, line.line, &line.raw));
        session.entry = line.entry;
        session.partner =
            Partner { id: Some(line.id.clone()), name: line.alias.clone(), address: None };
        session
    };
    connections.iter().map(listed).collect()
}

/// A file that AnyDesk moved; each has a begin and an end, and the begin is left out where the end
/// is there.
pub(crate) fn of_transfers(file: &str, transfers: &[Transfer]) -> Vec<FileMoved> {
    let moved = |line: &Transfer| FileMoved {
        direction: Direction::AsWritten,
        name: line.words.join(" "),
        when: Moment {
            utc: Offset::UTC.to_timestamp(line.at).ok(),
            written: line.at.to_string(),
            clock: Clock::Utc,
            precision_seconds: 60,
        },
        proof: proof(file, line.line, &line.words.join("\t")),
    };
    transfers.iter().map(moved).collect()
}

/// A session of RustDesk's server log.
pub(crate) fn of_rustdesk(file: &str, connected: Connected) -> Session {
    let (begin, written) = connected.begin;
    let first = proof(file, connected.line, &connected.raw);
    let mut session = session("rustdesk", "RustDesk", Moment::in_utc(begin, written), first);
    session.end = connected.end.map(|(at, written)| Moment::in_utc(at, written));
    session.partner.address = Some(connected.address);
    session.proofs.extend(connected.ended.map(|(line, raw)| proof(file, line, &raw)));
    session
}

/// The sessions of TeamViewer's incoming list.
pub(crate) fn of_incoming(file: &str, list: &[Incoming]) -> Vec<Session> {
    let moment = |at| Moment {
        utc: Offset::UTC.to_timestamp(at).ok(),
        written: at.to_string(),
        clock: Clock::Utc,
        precision_seconds: 1,
    };
    let listed = |line: &Incoming| {
        let proof = proof(file, line.line, &line.raw);
        let mut session = session("teamviewer", "TeamViewer", moment(line.begin), proof);
        session.end = Some(moment(line.end));
        session.partner.id = Some(line.id.clone());
        session.partner.name = Some(line.name.clone()).filter(|name| !name.is_empty());
        if !line.local_user.is_empty() {
            session.notes.push(format!("Signed in here: {}; kind: {}", line.local_user, line.kind));
        }
        session
    };
    list.iter().map(listed).collect()
}

/// The sessions of TeamViewer's log.
pub(crate) fn of_log(file: &str, logged: &[Logged]) -> Vec<Session> {
    let one = |line: &Logged| {
        let proof = proof(file, line.line, &line.raw);
        let begin = Moment::local(line.begin, line.offset, line.written.clone());
        let mut session = session("teamviewer", "TeamViewer", begin, proof);
        let end = line.end.clone();
        session.end = end.map(|(at, written)| Moment::local(at, line.offset, written));
        session.partner.id = Some(line.id.clone());
        session.partner.name = Some(line.name.clone()).filter(|name| !name.is_empty());
        session.entry = match line.password.as_deref() {
            Some("dynamic") => Entry::OneTimeCode,
            Some("fixed") => Entry::Unattended,
            _ => Entry::NotKnown,
        };
        session
    };
    logged.iter().map(one).collect()
}

/// Joins what several sources tell of the same session, oldest first.
pub(crate) fn join(mut told: Vec<Session>) -> Vec<Session> {
    told.sort_by_key(|session| (session.begin.utc, session.begin.precision_seconds));
    let mut joined: Vec<Session> = Vec::new();
    for session in told {
        // Only the last few can be the same: begins are in order.
        let mut near = joined.iter_mut().rev().take(NEAR_MAX);
        match near.find(|other| is_same(other, &session)) {
            Some(same) => merge(same, session),
            None => joined.push(session),
        }
    }
    joined
}

/// So many sessions before one are compared with it.
const NEAR_MAX: usize = 64;

fn is_same(one: &Session, other: &Session) -> bool {
    let sources = |session: &Session| session.proofs.first().map(|proof| proof.file.clone());
    let (Some(a), Some(b)) = (one.begin.utc, other.begin.utc) else { return false };
    let precision = one.begin.precision_seconds.max(other.begin.precision_seconds);
    let slack = SLACK + SignedDuration::from_secs(i64::from(precision));
    let same_day =
        precision < DAY_SECONDS || one.begin.written.get(..10) == other.begin.written.get(..10);
    one.tool == other.tool
        && one.partner.id == other.partner.id
        && sources(one) != sources(other)
        && (one.entry == Entry::Refused) == (other.entry == Entry::Refused)
        && same_day
        && a.duration_since(b).abs() <= slack
}

/// A source that tells the day only.
const DAY_SECONDS: u32 = 86_400;

fn merge(same: &mut Session, other: Session) {
    if let (Some(one), Some(two)) = (ended(same), ended(&other))
        && one.duration_since(two).abs() > SLACK
    {
        same.notes.push(format!("The sources disagree about the end: {one} and {two}"));
    }
    if other.begin.precision_seconds < same.begin.precision_seconds
        || (other.begin.precision_seconds == same.begin.precision_seconds
            && other.begin.utc < same.begin.utc)
    {
        same.begin = other.begin;
    }
    let ends = [same.end.take(), other.end];
    same.end = ends.into_iter().flatten().max_by_key(|end| end.utc);
    same.partner.name = same.partner.name.take().or(other.partner.name);
    same.partner.address = same.partner.address.take().or(other.partner.address);
    if same.entry == Entry::NotKnown {
        same.entry = other.entry;
    }
    same.flagged_by_maker |= other.flagged_by_maker;
    same.files.extend(other.files);
    same.proofs.extend(other.proofs);
    same.notes.extend(other.notes);
}

fn ended(session: &Session) -> Option<Timestamp> {
    session.end.as_ref()?.utc
}

/// Lays files that were moved beside their session; those outside of all become observations.
pub(crate) fn add_moved(
    sessions: &mut [Session],
    moved: Vec<FileMoved>,
    observations: &mut Vec<Observation>,
) {
    for file in moved {
        let at = file.when.utc;
        let inside = |session: &&mut Session| {
            let window = Windows::around(std::slice::from_ref(session));
            session.tool == "anydesk" && at.is_some_and(|at| window.hold(at))
        };
        match sessions.iter_mut().rev().find(inside) {
            Some(session) => session.files.push(file),
            None => observations.push(Observation {
                id: "anydesk-file-moved".to_owned(),
                title: "A file was moved through AnyDesk".to_owned(),
                what: file.name,
                when: Some(file.when),
                strength: Strength::Direct,
                tool: Some("anydesk".to_owned()),
                proof: file.proof,
                cannot_show: "What was in it, and in which session it was moved.".to_owned(),
                undo: None,
            }),
        }
    }
}
