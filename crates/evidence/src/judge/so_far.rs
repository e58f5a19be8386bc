//! What the turns heard so far add up to, given who is the caller side: statements, what they do to
//! the story, and the evidence that both bring. The call itself is kept in [`super::LiveCall`].

use std::collections::HashSet;

use super::Circumstances;
use crate::facts::{self, Claims, News};
use crate::judgement::{Quote, Refutation, Statement, StoryChange};
use crate::knowledge::Knowledge;
use crate::rules::{Rule, Slot};
use crate::statements::{Heard, Turn};
use crate::story::{REPORTED, Story, Told};
use crate::transcript::{Form, Side};
use crate::verdict::Piece;
use crate::wording::CallWording;

/// What the turns heard so far add up to, given who is the caller side.
#[derive(Debug)]
pub(super) struct SoFar {
    pub statements: Vec<Statement>,
    told: HashSet<(u32, Said)>,
    stated: HashSet<Said>,
    pub pieces: Vec<Piece>,
    known: HashSet<String>,
    pub refutations: Vec<Refutation>,
    cited: HashSet<usize>,
    composed: HashSet<usize>,
    pub happened: Vec<(String, usize, String)>,
    story: Story,
    pub changes: Vec<StoryChange>,
    pub wording: CallWording,
    pub words: usize,
    pub evidence_sum: f64,
    /// What has been added since conclusions were last drawn: slots and, where a statement or a
    /// stage came with them, values.
    news: Vec<News>,
    asked: bool,
}

/// What makes two statements one: slot, value and detail.
type Said = (Slot, String, Option<String>);

/// The most statements kept of one call; a caller says far fewer things in an hour.
const STATEMENTS_MAX: usize = 1_000;
impl SoFar {
    /// Nothing yet but how the call came about and what a machine shows.
    pub fn new(circumstances: &Circumstances, knowledge: &Knowledge) -> Self {
        let mut so_far = Self {
            statements: Vec::new(),
            told: HashSet::new(),
            stated: HashSet::new(),
            pieces: Vec::new(),
            known: HashSet::new(),
            refutations: Vec::new(),
            cited: HashSet::new(),
            composed: HashSet::new(),
            happened: Vec::new(),
            story: Story::default(),
            changes: Vec::new(),
            wording: knowledge.wording.start(),
            words: 0,
            evidence_sum: 0.0,
            news: Vec::new(),
            asked: false,
        };
        let context = circumstances.context.as_deref();
        if let Some(context) = context.and_then(|id| knowledge.advice.context(id)) {
            so_far.add(Piece {
                key: format!("context={}", context.id),
                rule: format!("context/{}", context.id),
                title: context.title.clone(),
                slot: None,
                value: None,
                turn: None,
                quote: String::new(),
            });
        }
        for seen in &circumstances.observations {
            so_far.add(Piece {
                key: format!("machine={}", seen.id),
                rule: format!("machine/{}", seen.id),
                title: seen.title.clone(),
                slot: None,
                value: None,
                turn: None,
                quote: String::new(),
            });
        }
        so_far.evidence_sum = knowledge.scores.sum(&so_far.pieces);
        so_far
    }

    /// What was told.
    pub fn into_story(self) -> Story {
        self.story
    }

    /// Draws conclusions from what is new: facts that bear on it, combinations that it completes.
    pub fn conclude(&mut self, circumstances: &Circumstances, knowledge: &Knowledge) {
        let news = std::mem::take(&mut self.news);
        if news.is_empty() {
            return;
        }
        let (context, country) =
            (circumstances.context.as_deref(), circumstances.country.as_deref());
        for number in knowledge.facts.about(&news) {
            if self.cited.contains(&number) {
                continue;
            }
            let (statements, happened) = (&self.statements, &self.happened);
            let claims = Claims { statements, happened, context, country };
            if let Some(found) = facts::bears(&knowledge.facts.all[number], claims) {
                self.cited.insert(number);
                self.cite(found);
            }
        }
        for (number, composite) in knowledge.composites.iter().enumerate() {
            if self.composed.contains(&number) {
                continue;
            }
            let Some(last) = composite.stands(context, &self.pieces) else { continue };
            let piece = Piece {
                key: format!("composite={}", composite.id),
                rule: format!("composite/{}", composite.id),
                title: composite.title.clone(),
                value: None,
                ..last.clone()
            };
            self.composed.insert(number);
            self.add(piece);
        }
        self.evidence_sum = knowledge.scores.sum(&self.pieces);
    }

    fn cite(&mut self, found: Refutation) {
        self.add(Piece {
            key: format!("fact={}", found.strength.id()),
            rule: format!("fact/{}", found.fact),
            title: found.says.clone(),
            slot: None,
            value: None,
            turn: Some(found.turn),
            quote: found.quote.clone(),
        });
        self.refutations.push(found);
    }

    /// Adds one turn.
    pub fn take(
        &mut self,
        number: usize,
        turn: &Turn,
        side: Side,
        form: Form,
        knowledge: &Knowledge,
    ) {
        self.story.mark(number, &turn.marks);
        for (mark, quote) in turn.marks.iter().filter(|_| side != Side::Callee) {
            let (quote, story) = (quote.clone(), &knowledge.story);
            let denied = self.story.deny_by_mark(number, mark, quote, self.asked, story);
            self.change(denied);
        }
        let mut heard: Vec<(&Heard, bool)> = turn.said.iter().map(|heard| (heard, false)).collect();
        heard.extend(turn.reported.iter().map(|heard| (heard, true)));
        heard.sort_by_key(|(heard, _)| heard.hit.quote.start);
        for (heard, reported) in heard {
            let rule = &knowledge.book.rules[heard.hit.rule as usize];
            match rule.slot {
                Slot::Callee | Slot::Happened if side != Side::Caller => {
                    self.hear_callee(number, heard, rule, knowledge);
                }
                Slot::Callee | Slot::Happened => {}
                Slot::Safeguard => self.add_heard(number, heard, rule),
                _ if reported && side == Side::Caller => {}
                _ if !reported && side == Side::Callee => {}
                _ => self.state((number, turn), (heard, reported), rule, form, knowledge),
            }
        }
        if side != Side::Callee {
            knowledge.wording.add(number, &turn.wording, &mut self.wording);
            self.words += turn.words;
        }
        self.asked = turn.asks && (side == Side::Callee || form != Form::Dialogue);
    }

    fn hear_callee(&mut self, number: usize, heard: &Heard, rule: &Rule, knowledge: &Knowledge) {
        if heard.hit.denied {
            return;
        }
        self.add_heard(number, heard, rule);
        if rule.slot == Slot::Happened {
            if !self.happened.iter().any(|(stage, ..)| *stage == rule.value) {
                self.happened.push((rule.value.clone(), number, heard.quote.clone()));
            }
            return;
        }
        let quote = Quote { turn: number, quote: heard.quote.clone() };
        let changes = self.story.callee_says(&rule.value, quote, &knowledge.impossible);
        changes.into_iter().for_each(|change| self.change(Some(change)));
    }

    /// Notes a statement of the caller side, and what it does to the story.
    fn state(
        &mut self,
        (number, turn): (usize, &Turn),
        (heard, reported): (&Heard, bool),
        rule: &Rule,
        form: Form,
        knowledge: &Knowledge,
    ) {
        let hit = &heard.hit;
        let statement = Statement {
            turn: number,
            slot: rule.slot,
            value: hit.value.clone(),
            detail: hit.detail.clone(),
            direction: rule.direction,
            quote: heard.quote.clone(),
            reported,
            via: rule.name(),
        };
        let told = Told {
            statement: &statement,
            speaker: if reported && form != Form::Block { REPORTED } else { &turn.speaker },
            at: hit.quote.start,
            asked: self.asked,
        };
        if hit.denied {
            let denied = self.story.deny(&told, &knowledge.story);
            self.change(denied);
            return;
        }
        let detail = hit.detail.as_ref().map(|detail| detail.to_lowercase());
        let said = (rule.slot, hit.value.to_lowercase(), detail);
        // The story compares what one rule found: one sum can be a fee here and a debt there.
        if self.statements.len() >= STATEMENTS_MAX || !self.told.insert((hit.rule, said.clone())) {
            return;
        }
        let (story, impossible) = (&knowledge.story, &knowledge.impossible);
        let changes = self.story.tell(&told, story, impossible, &knowledge.book.lexicon.spelling);
        changes.into_iter().for_each(|change| self.change(Some(change)));
        if !self.stated.insert(said) {
            return;
        }
        self.add_heard(number, heard, rule);
        self.news.push((rule.slot, Some(statement.value.clone())));
        self.statements.push(statement);
    }

    /// Adds what a rule heard as evidence, unless its like is known already.
    fn add_heard(&mut self, number: usize, heard: &Heard, rule: &Rule) {
        let value = if rule.slot == Slot::Amount { "any" } else { &heard.hit.value };
        let key = format!("{}={value}", rule.slot);
        if self.known.contains(&key) {
            return;
        }
        self.news.push((rule.slot, Some(heard.hit.value.clone())));
        self.add(Piece {
            key,
            rule: rule.name(),
            title: rule.title.clone(),
            slot: Some(rule.slot),
            value: Some(heard.hit.value.clone()),
            turn: Some(number),
            quote: heard.quote.clone(),
        });
    }

    /// Adds a piece of evidence unless its like is known already.
    fn add(&mut self, piece: Piece) {
        if self.known.insert(piece.key.clone()) {
            self.pieces.push(piece);
        }
    }

    fn change(&mut self, change: Option<StoryChange>) {
        let Some(change) = change else { return };
        let known = self
            .changes
            .iter()
            .any(|old| old.slot == change.slot && old.a == change.a && old.b == change.b);
        if known || self.changes.len() >= STATEMENTS_MAX {
            return;
        }
        self.news.push((change.slot, None));
        self.add(Piece {
            key: format!("change={}", change.kind.id()),
            rule: format!("story/{}", change.kind.id()),
            title: change.why.clone(),
            slot: Some(change.slot),
            value: None,
            turn: Some(change.b.turn),
            quote: change.b.quote.clone(),
        });
        self.changes.push(change);
    }
}
