//! The one door: files and folders to findings.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::PathBuf;

use jiff::Timestamp;

use crate::diary::Diary;
use crate::drive::{Form, Found, Tree};
use crate::facts::Facts;
use crate::findings::{Cover, Findings, Moment, Observation, Proof, Strength};
use crate::gathered::Gathered;
use crate::places::Places;
use crate::sessions;
use crate::sources::teamviewer::Tries;
use crate::sources::{
    anydesk, browser, event_log, event_xml, hosts, origin, powershell, prefetch, registry,
    rustdesk, screenconnect, startup, tasks, teamviewer,
};
use crate::together::{Given, Reading};
use crate::trace::Trace;

/// A larger file is no event log of Windows, whatever its name says.
const EVENT_LOG_BYTES_MAX: u64 = 4 << 30;
/// So many bytes of a hive are read at once.
const CELL_BYTES: usize = 512;

/// How far a check-up has come.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Bytes of the files that matter and were read.
    pub bytes_read: u64,
    /// Bytes of all files that matter; 0 while they are being searched for.
    pub bytes: u64,
}

/// Looks at files and folders, knowing nothing beside them; see [`look_with`].
pub fn look(roots: &[PathBuf], facts: &Facts, go_on: &mut dyn FnMut(Step) -> bool) -> Findings {
    look_with(roots, facts, &Given::default(), go_on)
}

/// Looks at files and folders. `go_on` is told how far it has come, and ends the work by `false`;
/// what was found until then is returned.
pub fn look_with(
    roots: &[PathBuf],
    facts: &Facts,
    given: &Given,
    go_on: &mut dyn FnMut(Step) -> bool,
) -> Findings {
    let mut tree = Tree::default();
    let mut places = Places::new(facts);
    for root in roots {
        tree.walk(root, &mut |found| places.see(found));
    }
    let mut reading = Reading { gathered: Gathered::new(facts), diary: Diary::new(facts), given };
    reading.gathered.problems = tree.problems;
    places.programs.iter().for_each(|program| reading.gathered.trace(program));
    // What is read in the light of the sessions comes after what tells of them.
    let (first, last): (Vec<_>, Vec<_>) =
        tree.readable.iter().partition(|(form, _)| !form.waits_for_sessions());
    let bytes = tree.readable.iter().map(|(_, found)| found.bytes).sum();
    let mut bytes_read = 0;
    for files in [first, last] {
        reading.gathered.windows = reading.windows();
        for (form, found) in files {
            if !go_on(Step { bytes_read, bytes }) {
                let why = "stopped here; this file and the rest were not read";
                reading.gathered.problem(&found.shown, why);
                let findings = reading.finish(places.observations());
                return Findings { stopped: true, ..findings };
            }
            reading.read(*form, found);
            bytes_read += found.bytes;
        }
    }
    reading.finish(places.observations())
}

/// The reading of one file after the other.
impl Reading<'_, '_> {
    fn read(&mut self, form: Form, found: &Found) {
        match form {
            Form::EventLog | Form::EventXml => return self.event_log(form, found),
            Form::Browser => return history(&mut self.gathered, found),
            Form::Hive => return self.hive(found),
            _ => {}
        }
        let gathered = &mut self.gathered;
        let mut bytes = Vec::new();
        let limit = u64::try_from(form.bytes_max()).unwrap_or(u64::MAX);
        let read =
            File::open(&found.path).and_then(|file| file.take(limit).read_to_end(&mut bytes));
        if let Err(error) = read {
            return gathered.problem(&found.shown, &error.to_string());
        }
        if found.bytes > limit && !form.is_sized() {
            gathered.problem(&found.shown, "too large for a log; only its beginning was read");
        }
        let before = gathered.count();
        text(gathered, form, found, &bytes);
        if form.has_lines() && gathered.count() == before {
            let why = "no line in it could be used: it is empty, damaged or of another form";
            gathered.problem(&found.shown, why);
        }
    }

    fn event_log(&mut self, form: Form, found: &Found) {
        let gathered = &mut self.gathered;
        if found.bytes > EVENT_LOG_BYTES_MAX {
            let why = "too large for an event log of Windows; not read";
            return gathered.problem(&found.shown, why);
        }
        let file = match File::open(&found.path) {
            Ok(file) => file,
            Err(error) => return gathered.problem(&found.shown, &error.to_string()),
        };
        let (diary, events) = (&mut self.diary, &mut gathered.events);
        let mut span: Option<(Timestamp, Timestamp)> = None;
        let mut channel = String::new();
        let take = |event: event_log::Event| {
            let (first, last) = span.unwrap_or((event.at, event.at));
            span = Some((first.min(event.at), last.max(event.at)));
            if channel.is_empty() {
                channel.clone_from(&event.channel);
            }
            diary.take(&found.shown, &event);
            events.take(&found.shown, &event);
            true
        };
        let read = match form {
            Form::EventXml => event_xml::read(file, take),
            _ => event_log::read(BufReader::new(file), take),
        };
        let log = match read {
            Ok(log) => log,
            Err(why) => return gathered.problem(&found.shown, &why),
        };
        if log.damaged > 0 {
            let why = log.problems.join("; ");
            let why = format!("{} damaged places were left out: {why}", log.damaged);
            gathered.problem(&found.shown, &why);
        }
        if span.is_none() && log.damaged == 0 {
            gathered.problem(&found.shown, "holds no entry that could be read");
        }
        if let Some((from, to)) = span {
            let (from, to) = (from.to_string(), to.to_string());
            let file = found.shown.clone();
            gathered.covers.push(Cover { file, what: channel, from, to, records: log.records });
        }
    }

    fn hive(&mut self, found: &Found) {
        let gathered = &mut self.gathered;
        let file = match File::open(&found.path) {
            Ok(file) => file,
            Err(error) => return gathered.problem(&found.shown, &error.to_string()),
        };
        // Cells lie far apart: a larger buffer would mostly be thrown away.
        match registry::read(&found.shown, BufReader::with_capacity(CELL_BYTES, file)) {
            Ok(read) => {
                read.problems.iter().for_each(|why| gathered.problem(&found.shown, why));
                read.traces.iter().for_each(|trace| gathered.trace(trace));
                gathered.zone = gathered.zone.take().or(read.zone);
            }
            Err(why) => gathered.problem(&found.shown, &why),
        }
    }
}

fn text(gathered: &mut Gathered<'_>, form: Form, found: &Found, bytes: &[u8]) {
    let file = &found.shown;
    match form {
        Form::AnyDeskTrace => {
            let lines = gathered.sound(found, anydesk::trace(bytes));
            let own = lines.iter().filter_map(|line| match &line.says {
                anydesk::Trace::OwnId(id) => Some(id.clone()),
                _ => None,
            });
            gathered.own_ids.extend(own);
            if let Some((first, last)) = lines.first().zip(lines.last()) {
                let span = [first.at.to_string(), last.at.to_string()];
                gathered.cover(found, "AnyDesk trace", span, lines.len());
            }
            gathered.sessions.extend(sessions::of_trace(file, &lines));
        }
        Form::AnyDeskConnections => {
            let lines = gathered.sound(found, anydesk::connections(bytes));
            if let Some((first, last)) = lines.first().zip(lines.last()) {
                let span = [first.at.to_string(), last.at.to_string()];
                gathered.cover(found, "AnyDesk connections", span, lines.len());
            }
            gathered.sessions.extend(sessions::of_connections(file, &lines));
        }
        Form::AnyDeskTransfers => {
            let lines = gathered.sound(found, anydesk::transfers(bytes));
            gathered.moved.extend(sessions::of_transfers(file, &lines));
        }
        Form::AnyDeskSettings => settings(gathered, found, &anydesk::settings(bytes)),
        Form::TeamViewerIncoming => {
            let lines = gathered.sound(found, teamviewer::incoming(bytes));
            if let Some((first, last)) = lines.first().zip(lines.last()) {
                let span = [first.begin.to_string(), last.end.to_string()];
                gathered.cover(found, "TeamViewer's incoming list", span, lines.len());
            }
            gathered.sessions.extend(sessions::of_incoming(file, &lines));
        }
        Form::TeamViewerLog => teamviewer_log(gathered, found, bytes),
        Form::RustDeskLog => {
            let log = gathered.sound(found, rustdesk::log(bytes));
            if let Some((first, last)) = log.span {
                let span = [first.to_string(), last.to_string()];
                gathered.cover(found, "RustDesk server log", span, log.lines);
            }
            let sessions = log.connected.into_iter().map(|one| sessions::of_rustdesk(file, one));
            gathered.sessions.extend(sessions);
        }
        _ => state(gathered, form, found, bytes),
    }
}

/// What says how things are, or what was done, without telling of a session.
fn state(gathered: &mut Gathered<'_>, form: Form, found: &Found, bytes: &[u8]) {
    let file = &found.shown;
    match form {
        Form::Hosts => {
            let names = gathered.sound(found, hosts::names(file, bytes));
            names.iter().for_each(|name| gathered.trace(name));
        }
        Form::Origin => gathered.download(origin::origin(file, bytes)),
        Form::PowerShellHistory => {
            let typed = gathered.sound(found, powershell::commands(file, bytes));
            typed.iter().for_each(|command| gathered.trace(command));
        }
        Form::ScreenConnectSettings => {
            let servers = screenconnect::servers(file, bytes);
            servers.iter().for_each(|server| gathered.trace(server));
        }
        Form::Prefetch => prefetch_file(gathered, found, bytes),
        Form::Task => take(gathered, found, tasks::commands(file, bytes, found.changed())),
        Form::Startup => {
            let start = startup::start(file, bytes, found.changed());
            take(gathered, found, start.map(|one| vec![one]));
        }
        _ => {}
    }
}

/// Takes the traces of a file, or why there are none.
fn take(gathered: &mut Gathered<'_>, found: &Found, traces: Result<Vec<Trace>, String>) {
    match traces {
        Ok(traces) => traces.iter().for_each(|trace| gathered.trace(trace)),
        Err(why) => gathered.problem(&found.shown, &why),
    }
}

fn prefetch_file(gathered: &mut Gathered<'_>, found: &Found, bytes: &[u8]) {
    let runs = prefetch::runs(&found.shown, bytes);
    if runs.is_err() {
        // The name of the file says that the program ran, whatever is inside.
        let by_name = prefetch::by_name(&found.shown, found.changed());
        by_name.iter().for_each(|trace| gathered.trace(trace));
    }
    take(gathered, found, runs);
}

/// The history of a browser: downloads at any time, visits inside sessions alone.
fn history(gathered: &mut Gathered<'_>, found: &Found) {
    let holds = |at| gathered.windows.hold(at);
    let history = match browser::read(&found.path, &found.shown, &holds) {
        Ok(history) => history,
        Err(why) => return gathered.problem(&found.shown, &why),
    };
    for why in &history.problems {
        gathered.problem(&found.shown, why);
    }
    if let Some((first, last)) = history.span {
        let span = [first.to_string(), last.to_string()];
        gathered.cover(found, "browser history", span, history.records);
    }
    for visit in history.visits {
        gathered.either(visit, "site-title");
    }
    history.downloads.into_iter().for_each(|download| gathered.download(Some(download)));
}

fn teamviewer_log(gathered: &mut Gathered<'_>, found: &Found, bytes: &[u8]) {
    let log = gathered.sound(found, teamviewer::log(bytes));
    if let Some((from, to)) = log.span {
        let count = usize::try_from(log.lines).unwrap_or(usize::MAX);
        gathered.cover(found, "TeamViewer log, by the computer's clock", [from, to], count);
    }
    let tries = log.tries.iter().map(|tries| tries_of(&found.shown, tries));
    gathered.observations.extend(tries);
    gathered.sessions.extend(sessions::of_log(&found.shown, &log.sessions));
}

fn settings(gathered: &mut Gathered<'_>, found: &Found, settings: &anydesk::Settings) {
    gathered.own_ids.extend(settings.own_id.clone());
    let Some(line) = settings.password_line else { return };
    gathered.observations.push(Observation {
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
        undo: None,
    });
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
        undo: None,
    }
}
