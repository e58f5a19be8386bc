//! From a stretch of speech to words, with Whisper. Sound is cut into stretches elsewhere; who
//! speaks is told elsewhere; here are the guards without which Whisper invents, repeats and stalls.
//!
//! A [`Model`] is loaded once and shared; each thread has a [`Listener`] of its own.

mod hypothesis;
mod limits;
mod names;
mod phantoms;
mod prompt;
mod repeats;

pub use limits::{SPEECH_MAX, Threads};

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Duration;

use evidence::knowledge::Files;
use evidence::lexicon::ClassFile;
use evidence::transcript::Side;
use whisper_rs::{
    FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters, WhisperState,
    WhisperTokenId,
};

use crate::error::{Error, Result};
use crate::recognise::hypothesis::Heard;
use crate::recognise::names::Names;
use crate::recognise::phantoms::Phantoms;
use crate::recognise::prompt::Prompt;
use crate::speech::{RATE_HZ, Speech, Words};

/// The likeliest word each time. Whisper.cpp's beam search goes on with words that it draws at
/// random, from numbers that depend on all it heard before: the same sound gave other words each
/// time, for a third more time, and was understood no better (`docs/speech.md`).
const DECODING: SamplingStrategy = SamplingStrategy::Greedy { best_of: 1 };

/// A speech model in memory, for any number of [`Listener`]s.
#[derive(Debug)]
pub struct Model {
    context: WhisperContext,
    /// The names as tokens, set before each utterance.
    prompt: Vec<WhisperTokenId>,
    prompt_words: Prompt,
    names: Names,
    phantoms: Phantoms,
}

/// What one thread listens with.
#[derive(Debug)]
pub struct Listener<'m> {
    model: &'m Model,
    state: WhisperState,
    threads: Threads,
}

impl Model {
    /// Loads any Whisper model in ggml format, with names that callers are likely to say.
    ///
    /// The names are a hint and no limit: they are spelled as given where they are heard. As many
    /// are taken as there is room for, the first first. Words that sound like one of them, or like
    /// a name of the rules, become it where the sound bears that out; without names none do.
    ///
    /// # Errors
    /// [`Error::Model`] if the file is missing or is no such model.
    pub fn open(path: &Path, names: &[String]) -> Result<Self> {
        silence_whisper();
        check_magic(path)?;
        let refused =
            |why: &dyn ToString| Error::Model { path: path.to_owned(), why: why.to_string() };
        let context = WhisperContext::new_with_params(path, WhisperContextParameters::default())
            .map_err(|error| refused(&error))?;
        let known = known()?;
        let (prompt_words, prompt) =
            Prompt::new(&known.prompt, names, |text| tokens_of(&context, text));
        let (names, phantoms) = (known.names_by_sound(names)?, Phantoms::new(&known.phantoms));
        Ok(Self { context, prompt, prompt_words, names, phantoms })
    }

    /// What a thread needs to listen with this model; some 100 MB with base.
    ///
    /// # Errors
    /// [`Error::Recognition`] if there is no memory for it.
    pub fn listener(&self, threads: Threads) -> Result<Listener<'_>> {
        Ok(Listener { model: self, state: self.context.create_state()?, threads })
    }
}

impl Listener<'_> {
    /// The words of a stretch of speech, or none if it holds none.
    ///
    /// `before` is what was said just before, or empty: a sentence that was cut in two is
    /// understood better with its beginning. What is too quiet, what the model itself hardly
    /// believes, and what it is known to invent are no words. Neither voice nor side is told.
    /// Takes the time of the whole decoding.
    ///
    /// # Errors
    /// [`Error::Recognition`] if whisper.cpp gives up, which it does for lack of memory.
    pub fn recognise(&mut self, speech: &Speech, before: &str) -> Result<Option<Words>> {
        if !limits::is_audible(&speech.samples) {
            return Ok(None);
        }
        let mut texts = Vec::new();
        for samples in speech.samples.chunks(limits::SAMPLES_MAX) {
            texts.extend(self.decode_after(before, samples)?);
        }
        let text = texts.join(" ");
        if text.is_empty() {
            return Ok(None);
        }
        let length = Duration::from_secs_f64(speech.samples.len() as f64 / f64::from(RATE_HZ));
        Ok(Some(Words {
            call: speech.call.clone(),
            party: speech.party,
            begin: speech.begin,
            end: speech.begin + length,
            text,
            voice: None,
            side: Side::Unknown,
        }))
    }

    /// The words of one window of at most [`SPEECH_MAX`], if it holds any; without what was said
    /// before where that is only said after.
    fn decode_after(&mut self, before: &str, samples: &[f32]) -> Result<Option<String>> {
        let text = self.decode(before, samples)?;
        match text {
            Some(text) if prompt::is_echo(before, &text) => self.decode("", samples),
            text => Ok(text),
        }
    }

    fn decode(&mut self, before: &str, samples: &[f32]) -> Result<Option<String>> {
        let samples = limits::with_silence_around(samples);
        let layers = self.model.context.model_n_audio_layer();
        let mut parameters = FullParams::new(DECODING);
        parameters.set_n_threads(self.threads.number());
        parameters.set_audio_ctx(limits::audio_context(samples.len(), layers));
        parameters.set_max_tokens(limits::tokens_max(samples.len()));
        // Without a ladder of temperatures: a second try takes as long again, and a third.
        parameters.set_temperature_inc(0.0);
        parameters.set_suppress_nst(true);
        parameters.set_single_segment(true);
        // Times inside a stretch are not needed, and without them fewer words come out wrong.
        parameters.set_no_timestamps(true);
        let tokens = self.model.prompted(before);
        parameters.set_tokens(&tokens);
        for silent in [
            FullParams::set_print_progress,
            FullParams::set_print_realtime,
            FullParams::set_print_special,
            FullParams::set_print_timestamps,
        ] {
            silent(&mut parameters, false);
        }
        self.state.full(parameters, &samples)?;
        let heard = self.heard()?;
        let heard = self.with_names(heard, tokens.len())?;
        Ok(self.model.believed(&heard))
    }
}

impl Model {
    /// The names and the last of what was said before, as tokens.
    fn prompted(&self, before: &str) -> Vec<WhisperTokenId> {
        let mut tokens = self.prompt.clone();
        if !before.is_empty() {
            let said = tokens_of(&self.context, &format!(" {before}"));
            tokens.extend(&said[said.len().saturating_sub(prompt::BEFORE_TOKENS_MAX)..]);
        }
        tokens
    }
}

fn tokens_of(context: &WhisperContext, text: &str) -> Vec<WhisperTokenId> {
    // A text never has more tokens than bytes; with less room whisper-rs would read past the end
    // of its list.
    context.tokenize(text, text.len() + 1).unwrap_or_default()
}

impl Model {
    /// What remains of the words once the guards have looked at them.
    fn believed(&self, heard: &Heard) -> Option<String> {
        if heard.belief() < limits::BELIEF_MIN {
            return None;
        }
        let text = phantoms::without_noises(&heard.text());
        let text = repeats::without_repeats(&repeats::without_new_beginning(&text));
        let invented = self.phantoms.contains(&text) || self.prompt_words.is_echoed_by(&text);
        (!invented && text.chars().any(char::is_alphanumeric)).then_some(text)
    }
}

/// What `recognition.toml` says.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    prompt: String,
    names: Vec<String>,
    classes: Vec<String>,
    articles: Vec<String>,
    phantoms: Vec<String>,
}

impl Known {
    /// The names that are told, and those of the classes; none if none are told.
    fn names_by_sound(&self, told: &[String]) -> Result<Names> {
        let mut names = Vec::new();
        for name in told {
            let article = self.articles.iter().find(|article| name.starts_with(article.as_str()));
            names.push(name[article.map_or(0, String::len)..].to_owned());
        }
        let files = Files::embedded();
        let classes: &[String] = if told.is_empty() { &[] } else { &self.classes };
        for class in classes {
            let class: ClassFile = files.read(&format!("rules/classes/{class}.toml"))?;
            names.extend(class.members.into_iter().filter_map(|member| member.name));
        }
        Ok(Names::new(names))
    }
}

/// The names that scam calls are about, for [`Model::open`] where one knows no better.
///
/// # Errors
/// [`Error::Catalogue`] if the built-in list is broken, which a test rules out.
pub fn usual_names() -> Result<Vec<String>> {
    Ok(known()?.names)
}

fn known() -> Result<Known> {
    Ok(toml::from_str(include_str!("../recognition.toml"))?)
}

/// Keeps whisper.cpp from writing to the terminal.
fn silence_whisper() {
    static ONCE: Once = Once::new();
    ONCE.call_once(whisper_rs::install_logging_hooks);
}

/// The smallest file that can be a model; tiny in five bits has twice as much. whisper.cpp takes a
/// header without any weights for a model and then fails in the middle of a call.
const BYTES_MIN: u64 = 1 << 24;

/// Fails early and clearly on what is no model at all.
fn check_magic(path: &Path) -> Result<()> {
    let mut magic = [0; 4];
    let read = File::open(path).and_then(|mut file| {
        file.read_exact(&mut magic)?;
        Ok(file.metadata()?.len())
    });
    let why = match read {
        Err(error) => error.to_string(),
        Ok(_) if u32::from_le_bytes(magic) != crate::model::GGML_MAGIC => {
            "it is of another format".to_owned()
        }
        Ok(bytes) if bytes < BYTES_MIN => "it is cut off".to_owned(),
        Ok(_) => return Ok(()),
    };
    Err(Error::Model { path: PathBuf::from(path), why })
}

#[cfg(test)]
mod tests;
