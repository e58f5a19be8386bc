//! Sentence embeddings: all-MiniLM-L6-v2 with weights of eight bits, one embedding for each piece
//! of a call, their mean for the whole call, and logistic regression on that.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, ValueOrView};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;
use rten_text::Tokenizer;
use sha2::{Digest as _, Sha256};

use crate::calls::LabelledCall;
use crate::logistic::{self, Lessons, Row, Weights};
use crate::packages::{Parts, hexadecimal};

/// The words of one piece; raw speech recognition has no sentences, so no call is cut at them.
const PIECE_WORDS: usize = 60;
/// Pieces of a call that are looked at, which bounds the time.
const PIECES_MAX: usize = 6;
/// Numbers in an embedding.
const WIDTH: usize = 384;
/// The penalty on large weights: the usual one, not tuned to the calls that are judged.
const PENALTY: f64 = 1.0;

/// The sentence model, ready to run on one core.
pub struct SentenceModel {
    model: Model,
    tokenizer: Tokenizer,
    inputs: [NodeId; 3],
    output: NodeId,
    one_core: Arc<ThreadPool>,
}

impl SentenceModel {
    /// Loads the model.
    ///
    /// # Errors
    /// When a part is missing or is of another kind.
    pub fn load(parts: &Parts) -> Result<Self> {
        let model = ModelOptions::with_all_ops().prepack_weights(true).load_file(&parts.model)?;
        let input = |name: &str| model.node_id(name);
        Ok(Self {
            inputs: [input("input_ids")?, input("attention_mask")?, input("token_type_ids")?],
            output: *model.output_ids().first().context("the model gives nothing")?,
            tokenizer: Tokenizer::from_file(&parts.tokenizer)?,
            one_core: Arc::new(ThreadPool::with_num_threads(1)),
            model,
        })
    }

    /// The mean embedding of the pieces of a call.
    ///
    /// # Errors
    /// When the model cannot run.
    pub fn embed(&self, text: &str) -> Result<Vec<f32>> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut mean = vec![0.0; WIDTH];
        for piece in words.chunks(PIECE_WORDS).take(PIECES_MAX) {
            for (sum, value) in mean.iter_mut().zip(self.embed_piece(&piece.join(" "))?) {
                *sum += value;
            }
        }
        Ok(unit(mean))
    }

    /// The mean of a piece's tokens, of length one, as the model's makers use it.
    fn embed_piece(&self, piece: &str) -> Result<Vec<f32>> {
        // rten-text 0.27 looks behind the end of a text that is little more than one rare word, so
        // blanks follow, which are no tokens.
        let followed = format!("{piece}{}", " ".repeat(2 * piece.len()));
        let encoded = self.tokenizer.encode(followed.as_str(), None)?;
        let tokens: Vec<i32> = encoded
            .token_ids()
            .iter()
            .map(|token| i32::try_from(*token))
            .collect::<Result<_, _>>()?;
        let shape = [1, tokens.len()];
        let inputs = [
            NdTensor::from_data(shape, tokens),
            NdTensor::<i32, 2>::full(shape, 1),
            NdTensor::<i32, 2>::full(shape, 0),
        ];
        let named: Vec<(NodeId, ValueOrView)> =
            self.inputs.into_iter().zip(inputs.into_iter().map(Into::into)).collect();
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&self.one_core)));
        let [output] = self.model.run_n(named, [self.output], Some(options))?;
        let output: NdTensor<f32, 3> = output.try_into()?;
        let mut mean = vec![0.0; WIDTH];
        for token in output.slice(0).iter().copied().collect::<Vec<f32>>().chunks(WIDTH) {
            for (sum, value) in mean.iter_mut().zip(token) {
                *sum += value;
            }
        }
        Ok(unit(mean))
    }
}

/// The same direction, of length one.
fn unit(mut values: Vec<f32>) -> Vec<f32> {
    let length = values.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::EPSILON);
    values.iter_mut().for_each(|value| *value /= length);
    values
}

/// An embedding as a row: one column for each of its numbers.
#[must_use]
pub fn row(embedding: &[f32]) -> Row {
    (0..).zip(embedding.iter().copied()).collect()
}

/// The embeddings of calls; those of an earlier run are taken from the cache.
///
/// # Errors
/// When the model cannot run, or the cache cannot be written.
pub fn embed_all(
    calls: &[LabelledCall],
    parts: &Parts,
    cache: &Path,
    progress: impl Fn(usize),
) -> Result<Vec<Row>> {
    let model = SentenceModel::load(parts)?;
    let weights = std::fs::read(&parts.model).with_context(|| parts.model.display().to_string())?;
    // Another model has another file, so that embeddings of the two are never mixed.
    let checksum = hexadecimal(&Sha256::digest(&weights)[..8]);
    let path = cache.join(format!("embeddings-{checksum}.bin"));
    let mut known = remembered(&std::fs::read(&path).unwrap_or_default());
    let mut rows = Vec::new();
    for (number, call) in calls.iter().enumerate() {
        let text = call.text();
        let key = Sha256::digest(format!("{PIECE_WORDS} {PIECES_MAX} {text}")).to_vec();
        let embedding = match known.get(&key) {
            Some(embedding) => embedding,
            None => known.entry(key).or_insert(model.embed(&text)?),
        };
        rows.push(row(embedding));
        progress(number + 1);
    }
    let bytes: Vec<u8> = known.iter().flat_map(record).collect();
    std::fs::write(&path, bytes).with_context(|| path.display().to_string())?;
    Ok(rows)
}

/// Bytes of a checksum.
const KEY_BYTES: usize = 32;

/// One embedding in the cache: the checksum of its call, then its numbers.
fn record((key, embedding): (&Vec<u8>, &Vec<f32>)) -> Vec<u8> {
    let numbers = embedding.iter().flat_map(|value| value.to_le_bytes());
    key.iter().copied().chain(numbers).collect()
}

fn remembered(bytes: &[u8]) -> HashMap<Vec<u8>, Vec<f32>> {
    let number = |bytes: &[u8]| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    let read = |record: &[u8]| {
        let (key, numbers) = record.split_at(KEY_BYTES);
        (key.to_vec(), numbers.chunks_exact(4).map(number).collect())
    };
    bytes.chunks_exact(KEY_BYTES + WIDTH * 4).map(read).collect()
}

/// The log-odds of the real calls, each family left out of the fit; a row for each call.
#[must_use]
pub fn held_out(calls: &[LabelledCall], rows: &[Row], lessons: Lessons) -> Vec<(usize, f64)> {
    logistic::held_out(calls, lessons, |rest, left_out| {
        let weights = learn(calls, rows, rest);
        left_out.iter().map(|number| weights.log_odds(&rows[*number])).collect()
    })
}

/// Learns from some of the calls.
#[must_use]
pub fn learn(calls: &[LabelledCall], rows: &[Row], some: &[usize]) -> Weights {
    let design: Vec<(&LabelledCall, Row)> =
        some.iter().map(|number| (&calls[*number], rows[*number].clone())).collect();
    logistic::fit(&design, PENALTY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_was_written() {
        let (key, embedding) = (vec![7; KEY_BYTES], vec![0.25; WIDTH]);
        let known = remembered(&record((&key, &embedding)));
        assert_eq!(known.get(&key), Some(&embedding));
        assert_eq!(remembered(&[1, 2, 3]).len(), 0);
    }
}
