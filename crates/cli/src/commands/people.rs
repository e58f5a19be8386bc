//! `hangup people`: who may come in where others can reach the server.

use std::io::{IsTerminal as _, Write as _};

use anyhow::{Context as _, Result, bail};
use casebook::store::{Address, Casebook, Member};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use server::guard::secret;

use super::case::default_casebook;
use crate::outcome::Outcome;
use crate::page::{complain, safe};

/// The arguments of `hangup people`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
    /// The casebook in which it is kept; otherwise the file in your data folder
    #[arg(long, global = true, value_name = "ADDRESS", env = "HANGUP_CASEBOOK")]
    #[arg(hide_env_values = true)]
    casebook: Option<Address>,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

/// What to do about people.
#[derive(Debug, Subcommand)]
enum Action {
    /// Let somebody in from now on; the password is asked for, or read from standard input
    Add {
        /// Their name, as the logs will say
        name: String,
        /// What they may do: helper follows calls and adds to cases, technician also exports,
        /// publishes and examines machines, admin also deletes and says who may come in
        #[arg(long, default_value = "helper", value_parser = ["helper", "technician", "admin"])]
        role: String,
    },
    /// List everybody who may come in
    List,
    /// Let somebody in no more; their sessions end at once
    Remove {
        /// Their name
        name: String,
    },
    /// Give somebody another password; their sessions end at once
    Password {
        /// Their name
        name: String,
    },
}

const EXAMPLES: &str = "\
Examples:
  hangup people add Anna --role admin
  hangup people add Omar < password.txt
  hangup people list
  hangup people password Anna
  hangup people remove Omar";

/// Does what the arguments ask for.
///
/// # Errors
/// When the casebook cannot be opened, or a name or a password will not do.
pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.context("starting to work with the casebook")?;
    runtime.block_on(act(arguments))
}

async fn act(arguments: &Arguments) -> Result<Outcome> {
    let address = match &arguments.casebook {
        Some(address) => address.clone(),
        None => default_casebook()?,
    };
    let book = Casebook::open(&address).await?;
    let people = book.people().await?;
    let find = |name: &str| people.iter().find(|one| one.name == name).cloned();
    let missing =
        |name: &str| format!("there is no {}; `hangup people list` shows all", safe(name));
    match &arguments.action {
        Action::Add { name, role } => {
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            if name.is_empty() || find(&name).is_some() {
                bail!("that name is empty or taken; choose another");
            }
            let member = Member { name, role: role.clone(), added: Timestamp::now() };
            put(&book, &member).await?;
            note(&book, "person-added", &member.name).await?;
            complain(&format!("added: {}, {}", safe(&member.name), member.role));
        }
        Action::List => list(&people, arguments.json)?,
        Action::Remove { name } => {
            if !book.remove_person(name).await? {
                bail!(missing(name));
            }
            note(&book, "person-removed", name).await?;
            complain(&format!("removed: {}", safe(name)));
        }
        Action::Password { name } => {
            let member = find(name).with_context(|| missing(name))?;
            put(&book, &member).await?;
            book.end_sessions(name).await?;
            note(&book, "password-changed", name).await?;
            complain(&format!("changed: the password of {}", safe(name)));
        }
    }
    book.close().await;
    Ok(Outcome::Done)
}

/// Whoever works here has the casebook itself in hand, and needs no role.
async fn note(book: &Casebook, deed: &str, name: &str) -> Result<()> {
    Ok(book.note_deed("this computer's user", deed, Some(name)).await?)
}

async fn put(book: &Casebook, member: &Member) -> Result<()> {
    let password = password()?;
    if let Err(problem) = server::desk::password_fitting(&password) {
        bail!("{}. {}", problem.title, problem.detail);
    }
    let hash = secret::hashed(password).await;
    let hash = hash.map_err(|problem| anyhow::anyhow!("{}", problem.title))?;
    Ok(book.put_person(member, &hash).await?)
}

/// Asks twice where somebody types; otherwise the first line counts.
fn password() -> Result<String> {
    if !std::io::stdin().is_terminal() {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).context("reading the password")?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let first = rpassword::prompt_password("Password: ").context("reading the password")?;
    let again = rpassword::prompt_password("Again: ").context("reading the password")?;
    if first != again {
        bail!("the two are not the same; nothing was changed");
    }
    Ok(first)
}

fn list(people: &[Member], as_json: bool) -> Result<()> {
    let mut out = anstream::stdout().lock();
    if as_json {
        serde_json::to_writer_pretty(&mut out, people)?;
        return Ok(writeln!(out)?);
    }
    if people.is_empty() {
        writeln!(out, "Nobody yet. Add an admin: hangup people add NAME --role admin")?;
    }
    for one in people {
        writeln!(
            out,
            "{}, {}, since {}",
            safe(&one.name),
            one.role,
            one.added.strftime("%Y-%m-%d")
        )?;
    }
    Ok(())
}
