//! The bottom: how the hearing goes, what the last key did, and the keys.

use hear::call::Progress;
use ratatui::text::Line;

use super::wrapped::plain;
use super::{Listening, Looking, Panel};
use crate::listening::lines::clock;

/// A backlog of so many seconds or more is told.
const BACKLOG_SHOWN_MIN: u64 = 2;
/// The rows that a note may take.
const NOTE_ROWS_MAX: usize = 2;
/// The cells of the level meter, each of so many decibels below the loudest possible.
const METER_CELLS: usize = 10;
const METER_CELL_DB: f32 = 6.0;
/// Quieter than this nobody is understood, louder than this it is cut off.
const QUIET_DB: f32 = -50.0;
const LOUD_DB: f32 = -6.0;

/// The keys, the most important first.
const KEYS: [(&str, &str); 9] = [
    ("?", "Help"),
    ("h", "I gave or paid"),
    ("q", "Stop"),
    ("Tab", "Story"),
    ("w", "Who is who"),
    ("c", "How it began"),
    ("p", "Pause"),
    ("s", "Save"),
    ("n", "Next call"),
];

/// A line of state, or a note, and one of keys.
pub(super) fn lines(
    listening: &Listening<'_>,
    looking: &Looking,
    width: u16,
) -> Vec<Line<'static>> {
    let style = looking.palette.heading;
    let laid_out = |text: &str, rows_max| {
        plain(text, (" ", " "), style, width).into_iter().take(rows_max).collect::<Vec<_>>()
    };
    let mut lines = Vec::new();
    if let Some(problem) = &looking.problem {
        lines.extend(laid_out(&format!("Problem: {problem}"), NOTE_ROWS_MAX));
    }
    // A note is read once and whole; how it goes is looked at again and again, and keeps its place.
    lines.extend(match &looking.note {
        _ if looking.is_stopping => laid_out("Press q again to stop. Any other key goes on.", 1),
        Some(note) => laid_out(note, NOTE_ROWS_MAX),
        None => laid_out(&state(listening, looking), 1),
    });
    lines.push(keys(listening, looking, width));
    lines
}

/// How the hearing goes, in words.
fn state(listening: &Listening<'_>, looking: &Looking) -> String {
    let Some(call) = listening.call() else {
        return match listening.is_over {
            true => format!("Nothing was heard ({})", looking.title),
            false => format!("Waiting for {}", looking.title),
        };
    };
    let mut parts = Vec::new();
    let time = clock(call.elapsed().as_secs());
    parts.push(match () {
        () if call.is_over => format!("Call over, {time}. Press q for the report"),
        () if listening.is_paused => {
            format!("PAUSED, {time}: nothing is heard. Press p")
        }
        () => format!("Listening, {time}"),
    });
    let goes_on = !call.is_over && !listening.is_paused;
    parts.extend(call.progress.level.filter(|_| goes_on).map(meter));
    parts.extend(backlog(&call.progress));
    if let Some(file) = &looking.saving {
        parts.push(format!("saving to {file}"));
    }
    if listening.calls.len() > 1 {
        parts.push(format!(
            "call {} of {}: {}",
            listening.shown + 1,
            listening.calls.len(),
            call.id
        ));
    }
    parts.join("  |  ")
}

/// How loud it is, as a bar and in words.
fn meter(level: f32) -> String {
    let decibel = 20.0 * level.max(f32::MIN_POSITIVE).log10();
    let words = match decibel {
        db if db < QUIET_DB => "too quiet",
        db if db > LOUD_DB => "too loud",
        _ => "good",
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float becomes the nearest whole number that there is"
    )]
    let empty = ((-decibel / METER_CELL_DB).round().max(0.0) as usize).min(METER_CELLS);
    format!("sound [{}{}] {words}", "|".repeat(METER_CELLS - empty), "-".repeat(empty))
}

fn backlog(progress: &Progress) -> Option<String> {
    let seconds = progress.backlog.as_secs();
    (seconds >= BACKLOG_SHOWN_MIN).then(|| format!("{seconds} s behind"))
}

/// As many keys as there is room for.
fn keys(listening: &Listening<'_>, looking: &Looking, width: u16) -> Line<'static> {
    let mut line = String::new();
    for (key, does) in KEYS {
        let does = match key {
            "Tab" if looking.panel == Panel::Story => "What to do",
            "p" if listening.is_paused => "Go on",
            "n" if listening.calls.len() < 2 => continue,
            _ => does,
        };
        let more = format!(" {key} {does} ");
        if line.chars().count() + more.chars().count() > usize::from(width) {
            break;
        }
        line += &more;
    }
    Line::styled(line, looking.palette.chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_meter_speaks() {
        assert_eq!(meter(0.0), "sound [----------] too quiet");
        assert_eq!(meter(0.1), "sound [|||||||---] good");
        assert_eq!(meter(1.0), "sound [||||||||||] too loud");
    }
}
