//! Words in several styles, laid out in lines of a width.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// A word: its parts stand together, whatever their styles.
type Word = Vec<(String, Style)>;

/// Lays out words in lines: the first behind one indentation, the others behind another.
pub fn wrapped(
    spans: &[(String, Style)],
    (first, below): (&str, &str),
    width: u16,
) -> Vec<Line<'static>> {
    let width = usize::from(width);
    let mut lines = Vec::new();
    let mut line: Vec<Span<'static>> = vec![Span::raw(first.to_owned())];
    let mut used = Span::raw(first).width();
    let mut is_bare = true;
    for word in words(spans) {
        for piece in broken(word, width.saturating_sub(Span::raw(below).width()).max(1)) {
            let long = width_of(&piece);
            if !is_bare && used + 1 + long > width {
                lines.push(Line::from(std::mem::take(&mut line)));
                line.push(Span::raw(below.to_owned()));
                used = Span::raw(below).width();
                is_bare = true;
            }
            if !is_bare {
                let before = line.last().map_or(Style::new(), |span| span.style);
                let joined = piece.first().is_some_and(|(_, style)| *style == before);
                line.push(Span::styled(" ", if joined { before } else { Style::new() }));
                used += 1;
            }
            line.extend(piece.into_iter().map(|(text, style)| Span::styled(text, style)));
            used += long;
            is_bare = false;
        }
    }
    lines.push(Line::from(line));
    lines
}

/// Lays out words in one style.
pub fn plain(text: &str, indents: (&str, &str), style: Style, width: u16) -> Vec<Line<'static>> {
    wrapped(&[(text.to_owned(), style)], indents, width)
}

/// Splits at spaces; where two styles meet inside a word they stay together.
fn words(spans: &[(String, Style)]) -> Vec<Word> {
    let mut words: Vec<Word> = vec![Vec::new()];
    for (text, style) in spans {
        for (number, part) in text.split(' ').enumerate() {
            if number > 0 {
                words.push(Vec::new());
            }
            if !part.is_empty()
                && let Some(word) = words.last_mut()
            {
                word.push((part.to_owned(), *style));
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A word that is wider than a line is broken where the line ends.
fn broken(word: Word, width: usize) -> Vec<Word> {
    if width_of(&word) <= width {
        return vec![word];
    }
    let mut pieces: Vec<Word> = vec![Vec::new()];
    let mut used = 0;
    for (text, style) in word {
        for letter in text.chars() {
            let letter = letter.to_string();
            let long = Span::raw(letter.as_str()).width();
            if used > 0 && used + long > width {
                pieces.push(Vec::new());
                used = 0;
            }
            if let Some(piece) = pieces.last_mut() {
                piece.push((letter, style));
            }
            used += long;
        }
    }
    pieces
}

fn width_of(word: &Word) -> usize {
    word.iter().map(|(text, _)| Span::raw(text.as_str()).width()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(text: &str, width: u16) -> Vec<String> {
        let lines = plain(text, ("- ", "  "), Style::new(), width);
        lines.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn lines_keep_to_the_width() {
        assert_eq!(laid_out("one two three", 9), ["- one two", "  three"]);
        assert_eq!(laid_out("unbreakable", 6), ["- unbr", "  eaka", "  ble"]);
        assert_eq!(laid_out("", 5), ["- "]);
        // Characters that are two columns wide.
        assert_eq!(laid_out("日本語", 6), ["- 日本", "  語"]);
        assert_eq!(laid_out("a b", 0).len(), 2);
    }

    #[test]
    fn styles_meet_inside_a_word() {
        let claimed = Style::new().underlined();
        let spans = [("say ".to_owned(), Style::new()), ("two words".to_owned(), claimed)];
        let lines =
            wrapped(&[&spans[..], &[(".".to_owned(), Style::new())]].concat(), ("", ""), 80);
        assert_eq!(lines[0].to_string(), "say two words.");
        let space = &lines[0].spans[4];
        assert_eq!((space.content.as_ref(), space.style), (" ", claimed));
    }
}
