//! Finding patterns in a turn: every pattern hangs on an anchor, and is tried only where its anchor
//! is heard. A try looks at a bounded number of words, so a turn costs time linear in its length.

mod hooks;

use std::mem::take;

use self::hooks::{Hook, Trigger, hook};
use crate::lexicon::{ClassId, Firsts, Heard, Lexicon, Symbol};
use crate::pattern::{Node, Written};

/// A pattern ready to be found.
#[derive(Debug)]
pub(crate) struct Compiled {
    nodes: Nodes,
    /// What a match can begin with; most places are ruled out by this alone.
    first: Firsts,
}

/// A sequence of a pattern, its words and classes replaced by their numbers.
type Nodes = Vec<Node<Symbol, ClassId>>;

/// How many sets of patterns share the anchors of one lexicon.
const SETS: u32 = 2;

/// How many steps one try may take before it is given up.
const STEPS_MAX: u32 = 2_000;

/// Patterns, and where to try them. `T` says what a pattern is for.
#[derive(Debug)]
pub(crate) struct Patterns<T> {
    set: u32,
    patterns: Vec<(Compiled, T)>,
    by_phrase: Vec<Anchor>,
    /// Anchors by the number of their class.
    by_class: Vec<Vec<Anchor>>,
}

/// A pattern hangs here: so many words may stand before the anchor.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    pattern: u32,
    least: u16,
    most: u16,
}

/// A pattern found in a turn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub start: u32,
    pub end: u32,
    /// Words that only a gap covers.
    pub gaps: Vec<(u32, u32)>,
    /// Class members that stand in it: indices into [`Heard::members`].
    pub members: Vec<u32>,
    /// The words that stand for a name.
    pub name: Option<(u32, u32)>,
}

impl<T> Patterns<T> {
    /// No patterns yet; each set that shares a lexicon has a number of its own, below [`SETS`].
    pub(crate) fn new(set: u32) -> Self {
        Self { set, patterns: Vec::new(), by_phrase: Vec::new(), by_class: Vec::new() }
    }

    /// Adds a pattern.
    pub(crate) fn add(&mut self, ready: Ready, purpose: T, lexicon: &mut Lexicon) {
        let narrow = |width: usize| u16::try_from(width).unwrap_or(u16::MAX);
        let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX / SETS);
        let pattern = number(self.patterns.len());
        for (trigger, least, most) in ready.hook.triggers {
            let anchor = Anchor { pattern, least: narrow(least), most: narrow(most) };
            match trigger {
                Trigger::Class(class) => {
                    let classes = self.by_class.len().max(usize::from(class) + 1);
                    self.by_class.resize_with(classes, Vec::new);
                    self.by_class[usize::from(class)].push(anchor);
                }
                Trigger::Phrase(phrase) => {
                    lexicon.add_anchor(&phrase, number(self.by_phrase.len()) * SETS + self.set);
                    self.by_phrase.push(anchor);
                }
            }
        }
        self.patterns.push((ready.compiled, purpose));
    }

    /// Calls `found` for each place where a pattern stands, the shortest run that fits.
    pub(crate) fn find(&self, heard: &Heard, lexicon: &Lexicon, mut found: impl FnMut(&T, Found)) {
        let mut attempt = Attempt::new(heard, lexicon);
        for &(anchor, at) in heard.anchors.iter().filter(|(anchor, _)| anchor % SETS == self.set) {
            self.try_at(self.by_phrase[(anchor / SETS) as usize], at, &mut attempt, &mut found);
        }
        for member in &heard.members {
            for anchor in self.by_class.get(usize::from(member.class)).into_iter().flatten() {
                self.try_at(*anchor, member.start, &mut attempt, &mut found);
            }
        }
    }

    fn try_at(
        &self,
        anchor: Anchor,
        at: u32,
        attempt: &mut Attempt<'_>,
        found: &mut impl FnMut(&T, Found),
    ) {
        let (pattern, purpose) = &self.patterns[anchor.pattern as usize];
        let latest = at.checked_sub(u32::from(anchor.least));
        let earliest = at.saturating_sub(u32::from(anchor.most));
        for start in latest.into_iter().flat_map(|latest| (earliest..=latest).rev()) {
            if let Some(hit) = attempt.at(pattern, start) {
                found(purpose, hit);
                return;
            }
        }
    }
}

/// A pattern that can be added.
#[derive(Debug)]
pub(crate) struct Ready {
    compiled: Compiled,
    hook: Hook,
}

impl Ready {
    /// Compiles a pattern and finds out what it hangs on.
    ///
    /// # Errors
    /// When it names an unknown class or has nothing to hang on.
    pub(crate) fn new(written: &Written, lexicon: &mut Lexicon) -> Result<Self, String> {
        let compiled = compile(written, lexicon)?;
        let hook = hook(written, 0, 0, lexicon)
            .ok_or("nothing to hang on: it needs a fixed word or a class that is not optional")?;
        Ok(Self { compiled, hook })
    }
}

/// Finds a pattern near a place instead of everywhere: the first that starts in `starts`.
pub(crate) fn find_near(
    pattern: &Compiled,
    heard: &Heard,
    lexicon: &Lexicon,
    starts: std::ops::Range<u32>,
) -> Option<Found> {
    let mut attempt = Attempt::new(heard, lexicon);
    starts.into_iter().find_map(|start| attempt.at(pattern, start))
}

/// Makes a pattern ready to be found.
pub(crate) fn compile(written: &Written, lexicon: &mut Lexicon) -> Result<Compiled, String> {
    let nodes = numbered(written, lexicon)?;
    let first = firsts(&nodes).unwrap_or(Firsts::ANY);
    Ok(Compiled { nodes, first })
}

/// Replaces words and class names by their numbers.
fn numbered(written: &Written, lexicon: &mut Lexicon) -> Result<Nodes, String> {
    let each = |node: &Node<Box<str>, Box<str>>| {
        Ok(match node {
            Node::Word(word) => Node::Word(lexicon.symbol(word)),
            Node::Prefix(prefix) => Node::Prefix(prefix.clone()),
            Node::Class(id) => {
                Node::Class(lexicon.class(id).ok_or_else(|| format!("`{{{id}}}` is no class"))?)
            }
            Node::Name => Node::Name,
            Node::Any => Node::Any,
            Node::Gap(words) => Node::Gap(*words),
            Node::Maybe(inner) => Node::Maybe(numbered(inner, lexicon)?),
            Node::Either(branches) => {
                let mut numbers = Vec::with_capacity(branches.len());
                for branch in branches {
                    numbers.push(numbered(branch, lexicon)?);
                }
                Node::Either(numbers)
            }
        })
    };
    written.iter().map(each).collect()
}

/// What the first word of a match can be; none when the sequence can be empty.
fn firsts(nodes: &[Node<Symbol, ClassId>]) -> Option<Firsts> {
    let mut before = Firsts::NONE;
    for node in nodes {
        let here = match node {
            Node::Word(symbol) => Some(Firsts::word(*symbol)),
            Node::Class(class) => Some(Firsts::class(*class)),
            Node::Prefix(_) | Node::Name | Node::Any | Node::Gap(_) => Some(Firsts::ANY),
            Node::Maybe(inner) => {
                before = before.or(firsts(inner).unwrap_or(Firsts::ANY));
                None
            }
            Node::Either(branches) => branches
                .iter()
                .map(|branch| firsts(branch))
                .try_fold(Firsts::NONE, |all, branch| Some(all.or(branch?)))
                .or(Some(Firsts::ANY)),
        };
        if let Some(here) = here {
            return Some(before.or(here));
        }
    }
    None
}

/// One try at one place, with the stack that it needs.
struct Attempt<'h> {
    heard: &'h Heard,
    lexicon: &'h Lexicon,
    start: usize,
    steps: u32,
    gaps: Vec<(u32, u32)>,
    members: Vec<u32>,
    name: Option<(u32, u32)>,
}

/// What is left of the enclosing sequences.
struct Rest<'p> {
    nodes: &'p [Node<Symbol, ClassId>],
    next: Option<&'p Rest<'p>>,
}

impl<'h> Attempt<'h> {
    fn new(heard: &'h Heard, lexicon: &'h Lexicon) -> Self {
        Self {
            heard,
            lexicon,
            start: 0,
            steps: 0,
            gaps: Vec::new(),
            members: Vec::new(),
            name: None,
        }
    }

    fn at(&mut self, pattern: &Compiled, start: u32) -> Option<Found> {
        if !self.heard.can_begin(start, pattern.first) {
            return None;
        }
        self.start = start as usize;
        self.steps = 0;
        self.gaps.clear();
        self.members.clear();
        self.name = None;
        let end = self.go(&pattern.nodes, start as usize, None)?;
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        let (gaps, members) = (take(&mut self.gaps), take(&mut self.members));
        Some(Found { start, end, gaps, members, name: self.name })
    }

    /// Whether the word at a position can follow the one before it.
    fn open(&self, at: usize) -> bool {
        at < self.heard.words.len() && (at == self.start || !self.heard.words.tokens[at - 1].wall)
    }

    /// Matches a sequence and what comes behind it; gives the end.
    fn go(
        &mut self,
        mut nodes: &[Node<Symbol, ClassId>],
        mut at: usize,
        rest: Option<&Rest<'_>>,
    ) -> Option<usize> {
        self.steps += 1;
        if self.steps > STEPS_MAX {
            return None;
        }
        // Single words are walked along; only what can be had in several ways is tried in turn.
        while let [first, others @ ..] = nodes {
            match first {
                Node::Word(_) | Node::Prefix(_) | Node::Any if !self.fits(first, at) => {
                    return None;
                }
                Node::Word(_) | Node::Prefix(_) | Node::Any => (nodes, at) = (others, at + 1),
                Node::Class(class) => return self.class(*class, others, at, rest),
                Node::Name => return self.name(others, at, rest),
                Node::Gap(words) => return self.gap(usize::from(*words), others, at, rest),
                Node::Maybe(inner) => {
                    let behind = Rest { nodes: others, next: rest };
                    let with = self.branch(inner, at, &behind);
                    return with.or_else(|| self.go(others, at, rest));
                }
                Node::Either(branches) => {
                    let behind = Rest { nodes: others, next: rest };
                    return branches.iter().find_map(|branch| self.branch(branch, at, &behind));
                }
            }
        }
        match rest {
            None => Some(at),
            Some(rest) => self.go(rest.nodes, at, rest.next),
        }
    }

    /// One way to go on, if its first word stands here.
    fn branch(
        &mut self,
        nodes: &[Node<Symbol, ClassId>],
        at: usize,
        behind: &Rest<'_>,
    ) -> Option<usize> {
        let hopeless = matches!(nodes, [first @ Node::Word(_), ..] if !self.fits(first, at));
        if hopeless { None } else { self.go(nodes, at, Some(behind)) }
    }

    /// Whether the word at a position is a single one that the pattern wants.
    fn fits(&self, node: &Node<Symbol, ClassId>, at: usize) -> bool {
        self.open(at)
            && match node {
                Node::Word(symbol) => self.heard.symbols[at] == *symbol,
                Node::Prefix(prefix) => self.heard.words.word(at).starts_with(&**prefix),
                _ => true,
            }
    }

    fn class(
        &mut self,
        class: ClassId,
        others: &[Node<Symbol, ClassId>],
        at: usize,
        rest: Option<&Rest<'_>>,
    ) -> Option<usize> {
        if !self.open(at) {
            return None;
        }
        let heard = self.heard;
        for (index, member) in heard.members_at(at).filter(|(_, member)| member.class == class) {
            let depth = self.members.len();
            self.members.push(index);
            if let Some(end) = self.go(others, member.end as usize, rest) {
                return Some(end);
            }
            self.members.truncate(depth);
        }
        None
    }

    fn name(
        &mut self,
        others: &[Node<Symbol, ClassId>],
        at: usize,
        rest: Option<&Rest<'_>>,
    ) -> Option<usize> {
        let can_be = |attempt: &Self, at| {
            attempt.open(at) && !attempt.lexicon.is_common(attempt.heard.words.word(at))
        };
        if !can_be(self, at) {
            return None;
        }
        for width in [2, 1] {
            if width == 2 && !can_be(self, at + 1) {
                continue;
            }
            if let Some(end) = self.go(others, at + width, rest) {
                let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                self.name = Some((narrow(at), narrow(at + width)));
                return Some(end);
            }
        }
        None
    }

    fn gap(
        &mut self,
        words: usize,
        others: &[Node<Symbol, ClassId>],
        at: usize,
        rest: Option<&Rest<'_>>,
    ) -> Option<usize> {
        for width in 0..=words {
            if width > 0 && !self.open(at + width - 1) {
                return None;
            }
            let depth = self.gaps.len();
            if width > 0 {
                let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                self.gaps.push((narrow(at), narrow(at + width)));
            }
            if let Some(end) = self.go(others, at + width, rest) {
                return Some(end);
            }
            self.gaps.truncate(depth);
        }
        None
    }
}
