//! `hangup completions`: what a shell needs to complete commands and options.

use std::io::Write as _;

use anyhow::Result;
use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::outcome::Outcome;

/// The arguments of `hangup completions`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  hangup completions bash > ~/.local/share/bash-completion/completions/hangup
  hangup completions fish > ~/.config/fish/completions/hangup.fish
  hangup completions zsh > ~/.zfunc/_hangup";

/// Prints the completions.
///
/// # Errors
/// When standard output cannot be written.
pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let mut text = Vec::new();
    let mut command = crate::Arguments::command();
    clap_complete::generate(arguments.shell, &mut command, "hangup", &mut text);
    std::io::stdout().write_all(&text)?;
    Ok(Outcome::Done)
}
