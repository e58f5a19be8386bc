//! Work on the project itself: `cargo xtask scores`, `tidy`, `docs`, `fixtures`.

mod samples;
mod fit;
mod priors;
mod weights;
mod held_out;
mod results;
mod scores;
mod docs;
mod fixtures;
mod tidy;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Work on the project itself.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Fit the weights: writes rules/scores.toml, rules/wording.tsv and corpus/RESULTS.md.
    Scores(scores::Arguments),
    /// Check the house style.
    Tidy(tidy::Arguments),
    /// Write a page for each rule and each fact.
    Docs(docs::Arguments),
    /// Write synthetic Windows machines, each with what is true of it.
    Fixtures(fixtures::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Scores(arguments) => scores::run(&arguments),
        Task::Tidy(arguments) => tidy::run(&arguments),
        Task::Docs(arguments) => docs::run(&arguments),
        Task::Fixtures(arguments) => fixtures::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// The project's root.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Prints a line for the person at the terminal.
#[expect(clippy::print_stdout, reason = "this is a command-line tool")]
fn say(line: &str) {
    println!("{line}");
}
