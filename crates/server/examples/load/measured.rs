//! Times that were measured, and how they are told: as a line of a table in Markdown.

use std::time::Duration;

/// How long something took, many times.
#[derive(Debug, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Adds one.
    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// Adds others.
    pub fn join(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that this share of all does not exceed.
    pub fn within(&self, share: f64) -> Duration {
        let mut times = self.0.clone();
        times.sort_unstable();
        let last = times.len().saturating_sub(1);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share")]
        let place = (last as f64 * share).round() as usize;
        times.get(place).copied().unwrap_or_default()
    }

    /// A line of the table whose head [`head`] says.
    pub fn tell(&self, what: &str) {
        let [half, most, all] =
            [0.5, 0.99, 1.0].map(|share| self.within(share).as_secs_f64() * 1_000.0);
        say(&format!("| {what} | {half:.1} | {most:.1} | {all:.1} | {} |", self.count()));
    }
}

/// The head of a table of times.
pub fn head(what: &str) {
    say(&format!("\n{what}\n\n| milliseconds | p50 | p99 | longest | of |\n|---|---|---|---|---|"));
}

/// What else the machine does, where the system tells.
pub fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().filter(|load| !load.is_empty()).unwrap_or("unknown");
    format!("{cores} cores, of the machine, the server and this program share; load {load}")
}

/// Prints a line.
#[expect(clippy::print_stdout, reason = "this is what the program is for")]
pub fn say(line: &str) {
    println!("{line}");
}
