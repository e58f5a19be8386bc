//! The log of a server: what went wrong in it, on standard error. It never holds words of a call,
//! names or numbers; what other libraries would tell, such as queries, is left out.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt, registry};

/// The crates of this project that log.
const OWN: [&str; 3] = ["server", "casebook", "hear"];

/// Begins to log. What was begun before stays.
pub fn begin() {
    let own = Targets::new().with_targets(OWN.map(|name| (name, LevelFilter::INFO)));
    let lines = fmt::layer().with_ansi(false).with_target(false).with_writer(std::io::stderr);
    // Whoever closed standard error does not want to know.
    let _ = registry().with(lines.log_internal_errors(false).with_filter(own)).try_init();
}
