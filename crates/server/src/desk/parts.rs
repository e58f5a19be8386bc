//! What is added to a case beside calls and payments, and what is taken back.

use casebook::case::{Act, Attachment, Caller, Note, Reporter, Task};
use casebook::chain::hexadecimal;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::{Desk, hand, words};
use crate::problem::Problem;
use crate::who::{Person, Role};

/// The largest attachment that comes by way of the server, in bytes.
pub const ATTACHMENT_BYTES_MAX: usize = 64 << 20;

/// Something that is to be done.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct TaskGiven {
    /// What.
    pub title: String,
    /// By when.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub due: Option<Date>,
    /// The step of the recovery plan that it is.
    pub step: Option<String>,
}

impl Desk {
    /// Adds a note in somebody's own words. Returns its number within the case.
    ///
    /// # Errors
    /// [`Problem`], as in all functions of the desk.
    pub async fn add_note(&self, person: &Person, case: &str, note: Note) -> Result<u64, Problem> {
        let whose = words::maybe_line("whose words they are", note.whose)?;
        let text = words::text("the note", &note.text)?;
        self.change(person, case, &Act::Note(Note { whose, text })).await
    }

    /// Adds a caller, under the names that they gave. Returns their number within the case.
    ///
    /// # Errors
    /// See [`Self::add_note`].
    pub async fn add_caller(
        &self,
        person: &Person,
        case: &str,
        caller: Caller,
    ) -> Result<u64, Problem> {
        let caller = Caller {
            names: words::lines("the names", &caller.names)?,
            organisations: words::lines("the organisations", &caller.organisations)?,
            emails: words::lines("the e-mail addresses", &caller.emails)?,
            addresses: words::lines("the addresses", &caller.addresses)?,
            staff_ids: words::lines("the staff numbers", &caller.staff_ids)?,
            language: words::maybe_line("the language", caller.language)?,
            note: words::maybe_text("the note", caller.note)?,
        };
        if caller == Caller::default() {
            return Err(words::unfit("the caller", "Say something about them, such as a name."));
        }
        self.change(person, case, &Act::Caller(caller)).await
    }

    /// Says who fills in reports and letters for the client; replaces what was known.
    ///
    /// # Errors
    /// See [`Self::add_note`].
    pub async fn set_reporter(
        &self,
        person: &Person,
        case: &str,
        reporter: Reporter,
    ) -> Result<u64, Problem> {
        let reporter = Reporter {
            name: words::maybe_line("the reporter's name", reporter.name)?,
            relation: words::maybe_line("what they are to the client", reporter.relation)?,
            phone: words::maybe_line("the reporter's number", reporter.phone)?,
            email: words::maybe_line("the reporter's e-mail", reporter.email)?,
        };
        self.change(person, case, &Act::Reporter(reporter)).await
    }

    /// Adds something that is to be done. Returns its number within the case.
    ///
    /// # Errors
    /// See [`Self::add_note`].
    pub async fn add_task(
        &self,
        person: &Person,
        case: &str,
        task: TaskGiven,
    ) -> Result<u64, Problem> {
        let title = words::line("the task", &task.title)?;
        let step = words::maybe_line("the step", task.step)?;
        let task = Task { title, due: task.due, step, done: None };
        self.change(person, case, &Act::Task(task)).await
    }

    /// Says that a task is done.
    ///
    /// # Errors
    /// See [`Self::add_note`].
    pub async fn finish_task(
        &self,
        person: &Person,
        case: &str,
        task: u64,
    ) -> Result<u64, Problem> {
        self.change(person, case, &Act::TaskDone { task }).await
    }

    /// Says that a task is not done after all.
    ///
    /// # Errors
    /// See [`Self::add_note`].
    pub async fn reopen_task(
        &self,
        person: &Person,
        case: &str,
        task: u64,
    ) -> Result<u64, Problem> {
        self.change(person, case, &Act::TaskOpen { task }).await
    }

    /// Adds a file. Returns its number within the case.
    ///
    /// # Errors
    /// See [`Self::add_note`].
    pub async fn attach(
        &self,
        person: &Person,
        case: &str,
        (name, content): (&str, Vec<u8>),
    ) -> Result<u64, Problem> {
        person.may(Role::Helper)?;
        // Some browsers send the whole path.
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let name = words::line("the name of the file", name)?;
        if content.is_empty() {
            return Err(words::unfit(
                "the file is empty",
                "Look whether it was saved, and add it.",
            ));
        }
        if content.len() > ATTACHMENT_BYTES_MAX {
            let advice = format!("It may have {ATTACHMENT_BYTES_MAX} bytes; note where it lies.");
            return Err(words::unfit("the file is too large", advice));
        }
        let id = self.find(case).await?;
        let sha256 = hexadecimal(&Sha256::digest(&content));
        self.book.keep(id, &sha256, &content).await?;
        let bytes = u64::try_from(content.len()).unwrap_or(u64::MAX);
        let act = Act::Attachment(Attachment { name, bytes, sha256 });
        Ok(self.book.change(id, &act, hand(person)).await?)
    }

    /// A file of a case.
    ///
    /// # Errors
    /// See [`Self::add_note`].
    pub async fn attachment(
        &self,
        person: &Person,
        case: &str,
        number: u64,
    ) -> Result<(Attachment, Vec<u8>), Problem> {
        let case = self.case(person, case).await?;
        let file = case.attachments.into_iter().find(|file| file.number == number);
        let file = file.ok_or_else(|| Problem::not_found("file"))?.value;
        let content = self.book.content(case.id, &file.sha256).await?;
        Ok((file, content.ok_or_else(|| Problem::not_found("file"))?))
    }

    /// Takes a part out of a case; its log keeps that it was there.
    ///
    /// # Errors
    /// See [`Self::add_note`].
    pub async fn withdraw(&self, person: &Person, case: &str, part: u64) -> Result<u64, Problem> {
        person.may(Role::Technician)?;
        self.change(person, case, &Act::Withdrawn { part }).await
    }
}
