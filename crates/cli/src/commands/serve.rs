//! `hangup serve`: the page on which a call is followed live and cases are kept, and the interface
//! for programs behind it.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use casebook::store::Address;
use clap::Args;
use evidence::knowledge::{Knowledge, Rules};
use hear::telephony::door::{Addresses, address};
use server::Options;
use server::options::{Access, LOOPBACK};

use crate::knowledge::KnowledgeArguments;
use crate::listening::opening::models;
use crate::outcome::Outcome;
use crate::{casebook_address, interrupt, log, page};

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

Type what is said, use the microphone, paste a transcript or upload a recording; the verdict, the
proof and what to do are shown while the call goes on. Nothing of a call is written anywhere unless
you keep it in a case; then each thing said is in the casebook before it is acknowledged.

The page is for this computer alone, and nobody has to sign in: whoever uses this computer can open
it. Where --listen, --host, --behind-tls or a token let others in, everybody signs in: `hangup
people add` says who may; programs send the token of --token-file or HANGUP_TOKEN.

This server speaks no TLS. Put a proxy before it that does, start it with --behind-tls and --host,
and let the proxy pass on `Host` and add `X-Forwarded-For`; nobody should reach this server but by
the proxy.

Without a speech model typing and pasting work; `hangup model install` brings one.

Servers that share a casebook on PostgreSQL share the calls that are kept: each call is heard by
one of them and can be watched from all, and where its server stops another takes it up.

Ctrl-C ends calls that are kept with what was heard; a second one ends at once.

What goes wrong is logged on standard error, without words of a call, names or numbers.
/health/live and /health/ready are for a balancer, /metrics is for Prometheus, /api lists all that
programs can ask for.

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
    log::begin();
    let options = options(arguments)?;
    let open_to = Reach::of(&options);
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
    runtime.block_on(server::serve(options, |bound| announce(bound, &open_to, opens), until))?;
    // What still runs is a thread that no longer has anything to write.
    runtime.shutdown_background();
    Ok(if interrupt::by_key() { Outcome::Interrupted } else { Outcome::Done })
}

fn options(arguments: &Arguments) -> Result<Options> {
    let listen = address(&arguments.listen)?;
    let casebook = casebook_address::of(arguments.casebook.as_ref())?;
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
            page::complain(&format!("note: sound cannot be heard: {error:#}"));
            (None, None)
        }
    };
    let knowledge: Knowledge = arguments.knowledge.load(Rules::Proven)?;
    // It is needed for as long as the program runs.
    let knowledge = Box::leak(Box::new(knowledge));
    let access = access(arguments)?;
    Ok(Options { listen, casebook, knowledge, words, voices, doors, access })
}

/// The variable that holds the token itself: other people on this machine see arguments, but not
/// that.
const TOKEN: &str = "HANGUP_TOKEN";

fn access(arguments: &Arguments) -> Result<Access> {
    let token = match &arguments.token_file {
        Some(file) => {
            let told = || format!("reading the token in {}", file.display());
            note_readers(file);
            Some(std::fs::read_to_string(file).with_context(told)?)
        }
        None => std::env::var(TOKEN).ok(),
    };
    let token = token.map(|token| token.trim().to_owned()).filter(|token| !token.is_empty());
    if arguments.token_file.is_some() && token.is_none() {
        bail!("there is no token in the file; write one with `head -c 32 /dev/urandom | base64`");
    }
    Ok(Access { token, hosts: arguments.host.clone(), behind_tls: arguments.behind_tls })
}

/// Says so where others on this machine can read a secret.
fn note_readers(file: &Path) {
    #[cfg(unix)]
    if let Ok(found) = std::fs::metadata(file)
        && std::os::unix::fs::MetadataExt::mode(&found) & 0o077 != 0
    {
        let file = file.display();
        page::complain(&format!("note: others can read {file}; `chmod 600 {file}` ends that"));
    }
    #[cfg(not(unix))]
    let _ = file;
}

/// Who can reach the page, as the first lines tell.
struct Reach {
    casebook: String,
    hears: bool,
    is_open: bool,
    behind_tls: bool,
    hosts: Vec<String>,
}

impl Reach {
    fn of(options: &Options) -> Self {
        let access = &options.access;
        Self {
            casebook: options.casebook.shown(),
            hears: options.words.is_some(),
            is_open: !options.listen.ip().is_loopback() && !access.behind_tls,
            behind_tls: access.behind_tls,
            hosts: access.hosts.clone(),
        }
    }
}

/// Says where the page is, and opens it if that is wanted.
fn announce(bound: SocketAddr, reach: &Reach, opens: bool) {
    let address = format!("http://{bound}/");
    let mut lines = vec![format!("The page is at {address}  End with Ctrl-C.")];
    if let (Some(host), true) = (reach.hosts.first(), reach.behind_tls) {
        lines.push(format!("Others reach it by its proxy at https://{host}/ and sign in there."));
    }
    lines.push(format!("Cases are kept in {}.", page::safe(&reach.casebook)));
    if !reach.hears {
        lines.push("Calls are typed or pasted: no speech model is installed.".to_owned());
    }
    // Whoever closed the output does not want to know.
    let _ = writeln!(anstream::stdout(), "{}", lines.join("\n"));
    if reach.is_open {
        page::complain(
            "note: this server speaks no TLS, so whoever is on the way can read passwords and \
             calls; put a proxy before it that does, and start it with --behind-tls",
        );
    }
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
