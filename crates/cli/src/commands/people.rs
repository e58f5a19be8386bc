//! `hangup people`: who may come in where others can reach the server.

use std::io::{IsTerminal as _, Write as _};

use anyhow::{Context as _, Result, bail};
use casebook::store::{Address, Casebook, Deed, Member};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use server::guard::secret;

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
    /// Say what somebody may do from now on
    Role {
        /// Their name
        name: String,
        /// What they may do
        #[arg(value_parser = ["helper", "technician", "admin"])]
        role: String,
    },
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
    /// Show who did what beside the changes to cases: came in, exported, deleted, published
    Log {
        /// So many at most, the newest first
        #[arg(long, default_value_t = 50, value_name = "COUNT")]
        count: u32,
    },
}

const EXAMPLES: &str = "\
Examples:
  hangup people add Anna --role admin
  hangup people add Omar < password.txt
  hangup people list
  hangup people role Omar technician
  hangup people password Anna
  hangup people log
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
    let address = crate::casebook_address::of(arguments.casebook.as_ref())?;
    let book = Casebook::open(&address).await?;
    let ended = match &arguments.action {
        Action::Add { name, role } => add(&book, name, role).await,
        Action::List => Ok(None),
        Action::Role { name, role } => set_role(&book, name, role).await,
        Action::Password { name } => set_password(&book, name).await,
        Action::Remove { name } => remove(&book, name).await,
        Action::Log { count } => {
            log(&book.deeds(None, *count).await?, arguments.json)?;
            book.close().await;
            return Ok(Outcome::Done);
        }
    };
    let people = book.people().await?;
    book.close().await;
    if let Some(done) = ended? {
        complain(&done);
    }
    if arguments.json || matches!(arguments.action, Action::List) {
        list(&people, arguments.json)?;
    }
    Ok(Outcome::Done)
}

/// What was done, in words.
type Done = Result<Option<String>>;

async fn add(book: &Casebook, name: &str, role: &str) -> Done {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let people = book.people().await?;
    if name.is_empty() || people.iter().any(|one| one.name == name) {
        bail!("that name is empty or taken; choose another");
    }
    let member = Member { name, role: role.to_owned(), added: Timestamp::now() };
    put(book, &member).await?;
    note(book, "person-added", &member.name).await?;
    Ok(Some(format!("added: {}, {}", safe(&member.name), member.role)))
}

async fn set_role(book: &Casebook, name: &str, role: &str) -> Done {
    let member = one(book, name).await?;
    book.set_role(&member.name, role).await?;
    note(book, "role-changed", name).await?;
    Ok(Some(format!("changed: {} is {role} from now on", safe(name))))
}

async fn set_password(book: &Casebook, name: &str) -> Done {
    let member = one(book, name).await?;
    put(book, &member).await?;
    book.end_sessions(name).await?;
    note(book, "password-changed", name).await?;
    Ok(Some(format!("changed: the password of {}", safe(name))))
}

async fn remove(book: &Casebook, name: &str) -> Done {
    let member = one(book, name).await?;
    book.remove_person(&member.name).await?;
    note(book, "person-removed", name).await?;
    Ok(Some(format!("removed: {}", safe(name))))
}

async fn one(book: &Casebook, name: &str) -> Result<Member> {
    let found = book.people().await?.into_iter().find(|one| one.name == name);
    found.with_context(|| format!("there is no {}; `hangup people list` shows all", safe(name)))
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

/// Asks twice where somebody types; otherwise the first line counts. A password is never an
/// argument, which others on this computer could see.
fn password() -> Result<String> {
    if !std::io::stdin().is_terminal() {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).context("reading the password")?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let first = rpassword::prompt_password("Password, at least ten characters: ")
        .context("reading the password")?;
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

fn log(deeds: &[Deed], as_json: bool) -> Result<()> {
    let mut out = anstream::stdout().lock();
    if as_json {
        serde_json::to_writer_pretty(&mut out, deeds)?;
        return Ok(writeln!(out)?);
    }
    for one in deeds {
        let at = one.at.strftime("%Y-%m-%d %H:%M:%S UTC");
        let subject = one.subject.as_ref().map_or_else(String::new, |what| format!(" {what}"));
        writeln!(out, "{at}  {}: {}{}", safe(&one.person), one.deed, safe(&subject))?;
    }
    Ok(())
}
