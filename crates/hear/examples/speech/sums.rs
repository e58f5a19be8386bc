//! What is right and wrong in recognised text: words, words that matter, statements.

use std::collections::BTreeSet;

use evidence::judge::{Circumstances, judge};
use evidence::knowledge::Knowledge;

use crate::words::{count, differences, normal};

/// Sums over clips.
#[derive(Default)]
pub struct Sums {
    pub words: usize,
    pub wrong: usize,
    pub matter: usize,
    pub matter_right: usize,
    pub statements: usize,
    pub statements_found: usize,
    pub missed: Vec<String>,
}

impl Sums {
    /// Adds another clip, without what is missed in it.
    pub fn add(&mut self, other: &Self) {
        self.words += other.words;
        self.wrong += other.wrong;
        self.matter += other.matter;
        self.matter_right += other.matter_right;
        self.statements += other.statements;
        self.statements_found += other.statements_found;
    }
}

/// Compares what was said with the turns that were heard. Statements are looked for in each turn by
/// itself, as a live call is judged.
pub fn compare(
    truth: &str,
    turns: &[String],
    matter: &[Vec<String>],
    knowledge: &Knowledge,
) -> Sums {
    let (true_words, heard_words) = (normal(truth), normal(&turns.join(" ")));
    let said = statements(&[truth.to_owned()], knowledge);
    let found = statements(turns, knowledge);
    let mut sums = Sums {
        words: true_words.len(),
        wrong: differences(&true_words, &heard_words),
        statements: said.len(),
        statements_found: said.intersection(&found).count(),
        missed: said.difference(&found).cloned().collect(),
        ..Sums::default()
    };
    for phrase in matter {
        let said = count(&true_words, phrase);
        let right = said.min(count(&heard_words, phrase));
        sums.matter += said;
        sums.matter_right += right;
        sums.missed.extend((right < said).then(|| phrase.join(" ")));
    }
    sums
}

/// What a caller who says these turns states: slots and values.
fn statements(turns: &[String], knowledge: &Knowledge) -> BTreeSet<String> {
    let call: String = turns.iter().map(|turn| format!("Caller: {turn}\n")).collect();
    let reading = evidence::transcript::read(call.as_bytes(), &knowledge.reading);
    let Some(call) = reading.calls.first() else { return BTreeSet::new() };
    let judgement = judge(&call.transcript, &Circumstances::default(), knowledge);
    let said = judgement.statements.iter();
    said.map(|statement| format!("{:?} {}", statement.slot, statement.value)).collect()
}
