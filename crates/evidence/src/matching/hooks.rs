//! What a pattern hangs on: the rarest words or classes that every match of it contains. It is
//! tried only where these are heard.

use crate::lexicon::{ClassId, Lexicon};
use crate::pattern::{Node, Written};

/// What an anchor is made of, before it is compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trigger {
    Phrase(String),
    Class(ClassId),
}

/// A set of triggers, one of which any match contains, and what stands before each.
#[derive(Debug, Clone)]
pub(super) struct Hook {
    cost: f64,
    pub triggers: Vec<(Trigger, usize, usize)>,
}

/// A rough share of all words at which a class starts.
const CLASS_FREQUENCY: f64 = 0.002;
/// A rough share of all words that begin so.
const PREFIX_FREQUENCY: f64 = 0.001;
/// What one more word of a phrase does to its frequency.
const PHRASE_FACTOR: f64 = 0.05;

/// The cheapest thing that every match of a sequence contains.
pub(super) fn hook(nodes: &Written, least: usize, most: usize, lexicon: &Lexicon) -> Option<Hook> {
    let mut best: Option<Hook> = None;
    let (mut low, mut high) = (least, most);
    for (index, node) in nodes.iter().enumerate() {
        let limit = best.as_ref().map_or(f64::INFINITY, |best| best.cost);
        let single = |cost: f64, trigger: &dyn Fn() -> Trigger| {
            (cost < limit).then(|| Hook { cost, triggers: vec![(trigger(), low, high)] })
        };
        let candidate = match node {
            Node::Word(_) => {
                let run = run_of_words(&nodes[index..]);
                let cost = run.clone().fold(1.0, |cost, word| longer(cost, word, lexicon));
                single(cost, &|| Trigger::Phrase(phrase(run.clone())))
            }
            Node::Prefix(prefix) => {
                single(PREFIX_FREQUENCY, &|| Trigger::Phrase(format!(" {prefix}")))
            }
            Node::Class(id) => lexicon
                .class(id)
                .and_then(|class| single(CLASS_FREQUENCY, &|| Trigger::Class(class))),
            Node::Either(branches) => either(branches, low, high, lexicon),
            Node::Name | Node::Any | Node::Gap(_) | Node::Maybe(_) => None,
        };
        if let Some(hook) = candidate.filter(|hook| hook.cost < limit) {
            best = Some(hook);
        }
        let width = Node::widths(std::slice::from_ref(node), &|class| lexicon.width(class));
        (low, high) = (low + width.0, high + width.1);
    }
    best
}

/// What every one of some alternatives contains, if each contains something.
fn either(branches: &[Written], least: usize, most: usize, lexicon: &Lexicon) -> Option<Hook> {
    let mut all = Hook { cost: 0.0, triggers: Vec::with_capacity(branches.len()) };
    for branch in branches {
        let hook = hook(branch, least, most, lexicon)?;
        all.cost += hook.cost;
        all.triggers.extend(hook.triggers);
    }
    Some(all)
}

/// The fixed words that begin a sequence.
fn run_of_words(nodes: &[Node<Box<str>, Box<str>>]) -> impl Iterator<Item = &str> + Clone {
    nodes.iter().map_while(|node| match node {
        Node::Word(word) => Some(&**word),
        _ => None,
    })
}

/// The frequency of a run of words when one more word follows; 1 is that of no words.
fn longer(cost: f64, word: &str, lexicon: &Lexicon) -> f64 {
    let frequency = lexicon.frequency(word);
    if cost >= 1.0 {
        return frequency;
    }
    cost.min(frequency) * (cost.max(frequency) / PHRASE_FACTOR).min(1.0)
}

/// A run of words between spaces, as it stands in normalised text.
fn phrase<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let mut phrase = " ".to_owned();
    for word in words {
        phrase.push_str(word);
        phrase.push(' ');
    }
    phrase
}
