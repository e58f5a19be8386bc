//! `hangup model`: the speech models that `hangup listen` needs, on this computer.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Args, Subcommand};

use crate::outcome::Outcome;

/// The arguments of `hangup model`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    task: Task,
}

/// What to do with models.
#[derive(Debug, Subcommand)]
enum Task {
    /// List the models that can be installed, and which are
    List,
    /// Fetch a model, check it, and put it in place; goes on where it was broken off
    Install {
        /// The model
        #[arg(value_name = "NAME", default_value = "base")]
        name: String,
    },
    /// Check that an installed model is whole
    Verify {
        /// The model, or a ggml file of your own
        #[arg(value_name = "NAME", default_value = "base")]
        name: PathBuf,
    },
    /// Print where a model is
    Path {
        /// The model
        #[arg(value_name = "NAME", default_value = "base")]
        name: String,
    },
}

const EXAMPLES: &str = "\
Examples:
  hangup model list
  hangup model install            The one that `hangup listen` takes by itself
  hangup model install tiny.en    Smaller and faster, for old computers
  hangup model verify
  hangup listen --model \"$(hangup model path tiny.en)\" call.wav";

/// Does what the arguments say.
///
/// # Errors
/// When the model does not exist or cannot be fetched.
pub fn run(arguments: &Arguments) -> Result<Outcome> {
    match &arguments.task {
        Task::List => bail!("this build of hangup cannot hear sound, and knows no models"),
        Task::Install { name } | Task::Path { name } => unknown(name),
        Task::Verify { name } => unknown(&name.to_string_lossy()),
    }
}

fn unknown(model: &str) -> Result<Outcome> {
    let model = crate::page::safe(model);
    bail!("this build of hangup cannot hear sound, and knows no model `{model}`")
}
