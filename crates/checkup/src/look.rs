//! The one door: files and folders to findings.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::PathBuf;

use jiff::Timestamp;

use crate::diary::Diary;
use crate::drive::{Form, Found, Tree};
use crate::facts::Facts;
use crate::findings::{Cover, FileMoved, Findings, Moment, Observation, Proof, Session, Strength};
use crate::globs::Parts;
use crate::sessions::{self, Windows};
use crate::teamviewer::Tries;
use crate::text::{Parsed, TEXT_BYTES_MAX};
use crate::{anydesk, event_log, teamviewer};

/// A larger file is no event log of Windows, whatever its name says.
const EVENT_LOG_BYTES_MAX: u64 = 4 << 30;

/// How far a check-up has come.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Bytes of the files that matter and were read.
    pub bytes_read: u64,
    /// Bytes of all files that matter; 0 while they are being searched for.
    pub bytes: u64,
}

/// Looks at files and folders. `go_on` is told how far it has come, and ends the work by `false`;
/// what was found until then is returned.
pub fn look(roots: &[PathBuf], facts: &Facts, go_on: &mut dyn FnMut(Step) -> bool) -> Findings {
    let mut tree = Tree::default();
    let mut places = Places { facts, of_tool: BTreeMap::new() };
    for root in roots {
        tree.walk(root, &mut |found| places.see(found));
    }
    let mut reading = Reading::new(facts, tree);
    let readable = std::mem::take(&mut reading.tree.readable);
    let bytes = readable.iter().map(|(_, found)| found.bytes).sum();
    let mut bytes_read = 0;
    for (form, found) in &readable {
        if !go_on(Step { bytes_read, bytes }) {
            reading
                .tree
                .problem(&found.shown, "stopped here; this file and the rest were not read");
            break;
        }
        reading.read(*form, found);
        bytes_read += found.bytes;
    }
    reading.finish(places)
}

/// Files that belong to a remote tool.
struct Places<'f> {
    facts: &'f Facts,
    /// By the tool's id: how many, the first, and the times of the oldest and newest.
    of_tool: BTreeMap<String, Place>,
}

struct Place {
    files: usize,
    first: String,
    changed: Option<(Timestamp, Timestamp)>,
}

impl Places<'_> {
    fn see(&mut self, found: &Found) {
        let Some(tool) = self.facts.tools.of_file(&Parts::new(&found.shown)) else { return };
        let fresh = || Place { files: 0, first: found.shown.clone(), changed: None };
        let place = self.of_tool.entry(tool.id.clone()).or_insert_with(fresh);
        place.files += 1;
        if let Some(at) = found.changed.and_then(|at| Timestamp::try_from(at).ok()) {
            let (oldest, newest) = place.changed.unwrap_or((at, at));
            place.changed = Some((oldest.min(at), newest.max(at)));
        }
    }

    fn observations(self) -> Vec<Observation> {
        let facts = self.facts;
        let observe = |(id, place): (String, Place)| {
            let tool = facts.tool(&id);
            let name = tool.map_or(&*id, |tool| &tool.name);
            let ordinary = tool.map_or("", |tool| &tool.ordinary);
            let newest = place.changed.map_or_else(String::new, |(oldest, newest)| {
                format!("; last changed between {oldest} and {newest}")
            });
            Observation {
                id: "tool-files-present".to_owned(),
                title: format!("{name} has been on this computer"),
                what: format!("{} files, the first is {}{newest}", place.files, place.first),
                when: None,
                strength: Strength::Circumstantial,
                tool: Some(id),
                proof: Proof { file: place.first, line: None, record: None, raw: String::new() },
                cannot_show: format!("That it was used, and by whom. Ordinary when: {ordinary}"),
            }
        };
        self.of_tool.into_iter().map(observe).collect()
    }
}

/// What was read so far.
struct Reading<'f> {
    tree: Tree,
    facts: &'f Facts,
    diary: Diary<'f>,
    sessions: Vec<Session>,
    moved: Vec<FileMoved>,
    own_ids: Vec<String>,
    observations: Vec<Observation>,
    covers: Vec<Cover>,
}

impl<'f> Reading<'f> {
    fn new(facts: &'f Facts, tree: Tree) -> Self {
        Self {
            tree,
            facts,
            diary: Diary::new(facts),
            sessions: Vec::new(),
            moved: Vec::new(),
            own_ids: Vec::new(),
            observations: Vec::new(),
            covers: Vec::new(),
        }
    }

    fn read(&mut self, form: Form, found: &Found) {
        if form == Form::EventLog {
            return self.event_log(found);
        }
        let mut bytes = Vec::new();
        let limit = u64::try_from(TEXT_BYTES_MAX).unwrap_or(u64::MAX);
        let read =
            File::open(&found.path).and_then(|file| file.take(limit).read_to_end(&mut bytes));
        if let Err(error) = read {
            return self.tree.problem(&found.shown, &error.to_string());
        }
        if found.bytes > limit {
            self.tree.problem(&found.shown, "too large for a log; only its beginning was read");
        }
        let before = self.gathered();
        self.text(form, found, &bytes);
        if form != Form::AnyDeskSettings && self.gathered() == before {
            let why = "no line in it could be used: it is empty, damaged or of another form";
            self.tree.problem(&found.shown, why);
        }
    }

    /// How much is known, to see whether a file added anything.
    fn gathered(&self) -> [usize; 3] {
        [self.covers.len(), self.moved.len(), self.tree.problems.len()]
    }

    fn text(&mut self, form: Form, found: &Found, bytes: &[u8]) {
        let file = &found.shown;
        match form {
            Form::AnyDeskTrace => {
                let lines = self.sound(found, anydesk::trace(bytes));
                let own = lines.iter().filter_map(|line| match &line.says {
                    anydesk::Trace::OwnId(id) => Some(id.clone()),
                    _ => None,
                });
                self.own_ids.extend(own);
                let span = lines.first().zip(lines.last());
                if let Some((first, last)) = span {
                    let (from, to) = (first.at.to_string(), last.at.to_string());
                    self.cover(found, "AnyDesk trace", from, to, lines.len());
                }
                self.sessions.extend(sessions::of_trace(file, &lines));
            }
            Form::AnyDeskConnections => {
                let lines = self.sound(found, anydesk::connections(bytes));
                if let Some((first, last)) = lines.first().zip(lines.last()) {
                    let (from, to) = (first.at.to_string(), last.at.to_string());
                    self.cover(found, "AnyDesk connections", from, to, lines.len());
                }
                self.sessions.extend(sessions::of_connections(file, &lines));
            }
            Form::AnyDeskTransfers => {
                let lines = self.sound(found, anydesk::transfers(bytes));
                self.moved.extend(sessions::of_transfers(file, &lines));
            }
            Form::AnyDeskSettings => self.settings(found, &anydesk::settings(bytes)),
            Form::TeamViewerIncoming => {
                let lines = self.sound(found, teamviewer::incoming(bytes));
                if let Some((first, last)) = lines.first().zip(lines.last()) {
                    let (from, to) = (first.begin.to_string(), last.end.to_string());
                    self.cover(found, "TeamViewer's incoming list", from, to, lines.len());
                }
                self.sessions.extend(sessions::of_incoming(file, &lines));
            }
            Form::TeamViewerLog => self.teamviewer_log(found, bytes),
            Form::EventLog => {}
        }
    }

    fn teamviewer_log(&mut self, found: &Found, bytes: &[u8]) {
        let log = self.sound(found, teamviewer::log(bytes));
        if let Some((from, to)) = log.span {
            let count = usize::try_from(log.lines).unwrap_or(usize::MAX);
            self.cover(found, "TeamViewer log, by the computer's clock", from, to, count);
        }
        self.observations.extend(log.tries.iter().map(|tries| tries_of(&found.shown, tries)));
        self.sessions.extend(sessions::of_log(&found.shown, &log.sessions));
    }

    fn sound<T>(&mut self, found: &Found, parsed: Parsed<T>) -> T {
        for (line, why) in parsed.problems {
            self.tree.problem(&found.shown, &format!("line {line}: {why}"));
        }
        parsed.records
    }

    fn cover(&mut self, found: &Found, what: &str, from: String, to: String, records: usize) {
        let records = u64::try_from(records).unwrap_or(u64::MAX);
        let (file, what) = (found.shown.clone(), what.to_owned());
        self.covers.push(Cover { file, what, from, to, records });
    }

    fn settings(&mut self, found: &Found, settings: &anydesk::Settings) {
        self.own_ids.extend(settings.own_id.clone());
        let Some(line) = settings.password_line else { return };
        self.observations.push(Observation {
            id: "anydesk-password-set".to_owned(),
            title: "A password was set in AnyDesk so that somebody can come back".to_owned(),
            what: "The password itself is not shown".to_owned(),
            when: None,
            strength: Strength::Direct,
            tool: Some("anydesk".to_owned()),
            proof: Proof {
                file: found.shown.clone(),
                line: Some(line),
                record: None,
                raw: "ad.anynet.pwd_hash=(left out)".to_owned(),
            },
            cannot_show: "When it was set, and who set it; you may have done so.".to_owned(),
        });
    }

    fn event_log(&mut self, found: &Found) {
        if found.bytes > EVENT_LOG_BYTES_MAX {
            let why = "too large for an event log of Windows; not read";
            return self.tree.problem(&found.shown, why);
        }
        let file = match File::open(&found.path) {
            Ok(file) => file,
            Err(error) => return self.tree.problem(&found.shown, &error.to_string()),
        };
        let diary = &mut self.diary;
        let mut span: Option<(Timestamp, Timestamp)> = None;
        let mut channel = String::new();
        let read = event_log::read(BufReader::new(file), |event| {
            let (first, last) = span.unwrap_or((event.at, event.at));
            span = Some((first.min(event.at), last.max(event.at)));
            if channel.is_empty() {
                channel.clone_from(&event.channel);
            }
            diary.take(&found.shown, &event);
            true
        });
        let log = match read {
            Ok(log) => log,
            Err(why) => return self.tree.problem(&found.shown, &why),
        };
        if log.damaged > 0 {
            let why = log.problems.join("; ");
            let why = format!("{} damaged places were left out: {why}", log.damaged);
            self.tree.problem(&found.shown, &why);
        }
        if span.is_none() && log.damaged == 0 {
            self.tree.problem(&found.shown, "holds no entry that could be read");
        }
        if let Some((from, to)) = span {
            let (from, to) = (from.to_string(), to.to_string());
            let file = found.shown.clone();
            self.covers.push(Cover { file, what: channel, from, to, records: log.records });
        }
    }

    fn finish(mut self, places: Places<'_>) -> Findings {
        self.sessions.retain(|session| {
            let id = session.partner.id.as_ref();
            !id.is_some_and(|id| self.own_ids.contains(id))
        });
        let mut sessions = sessions::join(self.sessions);
        for session in &mut sessions {
            if let Some(tool) = self.facts.tool(&session.tool) {
                session.tool_name.clone_from(&tool.name);
            }
        }
        sessions::add_moved(&mut sessions, self.moved, &mut self.observations);
        let windows = Windows::around(&sessions);
        let dropped = self.diary.dropped;
        let said = self.diary.finish(&windows);
        if dropped > 0 {
            let why = format!("{dropped} more entries that may matter were not kept");
            self.tree.problem("event logs", &why);
        }
        let mut observations = self.observations;
        observations.extend(said.observations);
        observations.extend(places.observations());
        observations.sort_by_key(|seen| seen.when.as_ref().and_then(|when| when.utc));
        let mut serious = said.serious;
        serious.sort_by_key(|seen| seen.when.as_ref().and_then(|when| when.utc));
        let (everyday, covers, problems) = (said.everyday, self.covers, self.tree.problems);
        Findings { sessions, observations, everyday, serious, covers, problems }
    }
}

fn tries_of(file: &str, tries: &Tries) -> Observation {
    let when = Moment::local(tries.at, tries.offset, tries.at.to_string());
    Observation {
        id: "teamviewer-tries".to_owned(),
        title: "Somebody tried the TeamViewer password several times".to_owned(),
        what: format!("partner {}, {} times", tries.id, tries.number),
        when: Some(when),
        strength: Strength::Circumstantial,
        tool: Some("teamviewer".to_owned()),
        proof: Proof {
            file: file.to_owned(),
            line: Some(tries.line),
            record: None,
            raw: tries.raw.clone(),
        },
        cannot_show: "Whether they guessed or mistyped.".to_owned(),
    }
}
