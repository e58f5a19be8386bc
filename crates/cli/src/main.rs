//! The one executable, `hangup`: reads the arguments, runs one command, tells how it ended.

mod outcome;
mod page;
mod table;
mod country;
mod knowledge;
mod casebook_address;
#[cfg(any(feature = "listen", feature = "serve"))]
mod log;
mod suggest;
mod circumstances;
mod interrupt;
mod written;
mod progress;
mod input;
mod report;
mod brief;
mod machine;
mod bundle;
mod live;
#[cfg(feature = "listen")]
mod listening;
mod evaluation;
mod commands;

use std::process::ExitCode;

use clap::Parser;

use crate::commands::Command;

/// Reads what a phone scammer says and catches each claim, lie and change of story.
#[derive(Debug, Parser)]
#[command(name = "hangup", version, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// When to use colour; words never depend on it
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    #[arg(value_parser = ["auto", "always", "never"])]
    color: String,
}

const EXAMPLES: &str = "\
Examples:
  hangup check call.txt          Judge a call that you wrote down or had transcribed
  hangup check                   Type what is said while the call goes on
  hangup listen --replay examples/callback.txt --speed 4
                                 Watch a call being judged as it is heard
  hangup checkup windows-drive   What was done to a computer, and that its errors are ordinary
  hangup facts show report-us-ftc
  hangup check --help            All that `check` can do

Exit codes:
  0    done
  1    a check failed, or a call reached the level of --fail-on
  2    bad input or wrong usage
  130  interrupted with Ctrl-C";

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    page::choose_color(&arguments.color);
    let ended = commands::run(arguments.command);
    outcome::exit_code(ended)
}
