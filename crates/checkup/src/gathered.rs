//! What the files of a machine gave so far, before it is laid together.

use crate::drive::Found;
use crate::facts::Facts;
use crate::findings::{Cover, FileMoved, Observation, Problem, Session};
use crate::seen::Candidate;
use crate::session_events::SessionEvents;
use crate::sessions::Windows;
use crate::sources::text::Parsed;
use crate::trace::Trace;
use crate::zone::{Clocks, Zone};

/// So many observations that rules made of traces are kept.
const CANDIDATES_MAX: usize = 5_000;
/// So many problems are named one by one.
const PROBLEMS_MAX: usize = 1_000;

/// What was read so far. Every source adds to it by its own words.
#[derive(Debug)]
pub(crate) struct Gathered<'f> {
    pub(crate) facts: &'f Facts,
    /// Times at which somebody was in, as each source tells them.
    pub(crate) sessions: Vec<Session>,
    /// Files that a tool moved, to be laid beside their session.
    pub(crate) moved: Vec<FileMoved>,
    /// The computer's own numbers at the tools' makers: never the partner's.
    pub(crate) own_ids: Vec<String>,
    pub(crate) observations: Vec<Observation>,
    pub(crate) covers: Vec<Cover>,
    pub(crate) problems: Vec<Problem>,
    /// The times around sessions, for sources that are read when these are known.
    pub(crate) windows: Windows,
    /// What event logs tell of sessions.
    pub(crate) events: SessionEvents<'f>,
    /// The zone of the machine, if its registry was read.
    pub(crate) zone: Option<Zone>,
    candidates: Vec<Candidate>,
    dropped: u64,
}

impl<'f> Gathered<'f> {
    pub(crate) fn new(facts: &'f Facts) -> Self {
        Self {
            facts,
            sessions: Vec::new(),
            moved: Vec::new(),
            own_ids: Vec::new(),
            observations: Vec::new(),
            covers: Vec::new(),
            problems: Vec::new(),
            windows: Windows::default(),
            events: SessionEvents::new(facts),
            zone: None,
            candidates: Vec::new(),
            dropped: 0,
        }
    }

    /// Notes what could not be read.
    pub(crate) fn problem(&mut self, file: &str, why: &str) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(Problem { file: file.to_owned(), why: why.to_owned() });
        }
    }

    /// The records of a text file; its problems are noted.
    pub(crate) fn sound<T>(&mut self, found: &Found, parsed: Parsed<T>) -> T {
        for (line, why) in parsed.problems {
            self.problem(&found.shown, &format!("line {line}: {why}"));
        }
        parsed.records
    }

    /// Notes how far a source reaches.
    pub(crate) fn cover(&mut self, found: &Found, what: &str, span: [String; 2], records: usize) {
        let records = u64::try_from(records).unwrap_or(u64::MAX);
        let ([from, to], file) = (span, found.shown.clone());
        self.covers.push(Cover { file, what: what.to_owned(), from, to, records });
    }

    /// Takes a trace; the rules decide whether it means something.
    pub(crate) fn trace(&mut self, trace: &Trace) {
        self.events.trace(trace);
        for candidate in self.facts.seen.weigh(trace, &self.facts.tools) {
            if self.candidates.len() < CANDIDATES_MAX {
                self.candidates.push(candidate);
            } else {
                self.dropped += 1;
            }
        }
    }

    /// Takes a trace; where no rule of its source knows it, those of a second source are asked.
    pub(crate) fn either(&mut self, mut trace: Trace, second: &'static str) {
        let before = self.candidates.len();
        self.trace(&trace);
        if self.candidates.len() == before {
            trace.source = second;
            self.trace(&trace);
        }
    }

    /// Takes a download: one that names a remote tool, else what matters inside a session.
    pub(crate) fn download(&mut self, download: Option<Trace>) {
        if let Some(download) = download {
            self.either(download, "download-unnamed");
        }
    }

    /// How much is known, to see whether a file added anything.
    pub(crate) fn count(&self) -> [usize; 4] {
        [self.covers.len(), self.moved.len(), self.problems.len(), self.candidates.len()]
    }

    /// Says where more was told than is kept.
    pub(crate) fn note_dropped(&mut self, entries: u64) {
        if entries > 0 {
            let why = format!("{entries} more entries that may matter were not kept");
            self.problem("event logs", &why);
        }
        if self.events.dropped > 0 {
            let dropped = self.events.dropped;
            let why = format!("{dropped} more entries that tell of sessions were not kept");
            self.problem("event logs", &why);
        }
        if self.dropped > 0 {
            let why = format!("{} more traces that may matter were not kept", self.dropped);
            self.problem("traces", &why);
        }
    }

    /// What the rules made of all traces, in the light of the sessions.
    pub(crate) fn take_observations(
        &mut self,
        windows: &Windows,
        clocks: &Clocks,
    ) -> Vec<Observation> {
        let candidates = std::mem::take(&mut self.candidates).into_iter();
        let settled = candidates.map(|mut candidate| {
            candidate.observation.when.iter_mut().for_each(|when| clocks.settle(when));
            candidate
        });
        let counts = settled.filter(|candidate| {
            let at = candidate.observation.when.as_ref().and_then(|when| when.utc);
            !candidate.only_in_session || at.is_some_and(|at| windows.hold(at))
        });
        counts.map(|candidate| candidate.observation).collect()
    }
}
