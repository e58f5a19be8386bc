//! Times as transcripts write them: `00:12`, `1:02:03.500`, `[00:00:01,000 --> 00:00:02,500]`,
//! `2:05 pm`, a date before them, seconds in brackets. Only their shape is read; what they count
//! from is the reader's matter.

/// A time and how it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time {
    /// Milliseconds, taking two parts for minutes and seconds.
    pub(super) ms: u64,
    pub(super) written: Written,
}

/// How a time was written, which decides what it counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// `12:05`: minutes and seconds of a recording, or hours and minutes of the day.
    TwoParts,
    /// `00:12:05` or seconds: from the beginning of a recording.
    Offset,
    /// With a date, or with am or pm: the time of day.
    OfDay,
}

/// A time in front of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Front<'a> {
    pub(super) start: Time,
    pub(super) end: Option<Time>,
    /// In brackets it cannot be part of the sentence.
    pub(super) bracketed: bool,
    /// What follows it on the line.
    pub(super) rest: &'a str,
}

const ARROWS: [&str; 6] = ["-->", "->", "→", "–", "—", "-"];
const SECOND_MS: u64 = 1_000;
const MINUTE_MS: u64 = 60 * SECOND_MS;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const NOON_MS: u64 = 12 * HOUR_MS;

/// The time, or span of times, in front of a line.
pub(super) fn front(line: &str) -> Option<Front<'_>> {
    let line = line.trim_start();
    let opened = line.chars().next().and_then(|first| match first {
        '[' => Some(']'),
        '(' => Some(')'),
        '<' => Some('>'),
        _ => None,
    });
    let inner = if opened.is_some() { line.get(1..)?.trim_start() } else { line };
    let (start, end, rest) = span(inner, opened.is_some())?;
    let rest = match opened {
        Some(closing) => rest.trim_start().strip_prefix(closing)?,
        None => rest,
    };
    let rest = rest.trim_start();
    let rest = rest
        .strip_prefix(['-', '–', '—', '|', ':'])
        .filter(|after| after.is_empty() || after.starts_with(' '))
        .unwrap_or(rest);
    Some(Front { start, end, bracketed: opened.is_some(), rest: rest.trim_start() })
}

/// The two times of a subtitle's timing line, which stands alone but for settings: `a --> b
/// align:start`.
pub(super) fn timing(line: &str) -> Option<(Time, Time)> {
    let (start, rest) = clock(line.trim_start())?;
    let (end, rest) = clock(rest.trim_start().strip_prefix("-->")?.trim_start())?;
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then_some((start, end))
}

/// A time that is a whole text: `00:00:01,000`.
pub(super) fn alone(text: &str) -> Option<Time> {
    clock(text.trim()).and_then(|(time, rest)| rest.is_empty().then_some(time))
}

fn span(text: &str, bracketed: bool) -> Option<(Time, Option<Time>, &str)> {
    let (undated, dated) = match after_date(text) {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let one = |text| if bracketed { clock(text).or_else(|| seconds(text)) } else { clock(text) };
    let (mut start, rest) = one(undated)?;
    if dated {
        start = of_day(start);
    }
    let after = rest.trim_start();
    let end = ARROWS
        .iter()
        .find_map(|arrow| after.strip_prefix(arrow))
        .and_then(|after| one(after.trim_start()));
    Some(match end {
        Some((end, rest)) => (start, Some(end), rest),
        None => (start, None, rest),
    })
}

/// The same moment as a time of day: two parts are hours and minutes then.
pub(super) fn of_day(time: Time) -> Time {
    let factor = if time.written == Written::TwoParts { 60 } else { 1 };
    Time { ms: time.ms * factor, written: Written::OfDay }
}

/// `12:05`, `1:02:03`, `00:01.250`, `2:05 pm`, and what follows.
fn clock(text: &str) -> Option<(Time, &str)> {
    let (first, text) = digits(text, 1..=3)?;
    let (second, mut text) = digits(text.strip_prefix(':')?, 2..=2)?;
    let mut third = None;
    if let Some(after) = text.strip_prefix(':') {
        let (seconds, rest) = digits(after, 2..=2)?;
        (third, text) = (Some(seconds), rest);
    }
    let (fraction_ms, text) = fraction(text);
    if second >= 60 || third.is_some_and(|seconds| seconds >= 60) {
        return None;
    }
    let time = match third {
        Some(third) => Time {
            ms: first * HOUR_MS + second * MINUTE_MS + third * SECOND_MS + fraction_ms,
            written: Written::Offset,
        },
        None => Time {
            ms: first * MINUTE_MS + second * SECOND_MS + fraction_ms,
            written: Written::TwoParts,
        },
    };
    let (time, text) = half_day(time, text).unwrap_or((time, text));
    let glued = text.starts_with(|next: char| next.is_alphanumeric() || next == ':');
    (!glued).then_some((time, text))
}

/// Turns a time before "am" or "pm" into a time of day.
fn half_day(time: Time, text: &str) -> Option<(Time, &str)> {
    let text = text.trim_start();
    let (marker, rest) = (text.get(..2)?, text.get(2..)?);
    let afternoon = marker.eq_ignore_ascii_case("pm");
    let half = afternoon || marker.eq_ignore_ascii_case("am");
    if !half || rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let time = of_day(time);
    let ms = time.ms % NOON_MS + if afternoon { NOON_MS } else { 0 };
    Some((Time { ms, ..time }, rest))
}

/// Seconds with a fraction, as some recognisers print them: `12.50s`.
fn seconds(text: &str) -> Option<(Time, &str)> {
    let (whole, text) = digits(text, 1..=6)?;
    let (fraction_ms, rest) = fraction(text);
    if rest.len() == text.len() {
        return None;
    }
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    Some((Time { ms: whole * SECOND_MS + fraction_ms, written: Written::Offset }, rest))
}

/// What follows a date such as `2027-03-01`, `1/3/27` or `01.03.2027` and the sign after it.
fn after_date(text: &str) -> Option<&str> {
    let (_, rest) = digits(text, 1..=4)?;
    let separator = rest.chars().next().filter(|sign| matches!(sign, '-' | '/' | '.'))?;
    let (_, rest) = digits(rest.strip_prefix(separator)?, 1..=2)?;
    let (_, rest) = digits(rest.strip_prefix(separator)?, 1..=4)?;
    let rest = rest.strip_prefix(',').unwrap_or(rest);
    let time = rest.trim_start_matches(['T', ' ']);
    (time.len() < rest.len()).then_some(time)
}

/// Milliseconds after a point or comma, and what follows; zero if there are none.
fn fraction(text: &str) -> (u64, &str) {
    let Some((_, rest)) = text.strip_prefix(['.', ',']).and_then(|after| digits(after, 1..=9))
    else {
        return (0, text);
    };
    let shown = &text[1..text.len() - rest.len()];
    let padded = shown.bytes().chain(*b"000").take(3);
    let ms = padded.fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    (ms, rest)
}

/// A number of so many digits, and what follows.
fn digits(text: &str, count: std::ops::RangeInclusive<usize>) -> Option<(u64, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).take(*count.end() + 1).count();
    if !count.contains(&length) {
        return None;
    }
    let (number, rest) = text.split_at(length);
    Some((number.parse().ok()?, rest))
}
