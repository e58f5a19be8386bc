//! The words of a turn with the quotes of its statements marked.

use maud::{Markup, html};

/// A text in which quotes are marked. Quotes that overlap become one mark; a quote that is not in
/// the text marks nothing.
pub(super) fn marked<'q>(text: &str, quotes: impl Iterator<Item = &'q str>) -> Markup {
    let mut spans: Vec<(usize, usize)> = quotes
        .filter(|quote| !quote.is_empty())
        .filter_map(|quote| text.find(quote).map(|begin| (begin, begin + quote.len())))
        .collect();
    spans.sort_unstable();
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (begin, end) in spans {
        match joined.last_mut() {
            Some(last) if begin <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((begin, end)),
        }
    }
    let begins = std::iter::once(0).chain(joined.iter().map(|(_, end)| *end));
    let ends = joined.iter().map(|(begin, _)| *begin).chain([text.len()]);
    let between: Vec<&str> = begins.zip(ends).map(|(begin, end)| &text[begin..end]).collect();
    html! {
        @for (number, plain) in between.iter().enumerate() {
            (plain)
            @if let Some((begin, end)) = joined.get(number) { mark { (text[*begin..*end]) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_marked_where_they_stand() {
        let check = |text: &str, quotes: &[&str], wanted: &str| {
            assert_eq!(marked(text, quotes.iter().copied()).into_string(), wanted);
        };
        check("we are Microsoft, sir", &["Microsoft"], "we are <mark>Microsoft</mark>, sir");
        check("abcdef", &["bc", "cd", "f"], "a<mark>bcd</mark>e<mark>f</mark>");
        check("a<b", &["<b", "absent", ""], "a<mark>&lt;b</mark>");
        check("ça été", &["été"], "ça <mark>été</mark>");
        check("", &["x"], "");
    }
}
