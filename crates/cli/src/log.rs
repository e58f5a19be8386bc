//! Log lines on standard error, for whoever runs Hangup beside a telephone system: one event a line,
//! with its time, readable by itself, and with fields to search for. No words of a call are in them.

use std::io;

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// The crates whose lines are shown; what libraries tell of themselves helps nobody here.
const OURS: [&str; 2] = ["hear", "server"];

/// Shows log lines from now on.
pub fn begin() {
    let ours = Targets::new().with_targets(OURS.map(|name| (name, LevelFilter::INFO)));
    let lines = fmt::layer().with_writer(io::stderr).with_ansi(false).with_target(false);
    // Where they are shown already, they go on.
    let _ = tracing_subscriber::registry().with(ours).with(lines).try_init();
}
