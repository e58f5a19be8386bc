//! What was made of calls and machines holds words of theirs; the same masks stand in those.

use std::collections::BTreeMap;

use serde_json::Value;

use super::marks::Masks;
use super::rules::Rules;
use super::text::Text;
use crate::case::Case;
use crate::passages::Field;

/// The deepest that findings are nested.
const DEPTH_MAX: usize = 64;
/// Words shorter than this are not looked for outside of the text in which they stood.
const WORDS_BYTES_MIN: usize = 4;
/// So many different words are looked for.
const WORDS_MAX: usize = 500;
/// Names of fields whose values are words of the program, not of a call.
const OWN: [&str; 14] = [
    "slot",
    "level",
    "strength",
    "kind",
    "fact",
    "rule",
    "via",
    "jurisdiction",
    "id",
    "direction",
    "source",
    "value",
    "sha256",
    "time",
];

struct Judged<'j> {
    /// The turns of the call, by number.
    turns: BTreeMap<usize, (&'j Text, &'j Masks)>,
    /// Everything that is masked anywhere, the longest first.
    words: Vec<(&'j str, &'j str)>,
}

/// Masks in judgements and findings what was masked in the texts.
pub(super) fn redact(case: &mut Case, texts: &[Text], masks: &[Masks], _: &Rules) {
    let mut words: Vec<(&str, &str)> = texts
        .iter()
        .zip(masks)
        .flat_map(|(text, masks)| masks.words(text))
        .filter(|(words, _)| words.len() >= WORDS_BYTES_MIN)
        .collect();
    words.sort_by_key(|(words, _)| (std::cmp::Reverse(words.len()), *words));
    words.dedup();
    words.truncate(WORDS_MAX);
    for call in &mut case.calls {
        let Some(judgement) = call.value.judgement.take() else { continue };
        let own = |text: &&(&Text, &Masks)| {
            text.0.place.part == Some(call.number) && text.0.place.field == Field::Said
        };
        let pairs: Vec<(&Text, &Masks)> = texts.iter().zip(masks).collect();
        let turns = pairs.iter().filter(own);
        let turns = turns.filter_map(|&(text, masks)| Some((text.place.turn?, (text, masks))));
        let judged = Judged { turns: turns.collect(), words: words.clone() };
        // A judgement is made of what JSON can hold, so it comes back as it went.
        if let Ok(mut value) = serde_json::to_value(&judgement) {
            judged.mask(&mut value, None, DEPTH_MAX);
            call.value.judgement = serde_json::from_value(value).ok();
        }
    }
    let judged = Judged { turns: BTreeMap::new(), words };
    for machine in &mut case.machines {
        judged.mask(&mut machine.value.findings, None, DEPTH_MAX);
    }
}

impl Judged<'_> {
    fn mask(&self, value: &mut Value, turn: Option<usize>, depth: usize) {
        if depth == 0 {
            *value = Value::Null;
            return;
        }
        match value {
            Value::String(text) => *text = self.masked(text, turn),
            Value::Array(values) => {
                values.iter_mut().for_each(|value| self.mask(value, turn, depth - 1));
            }
            Value::Object(fields) => {
                let own = fields.get("turn").and_then(Value::as_u64);
                let turn = own.and_then(|turn| usize::try_from(turn).ok()).or(turn);
                for (name, value) in fields {
                    if !OWN.contains(&name.as_str()) {
                        self.mask(value, turn, depth - 1);
                    }
                }
            }
            _ => {}
        }
    }

    /// The masks of the turn where the text is a quote of it; otherwise those of the whole case.
    fn masked(&self, quote: &str, turn: Option<usize>) -> String {
        if let Some((text, masks)) = turn.and_then(|turn| self.turns.get(&turn))
            && let Some(from) = text.original.find(quote).filter(|_| !quote.is_empty())
        {
            return masks.apply_to(&text.original, (from, from + quote.len()));
        }
        let mut masked = quote.to_owned();
        for (words, mask) in &self.words {
            if masked.contains(words) {
                masked = masked.replace(words, mask);
            }
        }
        masked
    }
}
