//! People of a case: the callers, and whoever reports for the client.

use anyhow::{Result, bail};
use casebook::case::{Act, Caller, Reporter};
use clap::Args;

use super::Desk;
use crate::outcome::Outcome;

/// The arguments of `hangup case add-caller`.
#[derive(Debug, Args)]
pub struct AddCaller {
    /// The case: its number in this casebook, or its id
    case: String,
    /// A name that they gave; several times for several
    #[arg(long, value_name = "NAME")]
    name: Vec<String>,
    /// A firm or office for which they said they called; several times for several
    #[arg(long, value_name = "NAME")]
    organisation: Vec<String>,
    /// An e-mail address that they used; several times for several
    #[arg(long, value_name = "ADDRESS")]
    email: Vec<String>,
    /// A postal address that they gave, or that stands on an invoice; several times for several
    #[arg(long, value_name = "ADDRESS")]
    address: Vec<String>,
    /// A staff, badge or case number that they gave; several times for several
    #[arg(long, value_name = "NUMBER")]
    staff_id: Vec<String>,
    /// The language in which they spoke
    #[arg(long)]
    language: Option<String>,
    /// What else is known
    #[arg(long)]
    note: Option<String>,
}

/// The arguments of `hangup case reporter`.
#[derive(Debug, Args)]
pub struct SetReporter {
    /// The case: its number in this casebook, or its id
    case: String,
    /// Who reports for the client
    #[arg(long)]
    name: String,
    /// What they are to the client, such as daughter or technician
    #[arg(long)]
    relation: Option<String>,
    /// How to reach them
    #[arg(long)]
    phone: Option<String>,
    /// How to reach them
    #[arg(long)]
    email: Option<String>,
}

impl Desk<'_> {
    pub(super) async fn add_caller(&self, added: &AddCaller) -> Result<Outcome> {
        let caller = Caller {
            names: added.name.clone(),
            organisations: added.organisation.clone(),
            emails: added.email.clone(),
            addresses: added.address.clone(),
            staff_ids: added.staff_id.clone(),
            language: added.language.clone(),
            note: added.note.clone(),
        };
        if caller == Caller::default() {
            bail!("say something about the caller, such as --name or --organisation");
        }
        self.add(&added.case, Act::Caller(caller)).await
    }

    pub(super) async fn set_reporter(&self, told: &SetReporter) -> Result<Outcome> {
        let reporter = Reporter {
            name: Some(told.name.clone()),
            relation: told.relation.clone(),
            phone: told.phone.clone(),
            email: told.email.clone(),
        };
        self.add(&told.case, Act::Reporter(reporter)).await
    }
}
