//! What whisper.cpp made of a window, token by token, and how well the sound bears out that a name
//! was said there instead.

use std::ops::Range;

use whisper_rs::WhisperTokenId;

use crate::error::Result;
use crate::recognise::names::Near;
use crate::recognise::{Listener, tokens_of};

/// A name is taken for what was heard if it is so much less likely at most, as a natural logarithm.
/// The names are known to matter, and what was heard was the likeliest of all words.
const NAME_LOSS_MAX: f64 = 4.0;
/// So many tokens after a name must fit it too.
const TOKENS_AFTER: usize = 2;
/// What stands before the text: its start, the language, what to do, and that there are no times;
/// models of English alone have only the first and the last.
const TOKENS_AT_START: usize = 4;
const TOKENS_AT_START_ENGLISH: usize = 2;

/// What was made of a window.
#[derive(Debug)]
pub struct Heard(Vec<Token>);

#[derive(Debug, Clone)]
struct Token {
    id: WhisperTokenId,
    text: String,
    /// The natural logarithm of its probability.
    logarithm: f64,
}

impl Heard {
    /// The text.
    pub fn text(&self) -> String {
        self.0.iter().map(|token| token.text.as_str()).collect()
    }

    /// The mean logarithm of the tokens' probabilities; 0 of none.
    pub fn belief(&self) -> f64 {
        self.0.iter().map(|token| token.logarithm).sum::<f64>() / self.0.len().max(1) as f64
    }

    /// Where the tokens of each word stand; a word begins with a blank.
    fn words(&self) -> Vec<Range<usize>> {
        let mut words: Vec<Range<usize>> = Vec::new();
        for (place, token) in self.0.iter().enumerate() {
            match words.last_mut() {
                Some(word) if !token.text.starts_with(' ') => word.end = place + 1,
                _ => words.push(place..place + 1),
            }
        }
        words
    }

    fn text_of(&self, tokens: Range<usize>) -> String {
        self.0[tokens].iter().map(|token| token.text.as_str()).collect()
    }
}

impl Listener<'_> {
    /// The tokens of the window that was just decoded.
    pub(super) fn heard(&self) -> Result<Heard> {
        let mut heard = Vec::new();
        for segment in self.state.as_iter() {
            for number in 0..segment.n_tokens() {
                let Some(token) = segment.get_token(number) else { continue };
                let text = token.to_str_lossy()?.into_owned();
                let probability = token.token_probability().max(f32::MIN_POSITIVE);
                let logarithm = f64::from(probability).ln();
                heard.push(Token { id: token.token_id(), text, logarithm });
            }
        }
        Ok(Heard(heard))
    }

    /// What was heard, with names where words sound like them and the sound bears them out.
    /// `prompted` tokens were set before it.
    pub(super) fn with_names(&mut self, mut heard: Heard, prompted: usize) -> Result<Heard> {
        let words = heard.words();
        let texts = words.iter().map(|word| heard.text_of(word.clone()).trim().to_owned());
        let mut near = self.model.names.near(&texts.collect::<Vec<_>>());
        // From the end, because the places before a change stay what they were.
        near.sort_by_key(|near| std::cmp::Reverse(near.words.start));
        for near in near {
            let tokens = words[near.words.start].start..words[near.words.end - 1].end;
            self.put(&near, tokens, &mut heard, prompted)?;
        }
        Ok(heard)
    }

    /// Puts a name in the place of tokens if it is hardly less likely than they are.
    fn put(
        &mut self,
        near: &Near,
        place: Range<usize>,
        heard: &mut Heard,
        prompted: usize,
    ) -> Result<()> {
        let said = heard.text_of(place.clone());
        let stop = &said[said.trim_end_matches(|sign: char| !sign.is_alphanumeric()).len()..];
        let ids = tokens_of(&self.model.context, &format!(" {}{stop}", near.name));
        let after = &heard.0[place.end..heard.0.len().min(place.end + TOKENS_AFTER)];
        let as_heard: f64 = heard.0[place.clone()].iter().chain(after).map(|t| t.logarithm).sum();
        let wanted: Vec<_> =
            ids.iter().copied().chain(after.iter().map(|token| token.id)).collect();
        let Some(logarithms) = self.logarithms(heard, place.start, &wanted, prompted)? else {
            return Ok(());
        };
        if logarithms.iter().sum::<f64>() < as_heard - NAME_LOSS_MAX {
            return Ok(());
        }
        let named = ids.iter().zip(logarithms).map(|(&id, logarithm)| {
            let text = self.model.context.token_to_str_lossy(id)?.into_owned();
            Ok(Token { id, text, logarithm })
        });
        heard.0.splice(place, named.collect::<Result<Vec<_>>>()?);
        Ok(())
    }

    /// The logarithms of the probabilities of tokens in the place of those that were heard from
    /// `first` on. What whisper.cpp remembers of the tokens before is used, so that each costs one
    /// step of its decoder and the sound is not looked at anew. None at the very beginning.
    fn logarithms(
        &mut self,
        heard: &Heard,
        first: usize,
        wanted: &[WhisperTokenId],
        prompted: usize,
    ) -> Result<Option<Vec<f64>>> {
        let Some(before) = first.checked_sub(1) else { return Ok(None) };
        let start = if self.model.context.is_multilingual() {
            TOKENS_AT_START
        } else {
            TOKENS_AT_START_ENGLISH
        };
        // A sign stands before what is prompted.
        let prompted = if prompted > 0 { prompted + 1 } else { 0 };
        let mut last = heard.0[before].id;
        let mut logarithms = Vec::with_capacity(wanted.len());
        for (place, id) in (prompted + start + before..).zip(wanted) {
            self.state.decode(&[last], place, 1)?;
            logarithms.push(logarithm(self.state.get_logits()?, *id));
            last = *id;
        }
        Ok(Some(logarithms))
    }
}

/// The natural logarithm of the probability of a token among the model's scores for all of them.
fn logarithm(scores: &[f32], id: WhisperTokenId) -> f64 {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let sum: f64 = scores.iter().map(|score| f64::from(score - most).exp()).sum();
    let own = usize::try_from(id).ok().and_then(|id| scores.get(id));
    own.map_or(f64::MIN, |own| f64::from(own - most) - sum.ln())
}
