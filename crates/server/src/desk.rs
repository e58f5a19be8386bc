//! The desk at which all requests are served: the casebook, the knowledge, the calls that are
//! going on. What can be done with a case is here, once, for pages and programs alike; each
//! function asks what the person may do.

mod audit;
mod calls;
mod cases;
mod checkups;
mod knowledge;
mod leaving;
mod moving;
mod parts;
mod payments;
mod people;
mod recovery;
mod sent;
mod retention;
mod settings;
mod visitors;
mod words;

use std::sync::Arc;

use casebook::store::{Casebook, Hand};
use evidence::knowledge::Knowledge;
use jiff::Timestamp;

pub use self::audit::{DeedList, DeedsWanted};
pub use self::calls::{CALL_BYTES_MAX, CallGiven, CallsAdded, Happenings, circumstances};
pub use self::cases::{CaseBegun, CaseList, CasesWanted, PAGE, PAGE_MAX};
pub use self::checkups::{
    Checkup, CheckupShown, CheckupWanted, Checkups, FACTS, FINDINGS_BYTES_MAX, MachineGiven, Stage,
    UPLOAD_BYTES_MAX, UPLOAD_TIME_MAX,
};
pub use self::knowledge::{DECEITS, FactShown, Named, RecoveryNamed, SlotNamed, WAYS};
pub use self::leaving::{PACK_BYTES_MAX, PackMade, PackWanted, PaperForm};
pub use self::moving::IMPORT_BYTES_MAX;
pub use self::parts::{ATTACHMENT_BYTES_MAX, TaskGiven};
pub use self::people::{
    Credentials, Newcomer, PasswordChange, SESSION, fitting as password_fitting,
};
pub use self::recovery::{LetterWanted, PlanWanted, StepState, WarningShown, WarningWording};
pub use self::sent::{AnswerGiven, ClaimGiven, ReportSent};
pub use self::settings::{LANGUAGES, Settings};
pub use self::visitors::REPORT_CHARS_MAX;
pub use self::words::{LINE_CHARS_MAX, TEXT_CHARS_MAX};
use crate::guard::Doors;
use crate::live::Calls;
use crate::metrics::Metrics;
use crate::options::Options;
use crate::problem::Problem;
use crate::who::Person;

/// What all requests share.
#[derive(Debug, Clone)]
pub struct Desk(Arc<Inner>);

/// See [`Desk`].
#[derive(Debug)]
pub struct Inner {
    /// The cases.
    pub book: Casebook,
    /// By what calls are judged.
    pub knowledge: &'static Knowledge,
    /// The calls that are going on.
    pub calls: Calls,
    /// What the server was started with.
    pub options: Options,
    /// The check-ups of machines.
    pub checkups: Checkups,
    /// Who is let in, and how often.
    pub doors: Doors,
    /// What is counted.
    pub metrics: Metrics,
}

impl std::ops::Deref for Desk {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Desk {
    /// Opens the casebook and begins with no call.
    ///
    /// # Errors
    /// When the casebook cannot be opened, or the server would be open to everybody.
    pub async fn open(options: Options) -> Result<Self, crate::Error> {
        let book = Casebook::open(&options.casebook).await?;
        let knowledge = options.knowledge;
        let doors = Doors::new(&options, !book.people().await?.is_empty())?;
        let calls = Calls::at(&options.casebook);
        let desk = Self(Arc::new(Inner {
            book,
            knowledge,
            calls,
            options,
            checkups: Checkups::default(),
            doors,
            metrics: Metrics::default(),
        }));
        desk.tend();
        Ok(desk)
    }
}

/// Whose hand changes a case, now.
#[must_use]
pub fn hand(person: &Person) -> Hand<'_> {
    Hand { by: &person.name, at: Timestamp::now() }
}

/// Does what takes long on a thread of its own, so that nobody else waits.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Problem::ours("work"))
}
