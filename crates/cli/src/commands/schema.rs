//! `hangup schema`: the JSON Schema of a judgement; the committed copy is
//! `docs/judgement.schema.json`.

use std::io::Write as _;

use anyhow::Result;
use clap::Args;
use evidence::judgement::Judgement;

use crate::outcome::Outcome;

/// The arguments of `hangup schema`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {}

const EXAMPLES: &str = "\
Examples:
  hangup schema > judgement.schema.json
  hangup check --json call.txt > judgement.json   What it describes; turns count from 0";

/// Prints the schema.
///
/// # Errors
/// When standard output cannot be written.
pub fn run(_: &Arguments) -> Result<Outcome> {
    let schema = schemars::schema_for!(Judgement);
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &schema)?;
    writeln!(out)?;
    Ok(Outcome::Done)
}
