//! Check-ups of machines: a ZIP comes in, is examined on a thread of its own, one after the other,
//! and its report can be read until newer ones take its place. Nothing of it stays on the disk
//! unless it is put into a case.

use std::collections::VecDeque;
use std::io::Write as _;
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
use checkup::together::{CallTime, Given};
use evidence::knowledge::Files;
use futures_util::{Stream, StreamExt as _};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{Desk, blocking, hand, words};
use crate::problem::Problem;
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
/// How a ZIP begins: with its first entry, or with the end of an empty one.
const SIGNATURES: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// What is known beside the ZIP.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
pub struct CheckupWanted {
    /// What to call the computer.
    pub name: Option<String>,
    /// The case to which it belongs; none examines it without keeping anything.
    pub case: Option<String>,
    /// When the call began.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub around: Option<Timestamp>,
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
        let received = tokio::time::timeout(UPLOAD_TIME_MAX, received(upload)).await;
        let folder = match received.unwrap_or_else(|_| Err(too_slow())) {
            Ok(folder) => folder,
            Err(problem) => {
                self.checkups.forget(checkup.id);
                return Err(problem);
            }
        };
        self.noted(person, "checkup-begun", Some(&checkup.id.to_string())).await?;
        self.metrics.checkups.inc();
        let shown = checkup.shown();
        tokio::spawn(self.clone().examine(person.clone(), checkup, folder));
        Ok(shown)
    }

    /// Examines a ZIP in its turn, and puts what was found into its case.
    async fn examine(self, person: Person, checkup: Arc<Checkup>, folder: TempDir) {
        // The semaphore is never closed.
        let Ok(_turn) = self.checkups.turn.acquire().await else { return };
        checkup.looking.store(true, Ordering::Relaxed);
        let (own, zip) = (checkup.clone(), folder.path().join(ZIP));
        let looked = blocking(move || own.look(zip)).await;
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
    pub fn forget_checkup(&self, person: &Person, id: Uuid) -> Result<(), Problem> {
        person.may(Role::Technician)?;
        self.checkup(person, id)?.stopped.store(true, Ordering::Relaxed);
        self.checkups.forget(id);
        Ok(())
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

/// The name of the ZIP in its folder.
const ZIP: &str = "upload.zip";

/// Writes what comes in to a folder that goes away by itself.
async fn received<E>(
    upload: impl Stream<Item = Result<Bytes, E>> + Send,
) -> Result<TempDir, Problem> {
    let folder = tempfile::tempdir().map_err(|_| no_room())?;
    let file = std::fs::File::create_new(folder.path().join(ZIP)).map_err(|_| no_room())?;
    let mut file = std::io::BufWriter::new(file);
    let mut bytes = 0;
    let mut beginning: Vec<u8> = Vec::new();
    let mut upload = std::pin::pin!(upload);
    while let Some(chunk) = upload.next().await {
        let chunk = chunk.map_err(|_| broken_off())?;
        bytes += chunk.len() as u64;
        if bytes > UPLOAD_BYTES_MAX {
            let advice = format!("A ZIP may have {UPLOAD_BYTES_MAX} bytes; leave out videos.");
            return Err(Problem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "The ZIP is too large",
                advice,
            ));
        }
        if beginning.len() < 4 {
            beginning.extend(chunk.iter().take(4 - beginning.len()));
            if beginning.len() == 4 && !SIGNATURES.contains(&&beginning[..]) {
                return Err(no_zip());
            }
        }
        file = tokio::task::spawn_blocking(move || file.write_all(&chunk).map(|()| file))
            .await
            .map_err(|_| no_room())?
            .map_err(|_| no_room())?;
    }
    if beginning.len() < 4 {
        return Err(no_zip());
    }
    file.flush().map_err(|_| no_room())?;
    Ok(folder)
}

fn no_zip() -> Problem {
    let advice = "Send a ZIP, such as the script of `hangup checkup collect` makes.";
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "This is no ZIP", advice)
}

fn no_room() -> Problem {
    let advice = "There may be no room left for temporary files.";
    Problem::new(StatusCode::INSUFFICIENT_STORAGE, "The ZIP cannot be taken", advice)
}

fn broken_off() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "The upload broke off", "Send it again.")
}

fn too_slow() -> Problem {
    let advice = "Send it again over a faster line.";
    Problem::new(StatusCode::REQUEST_TIMEOUT, "The upload took too long", advice)
}
