//! The commands, one file each with its arguments beside it.

mod case;
mod check;
mod checkup;
mod completions;
mod eval;
mod facts;
#[cfg(feature = "listen")]
mod listen;
#[cfg(feature = "listen")]
mod model;
#[cfg(feature = "serve")]
mod people;
mod rules;
mod schema;
#[cfg(feature = "serve")]
mod serve;

use anyhow::Result;
use clap::Subcommand;

use crate::outcome::Outcome;

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge what was said in a call
    #[command(long_about = check::ABOUT)]
    Check(check::Arguments),
    /// Hear a call while it goes on, and judge it word by word
    #[cfg(feature = "listen")]
    #[command(long_about = listen::ABOUT)]
    Listen(Box<listen::Arguments>),
    /// Show what was done to a Windows computer, and that its "errors" are ordinary
    #[command(long_about = checkup::ABOUT)]
    Checkup(checkup::Arguments),
    /// Keep cases: calls, notes, payments, what was found on the computer
    #[command(long_about = case::ABOUT)]
    Case(Box<case::Arguments>),
    /// Open the page: follow a call live, keep cases
    #[cfg(feature = "serve")]
    #[command(long_about = serve::ABOUT)]
    Serve(serve::Arguments),
    /// Say who may come in where others can reach `hangup serve`
    #[cfg(feature = "serve")]
    People(people::Arguments),
    /// List, install and check the speech models that `listen` needs
    #[cfg(feature = "listen")]
    Model(model::Arguments),
    /// List, show and check the rules that find statements
    Rules(rules::Arguments),
    /// List, show and check the facts that speak against statements
    Facts(facts::Arguments),
    /// Measure how good the verdicts are on labelled calls
    Eval(eval::Arguments),
    /// Print the completions for a shell
    Completions(completions::Arguments),
    /// Print the JSON Schema of what `--json` prints
    Schema(schema::Arguments),
}

/// Runs a command.
///
/// # Errors
/// When its input or its arguments do not allow it.
pub fn run(command: Command) -> Result<Outcome> {
    match command {
        Command::Check(arguments) => check::run(&arguments),
        #[cfg(feature = "listen")]
        Command::Listen(arguments) => listen::run(&arguments),
        Command::Checkup(arguments) => checkup::run(&arguments),
        Command::Case(arguments) => case::run(&arguments),
        #[cfg(feature = "serve")]
        Command::Serve(arguments) => serve::run(&arguments),
        #[cfg(feature = "listen")]
        Command::Model(arguments) => model::run(&arguments),
        #[cfg(feature = "serve")]
        Command::People(arguments) => people::run(&arguments),
        Command::Rules(arguments) => rules::run(&arguments),
        Command::Facts(arguments) => facts::run(&arguments),
        Command::Eval(arguments) => eval::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
    }
}
