//! `hangup serve`: the page on which a call is followed live and cases are kept, and the interface
//! for programs behind it.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result};
use casebook::store::Address;
use clap::Args;
use evidence::knowledge::{Knowledge, Rules};
use hear::telephony::door::{Addresses, address};
use server::Options;
use server::options::{Access, LOOPBACK};

use super::case::default_casebook;
use crate::knowledge::KnowledgeArguments;
use crate::listening::opening::models;
use crate::outcome::Outcome;
use crate::{interrupt, page};

/// The arguments of `hangup serve`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Where the page is: an address and a port, or a port of this machine alone
    #[arg(long, value_name = "ADDR", default_value_t = LOOPBACK.to_string())]
    listen: String,
    /// The casebook: a file, or a server as postgres://user:password@host/database; otherwise a
    /// file in your data folder
    #[arg(long, value_name = "ADDRESS", env = "HANGUP_CASEBOOK", hide_env_values = true)]
    casebook: Option<Address>,
    /// Take calls from Asterisk (AudioSocket) at this address, such as 127.0.0.1:9092
    #[arg(long, value_name = "ADDR")]
    audiosocket: Option<String>,
    /// Take calls from Twilio, FreeSWITCH or jambonz (WebSocket) at this address
    #[arg(long, value_name = "ADDR")]
    websocket: Option<String>,
    /// The speech model, a ggml file; otherwise the one that `hangup model install` put in place
    #[arg(long, value_name = "FILE", env = "HANGUP_MODEL")]
    model: Option<PathBuf>,
    /// A name under which others reach this server; several times for several
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// A proxy before this server speaks TLS with the browsers
    #[arg(long)]
    behind_tls: bool,
    /// A file with the token that programs send as `Authorization: Bearer`
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// The token itself
    #[arg(long, hide = true, env = "HANGUP_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    knowledge: KnowledgeArguments,
}

const EXAMPLES: &str = "\
Examples:
  hangup serve                                     The page, on this computer alone
  hangup serve --open                              And opens it in the browser
  hangup serve --listen 8080 --casebook shop.db    Another port, another casebook
  hangup serve --audiosocket 127.0.0.1:9092        Also takes calls from Asterisk
  curl -s -X POST http://127.0.0.1:4747/api/v1/calls -H 'content-type: application/json' \\
    -d '{\"context\": \"they-rang-me\"}'               What the page does, programs can do";

/// What `--help` tells and `-h` does not.
pub const ABOUT: &str = "\
Open the page: follow a call live, keep cases

The page is for this computer alone, and nobody has to sign in. Where --listen, --host or
--behind-tls let others in, everybody signs in: `hangup people add` says who may; programs send
the token of --token-file or HANGUP_TOKEN. This server speaks no TLS: put a proxy before it that
does.

Type what is said, use the microphone, paste a transcript or
upload a recording; the verdict, the proof and what to do are shown while the call goes on. Nothing
of a call is written anywhere unless you keep it in a case; then each thing said is in the casebook
before it is acknowledged.

Without a speech model typing and pasting work; `hangup model install` brings one.

Servers that share a casebook on PostgreSQL share the calls that are kept: each call is heard by
one of them and can be watched from all, and where its server stops another takes it up.

Ctrl-C ends calls that are kept with what was heard; a second one ends at once.

Exit codes:
  0    the system asked the server to end (SIGTERM)
  2    it could not start: the address is taken, the casebook cannot be opened, no speech model
  130  ended with Ctrl-C; all that was to be kept is written";

/// So often it is looked whether the user wants the end.
const LOOK: Duration = Duration::from_millis(50);

/// Serves until the user ends it.
///
/// # Errors
/// When the arguments are wrong, the casebook cannot be opened or the address is taken.
pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let options = options(arguments)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.context("starting the server; close other programs and try again")?;
    interrupt::watch(|| {})?;
    interrupt::watch_closing()?;
    let until = async {
        while !interrupt::pressed() {
            tokio::time::sleep(LOOK).await;
        }
    };
    let opens = arguments.open;
    runtime.block_on(server::serve(options, |bound| announce(bound, opens), until))?;
    // What still runs is a thread that no longer has anything to write.
    runtime.shutdown_background();
    Ok(if interrupt::by_key() { Outcome::Interrupted } else { Outcome::Done })
}

fn options(arguments: &Arguments) -> Result<Options> {
    let listen = address(&arguments.listen)?;
    let casebook = match &arguments.casebook {
        Some(address) => address.clone(),
        None => default_casebook()?,
    };
    let doors = Addresses {
        audiosocket: arguments.audiosocket.as_deref().map(address).transpose()?,
        websocket: arguments.websocket.as_deref().map(address).transpose()?,
    };
    let (words, voices) = match models(arguments.model.as_deref()) {
        Ok((words, voices)) => (Some(words), voices),
        Err(error) if arguments.model.is_some() || doors != Addresses::default() => {
            return Err(error);
        }
        Err(error) => {
            page::complain(&format!("note: sound cannot be heard, typing works: {error:#}"));
            (None, None)
        }
    };
    let knowledge: Knowledge = arguments.knowledge.load(Rules::Proven)?;
    // It is needed for as long as the program runs.
    let knowledge = Box::leak(Box::new(knowledge));
    let access = access(arguments)?;
    Ok(Options { listen, casebook, knowledge, words, voices, doors, access })
}

fn access(arguments: &Arguments) -> Result<Access> {
    let token = match (&arguments.token_file, &arguments.token) {
        (Some(file), _) => Some(
            std::fs::read_to_string(file)
                .with_context(|| format!("reading the token in {}", file.display()))?,
        ),
        (None, token) => token.clone(),
    };
    let token = token.map(|token| token.trim().to_owned());
    Ok(Access { token, hosts: arguments.host.clone(), behind_tls: arguments.behind_tls })
}

/// Says where the page is, and opens it if that is wanted.
fn announce(bound: SocketAddr, opens: bool) {
    let address = format!("http://{bound}/");
    // Whoever closed the output does not want to know.
    let _ = writeln!(anstream::stdout(), "The page is at {address}  End with Ctrl-C.");
    if opens && let Err(error) = open(&address) {
        page::complain(&format!("note: no browser was opened ({error}); open {address} yourself"));
    }
}

/// Asks the system to show an address.
fn open(address: &str) -> std::io::Result<()> {
    let mut command = if cfg!(target_os = "windows") {
        let mut command = std::process::Command::new("explorer");
        command.arg(address);
        command
    } else if cfg!(target_os = "macos") {
        let mut command = std::process::Command::new("open");
        command.arg(address);
        command
    } else {
        let mut command = std::process::Command::new("xdg-open");
        command.arg(address);
        command
    };
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn()?;
    Ok(())
}
