//! Words that come from outside: cut to a bearable length, and without characters that no database
//! keeps or that steer what shows them.

use axum::http::StatusCode;

use crate::problem::Problem;

/// The longest name or title, in characters.
pub const LINE_CHARS_MAX: usize = 300;
/// The longest text in somebody's own words, in characters.
pub const TEXT_CHARS_MAX: usize = 100_000;
/// The most entries of a list that one request brings.
pub const ENTRIES_MAX: usize = 100;

/// Words on one line, which must be there.
pub(super) fn line(what: &str, words: &str) -> Result<String, Problem> {
    let words = words.split(char::is_whitespace).filter(|word| !word.is_empty());
    let words = clean(&words.collect::<Vec<_>>().join(" "));
    fitting(what, words, LINE_CHARS_MAX)
}

/// Words on one line; none where they are empty.
pub(super) fn maybe_line(what: &str, words: Option<String>) -> Result<Option<String>, Problem> {
    let words = words.filter(|words| !words.trim().is_empty());
    words.map(|words| line(what, &words)).transpose()
}

/// Several of them.
pub(super) fn lines(what: &str, all: &[String]) -> Result<Vec<String>, Problem> {
    if all.len() > ENTRIES_MAX {
        return Err(unfit(what, format!("Give at most {ENTRIES_MAX} at once.")));
    }
    all.iter().map(|words| line(what, words)).collect()
}

/// Words on any number of lines, which must be there.
pub(super) fn text(what: &str, words: &str) -> Result<String, Problem> {
    fitting(what, clean(words.trim()), TEXT_CHARS_MAX)
}

/// Words on any number of lines; none where they are empty.
pub(super) fn maybe_text(what: &str, words: Option<String>) -> Result<Option<String>, Problem> {
    let words = words.filter(|words| !words.trim().is_empty());
    words.map(|words| text(what, &words)).transpose()
}

/// A country's code; none where it is empty.
pub(super) fn country(code: Option<String>) -> Result<Option<String>, Problem> {
    let Some(given) = code.filter(|code| !code.trim().is_empty()) else { return Ok(None) };
    let code = evidence::country::code(given.trim());
    let what = "Use the two letters of ISO 3166-1, such as US, GB or CA.";
    code.map(Some).ok_or_else(|| unfit("the country", what))
}

/// What does not fit, with what to try.
pub(super) fn unfit(what: &str, advice: impl Into<String>) -> Problem {
    let title = format!("This does not fit: {what}");
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title, advice)
}

fn fitting(what: &str, words: String, chars_max: usize) -> Result<String, Problem> {
    match words.chars().count() {
        0 => Err(unfit(what, "It is empty; say it in a few words.")),
        count if count > chars_max => {
            Err(unfit(what, format!("Use at most {chars_max} characters; these are {count}.")))
        }
        _ => Ok(words),
    }
}

/// Without characters that steer (UAX #9, UTS #55), but with the ends of lines.
fn clean(words: &str) -> String {
    let steers = |letter: char| {
        (letter.is_control() && letter != '\n' && letter != '\t')
            || matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    words.chars().filter(|letter| !steers(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_in_is_words_and_nothing_else() {
        assert_eq!(line("x", " a\u{0}\u{202E}\n b\t").unwrap(), "a b");
        assert_eq!(text("x", "a\r\nb\u{7}").unwrap(), "a\nb");
        assert!(line("x", "\u{0} ").is_err() && line("x", &"a".repeat(301)).is_err());
        assert_eq!(maybe_line("x", Some("  ".to_owned())).unwrap(), None);
        assert_eq!(country(Some("uk".to_owned())).unwrap().as_deref(), Some("GB"));
        assert!(country(Some("Narnia".to_owned())).is_err());
    }
}
