//! Check-ups of machines: a ZIP comes in, is examined on a thread of its own, one after the other,
//! and its report can be read until newer ones take its place. Nothing of it stays on the disk
//! unless it is put into a case.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, LazyLock, Mutex, OnceLock};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::StatusCode;
use casebook::case::{Act, CaseId, Machine};
use checkup::facts::Facts;
use checkup::findings::Findings;
use checkup::look::look_with;
use checkup::report::html::Made;
use checkup::together::{CallTime, Given};
use evidence::knowledge::Files;
use futures_util::Stream;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use tokio::sync::Semaphore;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{Desk, blocking, hand, words};
use crate::problem::Problem;
use crate::receiving::Expected;
use crate::who::{Person, Role};

/// The largest ZIP that is taken, in bytes.
pub const UPLOAD_BYTES_MAX: u64 = 2 << 30;
/// So long an upload may take.
pub const UPLOAD_TIME_MAX: Duration = Duration::from_secs(30 * 60);
/// So long a check-up may take; what was found until then is the report.
const LOOK_TIME_MAX: Duration = Duration::from_secs(15 * 60);
/// So many check-ups wait, are examined or can be read; the oldest that is done goes first.
const KEPT_MAX: usize = 16;
/// So many wait to be examined.
const WAITING_MAX: usize = 4;
/// The largest findings that are put into a case as they are, in bytes.
pub const FINDINGS_BYTES_MAX: usize = 32 << 20;
/// A ZIP, which begins with its first entry, or with the end of an empty one.
const ZIP: Expected = Expected {
    bytes_max: UPLOAD_BYTES_MAX,
    begins: &[b"PK\x03\x04", b"PK\x05\x06"],
    ending: ".zip",
    too_large: "A ZIP may have 2 GiB; leave out videos.",
    otherwise: "Send a ZIP, such as the script of `hangup checkup collect` makes.",
};

/// What is known beside the ZIP.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "kebab-case")]
#[into_params(parameter_in = Query)]
pub struct CheckupWanted {
    /// What to call the computer.
    pub name: Option<String>,
    /// The case to which it belongs; none examines it without keeping anything.
    pub case: Option<String>,
    /// When the call began.
    #[param(value_type = Option<String>, format = DateTime)]
    pub around: Option<Timestamp>,
}

/// What `hangup checkup --json` found elsewhere.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MachineGiven {
    /// What to call the computer.
    pub name: String,
    /// The findings.
    pub findings: serde_json::Value,
}

/// How far a check-up is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Others come first.
    Waiting,
    /// It is being examined.
    Looking,
    /// The report can be read.
    Done,
    /// It could not be examined.
    Failed,
}

/// A check-up as it stands.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct CheckupShown {
    /// Its name.
    pub id: Uuid,
    /// What the computer is called.
    pub name: String,
    /// The case to which it belongs.
    pub case: Option<CaseId>,
    /// When the ZIP came.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub begun: Timestamp,
    /// How far it is.
    pub stage: Stage,
    /// How much of what matters was read, in hundredths.
    pub percent: u8,
    /// What to try, where it failed.
    pub problem: Option<String>,
}

/// A check-up: what is told to whoever waits for it.
#[derive(Debug)]
pub struct Checkup {
    id: Uuid,
    name: String,
    case: Option<CaseId>,
    begun: Timestamp,
    around: Option<Timestamp>,
    percent: AtomicU8,
    looking: AtomicBool,
    stopped: AtomicBool,
    ended: OnceLock<Result<Arc<Findings>, String>>,
}

/// The check-ups of this server.
#[derive(Debug)]
pub struct Checkups {
    kept: Mutex<VecDeque<Arc<Checkup>>>,
    /// One machine is examined at a time.
    turn: Semaphore,
}

impl Default for Checkups {
    fn default() -> Self {
        Self { kept: Mutex::default(), turn: Semaphore::new(1) }
    }
}

/// What is known of remote tools and event logs, as it is built in; none where that is broken,
/// which a test rules out.
pub static FACTS: LazyLock<Option<Facts>> = LazyLock::new(|| Facts::load(&Files::embedded()).ok());

impl Checkup {
    /// How it stands.
    #[must_use]
    pub fn shown(&self) -> CheckupShown {
        let stage = match self.ended.get() {
            Some(Ok(_)) => Stage::Done,
            Some(Err(_)) => Stage::Failed,
            None if self.looking.load(Ordering::Relaxed) => Stage::Looking,
            None => Stage::Waiting,
        };
        let problem = self.ended.get().and_then(|ended| ended.as_ref().err().cloned());
        CheckupShown {
            id: self.id,
            name: self.name.clone(),
            case: self.case,
            begun: self.begun,
            stage,
            percent: if stage == Stage::Done { 100 } else { self.percent.load(Ordering::Relaxed) },
            problem,
        }
    }

    /// What was found, once it is done.
    #[must_use]
    pub fn findings(&self) -> Option<Arc<Findings>> {
        self.ended.get().and_then(|ended| ended.as_ref().ok().cloned())
    }

    /// The report as one page, once it is done.
    #[must_use]
    pub fn page(&self) -> Option<String> {
        let (findings, facts) = (self.findings()?, FACTS.as_ref()?);
        let made = Made { at: self.begun, version: env!("CARGO_PKG_VERSION"), files: &[] };
        Some(checkup::report::html::page(&findings, facts, &made))
    }

    fn look(&self, zip: PathBuf) -> Result<Arc<Findings>, String> {
        let facts = FACTS.as_ref().ok_or("the facts that are built in cannot be read")?;
        let given = Given { call: self.around.map(CallTime::Utc), ..Given::default() };
        let begun = Instant::now();
        let findings = look_with(&[zip], facts, &given, &mut |step| {
            let percent = (step.bytes_read * 100).checked_div(step.bytes).unwrap_or(0);
            self.percent.store(u8::try_from(percent).unwrap_or(100).min(100), Ordering::Relaxed);
            begun.elapsed() < LOOK_TIME_MAX && !self.stopped.load(Ordering::Relaxed)
        });
        if findings.covers.is_empty() && findings.is_clean() {
            let why = findings
                .problems
                .first()
                .map_or("there is no file of a Windows computer in it", |p| &p.why);
            return Err(format!("Nothing in this ZIP could be read: {why}"));
        }
        Ok(Arc::new(findings))
    }
}

impl Desk {
    /// Takes a ZIP as it comes in, and has it examined once it is its turn.
    ///
    /// # Errors
    /// [`Problem`] when the person may not, the ZIP is none, too large or too slow, or too many
    /// wait.
    pub async fn begin_checkup<E>(
        &self,
        person: &Person,
        wanted: CheckupWanted,
        upload: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<CheckupShown, Problem> {
        person.may(Role::Technician)?;
        let name = words::maybe_line("the computer's name", wanted.name)?;
        let case = match &wanted.case {
            Some(case) if !case.is_empty() => Some(self.find(case).await?),
            _ => None,
        };
        let checkup = Arc::new(Checkup {
            id: Uuid::now_v7(),
            name: name.unwrap_or_else(|| "the computer".to_owned()),
            case,
            begun: Timestamp::now(),
            around: wanted.around,
            percent: AtomicU8::new(0),
            looking: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
            ended: OnceLock::new(),
        });
        self.checkups.wait_in_line(&checkup)?;
        let received = tokio::time::timeout(UPLOAD_TIME_MAX, ZIP.receive(upload)).await;
        let zip = match received.unwrap_or_else(|_| Err(too_slow())) {
            Ok(zip) => zip,
            Err(problem) => {
                self.checkups.forget(checkup.id);
                return Err(problem);
            }
        };
        self.noted(person, "checkup-begun", Some(&checkup.id.to_string())).await?;
        self.metrics.checkups.inc();
        let shown = checkup.shown();
        tokio::spawn(self.clone().examine(person.clone(), checkup, zip));
        Ok(shown)
    }

    /// Examines a ZIP in its turn, and puts what was found into its case.
    async fn examine(self, person: Person, checkup: Arc<Checkup>, zip: NamedTempFile) {
        // The semaphore is never closed.
        let Ok(_turn) = self.checkups.turn.acquire().await else { return };
        checkup.looking.store(true, Ordering::Relaxed);
        let own = checkup.clone();
        let looked = blocking(move || own.look(zip.path().to_owned())).await;
        let looked = looked.unwrap_or_else(|problem| Err(problem.title));
        let kept = match (&looked, checkup.case) {
            (Ok(findings), Some(case)) => {
                self.keep_machine(&person, (case, &checkup.name), findings).await
            }
            _ => Ok(()),
        };
        let ended = match kept {
            Ok(()) => looked,
            Err(problem) => Err(format!("It could not be put into its case: {}", problem.title)),
        };
        let _ = checkup.ended.set(ended);
    }

    /// Puts a machine that was examined elsewhere into a case. Returns its number within the case.
    ///
    /// # Errors
    /// [`Problem`] when the person may not, or the findings are none.
    pub async fn add_machine(
        &self,
        person: &Person,
        case: &str,
        given: MachineGiven,
    ) -> Result<u64, Problem> {
        person.may(Role::Technician)?;
        let name = words::line("the computer's name", &given.name)?;
        let is_findings = ["sessions", "observations"];
        if !is_findings.iter().all(|key| given.findings.get(key).is_some()) {
            let advice = "Send what `hangup checkup --json` prints.";
            return Err(words::unfit("the findings", advice));
        }
        let id = self.find(case).await?;
        let machine = Act::Machine(Box::new(Machine { name, findings: given.findings }));
        let number = self.book.change(id, &machine, hand(person)).await?;
        self.judge_anew(person, &self.book.case(id).await?).await?;
        Ok(number)
    }

    /// Puts a machine into a case, and has its calls judged by what the machine shows.
    async fn keep_machine(
        &self,
        person: &Person,
        (case, name): (CaseId, &str),
        findings: &Findings,
    ) -> Result<(), Problem> {
        let findings = serde_json::to_value(findings).map_err(|_| Problem::ours("findings"))?;
        let machine = Machine { name: name.to_owned(), findings };
        self.book.change(case, &Act::Machine(Box::new(machine)), hand(person)).await?;
        self.judge_anew(person, &self.book.case(case).await?).await
    }

    /// The check-ups of this server, the newest first.
    ///
    /// # Errors
    /// [`Problem`] when the person may not ask.
    pub fn checkups(&self, person: &Person) -> Result<Vec<CheckupShown>, Problem> {
        person.may(Role::Helper)?;
        let kept = self.checkups.kept.lock().map_err(|_| Problem::ours("check-ups"))?;
        Ok(kept.iter().rev().map(|checkup| checkup.shown()).collect())
    }

    /// A check-up of this server.
    ///
    /// # Errors
    /// [`Problem`] when the person may not ask, or it is gone.
    pub fn checkup(&self, person: &Person, id: Uuid) -> Result<Arc<Checkup>, Problem> {
        person.may(Role::Helper)?;
        let kept = self.checkups.kept.lock().map_err(|_| Problem::ours("check-ups"))?;
        let found = kept.iter().find(|checkup| checkup.id == id).cloned();
        found.ok_or_else(|| Problem::not_found("check-up"))
    }

    /// Stops a check-up, and forgets what it found; what is in a case stays there.
    ///
    /// # Errors
    /// See [`Self::checkup`].
    pub async fn forget_checkup(&self, person: &Person, id: Uuid) -> Result<(), Problem> {
        person.may(Role::Technician)?;
        self.checkup(person, id)?.stopped.store(true, Ordering::Relaxed);
        self.checkups.forget(id);
        self.noted(person, "checkup-forgotten", Some(&id.to_string())).await
    }
}

impl Checkups {
    /// Makes room and joins the line.
    fn wait_in_line(&self, checkup: &Arc<Checkup>) -> Result<(), Problem> {
        let mut kept = self.kept.lock().map_err(|_| Problem::ours("check-ups"))?;
        let waiting = kept.iter().filter(|one| one.ended.get().is_none()).count();
        if waiting > WAITING_MAX {
            let advice = "Others are being examined; try again in some minutes.";
            return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "Too many wait", advice));
        }
        while kept.len() >= KEPT_MAX {
            let oldest = kept.iter().position(|one| one.ended.get().is_some());
            kept.remove(oldest.unwrap_or(0));
        }
        kept.push_back(checkup.clone());
        Ok(())
    }

    fn forget(&self, id: Uuid) {
        if let Ok(mut kept) = self.kept.lock() {
            kept.retain(|checkup| checkup.id != id);
        }
    }
}

fn too_slow() -> Problem {
    let advice = "Send it again over a faster line.";
    Problem::new(StatusCode::REQUEST_TIMEOUT, "The upload took too long", advice)
}
