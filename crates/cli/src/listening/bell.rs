//! The alarm when a call turns bad: the terminal's bell, and a notification on the desktop from
//! those terminals that can show one. It never holds words of a call.

use std::io::{self, IsTerminal as _, Write as _};

/// Whether a rising level rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bell {
    /// It does.
    Rings,
    /// It does not.
    Silent,
}

/// Rings, and lets the terminal show this on the desktop, by the output that is a terminal.
pub fn ring(headline: &str) {
    let sequences = sequences(headline, std::env::var("TERM").ok().as_deref());
    // A bell that cannot ring is no reason to stop listening.
    let _ = if io::stderr().is_terminal() {
        io::stderr().write_all(sequences.as_bytes())
    } else if io::stdout().is_terminal() {
        io::stdout().write_all(sequences.as_bytes()).and_then(|()| io::stdout().flush())
    } else {
        Ok(())
    };
}

/// Terminals that might write on the screen what they do not understand.
const SIMPLE_TERMINALS: [&str; 2] = ["dumb", "linux"];

/// What a terminal is sent: a notification as iTerm2 introduced it (operating system command 9),
/// which kitty, WezTerm, Ghostty and foot show too and others pass over; then the bell.
fn sequences(headline: &str, terminal: Option<&str>) -> String {
    let is_simple = terminal.is_none_or(|name| SIMPLE_TERMINALS.contains(&name));
    match is_simple {
        true => "\x07".to_owned(),
        false => format!("\x1b]9;Hangup: {headline}\x1b\\\x07"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bell_rings_everywhere_and_the_notification_only_where_it_is_understood() {
        let shown = "\x1b]9;Hangup: HANG UP NOW\x1b\\\x07";
        for (terminal, expected) in
            [(Some("xterm-256color"), shown), (Some("dumb"), "\x07"), (None, "\x07")]
        {
            assert_eq!(sequences("HANG UP NOW", terminal), expected);
        }
    }
}
