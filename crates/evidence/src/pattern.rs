//! The pattern language of the rules: from its text to a tree. `docs/rules.md` describes it for
//! people; finding patterns in a call is `matching`'s work.

use crate::spelling::Spelling;

/// A part of a pattern. `W` is a word: text when read, a number when compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node<W, C> {
    /// This word.
    Word(W),
    /// A word that begins so.
    Prefix(Box<str>),
    /// Anything in a class.
    Class(C),
    /// One or two words that can be a name.
    Name,
    /// Any one word.
    Any,
    /// At most so many words of any kind.
    Gap(u8),
    /// One of these.
    Either(Vec<Vec<Node<W, C>>>),
    /// This, or nothing.
    Maybe(Vec<Node<W, C>>),
}

/// A pattern as written.
pub type Written = Vec<Node<Box<str>, Box<str>>>;

/// The gap of a bare `..`.
const GAP_DEFAULT: u8 = 2;
/// The widest gap.
pub const GAP_MAX: u8 = 12;
/// The longest text of a pattern; finding out what it hangs on takes time quadratic in its length.
pub const PATTERN_BYTES_MAX: usize = 4_000;
/// How deep groups may nest.
const DEPTH_MAX: usize = 6;

/// Reads a pattern; its words go through the same spelling as calls.
///
/// # Errors
/// Says what is wrong and what to write instead.
pub fn read(text: &str, spelling: &Spelling) -> Result<Written, String> {
    if text.len() > PATTERN_BYTES_MAX {
        return Err(format!("longer than {PATTERN_BYTES_MAX} bytes: split the pattern"));
    }
    let mut reader = Reader { rest: text, spelling, depth: 0 };
    let nodes = reader.sequence()?;
    if !reader.rest.is_empty() {
        return Err(format!("`{}` stands alone: is a bracket missing?", reader.rest));
    }
    if matches!(nodes.first(), None | Some(Node::Gap(_)))
        || matches!(nodes.last(), Some(Node::Gap(_)))
    {
        return Err("a pattern begins and ends with a word, a class or a group".to_owned());
    }
    Ok(nodes)
}

struct Reader<'t> {
    rest: &'t str,
    spelling: &'t Spelling,
    depth: usize,
}

impl Reader<'_> {
    /// Everything up to `|`, `)` or the end.
    fn sequence(&mut self) -> Result<Written, String> {
        let mut nodes = Written::new();
        loop {
            self.rest = self.rest.trim_start();
            let Some(first) = self.rest.chars().next() else { return Ok(nodes) };
            match first {
                '|' | ')' => return Ok(nodes),
                '(' => {
                    let group = self.group()?;
                    self.push_optional(group, &mut nodes);
                }
                '{' => {
                    let class = self.class()?;
                    self.push_optional(vec![class], &mut nodes);
                }
                '.' if self.rest.starts_with("..") => nodes.push(self.gap()?),
                _ => self.word(&mut nodes)?,
            }
        }
    }

    /// Takes a `?` behind a group or class.
    fn push_optional(&mut self, inner: Written, nodes: &mut Written) {
        if let Some(rest) = self.rest.strip_prefix('?') {
            self.rest = rest;
            nodes.push(Node::Maybe(inner));
        } else {
            nodes.extend(inner);
        }
    }

    fn group(&mut self) -> Result<Written, String> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(format!("groups nest deeper than {DEPTH_MAX}: split the pattern"));
        }
        self.rest = &self.rest[1..];
        let mut branches = vec![self.sequence()?];
        while let Some(rest) = self.rest.strip_prefix('|') {
            self.rest = rest;
            branches.push(self.sequence()?);
        }
        self.rest = self.rest.strip_prefix(')').ok_or("a `(` without its `)`")?;
        self.depth -= 1;
        if branches.iter().any(Vec::is_empty) {
            return Err("an empty alternative: write `(a|b)?` for an optional group".to_owned());
        }
        Ok(if branches.len() == 1 { branches.remove(0) } else { vec![Node::Either(branches)] })
    }

    fn class(&mut self) -> Result<Node<Box<str>, Box<str>>, String> {
        let (name, rest) = self.rest[1..].split_once('}').ok_or("a `{` without its `}`")?;
        self.rest = rest;
        Ok(match name {
            "name" => Node::Name,
            "word" => Node::Any,
            _ => Node::Class(name.into()),
        })
    }

    fn gap(&mut self) -> Result<Node<Box<str>, Box<str>>, String> {
        let rest = self.rest.trim_start_matches('.');
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (count, after) = rest.split_at(digits);
        self.rest = after;
        let words = if count.is_empty() { Ok(GAP_DEFAULT) } else { count.parse() };
        match words {
            Ok(words @ 1..=GAP_MAX) => Ok(Node::Gap(words)),
            _ => Err(format!("`..{count}`: a gap is 1 to {GAP_MAX} words")),
        }
    }

    fn word(&mut self, nodes: &mut Written) -> Result<(), String> {
        let ends =
            |c: char| c.is_whitespace() || matches!(c, '|' | '(' | ')' | '{' | '}' | '?' | '*');
        let end = self.rest.find(ends);
        let (written, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        if let Some(rest) = rest.strip_prefix('*') {
            self.rest = rest;
            nodes.push(Node::Prefix(written.to_lowercase().into()));
            return Ok(());
        }
        self.rest = rest;
        if self.spelling.is_plain(written) {
            let word = Node::Word(written.into());
            if rest.starts_with('?') {
                self.push_optional(vec![word], nodes);
            } else {
                nodes.push(word);
            }
            return Ok(());
        }
        let words = self.spelling.words(written);
        if words.is_empty() {
            let unexpected = written.chars().next().map_or("?".to_owned(), String::from);
            return Err(format!("`{unexpected}` is no word: leave fillers and signs out"));
        }
        let inner = (0..words.len()).map(|at| Node::Word(words.word(at).into())).collect();
        self.push_optional(inner, nodes);
        Ok(())
    }
}

impl<W, C> Node<W, C> {
    /// The fewest and the most words that a sequence covers; `class_width` says how many words the
    /// longest member of a class has.
    pub(crate) fn widths(nodes: &[Self], class_width: &dyn Fn(&C) -> usize) -> (usize, usize) {
        nodes.iter().fold((0, 0), |(least, most), node| {
            let (low, high) = match node {
                Self::Word(_) | Self::Prefix(_) | Self::Any => (1, 1),
                Self::Name => (1, 2),
                Self::Class(class) => (1, class_width(class)),
                Self::Gap(words) => (0, usize::from(*words)),
                Self::Maybe(inner) => (0, Self::widths(inner, class_width).1),
                Self::Either(branches) => {
                    branches.iter().fold((usize::MAX, 0), |(low, high), b| {
                        let (least, most) = Self::widths(b, class_width);
                        (low.min(least), high.max(most))
                    })
                }
            };
            (least + low, most + high)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, want: &str) {
        let spelling: Spelling =
            toml::from_str(include_str!("../../../rules/words.toml")).expect("words.toml is valid");
        let got = match read(text, &spelling) {
            Ok(nodes) => format!("{nodes:?}"),
            Err(message) => format!("error: {message}"),
        };
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn patterns_are_read() {
        check("gift card", r#"[Word("gift"), Word("card")]"#);
        check(
            "(buy|get a) {gift-card}?",
            concat!(
                r#"[Either([[Word("buy")], [Word("get"), Word("a")]]), "#,
                r#"Maybe([Class("gift-card")])]"#
            ),
        );
        check("don't ..3 comput*", r#"[Word("do"), Word("not"), Gap(3), Prefix("comput")]"#);
        check(
            "call (us)? .. {phone}",
            concat!(r#"[Word("call"), Maybe([Word("us")]), Gap(2), "#, r#"Class("phone")]"#),
        );
        check("", "error: a pattern begins and ends with a word, a class or a group");
        check("call ..", "error: a pattern begins and ends with a word, a class or a group");
        check("call ..99 us", "error: `..99`: a gap is 1 to 12 words");
        check("(a|b", "error: a `(` without its `)`");
        check("a) b", "error: `) b` stands alone: is a bracket missing?");
        check("(a|)", "error: an empty alternative: write `(a|b)?` for an optional group");
    }
}
