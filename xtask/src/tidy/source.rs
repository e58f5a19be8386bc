//! A Rust file as far as style needs it: its code without comments and texts, its functions and
//! its tests.
//!
//! It counts brackets and knows no grammar: braces that a macro leaves open, or that stand in a
//! const argument before a body, would mislead it.

use std::ops::RangeInclusive;

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The line of its `fn`, counted from 1.
    pub line: usize,
    /// Its lines, from `fn` to the closing brace.
    pub lines: usize,
}

/// The code with comments and the insides of texts blanked out, line for line.
#[must_use]
pub fn code(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        if let Some(length) = hidden(&chars[at..]) {
            let end = (at + length).min(chars.len());
            code.extend(chars[at..end].iter().map(|&c| if c == '\n' { '\n' } else { ' ' }));
            at = end;
        } else {
            code.push(chars[at]);
            at += 1;
        }
    }
    code
}

/// The length of the comment or text that begins here.
fn hidden(rest: &[char]) -> Option<usize> {
    match rest {
        ['/', '/', ..] => Some(rest.iter().position(|&c| c == '\n').unwrap_or(rest.len())),
        ['/', '*', ..] => Some(comment(rest)),
        ['"', ..] => Some(string(rest)),
        ['r', '"' | '#', ..] => raw_string(rest),
        ['\'', '\\', _, ..] => {
            Some(rest.iter().skip(3).position(|&c| c == '\'').map_or(rest.len(), |at| at + 4))
        }
        ['\'', _, '\'', ..] => Some(3),
        _ => None,
    }
}

fn comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at + 1 < rest.len() {
        match (rest[at], rest[at + 1]) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn string(rest: &[char]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn raw_string(rest: &[char]) -> Option<usize> {
    let hashes = rest[1..].iter().take_while(|&&c| c == '#').count();
    let inside = hashes + 2;
    if rest.get(inside - 1) != Some(&'"') {
        return None;
    }
    let ends = |at: &usize| {
        let close = rest.get(at + 1..at + 1 + hashes);
        rest[*at] == '"' && close.is_some_and(|close| close.iter().all(|&c| c == '#'))
    };
    Some((inside..rest.len()).find(ends).map_or(rest.len(), |at| at + 1 + hashes))
}

/// The functions of code without comments and texts.
#[must_use]
pub fn functions(code: &str) -> Vec<Function> {
    let mut functions = Vec::new();
    for (at, name) in defined(code, "fn") {
        let Some(body) = body(code, at) else { continue };
        let line = line_of(code, at);
        functions.push(Function { name, line, lines: line_of(code, body) - line + 1 });
    }
    functions
}

/// Where a keyword defines something, and the name.
#[must_use]
pub fn defined(code: &str, keyword: &str) -> Vec<(usize, String)> {
    let letter = |c: char| c.is_alphanumeric() || c == '_';
    let name = |(at, _): (usize, &str)| {
        let rest = code[at + keyword.len()..].strip_prefix(' ')?;
        let name: String = rest.chars().take_while(|&c| letter(c)).collect();
        let alone = !code[..at].ends_with(letter);
        (alone && !name.is_empty()).then_some((at, name))
    };
    code.match_indices(keyword).filter_map(name).collect()
}

/// The lines of modules that are compiled for tests only.
#[must_use]
pub fn test_lines(code: &str) -> Vec<RangeInclusive<usize>> {
    let lines = |(at, _): (usize, &str)| {
        let end = body(code, at)?;
        Some(line_of(code, at)..=line_of(code, end))
    };
    code.match_indices("#[cfg(test)]").filter_map(lines).collect()
}

/// Where the braces close that open after this place; none if a semicolon comes first.
fn body(code: &str, from: usize) -> Option<usize> {
    let (mut brackets, mut braces) = (0_i32, 0_i32);
    for (at, c) in code[from..].char_indices() {
        match c {
            '(' | '[' => brackets += 1,
            ')' | ']' => brackets -= 1,
            '{' => braces += 1,
            '}' if braces == 1 => return Some(from + at),
            '}' => braces -= 1,
            ';' if brackets == 0 && braces == 0 => return None,
            _ => {}
        }
    }
    None
}

fn line_of(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_texts_are_blank() {
        let text = "a/*{/*}*/*/b// {\n'{'; '\\''; \"\\\"{\"; r#\"\"{\"#; 'a fn";
        let expected = "a         b     \n   ;     ;      ; r     ; 'a fn";
        let found = code(text);
        assert_eq!(found.matches('{').count(), 0, "{found}");
        assert_eq!(found.len(), text.len());
        assert_eq!(found.split_whitespace().count(), expected.split_whitespace().count() - 1);
    }

    #[test]
    fn functions_are_measured() {
        let text = "trait A {\nfn b(c: [u8; 2]);\nfn d()\nwhere\n{\n{}\n}\n}\n";
        let d = Function { name: "d".to_owned(), line: 3, lines: 5 };
        assert_eq!(functions(text), [d]);
    }

    #[test]
    fn tests_in_another_file_have_no_lines_here() {
        assert_eq!(test_lines("#[cfg(test)]\nmod tests;\nfn a() {}\n"), []);
        assert_eq!(test_lines("\n#[cfg(test)]\nmod tests {\n}\n"), [2..=4]);
    }
}
