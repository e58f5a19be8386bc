//! `hangup schema`: the JSON Schema of what `--json` prints; the committed copies are
//! `docs/judgement.schema.json` and `docs/findings.schema.json`.

use std::io::Write as _;

use anyhow::Result;
use checkup::findings::Findings;
use clap::{Args, ValueEnum};
use evidence::judgement::Judgement;
use serde::Serialize;

use crate::outcome::Outcome;

/// The arguments of `hangup schema`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Whose output to describe
    #[arg(value_enum, default_value = "check")]
    of: Output,
}

/// What prints JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    /// A judgement, as `check --json` prints one for each call
    Check,
    /// What a machine shows, as `checkup --json` prints it
    Checkup,
    /// An event, as `listen --json` prints one a line
    #[cfg(feature = "listen")]
    Listen,
    /// The interface for programs of `serve`, as OpenAPI
    #[cfg(feature = "serve")]
    Api,
}

const EXAMPLES: &str = "\
Examples:
  hangup schema > judgement.schema.json
  hangup check --json call.txt > judgement.json   What it describes; turns count from 0
  hangup schema checkup                           What a machine shows
  hangup schema listen                            The events of `listen --json`
  hangup schema api > openapi.json                The interface of `serve`";

/// Prints the schema.
///
/// # Errors
/// When standard output cannot be written.
pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let schema = match arguments.of {
        Output::Check => schemars::schema_for!(Judgement),
        Output::Checkup => schemars::schema_for!(Findings),
        #[cfg(feature = "listen")]
        Output::Listen => schemars::schema_for!(crate::listening::events::Record<'_>),
        #[cfg(feature = "serve")]
        Output::Api => return print(&*server::openapi::DOCUMENT),
    };
    // The order of keys must not depend on how a library happens to store them.
    let mut value = schema.to_value();
    value.sort_all_objects();
    let schema = schemars::Schema::try_from(value)?;
    print(&schema)
}

fn print(schema: &impl Serialize) -> Result<Outcome> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, schema)?;
    writeln!(out)?;
    Ok(Outcome::Done)
}
