//! Statements and changes of story against an annotation by hand.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::{Context as _, Result};
use evidence::judgement::{Judgement, Quote, Statement, StoryChange};
use evidence::knowledge::Knowledge;
use evidence::rules::Slot;
use evidence::transcript::{Form, Transcript};
use serde::{Deserialize, Serialize};

use super::matching::{Said, overlaps, pairs};
use super::sample::ratio;

/// The annotation of one call, a line of the file; turns count from 0.
#[derive(Debug, Deserialize)]
struct GoldCall {
    id: String,
    /// Only so many turns were looked at; all, if it is not said.
    turns_annotated: Option<usize>,
    #[serde(default)]
    statements: Vec<GoldStatement>,
    #[serde(default)]
    story_changes: Vec<GoldChange>,
}

#[derive(Debug, Deserialize)]
struct GoldStatement {
    turn: usize,
    slot: Slot,
    value: String,
    detail: Option<String>,
    quote: String,
}

#[derive(Debug, Deserialize)]
struct GoldChange {
    slot: Slot,
    b: Quote,
    #[serde(default = "yes")]
    certain: bool,
}

fn yes() -> bool {
    true
}

/// How good statements and changes of story are.
#[derive(Debug, Default, Serialize)]
pub struct GoldFigures {
    /// Annotated calls that were judged.
    pub calls: usize,
    /// Annotated calls that no file holds.
    pub missing: Vec<String>,
    /// All statements.
    pub statements: Agreement,
    /// Statements by slot.
    pub slots: BTreeMap<&'static str, Agreement>,
    /// Matched statements of calls with one turn.
    pub one_block_matched: usize,
    /// Those of them whose quotes overlap.
    pub one_block_overlapping: usize,
    /// Changes of story that nobody doubts.
    pub certain_changes: Agreement,
    /// All annotated changes of story; predicted ones that are none of them are wrong.
    pub changes: Agreement,
}

/// Annotated against predicted.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Agreement {
    /// Annotated and predicted.
    pub found: usize,
    /// Annotated, not predicted.
    pub missed: usize,
    /// Predicted, not annotated.
    pub wrong: usize,
    /// The share of the predicted that are annotated.
    pub precision: f64,
    /// The share of the annotated that are predicted.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

impl Agreement {
    fn add(&mut self, found: usize, annotated: usize, predicted: usize) {
        self.found += found;
        self.missed += annotated - found;
        self.wrong += predicted - found;
        self.precision = ratio(self.found, self.found + self.wrong);
        self.recall = ratio(self.found, self.found + self.missed);
        self.f1 = ratio(2 * self.found, 2 * self.found + self.missed + self.wrong);
    }
}

/// The annotated calls, and what comparing them has shown so far.
#[derive(Debug)]
pub struct Gold {
    calls: HashMap<String, GoldCall>,
    figures: GoldFigures,
}

impl Gold {
    /// Reads an annotation: JSON Lines, one call a line.
    ///
    /// # Errors
    /// When the file cannot be read, or a line is no annotated call.
    pub fn read(path: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let read = |(number, line): (usize, &str)| {
            let call: GoldCall = serde_json::from_str(line)
                .with_context(|| format!("{}:{}", path.display(), number + 1))?;
            Ok((call.id.clone(), call))
        };
        let calls = lines.map(read).collect::<Result<HashMap<_, _>>>()?;
        Ok(Self { calls, figures: GoldFigures::default() })
    }

    /// Compares a judged call with its annotation, if there is one.
    pub fn compare(
        &mut self,
        transcript: &Transcript,
        judgement: &Judgement,
        knowledge: &Knowledge,
    ) {
        let id = transcript.id.as_deref().unwrap_or_default();
        let Some(gold) = self.calls.remove(id) else { return };
        let turns = gold.turns_annotated.unwrap_or(usize::MAX);
        let figures = &mut self.figures;
        figures.calls += 1;
        figures.add_statements(&gold, judgement, turns, transcript, knowledge);
        figures.add_changes(&gold, judgement, turns, transcript);
    }

    /// All figures.
    pub fn finish(mut self) -> GoldFigures {
        self.figures.missing = self.calls.into_keys().collect();
        self.figures.missing.sort();
        self.figures
    }
}

impl GoldFigures {
    fn add_statements(
        &mut self,
        gold: &GoldCall,
        judgement: &Judgement,
        turns: usize,
        transcript: &Transcript,
        knowledge: &Knowledge,
    ) {
        let text = |turn: usize| transcript.utterances.get(turn).map_or("", |u| u.text.as_str());
        let annotated: Vec<Said<'_>> = gold.statements.iter().map(GoldStatement::said).collect();
        let predicted = judgement.statements.iter().filter(|said| said.turn < turns);
        let predicted: Vec<Said<'_>> = predicted.map(said).collect();
        let overlap = |a: &Said<'_>, b: &Said<'_>| overlaps(text(a.turn), a.quote, b.quote);
        let same = |a: &Said<'_>, b: &Said<'_>| a.is_same(b, knowledge);
        let pairs = pairs(&annotated, &predicted, same, overlap);
        self.statements.add(pairs.len(), annotated.len(), predicted.len());
        for slot in Slot::STATED {
            let of_slot = |all: &[Said<'_>]| all.iter().filter(|said| said.slot == slot).count();
            let found = pairs.iter().filter(|(a, _)| annotated[*a].slot == slot).count();
            let agreement = self.slots.entry(slot.id()).or_default();
            agreement.add(found, of_slot(&annotated), of_slot(&predicted));
        }
        if is_one_block(transcript) {
            self.one_block_matched += pairs.len();
            let overlapping = pairs.iter().filter(|(a, b)| overlap(&annotated[*a], &predicted[*b]));
            self.one_block_overlapping += overlapping.count();
        }
    }

    fn add_changes(
        &mut self,
        gold: &GoldCall,
        judgement: &Judgement,
        turns: usize,
        transcript: &Transcript,
    ) {
        let annotated = |change: &&StoryChange| change.a.turn < turns && change.b.turn < turns;
        let predicted: Vec<&StoryChange> =
            judgement.story_changes.iter().filter(annotated).collect();
        let text = transcript.utterances.first().map_or("", |utterance| utterance.text.as_str());
        let block = is_one_block(transcript).then_some(text);
        let mut left = predicted.clone();
        let (mut found, mut certain_found) = (0, 0);
        for wanted in &gold.story_changes {
            let Some(at) = left.iter().position(|change| wanted.is_same(change, block)) else {
                continue;
            };
            left.swap_remove(at);
            found += 1;
            certain_found += usize::from(wanted.certain);
        }
        let certain = gold.story_changes.iter().filter(|change| change.certain).count();
        self.changes.add(found, gold.story_changes.len(), predicted.len());
        // A predicted change that matches a debatable one is neither found nor wrong here.
        let debatable_found = found - certain_found;
        self.certain_changes.add(certain_found, certain, predicted.len() - debatable_found);
    }
}

fn is_one_block(transcript: &Transcript) -> bool {
    transcript.form == Form::Block || transcript.utterances.len() == 1
}

fn said(statement: &Statement) -> Said<'_> {
    Said {
        turn: statement.turn,
        slot: statement.slot,
        value: &statement.value,
        detail: statement.detail.as_deref(),
        quote: &statement.quote,
    }
}

impl GoldStatement {
    fn said(&self) -> Said<'_> {
        Said {
            turn: self.turn,
            slot: self.slot,
            value: &self.value,
            detail: self.detail.as_deref(),
            quote: &self.quote,
        }
    }
}

impl GoldChange {
    /// The same slot changes at the same place; which of several earlier statements is held against
    /// the later one may differ. In one block the place is where the words stand.
    fn is_same(&self, change: &StoryChange, block: Option<&str>) -> bool {
        self.slot == change.slot
            && match block {
                Some(text) => overlaps(text, &self.b.quote, &change.b.quote),
                None => self.b.turn == change.b.turn,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_is_precision_recall_and_f1() {
        let mut agreement = Agreement::default();
        agreement.add(3, 4, 6);
        assert_eq!((agreement.found, agreement.missed, agreement.wrong), (3, 1, 3));
        assert!((agreement.precision - 0.5).abs() < 1e-12);
        assert!((agreement.recall - 0.75).abs() < 1e-12);
        assert!((agreement.f1 - 0.6).abs() < 1e-12);
    }
}
