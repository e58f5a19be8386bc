//! A warning as one page that needs nothing else: no script, no other host. On a wide screen the
//! comments stand in the margin, on a narrow one below the words that they are about.

use evidence::country;
use evidence::transcript::Side;
use jiff::civil::Date;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{About, Comment, WarnedCall, WarnedTurn, Warning};

const STYLE: &str = include_str!("warning.css");

/// A warning as one page.
#[must_use]
pub fn html(warning: &Warning) -> String {
    page(&warning.title, &html! { main { (body(warning)) } }).into_string()
}

/// The page of all warnings, each with its file.
#[must_use]
pub fn index(title: &str, warnings: &[(Warning, String)]) -> String {
    let list = html! {
        main {
            h1 { (title) }
            @if warnings.is_empty() { p { "No warning has been published yet." } }
            ul.warnings {
                @for (warning, file) in warnings {
                    li { article {
                        h2 { a href=(file) { (warning.title) } }
                        p { (warning.summary) }
                        p.quiet { (day(warning.made)) }
                    } }
                }
            }
            p { a href="feed.atom" type="application/atom+xml" { "Follow these warnings as a feed" }
                }
        }
    };
    page(title, &list).into_string()
}

fn page(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (title) }
                link rel="alternate" type="application/atom+xml" title="Warnings" href="feed.atom";
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    }
}

/// What a page shows of a warning, beginning with its first heading.
#[must_use]
pub fn body(warning: &Warning) -> Markup {
    html! {
        header {
            h1 { (warning.title) }
            p.lead { (warning.summary) }
            p.quiet {
                "Published on " (day(warning.made))
                @if let Some(by) = &warning.by { " by " (by) }
                ". Names and numbers of the person called are masked."
            }
        }
        (list("How to know it", warning.signs.iter().map(|sign| html! { (sign) })))
        (known_by(warning))
        @for (number, call) in warning.calls.iter().enumerate() { (conversation(number, call)) }
        (list("If it happened to you", warning.steps.iter().map(|step| html! { (step) })))
    }
}

fn list(title: &str, items: impl Iterator<Item = Markup>) -> Markup {
    let items: Vec<Markup> = items.collect();
    html! {
        @if !items.is_empty() {
            section {
                h2 { (title) }
                ul { @for item in &items { li { (item) } } }
            }
        }
    }
}

fn known_by(warning: &Warning) -> Markup {
    html! {
        @if !warning.known_by.is_empty() {
            section {
                h2 { "What they used" }
                p { "A number that the telephone shows can be forged: it may belong to somebody \
                    who \
                     knows nothing of this." }
                ul {
                    @for known in &warning.known_by {
                        li {
                            (known.kind.words()) ": " code { (known.value) }
                            @if let Some(brand) = &known.looks_like { " (made to look like " (brand)
                                ")" }
                        }
                    }
                }
            }
        }
    }
}

fn conversation(number: usize, call: &WarnedCall) -> Markup {
    html! {
        section {
            h2 {
                "What was said in call " (number + 1)
                @if let Some(on) = call.day { ", " (day(on)) }
            }
            p { strong { (call.verdict) } }
            ol.dialogue {
                @for (turn, said) in call.turns.iter().enumerate() {
                    (row(number, turn, said, &call.comments))
                }
            }
        }
    }
}

fn row(call: usize, turn: usize, said: &WarnedTurn, all: &[Comment]) -> Markup {
    let (class, who) = match said.side {
        Side::Caller => ("said caller", "They"),
        Side::Callee => ("said callee", "The person called"),
        Side::Unknown => ("said", "Somebody"),
    };
    let of_turn: Vec<(usize, &Comment)> =
        all.iter().enumerate().filter(|(_, comment)| comment.turn == turn).collect();
    html! {
        li {
            div class=(class) {
                p.who { (who) }
                p { (marked(call, &said.text, &of_turn)) }
            }
            @if !of_turn.is_empty() {
                div.margin {
                    @for (number, comment) in &of_turn { (note(call, *number, comment)) }
                }
            }
        }
    }
}

/// The words with those marked that have a comment, each leading to its first one.
fn marked(call: usize, text: &str, comments: &[(usize, &Comment)]) -> Markup {
    let mut spans: Vec<(usize, usize, usize)> = comments
        .iter()
        .filter_map(|(number, comment)| {
            let quote = evidence::plain::bare(&comment.quote);
            let begin = text.find(&quote).filter(|_| !quote.is_empty())?;
            Some((begin, begin + quote.len(), *number))
        })
        .collect();
    spans.sort_unstable();
    let mut at = 0;
    let mut pieces: Vec<(&str, Option<usize>)> = Vec::new();
    for (begin, end, number) in spans {
        if begin >= at {
            pieces.push((&text[at..begin], None));
            pieces.push((&text[begin..end], Some(number)));
            at = end;
        }
    }
    pieces.push((&text[at..], None));
    html! {
        @for (words, number) in pieces {
            @match number {
                None => { (words) },
                Some(number) => {
                    a href={ "#note-" (call) "-" (number) } { mark { (words) } }
                },
            }
        }
    }
}

fn note(call: usize, number: usize, comment: &Comment) -> Markup {
    let class = match comment.about {
        About::False | About::Worthless => "note false",
        About::Changed => "note changed",
        About::Asked => "note asked",
    };
    html! {
        div class=(class) id={ "note-" (call) "-" (number) } role="note" {
            p.quote { "“" (comment.quote) "”" }
            p { strong { (comment.about.in_words()) } " " (comment.says) }
            @if !comment.exceptions.is_empty() { p { "Except: " (comment.exceptions) } }
            @if !comment.holds_in.is_empty() { p.quiet { "Holds in " (places(&comment.holds_in)) "."
                } }
            @if let Some(source) = &comment.source {
                p.quiet {
                    "Says " (source.publisher) ": "
                    @if source.address.starts_with("https://") {
                        a href=(source.address) rel="noreferrer external" { (source.title) }
                    } @else { (source.title) }
                    ", read on " (source.checked) "."
                }
            }
        }
    }
}

fn places(codes: &[String]) -> String {
    let names: Vec<&str> = codes.iter().map(|code| country::name(code).unwrap_or(code)).collect();
    names.join(", ")
}

fn day(date: Date) -> Markup {
    html! { time datetime=(date) { (date.strftime("%-d %B %Y")) } }
}
