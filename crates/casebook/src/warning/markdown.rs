//! A warning as Markdown (CommonMark), for a site that is made of it.

use std::fmt::Write as _;

use evidence::transcript::Side;

use super::{Comment, WarnedCall, Warning};

/// A warning as Markdown.
#[must_use]
pub fn markdown(warning: &Warning) -> String {
    let mut text = format!("# {}\n\n{}\n", escaped(&warning.title), escaped(&warning.summary));
    let made = warning.made.strftime("%-d %B %Y");
    let by = warning.by.as_ref().map_or_else(String::new, |by| format!(" by {}", escaped(by)));
    let _ = write!(
        text,
        "\nPublished on {made}{by}. Names and numbers of the person called are masked.\n"
    );
    list(&mut text, "How to know it", warning.signs.iter().map(|sign| escaped(sign)));
    let known = warning.known_by.iter().map(|known| {
        let like = known.looks_like.as_ref();
        let like = like
            .map_or_else(String::new, |brand| format!(" (made to look like {})", escaped(brand)));
        format!("{}: `{}`{like}", known.kind.words(), known.value.replace('`', "'"))
    });
    list(&mut text, "What they used", known);
    for (number, call) in warning.calls.iter().enumerate() {
        let day =
            call.day.map_or_else(String::new, |day| format!(" of {}", day.strftime("%-d %B %Y")));
        let _ = write!(text, "\n## Call {}{day}\n\n{}\n", number + 1, escaped(&call.verdict));
        dialogue(&mut text, call);
    }
    list(&mut text, "If it happened to you", warning.steps.iter().map(|step| escaped(step)));
    text
}

fn list(text: &mut String, title: &str, items: impl Iterator<Item = String>) {
    let mut items = items.peekable();
    if items.peek().is_none() {
        return;
    }
    let _ = write!(text, "\n## {title}\n\n");
    for item in items {
        let _ = writeln!(text, "- {item}");
    }
}

fn dialogue(text: &mut String, call: &WarnedCall) {
    for (turn, said) in call.turns.iter().enumerate() {
        let who = match said.side {
            Side::Caller => "They",
            Side::Callee => "The person called",
            Side::Unknown => "Somebody",
        };
        let _ = write!(text, "\n**{who}:** {}\n", escaped(&said.text));
        for comment in call.comments.iter().filter(|comment| comment.turn == turn) {
            let _ = write!(text, "\n> {}\n", written(comment));
        }
    }
}

fn written(comment: &Comment) -> String {
    let mut text = format!(
        "**“{}”: {}** {}",
        escaped(&comment.quote),
        comment.about.in_words(),
        escaped(&comment.says)
    );
    if !comment.exceptions.is_empty() {
        let _ = write!(text, " Except: {}", escaped(&comment.exceptions));
    }
    if let Some(source) = &comment.source {
        let address = source.address.replace(['<', '>', ' '], "");
        let _ = write!(
            text,
            " (Source: {}, [{}](<{address}>), read on {})",
            escaped(&source.publisher),
            escaped(&source.title),
            escaped(&source.checked)
        );
    }
    text
}

/// A text on one line that Markdown shows as it is.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in evidence::plain::bare(text).chars() {
        match letter {
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '>' | '!' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            letter => escaped.push(letter),
        }
    }
    escaped
}
