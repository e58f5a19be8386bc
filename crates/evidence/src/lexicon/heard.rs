//! A turn as the patterns see it: its words by their numbers, the members of classes that stand in
//! it, and where anchors were heard. Finding them is the lexicon's work.

use super::{ClassId, Symbol, narrow};
use crate::spelling::Words;

/// A member of a class found in a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Member {
    pub class: ClassId,
    /// Index of the canonical name.
    pub name: u32,
    pub start: u32,
    pub end: u32,
    /// The next member that starts at the same word, plus one; 0 ends the list.
    next: u32,
}

/// A turn as the patterns see it.
#[derive(Debug, Default)]
pub struct Heard {
    /// The normalised words.
    pub words: Words,
    pub(crate) symbols: Vec<Symbol>,
    pub(crate) members: Vec<Member>,
    heads: Vec<u32>,
    /// What begins at each word: the word itself, and classes.
    firsts: Vec<Firsts>,
    /// Anchors found: their number, and the word at which they start.
    pub(crate) anchors: Vec<(u32, u32)>,
}

/// What stands at a word, or what a pattern can begin with, as a set of a few bits: two sets
/// without a common bit have nothing in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Firsts(u64);

impl Firsts {
    /// Nothing.
    pub(crate) const NONE: Self = Self(0);
    /// Anything.
    pub(crate) const ANY: Self = Self(u64::MAX);
    /// Classes have the upper half of the bits to themselves, because there are fewer of them.
    const HALF: u32 = u64::BITS / 2;

    pub(crate) fn word(symbol: Symbol) -> Self {
        Self(1 << (symbol % Self::HALF))
    }

    pub(crate) fn class(class: ClassId) -> Self {
        Self(1 << (Self::HALF + u32::from(class) % Self::HALF))
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Member {
    pub(crate) fn new(class: ClassId, name: u32, start: u32, end: u32) -> Self {
        Self { class, name, start, end, next: 0 }
    }
}

impl Heard {
    pub(super) fn new(
        words: Words,
        symbols: Vec<Symbol>,
        members: Vec<Member>,
        anchors: Vec<(u32, u32)>,
    ) -> Self {
        let (heads, firsts) = (Vec::new(), Vec::new());
        let mut heard = Self { words, symbols, members, heads, firsts, anchors };
        heard.link();
        heard
    }

    /// Adds members found later.
    pub(crate) fn add_members(&mut self, more: Vec<Member>) {
        if !more.is_empty() {
            self.members.extend(more);
            self.link();
        }
    }

    /// Chains the members that start at one word, the longest first.
    fn link(&mut self) {
        self.members.sort_unstable_by_key(|member| (member.end, member.class, member.name));
        self.heads.clear();
        self.heads.resize(self.words.len(), 0);
        self.firsts.clear();
        self.firsts.extend(self.symbols.iter().map(|symbol| Firsts::word(*symbol)));
        for (index, member) in self.members.iter_mut().enumerate() {
            let head = &mut self.heads[member.start as usize];
            member.next = std::mem::replace(head, narrow(index + 1));
            let first = &mut self.firsts[member.start as usize];
            *first = first.or(Firsts::class(member.class));
        }
    }

    /// Whether a pattern that begins with one of these can stand at a word.
    pub(crate) fn can_begin(&self, at: u32, with: Firsts) -> bool {
        self.firsts.get(at as usize).is_some_and(|here| here.0 & with.0 != 0)
    }

    /// The members that start at a word and their indices, the longest first.
    pub(crate) fn members_at(&self, at: usize) -> impl Iterator<Item = (u32, &Member)> {
        let mut next = self.heads.get(at).copied().unwrap_or(0);
        std::iter::from_fn(move || {
            let index = next.checked_sub(1)?;
            let member = self.members.get(index as usize)?;
            next = member.next;
            Some((index, member))
        })
    }
}
