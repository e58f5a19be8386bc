//! Who the people of a case are, and what is to be done.

use anyhow::{Result, bail};
use casebook::case::{Act, Task};
use clap::Args;
use jiff::civil::Date;

use super::Desk;
use crate::country;
use crate::outcome::Outcome;

/// The arguments of `hangup case client`.
#[derive(Debug, Args)]
pub struct EditClient {
    /// The case: its number in this casebook, or its id
    case: String,
    /// Their name; what is not named here stays as it is, and an empty text takes it away
    #[arg(long)]
    name: Option<String>,
    /// The country where they live, two letters: it decides rights and reports
    #[arg(long, value_name = "CC")]
    country: Option<String>,
    /// How to reach them
    #[arg(long)]
    phone: Option<String>,
    /// How to reach them
    #[arg(long)]
    email: Option<String>,
    /// Where they live
    #[arg(long)]
    address: Option<String>,
    /// Their age in years, for forms that ask; 0 takes it away
    #[arg(long, value_name = "YEARS")]
    age: Option<u8>,
    /// What else matters about them, such as an illness or a recent loss
    #[arg(long)]
    circumstances: Option<String>,
    /// A paper that the other side has seen, such as passport; several times for several
    #[arg(long, value_name = "PAPER")]
    paper: Vec<String>,
}

/// The arguments of `hangup case add-task`.
#[derive(Debug, Args)]
pub struct AddTask {
    /// The case: its number in this casebook, or its id
    case: String,
    /// What is to be done
    title: String,
    /// By when, as in 2026-03-21
    #[arg(long, value_name = "DATE")]
    due: Option<Date>,
}

/// The arguments of `hangup case task-done` and `task-open`.
#[derive(Debug, Args)]
pub struct TaskNamed {
    /// The case: its number in this casebook, or its id
    case: String,
    /// The number of the task, as `hangup case show` tells it
    task: u64,
}

impl Desk<'_> {
    pub(super) async fn edit_client(&self, edit: &EditClient) -> Result<Outcome> {
        let id = self.find(&edit.case).await?;
        let before = self.book.case(id).await?.client;
        let mut client = before.clone();
        set(&mut client.name, edit.name.as_ref());
        set(&mut client.phone, edit.phone.as_ref());
        set(&mut client.email, edit.email.as_ref());
        set(&mut client.address, edit.address.as_ref());
        set(&mut client.circumstances, edit.circumstances.as_ref());
        client.age = edit.age.map_or(client.age, |age| Some(age).filter(|age| *age > 0));
        if !edit.paper.is_empty() {
            client.papers_given.clone_from(&edit.paper);
        }
        if let Some(country) = &edit.country {
            client.country = match country.as_str() {
                "" => None,
                code => Some(country::parse(code)?),
            };
        }
        if client == before {
            bail!("nothing changes; name what is to change, as in --phone \"202 555 0143\"");
        }
        self.add(&edit.case, Act::Client(client)).await
    }

    pub(super) async fn add_task(&self, task: &AddTask) -> Result<Outcome> {
        if task.title.trim().is_empty() {
            bail!("the task is empty; say in a few words what is to be done");
        }
        let title = task.title.trim().to_owned();
        let act = Act::Task(Task { title, due: task.due, step: None, done: None });
        self.add(&task.case, act).await
    }

    pub(super) async fn end_task(&self, named: &TaskNamed) -> Result<Outcome> {
        self.add(&named.case, Act::TaskDone { task: named.task }).await
    }

    pub(super) async fn reopen_task(&self, named: &TaskNamed) -> Result<Outcome> {
        self.add(&named.case, Act::TaskOpen { task: named.task }).await
    }
}

/// Sets what was named; an empty text takes it away.
fn set(known: &mut Option<String>, named: Option<&String>) {
    if let Some(named) = named {
        *known = Some(named.clone()).filter(|text| !text.is_empty());
    }
}
