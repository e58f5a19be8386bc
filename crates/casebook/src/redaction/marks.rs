//! What was found, brought together into masks, and masks put into texts.

use std::collections::HashMap;

use super::rules::Rules;
use super::text::Text;
use super::{Certainty, Kind, Mask, Wish, Wishes};

/// A run of bytes of a text that is the client's.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub span: (usize, usize),
    pub kind: Kind,
    pub certainty: Certainty,
    pub why: String,
}

/// What was found, by text.
#[derive(Debug)]
pub(super) struct Marks {
    found: Vec<Vec<Mark>>,
    /// What is the caller's and stays, unless the case knows it as the client's.
    kept: Vec<Vec<(usize, usize)>>,
    /// Words by which the client or somebody near is called.
    pub names: HashMap<String, (Kind, Certainty)>,
    /// Words by which the caller is called.
    pub caller_names: std::collections::HashSet<String>,
    /// Digits that were masked, whole.
    pub values: HashMap<String, Kind>,
}

impl Marks {
    pub(super) fn new(texts: usize) -> Self {
        Self {
            found: vec![Vec::new(); texts],
            kept: vec![Vec::new(); texts],
            names: HashMap::new(),
            caller_names: std::collections::HashSet::new(),
            values: HashMap::new(),
        }
    }

    pub(super) fn add(&mut self, text: usize, mark: Mark) {
        if mark.span.0 < mark.span.1 {
            self.found[text].push(mark);
        }
    }

    /// Whether a card, an account or an identity number was found in these bytes by its form.
    pub(super) fn is_formed(&self, text: usize, (from, to): (usize, usize)) -> bool {
        self.found[text].iter().any(|mark| {
            matches!(mark.kind, Kind::Card | Kind::Account | Kind::Identity)
                && mark.certainty == Certainty::Formed
                && (mark.span.0 < to && from < mark.span.1)
        })
    }

    pub(super) fn keep(&mut self, text: usize, span: (usize, usize)) {
        self.kept[text].push(span);
    }

    /// Does what a person wants otherwise.
    pub(super) fn wish(&mut self, texts: &[Text], wishes: &Wishes) {
        for (at, text) in texts.iter().enumerate() {
            for span in wishes.keep.iter().flat_map(|wish| wish.spans(text)) {
                self.found[at].retain(|mark| mark.span.1 <= span.0 || span.1 <= mark.span.0);
            }
            for span in wishes.also.iter().flat_map(|wish| wish.spans(text)) {
                let why = "you asked for it".to_owned();
                let certainty = Certainty::Wished;
                self.add(at, Mark { span, kind: Kind::Other, certainty, why });
            }
        }
    }

    /// The masks of each text, in order and without overlap.
    pub(super) fn into_masks(self, texts: &[Text], rules: &Rules) -> Vec<Masks> {
        let mut alike: HashMap<(Kind, String), usize> = HashMap::new();
        let mut count: HashMap<Kind, usize> = HashMap::new();
        let mut masks = Vec::new();
        for ((found, kept), text) in self.found.into_iter().zip(self.kept).zip(texts) {
            let joined = joined(found, kept, text);
            let mask = |mark: Mark| {
                let rule = &rules.masks[&mark.kind];
                let words = text.original[mark.span.0..mark.span.1].to_lowercase();
                let number = *alike.entry((mark.kind, words)).or_insert_with(|| {
                    let count = count.entry(mark.kind).or_default();
                    *count += 1;
                    *count
                });
                let mask = match rule.text.strip_suffix(']') {
                    Some(open) if rule.alike && number > 1 => format!("{open} {number}]"),
                    _ => rule.text.clone(),
                };
                (mark, mask)
            };
            masks.push(Masks(joined.into_iter().map(mask).collect()));
        }
        masks
    }
}

/// Marks in order; what overlaps or touches becomes one.
fn joined(mut found: Vec<Mark>, mut kept: Vec<(usize, usize)>, text: &Text) -> Vec<Mark> {
    kept.sort_unstable();
    found.retain(|mark| {
        let next = kept.partition_point(|span| span.1 <= mark.span.0);
        mark.certainty >= Certainty::Known
            || kept.get(next).is_none_or(|span| span.0 >= mark.span.1)
    });
    found.sort_by_key(|mark| (mark.span.0, std::cmp::Reverse(mark.span.1)));
    let mut joined: Vec<Mark> = Vec::new();
    for mark in found {
        match joined.last_mut().filter(|last| touches(last, &mark, text)) {
            Some(last) => {
                last.span.1 = last.span.1.max(mark.span.1);
                if mark.certainty > last.certainty {
                    (last.kind, last.certainty, last.why) = (mark.kind, mark.certainty, mark.why);
                }
            }
            None => joined.push(mark),
        }
    }
    joined
}

fn touches(last: &Mark, mark: &Mark, text: &Text) -> bool {
    if mark.span.0 < last.span.1 {
        return true;
    }
    let between = &text.original[last.span.1..mark.span.0];
    let same = mark.kind == last.kind;
    same && !between.contains(char::is_alphanumeric)
        && !between.contains(['?', '!', ';', '\n'])
        && !between.contains(". ")
}

/// The masks of one text.
#[derive(Debug)]
pub(super) struct Masks(Vec<(Mark, String)>);

impl Masks {
    /// The text with its masks.
    pub(super) fn apply(&self, original: &str) -> String {
        self.apply_to(original, (0, original.len()))
    }

    /// A part of the text with its masks; a mask that reaches into the part stands in it.
    pub(super) fn apply_to(&self, original: &str, (from, to): (usize, usize)) -> String {
        let mut text = String::with_capacity(to - from);
        let mut at = from;
        let first = self.0.partition_point(|(mark, _)| mark.span.1 <= from);
        for (mark, mask) in self.0[first..].iter().take_while(|(mark, _)| mark.span.0 < to) {
            text.push_str(&original[at..mark.span.0.max(at)]);
            text.push_str(mask);
            at = mark.span.1.min(to);
        }
        text.push_str(&original[at..to]);
        text
    }

    /// The masks as the preview shows them.
    pub(super) fn told(self, text: &Text) -> impl Iterator<Item = Mask> + use<'_> {
        self.0.into_iter().map(|(mark, mask)| Mask {
            kind: mark.kind,
            place: text.place.clone(),
            from: mark.span.0,
            to: mark.span.1,
            words: text.original[mark.span.0..mark.span.1].to_owned(),
            mask,
            certainty: mark.certainty,
            why: mark.why,
        })
    }

    /// What is masked and by what.
    pub(super) fn words<'m>(&'m self, text: &'m Text) -> impl Iterator<Item = (&'m str, &'m str)> {
        self.0.iter().map(|(mark, mask)| (&text.original[mark.span.0..mark.span.1], mask.as_str()))
    }
}

impl Wish {
    /// Where the wish holds in a text.
    fn spans(&self, text: &Text) -> Vec<(usize, usize)> {
        match self {
            Self::Span { place, from, to } => {
                let sound =
                    *place == text.place && from < to && text.original.get(*from..*to).is_some();
                sound.then_some((*from, *to)).into_iter().collect()
            }
            Self::Words(words) => {
                let wanted: Vec<String> = words
                    .split(|letter: char| !letter.is_alphanumeric())
                    .filter(|word| !word.is_empty())
                    .map(str::to_lowercase)
                    .collect();
                if wanted.is_empty() {
                    return Vec::new();
                }
                let fits = |at: &usize| {
                    wanted.iter().enumerate().all(|(more, word)| text.word(at + more) == word)
                };
                let starts = (0..text.tokens.len()).filter(fits);
                starts.map(|at| text.span(at, at + wanted.len())).collect()
            }
        }
    }
}
