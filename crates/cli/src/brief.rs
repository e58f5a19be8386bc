//! One line a call, for many calls; a few lines a turn, while a call goes on.

use std::collections::HashSet;

use evidence::judgement::{Judgement, Level, Strength};
use evidence::knowledge::Knowledge;
use evidence::plain::{in_words, out_of_hundred};

use crate::page::{BOLD, Page, counted, quoted, styled, width};
use crate::report::fact_title;

/// The verdict on one of many calls.
pub fn line(name: &str, judgement: &Judgement) -> String {
    let verdict = &judgement.verdict;
    let false_claims = false_claims(judgement);
    let mut line =
        format!("{:<15}  {:<19}  {name}", in_words(verdict), out_of_hundred(verdict.probability));
    let changes = judgement.story_changes.len();
    if changes > 0 {
        line += &format!("  {}", counted(changes, "change of story", "changes of story"));
    }
    if false_claims > 0 {
        line += &format!("  {}", counted(false_claims, "false claim", "false claims"));
    }
    line
}

/// How many quotes a fact refutes.
fn false_claims(judgement: &Judgement) -> usize {
    let refuting = judgement.refutations.iter().filter(|r| r.strength == Strength::Refutes);
    refuting.map(|r| (r.turn, &r.quote)).collect::<HashSet<_>>().len()
}

/// How many calls reached which level.
#[derive(Debug, Clone, Copy, Default)]
pub struct Totals {
    /// All calls.
    pub calls: usize,
    /// By level, the abstained apart.
    scam: usize,
    suspicious: usize,
    unclear: usize,
    no_sign: usize,
    abstained: usize,
}

impl Totals {
    /// Counts a call.
    pub fn add(&mut self, judgement: &Judgement) {
        self.calls += 1;
        let verdict = &judgement.verdict;
        let count = match verdict.level {
            _ if verdict.abstained => &mut self.abstained,
            Level::Scam => &mut self.scam,
            Level::Suspicious => &mut self.suspicious,
            Level::Unclear => &mut self.unclear,
            Level::NoSign => &mut self.no_sign,
        };
        *count += 1;
    }

    /// The totals in words.
    pub fn line(&self) -> String {
        format!(
            "{}: {} scam, {} suspicious, {} unclear, {} no sign, {} too little said",
            counted(self.calls, "call", "calls"),
            self.scam,
            self.suspicious,
            self.unclear,
            self.no_sign,
            self.abstained
        )
    }
}

/// What has been shown of a call that goes on, so that each thing is shown once.
#[derive(Debug, Default)]
pub struct News {
    shown: HashSet<String>,
}

impl News {
    /// The verdict after a turn, and everything that is new in it.
    pub fn text(&mut self, turn: usize, judgement: &Judgement, knowledge: &Knowledge) -> String {
        let verdict = &judgement.verdict;
        let mut page = Page::new(width());
        let share = out_of_hundred(verdict.probability);
        let line = format!("{}, {share}", in_words(verdict));
        let line = if verdict.level >= Level::Suspicious { styled(BOLD, &line) } else { line };
        page.line(&format!("  [{}] {line}", turn + 1));
        let news: Vec<String> = lines(judgement, knowledge)
            .into_iter()
            .filter(|line| self.shown.insert(line.clone()))
            .collect();
        news.iter().for_each(|line| page.item("      ", "", line));
        page.into_text()
    }
}

/// Everything that a judgement holds, a line each.
fn lines(judgement: &Judgement, knowledge: &Knowledge) -> Vec<String> {
    let vocabulary = &knowledge.vocabulary;
    let mut lines = Vec::new();
    for said in &judgement.statements {
        let (slot, value) = (vocabulary.slot(said.slot), vocabulary.value(said.slot, &said.value));
        lines.push(format!("{slot}: {value}: {}", quoted(&said.quote)));
    }
    for change in &judgement.story_changes {
        let slot = vocabulary.slot(change.slot);
        let (first, then) = (quoted(&change.a.quote), quoted(&change.b.quote));
        lines.push(format!("THE STORY CHANGED ({slot}): first {first}, now {then}"));
    }
    let mut told = HashSet::new();
    let refuting = judgement.refutations.iter().filter(|r| r.strength == Strength::Refutes);
    for fact in refuting.filter(|r| told.insert((r.turn, &r.quote))) {
        let says = fact_title(knowledge, &fact.fact).unwrap_or(&fact.says);
        let quote = quoted(&fact.quote);
        lines.push(format!("NOT TRUE: {quote}: {says} (so {})", fact.source.publisher));
    }
    match (&judgement.advice.stop, &judgement.advice.ask_next) {
        (Some(stop), _) => lines.push(stop.clone()),
        (None, Some(question)) => lines.push(format!("ASK: {}", quoted(&question.question))),
        (None, None) => {}
    }
    lines
}
