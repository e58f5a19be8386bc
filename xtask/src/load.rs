//! `cargo xtask load`: how fast a running server is when much is asked of it. Bounded, and on this
//! machine alone.

mod calls;

use anyhow::Result;
use clap::{Args, Subcommand};

/// The arguments of `cargo xtask load`.
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Calls that are typed and watched: from a post to the event at the watcher.
    Calls(calls::Arguments),
}

/// Asks much of a server, and says how long it took.
///
/// # Errors
/// When there is no server, or it refuses.
pub fn run(arguments: &Arguments) -> Result<()> {
    match &arguments.what {
        What::Calls(arguments) => calls::run(arguments),
    }
}
