//! Times, places and counts as people read them.

use casebook::store::folded;
use evidence::country;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};

/// When something was, by the clock of this machine.
pub(super) fn when(at: Timestamp) -> Markup {
    let here = at.to_zoned_datetime(TimeZone::system());
    html! { time datetime=(at) { (here.strftime("%-d %B %Y, %H:%M")) } }
}

/// A day.
pub(super) fn day(date: Date) -> Markup {
    html! { time datetime=(date) { (date.strftime("%A, %-d %B %Y")) } }
}

/// Today, by the clock of this machine.
pub(super) fn today() -> Date {
    Timestamp::now().to_zoned_datetime(TimeZone::system()).date()
}

/// So many days before its end a clock is shown as near.
const NEAR_DAYS: i32 = 7;

/// A clock that runs towards a day.
pub(super) fn clock(due: Date, today: Date) -> Markup {
    let left = (due - today).get_days();
    let class = match left {
        ..0 => "clock late",
        0..=NEAR_DAYS => "clock near",
        _ => "clock",
    };
    html! { span class=(class) { (left_in_words(left)) } " (" (day(due)) ")" }
}

fn left_in_words(left: i32) -> String {
    match left {
        -1 => "over since yesterday".to_owned(),
        ..0 => format!("over for {} days", -left),
        0 => "today is the last day".to_owned(),
        1 => "one day left".to_owned(),
        _ => format!("{left} days left"),
    }
}

/// The names of countries, "Canada and the United States"; `world` is everywhere.
pub(super) fn places(codes: &[String]) -> String {
    let name = |code: &'_ String| match code.as_str() {
        evidence::facts::WORLD => "everywhere".to_owned(),
        code => country::name(code).unwrap_or(code).to_owned(),
    };
    let names: Vec<String> = codes.iter().map(name).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A list of all countries to choose from.
pub(super) fn countries(id: &str, name: &str, chosen: Option<&str>) -> Markup {
    html! {
        select id=(id) name=(name) autocomplete="country" {
            option value="" selected[chosen.is_none()] { "I would rather not say" }
            @for (code, title) in country::all() {
                option value=(code) selected[chosen == Some(code)] { (capital(title)) }
            }
        }
    }
}

/// A sentence from words that begin small.
pub(super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    first.into_iter().chain(letters.map(String::from)).collect()
}

/// "1 call", "3 calls".
pub(super) fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// A text with the words of a search marked.
pub(super) fn marked(text: &str, wanted: &str) -> Markup {
    let wanted = folded(wanted);
    let wanted: Vec<&str> = wanted.split_whitespace().collect();
    let is_letter = |letter: char| letter.is_alphanumeric();
    let mut parts: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let alike = |letter: char| is_letter(letter) == is_letter(first);
        let end = rest.find(|letter| !alike(letter)).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        parts.push(part);
        rest = after;
    }
    let is_wanted = |part: &str| {
        let part = folded(part);
        wanted.iter().any(|word| part.starts_with(word))
    };
    html! { @for part in parts { @if is_wanted(part) { mark { (part) } } @else { (part) } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_searched_is_marked_and_nothing_is_markup() {
        let found = marked("He said <b>AnyDesk</b>, twice: anydesk.", "anydesk");
        let wanted =
            "He said &lt;b&gt;<mark>AnyDesk</mark>&lt;/b&gt;, twice: <mark>anydesk</mark>.";
        assert_eq!(found.into_string(), wanted);
    }

    #[test]
    fn clocks_say_how_long() {
        let today = jiff::civil::date(2026, 3, 10);
        let said = |due: Date| clock(due, today).into_string();
        assert!(said(jiff::civil::date(2026, 3, 9)).contains("over since yesterday"));
        assert!(said(today).contains("today is the last day"));
        assert!(said(jiff::civil::date(2026, 4, 9)).contains("30 days left"));
    }
}
