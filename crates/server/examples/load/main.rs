//! How fast a server is when much is asked of it: it is started here, on this machine alone, with a
//! casebook on SQLite and then on PostgreSQL. docs/load.md says what was measured.
//!
//! `cargo run --release -p server --example load -- calls`

mod measured;
mod served;
mod asked;
mod calls;
mod filled;
mod cases;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Asks much of a server, and says how long it took.
#[derive(Debug, Parser)]
#[command(name = "load")]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Calls that are typed and watched: from a post to the event at the watcher
    Calls(calls::Arguments),
    /// Many cases: listing, opening and searching them
    Cases(cases::Arguments),
}

fn main() -> Result<()> {
    measured::say(&measured::machine());
    match Arguments::parse().what {
        What::Calls(arguments) => calls::run(&arguments),
        What::Cases(arguments) => cases::run(&arguments),
    }
}
