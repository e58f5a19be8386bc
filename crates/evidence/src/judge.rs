//! The one door: from a transcript to a judgement, in one go or as the call goes on.
//!
//! Judging in one go is hearing every utterance in turn, so both give the same.

use std::collections::HashSet;

use crate::advice::Situation;
use crate::facts::{self, Claims};
use crate::judgement::{Judgement, Moment, Quote, Reason, Refutation, Statement, StoryChange};
use crate::knowledge::Knowledge;
use crate::rules::{Rule, Slot};
use crate::sides::Speakers;
use crate::statements::{self, Heard, Turn};
use crate::story::{REPORTED, Story, Told};
use crate::transcript::{Form, Side, Transcript, Utterance};
use crate::verdict::{Piece, probability, rounded};
use crate::wording::CallWording;

/// What only the person concerned knows about the call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// How the call came about: an id of `advice/contexts.toml`.
    pub context: Option<String>,
    /// The user's country (ISO 3166-1, two letters).
    pub country: Option<String>,
    /// The label of the caller side in the transcript.
    pub caller: Option<String>,
    /// What has happened, values of the slot `happened`: decides the steps, moves no verdict.
    pub happened: Vec<String>,
}

/// Judges a call.
///
/// ```
/// use evidence::judge::{Circumstances, judge};
/// use evidence::knowledge::Knowledge;
/// let knowledge = Knowledge::embedded().expect("the built-in knowledge is sound");
/// let call = "Caller: I am calling from Microsoft. Your computer is infected, download AnyDesk now.";
/// let reading = evidence::transcript::read(call.as_bytes(), &knowledge.reading);
/// let judgement = judge(&reading.calls[0].transcript, &Circumstances::default(), &knowledge);
/// assert!(judgement.verdict.probability > 0.5);
/// ```
#[must_use]
pub fn judge(
    transcript: &Transcript,
    circumstances: &Circumstances,
    knowledge: &Knowledge,
) -> Judgement {
    let mut call = LiveCall::new(transcript.form, circumstances.clone(), knowledge);
    for utterance in &transcript.utterances {
        call.hear(utterance);
    }
    Judgement { call: transcript.id.clone(), ..call.judgement() }
}

/// A call that is going on.
#[derive(Debug)]
pub struct LiveCall<'k> {
    knowledge: &'k Knowledge,
    circumstances: Circumstances,
    form: Form,
    turns: Vec<Turn>,
    speakers: Speakers,
    side_changes: usize,
    so_far: SoFar,
    timeline: Vec<Moment>,
}

/// What the turns heard so far add up to, given who is the caller side.
#[derive(Debug)]
struct SoFar {
    statements: Vec<Statement>,
    told: HashSet<(u32, Said)>,
    stated: HashSet<Said>,
    pieces: Vec<Piece>,
    known: HashSet<String>,
    refutations: Vec<Refutation>,
    cited: HashSet<usize>,
    composed: HashSet<usize>,
    happened: Vec<(String, usize, String)>,
    story: Story,
    changes: Vec<StoryChange>,
    wording: CallWording,
    words: usize,
    evidence_sum: f64,
    new_slots: Vec<Slot>,
    asked: bool,
}

/// What makes two statements one: slot, value and detail.
type Said = (Slot, String, Option<String>);

/// The most statements kept of one call; a caller says far fewer things in an hour.
const STATEMENTS_MAX: usize = 1_000;
/// How often the sides may be worked out anew with effect on turns already heard.
const SIDE_CHANGES_MAX: usize = 24;
/// The most turns of which the wording is shown one by one.
const WORDING_REASONS_MAX: usize = 12;

impl<'k> LiveCall<'k> {
    /// A call in which nothing has been said yet.
    #[must_use]
    pub fn new(form: Form, circumstances: Circumstances, knowledge: &'k Knowledge) -> Self {
        Self {
            so_far: SoFar::new(&circumstances, knowledge),
            knowledge,
            circumstances,
            form,
            turns: Vec::new(),
            speakers: Speakers::default(),
            side_changes: 0,
            timeline: Vec::new(),
        }
    }

    /// Hears one utterance; the time taken does not grow with the length of the call.
    pub fn hear(&mut self, utterance: &Utterance) {
        let knowledge = self.knowledge;
        let turn = statements::hear(utterance, self.form, knowledge);
        let caller = self.circumstances.caller.as_deref();
        let changed = self.speakers.hear(&turn, caller, &knowledge.sides, &knowledge.book);
        self.turns.push(turn);
        let first_of_speaker = self.turns.len() == 1;
        if changed && !first_of_speaker && self.side_changes < SIDE_CHANGES_MAX {
            self.side_changes += 1;
            self.so_far = SoFar::new(&self.circumstances, knowledge);
            for number in 0..self.turns.len() {
                self.take(number);
            }
        } else {
            self.take(self.turns.len() - 1);
        }
        let turn = self.turns.len() - 1;
        let probability = rounded(probability(self.log_odds()));
        self.timeline.push(Moment { turn, probability });
    }

    /// The side of a turn's speaker, as far as it is known now.
    #[must_use]
    pub fn side(&self, turn: usize) -> Side {
        self.turns.get(turn).map_or(Side::Unknown, |turn| self.speakers.side(turn))
    }

    /// The keys of all evidence so far, as `rules/scores.toml` weighs it.
    #[must_use]
    pub fn evidence(&self) -> Vec<String> {
        self.so_far.pieces.iter().map(|piece| piece.key.clone()).collect()
    }

    /// The judgement of what has been heard so far.
    #[must_use]
    pub fn judgement(&self) -> Judgement {
        let (scores, so_far) = (&self.knowledge.scores, &self.so_far);
        let mut reasons = scores.reasons(&so_far.pieces);
        reasons.push(self.prior());
        reasons.extend(self.wording_reasons());
        let few =
            so_far.words < scores.words_min && so_far.statements.len() < scores.statements_min;
        let verdict = scores.verdict(reasons, few);
        let said: Vec<String> = so_far.pieces.iter().map(|piece| piece.key.clone()).collect();
        let happened: Vec<_> = so_far.happened.iter().map(|(stage, ..)| stage.clone()).collect();
        let advice = self.knowledge.advice.advise(Situation {
            level: verdict.level,
            said: &said,
            happened: &happened,
            told: &self.circumstances.happened,
            country: self.circumstances.country.as_deref(),
        });
        let mut refutations = so_far.refutations.clone();
        facts::rank(&mut refutations);
        Judgement {
            call: None,
            verdict,
            statements: so_far.statements.clone(),
            story_changes: so_far.changes.clone(),
            refutations,
            advice,
            timeline: self.timeline.clone(),
        }
    }

    fn take(&mut self, number: usize) {
        let turn = &self.turns[number];
        let side = self.speakers.side(turn);
        self.so_far.take(number, turn, side, self.form, self.knowledge);
        if !self.so_far.new_slots.is_empty() {
            self.so_far.conclude(&self.circumstances, self.knowledge);
        }
    }

    /// The log-odds as they stand; the same sum as the judgement's, without its reasons.
    fn log_odds(&self) -> f64 {
        let scores = &self.knowledge.scores;
        let wording = &self.so_far.wording;
        let length = wording.length(scores.wording.squares_min);
        let factor = scores.wording_factor(wording.sum(), length);
        let sum = self.prior().weight + self.so_far.evidence_sum + wording.sum() * factor;
        scores.limited(sum)
    }

    fn prior(&self) -> Reason {
        Reason {
            rule: "prior".to_owned(),
            title: "Before anything is said".to_owned(),
            slot: None,
            value: None,
            turn: None,
            quote: String::new(),
            weight: rounded(self.knowledge.scores.bias),
        }
    }

    /// What the wording adds, turn by turn; the smaller shares of a long call in one line.
    fn wording_reasons(&self) -> Vec<Reason> {
        let scores = &self.knowledge.scores;
        let wording = &self.so_far.wording;
        let length = wording.length(scores.wording.squares_min);
        let factor = scores.wording_factor(wording.sum(), length);
        let mut shares: Vec<_> = wording.turns().iter().collect();
        shares.sort_by(|a, b| b.sum.abs().total_cmp(&a.sum.abs()).then(a.turn.cmp(&b.turn)));
        let shown = shares.len().min(WORDING_REASONS_MAX);
        let (shown, rest) = shares.split_at(shown);
        let reason = |share: &crate::wording::TurnShare, title: &str, sum: f64| Reason {
            rule: "wording".to_owned(),
            title: title.to_owned(),
            slot: None,
            value: None,
            turn: Some(share.turn),
            quote: share.quote.clone(),
            weight: rounded(sum * factor),
        };
        let mut reasons: Vec<Reason> =
            shown.iter().map(|share| reason(share, "How it is worded", share.sum)).collect();
        if let Some(first) = rest.first() {
            let sum = rest.iter().map(|share| share.sum).sum();
            reasons.push(reason(first, "How the other turns are worded", sum));
        }
        reasons.retain(|reason| reason.weight != 0.0);
        reasons
    }
}

impl SoFar {
    fn new(circumstances: &Circumstances, knowledge: &Knowledge) -> Self {
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
            new_slots: Vec::new(),
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
            so_far.evidence_sum = knowledge.scores.sum(&so_far.pieces);
        }
        so_far
    }

    /// Draws conclusions from what is new: facts that bear on it, combinations that it completes.
    fn conclude(&mut self, circumstances: &Circumstances, knowledge: &Knowledge) {
        let (context, country) =
            (circumstances.context.as_deref(), circumstances.country.as_deref());
        for slot in std::mem::take(&mut self.new_slots) {
            for &number in knowledge.facts.about(slot) {
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
    fn take(&mut self, number: usize, turn: &Turn, side: Side, form: Form, knowledge: &Knowledge) {
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
        self.new_slots.push(rule.slot);
        self.statements.push(statement);
    }

    /// Adds what a rule heard as evidence, unless its like is known already.
    fn add_heard(&mut self, number: usize, heard: &Heard, rule: &Rule) {
        let value = if rule.slot == Slot::Amount { "any" } else { &heard.hit.value };
        let key = format!("{}={value}", rule.slot);
        if self.known.contains(&key) {
            return;
        }
        self.new_slots.push(rule.slot);
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
        let like = (change.slot, &change.a, &change.b);
        let known = self.changes.iter().any(|old| (old.slot, &old.a, &old.b) == like);
        if known || self.changes.len() >= STATEMENTS_MAX {
            return;
        }
        self.new_slots.push(change.slot);
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
