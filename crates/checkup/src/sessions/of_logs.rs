//! The sessions that the tools' own logs tell of, one source at a time.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::findings::{Clock, Direction, Entry, FileMoved, Moment, Partner, Proof, Session};
use crate::sources::anydesk::{Connection, Trace, TraceLine, Transfer};
use crate::sources::rustdesk::Connected;
use crate::sources::teamviewer::{Incoming, Logged, Stamp};

/// A line of an address belongs to a session that begins so soon after it.
const ADDRESS_BEFORE: SignedDuration = SignedDuration::from_mins(10);

/// The ids of the tools whose own logs are read here.
const ANYDESK: &str = "anydesk";
const TEAMVIEWER: &str = "teamviewer";
const RUSTDESK: &str = "rustdesk";
/// The precision of sources that write minutes.
const MINUTE_SECONDS: u32 = 60;

/// A time that a source keeps in universal time.
fn in_utc(at: DateTime, precision_seconds: u32) -> Moment {
    let (utc, written) = (Offset::UTC.to_timestamp(at).ok(), at.to_string());
    Moment { utc, written, clock: Clock::Utc, precision_seconds, ..Moment::default() }
}

fn proof(file: &str, line: usize, raw: &str) -> Proof {
    Proof { file: file.to_owned(), line: Some(line), record: None, raw: raw.to_owned() }
}

/// The sessions of an AnyDesk trace.
pub(crate) fn of_trace(file: &str, lines: &[TraceLine]) -> Vec<Session> {
    let mut sessions: Vec<(u32, Session)> = Vec::new();
    let mut line_id: Option<&str> = None;
    let mut addresses: Vec<(&TraceLine, &str, &str)> = Vec::new();
    for line in lines {
        match &line.says {
            Trace::Asked { alias, id } => {
                let mut asked =
                    Session::new(ANYDESK, written(line), proof(file, line.line, &line.raw));
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
    for session in &mut sessions {
        let let_in = session.end.is_some() || !session.files.is_empty();
        if session.entry == Entry::NotKnown && !let_in {
            session.entry = Entry::Asked;
        }
    }
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
        Trace::LetIn(entry) => {
            session.entry = *entry;
            session.returned_unattended |= *entry == Entry::Unattended;
        }
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
        let begin = in_utc(line.at, line.precision_seconds);
        let mut session = Session::new(ANYDESK, begin, proof(file, line.line, &line.raw));
        session.entry = line.entry;
        session.returned_unattended = line.entry == Entry::Unattended;
        session.partner =
            Partner { id: Some(line.id.clone()), name: line.alias.clone(), ..Partner::default() };
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
        when: in_utc(line.at, MINUTE_SECONDS),
        proof: proof(file, line.line, &line.words.join("\t")),
    };
    transfers.iter().map(moved).collect()
}

/// A session of RustDesk's server log.
pub(crate) fn of_rustdesk(file: &str, connected: Connected) -> Session {
    let (begin, written) = connected.begin;
    let first = proof(file, connected.line, &connected.raw);
    let mut session = Session::new(RUSTDESK, Moment::in_utc(begin, written), first);
    session.end = connected.end.map(|(at, written)| Moment::in_utc(at, written));
    session.partner.address = Some(connected.address);
    session.proofs.extend(connected.ended.map(|(line, raw)| proof(file, line, &raw)));
    session
}

/// The sessions of TeamViewer's incoming list.
pub(crate) fn of_incoming(file: &str, list: &[Incoming]) -> Vec<Session> {
    let moment = |at| in_utc(at, 1);
    let listed = |line: &Incoming| {
        let proof = proof(file, line.line, &line.raw);
        let mut session = Session::new(TEAMVIEWER, moment(line.begin), proof);
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
        let mut session = Session::new(TEAMVIEWER, line.begin.moment(), proof);
        session.end = line.end.as_ref().map(Stamp::moment);
        session.partner.id = Some(line.id.clone());
        session.partner.name = Some(line.name.clone()).filter(|name| !name.is_empty());
        session.entry = match line.password.as_deref() {
            Some("dynamic") => Entry::OneTimeCode,
            Some("fixed") => Entry::Unattended,
            _ => Entry::NotKnown,
        };
        session.returned_unattended = session.entry == Entry::Unattended;
        session
    };
    logged.iter().map(one).collect()
}
